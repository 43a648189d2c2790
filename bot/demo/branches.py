"""A small directory of bank branches for the sandbox: large banks in large cities, with invented bank codes.

It is enough to try the search in both scripts; `main.py branches import` loads the real directory.
"""

from __future__ import annotations

from collections.abc import Iterator

from stdnum.iso7064 import mod_11_10

from domain.rules.branches import Branch

BANKS = (
    ("102", "中国工商银行"),
    ("103", "中国农业银行"),
    ("104", "中国银行"),
    ("105", "中国建设银行"),
    ("301", "交通银行"),
    ("308", "招商银行"),
    ("403", "中国邮政储蓄银行"),
)
CITIES = (
    ("1000", "北京市", "北京市", ("中关村", "王府井", "望京")),
    ("2900", "上海市", "上海市", ("陆家嘴", "徐家汇", "静安寺")),
    ("3010", "江苏省", "南京市", ("新街口", "鼓楼", "夫子庙")),
    ("3310", "浙江省", "杭州市", ("西湖", "武林", "滨江")),
    ("5810", "广东省", "广州市", ("天河", "越秀", "珠江新城")),
    ("5840", "广东省", "深圳市", ("福田", "南山", "华强北")),
    ("6510", "四川省", "成都市", ("春熙路", "锦江", "高新")),
    ("7910", "陕西省", "西安市", ("长安路", "钟楼", "雁塔")),
)


def demo_branches() -> Iterator[Branch]:
    """Three branches of every bank in every city, always the same."""
    for bank_code, bank in BANKS:
        for city_code, province, city, places in CITIES:
            for number, place in enumerate(places, 1):
                name = f"{bank}股份有限公司{city.removesuffix('市')}{place}支行"
                digits = f"{bank_code}{city_code}{number:04}"
                yield Branch(f"{digits}{mod_11_10.calc_check_digit(digits)}", name, bank, city, province)
