"""What warnings and score look at, kept beside the records: facts of lines and of customers.

An action refreshes those of the customers that it touched. They do not depend on the day, so a run
recomputes only what an action left to it, and what no longer fits its seal: a row that was altered,
lost or made behind its back, or facts that follow another set of rules or a newer last payment.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from zlib import crc32

from vipdesk.domain.months import month_of, months_ago, shifted
from vipdesk.domain.warnings import VOICE, words_of_leaving
from vipdesk.store.deriving.scope import Scope
from vipdesk.store.network import on_network
from vipdesk.store.summaries import upsert

GAP = ", "  # between words that were found
MANY = 5_000  # customers to mend, from which everybody is recomputed
ON_NETWORK = on_network("s.line_id", "s.status")
VOICE_KINDS = ", ".join(f"'{kind}'" for kind in sorted(VOICE))

_LINE = (
    *("line_id", "bill_month", "fee_fen", "fee_before_fen", "fee_months_before", "usage_month"),
    "silent_months",
)
_CUSTOMER = (
    *("customer_id", "prepaid", "balance_fen", "balance_of", "arrears_fen", "arrears_of"),
    *("top_ups", "top_up_fen", "top_up_year_fen", "top_up_months", "top_ups_until"),
    *("complaint_id", "complaint_on", "upheld_id", "upheld_on", "words_on", "words"),
)
_DAYS = frozenset(
    (
        *("bill_month", "usage_month", "balance_of", "arrears_of", "top_ups_until"),
        *("complaint_on", "upheld_on", "words_on"),
    )
)


def _seal(columns: Sequence[str], of: str = "") -> str:
    """A sum over a row, each column weighed by its place; what is empty is told from 0."""
    parts = [
        f"coalesce({_number(name, of)}, -7) * {2 * place + 1}"
        for place, name in enumerate(columns, 1)
    ]
    return f"({' + '.join(parts)} + :stamp)"


def _number(column: str, of: str) -> str:
    if column == "words":
        return f"CASE WHEN {of}words IS NULL THEN -1 ELSE vd_sum({of}words) END"  # mostly none
    if column in _DAYS:
        return f"CAST(replace({of}{column}, '-', '') AS INTEGER)"
    return f"{of}{column}"


# CROSS JOIN keeps SQLite from reordering: the lines come first, each with a few months.
_MONTH_NUMBER = "(substr({0}, 1, 4) * 12 + substr({0}, 6, 2))"
_SILENT = f"""
    (SELECT count(*) FROM (
        SELECT v.month AS month, row_number() OVER (ORDER BY v.month DESC) - 1 AS place
        FROM usage v WHERE v.line_id = x.line_id AND v.voice_seconds = 0)
     WHERE {_MONTH_NUMBER.format("x.usage_month")} - {_MONTH_NUMBER.format("month")} = place)
"""
_LINES = f"""
    WITH fees AS (
        SELECT s.line_id, s.kind, s.last_month AS bill_month,
            sum(CASE b.month WHEN s.last_month THEN b.fee_fen END) AS fee_fen,
            sum(CASE WHEN b.month < s.last_month THEN b.fee_fen END) AS fee_before_fen,
            coalesce(sum(b.month < s.last_month), 0) AS fee_months_before
        FROM line_summary s LEFT JOIN bill b ON b.line_id = s.line_id AND b.month
            BETWEEN CASE s.last_month WHEN :newest THEN :before_newest
                ELSE strftime('%Y-%m', s.last_month || '-01', '-' || :swing_months || ' months') END
            AND s.last_month
        WHERE {ON_NETWORK}{{among}} GROUP BY s.line_id),
    used AS MATERIALIZED (
        SELECT f.*, CASE WHEN f.kind IN ({VOICE_KINDS}) THEN (
            SELECT u.month || (u.voice_seconds > 0) FROM usage u WHERE u.line_id = f.line_id
            AND u.voice_seconds IS NOT NULL ORDER BY u.month DESC LIMIT 1) END AS newest
        FROM fees f),
    facts AS MATERIALIZED (
        SELECT x.*, CASE substr(newest, 8) WHEN '1' THEN 0 WHEN '0' THEN {_SILENT} END
            AS silent_months
        FROM (SELECT *, substr(newest, 1, 7) AS usage_month FROM used) x)
    SELECT {", ".join(_LINE)}, {_seal(_LINE)} FROM facts WHERE true
"""
_NEWEST = """
    SELECT b.{column} FROM account a CROSS JOIN account_balance b ON b.account_id = a.id
    AND b.as_of = (SELECT max(n.as_of) FROM account_balance n
                   WHERE n.account_id = a.id AND n.balance_fen IS NOT NULL)
    WHERE a.customer_id = c.customer_id AND a.kind = 'prepaid'
    ORDER BY b.balance_fen, b.as_of LIMIT 1
"""
_SAID = """
    SELECT customer_id, on_day, vd_leaving(note, :off_net) AS words FROM touchpoint
    WHERE direction = 'in' AND note IS NOT NULL AND +on_day >= :said_since{among}
    UNION ALL SELECT customer_id, opened_on, vd_leaving(text, :off_net) FROM complaint
    WHERE text IS NOT NULL AND +opened_on >= :said_since{among}
"""
# The + before a day keeps SQLite from taking each for a number first. The LIMIT keeps it from
# asking anew for what ``c`` says; without an index it goes in the order of the customers.
_CUSTOMERS = f"""
    WITH paid AS MATERIALIZED (
        SELECT a.customer_id, min(p.paid_on) AS first_on,
            sum(p.amount_fen > 0 AND +p.paid_on > :top_ups_since) AS top_ups,
            sum(CASE WHEN +p.paid_on > :top_ups_since THEN p.amount_fen ELSE 0 END) AS top_up_fen,
            sum(CASE WHEN +p.paid_on > :mean_since THEN p.amount_fen ELSE 0 END) AS year_fen
        FROM account a CROSS JOIN payment p ON p.account_id = a.id
        WHERE a.kind = 'prepaid' AND +p.paid_on <= :until{{among}} GROUP BY a.customer_id),
    still AS MATERIALIZED (
        SELECT customer_id, id, max(opened_on) AS opened_on FROM complaint
        WHERE closed_on IS NULL AND coalesce(upheld, 1){{among}} GROUP BY customer_id),
    upheld AS MATERIALIZED (
        SELECT customer_id, id, max(coalesce(closed_on, opened_on)) AS closed_on FROM complaint
        WHERE upheld{{among}} GROUP BY customer_id),
    said AS MATERIALIZED (
        SELECT customer_id, max(on_day) AS on_day, words FROM ({_SAID})
        WHERE words IS NOT NULL GROUP BY customer_id),
    facts AS MATERIALIZED (
        SELECT c.customer_id, c.prepaid, CASE WHEN c.prepaid
            THEN ({_NEWEST.format(column="balance_fen")}) END AS balance_fen,
            CASE WHEN c.prepaid THEN ({_NEWEST.format(column="as_of")}) END AS balance_of,
            c.arrears_fen, CASE WHEN c.arrears_fen > 0 THEN (
                SELECT min(d) FROM (SELECT max(b.as_of) AS d FROM account a CROSS JOIN
                    account_balance b ON b.account_id = a.id
                    WHERE a.customer_id = c.customer_id GROUP BY a.id)) END AS arrears_of,
            p.top_ups, p.top_up_fen, p.year_fen AS top_up_year_fen,
            coalesce({{known}}, 0) AS top_up_months,
            CASE WHEN c.prepaid THEN :until END AS top_ups_until,
            o.id AS complaint_id, o.opened_on AS complaint_on,
            u.id AS upheld_id, u.closed_on AS upheld_on, w.on_day AS words_on, w.words
        FROM (SELECT customer_id, arrears_fen, EXISTS (SELECT 1 FROM account a WHERE
              a.customer_id = s.customer_id AND a.kind = 'prepaid') AS prepaid
              FROM customer_summary s NOT INDEXED WHERE true{{among}} LIMIT -1 OFFSET 0) c
        LEFT JOIN paid p ON p.customer_id = c.customer_id
        LEFT JOIN still o ON o.customer_id = c.customer_id
        LEFT JOIN upheld u ON u.customer_id = c.customer_id
        LEFT JOIN said w ON w.customer_id = c.customer_id)
    SELECT {", ".join(_CUSTOMER)}, {_seal(_CUSTOMER)} FROM facts WHERE true
"""
_GONE = (
    "DELETE FROM line_facts WHERE line_id IN (SELECT s.line_id FROM line_summary s "
    f"WHERE NOT ({ON_NETWORK}){{among}})",
    "DELETE FROM customer_facts WHERE NOT EXISTS (SELECT 1 FROM customer_summary c "
    "WHERE c.customer_id = customer_facts.customer_id){among}",
)
_BROKEN_LINES = (
    "SELECT DISTINCT s.customer_id FROM line_summary s "
    "LEFT JOIN line_facts f ON f.line_id = s.line_id "
    f"WHERE {ON_NETWORK} AND (f.bill_month IS NOT s.last_month "
    f"OR f.seal IS NOT {_seal(_LINE, 'f.')}) LIMIT {MANY + 1}"
)
_BROKEN_CUSTOMERS = (
    "SELECT c.customer_id FROM customer_summary c "
    "LEFT JOIN customer_facts f ON f.customer_id = c.customer_id "
    f"WHERE f.arrears_fen IS NOT c.arrears_fen OR f.seal IS NOT {_seal(_CUSTOMER, 'f.')} "
    f"LIMIT {MANY + 1}"
)


# Facts that follow other rules all do: any one tells.
_OTHER_CUSTOMERS, _OTHER_LINES = (
    f"SELECT 1 FROM (SELECT * FROM {table} LIMIT 1) f WHERE f.seal IS NOT {_seal(columns, 'f.')}"
    for table, columns in (("customer_facts", _CUSTOMER), ("line_facts", _LINE))
)
_DUE = "SELECT derived_on IS NULL FROM book"


def register_functions(connection: Any) -> None:
    """Give a driver connection the functions that the statements of this room use."""
    connection.create_function("vd_leaving", 2, _leaving, deterministic=True)
    connection.create_function("vd_sum", 1, _sum, deterministic=True)


def refresh(scope: Scope) -> int:
    """Make the facts of the scope's customers right; of everybody where an action left it to do.

    Returns how many rows changed.
    """
    among = scope.among("customer_id")
    changed = sum(scope.run(statement.format(among=among)) for statement in _GONE)
    values = _values(scope)
    if scope.customer_ids is None and not scope.rows(_DUE)[0][0]:
        broken = _broken(scope, values["stamp"])
        scope = scope.only(broken) if len(broken) <= MANY else scope
    if scope.customer_ids is None or scope.customer_ids:
        changed += _write(scope, values)
    return changed


def facts_by_other_rules(scope: Scope) -> dict[str, str]:
    """Gather the facts of everybody in temporary tables, as the scope's rules ask for.

    Returns:
        Of ``facts`` of customers and of ``lines``, which table was made; none for those that are
        kept by these rules already.
    """
    values, months = _values(scope), _months(scope)
    made = {}
    if scope.rows(_OTHER_CUSTOMERS, stamp=values["stamp"]):
        statement = _customers(scope, among="")
        made["facts"] = _gathered(scope, "facts_tried", _CUSTOMER, statement, values)
    if scope.rows(_OTHER_LINES, stamp=months["stamp"]):
        statement = _LINES.format(among="")
        made["lines"] = _gathered(scope, "lines_tried", _LINE, statement, months)
    return made


def _gathered(
    scope: Scope, table: str, columns: Sequence[str], statement: str, values: Mapping[str, Any]
) -> str:
    scope.run(f"DROP TABLE IF EXISTS temp.{table}")
    names = ", ".join((*columns, "seal"))
    scope.run(f"CREATE TEMP TABLE {table} ({names}, PRIMARY KEY ({columns[0]}))")
    scope.run(f"INSERT INTO temp.{table} {statement}", **values)
    return f"temp.{table}"


def _write(scope: Scope, values: Mapping[str, Any]) -> int:
    lines = _LINES.format(among=scope.among("s.customer_id"))
    statement = upsert("line_facts", "line_id", (*_LINE, "seal"), lines)
    written = scope.run(statement, **_months(scope))
    customers = _customers(scope, among=scope.among("customer_id"))
    columns = (*_CUSTOMER, "seal")
    statement = upsert("customer_facts", "customer_id", columns, customers)
    return written + scope.run(statement, **values)


def _broken(scope: Scope, stamp: int) -> set[int]:
    """Whose rows are missing or no longer fit their seal; of very many rather more than `MANY`."""
    stamp_of_lines = _months(scope)["stamp"]
    found = {row[0] for row in scope.rows(_BROKEN_LINES, stamp=stamp_of_lines)}
    return found | {row[0] for row in scope.rows(_BROKEN_CUSTOMERS, stamp=stamp)}


def _customers(scope: Scope, among: str) -> str:
    """The statement that gathers facts of customers, over as many months as the rules say."""
    months = range(1, scope.basis.rules.mean_months + 1)
    known = " + ".join(f"(p.first_on <= :month_{number})" for number in months)
    return _CUSTOMERS.format(among=among, known=known)


def _months(scope: Scope) -> dict[str, Any]:
    """What facts of lines follow beside the records, and a sum over it."""
    newest = shifted(month_of(scope.basis.today), -1)  # of nearly all lines, and so computed once
    months = scope.basis.rules.swing_months
    before = shifted(newest, -months)
    return {
        "newest": newest,
        "before_newest": before,
        "swing_months": months,
        "stamp": months,
    }


def _values(scope: Scope) -> dict[str, Any]:
    """What facts of customers follow beside the records, and a sum over it."""
    rules, today = scope.basis.rules, scope.basis.today
    newest = scope.rows("SELECT max(paid_on) FROM payment WHERE paid_on <= :today")[0][0]
    until = date.fromisoformat(newest) if newest else today
    known = {
        "until": newest,
        "off_net": json.dumps(rules.off_net_words),
        "top_ups_since": months_ago(until, rules.top_up_months).isoformat(),
        "mean_since": months_ago(until, rules.mean_months).isoformat(),
        **{
            f"month_{number}": months_ago(until, number).isoformat()
            for number in range(1, rules.mean_months + 1)
        },
    }
    stamp = crc32(json.dumps([known, rules.words_days]).encode())
    said_since = today - timedelta(days=rules.words_days)
    return {**known, "stamp": stamp, "said_since": said_since.isoformat()}


def _leaving(text: str | None, words: str) -> str | None:
    return GAP.join(words_of_leaving(text, _list(words))) or None


@lru_cache(maxsize=4)
def _list(words: str) -> tuple[str, ...]:
    return tuple(json.loads(words))


def _sum(text: str | None) -> int:
    return crc32(text.encode()) if text else -1
