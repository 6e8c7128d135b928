"""What a customer paid, and what stands on their accounts."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vipdesk.domain.cells import masked_digits
from vipdesk.domain.months import month_of, shifted
from vipdesk.services.customer_rows import AccountRow, PaymentRow
from vipdesk.store.records import Account, AccountBalance, Payment

MONTHS = 12


def accounts_of(session: Session, customer_id: int) -> tuple[AccountRow, ...]:
    """The newest balance of each account that has one."""
    newest = (
        select(AccountBalance.account_id, func.max(AccountBalance.as_of).label("as_of"))
        .join(Account)
        .where(Account.customer_id == customer_id)
        .group_by(AccountBalance.account_id)
        .subquery()
    )
    query = (
        select(Account.number, AccountBalance)
        .join(AccountBalance)
        .join(
            newest,
            (newest.c.account_id == AccountBalance.account_id)
            & (newest.c.as_of == AccountBalance.as_of),
        )
        .order_by(Account.id)
    )
    return tuple(
        AccountRow(masked_digits(number or ""), row.balance_fen, row.arrears_fen, row.as_of)
        for number, row in session.execute(query)
    )


def payments_of(session: Session, customer_id: int, today: date) -> tuple[PaymentRow, ...]:
    """From the first of this month a year ago, newest first; of one day as they came in."""
    since = date.fromisoformat(f"{shifted(month_of(today), -MONTHS)}-01")
    query = (
        select(Payment, Account.number)
        .join(Account)
        .where(Account.customer_id == customer_id)
        .where(Payment.paid_on >= since)
        .order_by(Payment.paid_on.desc(), Payment.occurrence, Payment.id)
    )
    return tuple(
        PaymentRow(row.paid_on, row.amount_fen, row.channel, masked_digits(number or ""))
        for row, number in session.execute(query)
    )
