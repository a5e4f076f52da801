"""Chinese numerals to Arabic and back (中文数字)."""

DIGITS = {
    "〇": 0, "零": 0, "○": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4,
    "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
}  # fmt: skip
TENS = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10_000, "亿": 100_000_000}
NUMERALS = "".join((*DIGITS, *TENS, *MYRIADS))
LARGEST = 10**12 - 1


class NumeralError(ValueError):
    """Refuse text that is no Chinese numeral."""

    def __init__(self, text: str) -> None:
        super().__init__(f"“{text}”不是可以识别的中文数字。")


def to_arabic(text: str) -> int:
    """Read a Chinese numeral: 一百二十三, 十万, 两千零五, 二〇二一."""
    if not text or any(char not in NUMERALS for char in text):
        raise NumeralError(text)
    if all(char in DIGITS for char in text):
        return int("".join(str(DIGITS[char]) for char in text))
    hundred_million, _, low = text.rpartition("亿")
    ten_thousand, _, rest = low.rpartition("万")
    value = 0
    for part, unit in ((hundred_million, MYRIADS["亿"]), (ten_thousand, MYRIADS["万"])):
        value += _scaled(part, unit, text)
    return value + (_section(rest, text) if rest else 0)


def to_chinese(number: int) -> str:
    """Write a number in Chinese numerals: 123 as 一百二十三, 10 as 十."""
    if not 0 <= number <= LARGEST:
        raise NumeralError(str(number))
    if number == 0:
        return "零"
    high, rest = divmod(number, MYRIADS["亿"])
    middle, low = divmod(rest, MYRIADS["万"])
    written = ""
    for value, unit in ((high, "亿"), (middle, "万"), (low, "")):
        if not value:
            continue
        gap = "零" if written and value < TENS["千"] else ""
        written += gap + _write_section(value) + unit
    return written[1:] if written.startswith("一十") else written


def _scaled(part: str, unit: int, text: str) -> int:
    marks = [char for char, value in MYRIADS.items() if value == unit]
    if marks[0] not in text:
        return 0
    if any(char in MYRIADS for char in part):
        raise NumeralError(text)
    return (_section(part, text) if part else 1) * unit


def _section(part: str, text: str) -> int:
    """Read what stands below 万; 十 alone means ten, and the units must fall."""
    total, digit, ceiling = 0, None, 10_000
    for char in part:
        if char in DIGITS:
            if digit:
                raise NumeralError(text)
            digit = DIGITS[char]
            continue
        unit = TENS.get(char, 0)
        if not 0 < unit < ceiling:
            raise NumeralError(text)
        total += (digit or 1) * unit
        digit, ceiling = None, unit
    return total + (digit or 0)


def _write_section(value: int) -> str:
    written, gap = "", False
    for unit, char in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, unit)
        if digit:
            written += ("零" if gap and written else "") + "〇一二三四五六七八九"[digit] + char
            gap = False
        else:
            gap = True
    return written
