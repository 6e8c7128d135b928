"""Fields, columns and words of a file as the command line names them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from vipdesk.domain.cells import folded
from vipdesk.errors import VipDeskError
from vipdesk.importing import mapping as columns_of
from vipdesk.importing.fields import ALL_FIELDS
from vipdesk.importing.kinds import KINDS
from vipdesk.importing.table import Table
from vipdesk.services.imports import edits
from vipdesk.texts import LANGUAGES, N_, translator

COLUMNS_TOLD = 60


class UnknownFieldError(VipDeskError):
    """A field was named that this kind of file does not fill."""

    message = N_("There is no field “{name}”. Nothing was written. The fields are: {fields}.")


class UnknownColumnError(VipDeskError):
    """A column was named that the file does not have."""

    message = N_(
        "“{file}” has no column “{column}”. Nothing was changed. Its columns are: {columns}."
    )


class ColumnTwiceError(VipDeskError):
    """One column was named for two fields."""

    message = N_(
        "The column “{column}” is named for two fields, and it can fill one. Nothing was written."
    )


class UnknownWordError(VipDeskError):
    """A word was named that the field does not hold."""

    message = N_(
        "The field “{field}” does not hold “{word}”. Nothing was written. Its words are: {words}."
    )


def told_columns(table: Table) -> str:
    """The headers of a file, as a refusal lists them."""
    return ", ".join(table.headers[:COLUMNS_TOLD])


def with_columns(
    table: Table, mapping: columns_of.Mapping, columns: Mapping[str, str]
) -> columns_of.Mapping:
    """Map single fields to columns, both by any of their names.

    Raises:
        UnknownFieldError, UnknownColumnError, ColumnTwiceError: Of what was named.
    """
    named: dict[str, str] = {}
    typed = mapping
    for field_name, header_name in columns.items():
        key = _field(field_name, KINDS[mapping.kind].fields)
        header = _header(table, header_name)
        if named.get(header, key) != key:
            raise ColumnTwiceError(column=header)
        named[header] = key
        typed = edits.with_field(typed, table, header, key)
    return typed


def with_words(
    mapping: columns_of.Mapping, typed: Sequence[tuple[str, str, str]]
) -> columns_of.Mapping:
    """Take words of the file for words of the book: (field, word of the file, word of the book).

    Raises:
        UnknownFieldError: A field that takes no words.
        UnknownWordError: A word that the field does not hold.
    """
    words = dict(mapping.words)
    fields = [key for key in KINDS[mapping.kind].fields if ALL_FIELDS[key].vocabulary]
    for name, spelling, word in typed:
        key = _field(name, fields)
        known = [each.value for each in ALL_FIELDS[key].vocabulary or ()]
        if word and word not in known:
            raise UnknownWordError(field=name, word=word, words=", ".join(known))
        words[key] = {**words.get(key, {}), spelling: word}
    return replace(mapping, words=words)


def _field(name: str, keys: Sequence[str]) -> str:
    """The key of a field by its key, a label, or the last part of its key if no other has that."""
    wanted = folded(name)
    for key in keys:
        if wanted in _names(key):
            return key
    ending = [key for key in keys if key.rpartition(".")[2] == wanted]
    if len(ending) == 1:
        return ending[0]
    raise UnknownFieldError(name=name, fields=", ".join(keys))


def _names(key: str) -> set[str]:
    label = ALL_FIELDS[key].label
    labels = [translator(language)(label) for language in LANGUAGES]
    return {folded(each) for each in (key, key.removeprefix("customer."), *labels)}


def _header(table: Table, name: str) -> str:
    wanted = folded(name)
    for header in table.headers:
        if folded(header) == wanted:
            return header
    raise UnknownColumnError(file=table.source.name, column=name, columns=told_columns(table))
