"""The operator's files of the journeys: invented, small, with the usual faults."""

from pathlib import Path

from tests.guard import off_gui_thread

HEADER = "客户编号,姓名,等级,手机号,地址,套餐,月费,合约到期日,开通日期,生日"
ROWS = "\n".join(
    (
        "C00012847,王志强,钻石,13912348812,太原市迎泽区晋商大厦,融合299,299.00,2026-11-30,2019-9-1,1980-5-6",
        "C00013310,陈晓燕,金卡,18600000457,太原市小店区长治路,5G尊享199,199,2027/3/31,2020-01-01,",
        "C00014418,赵国栋,银卡,13300002206,太原市迎泽区迎泽大街,畅享129,129,20261231,2021-05-01,",
        "C00015022,𬱖㛃,金卡,17700003319,太原市杏花岭区,融合399,399,2027年9月30日,2018-03-01,",
    )
)
BILLS = """手机号,账期,出账金额(元),通话时长(分钟),流量(MB)
13912348812,2026-08,312.60,420,20480
13912348812,2026-09,268.00,380,18432
13912348812,2026-10,215.30,300,9216
"""


def write_customers(path: Path, rows: str = ROWS, header: str = HEADER) -> Path:
    """As the operator writes it: GB18030 without a mark."""
    off_gui_thread(lambda: path.write_bytes(f"{header}\n{rows}\n".encode("gb18030")))
    return path


def write_bills(path: Path) -> Path:
    """UTF-8 with a mark."""
    off_gui_thread(lambda: path.write_text(BILLS, encoding="utf-8-sig"))
    return path
