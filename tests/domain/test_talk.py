from datetime import date

import pytest

from vipdesk.domain.settings import ScriptTemplate
from vipdesk.domain.talk import TalkFacts, choose_reason, script_for, talking_points

TODAY = date(2026, 11, 21)


def facts(**known: object) -> TalkFacts:
    return TalkFacts(today=TODAY, name="王志强", **known)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        ({"ends_on": date(2026, 11, 21)}, "contract"),
        ({"ends_on": date(2027, 2, 19)}, "contract"),  # 90 days
        ({"ends_on": date(2027, 2, 20)}, "general"),
        ({"ends_on": date(2026, 11, 20)}, "general"),
        ({"joined_on": date(2026, 10, 1)}, "welcome"),
        ({"last_contact_on": date(2026, 1, 5)}, "no_contact"),
        ({}, "general"),
    ],
)
def test_the_reason_follows_the_facts(known: dict[str, date], reason: str) -> None:
    assert choose_reason(facts(**known)) == reason


def test_steps_are_filled_and_those_with_unknown_facts_left_out() -> None:
    script = ScriptTemplate(
        "contract",
        (
            ("先谢", "感谢{name}在网 {years} 年。"),
            ("到期", "{plan}将于 {ends_on} 到期，还有 {days_left} 天。"),
            ("括号", "一个 } 和 {unknown"),
            ("别的", "{weather}"),
        ),
    )
    known = facts(joined_on=date(2019, 11, 2), ends_on=date(2026, 11, 30), plan="融合299")
    assert talking_points(script, known) == [
        ("先谢", "感谢王志强在网 7 年。"),
        ("到期", "融合299将于 2026-11-30 到期，还有 9 天。"),
        ("括号", "一个 } 和 {unknown"),
    ]
    assert [head for head, _say in talking_points(script, facts())] == ["括号"]


def test_an_unknown_reason_takes_the_general_script() -> None:
    general = ScriptTemplate("general", (("a", "b"),))
    assert script_for("birthday", [general]) is general
    assert script_for("birthday", []).steps == ()
