from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from tests.conftest import NOW, TODAY
from tests.store.builders import add_customer
from vipdesk import texts
from vipdesk.domain.changes import Area
from vipdesk.domain.settings import default_settings
from vipdesk.domain.words import Channel, Direction, Result
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.journal import JournalService
from vipdesk.services.journal_proof import JournalProofService
from vipdesk.services.settings import ManagerDraft, SettingsService, UnknownZoneError
from vipdesk.store.book import Store
from vipdesk.store.records import CustomerSummary, JournalEntry, SettingsSet, Touchpoint


@pytest.fixture
def settings(store: Store) -> SettingsService:
    return SettingsService(store)


@pytest.fixture
def journal(store: Store) -> Iterator[JournalService]:
    journal = JournalService(store)
    yield journal
    assert JournalProofService(store).check().broken is None


def _entries(store: Store) -> int:
    with store.read() as session:
        return session.scalar(select(func.count()).select_from(JournalEntry)) or 0


def _contacted_on(store: Store) -> date | None:
    with store.read() as session:
        return session.scalars(select(CustomerSummary)).one().contacted_on


def _call(store: Store, seconds: int) -> None:
    with store.action("customer.create") as session:
        customer = add_customer(session)
        session.add(
            Touchpoint(
                customer_id=customer.id,
                manager_id=1,
                at=NOW,
                on_day=TODAY,
                channel=Channel.PHONE,
                direction=Direction.OUT,
                result=Result.CONNECTED,
                duration_seconds=seconds,
            )
        )


def test_a_new_book_has_defaults_in_the_language_of_the_desk(settings: SettingsService) -> None:
    assert settings.load().checklist[0] == "Say who you are"
    texts.set_language("zh")
    assert settings.load().checklist[0] == "亮明身份"
    assert settings.versions() == []


def test_a_saved_set_is_the_one_in_force(store: Store, settings: SettingsService) -> None:
    changed = replace(settings.load(), theme="dark", checklist=("Ask", "Thank"))
    saved = settings.save(changed)
    assert Area.SETTINGS in saved.changed
    assert settings.load() == SettingsService(store).load() == changed


def test_sets_are_never_altered(store: Store, settings: SettingsService) -> None:
    for minutes in (30, 45, 90):
        settings.save(replace(settings.load(), visit_minutes=minutes))
    with store.read() as session:
        kept = [row.values["visit_minutes"] for row in session.scalars(select(SettingsSet))]
    assert kept == [30, 45, 90]
    assert [version for version, _at in settings.versions()] == [3, 2, 1]
    assert settings.versions()[0][1] == NOW


def test_the_same_values_again_change_nothing(store: Store, settings: SettingsService) -> None:
    settings.save(replace(settings.load(), theme="dark"))
    before = _entries(store)
    saved = settings.save(settings.load(), ManagerDraft("李经理"))
    assert saved.changed == frozenset()
    assert (_entries(store), len(settings.versions())) == (before, 1)


def test_an_older_set_reads_with_defaults_and_a_newer_one_without_what_is_unknown(
    store: Store, settings: SettingsService
) -> None:
    with store.action("settings.save") as session:
        session.add(SettingsSet(created_at=NOW, values={"theme": "dark", "from_2031": [1, 2]}))
    loaded = settings.load()
    assert loaded == replace(default_settings(str), theme="dark")


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd", "Asia"])
def test_an_unknown_zone_is_refused(store: Store, settings: SettingsService, zone: str) -> None:
    before = _entries(store)
    with pytest.raises(UnknownZoneError) as refused:
        settings.save(replace(settings.load(), zone=zone), ManagerDraft("Someone else"))
    assert zone in refused.value.sentence(texts.translator("zh"))
    assert _entries(store) == before
    assert settings.manager().name == "李经理"


def test_the_zones_to_choose_from_are_real(settings: SettingsService) -> None:
    zones = settings.zones()
    assert {"Asia/Shanghai", "Asia/Urumqi", "Europe/Berlin", "UTC"} <= set(zones)
    assert [ZoneInfo(zone).key for zone in zones] == list(zones)


def test_the_zone_decides_which_day_it_is(store: Store, settings: SettingsService) -> None:
    late = datetime(2026, 11, 21, 17, 0, tzinfo=UTC)  # 1:00 on the 22nd in Shanghai
    store._clock = lambda: late
    assert store.today() == date(2026, 11, 22)
    settings.save(replace(settings.load(), zone="Europe/Lisbon"))
    assert store.today() == date(2026, 11, 21)


def test_which_calls_count_follows_the_setting_and_its_undo(
    store: Store, settings: SettingsService, journal: JournalService
) -> None:
    _call(store, seconds=20)
    assert _contacted_on(store) is None
    saved = settings.save(replace(settings.load(), min_call_seconds=20))
    assert _contacted_on(store) == TODAY
    assert Area.CUSTOMERS in saved.changed
    undone = journal.undo()
    assert _contacted_on(store) is None
    assert Area.CUSTOMERS in undone.changed
    journal.redo()
    assert _contacted_on(store) == TODAY


def test_contacts_and_the_form_count_by_the_same_setting(
    store: Store, settings: SettingsService
) -> None:
    _call(store, seconds=20)
    desk = CustomerDesk.of(store)

    def effective() -> list[bool | None]:
        customer = desk.detail.load(1)
        assert customer is not None
        return [row.effective for row in customer.timeline]

    assert effective() == [False]
    settings.save(replace(settings.load(), min_call_seconds=20))
    assert effective() == [True]
    assert desk.touchpoints.form().min_call_seconds == 20


def test_manager_and_settings_are_one_action(
    store: Store, settings: SettingsService, journal: JournalService
) -> None:
    before = settings.load()
    draft = ManagerDraft(" 王经理 ", "A-17", "13912340000", "")
    settings.save(replace(before, theme="dark"), draft)
    row = settings.manager()
    assert row.draft() == ManagerDraft("王经理", "A-17", "13912340000", None)
    journal.undo()
    assert settings.manager().name == "李经理"
    assert settings.load() == before


def test_the_manager_alone_makes_no_new_version(settings: SettingsService) -> None:
    settings.save(settings.load(), ManagerDraft("王经理"))
    assert settings.manager().name == "王经理"
    assert settings.versions() == []


def test_default_texts_follow_the_language_of_the_desk(store: Store) -> None:
    service = SettingsService(store)
    service.save(replace(service.load(), visit_minutes=45))
    texts.set_language("zh")
    assert service.load().checklist[0] == "亮明身份"
    assert service.load().visit_minutes == 45
    own = replace(service.load(), checklist=("先问好",))
    service.save(own)
    texts.set_language("en")
    assert service.load().checklist == ("先问好",)
    assert service.load().offers[0].name == "Renew for 24 months"


def test_the_first_start_leaves_nothing_to_undo(store: Store) -> None:
    service = SettingsService(store)
    manager = ManagerDraft("王经理", "1024", "13900000000", "迎泽分局")
    service.begin(manager, replace(service.load(), language="zh"))
    assert service.manager().draft() == manager
    assert service.load().language == "zh"
    assert JournalService(store).undo_state().undo == ()
