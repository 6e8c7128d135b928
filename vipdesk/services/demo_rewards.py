"""An invented catalogue with partners, discounts and a lottery, for the demo book alone."""

from datetime import date, timedelta
from hashlib import sha256

from sqlalchemy.orm import Session

from vipdesk.domain.lottery import LotteryDraft, PrizeDraft
from vipdesk.domain.points_words import DiscountKind, RewardKind
from vipdesk.domain.rewards import DiscountDraft, PartnerDraft, RewardDraft
from vipdesk.domain.words import Tier
from vipdesk.services.lottery_book import commit
from vipdesk.services.reward_book import write_discount, write_partner, write_reward
from vipdesk.store.records import Discount, Lottery, Partner, Reward
from vipdesk.texts import _

TIERS = {Tier.GOLD.value: 90, Tier.DIAMOND.value: 80}  # percent of the price


def add_rewards(session: Session, seed: int, today: date) -> None:
    """Write them all within an action, in the language of the desk."""
    partners = [
        _written(session, PartnerDraft(_("Jin Coffee"), _("Settled by the 5th of each month"))),
        _written(
            session, PartnerDraft(_("Fen River Cinema"), _("Settled by the numbers of receipts"))
        ),
    ]
    for draft in _rewards(partners, today):
        reward = Reward()
        write_reward(reward, draft)
        session.add(reward)
    year_end = date(today.year, 12, 31)
    discounts = (
        DiscountDraft(
            _("Ten percent at the end of the year"), DiscountKind.PERCENT, 1_000, valid_to=year_end
        ),
        DiscountDraft(_("100 off for gold"), DiscountKind.POINTS, 100, tier=Tier.GOLD),
    )
    for place, discount in enumerate(discounts, 1):
        record = Discount()
        write_discount(record, discount, place)
        session.add(record)
    lottery = Lottery()
    commit(session, lottery, _lottery(today), sha256(f"demo {seed}".encode()).digest())
    session.flush()


def _written(session: Session, draft: PartnerDraft) -> int:
    partner = Partner()
    write_partner(partner, draft)
    session.add(partner)
    session.flush()
    return partner.id


def _rewards(partners: list[int], today: date) -> list[RewardDraft]:
    telecom, other, alliance = RewardKind.TELECOM, RewardKind.NON_TELECOM, RewardKind.ALLIANCE
    year_end = date(today.year, 12, 31)
    cafe, cinema = partners
    return [
        RewardDraft("T01", _("10 GB of data for a month"), telecom, 800, _cheaper(800)),
        RewardDraft("T02", _("50 yuan of credit"), telecom, 5_000, _cheaper(5_000), year_limit=6),
        RewardDraft("T03", _("300 minutes with the family"), telecom, 600),
        RewardDraft(
            *("N01", _("Vacuum flask, 500 ml"), other, 2_400),
            stock=20,
            year_limit=2,
            deferred=True,
            terms=_("Your account manager hands it over when it has arrived."),
        ),
        RewardDraft(
            *("N02", _("Suitcase, 20 inches"), other, 12_000, {Tier.ORDINARY.value: 0}),
            stock=3,
            year_limit=1,
            deferred=True,
            valid_to=year_end,
        ),
        RewardDraft(
            *("A01", _("A cup of coffee"), alliance, 900),
            partner_id=cafe,
            partner_points=30,
            settle_fen=1_500,
        ),
        RewardDraft(
            *("A02", _("Two cinema tickets"), alliance, 3_200),
            stock=40,
            partner_id=cinema,
            settle_fen=5_600,
            stackable=False,
            valid_to=year_end,
        ),
    ]


def _cheaper(points: int) -> dict[str, int]:
    return {tier: points * percent // 100 for tier, percent in TIERS.items()}


def _lottery(today: date) -> LotteryDraft:
    prizes = (
        PrizeDraft(_("Wireless earphones"), 2, 1, 39_900),
        PrizeDraft(_("Vacuum flask"), 10, 9, 5_900),
        PrizeDraft(_("Thank you for taking part"), 200, 90),
    )
    return LotteryDraft(_("Draw of thanks"), 100, today, today + timedelta(days=60), prizes)
