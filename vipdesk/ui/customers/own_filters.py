"""The filters that every customer list offers, and how they are said and counted."""

from vipdesk.domain.customer_query import CustomerFilter, describe
from vipdesk.domain.task_query import Risk
from vipdesk.services.customer_book import CustomerBook
from vipdesk.texts import _
from vipdesk.ui.filter_chips import ALL, NamedFilter
from vipdesk.ui.filter_work import Filters


def built_in() -> list[NamedFilter]:
    """All, what ends soon, who may leave, and who was not met."""
    ending = CustomerFilter(ends_within_days=60)
    leaving = CustomerFilter(risks=(Risk.HIGH,))
    unmet = CustomerFilter(months_without_contact=1)
    return [
        NamedFilter(ALL, _("All"), CustomerFilter()),
        NamedFilter("ending", _("Ends within {n} days").format(n=60), ending),
        NamedFilter("leaving", _(Risk.HIGH.label), leaving),
        NamedFilter("unmet", _("No contact this month"), unmet),
    ]


def own_filters(book: CustomerBook) -> Filters:
    """The filters of the customers of ``book``."""
    customers = book.customers
    return Filters(
        book.filters,
        built_in(),
        lambda criteria: describe(criteria, _),
        lambda filters: customers.counts(filters, customers.today()),
    )
