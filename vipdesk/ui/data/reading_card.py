"""How a file is read: kind, encoding, delimiter, sheet, header row."""

from dataclasses import replace

from PySide6.QtCore import Signal

from vipdesk.domain.words import ImportKind
from vipdesk.services.imports import DELIMITERS, ENCODINGS, ReadOptions
from vipdesk.services.imports.rows import Examined
from vipdesk.services.imports.views import unread_words
from vipdesk.texts import _
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.choice import Choice
from vipdesk.ui.kit.fields import NumberField
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.labels import label

LAST_HEADER_ROW = 9_999


def delimiter_name(sign: str) -> str:
    """What a delimiter is called."""
    names = {",": _("comma"), "\t": _("tab"), ";": _("semicolon"), "|": _("vertical bar")}
    return names.get(sign, sign)


class ReadingCard(Card):
    """What was recognised of the file; everything can be changed.

    Signals:
        options_chosen: `ReadOptions` to read the file again with.
        kind_chosen: Name of a kind.
    """

    options_chosen = Signal(object)
    kind_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__(_("The file"))
        self.kind = Choice(_("Kind"))
        self.encoding = Choice(_("Encoding"))
        self.delimiter = Choice(_("Delimiter"))
        self.sheet = Choice(_("Sheet"))
        self.header_row = NumberField(0, LAST_HEADER_ROW, 1)
        self.header_row.setSpecialValueText(_("none"))
        self.header_row.setKeyboardTracking(False)
        self._form = Form()
        rows = (
            ("kind", _("Kind"), self.kind), ("encoding", _("Encoding"), self.encoding),
            ("delimiter", _("Delimiter"), self.delimiter), ("sheet", _("Sheet"), self.sheet),
            ("header_row", _("Header row"), self.header_row),
        )  # fmt: skip
        for key, name, field in rows:
            self._form.add(key, name, field)
        self.unread = label("", "muted", wrap=True)
        self.body.addWidget(self._form)
        self.body.addWidget(self.unread)
        self.kind.set_options([(kind.value, _(kind.label)) for kind in ImportKind])
        self.encoding.set_options([(name, name) for name in ENCODINGS])
        self.delimiter.set_options([(sign, delimiter_name(sign)) for sign in DELIMITERS])
        self._options = ReadOptions()
        self._connect()

    def show_examined(self, examined: Examined) -> None:
        """Show how the file was read, without a signal."""
        source, table = examined.table.source, examined.table
        self._options = examined.options
        self.kind.set_value(examined.mapping.kind)
        self.encoding.set_value(source.encoding or "")
        self.delimiter.set_value(source.delimiter or "")
        self.sheet.set_options([(name, name) for name in source.sheets], source.sheet or "")
        self.header_row.blockSignals(True)
        self.header_row.setValue(table.header_row)
        self.header_row.blockSignals(False)
        self.unread.setText(unread_words(examined, _))
        self.unread.setVisible(bool(source.unread))
        self._form.set_row_shown("encoding", source.encoding is not None)
        self._form.set_row_shown("delimiter", source.delimiter is not None)
        self._form.set_row_shown("sheet", bool(source.sheets))

    def _connect(self) -> None:
        self.kind.chosen.connect(self.kind_chosen)
        self.encoding.chosen.connect(lambda name: self._read(replace(self._options, encoding=name)))
        self.delimiter.chosen.connect(
            lambda sign: self._read(replace(self._options, delimiter=sign))
        )
        self.sheet.chosen.connect(
            lambda name: self._read(replace(self._options, sheet=name, header_row=None))
        )
        self.header_row.valueChanged.connect(
            lambda row: self._read(replace(self._options, header_row=row))
        )

    def _read(self, options: ReadOptions) -> None:
        self._options = options
        self.options_chosen.emit(options)
