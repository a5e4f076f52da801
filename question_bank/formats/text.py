"""Read questions from plain or pasted text (文本试题), whatever its layout, in one pass.

The text is cut at every mark that might mean something; then each mark is accepted or taken as
words, by what has been read so far and a bounded look ahead. So time is linear, and no text is
refused as a whole: what cannot be read is a fault with its line.
"""

from question_bank.formats.drafts import SHOWN, Fault, Reading
from question_bank.formats.encodings import EncodingError, decode
from question_bank.formats.key_lists import KeyList, is_head, listed
from question_bank.formats.repeats import with_repeats
from question_bank.formats.scribe import Scribe
from question_bank.formats.shaping import shape_all
from question_bank.formats.text_marks import Piece, pieces_of, title_hint, without_pages
from question_bank.formats.vocabulary import Hint, readable

LONGEST = 5_000_000
NOTHING = "没有找到试题。题目请以“1.”开头，选项以“A.”开头，并写明“答案：”"


def read(content: bytes, encoding: str = "") -> Reading:
    """Read a text file in whatever encoding it was saved."""
    try:
        text, _ = decode(content, encoding)
    except EncodingError as error:
        return Reading("txt", (), (Fault(None, "", "", f"{error}。"),))
    return read_text(text)


def read_text(text: str, file_format: str = "txt") -> Reading:
    """Read pasted text; rows are its lines."""
    if len(text) > LONGEST:
        reason = f"文本超过 {LONGEST // 10_000} 万字，请分批导入。"
        return Reading(file_format, (), (Fault(None, "", "", reason),))
    keys = KeyList()
    skipped: list[Fault] = []
    scribe = Scribe(_pieces(readable(text), keys, skipped))
    raws = scribe.raws()
    faults = keys.give([(scribe.numbers.get(id(raw)), raw) for raw in raws])
    drafts, wrong = shape_all(raws)
    skipped.extend(scribe.skipped)
    if not raws and not faults:
        faults = [Fault(None, "", " ".join(text.split())[:SHOWN], f"{NOTHING}。")]
    return Reading(
        file_format,
        with_repeats(drafts),
        (*wrong, *faults),
        tuple(sorted(skipped, key=lambda one: one.row or 0)),
    )


def _pieces(text: str, keys: KeyList, skipped: list[Fault]) -> list[Piece]:
    """Cut the text, setting aside page furniture and lists of keys."""
    pieces: list[Piece] = []
    lines = text.split("\n")
    hint: Hint = None
    is_in_list = False
    for row, written in enumerate(lines, 1):
        line = without_pages(written)
        if line != written and not line.strip() and written.strip():
            skipped.append(Fault(row, "", written.strip()[:SHOWN], f"第 {row} 行：页眉页脚。"))
            continue
        titled = title_hint(line)
        hint = titled if titled is not None else hint
        if is_head(line) and _opens_list(lines, row):
            is_in_list, hint = True, None
            skipped.append(Fault(row, "", line.strip()[:SHOWN], f"第 {row} 行：答案表的标题。"))
        elif is_in_list and titled is not None:
            skipped.append(Fault(row, "", line.strip()[:SHOWN], f"第 {row} 行：答案表的标题。"))
        elif not keys.take(row, line, hint if is_in_list else None, is_expected=is_in_list):
            is_in_list = is_in_list and not line.strip()
            pieces.extend(pieces_of(row, line))
    return pieces


def _opens_list(lines: list[str], row: int) -> bool:
    """Tell whether the next lines that say anything list keys."""
    ahead = [line for line in lines[row : row + _LOOK] if line.strip()][:2]
    return bool(ahead) and (bool(listed(ahead[0])) or bool(len(ahead) > 1 and listed(ahead[1])))


_LOOK = 6
