"""Every indicator, one file each, in the order in which they are shown."""

from vipdesk.services.indicators.definition import Indicator, Mean
from vipdesk.services.indicators.kinds.churn import CHURN
from vipdesk.services.indicators.kinds.retention import (
    COMBINED_RETENTION,
    REVENUE_RETENTION,
    SNAPSHOT_RETENTION,
)

ALL: tuple[Indicator | Mean, ...] = (
    SNAPSHOT_RETENTION,
    REVENUE_RETENTION,
    COMBINED_RETENTION,
    CHURN,
)
BY_KEY = {each.spec.key: each for each in ALL}
