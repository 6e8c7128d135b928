"""The verbs about risk: ``score`` of a customer, ``warnings`` of a month."""

from argparse import Namespace
from dataclasses import asdict
from typing import Any

from vipdesk.cli.desk import reading
from vipdesk.cli.results import Result, table
from vipdesk.domain.risk_words import factor_name, factor_words, stale_factor
from vipdesk.domain.score import RISK_WORDS, Factor
from vipdesk.domain.task_words import warning_words
from vipdesk.domain.warnings import State, stale
from vipdesk.services.retention_run import RetentionRunService
from vipdesk.services.risk import CustomerRisk, LineRisk, RiskService, WarningRow
from vipdesk.texts import _, ngettext


def score_verb(options: Namespace) -> Result:
    """A customer's score with the factors of each line and the data behind them."""
    with reading(options) as store:
        service = RiskService(store)
        found = service.of(service.find(options.customer))
    lines = [_head(found)]
    if found.override is not None:
        said = _("set by hand until {day}: {reason}")
        lines.append(said.format(day=found.override.until_on, reason=found.override.reason))
    for line in found.lines:
        lines += [
            f"{line.number}  {line.plan or ''}  {line.score.value}",
            *_factor_lines(found, line),
        ]
    known = [f"{month} {score}" for month, score in found.trend if score is not None]
    return Result(_data(found), [*lines, ", ".join(known)] if known else lines)


def _head(found: CustomerRisk) -> str:
    risk = _(RISK_WORDS[found.risk]) if found.risk else _("no line on the network")
    score = "" if found.score is None else str(found.score)
    return "  ".join(part for part in (found.number, found.name, score, risk) if part)


def _factor_lines(found: CustomerRisk, line: LineRisk) -> list[str]:
    shown = [each for each in line.score.factors if each.judged.state is not State.NOT_CONCERNED]
    return table(
        [
            [
                "",
                f"+{each.points}",
                factor_name(each.key, _, found.rules.ends_days),
                factor_words(each, found.today, _),
                stale_factor(each, found.rules, found.today, _),
            ]
            for each in shown
        ]
    )


def _data(found: CustomerRisk) -> dict[str, Any]:
    return {
        "customer_id": found.customer_id,
        "number": found.number,
        "name": found.name,
        "day": found.today,
        "score": found.score,
        "risk": found.risk,
        "override": asdict(found.override) if found.override else None,
        "lines": [
            {
                "line": line.number,
                "plan": line.plan,
                "score": line.score.value,
                "factors": [_factor_data(each, found) for each in line.score.factors],
            }
            for line in found.lines
        ],
        "trend": [{"month": month, "score": score} for month, score in found.trend],
    }


def _factor_data(factor: Factor, found: CustomerRisk) -> dict[str, Any]:
    judged = factor.judged
    return {
        "factor": factor.key,
        "points": factor.points,
        "state": judged.state.value,
        "values": dict(judged.values),
        "data_as_of": judged.as_of,
        "stale_days": stale(judged, found.rules, found.today),
    }


def warnings_verb(options: Namespace) -> Result:
    """The warnings of a month, with what was seen; of the present one as of today."""
    with reading(options) as store:
        RetentionRunService(store).run_if_due()
        service = RiskService(store)
        month = options.month or service.this_month()
        rows = service.warnings(month)
    data = {"month": month, "warnings": [_warning_data(row) for row in rows]}
    count = ngettext("{n} warning in {month}", "{n} warnings in {month}", len(rows))
    lines = table([_warning_cells(row) for row in rows])
    return Result(data, [*lines, count.format(n=len(rows), month=month)])


def _warning_cells(row: WarningRow) -> list[str]:
    gone = _("gone since {day}").format(day=row.gone_on) if row.gone_on else ""
    return [
        _(row.severity.label),
        row.number,
        row.name,
        row.line,
        _(row.rule.label),
        warning_words(row.rule, row.values, _),
        row.first_on.isoformat(),
        gone,
    ]


def _warning_data(row: WarningRow) -> dict[str, Any]:
    return {
        "customer": row.number,
        "name": row.name,
        "tier": row.tier,
        "line": row.line or None,
        "rule": row.rule,
        "severity": row.severity,
        "values": dict(row.values),
        "first_on": row.first_on,
        "gone_on": row.gone_on,
    }
