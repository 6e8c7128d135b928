import pytest
from pytestqt.qtbot import QtBot

from tests.furnished import Furnished
from tests.ui.shots import SIZES, in_looks
from tests.ui.today.conftest import MakePage
from tests.ui.visits.conftest import settled_shot
from vipdesk.services.retention_run import RetentionRunService
from vipdesk.store.book import Store
from vipdesk.ui import theme
from vipdesk.ui.kit.cell_delegate import PADDING


def shoot_page(qtbot: QtBot, make_page: MakePage, name: str) -> None:
    for page in in_looks(make_page):
        for size in SIZES:
            settled_shot(qtbot, page, name, size)


@pytest.mark.shots
def test_empty(qtbot: QtBot, store: Store, make_page: MakePage) -> None:
    shoot_page(qtbot, make_page, "today/empty")


@pytest.mark.shots
def test_morning(
    qtbot: QtBot, demo_furnished: Furnished[None], store: Store, make_page: MakePage
) -> None:
    RetentionRunService(store).run()
    shoot_page(qtbot, make_page, "today/morning")


def test_no_reason_is_cut_on_a_small_laptop(
    qtbot: QtBot, demo_furnished: Furnished[None], store: Store, make_page: MakePage
) -> None:
    RetentionRunService(store).run()
    for page in in_looks(make_page):
        table = page.table
        place = [each.key for each in table.rows.columns()].index("reason")
        room = table.columnWidth(place) - 2 * PADDING
        reasons = {table.rows.cell(row, place).text for row in range(table.rows.rowCount())}
        assert len(reasons) > 20
        cut = {each for each in reasons if theme.metrics().horizontalAdvance(each) > room}
        assert not cut
