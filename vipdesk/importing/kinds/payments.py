"""Payments, and what stands on accounts as of a day; the account is found in one of three ways."""

from vipdesk.domain.words import ImportKind
from vipdesk.importing.kinds.kind import PHONES, Kind

PAYMENTS = Kind(
    word=ImportKind.PAYMENTS,
    fields=("payment.paid_on", "payment.amount", "payment.channel", "payment.flow_number",
            "account.number", "line.number", "customer.number", "account.balance",
            "account.arrears", "account.as_of"),
    required=(("account.number", "line.number", "customer.number"),),
    says=("payment.amount", "account.balance", "account.arrears"),
    unique=(),
    own=frozenset({"payment", "account.as_of"}),
    speaks=3,
    template=("account.number", "line.number", "customer.number", "payment.paid_on",
              "payment.amount", "payment.channel", "payment.flow_number", "account.balance",
              "account.arrears", "account.as_of"),
    also={"line.number": ("缴费号码", "充值号码", "交费号码", "付费号码", *PHONES),
          "account.balance": ("期末余额", "账期末余额", "月末余额", "缴费后余额", "充值后余额",
                              "closing balance"),
          "account.arrears": ("amount owed", "overdue amount")},
    needs={"payment.amount": "payment.paid_on"},
)  # fmt: skip
