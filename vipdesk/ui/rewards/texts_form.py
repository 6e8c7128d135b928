"""Fields of a form that are typed as text: counts and amounts, with what is wrong under each."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QLineEdit

from vipdesk.domain.cell_numbers import parse_count, parse_money
from vipdesk.domain.cells import CellError
from vipdesk.texts import _
from vipdesk.ui.kit.form import Form

Parse = Callable[[str], Any]
COUNT, MONEY = parse_count, parse_money


class TypedFields:
    """Reads typed numbers; one that can't be read says why under its field."""

    def __init__(self) -> None:
        self._fields: dict[str, tuple[Form, QLineEdit, Parse]] = {}

    def add(self, form: Form, key: str, name: str, parse: Parse, **options: Any) -> QLineEdit:
        """A field in ``form`` whose text ``parse`` reads."""
        field = QLineEdit()
        field.setPlaceholderText(options.pop("placeholder", ""))
        form.add(key, name, field, **options)
        self.watch(form, key, field, parse)
        return field

    def watch(self, form: Form, key: str, field: QLineEdit, parse: Parse) -> None:
        """Read a field that stands in the row ``key`` beside others."""
        self._fields[f"{key}/{len(self._fields)}"] = (form, field, parse)

    def value(self, field: QLineEdit) -> Any:
        """What ``field`` holds; None where it is empty or can't be read."""
        parse = next(parse for _form, each, parse in self._fields.values() if each is field)
        try:
            return parse(field.text())
        except CellError:
            return None

    def are_right(self) -> bool:
        """Say under each field what is wrong with it; False, and the keyboard there, if any is."""
        wrong: QLineEdit | None = None
        said: dict[tuple[Form, str], str] = {}
        for key, (form, field, parse) in self._fields.items():
            row = (form, key.partition("/")[0])
            said.setdefault(row, "")
            try:
                parse(field.text())
            except CellError as error:
                said[row] = error.sentence(_)
                wrong = wrong or field
        for (form, key), text in said.items():
            form.set_message(key, text)
        if wrong is not None:
            wrong.setFocus()
        return wrong is None
