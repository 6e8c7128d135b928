"""What a manager waits for while reading: searches, pages, the PDF of a visit."""

import random
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select

from bench.books import open_book
from bench.figures import Figure, p95
from vipdesk.domain.customer_query import CustomerQuery
from vipdesk.domain.words import VisitStatus
from vipdesk.services import customer_list_sql
from vipdesk.services.customers import CustomerService
from vipdesk.services.reports import ReportsService
from vipdesk.store.book import Store
from vipdesk.store.records import Customer, Line, Visit

QUERIES = 200
PAGES = 200
_SORTS = ("tier", "owner", *customer_list_sql.COLUMNS, *customer_list_sql.RANKED)
PAGE_SIZE = 200
SUMMARIES = 20
SHORT = 0.016
SUMMARY = 0.15


def _timed(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def search(profile: Path) -> list[Figure]:
    """Typed searches: all ids that match, and the first page of their rows."""
    store = open_book(profile)
    try:
        service, today = CustomerService(store), store.today()
        typed = _typed(store)

        def find(text: str) -> None:
            ids = service.find_ids(CustomerQuery(search=text), today)
            service.rows(ids[:PAGE_SIZE])

        find(typed[0])
        found = [_timed(lambda text=text: find(text)) for text in typed]  # type: ignore[misc]
    finally:
        store.close()
    return [Figure(f"search and first page, p95 of {len(found)}", p95(found), SHORT)]


def _typed(store: Store) -> list[str]:
    """Two hanzi, initials, the last four digits: a third each, of customers who exist."""
    from pypinyin import Style, lazy_pinyin

    dice = random.Random(1)
    with store.read() as session:
        names = list(session.scalars(select(Customer.name).limit(5000)))
        numbers = list(session.scalars(select(Line.number).limit(5000)))
    texts = []
    for place in range(QUERIES):
        name = dice.choice([name for name in names if len(name) <= 4])
        initials = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER))
        texts.append((name[:2], initials, dice.choice(numbers)[-4:])[place % 3])
    return texts


def pages(profile: Path) -> list[Figure]:
    """Pages anywhere in the list, and the whole order anew, by every sort."""
    store = open_book(profile)
    dice = random.Random(2)
    orders: list[float] = []
    found: list[float] = []
    try:
        service, today = CustomerService(store), store.today()
        ways = [(sort, down) for sort in _SORTS for down in (False, True)]
        for sort, down in ways:
            query = CustomerQuery(sort=sort, descending=down)
            begun = time.perf_counter()
            ids = service.find_ids(query, today)
            orders.append(time.perf_counter() - begun)
            for _ in range(-(-PAGES // len(ways))):
                first = dice.randrange(0, max(1, len(ids) - PAGE_SIZE))
                page = ids[first : first + PAGE_SIZE]
                found.append(_timed(lambda page=page: service.rows(page)))  # type: ignore[misc]
    finally:
        store.close()
    return [
        Figure(f"a page of {PAGE_SIZE} rows, any sort, p95 of {len(found)}", p95(found), SHORT),
        Figure("  the whole order anew, slowest sort", max(orders)),
    ]


def report(profile: Path) -> list[Figure]:
    """One visit summary, after the font is loaded."""
    store = open_book(profile)
    try:
        service = ReportsService(store)
        with store.read() as session:
            held = select(Visit.id).where(Visit.status == VisitStatus.DONE)
            visits = list(session.scalars(held.limit(SUMMARIES)))
        cold = _timed(lambda: service.visit_summary_report(visits[0], "zh"))
        warm = [
            _timed(lambda visit=visit: service.visit_summary_report(visit, "zh"))  # type: ignore[misc]
            for visit in visits
        ]
    finally:
        store.close()
    return [
        Figure(f"one visit summary, warm, p95 of {len(warm)}", p95(warm), SUMMARY),
        Figure("  the first one", cold),
    ]
