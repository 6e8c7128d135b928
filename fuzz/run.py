"""One target under libFuzzer: ``python -m fuzz.run TARGET [libFuzzer's options] FOLDER...``."""

import importlib
import sys

import atheris


def main() -> None:
    """Fuzz until libFuzzer has had enough."""
    name = sys.argv.pop(1)
    with atheris.instrument_imports(include=["vipdesk"]):
        targets = importlib.import_module("fuzz.targets")
    atheris.Setup(sys.argv, targets.TARGETS[name].run)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
