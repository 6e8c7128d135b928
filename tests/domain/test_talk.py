from datetime import date
from typing import Any

import pytest

from vipdesk.domain.markdown import to_html, to_plain
from vipdesk.domain.retention_rules import RetentionRules
from vipdesk.domain.settings import ScriptTemplate
from vipdesk.domain.talk import (
    Reason,
    TalkFacts,
    as_markdown,
    choose_reason,
    reason_of_task,
    script_for,
    talking_points,
)
from vipdesk.domain.warnings import Rule
from vipdesk.domain.wording import spoken_to
from vipdesk.domain.words import Tier
from vipdesk.texts import translator

TODAY = date(2026, 11, 21)
LEAP_DAY = date(2024, 2, 29)


def facts(**known: object) -> TalkFacts:
    return TalkFacts(today=TODAY, name="王志强", **known)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        ({"ends_on": date(2026, 11, 21)}, "contract"),
        ({"ends_on": date(2027, 2, 19)}, "contract"),  # 90 days
        ({"ends_on": date(2027, 2, 20)}, "general"),
        ({"ends_on": date(2026, 11, 20)}, "general"),
        ({"joined_on": date(2026, 8, 23)}, "welcome"),  # 90 days
        ({"joined_on": date(2026, 8, 22)}, "general"),
        ({"birthday_in": 7}, "birthday"),
        ({"birthday_in": 8}, "general"),
        ({"last_contact_on": date(2026, 1, 5)}, "no_contact"),
        ({}, "general"),
    ],
)
def test_the_reason_follows_the_facts(known: dict[str, object], reason: str) -> None:
    assert choose_reason(facts(**known), RetentionRules()) == reason


@pytest.mark.parametrize(
    ("known", "rules", "reason"),
    [
        ({"ends_on": date(2027, 1, 20)}, {"stages": (60, 0)}, "contract"),
        ({"ends_on": date(2027, 1, 21)}, {"stages": (60, 0)}, "general"),
        ({"ends_on": date(2026, 11, 21)}, {"stages": ()}, "general"),
        ({"tier": Tier.GOLD, "last_contact_on": date(2026, 8, 21)}, {}, "general"),
        ({"tier": Tier.GOLD, "last_contact_on": date(2026, 8, 20)}, {}, "no_contact"),
        (
            {"tier": Tier.GOLD, "last_contact_on": date(2026, 8, 20)},
            {"cadence_months": {"gold": 4, "silver": 6}},
            "general",
        ),
        ({"tier": Tier.GOLD}, {"cadence_months": {"silver": 6}}, "general"),
        ({"last_contact_on": date(2026, 8, 20)}, {"cadence_months": {"silver": 2}}, "no_contact"),
        ({"last_contact_on": date(2020, 8, 20)}, {"cadence_months": {}}, "general"),
        ({"tier": Tier.GOLD, "tier_since": date(2026, 10, 21)}, {}, "welcome"),
        ({"tier": Tier.GOLD, "tier_since": date(2026, 10, 20)}, {}, "no_contact"),
        (
            {"tier": Tier.GOLD, "tier_since": date(2026, 10, 20)},
            {"first_contact_months": 2},
            "welcome",
        ),
    ],
)
def test_the_reason_follows_the_rules_of_the_settings(
    known: dict[str, object], rules: dict[str, Any], reason: str
) -> None:
    assert choose_reason(facts(**known), RetentionRules(**rules)) == reason


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


@pytest.mark.parametrize(
    ("say", "told"),
    [
        ("您好{name}。在网 {years} 年了！谢谢。", "您好王志强。谢谢。"),
        ("在网 {years} 年？“谢谢 {name}。”好。", "“谢谢 王志强。”好。"),
        ("Hello {name}. With us for {years} years. Fee 1,234.50.", "Hello 王志强. Fee 1,234.50."),
        ("See Mr. {name}. On {plan}!", "See Mr. 王志强."),
        ("- {plan}\n- {name}\n\nEnd", "- 王志强\n\nEnd"),
        ("**重点：{plan}。**再见。", "再见。"),
        ("再见。**重点。{plan}。**", "再见。**重点。**"),
        ("**重点。**{plan}。再见", "**重点。**再见"),
        ("1. {plan} one\n2. two", "2. two"),
        ("{plan}. {years}.", ""),
    ],
)
def test_a_missing_fact_drops_its_sentence_only(say: str, told: str) -> None:
    said = dict(talking_points(ScriptTemplate("x", (("head", say),)), facts()))
    assert said == ({"head": told} if told else {})


def test_facts_are_never_read_as_markdown_or_as_fields() -> None:
    known = TalkFacts(today=TODAY, name="<b>*王* {plan}\n# |", plan="**299**", phone="{name}")
    script = ScriptTemplate("x", (("{name}", "{name} {plan} {phone}"),))
    ((head, say),) = talking_points(script, known)
    assert to_plain(say) == "<b>*王* {plan} # | **299** {name}"
    assert "&lt;b&gt;*王* {plan} # | **299**" in to_html(as_markdown([(head, say)]))


def test_years_are_told_from_two_on() -> None:
    script = ScriptTemplate("x", (("a", "{years}"),))
    assert talking_points(script, facts(joined_on=date(2024, 11, 22))) == []
    assert talking_points(script, facts(joined_on=date(2024, 11, 21))) == [("a", "2")]


def test_who_joined_on_29_february_keeps_it_on_the_28th() -> None:
    script = ScriptTemplate("x", (("a", "{years}"),))
    told = [
        talking_points(script, TalkFacts(today=date(2026, 2, day), name="王", joined_on=LEAP_DAY))
        for day in (27, 28)
    ]
    assert told == [[], [("a", "2")]]


def test_every_warning_has_a_script_of_its_own() -> None:
    for rule in Rule:
        assert str(reason_of_task("warning", f"warning:{rule}:line:1")) == str(rule)


def test_what_has_ended_is_told_as_such() -> None:
    say = "{plan} runs until {ends_on}. It ended on {ended_on}."
    script = ScriptTemplate("x", (("a", say),))
    known = facts(plan="融合299", ends_on=date(2026, 11, 20))
    assert talking_points(script, known) == [("a", "It ended on 2026-11-20.")]
    known = facts(plan="融合299", ends_on=date(2026, 11, 21))
    assert talking_points(script, known) == [("a", "融合299 runs until 2026-11-21.")]


@pytest.mark.parametrize(
    ("kind", "cause", "reason"),
    [
        ("end", "end:contract:12", Reason.CONTRACT),
        ("end", "end:rebate:12", Reason.REBATE),
        ("warning", "warning:swing:line:3", Reason.SWING),
        ("warning", "warning:off_net_words:customer:3", Reason.OFF_NET_WORDS),
        ("warning", "warning:unheard_of:line:3", Reason.GENERAL),
        ("by_hand", "by_hand:00ff", Reason.BY_HAND),
        ("call_back", "call_back:7", Reason.CALL_BACK),
        ("bind", "bind:3", Reason.WELCOME),
        ("first_contact", "first_contact:3", Reason.WELCOME),
        ("care", "care:3", Reason.NO_CONTACT),
        ("birthday", "birthday:3", Reason.BIRTHDAY),
        ("next_step", "", Reason.GENERAL),
    ],
)
def test_a_task_has_its_script(kind: str, cause: str, reason: Reason) -> None:
    assert reason_of_task(kind, cause) is reason


@pytest.mark.parametrize(
    ("language", "name", "salutation", "said"),
    [
        ("zh", "王志强", "mr", "王先生"),
        ("zh", "欧阳娜", "ms", "欧阳女士"),
        ("en", "欧阳娜", "ms", "Ms Ouyang"),
        ("en", "John Smith", "mr", "Mr Smith"),
        ("zh", "王志强", "", "王志强"),
    ],
)
def test_one_speaks_to_a_customer_by_surname(
    language: str, name: str, salutation: str, said: str
) -> None:
    assert spoken_to(translator(language), name, salutation) == said


def test_an_unknown_reason_takes_the_general_script() -> None:
    general = ScriptTemplate("general", (("a", "b"),))
    assert script_for("birthday", [general]) is general
    assert script_for("birthday", []).steps == ()
