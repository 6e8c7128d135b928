"""What the page reads in one go: the list, the board, and how many each tab holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from vipdesk.domain.task_query import TaskFilter, TaskQuery
from vipdesk.services.case_book import CaseBook
from vipdesk.services.cases import Budget
from vipdesk.services.task_list import TaskCounts, TaskRow
from vipdesk.ui.kit.table_model import PAGE_SIZE
from vipdesk.ui.retention.board import AT_ONCE, CLOSED, PAST, lanes_of
from vipdesk.ui.retention.words import BOARD, ENDING, TABS, WIN_BACK

VIEW_KEY = "retention.view"


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a query on one tab.

    Attributes:
        ids: In view order; of the tab of those who left the ids of lines.
        lanes: The board's columns with their cards.
        rows: What is in sight first, so that the window need not read it while it paints.
        tabs: How many each tab holds that are not put off, whatever the filter.
        total: How many the tab holds without a filter.
        view: Table or board, as the page was last left.
    """

    today: date
    ids: Sequence[int]
    lanes: Mapping[str, Sequence[int]]
    rows: Sequence[TaskRow]
    tabs: Mapping[str, int]
    total: int
    counts: TaskCounts
    budget: Budget
    view: str


def find(book: CaseBook, tab: str, query: TaskQuery) -> Found:
    """Read a tab with the counts of all."""
    today = book.tasks.today()
    counts = book.tasks.counts(TaskQuery(), today)
    lost = book.win_back.ids(today)
    tabs = {key: sum(counts.by_kind.get(kind, 0) for kind in kinds) for key, kinds in TABS.items()}
    tabs[WIN_BACK] = len(lost)
    listed = [] if tab == WIN_BACK else book.tasks.listed(within(tab, query), today)
    lanes: dict[str, list[int]] = {}
    if tab != WIN_BACK:
        lanes = lanes_of(listed, _columns(book.tasks.stages()) if tab == ENDING else (), today)
    if tab == ENDING:
        lanes[CLOSED] = book.tasks.closed_ids(today)
    ids = lost if tab == WIN_BACK else [each.id for each in listed]
    view = book.preferences.get(VIEW_KEY, BOARD)
    rows = book.tasks.rows(_in_sight(ids, lanes, view)) if tab != WIN_BACK else ()
    return Found(today, ids, lanes, rows, tabs, tabs[tab], counts, book.cases.budget(), view)


def _in_sight(ids: Sequence[int], lanes: Mapping[str, Sequence[int]], view: str) -> list[int]:
    if view != BOARD:
        return list(ids[:PAGE_SIZE])
    return [task_id for lane in lanes.values() for task_id in lane[:AT_ONCE]]


def _columns(stages: Sequence[str]) -> list[str]:
    """The stages with a column of their own; the day itself stands with the last one before it."""
    return [each for each in stages if each not in ("T-0", PAST)]


def within(tab: str, query: TaskQuery) -> TaskQuery:
    """The query kept to the kinds of a tab; one that asks for others finds nothing there."""
    kinds = TABS[tab]
    if query.filter.kinds:
        kinds = tuple(kind for kind in kinds if kind in query.filter.kinds)
    stages = query.filter.stages if kinds else ("none",)
    criteria = replace(query.filter, kinds=kinds, stages=stages)
    return replace(query, filter=criteria)


def counts_of(book: CaseBook, tab: str, filters: Sequence[TaskFilter]) -> list[int]:
    """How many tasks of a tab pass each filter."""
    if tab == WIN_BACK:
        return [0 for _each in filters]
    today = book.tasks.today()
    queries = (within(tab, TaskQuery(filter=each)) for each in filters)
    return [book.tasks.counts(query, today).all for query in queries]
