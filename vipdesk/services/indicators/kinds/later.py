"""Indicators whose data the book does not hold yet; they say so and are never 0."""

from vipdesk.domain.indicators import Span, Spec, Unit
from vipdesk.services.indicators.definition import Indicator, no_data
from vipdesk.texts import N_

SATISFACTION = Indicator(
    Spec(
        key="satisfaction",
        name=N_("Satisfaction"),
        definition=N_(
            "Satisfied answers of a survey over the valid ones, the latest answer of each "
            "customer and wave."
        ),
        unit=Unit.CUSTOMERS,
        span=Span.QUARTER,
        target=9_000,
        own=True,
    ),
    no_data,
)
EVENT_PARTICIPATION = Indicator(
    Spec(
        key="event_participation",
        name=N_("Event participation"),
        definition=N_(
            "Members who attended at least one event, over the members at the quarter's end. "
            "Guests and those who did not come are left out."
        ),
        unit=Unit.CUSTOMERS,
        span=Span.QUARTER,
        target=500,
    ),
    no_data,
)
CLUB_SHARE = Indicator(
    Spec(
        key="club_share",
        name=N_("Share of featured clubs"),
        definition=N_("Members of featured clubs over all lines of the network."),
        unit=Unit.CUSTOMERS,
        span=Span.QUARTER,
        target=200,
    ),
    no_data,
)
EVENTS = Indicator(
    Spec(
        key="events",
        name=N_("Events of the quarter"),
        definition=N_("Events that were held; those cancelled are left out."),
        unit=Unit.PIECES,
        span=Span.QUARTER,
        target=100,
        percent=False,
    ),
    no_data,
)
MERCHANTS = Indicator(
    Spec(
        key="merchants",
        name=N_("Alliance merchants"),
        definition=N_("Merchants with an agreement that is valid on the day."),
        unit=Unit.PIECES,
        span=Span.QUARTER,
        target=300,
        percent=False,
    ),
    no_data,
)
