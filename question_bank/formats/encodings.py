"""In which encoding a text file was saved (文字编码): told by its bytes, refused where unclear."""

BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
SAMPLE = 4096
SIGNS_OF_MOJIBAKE = ("\ufffd", "锟斤拷", "ï»¿", "Ã¥", "å§")
NAMES = {
    "utf-8": "UTF-8", "utf-8-sig": "UTF-8（带 BOM）", "gb18030": "GB18030", "big5": "Big5",
}  # fmt: skip
_COMMON_GB = range(0xB0A1, 0xD7FA)
_COMMON_BIG5 = range(0xA440, 0xC67F)
_PLAUSIBLE = 0.7
_CLEARLY = 0.15


class EncodingError(ValueError):
    """Refuse bytes that are no text in any encoding we know (编码无法识别)."""

    def __init__(self) -> None:
        super().__init__(
            "无法识别文件的文字编码（有乱码），请在 Excel 或记事本中另存为 UTF-8 后再上传"
        )


class AmbiguousEncodingError(EncodingError):
    """Ask for the encoding where two are as likely (编码不明)."""

    def __init__(self, candidates: tuple[str, ...]) -> None:
        self.candidates = candidates
        named = "或".join(NAMES.get(one, one.upper()) for one in candidates)
        ValueError.__init__(
            self, f"文件的文字编码可能是 {named}，无法确定，请指明编码，或另存为 UTF-8 后再上传"
        )


def decode(content: bytes, encoding: str = "") -> tuple[str, str]:
    """Return the text and the name of its encoding; ``encoding`` is what the user says it is."""
    for candidate in [encoding] if encoding else _candidates(content):
        try:
            text = content.decode(candidate)
        except (UnicodeDecodeError, LookupError):
            continue
        if "\x00" in text:
            continue
        if any(sign in text for sign in SIGNS_OF_MOJIBAKE):
            break
        if candidate == "gb18030" and not encoding:
            _ensure_clear(content, text)
        return text, candidate
    raise EncodingError


def _candidates(content: bytes) -> list[str]:
    for mark, encoding in BOMS:
        if content.startswith(mark):
            return [encoding]
    sample = content[:SAMPLE]
    if sample.count(0) * 10 > len(sample):
        odd = sample[1::2].count(0) >= sample[::2].count(0)
        return ["utf-16-le" if odd else "utf-16-be"]
    utf_16 = ["utf-16-le", "utf-16-be"] if b"\x00" in sample else []
    return ["utf-8", *utf_16, "gb18030"]


def _ensure_clear(content: bytes, text: str) -> None:
    """Ask where the bytes are poor GB18030 and good Big5."""
    ours = _share(text, "gb2312", _COMMON_GB)
    if ours >= _PLAUSIBLE:
        return
    try:
        other = _share(content.decode("big5"), "big5", _COMMON_BIG5)
    except UnicodeDecodeError:
        return
    if other > ours + _CLEARLY:
        raise AmbiguousEncodingError(("gb18030", "big5"))


def _share(text: str, encoding: str, common: range) -> float:
    """Return which share of the Chinese characters an encoding counts among its common ones."""
    characters = [char for char in text[:SAMPLE] if "\u3400" <= char <= "\ufaff"]
    codes = [char.encode(encoding, "ignore") for char in characters]
    known = sum(len(code) > 1 and int.from_bytes(code, "big") in common for code in codes)
    return known / len(characters) if characters else 1.0
