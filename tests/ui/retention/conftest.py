"""A book with lines that end soon, one that has left, and the page of retention on it."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from PySide6.QtWidgets import QDialog, QPushButton
from pytestqt.qtbot import QtBot

from tests.conftest import NOW, TODAY, at_work
from tests.furnished import Furnished, Furnishing
from tests.services.task_book import set_score
from vipdesk.domain.cases import OutcomeDraft
from vipdesk.domain.customer_draft import CustomerDraft, LineDraft, TouchpointDraft
from vipdesk.domain.words import DateKind, LeavingReason, Outcome, Tier
from vipdesk.services.case_book import CaseBook
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.store.book import Store
from vipdesk.ui import theme
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.retention.page import RetentionPage

PEOPLE = (
    ("林涛", Tier.GOLD, "畅享129", 71),
    ("马超", Tier.SILVER, "畅享99", 88),
    ("赵国栋", Tier.DIAMOND, "畅享129", 40),
    ("罗文静", Tier.SILVER, "畅享99", 29),
    ("孙丽", Tier.SILVER, "包年宽带", 14),
    ("王志强", Tier.DIAMOND, "融合299", 5),
    ("周琳", Tier.GOLD, "5G尊享199", -19),
    ("徐磊", Tier.DIAMOND, "融合399", 20),
    ("许波", Tier.GOLD, "畅享99", 25),
)
SCORES = (44, 12, 52, 48, 46, 82, 74, 20, 70)


def _add_people(store: Store) -> dict[str, int]:
    desk = CustomerDesk.of(store)
    found = {}
    for place, (name, tier, plan, days) in enumerate(PEOPLE):
        draft = CustomerDraft(name=name, number=f"C{place}", tier=tier, joined_on=date(2019, 9, 21))
        found[name] = desk.care.create(draft).value
        desk.lines.create(found[name], _line(place, plan, TODAY + timedelta(days)))
    return found


@pytest.fixture(scope="session")
def people_furnished(furnishing: Furnishing) -> Furnished[dict[str, int]]:
    return furnishing(at_work(_add_people))


@pytest.fixture
def people(people_furnished: Furnished[dict[str, int]], store: Store) -> dict[str, int]:
    """Customers by name, each with a line that ends in so many days."""
    return dict(people_furnished.value)


def _work(store: Store, people: dict[str, int]) -> None:
    book = CaseBook.of(store)
    renewed = OutcomeDraft(outcome=Outcome.RENEWED, months=24)
    lost = OutcomeDraft(outcome=Outcome.PORTED_OUT, reason=LeavingReason.RIVAL)
    book.cases.record([task_of(book, people["徐磊"])], renewed)
    book.cases.record([task_of(book, people["许波"])], lost)
    contact = TouchpointDraft(customer_id=people["王志强"], at=NOW, note="问携号转网怎么办")
    thinking = OutcomeDraft(
        outcome=Outcome.THINKING, next_on=TODAY + timedelta(2), contact=contact, note="想比价"
    )
    book.cases.record([task_of(book, people["王志强"])], thinking)
    for (name, *_rest), score in zip(PEOPLE, SCORES, strict=True):
        set_score(store, people[name], score)


@pytest.fixture(scope="session")
def worked_furnished(
    furnishing: Furnishing, people_furnished: Furnished[dict[str, int]]
) -> Furnished[None]:
    people = people_furnished.value
    return furnishing(at_work(lambda store: _work(store, people)), on=people_furnished)


@pytest.fixture
def worked(worked_furnished: Furnished[None], people: dict[str, int]) -> dict[str, int]:
    """Two cases came to something, one customer asked to leave, and scores are known."""
    return people


def _line(place: int, plan: str, ends_on: date) -> LineDraft:
    return LineDraft(
        number=f"1390000880{place}",
        plan=plan,
        fee_fen=29_900,
        opened_on=date(2019, 9, 21),
        ends_on={DateKind.CONTRACT: ends_on},
        effective_on=TODAY - timedelta(days=100),
    )


def task_of(book: CaseBook, customer_id: int) -> int:
    """The first open task of a customer."""
    return book.tasks.of_customer(customer_id)[0].id


@pytest.fixture
def book(store: Store) -> CaseBook:
    return CaseBook.of(store)


@pytest.fixture
def page(
    qtbot: QtBot, book: CaseBook, jobs: Jobs, people: dict[str, int]
) -> Iterator[RetentionPage]:
    """The page, shown and loaded; it is told of every write."""
    page = make_page(qtbot, book, jobs)
    yield page
    for dialog in page.findChildren(QDialog):
        dialog.reject()


def make_page(qtbot: QtBot, book: CaseBook, jobs: Jobs) -> RetentionPage:
    page = RetentionPage(book, jobs)
    qtbot.addWidget(page)
    jobs.data_changed.connect(page.on_data_changed)
    theme.dress(page)
    page.resize(1190, 690)
    page.show()
    qtbot.waitUntil(jobs.is_idle)
    return page


@pytest.fixture
def press(qtbot: QtBot, jobs: Jobs) -> Callable[[QDialog | RetentionPage, str], None]:
    """Press a button by its words."""

    def press(where: QDialog | RetentionPage, text: str) -> None:
        def found() -> list[QPushButton]:
            made = where.findChildren(QPushButton)
            return [each for each in made if each.text() == text and each.isVisible()]

        qtbot.waitUntil(lambda: bool(found()))
        found()[0].click()
        qtbot.waitUntil(jobs.is_idle)

    return press
