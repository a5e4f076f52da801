"""Citizen identity numbers (公民身份号码), by GB 11643-1999: parts, check character, plausibility.

Section 4: six digits of place, eight of the birth date, three of sequence (odd for men), and a
check character by ISO 7064:1983 MOD 11-2. No message here repeats the number.
"""

from datetime import date

from zhifa_training.units.rules import OfficerDetailError, Sex

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
LENGTH = 18
OLD_LENGTH = 15
_PLACES_BY_FIRST_DIGIT = {
    "1": "12345", "2": "123", "3": "1234567", "4": "123456", "5": "01234", "6": "12345",
    "7": "1", "8": "123", "9": "1",
}  # fmt: skip
PLACES = frozenset(
    first + second for first, seconds in _PLACES_BY_FIRST_DIGIT.items() for second in seconds
)
"""First two digits: provinces, regions, and 83 and 91 for residence permits."""


class IdNumberError(OfficerDetailError):
    """The text is no ID number (身份证号有误)."""


def check_character(first_seventeen: str) -> str:
    """Return the eighteenth character that belongs to the first seventeen digits."""
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, first_seventeen, strict=True))
    return CHECK_CHARACTERS[total % 11]


def read_id_number(text: str) -> str:
    """Return ``text`` (already of half-width characters) as 18 upper-case characters, checked."""
    number = "".join(text.split()).replace("-", "").upper().replace("×", "X")
    if len(number) == OLD_LENGTH and number.isdecimal():
        raise IdNumberError("身份证号只有 15 位；一代证号码已于 2013 年停用，请填写 18 位号码")
    if len(number) != LENGTH:
        raise IdNumberError(f"身份证号应为 18 位，现为 {len(number)} 位，请核对有无漏填或多填")
    if not (number[:17].isdecimal() and number.isascii()) or number[17] not in CHECK_CHARACTERS:
        raise IdNumberError("身份证号前 17 位应为数字，末位应为数字或 X，请核对")
    if number[:2] not in PLACES:
        raise IdNumberError("身份证号前两位不是有效的地区代码，请核对")
    birth_on(number)
    if check_character(number[:17]) != number[17]:
        raise IdNumberError("身份证号校验位不符，可能有数字填错或前后颠倒，请对照证件核对")
    return number


def birth_on(number: str) -> date:
    """Return the birth date the number holds; refuse a day that is in no calendar."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise IdNumberError("身份证号第 7 至 14 位不是有效的出生日期，请核对") from None


def sex(number: str) -> Sex:
    """Return the sex the number holds."""
    return Sex.MALE if int(number[16]) % 2 else Sex.FEMALE


def mismatches(number: str, *, born_on: date | None, as_sex: Sex | None) -> list[str]:
    """Return what the number says otherwise than the rest of the row, as sentences."""
    found = []
    if born_on is not None and born_on != birth_on(number):
        found.append(f"出生日期与身份证号不一致：所填为 {born_on}，请核对两者")
    if as_sex is not None and as_sex is not sex(number):
        found.append(f"性别与身份证号不一致：所填为“{as_sex.label}”，请核对两者")
    return found
