"""The verb ``lottery``: made, drawn from, redone, revealed."""

from argparse import Namespace
from collections.abc import Callable, Iterator
from typing import Any

from vipdesk.cli.desk import reading, writing
from vipdesk.cli.results import Result
from vipdesk.domain.lottery import LotteryDraft, PrizeDraft
from vipdesk.services.lotteries import LotteryService, odds_words, verdict_words
from vipdesk.services.lottery_book import LotteryRow
from vipdesk.services.points import PointsService
from vipdesk.texts import _, language

FEN = 100


def lottery_verb(options: Namespace) -> Result:
    """Run the verb below."""
    return _BELOW[options.lottery_verb](options)


def _make(options: Namespace) -> Result:
    prizes = tuple(PrizeDraft(name, n, w, yuan * FEN) for name, n, w, yuan in options.prizes)
    draft = LotteryDraft(options.name, options.points, options.first, options.last, prizes)
    with writing(options) as store:
        row = LotteryService(store).save(draft).value
    return Result(_data(row), list(_lines(row)))


def _list(options: Namespace) -> Result:
    with reading(options) as store:
        rows = LotteryService(store).lotteries()
    lines = [line for row in rows for line in _lines(row)]
    return Result({"lotteries": [_data(row) for row in rows]}, lines)


def _draw(options: Namespace) -> Result:
    with writing(options) as store:
        customer_id = PointsService(store).find(options.customer)
        made = LotteryService(store).draw(options.lottery, customer_id).value
    told = _("Draw no. {position}: {prize}, for {points} points")
    data = {
        "position": made.position,
        "prize": made.prize,
        "points": made.points,
        "entry_id": made.entry_id,
    }
    line = told.format(position=made.position, prize=made.prize, points=f"{made.points:,}")
    return Result(data, [line])


def _verify(options: Namespace) -> Result:
    with reading(options) as store:
        found = LotteryService(store).verify(options.lottery)
    said = verdict_words(found, _)
    data = {"holds": found.holds, "tries": found.tries, "wrong": found.wrong, "text": said}
    return Result(data, [said] if found.holds else [], "" if found.holds else said)


def _reveal(options: Namespace) -> Result:
    with writing(options) as store:
        row = LotteryService(store).reveal(options.lottery).value
    return Result(_data(row), list(_lines(row)))


def _record(options: Namespace) -> Result:
    with writing(options) as store:
        service = LotteryService(store)
        service.write_record(options.lottery, options.output, options.lang or language())
    data = {"file": str(options.output)}
    return Result(data, [_("{path} was written.").format(path=options.output)])


_BELOW: dict[str, Callable[[Namespace], Result]] = {
    "make": _make,
    "list": _list,
    "draw": _draw,
    "verify": _verify,
    "reveal": _reveal,
    "record": _record,
}


def _lines(row: LotteryRow) -> Iterator[str]:
    draft = row.draft
    told = _("{id} {name}: {points} points a try, {first} to {last}, {tries} tries, {left} left")
    yield told.format(
        id=row.id,
        name=draft.name,
        points=f"{draft.points:,}",
        first=draft.starts_on,
        last=draft.ends_on,
        tries=f"{row.tries:,}",
        left=f"{row.left:,}",
    )
    yield _("commitment {digits}").format(digits=row.commitment)
    if row.seed:
        yield _("seed {digits}").format(digits=row.seed)
    for each in row.prizes:
        yield f"  {each.draft.name}: {each.left:,} / {each.draft.stock:,}, {odds_words(each.odds)}"


def _data(row: LotteryRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.draft.name,
        "points": row.draft.points,
        "starts_on": row.draft.starts_on,
        "ends_on": row.draft.ends_on,
        "commitment": row.commitment,
        "seed": row.seed,
        "tries": row.tries,
        "prizes": [
            {
                "name": each.draft.name,
                "stock": each.draft.stock,
                "weight": each.draft.weight,
                "worth_fen": each.draft.worth_fen,
                "drawn": each.given,
                "odds": f"{each.odds.numerator}/{each.odds.denominator}",
            }
            for each in row.prizes
        ],
    }
