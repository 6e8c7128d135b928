"""Compares the lines of a file with those of the book: plan, status, contract dates."""

from datetime import date

from vipdesk.domain.words import DateKind, LineStatus
from vipdesk.services.case_dates import Move
from vipdesk.services.imports.context import Context, compare_extra, stored
from vipdesk.services.imports.rows import ChangeKind
from vipdesk.services.imports.snapshot import ENDS, LINE_COLUMNS, KnownLine
from vipdesk.store.uids import new_uid

_LEFT = {LineStatus.CLOSED.value, LineStatus.PORTED_OUT.value}


class Lines:
    """Compares the lines of the rows with their plan, status and contract dates."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.mapped = {
            key: column for key, column in LINE_COLUMNS.items() if key in context.checked.columns
        }
        self.columns = {key: context.column(key) for key in self.mapped}
        self.ends = {key: context.column(key) for key in ENDS if key in context.checked.columns}
        self.statuses = context.column("line.status")
        self.plans = context.column("line.plan")
        self.fees = context.column("line.monthly_fee")
        self._next_id = context.book.next_ids["line"]
        self._added: dict[str, int | None] = {}

    def line_of(
        self, at: int, number: str, account_id: int | None, who: tuple[str, str]
    ) -> int | None:
        """Id of the line of a row, compared or added; None if it is left out."""
        known = self.context.book.lines.get(number)
        if known is not None:
            self._compare(at, who, known, account_id)
            return known.id
        if number not in self._added:
            self._added[number] = (
                None if account_id is None else self._add(at, number, account_id, who)
            )
        return self._added[number]

    def _add(self, at: int, number: str, account_id: int, who: tuple[str, str]) -> int | None:
        context = self.context
        if context.row_kinds.get(at) is not ChangeKind.NEW and not context.differs(
            ChangeKind.NEW if context.kind == "lines" else ChangeKind.CHANGED, at, who,
            "" if context.kind == "lines" else "line.number", None, number,
        ):  # fmt: skip
            return None
        line_id = self._next_id
        self._next_id += 1
        values = {column: stored(self.columns[key][at]) for key, column in self.mapped.items()}
        context.plan.insert(
            "line", line_id, new_uid(), account_id, number,
            values.get("kind") or context.line_kind or kind_of_number(number),
            values.get("opened_on"),
            values.get("closed_on"), values.get("former_operator"),
            context.checked.extra[at] if context.kind == "lines" else None,
        )  # fmt: skip
        if self.statuses[at]:
            self._insert_status(at, line_id)
        if self.plans[at]:
            self._insert_plan(line_id, self.plans[at], self.fees[at])
        elif self.fees[at] is not None:
            context.planless += 1
        for key, column in self.ends.items():
            if column[at] is not None:
                self._insert_end(line_id, key, column[at])
        return line_id

    def _insert_status(self, at: int, line_id: int) -> None:
        context = self.context
        closed_on = context.column("line.closed_on")[at]
        left = self.statuses[at] in _LEFT and closed_on is not None
        since = closed_on if left and closed_on <= context.today else context.today
        context.plan.insert(
            "status_history", line_id, self.statuses[at], since.isoformat(), context.day,
            context.batch_id,
        )  # fmt: skip

    def _insert_plan(self, line_id: int, plan: str, fee: int | None) -> None:
        context = self.context
        history = (context.day, context.day, context.batch_id)
        context.plan.insert("plan_history", line_id, plan, fee, *history)

    def _insert_end(self, line_id: int, key: str, ends_on: date, former: str | None = None) -> None:
        """Add a date; `dates.settle` writes beside it why it took the place of the former one."""
        context = self.context
        history = (context.day, context.day, context.batch_id, None)
        context.plan.insert("contract_date", line_id, ENDS[key], ends_on.isoformat(), *history)
        if former is not None:
            kind = DateKind(ENDS[key])  # type: ignore[call-arg]
            context.moves.append(Move(line_id, kind, date.fromisoformat(former), ends_on))

    def _compare(
        self, at: int, names: tuple[str, str], known: KnownLine, account_id: int | None
    ) -> None:
        context = self.context
        if account_id is not None and account_id != known.account_id:
            self._move(at, names, known, account_id)
        for key, column in self.mapped.items():
            new, old = stored(self.columns[key][at]), known.values[key]
            if (
                new is not None
                and new != old
                and context.differs(ChangeKind.CHANGED, at, names, key, old, new)
            ):
                context.plan.update("line", column, new, known.id)
        self._compare_status(at, names, known)
        self._compare_plan(at, names, known)
        for key, ends in self.ends.items():
            new, old = stored(ends[at]), known.ends[key]
            if (
                new is not None
                and new != old
                and context.differs(ChangeKind.CHANGED, at, names, key, old, new)
            ):
                self._insert_end(known.id, key, ends[at], old)
        if context.kind == "lines":
            compare_extra(context, at, names, "line", known.id, known.extra)

    def _move(self, at: int, names: tuple[str, str], known: KnownLine, account_id: int) -> None:
        """The file bills the line to another account, perhaps of another customer."""
        context = self.context
        account = context.book.accounts.get(account_id)
        owner = context.book.by_id.get(account.customer_id) if account else None
        before = context.book.by_id.get(known.customer_id)
        old = before.number if before else None
        new = owner.number if owner else context.column("customer.number")[at]
        key = "customer.number" if old != new else "account.number"
        if key == "account.number":
            former = context.book.accounts.get(known.account_id)
            old = former.number if former else None
            new = account.number if account else context.column("account.number")[at]
        if context.differs(ChangeKind.CHANGED, at, names, key, old, new):
            context.plan.update("line", "account_id", account_id, known.id)

    def _compare_status(self, at: int, names: tuple[str, str], known: KnownLine) -> None:
        new = self.statuses[at]
        if new is None or new == known.status:
            return
        stops = new in _LEFT and known.status not in _LEFT
        kind = ChangeKind.STOPPED if stops else ChangeKind.CHANGED
        if self.context.differs(kind, at, names, "line.status", known.status, new):
            self._insert_status(at, known.id)

    def _compare_plan(self, at: int, names: tuple[str, str], known: KnownLine) -> None:
        """A new plan without a fee in the file has none; a new fee keeps the plan.

        A fee is a plan's: of a line without one it is no difference, since nothing could keep it.
        """
        context, plan, fee = self.context, known.plan, known.fee
        new_plan, new_fee = self.plans[at], self.fees[at]
        changed = ChangeKind.CHANGED
        if new_plan not in (None, plan) and context.differs(
            changed, at, names, "line.plan", plan, new_plan
        ):
            plan, fee = new_plan, None if new_fee is None else fee
        if plan is None:
            context.planless += new_fee is not None
            return
        if new_fee not in (None, known.fee) and context.differs(
            changed, at, names, "line.monthly_fee", known.fee, new_fee
        ):
            fee = new_fee
        if (plan, fee) != (known.plan, known.fee):
            self._insert_plan(known.id, plan, fee)


def kind_of_number(number: str) -> str:
    """What a number connects, where the file does not say."""
    if not number.isdigit():
        return "broadband"
    return "landline" if number.startswith("0") else "mobile"
