"""The book's own day, and what else derived rows depend on beside the records."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from vipdesk.domain.points_rules import PointsRules
from vipdesk.domain.retention_rules import RetentionRules
from vipdesk.domain.touchpoints import MIN_CALL_SECONDS
from vipdesk.store.records import SettingsSet
from vipdesk.store.summaries import Basis

DEFAULT_ZONE = "Asia/Shanghai"
_NEWEST_SETTINGS = select(SettingsSet.values).order_by(SettingsSet.id.desc()).limit(1)
# Of the settings, all texts of the manager among them, the zone alone.
_ZONE = "SELECT json_extract(\"values\", '$.zone') FROM settings_set ORDER BY id DESC LIMIT 1"


def zone_of(connection: Connection) -> ZoneInfo:
    """The zone whose days are the book's days."""
    return ZoneInfo(connection.exec_driver_sql(_ZONE).scalar() or DEFAULT_ZONE)


def basis_of(connection: Connection, now: datetime) -> Basis:
    """The day of ``now`` and the rules, as the newest settings have them."""
    values: dict[str, Any] = dict(connection.scalar(_NEWEST_SETTINGS) or {})
    zone = ZoneInfo(values.get("zone", DEFAULT_ZONE))
    return Basis(
        now.astimezone(zone).date(),
        values.get("min_call_seconds", MIN_CALL_SECONDS),
        RetentionRules.from_json(values.get("rules")),
        PointsRules.from_json(values.get("points")),
        zone=zone,
    )
