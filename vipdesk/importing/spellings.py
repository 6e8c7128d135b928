"""Words of operators' files for what the book keeps as a word of its own."""

_CARDS = {"银": "silver", "金": "gold", "钻": "diamond", "钻石": "diamond"}
_STARS = (
    ("未评级", "ordinary"), ("准星", "ordinary"), ("一星", "ordinary"), ("二星", "ordinary"),
    ("三星", "ordinary"), ("四星", "silver"), ("五星", "gold"), ("1星", "ordinary"),
    ("2星", "ordinary"), ("3星", "ordinary"), ("4星", "silver"), ("5星", "gold"),
)  # fmt: skip
_WITH_STARS = ("五星", "五星级", "5星", "5星级")
TIER_SPELLINGS = {
    **dict.fromkeys(
        (
            *("普通", "普通客户", "普通用户", "普通会员", "普通级", "普卡", "普通卡", "普通卡客户"),
            *("普通卡用户", "普通卡会员", "非vip", "非vip客户", "非vip用户", "非会员", "无等级"),
        ),
        "ordinary",
    ),
    **{
        name + ending: tier
        for name, tier in (*_STARS, *((name + "级", tier) for name, tier in _STARS))
        for ending in ("", "客户", "会员", "用户")
    },
    **{
        before + card + ending: tier
        for card, tier in _CARDS.items()
        for before in ("", "全球通", *_WITH_STARS)
        for ending in (
            "",
            "卡",
            "级",
            "卡级",
            "客户",
            "卡客户",
            "会员",
            "卡会员",
            "卡用户",
            "卡vip",
        )
    },
}
"""The operators' stars by where their cards begin: below four stars no card. 白金 stands between
gold and diamond and is asked for; bare figures mean something else in each system."""

STATUS_SPELLINGS = {
    "正常": "normal", "在网": "normal", "在用": "normal", "开机": "normal", "正常使用": "normal",
    "有效": "normal", "使用中": "normal", "在线": "normal", "开通": "normal",
    **dict.fromkeys(("正常在网", "在网正常", "正常开通", "正常状态", "正常开机"), "normal"),
    **dict.fromkeys(("terminated", "disconnected", "deactivated", "cancelled"), "closed"),
    **dict.fromkeys(("挂失", "挂失停机", "停机挂失"), "suspended_request"),
    **dict.fromkeys(("欠费单向停机", "欠费双向停机", "欠费半停", "欠费全停"), "suspended_arrears"),
    "正常在用": "normal", "激活": "normal", "active": "normal", "停保": "suspended_request",
    "停机保号": "suspended_request", "报停": "suspended_request", "申请停机": "suspended_request",
    "主动停机": "suspended_request", "欠停": "suspended_arrears", "欠费停机": "suspended_arrears",
    "欠费单停": "suspended_arrears", "欠费双停": "suspended_arrears", "销户": "closed",
    **dict.fromkeys(("拆机", "离网", "注销", "已销户", "预销户", "销号", "已销号", "预销号",
                     "主动销号", "欠费销号", "主动销户", "欠费销户", "已拆机", "预拆机",
                     "主动拆机", "欠费拆机", "已离网", "已注销"), "closed"),
    **dict.fromkeys(("携出", "携转", "已携出", "携号转出", "携转出网", "携号转网出"), "ported_out"),
}  # fmt: skip

_YES = ("是", "y", "yes", "true", "1", "有")
_NO = ("否", "n", "no", "false", "0", "无")
LEVEL_SPELLINGS = {
    **dict.fromkeys(_NO, "own"), **dict.fromkeys(_YES, "escalated"),
    **dict.fromkeys(
        ("本级", "本级投诉", "一般", "一般投诉", "普通", "普通投诉", "非越级", "未越级", "省内",
         "热线", "客服热线", "10086", "10010", "10000", "10010热线", "10086热线", "10000热线",
         "营业厅", "客户经理", "网上营业厅", "app", "微信", "own", "normal", "hotline"), "own"),
    **dict.fromkeys(
        ("越级", "越级投诉", "已越级", "升级", "升级投诉", "集团", "集团公司", "集团投诉",
         "集团总部", "总部", "工信部", "工信部申诉", "工信部投诉", "申诉", "通管局", "管局",
         "通信管理局", "省通信管理局", "监管", "监管部门", "12300", "12315", "12315投诉", "12321",
         "12345", "12381", "市长热线", "政务热线", "消协", "消费者协会", "市场监管局", "信访",
         "媒体", "媒体曝光", "媒体投诉", "regulator", "headquarters", "media", "escalated"),
        "escalated"),
}  # fmt: skip
"""Own level is what came to the operator's own desks; escalated went to headquarters, a regulator,
a consumers' or citizens' line or the media (rules.md 7)."""

VERDICT_SPELLINGS = {
    **dict.fromkeys(
        (*_YES, "属实", "部分属实", "基本属实", "成立", "有责", "我方责任", "公司责任", "企业责任",
         "我司责任", "内部责任", "有理投诉", "有理由", "justified", "valid", "partly upheld"),
        "upheld"),
    **dict.fromkeys(
        (*_NO, "不属实", "未属实", "不成立", "无责", "非我方责任", "客户责任", "客户原因",
         "用户原因", "用户责任", "无理投诉", "无理由", "unjustified", "invalid", "rejected"),
        "not_upheld"),
    **dict.fromkeys(
        ("待定", "待核实", "核实中", "未定责", "待定责", "处理中", "未核实", "pending", "open"),
        ""),
}  # fmt: skip
