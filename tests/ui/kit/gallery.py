"""Every piece of the kit on one sheet, to look at beside the look."""

from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from vipdesk import texts
from vipdesk.domain.words import Tier
from vipdesk.ui.kit.buttons import CheckChip, button, icon_button
from vipdesk.ui.kit.card import Card, Fact, StatCard, rule
from vipdesk.ui.kit.charts import BarChart, LineChart, Point
from vipdesk.ui.kit.chip import Chip, tier_tone
from vipdesk.ui.kit.columns import CellStyle, Column, Note
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.fields import DateField, NumberField
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.masked import MaskedLabel
from vipdesk.ui.kit.notices import Notice
from vipdesk.ui.kit.search_field import SearchField
from vipdesk.ui.kit.segmented import Segmented, Tabs
from vipdesk.ui.kit.signature import SignaturePad
from vipdesk.ui.kit.stepper import Stepper
from vipdesk.ui.kit.table_model import PagedTableModel
from vipdesk.ui.kit.table_view import TableView
from vipdesk.ui.theme import Tone

WAVE = ((0.05, 0.12), (0.12, 0.05), (0.2, 0.13), (0.28, 0.04), (0.4, 0.12), (0.6, 0.08))


@dataclass(frozen=True)
class Person:
    id: int
    tier: Tier
    name: str
    number: str
    ends: str
    days: int
    fee: str


PEOPLE = [
    Person(1, Tier.DIAMOND, "示例甲", "139****0012", "2026-11-30", 9, "312.60"),
    Person(2, Tier.GOLD, "示例乙", "186****0457", "2027-03-31", 130, "168.00"),
    Person(3, Tier.SILVER, "Sample Person", "133****2206", "2026-12-31", 40, "1,141.90"),
    Person(4, Tier.ORDINARY, "示例丁", "153****7731", "2027-06-30", 221, "203.40"),
]


def say(zh: str, en: str) -> str:
    return zh if texts.language() == "zh" else en


def columns() -> tuple[Column[Person], ...]:
    return (
        Column(
            "tier",
            say("等级", "Tier"),
            lambda p: texts._(p.tier.label),
            "tier",
            80,
            style=CellStyle.CHIP,
            tone=lambda p: tier_tone(p.tier),
        ),
        Column("name", say("姓名", "Name"), lambda p: p.name, "name", style=CellStyle.STRONG),
        Column("number", say("号码", "Number"), lambda p: p.number, style=CellStyle.MUTED),
        Column("ends", say("合约到期", "Contract end"), lambda p: p.ends, "ends", 150, note=left),
        Column("fee", "ARPU", lambda p: p.fee, "fee", 80, right=True),
        Column("risk", say("流失风险", "Risk"), risk, style=CellStyle.DOT, tone=risk_tone),
    )


def left(person: Person) -> Note:
    tone = Tone.RED if person.days < 30 else Tone.AMBER if person.days < 90 else Tone.NEUTRAL
    return Note(say(f"{person.days} 天", f"{person.days} d"), tone)


def risk(person: Person) -> str:
    return say("高", "High") if person.days < 30 else say("低", "Low")


def risk_tone(person: Person) -> Tone:
    return Tone.RED if person.days < 30 else Tone.GREEN


class Gallery(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "page")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(20, 16, 20, 16)
        whole.setSpacing(14)
        for row in (self._head(), self._stats(), self._middle(), self._foot()):
            whole.addLayout(row)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(label(say("客户", "Customers"), "title"))
        row.addWidget(label(say("486 位", "486"), "muted"))
        lists = [("all", say("全部", "All")), ("soon", say("60 天内到期 38", "Ending in 60 d 38"))]
        filters = Segmented(say("名单", "Lists"), lists, kind="filter")
        filters.set_value("all")
        row.addWidget(filters)
        row.addStretch(1)
        steps = ["选文件", "对应列", "看差异", "写入"]
        row.addWidget(Stepper(say(" ".join(steps), "Choose Match Compare Write").split(), 2))
        row.addWidget(button(say("筛选", "Filter"), icon="sliders-horizontal"))
        row.addWidget(button(say("写入", "Write"), kind="primary", icon="check"))
        row.addWidget(button(say("撤销", "Undo"), kind="quiet", icon="undo-2"))
        row.addWidget(icon_button(say("更多", "More"), icon="ellipsis"))
        return row

    def _stats(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(StatCard(say("新客户", "New"), "14", say("绑定给您", "Yours"), Tone.GREEN))
        row.addWidget(StatCard(say("有变化", "Changed"), "63", say("共 91 处", "91"), Tone.AMBER))
        row.addWidget(StatCard(say("没变化", "Same"), "405", say("跳过", "Skip"), Tone.NEUTRAL))
        row.addWidget(StatCard(say("有问题", "Problems"), "4", say("不写入", "Left"), Tone.RED))
        return row

    def _middle(self) -> QHBoxLayout:
        model = PagedTableModel(columns(), lambda ids: [p for p in PEOPLE if p.id in ids])
        model.show_ids([1, 2, 3, 4])
        model.set_sort("ends", False)
        table = TableView(say("客户", "Customers"), model)
        table.go_to(1)
        card = Card(padded=False)
        card.body.addWidget(table)
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(card, 3)
        row.addWidget(self._form(), 3)
        row.addWidget(self._side(), 2)
        return row

    def _form(self) -> Card:
        card = Card(say("面谈记录", "The talk"), say("自动保存", "Saved as typed"))
        form = Form()
        form.add("name", say("姓名", "Name"), QLineEdit("示例"), required=True)
        form.add("needs", say("客户需求", "Needs"), QPlainTextEdit("1000M"))
        outcomes = [("yes", say("同意续约", "Renewed")), ("think", say("考虑中", "Thinking"))]
        segmented = Segmented(say("维系结果", "Outcome"), outcomes)
        segmented.set_value("yes")
        form.add("outcome", say("维系结果", "Outcome"), segmented)
        scale = Segmented.scale(say("满意度", "Satisfaction"))
        scale.set_value("9")
        form.add("mark", say("满意度", "Satisfaction"), scale)
        plan = QComboBox()
        plan.addItems([say("融合 299", "Bundle 299")])
        form.add("plan", say("方案", "Plan"), plan)
        form.add("on", say("日期", "Date"), DateField(date(2026, 11, 21)))
        form.add("n", say("数量", "Number"), NumberField(0, 99, 3))
        quiet = QCheckBox(say("勿扰", "Do not disturb"))
        quiet.setChecked(True)
        form.add("vip", "VIP", quiet)
        form.set_message("name", say("姓名不能空。", "The name is missing."))
        card.body.addWidget(form)
        card.body.addStretch(1)
        return card

    def _side(self) -> Card:
        card = Card()
        head = QHBoxLayout()
        head.addWidget(label("示例甲", "title"))
        head.addWidget(Chip.of_tier(Tier.DIAMOND))
        head.addStretch(1)
        card.body.addLayout(head)
        card.body.addWidget(MaskedLabel(say("号码", "number"), "139****0012"))
        tabs = Tabs(
            say("详情", "Detail"), [("a", say("概览", "Overview")), ("b", say("合约", "Lines"))]
        )
        tabs.set_count("b", 2)
        card.body.addWidget(tabs)
        facts = QHBoxLayout()
        facts.addWidget(Fact(say("合约到期", "Ends"), "2026-11-30", Tone.RED))
        facts.addWidget(Fact(say("账户余额", "Balance"), "86.40"))
        card.body.addLayout(facts)
        card.body.addWidget(rule())
        values = [312.6, 318, 305, 290, None, 280, 260, 255, 240, 230, 220, 215.3]
        points = [Point(f"{n + 1}", value) for n, value in enumerate(values)]
        for chart in (LineChart("ARPU", "{:.2f}".format), BarChart("ARPU", "{:.2f}".format)):
            chart.set_points(points)
            card.body.addWidget(chart)
        card.body.addStretch(1)
        return card

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        left = QVBoxLayout()
        left.addWidget(Notice(say("用量数据已 47 天。", "Usage is 47 days old."), Tone.AMBER, "OK"))
        left.addWidget(Notice(say("没有完成。", "That did not work."), Tone.RED))
        left.addWidget(SearchField(say("姓名 / 拼音", "Name / pinyin"), hint="Ctrl K"))
        checks = QHBoxLayout()
        checks.addWidget(CheckChip(say("亮明身份", "Introduced"), checked=True))
        checks.addWidget(CheckChip(say("权益告知", "Benefits told")))
        checks.addStretch(1)
        left.addLayout(checks)
        row.addLayout(left, 2)
        pad = SignaturePad()
        pad.set_strokes([WAVE])
        row.addWidget(pad, 2)
        row.addWidget(EmptyState(say("还没有客户。", "No customers."), icon="users", action="+"), 2)
        return row
