"""Which lines are on the network: the rule of `vipdesk.domain.network` as SQL.

A test holds both together. Statements give ``:zero_fee_months``, of the settings.
"""

from vipdesk.domain.words import LineStatus
from vipdesk.store.in_force import current

LEFT = f"('{LineStatus.CLOSED}', '{LineStatus.PORTED_OUT}')"  # for good
_ARREARS = f"'{LineStatus.SUSPENDED_ARREARS}'"
# What is in force since the suspension began, and nothing else after it.
_SINCE = (
    "(SELECT min(h.effective_on) FROM status_history h WHERE h.line_id = {line} "
    "AND h.effective_on <= {day} AND NOT EXISTS (SELECT 1 FROM status_history o "
    f"WHERE o.line_id = h.line_id AND o.effective_on <= {{day}} AND o.status <> {_ARREARS} "
    "AND (o.effective_on, o.id) >= (h.effective_on, h.id)))"
)
_ZERO_FEES = (
    "(SELECT count(*) FROM bill z WHERE z.line_id = {line} AND z.fee_fen <= 0 "
    f"AND z.month < strftime('%Y-%m', {{day}}, '+1 day') AND z.month || '-01' >= {_SINCE})"
)


def on_network(line: str, status: str, day: str = ":today") -> str:
    """Whether the line of this id is on the network at the end of ``day``, when it has ``status``.

    Args:
        line: The column with its id, named with its table.
        status: The column with its status of that day, which is not NULL.
        day: A parameter or a column.
    """
    zero_fees = _ZERO_FEES.format(line=line, day=day)
    return (
        f"({status} NOT IN {LEFT} AND ({status} <> {_ARREARS} OR {zero_fees} < :zero_fee_months))"
    )


def status_at(line: str, day: str = ":today") -> str:
    """The status of the line of this id on ``day``; NULL where none is known."""
    return current("status_history", "status", line, day=day)
