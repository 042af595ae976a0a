# SPDX-License-Identifier: MIT
"""Colours can be read, in both schemes; icons and style sheets hold together."""

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from lightar_desktop import paths
from lightar_desktop.gui import theme

TEXT = ("text", "muted")
GROUNDS = ("surface", "panel", "sidebar", "raised", "hover", "selected")
STATUS = ("good", "warn", "bad", "info", "neutral")
PAIRS = [
    *((ink, ground) for ink in TEXT for ground in GROUNDS),
    *((ink, f"{ink}_tint") for ink in STATUS),
    *((ink, ground) for ink in ("accent", "bad") for ground in ("surface", "selected", "panel")),
    ("accent", "tint"),
    ("text", "tint"),
    ("muted", "track"),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    *(("text", f"{tone}_tint") for tone in ("good", "warn", "bad")),
    ("bad", "sidebar"),
    ("warn", "panel"),
]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    shade = QColor(colour)
    parts = (shade.redF(), shade.greenF(), shade.blueF())
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("tokens", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_all_text_has_contrast(tokens: theme.Tokens) -> None:
    weak = {
        f"{ink} on {ground}": round(contrast(getattr(tokens, ink), getattr(tokens, ground)), 2)
        for ink, ground in PAIRS
        if contrast(getattr(tokens, ink), getattr(tokens, ground)) < 4.5
    }
    assert weak == {}


def test_every_icon_can_be_drawn(dressed: QApplication) -> None:
    for file in paths.resource("icons").glob("*.svg"):
        image = theme.pixmap(file.stem, "text", 16).toImage()
        assert any(image.pixelColor(x, y).alpha() for x in range(16) for y in range(16)), file.stem


def test_schemes_change_and_say_so(dressed: QApplication) -> None:
    told: list[bool] = []

    def note() -> None:
        told.append(theme.current().dark)

    theme.current().changed.connect(note)
    theme.current().choose("dark")
    assert theme.tokens() is theme.DARK
    assert dressed.palette().window().color() == QColor(theme.DARK.panel)
    theme.current().choose("light")
    assert told == [True, False]
    theme.current().changed.disconnect(note)
