import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from vipdesk.domain.offers import OfferFacts, choose_offers
from vipdesk.domain.settings import OfferTemplate
from vipdesk.domain.talk import QUIET, Reason
from vipdesk.domain.visits import (
    ALLOWED,
    NO_CASE,
    CheckItem,
    DraftOffer,
    DraftStep,
    OutcomeReasonMissingError,
    Step,
    VisitDraft,
    VisitStateError,
    draft_from_json,
    require,
)
from vipdesk.domain.words import Channel, LeavingReason, LineKind, Outcome, Tier, VisitStatus
from vipdesk.texts import translator

FULL = VisitDraft(
    step=Step.SIGN,
    reason="contract",
    checklist=(CheckItem("亮明身份", True), CheckItem("账单讲解")),
    needs="要一张副卡\n \n宽带",
    talked="谈了账单，𬱖先生",
    internal_note="x",
    outcome=Outcome.REFUSED,
    outcome_reason=LeavingReason.PRICE,
    offers=(DraftOffer("a", "b", 100, 12, True, "c"), DraftOffer("d", "")),
    chosen=1,
    months=18,
    plan="融合399",
    fee="39x",
    next_on=date(2026, 11, 30),
    satisfaction=7,
    next_steps=(DraftStep(" 回电 ", date(2026, 11, 24), Channel.PHONE), DraftStep("", date.min)),
    strokes=(((0.1, 0.2), (0.3, 0.4)),),
    signed_at=datetime(2026, 11, 21, 2, 0, tzinfo=UTC),
)


@pytest.mark.parametrize("draft", [FULL, VisitDraft()])
def test_a_draft_comes_back_as_it_was(draft: VisitDraft) -> None:
    assert draft_from_json(json.loads(json.dumps(draft.to_json()))) == draft


def test_a_draft_of_an_older_version_is_read() -> None:
    assert draft_from_json({"needs": "x"}) == VisitDraft(needs="x")


def test_blank_lines_are_no_needs_and_blank_steps_no_tasks() -> None:
    assert FULL.need_lines() == ["要一张副卡", "宽带"]
    assert [step.text for step in FULL.agreed_steps()] == ["回电"]


@pytest.mark.parametrize(
    ("outcome", "taken"),
    [(Outcome.RENEWED, "d"), (Outcome.UPGRADED, "d"), (Outcome.THINKING, None), (None, None)],
)
def test_an_offer_is_taken_only_where_the_outcome_says_so(
    outcome: Outcome | None, taken: str | None
) -> None:
    draft = VisitDraft(offers=FULL.offers, chosen=1, outcome=outcome)
    assert (draft.taken.name if draft.taken else None) == taken
    assert [offer["taken"] for offer in draft.offers_json()] == [False, taken is not None]


def test_the_term_is_the_one_typed_else_that_of_the_offer_taken() -> None:
    offers = (DraftOffer("d", "", None, 24),)
    renewed = VisitDraft(offers=offers, chosen=0, outcome=Outcome.RENEWED)
    assert renewed.term == 24
    assert replace(renewed, months=12).term == 12
    assert replace(renewed, chosen=None).term is None
    assert replace(renewed, months=12, outcome=Outcome.THINKING).term is None
    assert [each["months"] for each in replace(renewed, months=12).offers_json()] == [12]


def test_what_is_agreed_without_an_offer_is_kept_without_a_name() -> None:
    renewed = VisitDraft(outcome=Outcome.RENEWED, months=12, plan="融合399")
    assert renewed.offers_json() == [
        {"name": "", "detail": "", "fee_fen": None, "months": 12, "taken": True}
    ]
    moved = VisitDraft(outcome=Outcome.MOVED_PLAN, plan="融合399", fee="399")
    assert moved.own_terms == DraftOffer("", "融合399", 39_900)
    assert replace(moved, fee="much").own_terms == DraftOffer("", "融合399")
    for nothing in (
        replace(renewed, months=None),
        replace(renewed, case=NO_CASE),
        replace(renewed, outcome=Outcome.THINKING),
        replace(renewed, offers=(DraftOffer("d", ""),), chosen=0),
    ):
        assert nothing.own_terms is None


@pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.PORTED_OUT])
def test_a_refusal_needs_its_reason(outcome: Outcome) -> None:
    with pytest.raises(OutcomeReasonMissingError):
        VisitDraft(outcome=outcome).check()
    VisitDraft(outcome=outcome, outcome_reason=LeavingReason.PRICE).check()


@pytest.mark.parametrize("status", list(VisitStatus))
def test_only_what_the_state_allows_can_be_done(status: VisitStatus) -> None:
    for doing in ("edit", "move", "cancel", "no_show", "start", "finish", "attach"):
        if doing in ALLOWED[status]:
            require(status, doing)
        else:
            with pytest.raises(VisitStateError) as refused:
                require(status, doing)
            assert translator("en")(status.label) in refused.value.sentence(translator("en"))


RENEW_24 = OfferTemplate("Renew 24", "same plan", months=24)
RENEW_12 = OfferTemplate("Renew 12", "same plan", months=12)
CHEAPER = OfferTemplate("Cheaper", "", fee_fen=19_900, months=24)
GOLD_ONLY = OfferTemplate("Gold", "", fee_fen=29_900, months=36, min_tier="gold")
BROADBAND = OfferTemplate("Broadband", "", line_kind="broadband")
FROM_300 = OfferTemplate("From 300", "", min_fee_fen=30_000)
UP_TO_100 = OfferTemplate("Up to 100", "", max_fee_fen=10_000)
ALL = (RENEW_12, CHEAPER, RENEW_24, GOLD_ONLY, BROADBAND, FROM_300, UP_TO_100)


def chosen(tier: Tier, fee_fen: int | None, *kinds: LineKind) -> list[DraftOffer]:
    facts = OfferFacts(tier, fee_fen, frozenset(kinds))
    return list(choose_offers(ALL, facts, translator("en")))


def test_the_nearest_fee_that_binds_longest_is_recommended() -> None:
    offers = chosen(Tier.GOLD, 29_900, LineKind.MOBILE)
    assert [offer.name for offer in offers] == ["Gold", "Renew 24", "Renew 12"]
    assert [offer.recommended for offer in offers] == [True, False, False]
    assert offers[0].why == "Keeps the present fee, holds for 36 months"


def test_what_does_not_fit_is_not_offered() -> None:
    offers = chosen(Tier.SILVER, 29_900, LineKind.MOBILE)
    assert [offer.name for offer in offers] == ["Renew 24", "Renew 12", "Cheaper"]
    assert [offer.name for offer in chosen(Tier.GOLD, 5_000, LineKind.BROADBAND)] == ["Broadband"]
    assert chosen(Tier.GOLD, 29_900) == []


def test_the_reason_names_how_far_the_fee_is() -> None:
    facts = OfferFacts(Tier.GOLD, 29_900, frozenset({LineKind.MOBILE}))
    offers = choose_offers([CHEAPER], facts, translator("en"))
    assert offers[0].why == "100.00 yuan from the present fee, holds for 24 months"


def fitting(offer: OfferTemplate, **known: Any) -> list[DraftOffer]:
    base = OfferFacts(Tier.GOLD, 29_900, frozenset({LineKind.MOBILE}), today=date(2026, 11, 21))
    return list(choose_offers([offer], replace(base, **known), translator("en")))


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "fits"),
    [
        (None, "2026-11-21", True),  # the last day counts
        (None, "2026-11-20", False),
        ("2026-11-21", None, True),
        ("2026-11-22", None, False),
        ("2026-11-01", "2026-11-30", True),
    ],
)
def test_an_offer_counts_on_its_days(
    valid_from: str | None, valid_to: str | None, fits: bool
) -> None:
    assert bool(fitting(OfferTemplate("A", "", valid_from=valid_from, valid_to=valid_to))) is fits


def test_an_offer_fits_plans_by_a_part_of_their_name() -> None:
    offer = OfferTemplate("A", "", plans=("ＦＵＳＩＯＮ", "融合"))
    assert fitting(offer, plan="融合299")[0].why.startswith("for the plan 融合299 · ")
    assert fitting(offer, plan="fusion 5")
    assert not fitting(offer, plan="畅享")
    assert not fitting(offer)


def test_what_is_made_for_the_reason_comes_first_and_says_what_it_costs() -> None:
    general = OfferTemplate("General", "")
    made = OfferTemplate(
        "Made", "", 100, reasons=("arrears", "swing"), valid_to="2026-12-31", cost_fen=3_000
    )
    facts = OfferFacts(
        Tier.GOLD, 29_900, frozenset({LineKind.MOBILE}), None, Reason.SWING, date(2026, 11, 21)
    )
    first, second = choose_offers([general, made], facts, translator("en"))
    assert (first.name, second.name) == ("Made", "General")
    assert first.why == (
        'made for "Fee has fallen" · 298.00 yuan from the present fee · valid until 2026-12-31'
        " · costs us 30.00 yuan"
    )
    assert not fitting(made, reason=Reason.BIRTHDAY)


@pytest.mark.parametrize("reason", sorted(QUIET))
def test_nothing_is_sold_on_a_birthday_or_about_a_complaint(reason: Reason) -> None:
    assert not fitting(OfferTemplate("A", ""), reason=reason)
    assert fitting(OfferTemplate("A", "", reasons=(str(reason),)), reason=reason)
