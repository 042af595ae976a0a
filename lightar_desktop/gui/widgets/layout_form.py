# SPDX-License-Identifier: MIT
"""The choices of how a template's PDF looks."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QCheckBox,
    QColorDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)

from lightar_desktop.domain.errors import Problem
from lightar_desktop.domain.layout import USUAL, Column, LogoPlace, PageLayout, PageSize
from lightar_desktop.gui import theme
from lightar_desktop.gui.forms import Form, promoted
from lightar_desktop.gui.widgets.field_errors import FieldErrors


@promoted
class LayoutForm(Form, QWidget):
    """Logo, colour, columns, footer, bank details and paper of a PDF.

    Signals:
        changed(): another choice was made.
        entered(): Enter was pressed in a field of one line.
    """

    FORM = "layout_form"
    changed = Signal()
    entered = Signal()

    logo_left: QRadioButton
    logo_right: QRadioButton
    logo_none: QRadioButton
    colour: QLineEdit
    swatch: QLabel
    choose_colour: QPushButton
    column_position: QCheckBox
    column_unit: QCheckBox
    column_price: QCheckBox
    column_discount: QCheckBox
    column_vat: QCheckBox
    bank_details: QCheckBox
    footer_1: QLineEdit
    footer_2: QLineEdit
    footer_3: QLineEdit
    paper_a4: QRadioButton
    paper_letter: QRadioButton

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.load_form()
        self._filling = False
        self._company_colour = ""
        self._logos = {
            LogoPlace.LEFT: self.logo_left,
            LogoPlace.RIGHT: self.logo_right,
            LogoPlace.NONE: self.logo_none,
        }
        self._papers = {PageSize.A4: self.paper_a4, PageSize.LETTER: self.paper_letter}
        self._columns = {
            Column.POSITION: self.column_position,
            Column.UNIT: self.column_unit,
            Column.PRICE: self.column_price,
            Column.DISCOUNT: self.column_discount,
            Column.VAT: self.column_vat,
        }
        self._footer = (self.footer_1, self.footer_2, self.footer_3)
        self._errors = FieldErrors(self, {"colour": self.colour, "footer": self.footer_1})
        for button in (*self._logos.values(), *self._papers.values(), *self._columns.values()):
            button.toggled.connect(self._on_changed)
        self.bank_details.toggled.connect(self._on_changed)
        for field in (self.colour, *self._footer):
            field.textChanged.connect(self._on_changed)
            field.returnPressed.connect(self.entered)
        self.choose_colour.clicked.connect(self._choose_colour)
        theme.current().changed.connect(self._show_colour)
        self.fill(USUAL)

    def layout_choices(self) -> PageLayout:
        """What is chosen."""
        footer = [field.text().strip() for field in self._footer]
        while footer and not footer[-1]:
            footer.pop()
        return PageLayout(
            logo=next((one for one, b in self._logos.items() if b.isChecked()), LogoPlace.LEFT),
            colour=self.colour.text().strip(),
            hidden=frozenset(one for one, b in self._columns.items() if not b.isChecked()),
            footer=tuple(footer),
            bank_details=self.bank_details.isChecked(),
            page=next((one for one, b in self._papers.items() if b.isChecked()), PageSize.A4),
        )

    def fill(self, layout: PageLayout, company_colour: str = "") -> None:
        """Show these choices."""
        self._filling = True
        self._company_colour = company_colour or self._company_colour
        self._logos[layout.logo].setChecked(True)
        self._papers[layout.page].setChecked(True)
        self.colour.setText(layout.colour)
        for column, box in self._columns.items():
            box.setChecked(layout.shows(column))
        self.bank_details.setChecked(layout.bank_details)
        for number, field in enumerate(self._footer):
            field.setText(layout.footer[number] if number < len(layout.footer) else "")
        self._filling = False
        self._check()

    def problems(self) -> tuple[Problem, ...]:
        """Everything that keeps these choices from being used."""
        return self.layout_choices().problems()

    def _on_changed(self) -> None:
        if not self._filling:
            self._check()
            self.changed.emit()

    def _check(self) -> None:
        self._errors.show(self.problems())
        self._show_colour()

    def _show_colour(self) -> None:
        chosen = QColor.fromString(self.colour.text().strip() or self._company_colour)
        shown = chosen.name() if chosen.isValid() else "transparent"
        border = theme.tokens().border
        self.swatch.setStyleSheet(
            f"background: {shown}; border: 1px solid {border}; border-radius: 4px;"
        )

    def _choose_colour(self) -> None:
        begin = QColor.fromString(self.colour.text().strip() or self._company_colour or "#2f5bd7")
        chosen = QColorDialog.getColor(begin, self, self.tr("Colour of the PDF"))
        if chosen.isValid():
            self.colour.setText(chosen.name())
