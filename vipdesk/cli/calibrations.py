"""The verb ``calibrate``: a scorecard from a file, which needs no book, or from the own history."""

from argparse import Namespace
from collections.abc import Mapping
from typing import Any

from vipdesk.cli.desk import reading
from vipdesk.cli.results import Result, table
from vipdesk.domain.risk_words import factor_name
from vipdesk.domain.scorecard import Bin, Calibration, Factor, LeftOut
from vipdesk.importing.reader import ReadOptions
from vipdesk.progress import NoProgress
from vipdesk.services.calibration import Question, calibrate_file
from vipdesk.services.calibration_book import CalibrationService
from vipdesk.texts import N_, _

KEPT = N_("Nothing was changed. The settings accept them: Warnings and score, Calibrate the score…")


def calibrate_verb(options: Namespace) -> Result:
    """Fit a scorecard to who left and who stayed, and measure it on rows it has not seen."""
    if options.own_history:
        return _own_history(options)
    question = Question(
        options.outcome, options.positive, options.stayed, options.key, options.keep
    )
    how = ReadOptions(encoding=options.encoding, sheet=options.sheet)
    found = calibrate_file(options.file, question, NoProgress(), how)
    return Result(
        _data(found), [*_figures(found), *_card(found), *_left_out(found), *_curve(found)]
    )


def _own_history(options: Namespace) -> Result:
    """Weigh the score's factors by this book; the points in force stay."""
    with reading(options) as store:
        found = CalibrationService(store).fit_history(NoProgress())
    own = {
        "auc_before": None if found.auc_before is None else round(found.auc_before, 4),
        "points": found.points,
        "points_before": found.points_before,
        "looks": found.looks,
    }
    lines = [*_own_figures(found), *_points(found), *_curve(found), "", _(KEPT)]
    return Result({**_data(found), **own}, lines)


def _own_figures(found: Calibration) -> list[str]:
    rows, auc_and_lift = _figures(found)[:2]
    before = _("By the points in force AUC {auc}").format(auc=f"{found.auc_before or 0:.3f}")
    return [rows, f"{auc_and_lift}. {before}"]


def _points(found: Calibration) -> list[str]:
    """Each factor with its points in force and by the card; what was not judged keeps them."""
    after = found.points or {}
    rows = [
        (
            f"  {factor_name(key, _, found.ends_days)}",
            f"{before:>3}",
            f"→ {after[key]}" if key in after else _("kept"),
        )
        for key, before in (found.points_before or {}).items()
    ]
    return ["", _("Points of the score, in force and as weighed:"), *table(rows)]


def _data(found: Calibration) -> dict[str, Any]:
    return {
        "origin": found.origin,
        "outcome": {
            "column": found.outcome.column,
            "positive": found.outcome.positive,
            "stayed": found.outcome.stayed,
            "passed_over": found.outcome.passed_over,
        },
        "rows": found.rows,
        "leavers": found.leavers,
        "copies": found.copies,
        "auc": round(found.auc, 4),
        "lift": round(found.lift, 3),
        "factors": [_factor_data(factor) for factor in found.card.factors],
        "chance": {"offset": found.card.offset, "slope": found.card.slope},
        "left_out": [_left_out_data(each) for each in found.left_out],
        "curve": [
            {
                "predicted": round(point.foretold, 4),
                "observed": round(point.observed, 4),
                "rows": point.rows,
            }
            for point in found.curve
        ],
    }


def _factor_data(factor: Factor) -> dict[str, Any]:
    return {
        "column": factor.column,
        "kind": factor.kind,
        "auc": round(factor.auc, 4),
        "points": factor.most,
        "bins": [_bin_data(each, factor) for each in factor.bins],
    }


def _bin_data(each: Bin, factor: Factor) -> dict[str, Any]:
    return {
        "label": each.label(_, factor.kind),
        "kind": each.kind,
        "low": each.low,
        "high": each.high,
        "words": each.words,
        "rows": each.rows,
        "leavers": each.leavers,
        "rate": round(each.rate, 4),
        "points": each.points,
    }


def _left_out_data(each: LeftOut) -> dict[str, Any]:
    return {
        "column": each.column,
        "code": each.why,
        "why": each.sentence(_),
        "auc": None if each.auc is None else round(each.auc, 4),
        "can_be_kept": each.can_be_kept,
    }


def _figures(found: Calibration) -> list[str]:
    told = _("{rows} rows, of which {leavers} left ({share}). 5-fold cross-validation:")
    outcome = found.outcome
    lines = [
        told.format(
            rows=f"{found.rows:,}",
            leavers=f"{found.leavers:,}",
            share=_share(found.leavers / found.rows),
        ),
        _("AUC {auc}, lift of the top tenth {lift}").format(
            auc=f"{found.auc:.3f}", lift=f"{found.lift:.2f}"
        ),
        _("Counted as stayed: {words}").format(words=_counted(outcome.stayed)),
    ]
    if outcome.passed_over:
        told = _("Passed over, since they say neither left nor stayed: {n}")
        lines.append(told.format(n=f"{outcome.passed_over:,}"))
    if found.copies:
        told = _("Rows equal to another, kept in one fold with it: {n}")
        lines.append(told.format(n=f"{found.copies:,}"))
    return lines


def _counted(words: Mapping[str, int]) -> str:
    return ", ".join(f"{word} ({n:,})" for word, n in words.items())


def _card(found: Calibration) -> list[str]:
    lines: list[str] = []
    for factor in found.card.factors:
        lines += ["", f"{factor.column}  0–{factor.most}"]
        rows = [
            (f"  {each.points:>3}", each.label(_, factor.kind), f"{each.rows:,}", _share(each.rate))
            for each in factor.bins
        ]
        lines += table(rows)
    return lines


def _left_out(found: Calibration) -> list[str]:
    if not found.left_out:
        return []
    rows = [(f"  {each.column}", each.sentence(_)) for each in found.left_out]
    lines = ["", _("Columns left out:"), *table(rows)]
    if any(each.can_be_kept for each in found.left_out):
        lines.append(_("Put one back with --keep COLUMN, if it was known before anybody left."))
    return lines


def _curve(found: Calibration) -> list[str]:
    head = ("  ", _("foretold"), _("observed"), _("rows"))
    rows = [
        (f"  {n}", _share(point.foretold), _share(point.observed), f"{point.rows:,}")
        for n, point in enumerate(found.curve, 1)
    ]
    return ["", _("Foretold and observed, by tenths of the rows:"), *table([head, *rows])]


def _share(part: float) -> str:
    return f"{part:.1%}"
