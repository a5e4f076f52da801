"""Find the quantities in a Chinese sentence: fines, periods, shares, head-counts (数量)."""

import re
from dataclasses import dataclass
from fractions import Fraction

from question_bank.articles import fold
from question_bank.numerals import DIGITS, MYRIADS, NUMERALS, TENS, NumeralError, to_arabic

_THOUSAND = "千(?![克米瓦])"
_CHINESE = rf"(?:[{NUMERALS.replace('千', '')}]|{_THOUSAND})+"
_ARABIC = rf"\d+(?:,\d{{3}})*(?:\.\d+)?(?:[百万亿]|{_THOUSAND})*"
_UNITS = {
    "个?工作日": "工作日", "日|天": "日", "个?星期|周(?!岁|年|边|期|围|转|密|到)": "周",
    "个?月": "月", "周?年": "年", "周?岁": "岁", "个?小时": "小时", "分钟": "分钟", "元": "元",
    "名|人": "人", "倍": "倍", "次": "次", "平方米": "平方米", "立方米": "立方米",
    "公里|千米": "公里", "厘米": "厘米", "毫米": "毫米", "米": "米", "吨": "吨",
    "千克|公斤": "千克",
    "座": "座", "辆": "辆", "艘": "艘", "轴": "轴", "分": "分", "条": "条", "款": "款", "项": "项",
    "类": "类", "种": "种", "级": "级", "份": "份", "处": "处", "家": "家", "个": "个",
}  # fmt: skip
_UNIT = "|".join(f"(?P<u{index}>{pattern})" for index, pattern in enumerate(_UNITS))
_UNIT_NAMES = tuple(_UNITS.values())
_TOKEN = re.compile(
    rf"(?P<percent>(?P<base>百|千|万)分之(?P<parts>{_CHINESE}|{_ARABIC}))"
    rf"|(?P<ratio>(?P<whole>{_CHINESE})分之(?P<part>{_CHINESE}))"
    rf"|(?P<sign>(?P<share>\d+(?:\.\d+)?)(?P<mark>%|‰))"
    rf"|(?P<ordinal>第)?(?P<number>{_ARABIC}|{_CHINESE})(?:多|余)?(?:{_UNIT})?"
)
_RANGE = re.compile(r"\s*(?:至|到|~|-|、|或者?|和|以上|,)\s*")
_COUNTED = frozenset(
    ["工作日", "日", "周", "月", "年", "岁", "小时", "分钟", "元", "人", "倍", "次"]
)
_IDIOMS = re.compile(
    r"一次性|一人一|一日三餐|十分(?![之钟])|千方百计|千万(?![元人吨])|万一|百万雄师|一一"
    r"|五一|十一(?=黄金周|假期)|三三两两|七上八下|一年一度|两次三番|三番五次"
)
_TITLE = re.compile(r"《[^《》]*》|<[^<>]*>")


@dataclass(frozen=True)
class Quantity:
    """Hold one number with its unit; the unit is empty where none follows."""

    value: Fraction
    unit: str
    words: str

    def stands_in(self, others: "frozenset[Quantity]") -> bool:
        """Tell whether the same number of the same unit is among others."""
        return any(
            other.value == self.value and (not self.unit or other.unit in ("", self.unit))
            for other in others
        )


def find(text: str) -> frozenset[Quantity]:
    """Find what must be proved: numbers with a unit or of several characters, no idioms."""
    plain = _IDIOMS.sub("#", fold(_TITLE.sub("#", text)))
    return frozenset(token for token, is_sure in _tokens(plain) if is_sure)


def find_all(text: str) -> frozenset[Quantity]:
    """Find every number a law text may lend as proof."""
    tokens = list(_tokens(fold(text)))
    return frozenset(token for token, is_sure in tokens if is_sure or token.unit or token.value > 1)


def _tokens(text: str) -> list[tuple[Quantity, bool]]:
    """List quantities with whether they are surely meant as numbers."""
    found = [(match, quantity) for match in _TOKEN.finditer(text) if (quantity := _read(match))]
    tokens: list[tuple[Quantity, bool]] = []
    following: Quantity | None = None
    following_start = len(text)
    for match, quantity in reversed(found):
        linked = following is not None and _RANGE.fullmatch(text[match.end() : following_start])
        whole = _inherit(quantity, following) if linked and following else quantity
        tokens.append((whole, _is_sure(match, whole)))
        following, following_start = whole, match.start()
    return tokens


def _read(match: re.Match[str]) -> Quantity | None:
    try:
        value, unit = _value_and_unit(match)
    except (NumeralError, ZeroDivisionError):
        return None
    return Quantity(value, unit, match.group())


def _value_and_unit(match: re.Match[str]) -> tuple[Fraction, str]:
    if match["percent"]:
        return _amount(match["parts"]) / ({**TENS, **MYRIADS}[match["base"]]), "之一"
    if match["ratio"]:
        return _amount(match["part"]) / _amount(match["whole"]), "之一"
    if match["sign"]:
        return Fraction(match["share"]) / (100 if match["mark"] == "%" else 1000), "之一"
    return _amount(match["number"]), _unit(match)


def _unit(match: re.Match[str]) -> str:
    if match.lastgroup is None or not match.lastgroup.startswith("u"):
        return ""
    name = _UNIT_NAMES[int(match.lastgroup[1:])]
    return f"第{name}" if match["ordinal"] and name in ("条", "款", "项") else name


def _amount(text: str) -> Fraction:
    """Read 3.5万, 1,000 or 三万五千."""
    plain = text.replace(",", "")
    if not plain[0].isdecimal():
        return Fraction(to_arabic(plain))
    digits = plain.rstrip("百千万亿")
    value = Fraction(digits)
    for char in plain[len(digits) :]:
        value *= {**TENS, **MYRIADS}[char]
    return value


def _inherit(quantity: Quantity, following: Quantity) -> Quantity:
    """Give 三 in 三至五万元 the unit and the scale of what follows."""
    if quantity.unit:
        return quantity
    scale = 1
    for char, unit in MYRIADS.items():
        if char in following.words and quantity.value * unit < following.value:
            scale = unit
    return Quantity(quantity.value * scale, following.unit, quantity.words)


def _is_sure(match: re.Match[str], quantity: Quantity) -> bool:
    if match["percent"] or match["ratio"] or match["sign"]:
        return True
    number = match["number"]
    if number[0].isdecimal():
        return True
    if match["ordinal"] and quantity.value == 1 and quantity.unit not in ("第条", "第款", "第项"):
        return False
    if number == "一":
        return quantity.unit in _COUNTED or quantity.unit.startswith("第")
    return bool(quantity.unit) or _is_long(number)


def _is_long(number: str) -> bool:
    return len(number) > 1 and any(char in DIGITS for char in number)
