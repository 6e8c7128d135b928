"""What a manager can change: every default of the rules, as one immutable set."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from vipdesk.domain.indicator_rules import IndicatorRules
from vipdesk.domain.points_rules import PointsRules
from vipdesk.domain.retention_rules import RetentionRules
from vipdesk.domain.talk_texts import SCRIPTS
from vipdesk.domain.touchpoints import MIN_CALL_SECONDS
from vipdesk.domain.words import LineKind, OfferKind, Tier
from vipdesk.texts import N_, Translate


@dataclass(frozen=True, slots=True)
class OfferTemplate:
    """An offer that a manager may make, and to whom and when it fits.

    Attributes:
        fee_fen: Monthly fee; None: none of its own.
        months: How long it binds.
        min_fee_fen: Present monthly fee from which it is offered, up to ``max_fee_fen``.
        kind: One of `OfferKind`.
        plans: Words of which one stands in the name of the present plan; none: any plan.
        reasons: Keys of `vipdesk.domain.talk.Reason`, warnings among them; none: any reason.
        valid_from: First day as 2026-11-21, ``valid_to`` the last one; both days included.
        cost_fen: What it costs us; the customer never reads it.
    """

    name: str
    detail: str
    fee_fen: int | None = None
    months: int | None = None
    line_kind: str = LineKind.MOBILE.value
    min_tier: str = Tier.ORDINARY.value
    min_fee_fen: int = 0
    max_fee_fen: int | None = None
    kind: str = OfferKind.OTHER.value
    plans: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    valid_from: str | None = None
    valid_to: str | None = None
    cost_fen: int | None = None


@dataclass(frozen=True, slots=True)
class ScriptTemplate:
    """Talking points for one reason; ``{field}`` is filled with the customer's facts.

    Steps are pairs of a short head and what to say, in Markdown; see `vipdesk.domain.talk`.
    """

    reason: str  # a key of `vipdesk.domain.talk.Reason`
    steps: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """One immutable set; saving makes a new version and keeps the old ones."""

    zone: str = "Asia/Shanghai"
    language: str = "auto"  # auto, zh, en
    theme: str = "auto"  # auto, light, dark
    report_language: str = "auto"  # of the customer's PDF: auto follows the desk
    min_call_seconds: int = MIN_CALL_SECONDS  # an effective call (a definition of our own)
    attachment_limit_mb: int = 20
    lock_minutes: int = 5  # without a touch until the desk locks itself; 0: never
    quick_unlock: bool = True  # whether the PIN opens it again for a while
    journal_months: int = 12  # whose old values stay in the book when older ones are archived
    visit_minutes: int = 60
    reminders: bool = True  # notifications of the desktop, of counts and times alone
    summary_qr: str = ""  # text of the QR code on the visit summary; empty: none
    checklist: tuple[str, ...] = ()
    offers: tuple[OfferTemplate, ...] = ()
    scripts: tuple[ScriptTemplate, ...] = ()
    rules: RetentionRules = field(default_factory=RetentionRules)
    points: PointsRules = field(default_factory=PointsRules)
    indicators: IndicatorRules = field(default_factory=IndicatorRules)
    onboarding: tuple[str, ...] = ()  # first steps of a new VIP
    calibration: Mapping[str, Any] | None = None  # the accepted scorecard: its day and its figures
    benefits: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by tier

    def to_json(self) -> dict[str, Any]:
        """Return plain values to store."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any], defaults: "Settings") -> "Settings":
        """Read stored values; what an older set does not hold keeps its default."""
        known = {each.name for each in fields(cls)}
        plain = {key: value for key, value in values.items() if key in known}
        if "rules" in plain:
            plain["rules"] = RetentionRules.from_json(plain["rules"])
        if "points" in plain:
            plain["points"] = PointsRules.from_json(plain["points"])
        if "indicators" in plain:
            plain["indicators"] = IndicatorRules.from_json(plain["indicators"])
        for key, build in _BUILDERS.items():
            if key in plain:
                plain[key] = tuple(build(item) for item in plain[key])
        if "benefits" in plain:
            plain["benefits"] = {tier: tuple(each) for tier, each in plain["benefits"].items()}
        if "scripts" in plain:
            plain["scripts"] = _with_new_reasons(plain["scripts"], defaults.scripts)
        return replace(defaults, **plain)


def _script(item: Mapping[str, Any]) -> ScriptTemplate:
    return ScriptTemplate(item["reason"], tuple((head, say) for head, say in item["steps"]))


def _offer(item: Mapping[str, Any]) -> OfferTemplate:
    known = {each.name for each in fields(OfferTemplate)}
    plain = {key: value for key, value in item.items() if key in known}
    return OfferTemplate(**plain | {key: tuple(plain.get(key) or ()) for key in _LISTED})


_LISTED = ("plans", "reasons")  # of an offer


def _with_new_reasons(
    kept: tuple[ScriptTemplate, ...], defaults: tuple[ScriptTemplate, ...]
) -> tuple[ScriptTemplate, ...]:
    """A set from before a reason existed takes that reason's default."""
    known = {script.reason for script in kept}
    return (*kept, *(script for script in defaults if script.reason not in known))


_BUILDERS: Mapping[str, Any] = {
    "checklist": str,
    "onboarding": str,
    "offers": _offer,
    "scripts": _script,
}

_CHECKLIST = (
    N_("Say who you are"),
    N_("Check contact data"),
    N_("Explain the bill"),
    N_("Tell the points"),
    N_("Tell the benefits"),
    N_("Ask for satisfaction"),
)
_ONBOARDING = (
    N_("Say who the manager is and how to reach them"),
    N_("Check contact data and preferred hours"),
    N_("Explain the tier and its benefits"),
    N_("Explain the plan and the first bill"),
    N_("Show the app and how to ask for help"),
    N_("Ask for needs"),
)
_OFFERS = (
    (
        *(N_("Renew for 24 months"), N_("Same plan, gift of one monthly fee")),
        *(24, 0, OfferKind.RENEW, LineKind.MOBILE),
    ),
    (
        *(N_("Renew for 12 months"), N_("Same plan, no other change")),
        *(12, 0, OfferKind.RENEW, LineKind.MOBILE),
    ),
    (
        *(N_("Move to a bundle"), N_("Mobile, broadband and family numbers on one bill")),
        *(24, 9_900, OfferKind.UPGRADE, LineKind.MOBILE),
    ),
    (
        *(N_("Renew broadband for 12 months"), N_("Same speed, same price")),
        *(12, 0, OfferKind.RENEW, LineKind.BROADBAND),
    ),
)
_BENEFITS = {Tier.SILVER.value: (N_("An account manager of your own"),)}


def default_settings(t: Translate) -> Settings:
    """The settings of a new book, its texts worded in the manager's language."""
    return Settings(
        checklist=tuple(t(text) for text in _CHECKLIST),
        onboarding=tuple(t(text) for text in _ONBOARDING),
        benefits={tier: tuple(t(text) for text in each) for tier, each in _BENEFITS.items()},
        offers=tuple(
            OfferTemplate(
                *(t(name), t(detail), None, months),
                line_kind=line.value,
                min_fee_fen=min_fee,
                kind=kind.value,
            )
            for name, detail, months, min_fee, kind, line in _OFFERS
        ),
        scripts=tuple(
            ScriptTemplate(reason, tuple((t(head), t(say)) for head, say in steps))
            for reason, steps in SCRIPTS
        ),
    )
