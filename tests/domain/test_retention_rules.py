import pytest

from vipdesk.domain.retention_rules import POINTS, RetentionRules, stages_in
from vipdesk.domain.settings import Settings


def test_rules_come_back_from_the_settings_as_they_were() -> None:
    rules = RetentionRules(
        swing_percent=25, points={"swing": 30}, off_net_words=("转网", "某运营商")
    )
    settings = Settings(rules=rules)
    assert Settings.from_json(settings.to_json(), Settings()) == settings


def test_an_older_set_keeps_the_defaults_of_what_it_does_not_hold() -> None:
    rules = RetentionRules.from_json({"swing_percent": 25, "of_a_newer_program": 1})
    assert rules == RetentionRules(swing_percent=25)


def test_points_that_were_not_changed_are_the_default_ones() -> None:
    rules = RetentionRules(points={"swing": 30})
    assert {key: rules.points_of(key) for key in POINTS} == {**POINTS, "swing": 30}


@pytest.mark.parametrize(
    ("typed", "stages"),
    [
        ("90, 60, 30, 7, 0", (90, 60, 30, 7, 0)),
        ("7、45，45；0", (45, 7, 0)),
        ("365 ３０", (365, 30)),
        ("", None),
        ("90, T-60", None),
        ("366", None),
        ("-1", None),
        ("7 6 5 4 3 2 1", None),
    ],
)
def test_stages_are_read_as_they_are_typed(typed: str, stages: tuple[int, ...] | None) -> None:
    assert stages_in(typed) == stages
