from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from tests.conftest import TODAY
from tests.furnished import Furnished
from tests.services.task_book import add_task, line_of
from tests.services.visit_book import full_draft, new_visit
from vipdesk.domain.markdown import to_plain
from vipdesk.domain.settings import OfferTemplate
from vipdesk.domain.talk import Reason
from vipdesk.domain.tasks import TaskKind
from vipdesk.domain.visits import VisitDraft
from vipdesk.domain.words import CaseKind, DateKind, Outcome
from vipdesk.errors import NotFoundError
from vipdesk.services.face import FaceService
from vipdesk.services.offer_results import OfferResult, OfferResultsService
from vipdesk.services.scripts import ScriptService
from vipdesk.services.settings import SettingsService
from vipdesk.services.visit_desk import VisitDeskService
from vipdesk.services.visits import VisitsService
from vipdesk.store.book import Store
from vipdesk.store.records import (
    CaseOutcome,
    Complaint,
    ContractDate,
    DerivedTask,
    RetentionCase,
    SettingsSet,
)
from vipdesk.texts import translator


@pytest.fixture
def customer_id(met_furnished: Furnished[int], store: Store) -> int:
    return met_furnished.value


def _add_date(store: Store, line_id: int, kind: DateKind, ends_on: date) -> None:
    with store.action("line.edit") as session:
        session.add(
            ContractDate(
                line_id=line_id,
                kind=kind,
                ends_on=ends_on,
                effective_on=TODAY,
                recorded_on=TODAY,
            )
        )


def test_a_script_knows_the_last_complaint(store: Store, customer_id: int) -> None:
    service = ScriptService(store)
    without = dict(service.script(customer_id, Reason.CALL_BACK).steps)
    assert "told us about" not in without["Ask whether it is settled"]
    with store.action("complaint.save") as session:
        for day, kind in ((9, "宽带"), (3, "账单")):
            session.add(
                Complaint(customer_id=customer_id, opened_on=date(2026, 11, day), kind=kind)
            )
    said = dict(service.script(customer_id, Reason.CALL_BACK).steps)
    assert "On 2026-11-09 you told us about 宽带." in said["Ask whether it is settled"]


def test_each_ending_speaks_of_its_own_date_and_line(store: Store, customer_id: int) -> None:
    _add_date(store, line_of(store, customer_id), DateKind.REBATE, date(2027, 1, 31))
    service = ScriptService(store)
    rebate = dict(service.script(customer_id, Reason.REBATE, line_of(store, customer_id)).steps)
    assert "Your rebate ends on 2027-01-31;" in rebate["Say it before the bill does"]
    assert rebate == dict(service.for_task(customer_id, "end", "end:rebate:1", None).steps)
    trial = dict(service.script(customer_id, Reason.TRIAL).steps)
    assert "Ask how the trial went" in trial  # the question stays, the date is unknown
    assert "2026" not in trial["Ask how the trial went"]


def test_the_nearest_open_task_says_why_one_goes(store: Store, customer_id: int) -> None:
    visit_id = new_visit(store, customer_id)
    desk, service = VisitDeskService(store), ScriptService(store)
    assert service.script(customer_id).reason is Reason.CONTRACT
    line_id = line_of(store, customer_id)
    swing, before = f"warning:swing:line:{line_id}", TODAY - timedelta(days=90)
    later = before + timedelta(days=1)
    add_task(store, customer_id, TaskKind.CARE, f"care:{customer_id}", due_on=later)
    task_id = add_task(store, customer_id, TaskKind.WARNING, swing, line_id=line_id, due_on=before)
    assert desk.open(visit_id).draft.reason == service.script(customer_id).reason == "swing"
    with store.plain_write() as connection:
        late = {"snoozed_until": TODAY + timedelta(days=1)}
        connection.execute(update(DerivedTask).where(DerivedTask.id == task_id).values(late))
    assert service.script(customer_id).reason is Reason.NO_CONTACT


def test_an_unknown_customer_has_no_script(store: Store) -> None:
    with pytest.raises(NotFoundError):
        ScriptService(store).script(99)


def test_settings_from_before_a_reason_take_its_default(store: Store, customer_id: int) -> None:
    """What the program kept when there were five reasons, one of them emptied on purpose."""
    old = {
        "scripts": [
            {"reason": "contract", "steps": [["先谢", "感谢{name}在网 {years} 年。"]]},
            {"reason": "birthday", "steps": []},
        ]
    }
    with store.action("settings.save") as session:
        session.add(SettingsSet(created_at=store.now(), values=old))
    settings = SettingsService(store).load()
    kept = {script.reason: script.steps for script in settings.scripts}
    assert kept["contract"] == (("先谢", "感谢{name}在网 {years} 年。"),)
    assert kept["birthday"] == ()
    assert set(kept) == set(Reason)
    said = ScriptService(store).script(customer_id, Reason.CONTRACT).steps
    assert said == [("先谢", "感谢王志强在网 7 年。")]
    SettingsService(store).save(replace(settings, visit_minutes=45))
    assert SettingsService(store).load().scripts == settings.scripts


def _save(store: Store, **values: object) -> None:
    service = SettingsService(store)
    service.save(replace(service.load(), **values))  # type: ignore[arg-type]


def test_offers_follow_the_reason_and_the_line(store: Store, customer_id: int) -> None:
    offers = (
        OfferTemplate("Any", ""),
        OfferTemplate("Smaller", "", reasons=("swing", "zero_calls")),
        OfferTemplate("Other plan", "", plans=("畅享",)),
        OfferTemplate("Over", "", valid_to="2026-11-20"),
    )
    _save(store, offers=offers)
    service = ScriptService(store)
    swing = service.script(customer_id, Reason.SWING).offers
    assert [offer.name for offer in swing] == ["Smaller", "Any"]
    assert swing[0].why == 'made for "Fee has fallen" · Keeps the present fee'
    said = to_plain(service.script(customer_id, Reason.SWING).as_markdown(translator("en")))
    assert '\nOffers\n· Smaller · made for "Fee has fallen" · Keeps the present fee\n' in said
    assert "\nWhat leaving would cost them\n· 7 years with us" in said
    birthday = service.script(customer_id, Reason.BIRTHDAY)
    assert (birthday.offers, birthday.losing) == ((), ())
    contract = service.script(customer_id, Reason.CONTRACT).offers
    assert [offer.name for offer in contract] == ["Any"]


def test_what_leaving_would_cost_is_said_as_far_as_it_is_known(
    store: Store, customer_id: int
) -> None:
    _save(
        store, benefits={"silver": ("专属客户经理",), "gold": ("优先办理",), "diamond": ("贵宾厅",)}
    )
    _add_date(store, line_of(store, customer_id), DateKind.REBATE, TODAY)
    service = ScriptService(store)
    assert service.script(customer_id).losing == (
        "7 years with us, since 2019-03-01",
        "优先办理",
        "专属客户经理",
        "the rebate on 融合299, until 2026-11-21",
    )
    sheet = FaceService(store).sheet(customer_id, VisitDraft(shows_losing=True))
    assert sheet.losing == service.script(customer_id).losing
    assert FaceService(store).sheet(customer_id, VisitDraft()).losing == ()  # only on choice


def test_offers_are_counted_by_what_came_of_them(store: Store, customer_id: int) -> None:
    visits = VisitsService(store)
    for outcome, chosen in ((Outcome.RENEWED, 0), (Outcome.THINKING, 1)):
        visit_id = new_visit(store, customer_id)
        visits.start(visit_id)
        visits.finish(visit_id, replace(full_draft(), outcome=outcome, chosen=chosen))
    with store.action("case.outcome") as session:
        case = RetentionCase(
            customer_id=customer_id,
            kind=CaseKind.BY_HAND,
            cause="by_hand:1",
            period="2026-11-21",
            opened_on=TODAY,
        )
        session.add(case)
        session.flush()
        for offer, outcome, of_visit in (
            ("Renew 12", Outcome.REFUSED, None),
            ("Renew 24", Outcome.RENEWED, visit_id),  # counted with its visit
            (None, Outcome.UNREACHABLE, None),
        ):
            session.add(
                CaseOutcome(
                    case_id=case.id,
                    on_day=TODAY,
                    recorded_at=store.now(),
                    outcome=outcome,
                    offer=offer,
                    visit_id=of_visit,
                )
            )
    assert OfferResultsService(store).results() == [
        OfferResult(
            "Renew 12",
            3,
            0,
            {Outcome.RENEWED: 1, Outcome.THINKING: 1, Outcome.REFUSED: 1},
        ),
        OfferResult("Renew 24", 2, 1, {Outcome.RENEWED: 1, Outcome.THINKING: 1}),
    ]
