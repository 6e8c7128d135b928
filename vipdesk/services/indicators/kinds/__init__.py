"""Every indicator, one file each, in the order in which they are shown."""

from vipdesk.services.indicators.definition import Indicator
from vipdesk.services.indicators.kinds.churn import CHURN

ALL: tuple[Indicator, ...] = (CHURN,)
BY_KEY = {each.spec.key: each for each in ALL}
