# SPDX-License-Identifier: MIT
"""What the chips of the invoice table open: choices, a customer, dates, amounts."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from PySide6.QtCore import QDate, QEvent, QLocale, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QWidget,
)

from lightar_desktop.gui import formats
from lightar_desktop.gui.tasks import Newest, Tasks
from lightar_desktop.gui.widgets.chips import ChipPopup
from lightar_desktop.services.periods import PERIODS

if TYPE_CHECKING:
    from lightar_desktop.services.ports import CustomerReads
    from lightar_desktop.services.rows import CustomerRow

E = TypeVar("E", bound=StrEnum)
_TYPING_MS: Final = 150
_MANY: Final = 2


class ChoicePopup(ChipPopup, Generic[E]):
    """Any of some values: check boxes."""

    def __init__(
        self, name: str, choices: Sequence[tuple[E, str]], many: str, parent: QWidget
    ) -> None:
        super().__init__(name, parent)
        self._many = many
        self.boxes: dict[E, QCheckBox] = {}
        for value, words in choices:
            box = QCheckBox(words, self)
            box.toggled.connect(self.changed)
            self.column.addWidget(box)
            self.boxes[value] = box

    @property
    def chosen(self) -> frozenset[E]:
        """The values wanted; none means any."""
        return frozenset(value for value, box in self.boxes.items() if box.isChecked())

    def choose(self, values: frozenset[E]) -> None:
        """Want exactly these."""
        for value, box in self.boxes.items():
            box.blockSignals(True)
            box.setChecked(value in values)
            box.blockSignals(False)
        self.changed.emit()

    def words(self) -> str:
        words = [box.text() for box in self.boxes.values() if box.isChecked()]
        return ", ".join(words) if len(words) <= _MANY else self._many.format(len(words))

    def reset(self) -> None:
        for box in self.boxes.values():
            box.blockSignals(True)
            box.setChecked(False)
            box.blockSignals(False)

    def take_focus(self) -> None:
        next(iter(self.boxes.values())).setFocus(Qt.FocusReason.PopupFocusReason)


class CustomerPopup(ChipPopup):
    """One customer, found by typing."""

    def __init__(self, reads: "CustomerReads", tasks: Tasks, parent: QWidget) -> None:
        super().__init__("Customer", parent)
        self.customer_id: int | None = None
        self._name = ""
        self._reads = reads
        self._newest = Newest(tasks, self)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("Name or number")
        self.search.setAccessibleName("Find a customer")
        self.list = QListWidget(self)
        self.list.setAccessibleName("Customers found")
        self.list.setFixedSize(280, 240)
        self.list.setProperty("compact", True)
        self.column.addWidget(self.search)
        self.column.addWidget(self.list)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self._find)
        self.search.textChanged.connect(self._on_typed)
        self.search.returnPressed.connect(self._choose_current)
        self.search.installEventFilter(self)
        self.list.itemClicked.connect(self._choose)

    def words(self) -> str:
        return self._name

    def reset(self) -> None:
        self.customer_id, self._name = None, ""

    def choose(self, customer_id: int | None, name: str) -> None:
        """Want this customer, or any."""
        self.customer_id, self._name = customer_id, "" if customer_id is None else name
        self.changed.emit()

    def take_focus(self) -> None:
        self.search.clear()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)
        self._find()

    def _on_typed(self) -> None:
        self._typing.start()

    def _find(self) -> None:
        text = self.search.text().strip()
        self._newest.run(lambda: self._reads.page(text, 50), self._show_found)

    def _show_found(self, found: "list[CustomerRow]") -> None:
        self.list.clear()
        anyone = QListWidgetItem("Any customer")
        self.list.addItem(anyone)
        for row in found:
            item = QListWidgetItem(row.name)
            item.setData(Qt.ItemDataRole.UserRole, row.id)
            item.setToolTip(formats.as_typed(f"{row.number} · {row.city}"))
            self.list.addItem(item)
        self.list.setCurrentRow(1 if found and self.search.text() else 0)

    def _choose_current(self) -> None:
        if (item := self.list.currentItem()) is not None:
            self._choose(item)

    def _choose(self, item: QListWidgetItem) -> None:
        customer_id = item.data(Qt.ItemDataRole.UserRole)
        self.choose(customer_id, item.text() if customer_id is not None else "")
        self.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrow keys move in the list while one types."""
        if (
            watched is self.search
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}
        ):
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            row = self.list.currentRow() + step
            self.list.setCurrentRow(max(0, min(row, self.list.count() - 1)))
            return True
        return super().eventFilter(watched, event)


class _RangePopup(ChipPopup):
    """Two fields, from and to, checked while typing."""

    def __init__(self, name: str, hint: str, parent: QWidget) -> None:
        super().__init__(name, parent)
        self.fields: list[QLineEdit] = []
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(8)
        for row, words in enumerate(("From", "To")):
            field = QLineEdit(self)
            field.setPlaceholderText(hint)
            field.setFixedWidth(130)
            field.setAccessibleName(f"{name}, {words.lower()}")
            label = QLabel(words, self)
            label.setBuddy(field)
            self.grid.addWidget(label, row, 0)
            self.grid.addWidget(field, row, 1)
            field.textEdited.connect(self._on_edited)
            self.fields.append(field)
        self.error = QLabel(self)
        self.error.setProperty("role", "bad")
        self.error.hide()

    def finish(self) -> None:
        """Put the fields beneath what stands above them."""
        self.column.addLayout(self.grid)
        self.column.addWidget(self.error)

    def fits(self, text: str) -> bool:
        """Whether a field may hold this."""
        raise NotImplementedError

    def reset(self) -> None:
        for field in self.fields:
            field.clear()
        self.error.hide()

    def take_focus(self) -> None:
        self.fields[0].setFocus(Qt.FocusReason.PopupFocusReason)
        self.fields[0].selectAll()

    def set_texts(self, low: str, high: str) -> None:
        """Fill both fields."""
        for field, text in zip(self.fields, (low, high), strict=True):
            field.setText(text)
        self._on_edited()

    def _on_edited(self) -> None:
        wrong = [f for f in self.fields if f.text().strip() and not self.fits(f.text().strip())]
        for field in self.fields:
            field.setProperty("invalid", field in wrong)
            field.style().unpolish(field)
            field.style().polish(field)
        self.error.setVisible(bool(wrong))
        if not wrong:
            self.changed.emit()


class DatePopup(_RangePopup):
    """From one day to another, or a usual period."""

    def __init__(self, name: str, today: Callable[[], date], parent: QWidget) -> None:
        super().__init__(name, formats.system_locale().dateFormat(_SHORT), parent)
        self._name, self._today = name, today
        self._period = ""
        for words in PERIODS:
            button = QPushButton(words, self)
            button.setProperty("quiet", True)
            button.setProperty("align", "left")
            button.clicked.connect(lambda _=False, words=words: self.choose_period(words))
            self.column.addWidget(button)
        self.error.setText(
            "Enter a date such as " + formats.system_locale().toString(_SAMPLE, _SHORT)
        )
        self.finish()

    def range(self) -> tuple[date | None, date | None]:
        """First and last day wanted."""
        low, high = (parsed_day(field.text()) for field in self.fields)
        return low, high

    @property
    def period(self) -> str:
        """The name of the period wanted; empty when the days were typed."""
        chosen = self._period
        return chosen if chosen and self.range() == PERIODS[chosen](self._today()) else ""

    def choose_period(self, words: str) -> None:
        """Want one of the usual periods."""
        self.choose_days(*PERIODS[words](self._today()), period=words)
        self.changed.emit()
        self.close()

    def choose_days(self, low: date | None, high: date | None, period: str = "") -> None:
        """Want these days, which are `period` if it is given."""
        locale = formats.system_locale()
        texts = [
            locale.toString(QDate(day.year, day.month, day.day), _SHORT) if day else ""
            for day in (low, high)
        ]
        self._period = period
        self.set_texts(*texts)

    def words(self) -> str:
        low, high = self.range()
        if low is None and high is None:
            return ""
        if self.period:
            return f"{self._name}: {self.period.lower()}"
        today = self._today()
        if high is None:
            return f"{self._name} from {formats.day(low, today)}"
        if low is None:
            return f"{self._name} to {formats.day(high, today)}"
        return f"{self._name} {formats.day(low, today)} \N{EN DASH} {formats.day(high, today)}"

    def fits(self, text: str) -> bool:
        return parsed_day(text) is not None

    def reset(self) -> None:
        super().reset()
        self._period = ""


class AmountPopup(_RangePopup):
    """Totals from one amount to another, whatever their currency."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Amount", "Any", parent)
        self.error.setText("Enter an amount such as 1000.00")
        self.finish()

    def range(self) -> tuple[Decimal | None, Decimal | None]:
        """Least and greatest total wanted."""
        low, high = (parsed_amount(field.text()) for field in self.fields)
        return low, high

    def choose(self, low: Decimal | None, high: Decimal | None) -> None:
        """Want these totals."""
        point = formats.system_locale().decimalPoint()
        texts = ("" if one is None else str(one).replace(".", point) for one in (low, high))
        self.set_texts(*texts)

    def words(self) -> str:
        low, high = (field.text().strip() for field in self.fields)
        if low and high:
            return f"Amount {low} \N{EN DASH} {high}"
        return f"Amount from {low}" if low else f"Amount to {high}" if high else ""

    def fits(self, text: str) -> bool:
        return parsed_amount(text) is not None


_SHORT: Final = QLocale.FormatType.ShortFormat
_SAMPLE: Final = QDate(2026, 12, 31)


def parsed_day(text: str) -> date | None:
    """A day as the locale writes it, or as ISO 8601 does."""
    text = text.strip()
    day = formats.system_locale().toDate(text, _SHORT, 2000)
    if not day.isValid():
        day = QDate.fromString(text, Qt.DateFormat.ISODate)
    return date(day.year(), day.month(), day.day()) if day.isValid() else None


def parsed_amount(text: str) -> Decimal | None:
    """An amount as people type it; grouping does not matter."""
    locale = formats.system_locale()
    plain = "".join(text.split()).replace(locale.groupSeparator(), "")
    try:
        amount = Decimal(plain.replace(locale.decimalPoint(), "."))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None
