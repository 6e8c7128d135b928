"""The verbs ``rewards`` and ``settlement``: the catalogue, what is waiting, the partners' month."""

from argparse import Namespace
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from vipdesk.cli.desk import reading, writing
from vipdesk.cli.results import Result, table
from vipdesk.domain.rewards import RewardRow, RowProblem
from vipdesk.domain.settlement import Settlement
from vipdesk.domain.wording import amount
from vipdesk.services.fulfilment import FulfilmentService
from vipdesk.services.rewards import RewardService
from vipdesk.services.settlement import SettlementService, state_words
from vipdesk.texts import _, language, ngettext


def rewards_verb(options: Namespace) -> Result:
    """Run the verb below."""
    return _BELOW[options.rewards_verb](options)


def _list(options: Namespace) -> Result:
    with reading(options) as store:
        rows = RewardService(store).rewards(offered=not options.all)
    lines = table([_cells(row) for row in rows])
    count = ngettext("{n} reward", "{n} rewards", len(rows)).format(n=len(rows))
    return Result({"rewards": [_data(row) for row in rows]}, [*lines, count])


def _waiting(options: Namespace) -> Result:
    with reading(options) as store:
        rows = FulfilmentService(store).waiting()
    lines = [
        [
            row.on.isoformat(),
            row.number,
            row.customer,
            row.name,
            f"x{row.quantity}",
            _(row.state.label),
        ]
        for row in rows
    ]
    count = ngettext("{n} to hand over", "{n} to hand over", len(rows)).format(n=len(rows))
    return Result({"waiting": [asdict(row) for row in rows]}, [*table(lines), count])


def _import(options: Namespace) -> Result:
    with writing(options) as store:
        done = RewardService(store).take_in(options.file).value
    told = _("{added} new, {changed} changed, {same} unchanged, {problems} with problems")
    counts = {"added": done.added, "changed": done.changed, "same": done.same}
    problems = [
        {
            "row": each.row,
            "column": each.column,
            "value": each.value,
            "reason": each.reason.sentence(_),
        }
        for each in done.problems
    ]
    lines = [told.format(**counts, problems=len(problems)), *map(_problem, done.problems)]
    return Result(counts | {"problems": problems}, lines)


def _problem(each: RowProblem) -> str:
    said = _("row {row}: {reason}") if not each.column else _("row {row}, {column}: {reason}")
    return said.format(row=each.row, column=_(each.column), reason=each.reason.sentence(_))


def _export(options: Namespace) -> Result:
    with writing(options) as store:
        rows = RewardService(store).export(options.file, _).value
    data = {"file": str(options.file), "rows": rows}
    return Result(data, [_("{path} was written.").format(path=options.file)])


_BELOW: dict[str, Callable[[Namespace], Result]] = {
    "list": _list,
    "waiting": _waiting,
    "import": _import,
    "export": _export,
}


def settlement_verb(options: Namespace) -> Result:
    """Add up a month by partner; with a file, write it."""
    if options.output is None:
        with reading(options) as store:
            return Result(*_settled(SettlementService(store).settlement(options.month)))
    with writing(options) as store:
        service = SettlementService(store)
        found = service.write(options.month, options.output, options.lang or language()).value
    data, lines = _settled(found)
    lines.append(_("{path} was written.").format(path=options.output))
    return Result(data | {"file": str(options.output)}, lines)


def _settled(found: Settlement) -> tuple[dict[str, Any], list[str]]:
    rows = [
        [
            each.name,
            f"{each.quantity:,}",
            f"{each.points:,}",
            f"{each.partner_points:,}",
            amount(each.owed_fen),
        ]
        for each in found.partners
    ]
    total = _("Owed in all: {amount} yuan").format(amount=amount(found.owed_fen))
    said = state_words(found, _)
    return asdict(found) | {"owed_fen": found.owed_fen}, [
        *table(rows),
        total,
        *([said] if said else []),
    ]


def _cells(row: RewardRow) -> list[str]:
    draft = row.draft
    left = _("no end") if row.left is None else f"{row.left:,}"
    return [draft.number, draft.name, _(draft.kind.label), f"{draft.points:,}", left, row.partner]


def _data(row: RewardRow) -> dict[str, Any]:
    return {"id": row.id, **asdict(row.draft), "left": row.left, "partner": row.partner}
