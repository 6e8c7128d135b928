"""The values of a period as a workbook: the values, those of each part, what they are of."""

from collections.abc import Iterator

from vipdesk.domain.indicator_sheet import IndicatorSheet
from vipdesk.domain.indicators import versions_of
from vipdesk.reports.value_sheet import ValueLine, values_page
from vipdesk.reports.workbook import Cell, Page, workbook
from vipdesk.texts import Translate, translator


def indicator_xlsx(sheet: IndicatorSheet) -> bytes:
    """The workbook as XLSX."""
    t = translator(sheet.language)
    return workbook(_pages(sheet, t), f"{t('Indicators')} {sheet.period.key}", sheet.manager)


def _pages(sheet: IndicatorSheet, t: Translate) -> Iterator[Page]:
    yield values_page(t("Indicators"), "", [ValueLine(value) for value in sheet.values], t)
    if sheet.by:
        lines = [ValueLine(value, part=part) for part, values in sheet.parts for value in values]
        yield values_page(t("Split"), t(sheet.by), lines, t)
    yield Page(t("About"), [t("About"), ""], list(_about(sheet, t)))


def _about(sheet: IndicatorSheet, t: Translate) -> Iterator[list[Cell]]:
    yield [t("Period"), sheet.period.key]
    yield [t("Part of the book"), sheet.part or t("Whole book")]
    yield [t("Manager"), sheet.manager]
    yield [t("Made at"), sheet.made_at]
    yield [t("Settings version"), versions_of(sheet.values)]
    for value in sheet.values:
        own = f" {t('† A definition of our own.')}" if value.spec.own else ""
        yield [t(value.spec.name), f"{t(value.spec.definition)}{own}"]
