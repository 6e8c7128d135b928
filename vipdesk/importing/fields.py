"""Fields of the book that a column can fill, declared once for all kinds of file."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from vipdesk.domain import words
from vipdesk.domain.cells import folded
from vipdesk.importing.spellings import (
    LEVEL_SPELLINGS,
    STATUS_SPELLINGS,
    TIER_SPELLINGS,
    VERDICT_SPELLINGS,
)
from vipdesk.texts import N_, translator


class Gender(words.Word):
    """How a person is addressed."""

    MALE = "m", N_("Male")
    FEMALE = "f", N_("Female")


class Shape(enum.Enum):
    """How a cell of a field is read."""

    TEXT = "text"
    IDENTIFIER = "identifier"
    PHONE = "phone"
    LINE_NUMBER = "line_number"
    ID_NUMBER = "id_number"
    FLAG = "flag"
    DAY = "day"
    BIRTHDAY = "birthday"
    MONTH = "month"
    MONEY = "money"
    TALK = "talk"
    DATA = "data"
    COUNT = "count"
    POINTS = "points"
    CHOICE = "choice"


# Cells in which day and month may need telling apart.
DAY_SHAPES = frozenset({Shape.DAY, Shape.BIRTHDAY})

SHAPE_NOTES: dict[Shape, str] = {
    Shape.TEXT: N_("Text."),
    Shape.IDENTIFIER: N_("Text; leading zeros are kept. Format the column as text."),
    Shape.PHONE: N_("Digits; blanks, hyphens and +86 may stand in it. Format the column as text."),
    Shape.LINE_NUMBER: N_("Phone number or broadband name. Format the column as text."),
    Shape.ID_NUMBER: N_("Identity number. Format the column as text."),
    Shape.FLAG: N_("Yes or no (是/否, Y/N, 1/0)."),
    Shape.DAY: N_("Date, best as 2026-11-30."),
    Shape.BIRTHDAY: N_(
        "Date, best as 1985-08-15; 农历 before it for a lunar one; the year may miss."
    ),
    Shape.MONTH: N_("Month, best as 2026-11."),
    Shape.MONEY: N_("Amount in yuan; write (分) behind the header for fen."),
    Shape.TALK: N_("Minutes; write (秒) behind the header for seconds."),
    Shape.DATA: N_("MB; write (GB) or (KB) behind the header for other units."),
    Shape.COUNT: N_("Whole number."),
    Shape.POINTS: N_("Points, 0 or more; a fraction is rounded as the settings say."),
    Shape.CHOICE: N_("One of the words in the list."),
}


@dataclass(frozen=True)
class Field:
    """One field of the book.

    Attributes:
        key: Record and name, as ``customer.name``; contract dates carry their kind.
        label: Name on screen (a message id).
        shape: How its cells are read.
        synonyms: Headers that mean it; the label in both languages always does.
        vocabulary: The words it can hold, for `Shape.CHOICE`.
        spellings: Words of operators' files → stored word, besides the labels of the vocabulary.
        monthly: Whether a header may carry the month of its values (a wide file).
    """

    key: str
    label: str
    shape: Shape
    synonyms: tuple[str, ...] = ()
    vocabulary: type[words.Word] | None = None
    spellings: Mapping[str, str] = field(default_factory=dict)
    monthly: bool = False

    @property
    def record(self) -> str:
        """The record the field belongs to: customer, account, line, bill."""
        return self.key.partition(".")[0]

    @property
    def labels(self) -> tuple[str, ...]:
        """Labels of the words it can hold (message ids)."""
        return tuple(word.label for word in self.vocabulary) if self.vocabulary else ()

    def words(self) -> dict[str, str]:
        """Every known spelling, `folded`, with its stored word."""
        known = {folded(spelling): word for spelling, word in self.spellings.items()}
        for word in self.vocabulary or ():
            for language in ("en", "zh"):
                known[folded(translator(language)(word.label))] = word.value
            known[folded(word.value)] = word.value
        return known


_CONTRACT_WORDS = ("合约到期", "合约到期日", "合约到期日期", "套餐到期日", "套餐到期日期",
    "合约结束日期", "合同到期日", "套餐失效日期", "协议到期日", "协议到期日期", "合约截止日期",
    "合约到期时间", "套餐到期时间", "套餐到期", "合同到期", "协议到期", "套餐截止日期",
    "contract ends on", "contract end date", "plan end", "plan end date")  # fmt: skip

ALL_FIELDS: dict[str, Field] = {
    entry.key: entry
    for entry in (
        Field("customer.number", N_("Customer number"), Shape.IDENTIFIER,
              ("客户id", "客户标识", "客户号", "客户代码", "客户编码", "用户id", "用户编号",
               "会员编号", "会员号", "会员卡号", "loyalty number", "member number",
               "membership number",
               "customer id", "customer no", "customerid", "cust id", "custid", "custno")),
        Field("customer.name", N_("Name"), Shape.TEXT,
              ("客户名称", "客户姓名", "用户姓名", "用户名称", "客户名", "机主姓名", "单位名称",
               "联系人",
               "customer name", "full name")),
        Field("customer.kind", N_("Customer kind"), Shape.CHOICE,
              ("客户类别", "客户性质", "用户类型"), words.CustomerKind,
              {"个人客户": "person", "公众客户": "person", "公众": "person", "自然人": "person",
               "单位": "organisation", "企业": "organisation", "集团": "organisation",
               "政企": "organisation", "集团客户": "organisation", "政企客户": "organisation",
               "单位客户": "organisation", "组织": "organisation"}),
        Field("customer.phone", N_("Phone"), Shape.PHONE,
              ("手机号", "手机号码", "手机", "联系电话", "联系号码", "电话号码", "联系手机",
               "联系方式",
               "mobile", "phone number", "contact phone", "tel")),
        Field("customer.id_number", N_("ID number"), Shape.ID_NUMBER,
              ("身份证", "身份证号", "身份证号码", "证件号", "证件号码", "证件编号",
               "统一社会信用代码", "identity number", "id card")),
        Field("customer.address", N_("Address"), Shape.TEXT,
              ("联系地址", "通信地址", "通讯地址", "家庭地址", "住址", "装机地址", "客户地址")),
        Field("customer.birthday", N_("Birthday"), Shape.BIRTHDAY,
              ("出生日期", "生日日期", "出生年月日", "birth date", "date of birth")),
        Field("customer.birthday_lunar", N_("Lunar birthday"), Shape.FLAG,
              ("是否农历", "是否农历生日", "农历", "lunar")),
        Field("customer.tier", N_("Tier"), Shape.CHOICE,
              ("客户等级", "客户级别", "级别", "会员等级", "会员级别", "vip等级", "vip级别", "星级",
               "客户星级", "客户星级标识", "用户星级", "等级标识", "customer tier", "level",
               "vip level"),
              words.Tier, TIER_SPELLINGS),
        Field("customer.gender", N_("Gender"), Shape.CHOICE, ("sex",), Gender,
              {"男性": "m", "女性": "f", "先生": "m", "女士": "f"}),
        Field("customer.contact_name", N_("Contact person"), Shape.TEXT,
              ("联系人姓名", "经办人", "经办人姓名", "关键人", "contact name")),
        Field("customer.email", N_("Email"), Shape.TEXT, ("电子邮箱", "电子邮件", "e-mail",
              "mail")),
        Field("customer.wechat", N_("WeChat"), Shape.TEXT, ("微信号", "微信账号", "wechat id")),
        Field("customer.employer", N_("Employer"), Shape.TEXT, ("单位", "所属单位", "所属集团")),
        Field("customer.joined_on", N_("Joined on"), Shape.DAY,
              ("客户入网日期", "客户入网时间", "首次入网日期", "建档日期", "customer since")),
        Field("customer.do_not_disturb", N_("Do not disturb"), Shape.FLAG,
              ("是否免打扰", "免打扰标识", "红名单", "dnd")),
        Field("customer.interests", N_("Interests"), Shape.TEXT, ("兴趣", "爱好", "兴趣爱好")),
        Field("customer.note", N_("Note"), Shape.TEXT, ("说明", "客户备注", "remark", "remarks")),
        Field("customer.tags", N_("Tags"), Shape.TEXT, ("客户标签", "标记", "label", "labels")),
        Field("account.number", N_("Account number"), Shape.IDENTIFIER,
              ("账户", "账户编码", "账户号", "账户id", "账户标识", "帐户编号", "帐号", "合同号",
               "account id", "account no", "account")),
        Field("account.kind", N_("Payment kind"), Shape.CHOICE,
              ("预后付费", "付费类型", "付费模式", "缴费方式", "payment type"), words.AccountKind,
              {"预付": "prepaid", "预付费用户": "prepaid", "后付": "postpaid",
               "后付费用户": "postpaid"}),
        Field("account.balance", N_("Balance"), Shape.MONEY,
              ("账户余额", "当前余额", "话费余额", "可用余额", "当月账户余额", "用户当月账户余额",
               "实时余额", "account balance")),
        Field("account.arrears", N_("Arrears"), Shape.MONEY,
              ("欠费金额", "欠费总额", "当前欠费", "当月欠费", "当月欠费金额", "累计欠费",
               "arrears amount")),
        Field("account.as_of", N_("Balance day"), Shape.DAY,
              ("余额日", "余额日期", "余额截止日期", "截止日期", "截至日期", "数据日期", "统计日期",
               "账期末", "as of", "balance date", "balance as of")),
        Field("payment.paid_on", N_("Payment day"), Shape.DAY,
              ("缴费时间", "缴费日", "缴费日期", "充值时间", "充值日期", "付款日期", "付款时间",
               "交费时间", "交费日期", "到账时间", "到账日期", "入账日期", "销账日期",
               "最近缴费时间", "payment date", "date paid", "paid on", "settled date",
               "settleddate", "recharge date", "top-up date")),
        Field("payment.amount", N_("Amount paid"), Shape.MONEY,
              ("缴费金额", "充值金额", "交费金额", "付款金额", "实缴金额", "实收金额", "到账金额",
               "入账金额", "payment amount", "paid amount", "recharge amount", "top-up amount",
               "amount")),
        Field("payment.channel", N_("Payment channel"), Shape.TEXT,
              ("缴费渠道", "充值渠道", "交费渠道", "付款渠道", "缴费方式", "充值方式", "交费方式",
               "付款方式", "支付方式", "支付渠道", "payment method", "method", "channel")),
        Field("payment.flow_number", N_("Flow number"), Shape.IDENTIFIER,
              ("流水号", "缴费流水", "缴费流水号", "充值流水号", "交易流水号", "交易号", "订单号",
               "凭证号", "payment id", "transaction id", "transaction number", "receipt number")),
        Field("complaint.number", N_("Complaint number"), Shape.IDENTIFIER,
              ("投诉单号", "投诉工单号", "投诉流水号", "工单号", "工单编号", "工单流水号",
               "受理单号", "受理编号", "服务单号", "申诉编号", "complaint id", "complaint no",
               "ticket", "ticket number", "ticket id", "case number", "case id", "work order",
               "work order number")),
        Field("complaint.opened_on", N_("Complaint day"), Shape.DAY,
              ("投诉时间", "投诉受理时间", "受理时间", "受理日期", "建单时间", "建单日期",
               "创建时间", "创建日期", "工单创建时间", "来电时间", "申诉时间", "opened on",
               "opened", "opened at", "open date", "date opened", "created", "created on",
               "created at", "complaint date", "complained on", "received on")),
        Field("complaint.closed_on", N_("Complaint closed on"), Shape.DAY,
              ("办结日期", "办结时间", "归档时间", "归档日期", "结案时间", "结案日期", "完结时间",
               "完结日期", "关闭时间", "关闭日期", "办理完成时间", "处理完成时间", "closed on",
               "closed", "closed at", "close date", "date closed", "resolved on", "resolved at")),
        Field("complaint.kind", N_("Complaint kind"), Shape.TEXT,
              ("投诉类别", "投诉分类", "投诉大类", "问题分类", "问题类型", "问题类别", "投诉原因",
               "投诉原因分类", "投诉现象", "complaint type", "complaint category", "category",
               "issue type", "type")),
        Field("complaint.level", N_("Complaint level"), Shape.CHOICE,
              ("投诉等级", "是否越级", "是否越级投诉", "越级标识", "投诉来源", "投诉途径", "level",
               "escalated", "is escalated", "escalation", "complaint source"),
              words.ComplaintLevel, LEVEL_SPELLINGS),
        Field("complaint.upheld", N_("Complaint upheld"), Shape.CHOICE,
              ("投诉是否属实", "属实", "是否成立", "是否有责", "定责", "定责结果", "责任认定",
               "责任判定", "核实结果", "upheld", "is upheld", "justified", "finding"),
              words.Verdict, VERDICT_SPELLINGS),
        Field("complaint.text", N_("Complaint text"), Shape.TEXT,
              ("投诉描述", "投诉详情", "问题描述", "受理内容", "工单内容", "客户诉求", "诉求内容",
               "内容", "complaint", "complaint details", "description", "details", "text")),
        Field("line.number", N_("Line number"), Shape.LINE_NUMBER,
              ("用户号码", "业务号码", "服务号码", "号码", "宽带账号", "宽带号码", "接入号",
               "接入号码",
               "设备号", "设备号码", "产品号码", "计费号码", "线路号码", "msisdn", "service number",
               "number", "line")),
        Field("line.kind", N_("Line kind"), Shape.CHOICE,
              ("业务类型", "产品类型", "号码类型", "用户类别", "网别", "service type"),
               words.LineKind,
              {"移动": "mobile", "移网": "mobile", "移动电话": "mobile", "手机号": "mobile",
               "固网宽带": "broadband", "家庭宽带": "broadband", "家宽": "broadband",
               "固话": "landline", "固定电话": "landline", "座机": "landline",
               "数据卡": "data_card", "上网卡": "data_card", "物联网卡": "data_card"}),
        Field("line.status", N_("Line status"), Shape.CHOICE,
              ("状态", "用户状态", "号码状态", "业务状态", "在网状态", "service status", "status"),
              words.LineStatus, STATUS_SPELLINGS),
        Field("line.plan", N_("Plan"), Shape.TEXT,
              ("套餐名称", "主套餐", "当前套餐", "资费套餐", "主资费", "主套餐名称", "产品名称",
               "plan name", "package")),
        Field("line.monthly_fee", N_("Monthly fee"), Shape.MONEY,
              ("月租", "月租费", "套餐费", "套餐月费", "套餐费用", "套餐档位", "套餐价格",
               "基本月租", "monthly charge")),
        Field("line.opened_on", N_("Opened on"), Shape.DAY,
              ("入网时间", "入网日期", "入网日", "开户日期", "开户时间", "开通日期", "开通时间",
               "activation date", "opened")),
        Field("line.closed_on", N_("Closed on"), Shape.DAY,
              ("销户时间", "销户日期", "离网日期", "离网时间", "拆机日期", "closed")),
        Field("line.former_operator", N_("Former operator"), Shape.TEXT,
              ("携入运营商", "原属运营商", "携入方", "来源运营商")),
        Field("line.ends.contract", N_("Contract end"), Shape.DAY, _CONTRACT_WORDS),
        Field("line.ends.stop", N_("Stop at expiry"), Shape.DAY,
              ("到期停机日", "到期停机日期", "停机日期", "宽带到期日", "宽带到期时间", "宽带到期")),
        Field("line.ends.rebate", N_("Rebate end"), Shape.DAY,
              ("优惠到期", "优惠到期日", "优惠返还", "优惠返还到期", "优惠返还到期日", "返还到期日",
               "优惠截止日期")),
        Field("line.ends.trial", N_("Trial end"), Shape.DAY,
              ("体验到期日", "体验期到期", "体验结束日期", "试用到期", "试用到期日",
               "体验截止日期")),
        Field("bill.month", N_("Billing month"), Shape.MONTH,
              ("账期", "帐期", "月份", "出账月份", "计费月", "账单月份", "统计月份", "数据月份",
               "month", "bill month", "period")),
        Field("bill.fee", N_("Bill"), Shape.MONEY,
              ("账单金额", "出账金额", "出账费用", "出账收入", "消费金额", "当月消费", "当月费用",
               "arpu", "当月arpu", "月消费", "费用", "话费", "应收", "应收金额", "总费用",
               "用户账单当月总费用", "账单当月总费用", "月账单", "amount", "fee", "total charge",
               "bill amount", "bill fee"), monthly=True),
        Field("usage.voice", N_("Talk time"), Shape.TALK,
              ("通话时长", "语音时长", "语音通话时长", "主叫时长", "计费时长", "mou", "当月mou",
               "通话分钟数", "语音", "voice", "voice minutes", "minutes", "call duration"),
              monthly=True),
        Field("usage.data", N_("Data volume"), Shape.DATA,
              ("流量", "总流量", "上网流量", "移动流量", "使用流量", "dou", "当月dou", "gprs总流量",
               "gprs流量", "数据流量", "data", "data usage", "data mb"), monthly=True),
        Field("usage.messages", N_("Messages"), Shape.COUNT,
              ("短信", "短信条数", "短信数", "点对点短信", "sms", "sms count"), monthly=True),
        Field("points.month", N_("Month of the points"), Shape.MONTH,
              ("账期", "帐期", "月份", "月", "积分月份", "积分账期", "统计月份", "数据月份",
               "month", "period")),
        Field("points.year", N_("Year of the points"), Shape.COUNT,
              ("年", "年份", "年度", "year")),
        Field("points.day", N_("Day of the points"), Shape.DAY,
              ("积分日期", "积分时间", "入账日期", "到账日期", "兑换日期", "兑换时间", "交易日期",
               "日期", "points date", "earned on", "redeemed on", "transaction date", "date")),
        Field("points.earned", N_("Points earned"), Shape.POINTS,
              ("获得积分", "新增积分", "当月新增积分", "本月新增积分", "当月获得积分", "赠送积分",
               "奖励积分", "积分收入", "增加积分", "产生积分", "points accumulated",
               "points awarded", "earned points", "accrued points", "points accrued")),
        Field("points.spent", N_("Points redeemed"), Shape.POINTS,
              ("兑换积分", "已兑换积分", "当月兑换积分", "本月兑换积分", "消费积分", "使用积分",
               "已用积分", "扣减积分", "积分支出", "points spent", "redeemed points", "points used",
               "spent points")),
        Field("points.opening", N_("Opening points"), Shape.POINTS,
              ("期初积分", "期初积分余额", "积分期初余额", "年初积分", "上期结余积分",
               "opening balance", "opening points balance", "points opening balance")),
        Field("points.expires_on", N_("Points usable to"), Shape.DAY,
              ("积分到期日", "积分有效期", "积分有效期至", "积分失效日期", "points expire on",
               "points expiry", "expires on", "valid to")),
        Field("points.balance", N_("Points balance"), Shape.POINTS,
              ("可用积分", "当前积分", "剩余积分", "结余积分", "积分结余", "客户积分余额",
               "balance of points", "current points", "available points")),
        Field("points.as_of", N_("Day of the points balance"), Shape.DAY,
              ("积分余额日", "余额日", "余额日期", "截止日期", "截至日期", "数据日期", "统计日期",
               "as of", "balance date", "balance as of")),
        Field("cohort.day", N_("Snapshot day"), Shape.DAY,
              ("拍照日", "拍照日期", "拍照时间", "拍照时点", "拍照节点", "快照日期", "锁定日期",
               "锁定时间", "snapshot date", "snapshot on", "cohort date", "locked on")),
        Field("member.tier", N_("Snapshot tier"), Shape.CHOICE,
              ("拍照级别", "拍照客户等级", "拍照客户级别", "拍照星级", "拍照时等级", "等级", "级别",
               "客户等级", "客户级别", "vip等级", "vip级别", "会员等级", "客户星级", "星级",
               "cohort tier", "tier", "level", "vip level", "customer tier"),
              words.Tier, TIER_SPELLINGS),
        Field("cohort.fee", N_("Snapshot base fee"), Shape.MONEY,
              ("拍照基准费用", "拍照收入", "拍照费用", "拍照金额", "拍照月收入", "拍照月均收入",
               "拍照arpu", "拍照消费", "基准收入", "基准费用", "基准月收入", "基期收入", "基期费用",
               "基期arpu", "保有基数", "月均收入", "base fee", "base revenue",
               "baseline fee", "baseline revenue", "snapshot fee", "snapshot revenue",
               "cohort fee")),
        Field("member.owner", N_("Snapshot owner"), Shape.TEXT,
              ("拍照归属", "拍照客户经理", "拍照归属经理", "拍照责任人", "客户经理", "客户经理姓名",
               "归属客户经理", "归属经理", "维系经理", "责任人", "归属", "cohort owner", "owner",
               "manager", "account manager", "vip manager")),
        Field("member.status", N_("Snapshot status"), Shape.CHOICE,
              ("拍照用户状态", "拍照时状态", "拍照号码状态", "状态", "用户状态", "号码状态",
               "在网状态", "cohort status", "status", "line status", "service status"),
              words.LineStatus, STATUS_SPELLINGS),
        Field("member.plan", N_("Snapshot plan"), Shape.TEXT,
              ("拍照套餐名称", "拍照主套餐", "套餐", "套餐名称", "主套餐", "cohort plan", "plan",
               "plan name", "package")),
    )
}  # fmt: skip
"""All fields by their keys."""
