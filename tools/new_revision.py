"""Write the next Alembic revision from the difference between the migrations and the records."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config

from vipdesk.paths import migrations_dir
from vipdesk.store.engine import create_file, open_engine
from vipdesk.store.keyfile import BookKey
from vipdesk.store.migrate import revisions

SCRATCH_KEY = BookKey(bytes(32))


def main(message: str) -> None:
    """Autogenerate ``db/versions/NNNN_message.py`` on an empty migrated file."""
    number = f"{len(revisions()) + 1:04}"
    slug = re.sub(r"\W+", "_", message.lower()).strip("_")
    config = Config()
    config.set_main_option("script_location", str(migrations_dir()))
    config.set_main_option("file_template", f"{number}_{slug}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scratch.db"
        create_file(path, SCRATCH_KEY)
        with open_engine(path, SCRATCH_KEY).connect() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            command.revision(config, message=message, autogenerate=True, rev_id=number)
    written = migrations_dir() / "versions" / f"{number}_{slug}.py"
    subprocess.run([sys.executable, "-m", "ruff", "format", str(written)], check=True)
    print(written)


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]))
