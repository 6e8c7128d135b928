"""The closed vocabularies of indicators and cohorts (rules.md 5)."""

from vipdesk.domain.words import Word
from vipdesk.texts import N_


class CohortUnit(Word):
    """What a cohort counts."""

    CUSTOMER = "customer", N_("Customers")
    LINE = "line", N_("Lines")


class CohortOrigin(Word):
    """Where a cohort is from."""

    FROZEN = "frozen", N_("Frozen here")
    IMPORTED = "imported", N_("The operator's list")


class BaseFee(Word):
    """What the monthly base fee of a line is."""

    MONTH = "month", N_("Snapshot month")
    MEAN = "mean", N_("Mean of months")
    LAST_YEAR = "last_year", N_("Monthly mean of last year")


class Direction(Word):
    """Which side of its target is good."""

    AT_LEAST = "at_least", N_("At least")
    MORE_THAN = "more_than", N_("More than")
    AT_MOST = "at_most", N_("At most")
    LESS_THAN = "less_than", N_("Less than")


class EscalatedPer(Word):
    """Of what escalated complaints are a share."""

    COMPLAINTS = "complaints", N_("Per hundred complaints")
    LINES = "lines", N_("Per million lines of the network")


class Kept(Word):
    """How a line of a cohort is kept at a period's end."""

    BILLED = "billed", N_("On the network and billed")
    IN_SERVICE = "in_service", N_("On the network")
    STILL_VIP = "still_vip", N_("Still VIP")
    FEE_FLOOR = "fee_floor", N_("Billed the fee floor or more")


class CohortGroup(Word):
    """Which of a cohort are listed."""

    ALL = "all", N_("All")
    KEPT = "kept", N_("Kept")
    LOST = "lost", N_("Lost")
    RETURNED = "returned", N_("Left and came back")
    AT_RISK = "at_risk", N_("Kept at high risk")


class CohortSplit(Word):
    """By what a cohort is parted."""

    TIER = "tier", N_("Tier then")
    PLAN = "plan", N_("Plan then")
    OWNER = "owner", N_("Manager then")
    PRESENT_OWNER = "present_owner", N_("Manager now")
