"""The parts of the settings page, each made when it is first come to."""

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from vipdesk.ui.kit.page import dies_with
from vipdesk.ui.settings.panel import Panel
from vipdesk.ui.turns import in_next_turn


class Parts(QStackedWidget):
    """Shows one part; a new one comes in turns, since to make and show it at once would hold.

    Signals:
        added: A `Panel` that is there now and shows nothing yet.
    """

    added = Signal(object)

    def __init__(self, makers: Mapping[str, Callable[[], Panel]]) -> None:
        super().__init__()
        self._makers = makers
        self._there: dict[str, Panel] = {}
        self._undressed: dict[str, Panel] = {}  # made, and not yet put in here
        self._wanted = ""

    def there(self) -> dict[str, Panel]:
        """The parts that were made, by key."""
        return dict(self._there)

    def part(self, key: str) -> Panel:
        """One part, made if it is not there yet."""
        if key not in self._there:
            panel = self._undressed.pop(key, None) or self._makers[key]()
            self._there[key] = panel
            self.addWidget(panel)
            self.added.emit(panel)
        return self._there[key]

    def come_to(self, key: str) -> None:
        """Bring a part to the front, now if it is there, else in one of the next turns."""
        self._wanted = key
        if key in self._there:
            self.setCurrentWidget(self._there[key])
            return
        self._make_step(key)
        in_next_turn(self, lambda: self.come_to(self._wanted))

    def make_ahead(self, keys: Iterable[str]) -> bool:
        """Make one of ``keys``, a step of it in each call; False if all of them are there."""
        key = next((key for key in keys if key in self._makers and key not in self._there), None)
        if key is not None:
            self._make_step(key)
        return key is not None

    def _make_step(self, key: str) -> None:
        """Make a part in one step, and put it in here in the next."""
        if key in self._undressed:
            self.part(key)
        else:
            self._undressed[key] = self._makers[key]()
            dies_with(self._undressed[key], self)
