"""What ships is named with its version and licence, and its licence is one the house takes."""

import importlib.metadata
import itertools
import re
import sys
from collections.abc import Iterator

import pytest
from packaging.requirements import Requirement

from tools.shipped import normal_name, shipped_packages
from vipdesk.paths import project_dir

NOTICES = (project_dir() / "THIRD_PARTY_NOTICES").read_text(encoding="utf-8")
PLACES = [
    {**system, "python_version": version, "python_full_version": f"{version}.0"}
    for system, version in itertools.product(
        (
            {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
            {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
            {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
        ),
        ("3.11", "3.12", "3.13", "3.14"),
    )
]


def test_every_package_that_ships_is_named_with_its_version() -> None:
    named = _named()
    missing = {
        name: version
        for name, version in shipped_packages().items()
        if not (named.get(name) or "").startswith(version)
    }
    assert missing == {}


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="what 3.11 alone asks for is not there")
def test_no_package_is_named_that_ships_nowhere() -> None:
    listed = NOTICES.split("Python packages\n", 1)[1].split("\n\n", 1)[0]
    assert {name for name in _named(listed) if name not in set(_asked_for("vipdesk"))} == set()


def _named(notices: str = NOTICES) -> dict[str, str]:
    lines = re.finditer(r"^([\w.-]+) (\d[\w.]*)  +\S", notices, re.MULTILINE)
    return {normal_name(found.group(1)): found.group(2) for found in lines}


def _asked_for(package: str, extras: frozenset[str] = frozenset()) -> Iterator[str]:
    """Every package that ``package`` brings in on some platform, as far as it is installed here."""
    seen, waiting = set(), [(package, extras)]
    while waiting:
        name, extras = waiting.pop()
        try:
            lines = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:
            continue  # for another platform
        for wanted in map(Requirement, lines):
            asked = normal_name(wanted.name), frozenset(wanted.extras)
            if asked not in seen and _is_wanted(wanted, extras):
                seen.add(asked)
                waiting.append(asked)
                yield asked[0]


def _is_wanted(wanted: Requirement, extras: frozenset[str]) -> bool:
    return wanted.marker is None or any(
        wanted.marker.evaluate({**place, "extra": extra})
        for place, extra in itertools.product(PLACES, {"", *extras})
    )


def test_no_package_that_ships_is_under_the_gpl_alone() -> None:
    gpl = [
        name
        for name in shipped_packages()
        if "GPL" in (text := _licence(name)) and "LGPL" not in text and "MPL" not in text
    ]
    assert gpl == []


def _licence(name: str) -> str:
    fields = importlib.metadata.metadata(name).json
    classifiers = [line for line in fields.get("classifier", []) if "License" in line]
    stated = fields.get("license_expression") or fields.get("license", "")
    return " ".join([str(stated).split("\n")[0], *classifiers])


def test_the_licence_texts_lie_beside_the_notices() -> None:
    for place in re.findall(r"resources/\S+\.txt", NOTICES):
        assert (project_dir() / place).is_file(), place


def test_the_lock_holds_every_package_that_ships() -> None:
    locked = _locked()
    assert {name: locked.get(name) for name in shipped_packages()} == shipped_packages()


def test_the_lock_holds_what_any_platform_asks_for() -> None:
    asked = set(_asked_for("vipdesk", frozenset({"dev", "calibrate"}))) - {"vipdesk"}
    assert asked - _locked().keys() == set()


def _locked() -> dict[str, str]:
    lock = (project_dir() / "requirements.lock").read_text(encoding="utf-8").splitlines()
    return {normal_name(line.split("==")[0]): line.split("==")[1] for line in lock if "==" in line}
