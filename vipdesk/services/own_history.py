"""A sample from the manager's own book: what the score's factors said, and who left soon after."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import Connection

from vipdesk import calibration
from vipdesk.calibration.errors import FactorsTellNothingError, NothingTellsError
from vipdesk.domain.binning import LEAST_ROWS
from vipdesk.domain.months import last_day, month_of, shifted
from vipdesk.domain.own_points import NO, YES, weighed_points
from vipdesk.domain.retention_rules import POINTS, RetentionRules
from vipdesk.domain.score import score_line
from vipdesk.domain.scorecard import Calibration, LeftOut, Outcome, Why
from vipdesk.domain.warnings import CustomerFigures
from vipdesk.progress import PartProgress, Progress
from vipdesk.services.settings import settings_in_force
from vipdesk.store.as_of import PastLine, past_customers, past_lines
from vipdesk.store.book import Store

LEFT_WITHIN_MONTHS = 3
MOST_LOOKS = 8  # back, each so many months before the one after: two years
ENOUGH_LEAVERS = 500  # from which no older look is taken
MOST_LINES = 50_000  # of one look
STEP = 1_000  # lines between two reports of progress
COLUMN = "left"
READ_SHARE = 0.6  # of the progress


@dataclass
class History:
    """Rows of lines: one for each look back at which a line was on the network.

    Attributes:
        held: Factor → of each row, whether it held then.
        left: Of each row, whether the line left within the months after.
        scores: Of each row, the score by the points in force.
        customers: Of each row, whose line it is.
        days: The looks, newest first.
    """

    held: dict[str, list[bool]] = field(default_factory=lambda: {key: [] for key in POINTS})
    left: list[bool] = field(default_factory=list)
    scores: list[int] = field(default_factory=list)
    customers: list[int] = field(default_factory=list)
    days: list[date] = field(default_factory=list)


def calibrate_history(store: Store, progress: Progress) -> Calibration:
    """Weigh the score's factors by who left and who stayed in this book; nothing is written.

    Raises:
        CalibrationError: There is no card.
    """
    calibration.ensure_installed()
    with store.read() as session:
        settings = settings_in_force(session)
        history = gather(
            session.connection(),
            settings.rules,
            store.today(),
            settings.min_call_seconds,
            PartProgress(progress, 0, READ_SHARE),
        )
    return weigh(history, settings.rules, PartProgress(progress, READ_SHARE, 1))


def gather(
    connection: Connection,
    rules: RetentionRules,
    today: date,
    min_call_seconds: int,
    progress: Progress,
) -> History:
    """Look back at ends of months, so far apart that a line leaves after one of them only."""
    history = History()
    for number, day in enumerate(looks(today)):
        progress.step(number, MOST_LOOKS)
        until = last_day(shifted(month_of(day), LEFT_WITHIN_MONTHS))
        lines = _by_lot(past_lines(connection, rules, day, until))
        if not lines or sum(history.left) >= ENOUGH_LEAVERS:
            break
        known = past_customers(connection, rules, day, min_call_seconds)
        history.days.append(day)
        part = PartProgress(progress, number / MOST_LOOKS, (number + 1) / MOST_LOOKS)
        for done, line in enumerate(lines):
            if done % STEP == 0:
                part.step(done, len(lines))
            _add(history, line, known, rules, day)
    return history


def looks(today: date) -> Iterator[date]:
    """The days looked at, newest first; the months after each have passed."""
    month = shifted(month_of(today), -1)
    for number in range(1, MOST_LOOKS + 1):
        yield last_day(shifted(month, -number * LEFT_WITHIN_MONTHS))


def _by_lot(lines: list[PastLine]) -> list[PastLine]:
    """Some of very many lines, leavers and stayers alike, the same ones each time."""
    return lines if len(lines) <= MOST_LINES else random.Random(0).sample(lines, MOST_LINES)


def _add(
    history: History,
    line: PastLine,
    known: dict[int, CustomerFigures],
    rules: RetentionRules,
    day: date,
) -> None:
    score = score_line(line.figures, known[line.customer_id], rules, day)
    holding = {factor.key for factor in score.factors if factor.judged.holds}
    for key, column in history.held.items():
        column.append(key in holding)
    history.left.append(line.has_left)
    history.scores.append(score.value)
    history.customers.append(line.customer_id)


def weigh(history: History, rules: RetentionRules, progress: Progress) -> Calibration:
    """Fit a card to the factors and turn it into points of the score.

    A factor that held too seldom is not judged and keeps its points; one after which fewer left
    gets none.
    """
    from vipdesk.calibration.fit import Sample, fit
    from vipdesk.calibration.measures import auc_of

    seldom = [key for key, held in history.held.items() if not _often(held)]
    judged = [key for key in history.held if key not in seldom]
    against = [key for key in judged if not _leads(history.held[key], history.left)]
    columns = {
        key: [YES if each else NO for each in history.held[key]]
        for key in judged
        if key not in against
    }
    stayed = len(history.left) - sum(history.left)
    outcome = Outcome(COLUMN, YES, {NO: stayed}, 0)
    sample = Sample("", outcome, columns, history.left, groups=history.customers)
    try:
        found = fit(sample, list(columns), progress)
    except NothingTellsError:
        raise FactorsTellNothingError from None
    spans = {factor.column: factor.most for factor in found.card.factors}
    left_out = (
        *found.left_out,
        *(LeftOut(key, Why.AGAINST) for key in against),
        *(LeftOut(key, Why.SELDOM) for key in seldom),
    )
    return replace(
        found,
        left_out=left_out,
        auc_before=auc_of(history.scores, history.left),
        points=weighed_points(spans, judged, rules),
        points_before={key: rules.points_of(key) for key in POINTS},
        looks=tuple(day.isoformat() for day in history.days),
        ends_days=rules.ends_days,
    )


def _often(held: list[bool]) -> bool:
    return LEAST_ROWS <= sum(held) <= len(held) - LEAST_ROWS


def _leads(held: list[bool], left: list[bool]) -> bool:
    """Whether more leave where it holds than elsewhere."""
    with_it = sum(gone for gone, each in zip(left, held, strict=True) if each)
    rows = sum(held)
    return with_it * (len(left) - rows) > (sum(left) - with_it) * rows
