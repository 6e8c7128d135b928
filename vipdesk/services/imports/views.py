"""How a file and its differences are shown: columns with samples, fields, values as text."""

from dataclasses import replace
from datetime import date
from typing import Any

from vipdesk.domain import masking
from vipdesk.domain.cell_days import Birthday
from vipdesk.domain.cells import masked_digits
from vipdesk.importing.field import DAY_SHAPES, Field, Shape
from vipdesk.importing.fields import ALL_FIELDS
from vipdesk.importing.headers import UNITS
from vipdesk.importing.kinds import KINDS
from vipdesk.importing.mapping import Mapping, questions
from vipdesk.importing.reader import ReadOptions
from vipdesk.importing.table import Table
from vipdesk.services.imports.context import EXTRA_KEY
from vipdesk.services.imports.rows import ColumnView, Examined, FieldView, Preview
from vipdesk.texts import Translate, ngettext, sentences

_MASKS = {
    Shape.PHONE: masking.mask_number,
    Shape.LINE_NUMBER: masking.mask_number,
    Shape.ID_NUMBER: masking.mask_id_number,
}
_ADDRESS = "customer.address"
SHEETS_TOLD = 6


def examined(table: Table, options: ReadOptions, mapping: Mapping, *, remembered: bool) -> Examined:
    """Everything that the second step shows of a file."""
    kept = {key: header for key, header in mapping.columns.items() if header in table.headers}
    mapping = replace(mapping, columns=kept)
    keys = {header: key for key, header in kept.items()}
    columns = tuple(
        ColumnView(header, _samples(table, header, keys.get(header)), keys.get(header))
        for header in table.headers
    )
    fields = _fields(mapping)
    return Examined(table, options, mapping, columns, fields, questions(table, mapping), remembered)


def _samples(table: Table, header: str, key: str | None) -> tuple[str, ...]:
    samples = table.samples(header)
    return tuple(_masked(key, each) if key else masked_digits(each) for each in samples)


def _masked(key: str, text: str) -> str:
    name = key.partition("@")[0]
    if name == _ADDRESS:
        return masking.mask_address(text)
    hide = _MASKS.get(ALL_FIELDS[name].shape)
    return hide(text) if hide else text


def _fields(mapping: Mapping) -> tuple[FieldView, ...]:
    kind = KINDS[mapping.kind]
    required = {keys[0] for keys in kind.required} | set(kind.columns)
    wide = [key for key in mapping.columns if "@" in key]
    return tuple(
        _field_view(key, kind.field(key), required=key in required) for key in (*kind.fields, *wide)
    )


def _field_view(key: str, entry: Field, *, required: bool) -> FieldView:
    return FieldView(
        key=key,
        label=entry.label,
        month=key.partition("@")[2].lstrip("-") or None,
        required=required,
        units=UNITS.get(entry.shape, ()),
        is_day=entry.shape in DAY_SHAPES,
        words={word.value: word.label for word in entry.vocabulary or ()},
    )


def key_title(key: str, t: Translate) -> str:
    """Name of a difference's field, with its month."""
    if key == EXTRA_KEY:
        return t("Other columns")
    name, _at, month = key.partition("@")
    label = t(ALL_FIELDS[name].label) if name else ""
    return f"{label} {month}" if month else label


def value_text(key: str, value: Any, t: Translate) -> str:
    """A value of a difference as people read it; personal fields masked."""
    if value is None:
        return ""
    if key == EXTRA_KEY:
        colon = t("{name}: {value}")
        pairs = (
            (name, masked_digits(cell or "") or t("(empty)"))
            for name, cell in list(value.items())[:2]
        )
        more = " …" if len(value) > 2 else ""
        return t(", ").join(colon.format(name=n, value=v) for n, v in pairs) + more
    entry = ALL_FIELDS[key.partition("@")[0]]
    return _typed_text(key, entry, value, t)


def _typed_text(key: str, entry: Field, value: Any, t: Translate) -> str:
    if entry.shape is Shape.CHOICE:
        labels = {word.value: word.label for word in entry.vocabulary or ()}
        return t(labels.get(str(value), str(value)))
    if entry.shape is Shape.FLAG:
        return t("Yes") if value else t("No")
    if isinstance(value, Birthday):
        return _birthday_text(value, t)
    if entry.shape is Shape.POINTS:
        return f"{value:,}"
    if entry.shape is Shape.MONEY:
        return f"{value / 100:,.2f}"
    if entry.shape is Shape.TALK:
        return t("{n} min").format(n=f"{value / 60:,.0f}")
    if entry.shape is Shape.DATA:
        return f"{value / 1024**3:,.2f} GB"
    text = value.isoformat() if isinstance(value, date) else str(value)
    return _masked(key, text)


def _birthday_text(birthday: Birthday, t: Translate) -> str:
    year = f"{birthday.year:04d}-" if birthday.year else ""
    text = f"{year}{birthday.month:02d}-{birthday.day:02d}"
    return t("{day} (lunar)").format(day=text) if birthday.lunar else text


def unread_words(examined: Examined, t: Translate) -> str:
    """Which other sheets the file has; empty where it has none."""
    source = examined.table.source
    if not source.unread:
        return ""
    shown = t(", ").join(source.unread[:SHEETS_TOLD])
    more = " …" if len(source.unread) > SHEETS_TOLD else ""
    said = t("Only the sheet “{sheet}” is read; the file also has: {others}.")
    return said.format(sheet=source.sheet, others=shown + more)


def general_words(examined: Examined, t: Translate) -> str:
    """Which columns were recognised by headers that leave open what they speak of."""
    said = t(
        "The column “{column}” is taken for {field}, though its name leaves open what ends. If it "
        "is something else, match it with another field."
    )
    general = {} if examined.remembered else examined.mapping.general
    return sentences(
        said.format(column=header, field=key_title(key, t)) for header, key in general.items()
    )


def told_words(preview: Preview) -> str:
    """What is told beside the counts: balances that are history only, fees that nothing keeps."""
    return sentences(filter(None, (_older_words(preview), _planless_words(preview))))


def _planless_words(preview: Preview) -> str:
    count = preview.planless_fees
    said = ngettext(
        "{n} monthly fee is not kept: its line has no plan. Match the column of plans too.",
        "{n} monthly fees are not kept: their lines have no plan. Match the column of plans too.",
        count,
    )
    return said.format(n=f"{count:,}") if count else ""


def _older_words(preview: Preview) -> str:
    count = preview.older_balances
    said = ngettext(
        "{n} balance is older than the newest one in the book: it is kept as history, and the "
        "newest one stands.",
        "{n} balances are older than the newest ones in the book: they are kept as history, and "
        "the newest ones stand.",
        count,
    )
    return said.format(n=f"{count:,}") if count else ""


def later_words(preview: Preview) -> str:
    """How many ending dates would move later; empty where none would."""
    count = preview.later_dates
    said = ngettext(
        "{n} ending date moves later: a renewal, or a correction?",
        "{n} ending dates move later: renewals, or corrections?",
        count,
    )
    return said.format(n=f"{count:,}") if count else ""
