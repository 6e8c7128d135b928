"""Every indicator, one file each, in the order in which they are shown."""

from vipdesk.services.indicators.definition import Indicator, Mean
from vipdesk.services.indicators.kinds.churn import CHURN
from vipdesk.services.indicators.kinds.complaints import ESCALATED, RESOLVED_AT_ONCE
from vipdesk.services.indicators.kinds.entered import (
    FIRST_CALL,
    HOTLINE,
    INSTALLATION,
    NETWORK_LINES,
    REPEAT_FAULTS,
)
from vipdesk.services.indicators.kinds.later import (
    CLUB_SHARE,
    EVENT_PARTICIPATION,
    EVENTS,
    MERCHANTS,
    SATISFACTION,
)
from vipdesk.services.indicators.kinds.reach import EXECUTED_REACH, PERCEIVED_REACH
from vipdesk.services.indicators.kinds.redemption import POINTS_REDEMPTION, REDEEMING_CUSTOMERS
from vipdesk.services.indicators.kinds.renewal import RENEWAL
from vipdesk.services.indicators.kinds.retention import (
    COMBINED_RETENTION,
    REVENUE_RETENTION,
    SNAPSHOT_RETENTION,
)
from vipdesk.services.indicators.kinds.standard import SERVICE_STANDARD

ALL: tuple[Indicator | Mean, ...] = (
    *(SNAPSHOT_RETENTION, REVENUE_RETENTION, COMBINED_RETENTION, CHURN),
    *(PERCEIVED_REACH, EXECUTED_REACH, SERVICE_STANDARD, RENEWAL),
    *(POINTS_REDEMPTION, REDEEMING_CUSTOMERS),
    *(ESCALATED, RESOLVED_AT_ONCE, SATISFACTION, EVENT_PARTICIPATION, CLUB_SHARE, EVENTS),
    *(MERCHANTS, HOTLINE, FIRST_CALL, INSTALLATION, REPEAT_FAULTS, NETWORK_LINES),
)
BY_KEY = {each.spec.key: each for each in ALL}
