"""Which packages ship with the program, told from what is installed."""

import importlib.metadata
import re

from packaging.requirements import Requirement


def normal_name(package: str) -> str:
    """The one spelling of a package's name."""
    return re.sub(r"[-_.]+", "-", package).lower()


def _asked_for(package: str, extras: set[str]) -> list[Requirement]:
    """What ``package`` brings in on this platform."""
    requirements = [Requirement(line) for line in importlib.metadata.requires(package) or []]
    return [
        requirement
        for requirement in requirements
        if requirement.marker is None
        or any(requirement.marker.evaluate({"extra": extra}) for extra in {"", *extras})
    ]


def shipped_packages() -> dict[str, str]:
    """Every package that installing VIPDesk brings in, without its own extras, with its version."""
    found: dict[str, str] = {}
    waiting = _asked_for("vipdesk", set())
    while waiting:
        wanted = waiting.pop()
        name = normal_name(wanted.name)
        if name not in found or wanted.extras:
            found[name] = importlib.metadata.version(wanted.name)
            waiting += _asked_for(wanted.name, wanted.extras)
    return found
