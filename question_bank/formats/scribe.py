"""Turn marked pieces of text into raw questions (文本成题): what a mark means where it stands."""

import re
from collections.abc import Callable, Sequence

from question_bank.formats import stem_keys
from question_bank.formats.drafts import SHOWN, Fault
from question_bank.formats.shaping import Raw
from question_bank.formats.text_marks import (
    GAP,
    KEY,
    LABEL,
    NUMBER,
    OPTION,
    PAREN,
    SECTION,
    TEXT,
    Piece,
)
from question_bank.formats.vocabulary import Hint, tidy, type_named
from question_bank.questions import LETTERS, QuestionType

LOOK_AHEAD = 60
FEWEST_OPTIONS = 2
_FIRST_ITEM = re.compile(r"\s*[(（]?1[)）]?[.、．:：]?\D")
STEM, OPTIONS, KEYS = "stem", "options", "key"


class Scribe:
    """Write down questions as their pieces come."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces
        self.is_numbered = any(p.kind == NUMBER and p.starts_line for p in pieces)
        self.skipped: list[Fault] = []
        self.numbers: dict[int, int] = {}
        """The number a question carries, by the identity of its raw form."""
        self._raws: list[Raw] = []
        self._whole: Raw | None = None
        self._raw: Raw | None = None
        self._slot = STEM
        self._hint: Hint = None
        self._last = 0
        self._last_part = 0
        self._list_next = 0
        self._was_gap = False

    def raws(self) -> list[Raw]:
        """Return every question of the pieces, parts under their case."""
        for at, piece in enumerate(self.pieces):
            if piece.kind == GAP:
                self._was_gap = True
                continue
            if not _TAKERS[piece.kind](self, at, piece):
                self._append(piece)
            self._was_gap = False
        for raw in self._raws:
            _finish(raw)
        return self._raws

    def _title(self, _at: int, piece: Piece) -> bool:
        self._hint, self._raw, self._whole, self._last = piece.hint, None, None, 0
        reason = f"第 {piece.row} 行：题型标题，以下按此题型读取。"
        self.skipped.append(Fault(piece.row, "", piece.literal.strip()[:SHOWN], reason))
        return True

    def _number(self, at: int, piece: Piece) -> bool:
        number = int(piece.value)
        if piece.style == PAREN and self._is_in_case:
            return self._begin_part(number, piece)
        if not self._begins_question(at, piece, number):
            self._list_next = number + 1
            return False
        self._begin(piece, number)
        return True

    def _begins_question(self, at: int, piece: Piece, number: int) -> bool:
        if self._raw is None:
            return piece.starts_line
        is_next, is_complete = number == self._last + 1, self._is_complete
        looks = self._looks_like_question(at)
        if number == self._list_next and not (is_complete and looks):
            return False
        if not piece.starts_line:
            return is_next and is_complete and looks
        if is_next:
            return is_complete or self._slot == STEM
        return is_complete and looks

    @property
    def _is_complete(self) -> bool:
        raw = self._raw
        return raw is not None and (
            len(raw.options) >= FEWEST_OPTIONS or bool(raw.key.strip() or raw.guide.strip())
        )

    @property
    def _is_in_case(self) -> bool:
        return self._whole is not None or (
            self._raw is not None and _named(self._raw) is QuestionType.CASE
        )

    def _looks_like_question(self, at: int) -> bool:
        """Tell whether an option or a key comes before the next number at a line's start."""
        for piece in self.pieces[at + 1 : at + LOOK_AHEAD]:
            if piece.kind in (SECTION, NUMBER) and piece.starts_line:
                return False
            if piece.kind == KEY or (piece.kind == OPTION and piece.value == "A"):
                return True
        return False

    def _begin(self, piece: Piece, number: int | None) -> None:
        place = f"第 {number} 题（第 {piece.row} 行）" if number else f"第 {piece.row} 行"
        self._raw = Raw(place, piece.row, hint=self._hint, stem=piece.body)
        if isinstance(piece.hint, str) and number is not None:
            self._raw.type_words = piece.hint if type_named(piece.hint) else ""
        if number is not None:
            self.numbers[id(self._raw)] = self._last = number
        self._whole, self._slot, self._list_next = None, STEM, 0
        self._raws.append(self._raw)

    def _begin_part(self, number: int, piece: Piece) -> bool:
        if self._whole is None:
            self._whole, self._last_part = self._raw, 0
        if number != self._last_part + 1 or self._whole is None:
            return False
        self._last_part = number
        part = Raw(f"{self._whole.place}第 {number} 小题", piece.row, stem=piece.body)
        self._whole.parts.append(part)
        self._raw, self._slot, self._list_next = part, STEM, 0
        return True

    def _option(self, at: int, piece: Piece) -> bool:
        raw = self._raw
        if raw is None:
            return False
        if self._slot not in (STEM, OPTIONS):
            return self._begin_unnumbered_option(at, piece)
        at_letter = len(raw.options)
        if at_letter >= len(LETTERS) or piece.value != LETTERS[at_letter]:
            return False
        if at_letter == 0 and not self._is_first_option(at):
            return False
        raw.options.append(piece.body)
        self._slot = OPTIONS
        return True

    def _is_first_option(self, at: int) -> bool:
        """Tell whether B comes before another A."""
        for piece in self.pieces[at + 1 : at + LOOK_AHEAD]:
            if piece.kind == OPTION and piece.value in "AB":
                return piece.value == "B"
            if piece.kind in (SECTION, KEY) or (piece.kind == NUMBER and piece.starts_line):
                return False
        return False

    def _begin_unnumbered_option(self, at: int, piece: Piece) -> bool:
        """Begin a question whose number is missing: its stem is the line before the options."""
        raw = self._raw
        if raw is None or not piece.starts_line or piece.value != "A":
            return False
        before, _, stem = getattr(raw, self._slot).rstrip().rpartition("\n")
        if not before.strip() or not self._is_first_option(at):
            return False
        setattr(raw, self._slot, before)
        self._begin(Piece(TEXT, piece.row - 1, "", stem, starts_line=True), None)
        self._raws[-1].warnings.append("题目没有题号，已按选项位置分开，请核对。")
        self._raws[-1].options.append(piece.body)
        self._slot = OPTIONS
        return True

    def _key(self, _at: int, piece: Piece) -> bool:
        if self._raw is None or (self._slot == "analysis" and not piece.starts_line):
            return False
        if self._raw.key.strip():
            return False
        self._raw.key, self._slot = piece.body, KEYS
        self._list_next = 2 if _FIRST_ITEM.match(piece.body) else 0
        return True

    def _label(self, _at: int, piece: Piece) -> bool:
        raw, place = self._raw, piece.value
        if place == STEM and (raw is None or self._is_complete):
            self._begin(piece, None)
            return True
        if raw is None or place == STEM:
            return False
        if getattr(raw, place).strip():
            return False
        setattr(raw, place, piece.body)
        self._slot, self._list_next = place, 2 if _FIRST_ITEM.match(piece.body) else 0
        return True

    def _text(self, at: int, piece: Piece) -> bool:
        if self._raw is None and (self.is_numbered or not self._asks(at)):
            reason = f"第 {piece.row} 行：题目之前的标题或说明，未作为试题。"
            self.skipped.append(Fault(piece.row, "", piece.body.strip()[:SHOWN], reason))
            return True
        if self._raw is None or (not self.is_numbered and self._is_new_stem(at)):
            self._begin(piece, None)
            return True
        return False

    def _asks(self, at: int) -> bool:
        """Tell whether options or a key follow before the next gap of text."""
        for piece in self.pieces[at + 1 : at + LOOK_AHEAD]:
            if piece.kind in (OPTION, KEY):
                return True
            if piece.kind == TEXT and self._was_gap:
                return False
        return False

    def _is_new_stem(self, at: int) -> bool:
        if not self._is_complete:
            return False
        return self._slot == KEYS or self._was_gap or self._next_is_option(at)

    def _next_is_option(self, at: int) -> bool:
        following = self.pieces[at + 1 : at + 2]
        return bool(following) and following[0].kind == OPTION and following[0].value == "A"

    def _append(self, piece: Piece) -> None:
        """Take a piece as words of what is being read."""
        raw = self._raw
        words = piece.literal + piece.body
        if raw is None:
            reason = f"第 {piece.row} 行：题目之前的标题或说明，未作为试题。"
            self.skipped.append(Fault(piece.row, "", words.strip()[:SHOWN], reason))
            return
        mark = "\n" if piece.starts_line else ""
        if self._slot == OPTIONS:
            raw.options[-1] += mark + words
        else:
            setattr(raw, self._slot, getattr(raw, self._slot) + mark + words)


def _named(raw: Raw) -> Hint:
    return type_named(raw.type_words) or stem_keys.tagged(raw.stem) or raw.hint


def _finish(raw: Raw) -> None:
    for name in _WRITTEN:
        setattr(raw, name, tidy(getattr(raw, name)))
    raw.options = [tidy(option).rstrip(";；") for option in raw.options]
    stem_keys.settle(raw)
    for part in raw.parts:
        _finish(part)


_WRITTEN = (
    "stem", "key", "analysis", "guide", "extras", "corrections", "points", "law", "article",
    "evidence", "topic", "fields", "difficulty", "code", "media", "type_words",
)  # fmt: skip
_TAKERS: dict[str, Callable[[Scribe, int, Piece], bool]] = {
    SECTION: Scribe._title,
    NUMBER: Scribe._number,
    OPTION: Scribe._option,
    KEY: Scribe._key,
    LABEL: Scribe._label,
    TEXT: Scribe._text,
}
