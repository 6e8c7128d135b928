"""Puts services, pages and window together."""

from vipdesk.wiring.desk import build_desk as build_desk
from vipdesk.wiring.services import Services as Services
from vipdesk.wiring.services import load_screens as load_screens
