from vipdesk.domain.retention_rules import POINTS, RetentionRules
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
