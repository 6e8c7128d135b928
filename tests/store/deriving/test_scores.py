"""The scores that SQL gives everybody are those of the rules."""

import json
import random
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, text

from tests.conftest import TODAY
from tests.store.builders import add_customer, add_line
from vipdesk.domain import score, warnings
from vipdesk.domain.retention_rules import RetentionRules
from vipdesk.domain.warnings import CustomerFigures, LineFigures, Rule
from vipdesk.progress import NoProgress
from vipdesk.store.book import Store
from vipdesk.store.deriving import figures, scores, warned
from vipdesk.store.deriving.scope import Scope
from vipdesk.store.deriving.warned import WARNS
from vipdesk.store.records import (
    AccountBalance,
    CustomerFacts,
    CustomerSummary,
    Line,
    LineFacts,
    LineSummary,
    ScoreMonth,
    ScoreOverride,
    StatusHistory,
)
from vipdesk.store.summaries import Basis

CUSTOMERS = 150
Told = dict[int, tuple[LineFigures, CustomerFigures]]  # by customer


def _near(dice: random.Random, *days: int) -> date | None:
    """A day at one of the edges, or unknown."""
    day = dice.choice((*days, None))
    return None if day is None else TODAY - timedelta(days=day + dice.choice((-1, 0, 0, 1)))


def _line(dice: random.Random) -> LineFigures:
    silent = dice.choice((None, 0, 1, 2, 3))
    return LineFigures(
        kind=dice.choice(("mobile", "landline", "broadband")),
        opened_on=dice.choice((None, date(2025, 11, 21), date(2025, 11, 22), date(2020, 1, 1))),
        next_end_on=_near(dice, 0, -30, -60, -90),
        fee_fen=dice.choice((None, 69, 70, 71, -5)),
        fee_before_fen=dice.choice((None, 0, 300)),
        fee_months_before=dice.choice((2, 3)),
        usage_month=None if silent is None else "2026-10",
        silent_months=silent,
        bill_month=dice.choice(("2026-10", "2024-02")),
    )


def _customer(dice: random.Random) -> CustomerFigures:
    count = dice.choice((None, 0, 1, 2, 3))
    known, words_on = count is not None, _near(dice, 90)
    return CustomerFigures(
        tier=dice.choice(("ordinary", "silver", "gold", "diamond")),
        contacted_on=dice.choice((None, date(2026, 7, 21), date(2026, 7, 22), date(2025, 11, 21))),
        known_on=TODAY,  # of the builder's customers
        prepaid=dice.random() < 0.7,
        balance_fen=dice.choice((None, 999, 1_000, -1)),
        arrears_fen=dice.choice((None, 0, 1)),
        top_ups=count,
        top_up_fen=dice.choice((1_499, 1_500, 1_501)) if known else None,
        top_up_year_fen=dice.choice((12_000, 12_000, -1)) if known else None,
        top_up_months=dice.choice((2, 3, 12)) if known else 0,
        complaint_on=_near(dice, 10, 300),
        upheld_on=_near(dice, 90),
        words_on=words_on,
        words='转网, "x"\\\n' if words_on else None,
        balance_of=dice.choice((TODAY, None)),
        top_ups_until=TODAY,
    )


@pytest.fixture
def dice() -> random.Random:
    """Throws the same for every test, whichever ran before."""
    return random.Random(1)


def _fill(store: Store, dice: random.Random) -> Told:
    """Customers with one line each, their derived rows as the dice fall."""
    told: dict[int, tuple[int, LineFigures, CustomerFigures]] = {}
    with store.action("customer.create") as session:
        for number in range(CUSTOMERS):
            customer = add_customer(session, f"C{number}")
            line = add_line(session, customer, f"139{number:08}")
            told[customer.id] = (line.id, _line(dice), _customer(dice))
    with store.plain_write() as connection:
        for record in (LineFacts, CustomerFacts):
            connection.execute(text(f"DELETE FROM {record.__tablename__}"))
        for customer_id, (line_id, of_line, of_customer) in told.items():
            _keep(connection, LineSummary, LineFacts, of_line, line_id)
            _keep(connection, CustomerSummary, CustomerFacts, of_customer, customer_id)
    return {key: (of_line, of_customer) for key, (_id, of_line, of_customer) in told.items()}


def _keep(connection: Any, summary: Any, facts: Any, values: Any, row_id: int) -> None:
    """Write figures where they are kept: some in the summary, the others in the facts."""
    plain = asdict(values)
    key = next(iter(facts.__table__.primary_key.columns))
    own = {name: plain[name] for name in plain if name in facts.__table__.columns}
    connection.execute(insert(facts).values({key.name: row_id, "seal": 0, **own}))
    table = summary.__table__
    others = {name: plain[name] for name in plain if name in table.columns and name not in own}
    connection.execute(table.update().where(table.c[key.name] == row_id).values(others))


RULES = (
    RetentionRules(),
    RetentionRules(
        points={"swing": 60, "arrears": 0},
        swing_percent=29,
        swing_months=2,
        silent_months=3,
        top_up_percent=51,
        top_up_mean_months=9,
        top_ups_at_least=1,
        complaint_days=89,
        words_days=91,
        low_balance_fen=0,
        cadence_months={"gold": 6},
        new_line_months=24,
        ends_days=(0, 59, 61),
        quiet_cadences=1,
    ),
)


@pytest.mark.parametrize("rules", RULES)
def test_sql_and_rules_agree(store: Store, dice: random.Random, rules: RetentionRules) -> None:
    told = _fill(store, dice)
    with store.plain_write() as connection:
        scope = Scope.of(connection, Basis(TODAY, 30, rules), None)
        values = scores.parameters(rules, TODAY)
        scored = scores.SCORES.format(among="", **scores.FACTS)
        found = dict(scope.rows(f"SELECT customer_id, score FROM ({scored})", **values))
        assert found == {
            key: score.score_line(line, customer, rules, TODAY).value
            for key, (line, customer) in told.items()
        }
        assert len(set(found.values())) > 20
        for rule in Rule:
            statement = (
                f"SELECT DISTINCT c.customer_id FROM {scores.FIGURES} WHERE {WARNS[rule]}"
            ).format(**scores.FACTS)
            warns = {row[0] for row in scope.rows(statement, **values)}
            assert warns == {key for key, both in told.items() if rule in _held(both, rules)}, rule
            assert warns, rule


@pytest.mark.parametrize("rules", RULES)
def test_rows_of_warnings_are_what_the_rules_saw(
    store: Store, dice: random.Random, rules: RetentionRules
) -> None:
    told = _fill(store, dice)
    with store.plain_write() as connection:
        connection.execute(text("UPDATE customer_summary SET score = customer_id * 7 % 100"))
        scope = Scope.of(connection, Basis(TODAY, 30, rules), None)
        for some in (scope, scope.only(told)):
            warned.gather(some)
            rows = scope.rows("SELECT * FROM temp.warned")
            assert sorted(rows, key=str) == sorted(_rows(scope, told, rules), key=str)


def _rows(scope: Scope, told: Told, rules: RetentionRules) -> Iterator[tuple[Any, ...]]:
    lines = "SELECT s.customer_id, s.line_id, c.score FROM line_summary s JOIN customer_summary c "
    for customer_id, line_id, value in scope.rows(f"{lines} USING (customer_id)"):
        line, customer = told[customer_id]
        of_line = warnings.holding_of_line(line, rules)
        of_customer = warnings.holding_of_customer(customer, rules, TODAY)
        held = (
            *((line_id, f"line:{line_id}", *each) for each in of_line),
            *((None, f"customer:{customer_id}", *each) for each in of_customer),
        )
        for own_line, subject, rule, judged in held:
            values = dict(judged.values)
            if judged.as_of is not None:
                values["as_of"] = judged.as_of.isoformat()
            said = json.dumps(values, sort_keys=True, ensure_ascii=False)
            severity = warnings.severity(rule, value, rules)
            yield customer_id, own_line, subject, rule.value, severity.value, said


def _held(both: tuple[LineFigures, CustomerFigures], rules: RetentionRules) -> set[Rule]:
    line, customer = both
    of_line = warnings.holding_of_line(line, rules)
    of_customer = warnings.holding_of_customer(customer, rules, TODAY)
    return {rule for rule, _judged in (*of_line, *of_customer)}


def test_figures_are_read_as_they_were_kept(store: Store, dice: random.Random) -> None:
    told = _fill(store, dice)
    with store.plain_write() as connection:
        scope = Scope.of(connection, Basis(TODAY, 30), None)
        lines = f"SELECT c.customer_id, {figures.LINE_COLUMNS} FROM {figures.LINES}"
        for customer_id, *row in scope.rows(lines):
            found = figures.line_figures(row)
            assert found.next_end_on == told[customer_id][0].next_end_on
            assert found.silent_months == told[customer_id][0].silent_months
        customers = f"SELECT c.customer_id, {figures.CUSTOMER_COLUMNS} FROM {figures.CUSTOMERS}"
        for customer_id, *row in scope.rows(customers):
            assert figures.customer_figures(row) == told[customer_id][1]


def _score(store: Store) -> int | None:
    with store.read() as session:
        return session.scalar(select(CustomerSummary.score).where(CustomerSummary.number == "C1"))


def _months(store: Store) -> list[tuple[str, int]]:
    with store.read() as session:
        query = select(ScoreMonth.month, ScoreMonth.score).order_by(ScoreMonth.month)
        return [(month, value) for month, value in session.execute(query)]


def test_an_action_scores_the_customers_it_touched(store: Store) -> None:
    with store.action("customer.create") as session:
        line = add_line(session, add_customer(session))  # its contract ends in 9 days
    assert (_score(store), _months(store)) == (35, [("2026-11", 35)])
    with store.action("customer.edit") as session:
        session.add(AccountBalance(account_id=line.account_id, as_of=TODAY, arrears_fen=1))
    assert (_score(store), _months(store)) == (45, [("2026-11", 45)])
    with store.action("customer.edit") as session:
        day = {"effective_on": TODAY, "recorded_on": TODAY}
        session.add(StatusHistory(line_id=line.id, status="closed", **day))
    assert (_score(store), _months(store)) == (None, [])


def test_of_several_lines_the_highest_counts_with_what_is_the_customers_own(store: Store) -> None:
    with store.action("customer.create") as session:
        customer = add_customer(session)
        first = add_line(session, customer)  # its contract ends in 9 days
        second = add_line(session, customer, "13912348813")
        session.execute(text("DELETE FROM contract_date WHERE line_id = 2"))
        session.add(AccountBalance(account_id=first.account_id, as_of=TODAY, arrears_fen=1))
        second_id = second.id
    assert _score(store) == 35 + 10
    with store.action("customer.edit") as session:
        session.get_one(Line, second_id).opened_on = TODAY  # 8 points, fewer than the other's
    assert _score(store) == 35 + 10
    with store.action("customer.edit") as session:
        day = {"effective_on": TODAY, "recorded_on": TODAY}
        session.add(StatusHistory(line_id=first.id, status="closed", **day))
    assert _score(store) == 8 + 10


def test_the_managers_word_takes_the_scores_place_while_it_holds(store: Store) -> None:
    with store.action("customer.create") as session:
        customer = add_customer(session)
        add_line(session, customer)
    for until, expected in ((TODAY, 5), (TODAY - timedelta(days=1), 35)):
        with store.action("score.override") as session:
            session.execute(text("DELETE FROM score_override"))
            days = {"from_on": TODAY - timedelta(days=3), "until_on": until}
            session.add(ScoreOverride(customer_id=1, score=5, reason="met them", **days))
        assert _score(store) == expected


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE customer_summary SET score = 99",
        "UPDATE customer_summary SET score = NULL",
        "UPDATE score_month SET score = 1",
        "DELETE FROM score_month",
    ],
)
def test_a_run_mends_scores(store: Store, harm: str) -> None:
    with store.action("customer.create") as session:
        add_line(session, add_customer(session))
    store.derive(NoProgress())
    with store.plain_write() as connection:
        connection.exec_driver_sql(harm)
    store.derive(NoProgress())
    assert (_score(store), _months(store)) == (35, [("2026-11", 35)])
