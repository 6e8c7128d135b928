"""How what became of a cohort is worded, on screen and on the command line."""

from fractions import Fraction

from vipdesk.domain.indicator_words import CohortSplit
from vipdesk.domain.indicators import shown
from vipdesk.domain.words import Tier
from vipdesk.services.indicators.lost import LostReason
from vipdesk.services.indicators.outcomes import NOW, PartFigures
from vipdesk.texts import _, ngettext


def reason_word(reason: LostReason) -> str:
    """Why, and whether the number went to a rival."""
    said = _(reason.reason.label) if reason.reason else _("Reason not known")
    return f"{_('Ported out')} · {said}" if reason.ported_out else said


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
