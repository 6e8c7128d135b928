"""How what became of a cohort is worded, on screen and on the command line."""

from collections.abc import Sequence
from fractions import Fraction

from vipdesk.domain.indicator_words import CohortGroup, CohortSplit
from vipdesk.domain.indicators import shown
from vipdesk.domain.words import LeavingReason, Tier
from vipdesk.services.indicators.lost import LostReason
from vipdesk.services.indicators.outcome_figures import Subject
from vipdesk.services.indicators.outcomes import NOW, PartFigures
from vipdesk.texts import _, ngettext


def reason_word(reason: LostReason) -> str:
    """Why, and whether the number went to a rival."""
    said = _(reason.reason.label) if reason.reason else _("Reason not known")
    return f"{_('Ported out')} · {said}" if reason.ported_out else said


def state_word(subject: Subject) -> str:
    """What became of a member: why it was lost, or how it is kept."""
    if not subject.kept:
        reason, ported_out = subject.why
        known = next((each for each in LeavingReason if each == reason), None)
        return reason_word(LostReason(known, ported_out, 1))
    if subject.at_risk:
        return _(CohortGroup.AT_RISK.label)
    return _((CohortGroup.RETURNED if subject.returned else CohortGroup.KEPT).label)


def reasons_word(reasons: Sequence[LostReason]) -> str:
    """Why they were lost and how many for each reason, in one line."""
    return _(", ").join(f"{reason_word(each)} {each.count:,}" for each in reasons)


def part_word(by: CohortSplit, part: PartFigures) -> str:
    """A part of a cohort as people call it."""
    if by is CohortSplit.TIER:
        return next((_(each.label) for each in Tier if each == part.name), part.name)
    none = {
        CohortSplit.PLAN: _("without a plan"),
        CohortSplit.OWNER: _("without a manager"),
        CohortSplit.PRESENT_OWNER: _("without a manager"),
    }
    return part.name or none[by]


def share_word(share: Fraction | None) -> str:
    """A share in percent; a dash where there is none."""
    return "–" if share is None else shown(share, percent=True)


def distance_word(months: int) -> str:
    """How long after the snapshot."""
    if months == NOW:
        return _("Now")
    return ngettext("after {n} month", "after {n} months", months).format(n=months)
