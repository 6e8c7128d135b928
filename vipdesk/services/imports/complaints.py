"""Compares the complaints of a file with those of the book, by number or by what they say."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from vipdesk.domain.words import ComplaintLevel, Verdict
from vipdesk.errors import VipDeskError
from vipdesk.importing.check import RepeatedRowError
from vipdesk.services.imports.complainants import Complainant, Complainants
from vipdesk.services.imports.context import Context, InRecycleBinError, compare_extra, stored
from vipdesk.services.imports.rows import ChangeKind
from vipdesk.services.imports.snapshot import COMPLAINT_COLUMNS, KnownComplaint, complaints_of
from vipdesk.store.uids import new_uid
from vipdesk.texts import N_

_NUMBER, _OPENED, _CLOSED = "complaint.number", "complaint.opened_on", "complaint.closed_on"
_KIND, _LEVEL, _UPHELD = "complaint.kind", "complaint.level", "complaint.upheld"
_TEXT = "complaint.text"
_SHOWN = (_TEXT, _KIND, _OPENED)  # what a new complaint is shown by, the most telling first


class OpenedWhenError(VipDeskError):
    """A new complaint without the day on which it was made."""

    message = N_("The book does not have this complaint, and the row does not say of which day.")


class ClosedTooEarlyError(VipDeskError):
    """A complaint that was closed before it was made."""

    message = N_("The complaint would be closed on {closed}, before its day {opened}.")


class ForeignComplaintError(VipDeskError):
    """A complaint of this number is another customer's."""

    message = N_("In the book the complaint with this number is another customer's.")


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of the file; ``values`` by field key as the store writes them, none empty."""

    at: int
    whose: Complainant | None
    values: dict[str, Any]

    @property
    def said(self) -> tuple[Any, ...]:
        """What a complaint without a number is known by."""
        return self.values.get(_OPENED), self.values.get(_KIND), self.values.get(_TEXT)


class Complaints:
    """Gathers what each row says, then finds each complaint among those of the book.

    A complaint is known by its number. Without one it is known by its customer, day, kind and
    text; one that came without a number takes the number that a later file gives.
    """

    def __init__(self, context: Context, complainants: Complainants) -> None:
        self.context = context
        self.complainants = complainants
        self._rows: list[_Row] = []
        self._columns = {key: context.column(key) for key in COMPLAINT_COLUMNS}

    def note(self, at: int) -> None:
        """Keep what a row says; a row whose customer is not found is left out."""
        whose = self.complainants.of(at)
        if at not in self.context.refused:
            values = {key: _stored(key, column[at]) for key, column in self._columns.items()}
            given = {key: value for key, value in values.items() if value is not None}
            self._rows.append(_Row(at, whose, given))

    def compare(self, connection: Connection) -> None:
        """Compare everything noted; complaints that the book lacks are added."""
        ids = {row.whose.customer_id for row in self._rows if row.whose}
        numbers = {row.values[_NUMBER] for row in self._rows if _NUMBER in row.values}
        known = complaints_of(connection, sorted(ids), sorted(numbers))
        rows = list(self._told_once())
        matched = _matched(rows, known)
        for row in rows:
            try:
                self._compare(row, matched.get(row.at))
            except VipDeskError as error:
                self._refuse(row, error)

    def _told_once(self) -> Iterable[_Row]:
        """Each complaint's first row; a later one must say the same."""
        first: dict[Any, _Row] = {}
        for row in self._rows:
            earlier = first.setdefault(_key(row), row)
            if earlier is row:
                yield row
            elif earlier.values != row.values:
                number = self.context.checked.rows[earlier.at]
                error = RepeatedRowError(row=number, key=self._named(row))
                self._refuse(row, error)

    def _compare(self, row: _Row, known: KnownComplaint | None) -> None:
        """Raises what is wrong with the row."""
        opened = row.values.get(_OPENED) or (known.opened_on if known else None)
        if known is None and row.whose is None:
            self.complainants.refuse_unknown(row.at)
            return
        if opened is None:
            raise OpenedWhenError
        closed = row.values.get(_CLOSED) or (known.values[_CLOSED] if known else None)
        if closed is not None and closed < opened:
            raise ClosedTooEarlyError(closed=closed, opened=opened)
        if known is None:
            self._add(row, opened)
        else:
            self._change(row, known)

    def _add(self, row: _Row, opened: str) -> None:
        context, whose, values = self.context, row.whose, row.values
        if whose is None:
            return
        shown = next(key for key in _SHOWN if key in values)
        new = (f"{shown}@{opened}", None, values[shown])
        if not context.differs(ChangeKind.NEW, row.at, whose.who, *new):
            return
        extra = context.checked.extra[row.at]
        context.plan.insert(
            "complaint", new_uid(), whose.customer_id, whose.line_id, values.get(_NUMBER), opened,
            values.get(_CLOSED), values.get(_KIND), values.get(_LEVEL, ComplaintLevel.OWN.value),
            values.get(_UPHELD), values.get(_TEXT), None if extra == "{}" else extra,
            context.batch_id,
        )  # fmt: skip

    def _change(self, row: _Row, known: KnownComplaint) -> None:
        context, book = self.context, self.context.book
        owner = book.by_id[book.standing(known.customer_id)]
        if row.whose is not None and row.whose.customer_id != owner.id:
            raise ForeignComplaintError
        if owner.hidden == "deleted":
            raise InRecycleBinError
        who = (owner.number, owner.name)
        for key, new in row.values.items():
            old = known.values[key]
            if new == old:
                continue
            change = (f"{key}@{known.opened_on}", _shown(key, old), _shown(key, new))
            if context.differs(ChangeKind.CHANGED, row.at, who, *change):
                context.plan.update("complaint", COMPLAINT_COLUMNS[key], new, known.id)
                if key == _CLOSED:  # whom to call back goes by the file that told of it
                    context.plan.update("complaint", "batch_id", context.batch_id, known.id)
        compare_extra(context, row.at, who, "complaint", known.id, known.extra)

    def _refuse(self, row: _Row, error: VipDeskError) -> None:
        key = _NUMBER if _NUMBER in row.values else ""
        self.context.refuse(row.at, self._named(row), error, key)

    def _named(self, row: _Row) -> str:
        """What the problem names the row by."""
        number = row.values.get(_NUMBER)
        return str(number) if number else self.complainants.named(row.at)


def _key(row: _Row) -> Any:
    whose = row.whose.customer_id if row.whose else 0
    return row.values.get(_NUMBER) or (whose, row.said)


def _matched(rows: list[_Row], known: list[KnownComplaint]) -> dict[int, KnownComplaint]:
    """Numbers first, so that no row without one takes a complaint that has its own."""
    by_number = {each.number: each for each in known if each.number}
    named = {row.values.get(_NUMBER) for row in rows} - {None}
    free: dict[Any, list[KnownComplaint]] = defaultdict(list)
    others = (each for each in known if each.number not in named)
    for each in sorted(others, key=lambda each: each.number is not None):
        said = (each.opened_on, each.values[_KIND], each.values[_TEXT])
        free[each.customer_id, said].append(each)
    matched: dict[int, KnownComplaint] = {}
    for row in sorted(rows, key=lambda row: _NUMBER not in row.values):
        same = free.get((row.whose.customer_id, row.said), []) if row.whose else []
        number = row.values.get(_NUMBER, "")
        found = by_number.get(number) or _same(number, same)
        if found is not None:
            matched[row.at] = found
    return matched


def _same(number: str, said: list[KnownComplaint]) -> KnownComplaint | None:
    """One that says the same, without a number before one with; two numbers are two complaints.

    One that gets its number from the row is no other row's any more.
    """
    found = next((each for each in said if not (number and each.number)), None)
    if number and found is not None:
        said.remove(found)
    return found


def _stored(key: str, value: Any) -> Any:
    if key == _UPHELD and value is not None:
        return int(value == Verdict.UPHELD.value)
    return stored(value)


def _shown(key: str, value: Any) -> Any:
    """A stored value as the field writes it."""
    return Verdict.of(bool(value)) if key == _UPHELD and value is not None else value
