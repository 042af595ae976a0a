# SPDX-License-Identifier: MIT
"""The editor of a draft: fields, lines, totals and PDF, live while one types; nothing to save."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSplitter,
    QWidget,
)

from lightar_desktop.domain import drafting, vat
from lightar_desktop.domain.customer import Customer
from lightar_desktop.domain.drafting import Column, Sheet
from lightar_desktop.domain.errors import Problem
from lightar_desktop.domain.history import History
from lightar_desktop.domain.invoice import Invoice
from lightar_desktop.domain.product import Product
from lightar_desktop.gui import formats, theme
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.forms import promoted
from lightar_desktop.gui.widgets.draft_fields import DraftFields, DraftForm
from lightar_desktop.gui.widgets.draft_lookups import DraftLookups
from lightar_desktop.gui.widgets.draft_preview import DraftPreview
from lightar_desktop.gui.widgets.draft_saving import DraftSaver
from lightar_desktop.gui.widgets.invoice_view import InvoiceView
from lightar_desktop.gui.widgets.line_cells import is_ours
from lightar_desktop.gui.widgets.lines_table import LinesTable
from lightar_desktop.gui.widgets.page_view import PdfView
from lightar_desktop.gui.widgets.problem_links import ProblemLinks
from lightar_desktop.gui.widgets.totals_grid import TotalsGrid, vat_words

_PREVIEW: Final = "draft_editor/preview"
_SIZES: Final = (780, 290)
_BOTH: Final = 900  # from this width on, there is room for a preview


@promoted
class DraftEditor(DraftForm):
    """Edits one draft. Whatever is typed is a new `Sheet`, shown at once and stored soon.

    Signals:
        changed(Invoice): the draft is now this.
        refused(DomainError): it can no longer be saved, because of what somebody else did.
        mend_asked(Problem): what is mended elsewhere: on the customer or the company.
    """

    FORM = "draft_editor"
    changed = Signal(object)
    refused = Signal(object)
    mend_asked = Signal(object)

    splitter: QSplitter
    scroll_area: QScrollArea
    saved: QLabel
    undo: QPushButton
    redo: QPushButton
    preview_button: QPushButton
    missing: QFrame
    missing_list: QWidget
    field_grid: QGridLayout
    lines: LinesTable
    cell_error: QLabel
    totals: QWidget
    preview: PdfView

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.load_form()
        self._context = context
        self._view: InvoiceView | None = None
        self._history: History[Sheet] | None = None
        self.saver: DraftSaver | None = None
        self._problems: tuple[Problem, ...] = ()
        self._style = formats.number_style()
        self._sums = TotalsGrid(self.totals)
        self._preview = DraftPreview(context, self.preview)
        self.fields = DraftFields(self)
        self.links = ProblemLinks(self.missing_list)
        self.customer.bind(context)
        self._lookups = DraftLookups(context, self.customer, self.lines.cells)
        self._connect()
        self._add_actions()
        self._show_preview(str(context.memory.value(_PREVIEW, "true")) == "true")
        self.splitter.setSizes(list(_SIZES))
        self.splitter.setStretchFactor(0, 1)

    def _connect(self) -> None:
        self.fields.edited.connect(self._edit)
        self.links.asked.connect(self._mend)
        self._lookups.customer_found.connect(self._take_customer)
        self.lines.lines.typed.connect(self._on_typed)
        self.lines.doubled.connect(lambda row: self._arrange(Sheet.doubled, row, row + 1))
        self.lines.removed.connect(lambda row: self._arrange(Sheet.removed, row, row))
        self.lines.moved.connect(self._on_moved)
        self.lines.left.connect(self._on_left)
        self.lines.cells.product_chosen.connect(self._take_product)
        self.lines.cells.closeEditor.connect(lambda *_: self.flush())
        self.lines.selectionModel().currentChanged.connect(lambda *_: self._show_cell_error())
        for field in self._inputs():
            field.installEventFilter(self)

    def _inputs(self) -> tuple[QWidget, ...]:
        texts = (self.issued_on, self.terms, self.due_on, self.buyer_reference, self.discount)
        return (*texts, self.note, self.template, self.currency, self.customer)

    def _add_actions(self) -> None:
        for keys, act, button in (
            (("Ctrl+Z",), self.undo_last, self.undo),
            (("Ctrl+Shift+Z", "Ctrl+Y"), self.redo_next, self.redo),
            (("F4",), self.preview_button.toggle, None),
        ):
            action = QAction(self)
            action.setShortcuts([QKeySequence(one) for one in keys])
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(act)
            self.addAction(action)
            if button is not None:
                button.clicked.connect(act)
        self.preview_button.toggled.connect(self._show_preview)

    # Which draft

    @property
    def draft(self) -> Invoice | None:
        """The draft as it is typed."""
        return self._history.now.draft if self._history is not None else None

    @property
    def unfinished(self) -> tuple[Problem, ...]:
        """Why something that is typed cannot be understood yet."""
        return self._history.now.problems() if self._history is not None else ()

    def show_view(self, view: InvoiceView) -> None:
        """Edit this draft; one that is edited already goes on, unless somebody else saved it."""
        before, self._view = self._view, view
        same = before is not None and before.invoice.id == view.invoice.id
        if same and self.saver is not None and self._history is not None:
            if view.invoice.version > self.saver.version and not self.saver.pending:
                self._follow(view.invoice)
            else:
                self._show_all()
            return
        if self.saver is not None:
            self.saver.deleteLater()
        self.saver = DraftSaver(self._context, view.invoice, self)
        self.saver.stored.connect(self._on_stored)
        self.saver.failed.connect(lambda words: self._say(words, "bad"))
        self.saver.refused.connect(self.refused)
        self._history = History(Sheet(view.invoice))
        self._say("", "muted")
        self.lines.close_field()
        self._offer()
        self._show_all()

    def take_theirs(self, theirs: Invoice) -> None:
        """Go on with what somebody else saved; one's own version can be had back by undo."""
        if self.saver is not None:
            self._follow(theirs)

    def keep_mine(self, theirs: Invoice) -> None:
        """Save what is typed over what somebody else saved."""
        if self.saver is not None and self._history is not None:
            self.saver.follow(theirs)
            self.saver.keep(self._history.now.draft)
            self.saver.flush()

    def _follow(self, theirs: Invoice) -> None:
        assert self.saver is not None  # noqa: S101 - callers have asked
        assert self._history is not None  # noqa: S101 - as above
        self.saver.follow(theirs)
        self._history = self._history.edited(Sheet(theirs)).settled()
        self._forget_typing()
        self._show_all()

    def _offer(self) -> None:
        """What can be chosen for this draft."""
        view = self._view
        if view is None or view.company is None:
            return
        vats = [vat_words(one) for one in vat.choices(view.company)]
        units = sorted({"h", "pcs", "day", *(line.unit for line in view.invoice.lines)} - {""})
        self.lines.cells.offer(vats, units)
        self.fields.offer(view.templates, view.company, view.invoice)

    # Editing

    def _edit(self, change: Callable[[Sheet], Sheet], place: str = "") -> None:
        if self._history is None:
            return
        before = self._history
        self._history = before.edited(change(before.now), place)
        if self._history is not before:
            self._on_edited()

    def _on_edited(self) -> None:
        assert self._history is not None  # noqa: S101 - there was an edit
        assert self.saver is not None  # noqa: S101 - as above
        draft = self._history.now.draft
        self.saver.keep(draft)
        self._show_all()
        self.changed.emit(draft)

    def undo_last(self) -> None:
        """Take back the last step."""
        self._travel(History.undone)

    def redo_next(self) -> None:
        """Do again what was taken back last."""
        self._travel(History.redone)

    def _travel(self, step: "Callable[[History[Sheet]], History[Sheet]]") -> None:
        if self._history is None:
            return
        before = self._history
        self._history = step(before)
        if self._history is not before:
            self._forget_typing()
            self._on_edited()

    def _forget_typing(self) -> None:
        """Let fields show what the sheet says, even those being typed into."""
        self.fields.forget_typing()
        if (field := self.lines.cells.field) is not None:
            field.setModified(False)

    def _on_typed(self, row: int, column: int, text: str) -> None:
        view = self._view
        if view is None or view.company is None or self.draft is None:
            return
        blank = drafting.blank_line(view.company, self.draft)
        self._edit(
            lambda sheet: sheet.typed(row, Column(column), text, self._style, blank),
            drafting.field_of(row, Column(column)),
        )

    def _arrange(self, change: Callable[[Sheet, int], Sheet], row: int, goes_to: int) -> None:
        self._edit(lambda sheet: change(sheet, row))
        self.lines.go_to(goes_to, max(0, self.lines.currentIndex().column()))

    def _on_moved(self, row: int, by: int) -> None:
        goes_to = max(0, min(row + by, self.lines.lines.rowCount() - 2))
        self._arrange(lambda sheet, at: sheet.moved(at, by), row, goes_to)

    def _on_left(self, by: int) -> None:
        (self.discount if by > 0 else self.buyer_reference).setFocus(
            Qt.FocusReason.TabFocusReason if by > 0 else Qt.FocusReason.BacktabFocusReason
        )

    def _take_product(self, product: Product) -> None:
        row = self.lines.currentIndex().row()
        draft = self.draft
        if draft is None or self._view is None or self._view.company is None:
            return
        blank = drafting.blank_line(self._view.company, draft)
        line = draft.lines[row] if row < len(draft.lines) else blank
        made = drafting.sold(product, line, draft.currency)
        self._edit(lambda sheet: sheet.line_set(row, made))

    def _take_customer(self, buyer: Customer | None) -> None:
        self._edit(lambda sheet: sheet.changed(lambda one: drafting.with_customer(one, buyer)))

    # Showing

    def _show_all(self) -> None:
        view = self._view
        if self._history is None or view is None:
            return
        sheet = self._history.now
        draft = sheet.draft
        found: list[Problem] = []
        if view.company is not None:
            found += draft.problems(view.company, view.today, email=False)
            self._preview.show(draft, view.company, view.today)
        sums = draft.totals()
        if view.corrected is not None:
            found += view.corrected.problems(sums.total)
        if not self._history.past and draft.customer is None and not draft.lines:
            found = []  # just begun: nothing is wrong yet
        self._problems = tuple(found)
        self.fields.show(sheet, self._problems)
        self.lines.lines.show(sheet, self._problems)
        self.lines.show_reasons(any(line.tax_category.needs_reason for line in draft.lines))
        self._sums.show(sums, draft.currency)
        self.links.show([one for one in self._problems if not self.fields.says(one, draft)])
        self.missing.setVisible(bool(self.links.texts()))
        self._show_cell_error()
        self.undo.setEnabled(bool(self._history.past))
        self.redo.setEnabled(bool(self._history.future))

    def _mend(self, problem: Problem) -> None:
        buyer, name = self.draft.customer if self.draft is not None else None, problem.field
        if name == "company" or (name == "customer" and buyer is not None):
            self.mend_asked.emit(problem)
        else:
            self.highlight(name)

    def highlight(self, name: str) -> None:
        """Put the cursor into the field of a problem."""
        if (place := drafting.place_of(name)) is not None:
            self.lines.go_to(*place, typing=True)
        elif (field := self.fields.widget(name)) is not None:
            self.scroll_area.ensureWidgetVisible(field)
            field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_cell_error(self) -> None:
        here = self.lines.currentIndex()
        words = self.lines.lines.wrong(here.row(), here.column()) if here.isValid() else ""
        self.cell_error.setText(words)
        self.cell_error.setVisible(bool(words))

    def amounts(self) -> list[str]:
        """The amounts beneath the lines, the total last."""
        return self._sums.texts()

    def _show_preview(self, shown: bool) -> None:
        if self.preview_button.isChecked() != shown:
            self.preview_button.setChecked(shown)
        self._context.memory.setValue(_PREVIEW, "true" if shown else "false")
        self._make_room()

    def _make_room(self) -> None:
        """The preview stands aside where both do not fit."""
        fits = self.width() >= theme.current().px(_BOTH)
        self.preview_button.setEnabled(fits)
        self.preview.setVisible(fits and self.preview_button.isChecked())
        self._preview.draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    # Saving

    def _on_stored(self, draft: Invoice) -> None:
        if self.saver is not None and not self.saver.pending:
            self._say(self.tr("Saved {0}").format(datetime.now().astimezone().strftime("%H:%M:%S")))
        if self._view is not None:
            self._view = replace(self._view, invoice=draft)

    def _say(self, words: str, role: str = "muted") -> None:
        self.saved.setText(words)
        if self.saved.property("role") != role:
            self.saved.setProperty("role", role)
            self.saved.style().unpolish(self.saved)
            self.saved.style().polish(self.saved)

    def flush(self) -> None:
        """Store now what is not stored yet."""
        if self.saver is not None:
            self.saver.flush()

    def finish(self) -> None:
        """The draft is left: store it, and let others know."""
        self.lines.close_field()
        if self.saver is not None:
            self.saver.finish()

    def when_ready(self, then: Callable[[], None]) -> None:
        """Store everything, then go on; what cannot be understood is to be mended first."""
        if self.unfinished:
            self.highlight(self.unfinished[0].field)
        elif self.saver is not None:
            self.saver.when_stored(then)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fields leave undo to the draft, and a field that is left is saved at once."""
        if is_ours(event):
            event.ignore()
            return True
        if event.type() == QEvent.Type.FocusOut:
            self.flush()
            if self._history is not None:
                self._history = self._history.settled()
        return super().eventFilter(watched, event)
