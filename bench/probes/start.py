"""Opens the window, says when the list can be used and how much memory it then holds."""

import gc
import json
import sys
from pathlib import Path

gc.disable()  # as vipdesk.__main__ does before it imports the window

from bench.probes.desk import customer_list, memory_mb, open_desk, when  # noqa: E402 - see above

qt, app = open_desk(Path(sys.argv[1]))


def _tell() -> None:
    print("ready", json.dumps({"memory_mb": memory_mb()}), flush=True)
    qt.quit()


watch = when(lambda: customer_list(app), _tell)
qt.exec()
app.close()
