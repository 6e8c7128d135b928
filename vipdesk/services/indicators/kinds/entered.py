"""Figures that others measure: entered or imported with their origin, never computed here."""

from vipdesk.domain.indicators import Span, Spec, Unit
from vipdesk.services.indicators.definition import Indicator, entered
from vipdesk.texts import N_

HOTLINE = Indicator(
    Spec(
        key="hotline",
        name=N_("Hotline answered within 15 s"),
        definition=N_("Calls answered by a person within 15 seconds, as the operator reports."),
        unit=Unit.PIECES,
        span=Span.MONTH,
        target=8_500,
        entered=True,
    ),
    entered,
)
FIRST_CALL = Indicator(
    Spec(
        key="first_call",
        name=N_("First-call resolution"),
        definition=N_("Calls that settled the matter at once, as the operator reports."),
        unit=Unit.PIECES,
        span=Span.MONTH,
        target=9_000,
        entered=True,
    ),
    entered,
)
INSTALLATION = Indicator(
    Spec(
        key="installation",
        name=N_("Installation in time"),
        definition=N_("Installations in the promised time, as the operator reports."),
        unit=Unit.PIECES,
        span=Span.MONTH,
        entered=True,
    ),
    entered,
)
REPEAT_FAULTS = Indicator(
    Spec(
        key="repeat_faults",
        name=N_("Repeated fault reports"),
        definition=N_("Faults that were reported again, as the operator reports."),
        unit=Unit.PIECES,
        span=Span.MONTH,
        entered=True,
    ),
    entered,
)
NETWORK_LINES = Indicator(
    Spec(
        key="network_lines",
        name=N_("Lines of the network"),
        definition=N_("All lines of the operator's network here, as the operator reports."),
        unit=Unit.LINES,
        span=Span.MONTH,
        percent=False,
        entered=True,
    ),
    entered,
)
