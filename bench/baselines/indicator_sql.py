"""The bare queries that indicators of a month are measured by: one each, of the same tables.

They answer for the plain case alone: no parts of the book, no lists behind, no reasons why not.
"""

_STATE = (
    "(SELECT h.status FROM status_history h WHERE h.line_id = {line} AND h.effective_on <= {day} "
    "ORDER BY h.effective_on DESC, h.id DESC LIMIT 1)"
)
_NOW, _LAST = (_STATE.format(line="m.line_id", day=day) for day in (":before", ":last"))
_IN_COHORT = "m.cohort_id = (SELECT max(id) FROM cohort WHERE on_day = :snapshot)"
_EFFECTIVE = (
    "(p.direction = 'in' OR p.replied OR (NOT p.bulk AND p.result = 'connected' AND (p.channel IN "
    "('visit', 'hall', 'event') OR (p.channel = 'phone' AND p.duration_seconds >= 30))))"
)
_OURS = "(c.owner_id IS NULL OR c.owner_id = 1)"

QUERIES = {
    "snapshot_retention": f"""
        SELECT count(*), sum(kept) FROM (SELECT max({_LAST} NOT IN ('closed', 'ported_out')
            AND b.fee_fen > 0) AS kept FROM cohort_member m LEFT JOIN bill b
            ON b.line_id = m.line_id AND b.month = :month WHERE {_IN_COHORT}
        GROUP BY m.customer_id)""",
    "revenue_retention": f"""
        SELECT sum(m.base_fee_fen), sum(CASE WHEN {_LAST} NOT IN ('closed', 'ported_out')
            AND b.fee_fen > 0 THEN b.fee_fen END) FROM cohort_member m LEFT JOIN bill b
            ON b.line_id = m.line_id AND b.month = :month WHERE {_IN_COHORT}""",
    "churn": f"""
        SELECT sum(was) + sum(now), 2 * sum(was AND NOT now) FROM (SELECT
            {_NOW} NOT IN ('closed', 'ported_out') AS was,
            {_LAST} NOT IN ('closed', 'ported_out') AS now
        FROM line_summary m JOIN customer_summary c
            ON c.customer_id = m.customer_id AND {_OURS})""",
    "reach_executed": f"""
        SELECT count(*), sum(EXISTS (SELECT 1 FROM touchpoint p WHERE p.customer_id = c.customer_id
            AND p.on_day BETWEEN :first AND :last AND {_EFFECTIVE})) FROM customer_summary c
        WHERE NOT c.do_not_disturb AND {_OURS} AND EXISTS (SELECT 1 FROM line_summary m
            WHERE m.customer_id = c.customer_id AND {_LAST} NOT IN ('closed', 'ported_out'))""",
    "service_standard": f"""
        WITH RECURSIVE contact AS MATERIALIZED (SELECT DISTINCT p.customer_id, p.on_day
            FROM touchpoint p WHERE {_EFFECTIVE}),
        gap AS (SELECT c.customer_id, t.on_day, lead(t.on_day) OVER w AS next_on,
            date(t.on_day, CASE c.tier WHEN 'diamond' THEN '+2' WHEN 'gold' THEN '+3' ELSE '+6' END
            || ' months') AS due FROM customer_summary c JOIN contact t
            ON t.customer_id = c.customer_id WHERE NOT c.do_not_disturb AND c.tier <> 'ordinary'
            WINDOW w AS (PARTITION BY t.customer_id ORDER BY t.on_day))
        SELECT count(*), sum(next_on <= due) FROM gap WHERE due BETWEEN :first AND :last""",
    "renewal": """
        SELECT count(*), sum(EXISTS (SELECT 1 FROM contract_date n WHERE n.line_id = d.line_id
            AND n.kind = 'contract' AND n.moved_as = 'renewal' AND n.id > d.id))
        FROM contract_date d WHERE d.kind = 'contract' AND d.ends_on BETWEEN :first AND :last""",
    "escalated_complaints": """
        SELECT count(*), sum(level = 'escalated') FROM complaint
        WHERE opened_on BETWEEN :first AND :last""",
}
