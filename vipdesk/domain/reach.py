"""How many customers a set of rules reaches, to be seen before it is put in force."""

from dataclasses import dataclass

from vipdesk.domain.task_query import Risk
from vipdesk.domain.warnings import Rule


@dataclass(frozen=True, slots=True)
class Reach:
    """How many of the manager's customers a set of rules reaches.

    Attributes:
        warned: Customers whom each rule warns of, by themselves or by one of their lines.
        risks: Customers by their score; those without a line on the network have none.
    """

    warned: dict[Rule, int]
    risks: dict[Risk, int]
