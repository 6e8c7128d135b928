from dataclasses import replace
from datetime import date

import pytest

from vipdesk import texts
from vipdesk.domain.script_text import check_script, to_steps, to_text
from vipdesk.domain.settings import ScriptTemplate, default_settings
from vipdesk.domain.settings_checks import (
    FIELDS,
    MAX_QR_BYTES,
    check_point,
    check_qr,
    check_step,
    strange_fields,
)
from vipdesk.domain.talk import Reason, TalkFacts, talking_points


def test_every_field_that_is_offered_can_be_filled() -> None:
    facts = TalkFacts(
        today=date(2026, 11, 21),
        name="王志强",
        manager="李敏",
        manager_phone="139****0100",
        tier_name="金卡",
        complaint_on=date(2026, 9, 16),
        complaint="网速慢",
        balance_fen=640,
        arrears_fen=12_800,
        points=1_200,
        joined_on=date(2019, 5, 4),
        plan="融合299",
        ends_on=date(2026, 11, 30),
        last_contact_on=date(2026, 10, 8),
        phone="139****0012",
    )
    script = ScriptTemplate("general", tuple((name, f"{{{name}}}") for name in FIELDS))
    filled = list(talking_points(script, facts))
    filled += talking_points(script, replace(facts, ends_on=date(2026, 11, 20)))
    assert {head for head, _say in filled} == set(FIELDS)
    assert not any("{" in say for _head, say in filled)


@pytest.mark.parametrize(
    ("say", "strange"),
    [
        ("{name}，{plan} 到期 {ends_on}", []),
        ("no field at all", []),
        ("{name} {date} {fee}", ["{date}", "{fee}"]),
        ("{name", ["{name"]),
        ("name}", ["}"]),
        ("{{name}}", ["{", "}"]),
        ("{name:>20}", ["{name:>20}"]),
    ],
)
def test_strange_fields_are_named_as_typed(say: str, strange: list[str]) -> None:
    assert strange_fields(say) == strange


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_the_default_texts_are_sound(language: str) -> None:
    settings = default_settings(texts.translator(language))
    assert [check_point(point, settings.checklist) for point in settings.checklist] == [None] * 6
    steps = [step for script in settings.scripts for step in script.steps]
    assert [check_step(*step) for step in steps] == [None] * len(steps)
    assert {script.reason for script in settings.scripts} == set(Reason)
    for script in settings.scripts:
        assert to_steps(to_text(script.steps)) == script.steps
        assert check_script(script.steps) is None


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_default_script_still_speaks_where_only_the_name_is_known(language: str) -> None:
    nobody = TalkFacts(today=date(2026, 11, 21), name="王志强", manager="李敏")
    for script in default_settings(texts.translator(language)).scripts:
        said = talking_points(script, nobody)
        assert len(said) >= 2
        assert not any("{" in words or "**" in words[:1] for _head, words in said)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ("Say hello", "Begin each step with a heading: ## and a few words."),
        ("## Hello", 'Step "Hello" says nothing: fill it in or remove it.'),
        ("##\nSay hello", "Begin each step with a heading: ## and a few words."),
        (f"## Hello\n{'x' * 401}", 'Step "Hello" is longer than 400 characters.'),
    ],
)
def test_what_is_wrong_in_a_script_is_named(typed: str, wrong: str) -> None:
    found = check_script(to_steps(typed))
    assert found is not None
    assert found.sentence(texts.translator("en")) == wrong


def test_a_code_counts_bytes_not_characters() -> None:
    assert check_qr("a" * MAX_QR_BYTES) is None
    assert check_qr("码" * MAX_QR_BYTES) is not None
