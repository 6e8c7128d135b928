"""The report of a period: gathered from the book, read back from PDF and XLSX."""

import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import python_calamine
from sqlalchemy import select, update

from tests.conftest import Run, at_work, fixed_clock, open_book
from tests.furnished import Furnished, Furnishing
from tests.reports.reading import flat
from tests.services.points import Ledger
from tests.store.builders import add_customer, add_line, add_touchpoint
from vipdesk.domain.period_report import PeriodReport, masked_name
from vipdesk.domain.period_summary import summary
from vipdesk.domain.periods import Period
from vipdesk.domain.words import LeavingReason, Tier
from vipdesk.reports.period_report import period_report_pdf
from vipdesk.services.cohorts import CohortDraft, CohortService
from vipdesk.services.indicators.desk import IndicatorDesk
from vipdesk.services.indicators.view import Asked, Slice, SliceBy
from vipdesk.services.journal import JournalService
from vipdesk.services.period_report import PeriodReportService, UnbegunPeriodError
from vipdesk.store.book import Store
from vipdesk.store.records import (
    Account,
    Bill,
    ContractDate,
    CustomerWarning,
    Line,
    RetentionCase,
    StatusHistory,
    TierHistory,
)
from vipdesk.texts import translator

OCTOBER = Asked(Period.parse("2026-10"))


def fill(store: Store) -> None:
    """Four customers of a line each, in a snapshot; one was ported out in October for the price."""
    with store.action("customer.create") as session:
        lines = []
        for number in range(4):
            customer = add_customer(session, f"C{number}", ("王志强", "李娜")[number % 2])
            lines.append(add_line(session, customer, f"1391230000{number}").id)
            if number < 2:
                add_touchpoint(session, customer, date(2026, 10, 8))
    CohortService(store).freeze(CohortDraft(name="2026Q3", on_day=date(2026, 9, 30)))
    with store.action("line.edit") as session:
        day = {"effective_on": date(2026, 10, 9), "recorded_on": store.today()}
        left = {"status": "ported_out", "reason": LeavingReason.PRICE}
        session.add(StatusHistory(line_id=lines[3], **left, **day))


@pytest.fixture(scope="session")
def filled_furnished(furnishing: Furnishing) -> Furnished[None]:
    return furnishing(at_work(fill))


@pytest.fixture(scope="session")
def read_furnished(
    furnishing: Furnishing, filled_furnished: Furnished[None]
) -> Furnished[PeriodReport]:
    """The report of that book; whoever asks for it has the book too, after it was read."""
    return furnishing(
        at_work(lambda store: _service(store).read(OCTOBER, "en")[0]), filled_furnished
    )


def _service(store: Store) -> PeriodReportService:
    return PeriodReportService(IndicatorDesk.of(store))


@pytest.fixture
def service(filled_furnished: Furnished[None], store: Store) -> PeriodReportService:
    return _service(store)


@pytest.fixture
def october(read_furnished: Furnished[PeriodReport]) -> PeriodReport:
    return read_furnished.value


def test_the_summary_says_what_was_missed_what_moved_and_why(october: PeriodReport) -> None:
    said = list(summary(october, translator("en")))
    assert "Snapshot retention: 75.00%, target ≥ 92%: missed." in said
    # 2 x 1 left over 4 at September's end and 3 at October's.
    churn = "Churn: 28.57%, target ≤ 1%: missed; up 28.57 pp against 2026-09."
    assert churn in said
    assert said[-3:] == [
        "1 of the 4 in the snapshot 2026Q3 were lost.",
        "Why they were lost: Price (ported out) 1.",
        "1 too many were lost for the target.",
    ]


def test_lists_are_of_the_period_and_masked(october: PeriodReport) -> None:
    (visits,) = october.contacts
    assert october.renewals == ()  # they end on 30 November
    assert (visits.label, visits.count, visits.part) == ("Visit", 2, 2)
    assert (october.ends_month, october.ends_in_all) == ("2026-11", 3)
    assert [(x.ends_on, x.name, x.line) for x in october.ends][:1] == [
        (date(2026, 11, 30), "王**", "139****0000")
    ]
    assert masked_name("") == ""


def test_what_ends_on_a_line_that_is_off_the_network_is_not_listed(
    store: Store, service: PeriodReportService
) -> None:
    cut = {"effective_on": date(2026, 7, 1), "recorded_on": store.today()}
    with store.action("line.edit") as session:
        session.add(StatusHistory(line_id=1, status="suspended_arrears", **cut))
    assert service.read(OCTOBER, "en")[0].ends_in_all == 3
    with store.action("import.commit") as session:
        session.execute(update(Bill).where(Bill.line_id == 1).values(fee_fen=0))
    assert service.read(OCTOBER, "en")[0].ends_in_all == 2


def test_the_headline_counts_targets_and_missed_ones_stand_first(october: PeriodReport) -> None:
    said = list(summary(october, translator("en")))
    names = "Snapshot retention, Revenue retention, Churn"
    assert said[0] == f"0 of 3 targets are met; missed: {names}."


def test_what_became_of_contracts_warnings_and_points(
    store: Store, service: PeriodReportService, tmp_path: Path
) -> None:
    ended = date(2026, 10, 15)
    with store.action("line.edit") as session:
        lines = list(session.scalars(select(Line).order_by(Line.id)))
        session.execute(update(ContractDate).values(ends_on=ended))
        moved = {"effective_on": date(2026, 10, 10), "recorded_on": date(2026, 10, 10)}
        renewed = {"ends_on": date(2028, 10, 15), "moved_as": "renewal"}
        session.add(ContractDate(line_id=lines[0].id, kind="contract", **renewed, **moved))
        case = {"kind": "end", "date_kind": "contract", "ends_on": ended, "period": str(ended)}
        told = {"outcome": "refused", "reason": "price", "closed_on": date(2026, 10, 20)}
        cause = {"cause": f"end:contract:{lines[1].id}", "opened_on": date(2026, 9, 1)}
        session.add(RetentionCase(customer_id=2, line_id=lines[1].id, **case, **told, **cause))
        talk = {"cause": f"warning:swing:line:{lines[2].id}", "opened_on": date(2026, 10, 2)}
        session.add(
            RetentionCase(
                **{"customer_id": 3, "line_id": lines[2].id, "kind": "warning", **talk},
                period="2026-10",
                outcome="thinking",
                next_on=date(2026, 12, 1),
            )
        )
        for line in lines:
            customer_id = session.get_one(Account, line.account_id).customer_id
            for rule in ("swing", "arrears"):
                session.add(
                    CustomerWarning(
                        customer_id=customer_id,
                        line_id=line.id,
                        subject=f"line:{line.id}",
                        rule=rule,
                        month="2026-10",
                        severity="orange",
                        values={},
                        first_on=date(2026, 10, 2),
                        gone_on=date(2026, 11, 2) if rule == "arrears" else None,
                    )
                )
    found, customers = service.read(OCTOBER, "en")
    results = [(each.label, each.count) for each in found.renewals]
    assert results == [("Renewed", 1), ("Refused", 1), ("Ported out", 1), ("No outcome yet", 1)]
    assert [each.result for each in found.renewal_lines][-1] == "Renewed"
    assert found.renewal_lines[0].name == "李**"
    became = {
        each.label: (each.count, each.lost, each.kept, each.talks, each.gone)
        for each in found.warnings
    }
    assert became == {"Fee fell": (4, 2, 1, 1, 0), "In arrears": (4, 2, 1, 0, 1)}
    assert customers == [1, 2, 3, 4]
    said = list(summary(found, translator("en")))
    told_of = "1 of 4 contracts that ended were renewed; the others: Refused 1, Ported out 1"
    assert f"{told_of}, No outcome yet 1." in said
    assert "Of 8 warnings 2 ended in keeping and 4 in losing; 0 are open." in said
    path = tmp_path / "r.xlsx"
    service.write(OCTOBER, path, "en")
    book = python_calamine.load_workbook(str(path))
    sheet = book.get_sheet_by_name("Renewals").to_python()
    assert sheet[-2:] == [["Sum", 4], ["Renewal rate", 0.25]]
    assert len(book.get_sheet_by_name("Contracts that ended").to_python()) == 5
    assert book.get_sheet_by_name("Warnings").to_python()[-1] == ["Sum", 8, 2, 4, 1, 1, 0]
    service.write(OCTOBER, tmp_path / "r.pdf", "zh")
    words = flat((tmp_path / "r.pdf").read_bytes()).replace(" ", "")
    for part in ("到期合约4份，续约1份", "2026-10-15拒绝", "预警及其结果", "合计824110"):
        assert part in words


def test_points_held_past_their_last_day_have_not_expired(
    store: Store, service: PeriodReportService
) -> None:
    ledger = Ledger(store, 1)
    for points in (300, 70):
        ledger.award(points, date(2026, 1, 1), date(2026, 10, 31))
    kept = ledger.hold(310, date(2026, 10, 20))
    assert service.read(OCTOBER, "en")[0].points.expired == 60
    ledger.release(kept, store.today())
    assert service.read(OCTOBER, "en")[0].points.expired == 370


def test_a_part_of_the_book_has_a_report_of_its_own(
    store: Store, service: PeriodReportService, tmp_path: Path
) -> None:
    day = {"effective_on": date(2026, 2, 1), "recorded_on": store.today()}
    with store.action("customer.tier") as session:
        session.add(TierHistory(customer_id=1, tier=Tier.DIAMOND, **day))
    diamond = replace(OCTOBER, part=Slice(SliceBy.TIER, "diamond"))
    found, customers = service.read(diamond, "en")
    assert (found.part, found.ends_in_all, found.points.available) == ("Diamond", 1, None)
    assert sum(each.count for each in found.contacts) == 1
    assert customers == [1]
    path = tmp_path / "r.pdf"
    service.write(diamond, path, "en")
    words = flat(path.read_bytes())
    assert "Diamond" in words
    assert "Snapshot retention: 100.00%" in words
    assert "In the snapshot" not in words
    plan = replace(OCTOBER, part=Slice(SliceBy.PLAN, "融合299"))
    assert service.read(plan, "en")[0].ends_in_all == 3


def test_the_paper_holds_every_figure_in_both_languages(
    service: PeriodReportService, tmp_path: Path
) -> None:
    for language, parts in (
        (
            "en",
            (
                "Month's report",
                "75.00%",
                "3 / 4",
                "28.57%",
                "2 × 1 / 7",
                "small sample",
                "Price (ported out)",
            ),
        ),
        (
            "zh",
            ("月度报告", "75.00%", "拍照“2026Q3”共4个，流失1个。", "流失原因：资费", "139****0000"),
        ),
    ):
        service.write(OCTOBER, tmp_path / "r.pdf", language)
        words = flat((tmp_path / "r.pdf").read_bytes())
        for part in parts:
            assert part.replace(" ", "") in words.replace(" ", "")
        assert "王志强" not in words
        assert "13912300000" not in words


def test_the_paper_rounds_fees_to_whole_yuan_half_up(october: PeriodReport) -> None:
    values = {each.spec.key: each for each in october.values}
    fees = replace(values["revenue_retention"], numerator=12_349, denominator=20_450, why_not=None)
    words = flat(period_report_pdf(replace(october, values=(fees,), before=(fees,))))
    assert "123 / 205".replace(" ", "") in words.replace(" ", "")


def test_the_workbook_counts_by_formulas(service: PeriodReportService, tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    service.write(OCTOBER, path, "en")
    with python_calamine.CalamineWorkbook.from_path(path) as book:
        values = {row[0]: row for row in book.get_sheet_by_name("Indicators").to_python()}
        cohort = {row[0]: row[1] for row in book.get_sheet_by_name("Snapshot").to_python()}
        contacts = book.get_sheet_by_name("Contacts by channel").to_python()
    assert values["Snapshot retention"][2:5] == [3, 4, 0.75]
    assert values["Churn"][2:4] == [2, 7]
    assert values["Churn"][4] == pytest.approx(2 / 7)
    assert values["Churn"][9] == "small sample"
    assert values["Satisfaction"][6] == "No data yet"
    assert (cohort["Kept"], cohort["Lost"], cohort["Price (ported out)"]) == (3, 1, 1)
    assert contacts[1:] == [["Visit", 2, 2], ["Sum", 2, 2]]
    with zipfile.ZipFile(path) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if "/sheet" in name]
    assert any("<f>C2/D2</f>" in sheet for sheet in sheets)
    assert all('state="frozen"' in sheet for sheet in sheets)


def test_a_period_to_come_has_no_report(service: PeriodReportService, tmp_path: Path) -> None:
    with pytest.raises(UnbegunPeriodError):
        service.write(Asked(Period.parse("2027")), tmp_path / "r.pdf", "en")
    assert list(tmp_path.glob("r.*")) == []


def test_quarters_and_years_are_reported_on_the_command_line(
    run: Run, filled_furnished: Furnished[None], profile: Path, tmp_path: Path
) -> None:
    for span, period, name in (("quarter", "2026-Q4", "Q.PDF"), ("year", "2026", "y.xlsx")):
        path = tmp_path / name
        code, _out, err = run("--profile", profile, "report", span, period, "-o", path)
        assert (code, err) == (0, "")
        assert path.stat().st_size > 1_000
    run_of = ("report", "months", "2026-09..2026-10", "--by", "tier", "--part", "gold")
    assert run("--profile", profile, *run_of, "-o", tmp_path / "m.xlsx")[0] == 0
    code, _out, err = run("--profile", profile, "report", "month", "2026-Q4", "-o", tmp_path / "x")
    assert code == 1
    assert '"2026-Q4" is no period' in err
    store = open_book(profile, clock=fixed_clock)
    labels = [(each.code, each.params["month"]) for each in JournalService(store).entries(3)]
    store.close()
    codes = [(code, month) for code, month in labels]
    assert codes == [("report.month", each) for each in ("2026-09..2026-10", "2026", "2026-Q4")]
