"""The program: with a verb on the command line, without one in a window."""

import gc
import os
import sys

from vipdesk import texts
from vipdesk.cli.parser import build_parser


def main(arguments: list[str] | None = None) -> int:
    """Run one verb, or open the window on the profile that is named; the process's exit code."""
    if os.name == "posix":
        os.umask(0o077)  # what is written belongs to the manager alone
    texts.set_language(texts.system_language())
    options = build_parser().parse_args(arguments)
    if options.verb is None:
        # Imports make many objects and no rubbish: without its collector the window is there in
        # two thirds of the time. The app puts it to work again once the list is shown.
        gc.disable()
        from vipdesk.app import run as open_window

        return open_window(options.profile)
    from vipdesk.cli.main import run as run_verb

    options.window_check = _check_window  # the command line itself knows no Qt
    return run_verb(options)


def _check_window() -> str:
    from vipdesk.ui.self_check import check_window

    return check_window()


if __name__ == "__main__":
    sys.exit(main())
