from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.deriving.desk import Desk


@pytest.fixture
def desk(profile: Path) -> Iterator[Desk]:
    desk = Desk(profile)
    yield desk
    desk.close()
