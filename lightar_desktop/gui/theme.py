# SPDX-License-Identifier: MIT
"""Colours, spacing, type and icons of the window, in one place, for light and dark.

Follows the system's colour scheme and changes with it, unless a choice (`light`, `dark`) was made
in the settings or by `LIGHTAR_SCHEME`. Style sheets in `resources/styles` name colours as
`$token`; painters ask `tokens()`.
"""

import os
from string import Template
from typing import Final, NamedTuple

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Signal
from PySide6.QtGui import QBrush, QColor, QFont, QFontDatabase, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from lightar_desktop import paths

XS, S, M, L, XL = 4, 8, 12, 16, 24  # spacing
RADIUS: Final = 6
ROW: Final = 32
ROW_COMPACT: Final = 28
CHOICES: Final = ("system", "light", "dark")


class Tokens(NamedTuple):
    """Colours by meaning. Names ending in `_tint` are backgrounds for the colour without it."""

    surface: str  # tables, fields, cards
    panel: str  # page heads, dialogs' sides
    sidebar: str
    raised: str  # buttons
    line: str  # hairlines
    border: str  # of things that can be used
    text: str
    muted: str
    accent: str
    accent_hover: str
    on_accent: str
    tint: str  # what is current or chosen
    hover: str
    selected: str
    good: str
    good_tint: str
    warn: str
    warn_tint: str
    bad: str
    bad_tint: str
    info: str
    info_tint: str
    neutral: str
    neutral_tint: str
    skeleton: str
    track: str  # of progress bars and switches


LIGHT: Final = Tokens(
    surface="#ffffff",
    panel="#f6f7f9",
    sidebar="#eeeff4",
    raised="#ffffff",
    line="#e4e6ec",
    border="#cfd3dc",
    text="#1a1d26",
    muted="#5f6673",
    accent="#2d5ad6",
    accent_hover="#244bb8",
    on_accent="#ffffff",
    tint="#e3ebfc",
    hover="#f4f6fa",
    selected="#edf2fe",
    good="#166b3c",
    good_tint="#def3e6",
    warn="#825400",
    warn_tint="#fdf0cc",
    bad="#b4232a",
    bad_tint="#fde6e6",
    info="#2550c4",
    info_tint="#dbe6fd",
    neutral="#525966",
    neutral_tint="#e5e8ee",
    skeleton="#eceef2",
    track="#e2e5eb",
)

DARK: Final = Tokens(
    surface="#1b1d25",
    panel="#15171d",
    sidebar="#171a21",
    raised="#1f222b",
    line="#2a2d37",
    border="#3d414e",
    text="#e9ebf1",
    muted="#9ba2b0",
    accent="#7ea4ff",
    accent_hover="#9bb9ff",
    on_accent="#0e1420",
    tint="#22304f",
    hover="#22252e",
    selected="#233157",
    good="#5fd08f",
    good_tint="#16311f",
    warn="#eebf52",
    warn_tint="#3a2c0e",
    bad="#ff8a85",
    bad_tint="#451a1d",
    info="#8fb0ff",
    info_tint="#2b3d66",
    neutral="#b9bfcb",
    neutral_tint="#343843",
    skeleton="#282b34",
    track="#31353f",
)


class Theme(QObject):
    """Keeps the application's looks in step with the scheme.

    Signals:
        changed(): colours are different now; painters repaint, icons are made anew.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.tokens = LIGHT
        self.dark = False
        self.base_size = 10.0
        self._choice = "system"
        self._sheets = ["window", "pages"]
        self._app: QApplication | None = None

    @property
    def choice(self) -> str:
        """`system`, `light` or `dark`."""
        return self._choice

    def install(self, app: QApplication, choice: str = "system") -> None:
        """Dress `app`, now and whenever the system's scheme changes."""
        self._app = app
        app.setStyle("Fusion")
        self._install_font(app)
        app.styleHints().colorSchemeChanged.connect(self._follow)
        self.choose(os.environ.get("LIGHTAR_SCHEME", choice))

    def choose(self, choice: str) -> None:
        """Follow the system or always be light or dark."""
        self._choice = choice if choice in CHOICES else "system"
        self._follow()

    def px(self, factor: float = 1.0) -> int:
        """A length for what grows with the text, in pixels, from one at the usual text size."""
        return round(factor * self.base_size / 10)

    def font(self, factor: float = 1.0, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        """The application's font, `factor` times its size, with figures of equal width."""
        font = QFont(QApplication.font())
        font.setPointSizeF(self.base_size * factor)
        font.setWeight(weight)
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def _follow(self) -> None:
        app = self._app
        if app is None:
            return
        self.dark = self._choice == "dark" or (self._choice == "system" and _system_is_dark(app))
        self.tokens = DARK if self.dark else LIGHT
        _pixmaps.clear()
        app.setPalette(_palette(self.tokens))
        app.setStyleSheet(self._style_sheet())
        self.changed.emit()

    def _style_sheet(self) -> str:
        values = self.tokens._asdict() | {
            "icons": paths.resource("icons").as_posix(),
            "scheme": "dark" if self.dark else "light",
        }
        for name, factor in {"small": 0.9, "body": 1.0, "brand": 1.1, "title": 1.35}.items():
            values[f"pt_{name}"] = f"{self.base_size * factor:.2f}pt"
        sheets = [paths.resource(f"styles/{name}.qss").read_text("utf-8") for name in self._sheets]
        return Template("\n".join(sheets)).substitute(values)

    def _install_font(self, app: QApplication) -> None:
        """On Linux Inter, whose figures line up; elsewhere the system's own font has them too."""
        font = app.font()
        if app.platformName() not in {"windows", "cocoa"}:
            loaded = [
                QFontDatabase.addApplicationFont(str(file))
                for file in sorted(paths.resource("fonts/ui").glob("*.otf"))
            ]
            if loaded and loaded[0] >= 0:
                font.setFamilies([QFontDatabase.applicationFontFamilies(loaded[0])[0]])
            font.setPointSizeF(max(font.pointSizeF(), 10.0))
        font.setFeature(QFont.Tag("tnum"), 1)
        self.base_size = font.pointSizeF()
        app.setFont(font)


def _system_is_dark(app: QApplication) -> bool:
    """Whether the style's own palette, which follows the system, is dark."""
    return app.style().standardPalette().color(QPalette.ColorRole.Window).lightness() < 128


_theme: Theme | None = None


def current() -> Theme:
    """The application's theme."""
    global _theme  # noqa: PLW0603 - there is one application
    if _theme is None:
        _theme = Theme()
    return _theme


def tokens() -> Tokens:
    """The colours of now."""
    return current().tokens


def colour(token: str) -> QColor:
    """The colour of a token, for painters."""
    return QColor(getattr(current().tokens, token))


def brush(token: str) -> QBrush:
    """The colour of a token, for filling paths. A palette makes it without the `Qt` namespace,
    whose hundred enums a brush made of a colour, a pen or `fillRect` would load: they take longer
    than everything else before the first paint.
    """
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Window, colour(token))
    return palette.brush(QPalette.ColorRole.Window)


def token_names() -> tuple[str, ...]:
    """Every token."""
    return Tokens._fields


def _palette(t: Tokens) -> QPalette:
    role = QPalette.ColorRole
    colours = {
        role.Window: t.panel,
        role.WindowText: t.text,
        role.Base: t.surface,
        role.AlternateBase: t.panel,
        role.Text: t.text,
        role.Button: t.raised,
        role.ButtonText: t.text,
        role.BrightText: t.bad,
        role.Highlight: t.accent,
        role.HighlightedText: t.on_accent,
        role.Link: t.accent,
        role.LinkVisited: t.accent,
        role.ToolTipBase: t.raised,
        role.ToolTipText: t.text,
        role.PlaceholderText: t.muted,
        role.Mid: t.border,
        role.Midlight: t.line,
        role.Accent: t.accent,
    }
    palette = QPalette()
    for name, value in colours.items():
        palette.setColor(name, QColor(value))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(t.muted))
    return palette


# Icons: SVG files drawn with currentColor, rendered in the colour of a token.

_sources: dict[str, str] = {}
_pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}


def pixmap(name: str, ink: str = "muted", size: int = 16, ratio: float = 1.0) -> QPixmap:
    """The icon `name` in the colour of the token `ink`, sharp at the device's `ratio`."""
    key = (name, ink, size, ratio)
    if (found := _pixmaps.get(key)) is not None:
        return found
    if name not in _sources:
        _sources[name] = paths.resource(f"icons/{name}.svg").read_text("utf-8")
    svg = _sources[name].replace("currentColor", getattr(tokens(), ink))
    image = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    image.fill(QColor(0, 0, 0, 0))
    painter = QPainter(image)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(image.rect()))
    painter.end()
    image.setDevicePixelRatio(ratio)
    _pixmaps[key] = image
    return image


def icon(name: str, ink: str = "muted", size: int = 16) -> QIcon:
    """The icon for buttons and menus; make it anew when the theme has `changed`."""
    made = QIcon()
    for ratio in (1.0, 2.0):
        made.addPixmap(pixmap(name, ink, size, ratio))
        made.addPixmap(pixmap(name, "neutral", size, ratio), QIcon.Mode.Disabled)
    return made
