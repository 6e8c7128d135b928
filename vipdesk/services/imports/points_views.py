"""What is said of a file of points before it is written, in sentences."""

from vipdesk.services.imports.points_found import PointsSummary
from vipdesk.texts import _, ngettext


def totals_words(points: PointsSummary) -> str:
    """What the file gives and takes in all."""
    parts = [
        text.format(n=f"{sum_:,}")
        for text, sum_ in (
            (_("{n} points earned"), points.earned),
            (_("{n} points redeemed"), points.spent),
            (_("{n} opening points"), points.opening),
        )
        if sum_
    ]
    return _("The file holds {sums}.").format(sums=_(", ").join(parts)) if parts else ""


def rounding_words(points: PointsSummary) -> str:
    """What rounding fractions changed; empty where there are none."""
    if not points.fractions:
        return ""
    rows = ngettext("{n} row has a fraction", "{n} rows have fractions", points.fractions)
    text = _("{rows}: rounding changes them by {points} points in all.")
    return text.format(rows=rows.format(n=f"{points.fractions:,}"), points=f"{points.rounding:+,}")


def months_words(points: PointsSummary) -> str:
    """How many months the book tells otherwise; empty where none."""
    said = ngettext(
        "{n} month of a customer stands otherwise in the book.",
        "{n} months of customers stand otherwise in the book.",
        points.months,
    )
    return said.format(n=f"{points.months:,}") if points.months else ""


def openings_words(points: PointsSummary) -> str:
    """Who would be overdrawn, and what would keep them at 0 or above; empty where nobody."""
    said = ngettext(
        "{n} customer would be overdrawn: the history starts in the middle. The least opening "
        "balance that keeps every day at 0 or above is {points} points.",
        "{n} customers would be overdrawn: the history starts in the middle. The least opening "
        "balances that keep every day at 0 or above are {points} points in all.",
        points.openings,
    )
    sums = {"n": f"{points.openings:,}", "points": f"{points.opening_points:,}"}
    return said.format(**sums) if points.openings else ""


def strangers_words(points: PointsSummary) -> str:
    """How many customers the book does not have; empty where it has them all."""
    count = len(points.strangers)
    said = ngettext(
        "{n} customer of the file is not in the book: their rows are left out.",
        "{n} customers of the file are not in the book: their rows are left out.",
        count,
    )
    return said.format(n=f"{count:,}") if count else ""


def all_words(points: PointsSummary) -> list[str]:
    """Everything there is to say."""
    said = (totals_words, rounding_words, strangers_words, months_words, openings_words)
    return [text for words in said if (text := words(points))]
