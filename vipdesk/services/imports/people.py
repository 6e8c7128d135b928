"""Compares the customers of a file with those of the book."""

import re
from typing import Any

from vipdesk.domain.cell_days import Birthday
from vipdesk.domain.names import fold
from vipdesk.services.imports.context import (
    Context,
    InRecycleBinError,
    compare_extra,
    stored,
)
from vipdesk.services.imports.rows import ChangeKind
from vipdesk.services.imports.snapshot import CUSTOMER_COLUMNS, KnownCustomer
from vipdesk.store.uids import new_uid

_TAG_SIGNS = re.compile(r"[;；,，、|]")


class Customers:
    """Compares the customers of the rows, and their first accounts."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.found: dict[str, int | None] = {}
        self.mapped = {
            key: column
            for key, column in CUSTOMER_COLUMNS.items()
            if key in context.checked.columns
        }
        self._next_id = context.book.next_ids["customer"]
        self.names = context.column("customer.name")
        self.columns = {key: context.column(key) for key in self.mapped}
        self.birthdays = context.column("customer.birthday")
        self.lunar = context.column("customer.birthday_lunar")
        self.tiers = context.column("customer.tier")
        self.tags = context.column("customer.tags")

    def customer_of(self, at: int, number: str) -> int | None:
        """Id of the customer of a row, compared or added when first met; None if left out."""
        known = self.context.book.customers.get(number)
        if known is not None and self.context.book.deleted(known):
            self.context.refuse(at, number, InRecycleBinError())
            return None
        if known is None and self.context.refuse_deleted(at, number):
            return None
        if number not in self.found:
            if known is not None and known.hidden is None:
                self._compare(at, known)
            self.found[number] = known.id if known else self._add(at, number)
        return self.found[number]

    def name_of(self, at: int, number: str) -> str:
        """Name for a difference."""
        known = self.context.book.customers.get(number)
        return known.name if known else (self.names[at] or number)

    def _add(self, at: int, number: str) -> int | None:
        context = self.context
        name = self.names[at] or number
        if not context.differs(ChangeKind.NEW, at, (number, name), "", None, None):
            return None
        customer_id = self._next_id
        self._next_id += 1
        birthday = self.birthdays[at]
        values = {column: stored(self.columns[key][at]) for key, column in self.mapped.items()}
        get = values.get
        context.plan.insert(
            "customer", customer_id, new_uid(), number, get("kind") or "person", name,
            get("gender"), get("contact_name"), get("phone"), get("email"), get("wechat"),
            get("id_number"), get("address"), get("employer"), *_birth(birthday, self.lunar[at]),
            get("joined_on"), get("do_not_disturb") or 0, get("interests"), get("note"),
            context.checked.extra[at] if context.kind == "customers" else None, context.now,
        )  # fmt: skip
        history = (context.day, context.day, context.batch_id)
        context.plan.insert("owner_history", customer_id, context.book.manager_id, *history)
        if self.tiers[at]:
            context.plan.insert("tier_history", customer_id, self.tiers[at], *history)
        for tag in _tag_names(self.tags[at]):
            self._tag(customer_id, tag)
        return customer_id

    def _compare(self, at: int, known: KnownCustomer) -> None:
        context, who = self.context, (known.number, known.name)
        for key, column in self.mapped.items():
            new, old = stored(self.columns[key][at]), known.values[key]
            if (
                new is not None
                and new != old
                and context.differs(ChangeKind.CHANGED, at, who, key, old, new)
            ):
                context.plan.update("customer", column, new, known.id)
        self._compare_birthday(at, known)
        tier = self.tiers[at]
        if tier and tier != known.tier:
            changed = ChangeKind.CHANGED
            if context.differs(changed, at, who, "customer.tier", known.tier, tier):
                history = (context.day, context.day, context.batch_id)
                context.plan.insert("tier_history", known.id, tier, *history)
        self._compare_tags(at, known)
        if context.kind == "customers":
            compare_extra(context, at, who, "customer", known.id, known.extra)

    def _compare_birthday(self, at: int, known: KnownCustomer) -> None:
        birthday = self.birthdays[at]
        if birthday is None:
            return
        new = _birth(birthday, self.lunar[at])
        old = (*known.birthday[:3], int(known.birthday[3] or 0))
        if new == old:
            return
        who = (known.number, known.name)
        shown = None if old[1] is None else Birthday(old[0], old[1], old[2], lunar=bool(old[3]))
        if self.context.differs(ChangeKind.CHANGED, at, who, "customer.birthday", shown, birthday):
            columns = ("birth_year", "birth_month", "birth_day", "birth_lunar")
            for column, value, before in zip(columns, new, old, strict=True):
                if value != before:
                    self.context.plan.update("customer", column, value, known.id)

    def _compare_tags(self, at: int, known: KnownCustomer) -> None:
        book = self.context.book
        missing = [
            name
            for name in _tag_names(self.tags[at])
            if (known.id, book.tags.get(fold(name), 0)) not in book.tagged
        ]
        who = (known.number, known.name)
        if missing and self.context.differs(
            ChangeKind.CHANGED, at, who, "customer.tags", None, "、".join(missing)
        ):
            for name in missing:
                self._tag(known.id, name)

    def _tag(self, customer_id: int, name: str) -> None:
        book, key = self.context.book, fold(name)
        if key not in book.tags:
            book.tags[key] = book.next_ids["tag"] + len(self.context.plan.inserts["tag"])
            self.context.plan.insert("tag", book.tags[key], new_uid(), name, key)
        self.context.plan.insert("customer_tag", customer_id, book.tags[key])


def _birth(birthday: Birthday | None, lunar: bool | None) -> tuple[Any, ...]:
    if birthday is None:
        return None, None, None, 0
    return birthday.year, birthday.month, birthday.day, int(birthday.lunar or bool(lunar))


def _tag_names(cell: str | None) -> list[str]:
    if not cell:
        return []
    names = (name.strip() for name in _TAG_SIGNS.split(cell))
    return list({fold(name): name for name in names if name}.values())
