"""The report of a period in words: what met its target, what moved, and why."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from vipdesk.domain.indicators import Value, goal_words, shown, state
from vipdesk.domain.period_report import CohortPart, Counted, PeriodReport, WarningLine
from vipdesk.texts import N_, Translate

RENEWED = N_("Renewed")


def summary(report: PeriodReport, t: Translate) -> Iterator[str]:
    """The targets, what was missed first; what moved against the period before; and why."""
    pairs = list(zip(report.values, report.before, strict=True))
    told = [(value, before) for value, before in pairs if value.rate is not None and value.goal]
    yield from _headline([value for value, _before in told], t)
    for value, before in sorted(told, key=lambda pair: _rank(pair[0])):
        yield _sentence(value, before, t)
    yield from _renewals(report.renewals, t)
    yield from _warnings(report.warnings, t)
    if report.cohort is not None:
        yield from _of_cohort(report.cohort, t)


def moved(value: Value, before: Value, t: Translate) -> str:
    """How a value moved against the period before; "" where one is missing or another measure."""
    if value.rate is None or before.rate is None or value.spec != before.spec:
        return ""
    by = value.rate - before.rate
    number = shown(abs(by) * 100 if value.spec.percent else abs(by), percent=False)
    if value.spec.percent:
        number = t("{n} pp").format(n=number)
    if by == 0:
        return t("unchanged")
    return t("up {n}").format(n=number) if by > 0 else t("down {n}").format(n=number)


def _rank(value: Value) -> int:
    """Missed first, then met, then what has nothing to compare with."""
    return {False: 0, True: 1, None: 2}[value.met]


def _headline(values: Sequence[Value], t: Translate) -> Iterator[str]:
    judged = [value for value in values if value.met is not None]
    if not judged:
        return
    missed = [t(value.spec.name) for value in judged if not value.met]
    counts = {"met": len(judged) - len(missed), "all": len(judged)}
    if not missed:
        yield t("{met} of {all} targets are met.").format(**counts)
        return
    said = t("{met} of {all} targets are met; missed: {names}.")
    yield said.format(**counts, names=t(", ").join(missed))


def _sentence(value: Value, before: Value, t: Translate) -> str:
    rate = shown(value.rate or Fraction(0), percent=value.spec.percent)
    said = t("{name}: {value}").format(name=t(value.spec.name), value=rate)
    if value.met is not None:
        said = t("{said}, target {goal}: {state}").format(
            said=said, goal=goal_words(value), state=state(value, t)
        )
    parts = [said]
    move = moved(value, before, t)
    if move:
        past = t("{move} against {period}").format(move=move, period=before.period.key)
        parts.append(past)
    if value.stale:
        parts.append(t("by old data, of {day}").format(day=value.data_of))
    return t("{said}.").format(said=t("; ").join(parts))


def _renewals(renewals: Sequence[Counted], t: Translate) -> Iterator[str]:
    ended = sum(each.count for each in renewals)
    if not ended:
        return
    renewed = sum(each.count for each in renewals if each.label == RENEWED)
    others = [f"{t(each.label)} {each.count:,}" for each in renewals if each.label != RENEWED]
    said = t("{renewed} of {ended} contracts that ended were renewed")
    parts = [said.format(renewed=f"{renewed:,}", ended=f"{ended:,}")]
    if others:
        parts.append(t("the others: {others}").format(others=t(", ").join(others)))
    yield t("{said}.").format(said=t("; ").join(parts))


def _warnings(warnings: Sequence[WarningLine], t: Translate) -> Iterator[str]:
    count = sum(each.count for each in warnings)
    if not count:
        return
    said = t("Of {count} warnings {kept} ended in keeping and {lost} in losing; {open} are open.")
    yield said.format(
        count=f"{count:,}",
        kept=f"{sum(each.kept for each in warnings):,}",
        lost=f"{sum(each.lost for each in warnings):,}",
        open=f"{sum(each.open for each in warnings):,}",
    )


def _of_cohort(cohort: CohortPart, t: Translate) -> Iterator[str]:
    said = t("{lost} of the {size} in the snapshot {name} were lost.")
    yield said.format(lost=cohort.lost, size=cohort.size, name=cohort.name)
    if cohort.reasons:
        reasons = (f"{each.word(t)} {each.count}" for each in cohort.reasons)
        yield t("Why they were lost: {reasons}.").format(reasons=t(", ").join(reasons))
    if cohort.slack is not None:
        yield slack_words(cohort.slack, t)


def slack_words(slack: int, t: Translate) -> str:
    """How many more of a cohort may be lost, or how many too many were."""
    if slack >= 0:
        return t("{n} more may be lost under the target.").format(n=slack)
    return t("{n} too many were lost for the target.").format(n=-slack)
