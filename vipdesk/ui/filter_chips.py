"""The filters above a list: all, those that every book has, and those that were saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from vipdesk.services.filters import LONGEST_NAME, SavedFilterRow
from vipdesk.texts import _
from vipdesk.ui.kit.buttons import button, icon_button
from vipdesk.ui.kit.dialogs import Dialog
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.labels import label, set_shown
from vipdesk.ui.kit.segmented import Segmented
from vipdesk.ui.turns import in_next_turn

ALL = "all"


@dataclass(frozen=True, slots=True)
class NamedFilter:
    """A filter as a chip; ``id`` is None for one that comes with the desk."""

    key: str
    name: str
    filter: Any
    id: int | None = None


def named_filters(
    built_in: Sequence[NamedFilter], saved: Sequence[SavedFilterRow[Any]]
) -> list[NamedFilter]:
    """All chips in their order."""
    kept = [NamedFilter(f"saved{row.id}", row.name, row.filter, row.id) for row in saved]
    return [*built_in, *kept]


class FilterChips(QWidget):
    """One click shows the list so filtered; a filter in use can be saved or, if saved, deleted.

    Signals:
        chosen: The filter of a chip.
        save_requested: Keep the filter in use.
        delete_requested: The id of the saved filter in use.
    """

    chosen = Signal(object)
    save_requested = Signal()
    delete_requested = Signal(int)

    def __init__(self, built_in: Sequence[NamedFilter]) -> None:
        """The first of ``built_in`` is the one without criteria."""
        super().__init__()
        self._named = list(built_in)
        self._current = built_in[0].filter
        self._chips = Segmented(_("Saved filters"), self._options(()), kind="filter")
        self._chips.set_value(ALL)
        self._save = button(_("+ Save this filter"), kind="filter")
        self._delete = icon_button(_("Delete this saved filter"), icon="trash-2")
        self._delete.setProperty("low", True)  # as the chips
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 0, 0)
        row.addWidget(self._chips)
        for part in (self._save, self._delete):
            self._chips.add_behind(part)
        self._chips.chosen.connect(self._on_chips_chosen)
        self._save.clicked.connect(self.save_requested)
        self._delete.clicked.connect(self._on_delete_clicked)
        self._show_actions()

    def show_filters(self, named: Sequence[NamedFilter], counts: Sequence[int]) -> None:
        """Offer ``named``, each with how many it finds."""
        self._named = list(named)
        self._chips.set_options(self._options(counts))
        self.set_current(self._current)

    def set_current(self, criteria: Any) -> None:
        """Mark the chip of the filter in use, if it has one."""
        self._current = criteria
        found = self._find(criteria)
        self._chips.set_value(found.key if found else "")
        self._show_actions()

    def options(self) -> list[str]:
        """What the chips say."""
        return [text for _key, text in self._shown]

    def _options(self, counts: Sequence[int]) -> list[tuple[str, str]]:
        """The first chip shows no figure: it stands beside the title."""
        texts = [each.name for each in self._named]
        for place, count in enumerate(counts):
            if place > 0:
                texts[place] = f"{texts[place]} {count:,}"
        self._shown = [(each.key, text) for each, text in zip(self._named, texts, strict=True)]
        return self._shown

    def _find(self, criteria: Any) -> NamedFilter | None:
        return next((each for each in self._named if each.filter == criteria), None)

    def _show_actions(self) -> None:
        found = self._find(self._current)
        shown = {self._save: found is None, self._delete: bool(found and found.id is not None)}
        holder = self.window().focusWidget()
        left = any(part is holder and not stays for part, stays in shown.items())
        for part, stays in shown.items():
            set_shown(part, stays)
        if left:  # else Qt would give the keyboard of the one to the other
            in_next_turn(self, (self._chips if found else self._save).setFocus)  # a chip is shown

    def _on_chips_chosen(self, key: str) -> None:
        found = next((each for each in self._named if each.key == key), None)
        if found is not None:
            self.chosen.emit(found.filter)

    def _on_delete_clicked(self) -> None:
        found = self._find(self._current)
        if found is not None and found.id is not None:
            self.delete_requested.emit(found.id)


class SaveFilterDialog(Dialog):
    """Asks for the name of a filter.

    Signals:
        named: The name.
    """

    named = Signal(str)

    def __init__(self, says: str, taken: Sequence[str], parent: QWidget | None) -> None:
        super().__init__(_("Save filter"), parent, primary=_("Save"))
        self._taken = set(taken)
        self.name = QLineEdit()
        self.name.setMaxLength(LONGEST_NAME)
        self._form = Form()
        self._form.add("name", _("Filter name"), self.name, required=True)
        self.body.addWidget(label(says, "muted", wrap=True))
        self.body.addWidget(self._form)
        self.name.textChanged.connect(self._on_name_changed)
        self.accepted.connect(lambda: self.named.emit(self.name.text().strip()))
        self._on_name_changed()
        self.name.setFocus()

    def _on_name_changed(self) -> None:
        name = self.name.text().strip()
        self.primary_button.setEnabled(bool(name))
        again = _("The saved filter of this name is replaced.") if name in self._taken else ""
        self._form.set_message("name", again)
