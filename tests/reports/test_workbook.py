import io
import re
import zipfile
from dataclasses import replace
from fractions import Fraction

from tests.reports.period_samples import value
from vipdesk.reports.value_sheet import ValueLine, values_page
from vipdesk.reports.workbook import Formula, Page, workbook
from vipdesk.services.indicators.kinds import ALL
from vipdesk.texts import translator


def test_a_mean_stands_as_a_value_and_counts_nothing() -> None:
    place = next(at for at, kind in enumerate(ALL) if kind.spec.key == "combined_retention")
    counted = value(0)
    mean = replace(counted, spec=ALL[place].spec, numerator=204_398_479, denominator=208_168_128)
    page = values_page("x", "", [ValueLine(counted), ValueLine(mean)], translator("en"))
    assert isinstance(page.rows[0][4], Formula)
    assert page.rows[1][2:5] == [None, None, Fraction(204_398_479, 208_168_128)]


def test_columns_are_as_wide_as_what_stands_in_them() -> None:
    page = Page(
        "x", ["Against the period before", "号", "n"], [[1, "中" * 20], [None, "长" * 90, 2]]
    )
    book = workbook([page], "x", "y")
    sheet = zipfile.ZipFile(io.BytesIO(book)).read("xl/worksheets/sheet1.xml").decode()
    widths = [float(width) for width in re.findall(r'<col [^>]*width="([\d.]+)"', sheet)]
    assert [round(width) for width in widths] == [28, 61, 13]
