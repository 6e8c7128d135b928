"""Points weighed by a book whose leavers are known: their bills fell, their dates did not end."""

from dataclasses import replace
from datetime import date

import pytest

from tests.calibration.own_book import fill
from tests.conftest import TODAY, at_work
from tests.furnished import Furnished, Furnishing
from vipdesk.calibration import errors
from vipdesk.domain.own_points import weighed_points
from vipdesk.domain.retention_rules import POINTS, RetentionRules
from vipdesk.domain.scorecard import Calibration
from vipdesk.progress import CancelledError, NoProgress
from vipdesk.services import own_history
from vipdesk.services.calibration_book import CalibrationService
from vipdesk.services.own_history import looks
from vipdesk.services.settings import SettingsService
from vipdesk.store.book import Store


@pytest.fixture(scope="session")
def years_furnished(furnishing: Furnishing) -> Furnished[None]:
    return furnishing(at_work(lambda store: fill(store, 400)))


@pytest.fixture
def service(years_furnished: Furnished[None], store: Store) -> CalibrationService:
    return CalibrationService(store)


def test_weighs_what_tells_up_and_what_does_not_down(
    service: CalibrationService, store: Store
) -> None:
    found = service.fit_history(NoProgress())
    assert found.is_own
    assert found.looks[:2] == ("2026-07-31", "2026-04-30")
    assert found.leavers > 60
    assert found.auc > 0.7
    assert found.auc_before is not None
    assert found.auc > found.auc_before
    assert found.points == {"swing": POINTS["swing"] + POINTS["ends_30"], "ends_30": 0}
    assert {each.column: str(each.why) for each in found.left_out}["arrears"] == "seldom"
    assert Calibration.from_json(found.to_json()) == found


def test_enough_leavers_of_late_are_taken_and_no_older_ones(
    service: CalibrationService, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert own_history.ENOUGH_LEAVERS == 500
    (many, *_rest), looked = service.fit_history(NoProgress()).looks, own_history.MOST_LOOKS
    monkeypatch.setattr(own_history, "ENOUGH_LEAVERS", 50)
    found = service.fit_history(NoProgress())
    assert found.looks[0] == many
    assert len(found.looks) < looked
    assert found.leavers >= 50


def test_accepted_points_are_those_of_the_score(service: CalibrationService, store: Store) -> None:
    settings = SettingsService(store)
    settings.save(replace(settings.load(), rules=RetentionRules(points={"arrears": 3})))
    service.accept(service.fit_history(NoProgress()))
    rules = settings.load().rules
    assert rules.points == {"arrears": 3, "swing": 57, "ends_30": 0}
    state = service.state()
    assert state is not None
    assert state.calibration.is_own
    assert state.on == TODAY


def test_too_few_leavers_are_refused(store: Store) -> None:
    fill(store, 120)
    with pytest.raises(errors.TooFewError):
        CalibrationService(store).fit_history(NoProgress())


def test_an_empty_book_is_refused(store: Store) -> None:
    with pytest.raises(errors.CalibrationError):
        CalibrationService(store).fit_history(NoProgress())


def test_can_be_stopped(service: CalibrationService) -> None:
    class Stop:
        def step(self, done: int, total: int) -> None:
            if done / total > 0.05:
                raise CancelledError

    with pytest.raises(CancelledError):
        service.fit_history(Stop())


def test_looks_lie_so_far_apart_that_nobody_leaves_after_two() -> None:
    days = list(looks(date(2026, 11, 21)))
    assert days[:3] == [date(2026, 7, 31), date(2026, 4, 30), date(2026, 1, 31)]
    assert len(days) == 8
    assert next(looks(date(2026, 3, 1))) == date(2025, 11, 30)


def test_points_keep_their_sum_and_a_ceiling() -> None:
    rules = RetentionRules()
    judged = ("swing", "zero_calls", "arrears")
    points = weighed_points({"swing": 60, "arrears": 40}, judged, rules)
    assert points == {"swing": 34, "zero_calls": 0, "arrears": 23}
    assert weighed_points({"swing": 100}, tuple(POINTS), rules)["swing"] == 100
