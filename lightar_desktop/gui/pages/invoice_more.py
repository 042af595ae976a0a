# SPDX-License-Identifier: MIT
"""What else can be done with the invoices of the table: the menu behind the three dots."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QToolButton

from lightar_desktop.domain.imported import ImportKind
from lightar_desktop.gui import theme
from lightar_desktop.gui.context import Context
from lightar_desktop.gui.pages import Page
from lightar_desktop.gui.pages.draft_commands import DraftCommands
from lightar_desktop.gui.pages.invoice_copy import InvoiceCopy
from lightar_desktop.gui.pages.invoice_table import InvoiceTable
from lightar_desktop.gui.pdf_files import MOST, PdfDrag, copy_pdfs
from lightar_desktop.gui.widgets.invoice_cells import CHECK
from lightar_desktop.services.exporting import ExportWish


class InvoiceMore(QObject):
    """Copies rows and PDFs of the table, drags them out of it, and leads to the number gaps."""

    def __init__(self, page: Page, table: InvoiceTable, button: QToolButton) -> None:
        super().__init__(page)
        self._context: Context = page.context
        self._page, self._table = page, table
        self.menu = QMenu(button)
        self.copying = InvoiceCopy(page.context, table.rows)
        self.drag = PdfDrag(table.viewport(), page.context, self._under)
        self._button = button
        button.setMenu(self.menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        copy = self.add("&Copy as text", QKeySequence("Ctrl+C"), self._copy)
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        table.addAction(copy)  # elsewhere Ctrl+C copies what is selected there
        self.add("Copy &PDF as file", QKeySequence("Ctrl+Shift+C"), self._copy_pdfs)
        self.add("&Export these invoices…", QKeySequence(), partial(self._export, pdfs=False))
        self.add("Export their PDFs…", QKeySequence(), partial(self._export, pdfs=True))
        self.add("&Import invoices…", QKeySequence(), self._import)
        self._gaps = self.add("&Number gaps", QKeySequence(), self._show_gaps)
        self.menu.insertSeparator(self._gaps)
        theme.current().changed.connect(self._draw_icon)
        self._draw_icon()

    def add(self, words: str, keys: QKeySequence, act: Callable[[], object]) -> QAction:
        """Add an action to the menu, the keys and the palette."""
        action = QAction(words, self._page)
        action.setShortcut(keys)
        action.triggered.connect(act)
        self._page.addAction(action)
        self.menu.addAction(action)
        return action

    def add_filter_action(self, act: Callable[[], object]) -> None:
        """Offer to keep the filter that holds."""
        saving = self.add("&Save filter…", QKeySequence("Ctrl+S"), act)
        self.menu.insertAction(self._gaps, saving)

    def add_draft_actions(self, commands: DraftCommands) -> None:
        """Offer to write, duplicate and delete drafts, first of all."""
        first = self.menu.actions()[0]
        meant = self._meant_all
        for words, keys, act in (
            ("New in&voice", QKeySequence(QKeySequence.StandardKey.New), commands.new),
            ("&Duplicate", QKeySequence(), lambda: commands.duplicate(meant())),
            ("D&elete drafts…", QKeySequence(), lambda: commands.delete(meant())),
        ):
            self.menu.insertAction(first, self.add(words, keys, act))
        self.menu.insertSeparator(first)
        self._table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._table.customContextMenuRequested.connect(self._show_menu)

    def _show_menu(self, point: QPoint) -> None:
        self.menu.popup(self._table.viewport().mapToGlobal(point))

    def _meant_all(self) -> list[int]:
        rows = self._table.rows
        if rows.checked_count:
            return list(rows.checked_ids())
        return list(self._meant(max(0, self._table.currentIndex().row())))

    def _copy(self) -> None:
        head = self._table.head
        placed = [head.logicalIndex(place) for place in range(head.count())]
        shown = [section for section in placed if not head.isSectionHidden(section)]
        self.copying.copy(self._table.currentIndex().row(), shown)

    def _copy_pdfs(self) -> None:
        copy_pdfs(self._context, self._meant(self._table.currentIndex().row()), self)

    def _export(self, _checked: bool = False, *, pdfs: bool) -> None:
        rows = self._table.rows
        ids = tuple(rows.checked_ids()) if rows.checked_count and not rows.all_checked else ()
        self._context.navigator.export_data(ExportWish(rows.where, rows.sorting, ids, pdfs))

    def _import(self) -> None:
        self._context.navigator.import_file(ImportKind.INVOICES)

    def _show_gaps(self) -> None:
        self._context.navigator.show_page("number_gaps")

    def _meant(self, row: int) -> Sequence[int]:
        """What is checked, or else the invoice of the row; of too many just enough to see it."""
        rows = self._table.rows
        if rows.checked_count > MOST:
            return range(rows.checked_count)
        if rows.checked_count:
            return rows.checked_ids()
        invoice_id = rows.id_at(row)
        return () if invoice_id is None else (invoice_id,)

    def _under(self, point: QPoint) -> Sequence[int]:
        """The invoices that a drag from `point` takes along."""
        index = self._table.indexAt(point)
        if not index.isValid() or index.column() == CHECK:
            return ()
        if self._table.rows.is_checked(index.row()):
            return self._meant(index.row())
        invoice_id = self._table.rows.id_at(index.row())
        return () if invoice_id is None else (invoice_id,)

    def _draw_icon(self) -> None:
        self._button.setIcon(theme.icon("more", "text"))
