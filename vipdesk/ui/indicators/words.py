"""How values of indicators are worded and coloured on screen."""

from datetime import date

from vipdesk.domain import indicators
from vipdesk.domain.indicators import Value, WhyNot, goal_words, shown
from vipdesk.domain.periods import Period
from vipdesk.texts import _


def value_word(value: Value) -> str:
    """The value, or a dash where there is none."""
    return "–" if value.rate is None else shown(value.rate, percent=value.spec.percent)


def state_word(value: Value) -> str:
    """Met, how far away, or why there is none."""
    if value.rate is None:
        return _((value.why_not or WhyNot.NO_DATA).label)
    if value.met is None:
        return ""
    if value.met:
        return _("On target")
    distance = value.distance
    return _("Off by {n}").format(
        n=shown(distance, percent=value.spec.percent) if distance is not None else ""
    )


def behind_word(value: Value) -> str:
    """Numerator and denominator with their unit."""
    return indicators.behind_words(value, _)


def notes(value: Value) -> str:
    """What limits a value, as one line."""
    return " · ".join(indicators.notes(value, _))


def own_notes(value: Value, last_day: date | None) -> str:
    """What limits a value, but for ``last_day``, which is said of all above."""
    said = to_day(last_day)
    return " · ".join(each for each in indicators.notes(value, _) if each != said)


def to_day(day: date | None) -> str:
    """Up to which day values are counted; nothing where that is not told."""
    return _("to date {day}").format(day=day) if day else ""


def target_word(value: Value) -> str:
    """The target with its sign."""
    return goal_words(value)


def name_word(value: Value) -> str:
    """The name, with the sign of a definition of ours."""
    return f"{_(value.spec.name)} †" if value.spec.own else _(value.spec.name)


def period_word(period: Period) -> str:
    """A period as people call it."""
    key = period.key
    if ".." in key:
        return f"{period.first_month} – {period.last_month}"
    if "Q" in key:
        return _("{year} Q{quarter}").format(year=key[:4], quarter=key[-1])
    return key


def spoken(value: Value) -> str:
    """One line of a copied table."""
    cells = (name_word(value), value_word(value), target_word(value), state_word(value))
    return "\t".join((*cells, behind_word(value), notes(value)))
