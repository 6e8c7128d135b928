"""The screens of the desk in the order of the side bar; a new one is a line here and in wiring."""

from dataclasses import dataclass

from vipdesk.texts import N_


@dataclass(frozen=True, slots=True)
class Screen:
    """One entry of the side bar.

    Attributes:
        key: How the program names it.
        title: English message id.
        icon: Name of a Lucide icon.
        set_apart: Whether a line stands above it.
    """

    key: str
    title: str
    icon: str
    set_apart: bool = False


TODAY = "today"
CUSTOMERS = "customers"
VISITS = "visits"
RETENTION = "retention"
POINTS = "points"
INDICATORS = "indicators"
DATA = "data"
SETTINGS = "settings"
JOURNAL = "journal"  # reached from the settings and from a customer
KNOWLEDGE = "knowledge"  # reached by its shortcut, and from a visit

SCREENS = (
    Screen(TODAY, N_("Today"), icon="sun"),
    Screen(CUSTOMERS, N_("Customers"), icon="users"),
    Screen(VISITS, N_("Visits"), icon="map-pin"),
    Screen(RETENTION, N_("Retention"), icon="refresh-cw"),
    Screen(POINTS, N_("Points"), icon="gift"),
    Screen(INDICATORS, N_("Indicators"), icon="chart-column", set_apart=True),
    Screen(DATA, N_("Data"), icon="database"),
    Screen(SETTINGS, N_("Settings"), icon="settings"),
)


_WITHIN = {JOURNAL: SETTINGS, KNOWLEDGE: VISITS}


def screen_of(key: str) -> str:
    """The entry of the side bar that is marked while the page ``key`` is in front."""
    return _WITHIN.get(key, key)


def shortcut(screen: Screen) -> str:
    """Ctrl+1 for the first screen, and so on."""
    return f"Ctrl+{SCREENS.index(screen) + 1}"
