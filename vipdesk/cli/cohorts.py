"""The verb ``cohort``: freeze, list, show, compare and prove snapshots."""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, TypeVar

from vipdesk.cli.desk import reading, writing
from vipdesk.cli.indicators import value_cells, value_data
from vipdesk.cli.results import Result, table
from vipdesk.domain.cohorts import slack
from vipdesk.domain.customer_query import CustomerFilter
from vipdesk.domain.indicator_words import BaseFee, CohortGroup, CohortSplit, CohortUnit, Kept
from vipdesk.domain.indicators import WhyNot, shown
from vipdesk.domain.period_summary import slack_words
from vipdesk.domain.periods import Period
from vipdesk.domain.wording import amount
from vipdesk.domain.words import Tier, W, word_of
from vipdesk.errors import VipDeskError
from vipdesk.services.cohorts import VIP, CohortDraft, CohortRow, CohortService
from vipdesk.services.indicators.outcome_figures import Figures
from vipdesk.services.indicators.outcome_words import (
    distance_word,
    part_word,
    reason_word,
    reasons_word,
    share_word,
    state_word,
)
from vipdesk.services.indicators.outcomes import (
    NOW,
    CohortQuestion,
    Compared,
    OutcomeRow,
    OutcomeService,
)
from vipdesk.services.indicators.service import IndicatorService
from vipdesk.services.indicators.view import Asked
from vipdesk.store.book import Store
from vipdesk.texts import N_, _, ngettext

RETENTIONS = ("snapshot_retention", "revenue_retention", "combined_retention")
T = TypeVar("T")


class NothingToShowError(VipDeskError):
    """A snapshot of which nothing can be said yet."""

    message = N_("Of this snapshot nothing can be said yet: {reason}.")


def cohort_verb(options: Namespace) -> Result:
    """Freeze, list, show or prove snapshots."""
    verbs = {
        "freeze": _freeze,
        "list": _list,
        "show": _show,
        "compare": _compare,
        "verify": _verify,
    }
    return verbs[options.cohort_verb](options)


def _freeze(options: Namespace) -> Result:
    with writing(options) as store:
        service = CohortService(store)
        whom = CustomerFilter(
            tiers=tuple(each for each in Tier if each in (options.tier or VIP)),
            plans=tuple(options.plan),
            tags=tuple(options.tag),
            circles=tuple(options.circle),
        )
        draft = CohortDraft(
            name=options.name,
            on_day=options.on or service.quarter_end(),
            unit=next(each for each in CohortUnit if each == options.unit),
            base=next(each for each in BaseFee if each == options.base),
            base_months=options.months,
            whom=whom,
        )
        row = service.freeze(draft).value
    return Result(_cohort(row), table([_cohort_cells(row)]))


def _list(options: Namespace) -> Result:
    with reading(options) as store:
        rows = CohortService(store).list()
    return Result(
        {"cohorts": [_cohort(each) for each in rows]}, table(list(map(_cohort_cells, rows)))
    )


def _show(options: Namespace) -> Result:
    with reading(options) as store:
        row = CohortService(store).row(options.cohort)
        period = Period.parse(options.period) if options.period else Period.quarter(store.today())
        asked = CohortQuestion(row.id, period, _word(Kept, options.kept))
        if options.group:
            return _members(store, asked, word_of(CohortGroup, options.group))
        if options.by:
            return _parts(store, replace(asked, by=_word(CohortSplit, options.by)))
        if asked.kept is not None:
            return _figures(store, asked)
        values = IndicatorService(store).values(Asked(period, cohort_id=row.id), RETENTIONS)
    kept = values[0]
    left = None
    if kept.numerator is not None and kept.denominator is not None and kept.goal is not None:
        left = slack(kept.denominator, kept.denominator - kept.numerator, kept.goal)
    data = {**_cohort(row), "period": period.key, "slack": left}
    data["indicators"] = [value_data(each) for each in values]
    lines = [*table([_cohort_cells(row)]), *table([value_cells(each) for each in values])]
    if left is not None:
        lines.append(slack_words(left, _))
    return Result(data, lines)


def _figures(store: Store, asked: CohortQuestion) -> Result:
    """The figures by another way of being kept."""
    row = CohortService(store).row(asked.cohort_id)
    figures = _there(OutcomeService(store).figures(asked))
    data = {**_cohort(row), **_asked_data(asked), **_figure_data(figures)}
    return Result(data, table([_heads(_("Snapshot")), _cells_of(row.name, figures)]))


def _parts(store: Store, asked: CohortQuestion) -> Result:
    by = asked.by
    assert by is not None
    row = CohortService(store).row(asked.cohort_id)
    parts = _there(OutcomeService(store).split(asked))
    data = {**_cohort(row), **_asked_data(asked), "by": by}
    data["parts"] = [{"part": each.name, **_figure_data(each.figures)} for each in parts]
    rows = [_cells_of(part_word(by, each), each.figures) for each in parts]
    return Result(data, table([_heads(_(by.label)), *rows]))


def _members(store: Store, asked: CohortQuestion, group: CohortGroup) -> Result:
    service = OutcomeService(store)
    found = _there(service.outcome(asked))
    rows = service.rows(found.chosen(group))
    data = {**_cohort(found.cohort), **_asked_data(asked), "group": group, "count": len(rows)}
    data["members"] = [_member_data(each) for each in rows]
    lines = table([_member_cells(each) for each in rows])
    lines += [f"{reason_word(each)}  {each.count:,}" for each in found.figures.reasons]
    told = ngettext("{n} behind it", "{n} behind it", len(rows)).format(n=len(rows))
    return Result(data, [*lines, told])


def _compare(options: Namespace) -> Result:
    with reading(options) as store:
        kept = _word(Kept, options.kept)
        found = OutcomeService(store).compare(options.cohorts, kept)
    data = [
        {
            **_cohort(each.cohort),
            "at": [
                {"months": months or None, **_figure_data(figures)}
                for months, figures in sorted(each.at.items())
            ],
        }
        for each in found
    ]
    return Result({"cohorts": data}, _compared_lines(found))


def _compared_lines(found: Sequence[Compared]) -> list[str]:
    """One table for each distance that some cohort has reached, then the reasons of now."""
    lines: list[str] = []
    for months in sorted({months for each in found for months in each.at}):
        rows = [_cells_of(each.cohort.name, each.at[months]) for each in found if months in each.at]
        lines += [distance_word(months), *table([_heads(_("Snapshot")), *rows])]
    for each in found:
        reasons = each.at[NOW].reasons if NOW in each.at else ()
        said = reasons_word(reasons)
        lines.append(f"{each.cohort.name}  {said or _('Nobody was lost so far.')}")
    return lines


def _verify(options: Namespace) -> Result:
    with reading(options) as store:
        proof = CohortService(store).verify(options.cohort)
    data = {**_cohort(proof.cohort), "holds": proof.holds, "found": proof.found}
    if proof.holds:
        return Result(data, [_("It is as it was frozen: {digest}").format(digest=proof.found)])
    told = _("It is not as it was frozen: {digest} stands there, {found} was found.")
    return Result(data, [], told.format(digest=proof.cohort.digest, found=proof.found))


def _cohort(row: CohortRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "on_day": row.on_day,
        "unit": row.unit,
        "origin": row.origin,
        "base": row.base,
        "lines": row.lines,
        "customers": row.customers,
        "base_fee_fen": row.base_fee_fen,
        "digest": row.digest,
    }


def _cohort_cells(row: CohortRow) -> list[str]:
    size = _("{customers} customers, {lines} lines")
    return [
        str(row.id),
        row.on_day.isoformat(),
        row.name,
        size.format(customers=row.customers, lines=row.lines),
        _(row.origin.label),
        row.digest[:12],
    ]


def _there(found: T | WhyNot) -> T:
    if isinstance(found, WhyNot):
        raise NothingToShowError(reason=_(found.label))
    return found


def _word(kind: type[W], text: str | None) -> W | None:
    return word_of(kind, text) if text else None


def _asked_data(asked: CohortQuestion) -> dict[str, Any]:
    return {"period": asked.period.key, "kept_as": asked.kept}


def _figure_data(figures: Figures) -> dict[str, Any]:
    return {
        "month": figures.month,
        "size": figures.size,
        "kept": figures.kept,
        "lost": figures.lost,
        "returned": figures.returned,
        "at_risk": figures.at_risk,
        "fee_fen": figures.fee_fen,
        "part_base_fee_fen": figures.base_fee_fen,
        "retention": _percent(figures.retention),
        "revenue": _percent(figures.revenue),
        "combined": _percent(figures.combined),
        "slack": figures.slack,
        "forecast": _percent(figures.forecast),
        "reasons": [
            {"reason": each.reason, "ported_out": each.ported_out, "count": each.count}
            for each in figures.reasons
        ],
    }


def _percent(share: Fraction | None) -> str | None:
    return None if share is None else shown(share, percent=True)


def _heads(first: str) -> list[str]:
    return [
        *(
            first,
            _("Snapshot size"),
            _("Kept"),
            _("Lost"),
            _("Snapshot retention"),
            _("Revenue retention"),
        ),
        *(_("Combined retention"), _("May still be lost"), _("If all at high risk left")),
        _("Bills of"),
    ]


def _cells_of(name: str, figures: Figures) -> list[str]:
    shares = (figures.retention, figures.revenue, figures.combined)
    return [
        name,
        f"{figures.size:,}",
        f"{figures.kept:,}",
        f"{figures.lost:,}",
        *map(share_word, shares),
        "" if figures.slack is None else f"{figures.slack:,}",
        share_word(figures.forecast),
        figures.month,
    ]


def _member_data(row: OutcomeRow) -> dict[str, Any]:
    member, subject = row.member, row.subject
    reason, ported_out = subject.why
    return {
        "customer_id": member.customer_id,
        "number": member.number,
        "name": member.name,
        "tier": member.tier,
        "line_id": member.line_id,
        "line": member.line,
        "plan": member.plan,
        "kept": bool(subject.kept),
        "returned": bool(subject.returned),
        "at_risk": bool(subject.at_risk),
        "reason": reason,
        "ported_out": ported_out,
        "fee_fen": subject.fee_fen,
        "base_fee_fen": subject.base_fee_fen,
    }


def _member_cells(row: OutcomeRow) -> list[str]:
    member, subject = row.member, row.subject
    name = member.name or _("no longer in the book")
    fees = f"{amount(subject.fee_fen)} / {amount(subject.base_fee_fen)}"
    return [member.number, name, member.line, member.plan, fees, state_word(subject)]
