"""Points of the score's factors, weighed anew by a card that was fitted to the own history."""

from collections.abc import Collection, Mapping

from vipdesk.domain.retention_rules import RetentionRules
from vipdesk.domain.score import TOP

YES, NO = "yes", "no"


def weighed_points(
    spans: Mapping[str, int], judged: Collection[str], rules: RetentionRules
) -> dict[str, int]:
    """The points of every factor that was ``judged``; others keep theirs.

    All of them together are worth what they are worth by ``rules``, so that high and medium keep
    their meaning; a factor that tells nothing beside the others gets none.

    Args:
        spans: Factor → its points on the card, of those that are on it.
        judged: Factors that held often enough to be judged.
        rules: The ones in force.
    """
    pool, whole = sum(rules.points_of(key) for key in judged), sum(spans.values())
    return {key: min(TOP, round(pool * spans.get(key, 0) / whole)) for key in judged}
