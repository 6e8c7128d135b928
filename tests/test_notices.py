"""What ships is named with its version and licence, and its licence is one the house takes."""

import importlib.metadata
import re

from tools.shipped import normal_name, shipped_packages
from vipdesk.paths import project_dir

NOTICES = (project_dir() / "THIRD_PARTY_NOTICES").read_text(encoding="utf-8")


def test_every_package_that_ships_is_named_with_its_version() -> None:
    named = {
        normal_name(found.group(1)): found.group(2)
        for found in re.finditer(r"^([\w.-]+) (\d[\w.]*)  +\S", NOTICES, re.MULTILINE)
    }
    missing = {
        name: version
        for name, version in shipped_packages().items()
        if not (named.get(name) or "").startswith(version)
    }
    assert missing == {}


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
    lock = (project_dir() / "requirements.lock").read_text(encoding="utf-8").splitlines()
    locked = {
        normal_name(line.split("==")[0]): line.split("==")[1] for line in lock if "==" in line
    }
    assert {name: locked.get(name) for name in shipped_packages()} == shipped_packages()
