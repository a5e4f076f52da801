"""Words of foreign files (用词归一): invisible marks out, synonyms of types and answers known."""

import re
import unicodedata
from functools import lru_cache
from html.parser import HTMLParser

from question_bank.questions import FALSE, TRUE, QuestionType
from question_bank.syllabus import Difficulty

_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
    "|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]"
)
_SPACES = re.compile(r"\s+")
_NOTES = re.compile(r"[(\[【〔{].*?[)\]】〕}]|[*:#]")
_TAG = re.compile(r"</?(?:p|br|div|span|img|li|ul|ol|b|i|u|strong|em|font|table|tr|td)\b", re.I)
_NUMBERING = re.compile(r"^(?:第?[一二三四五六七八九十]+(?:大题|部分)?[、.:]|\(?\d{1,3}[).、])")
_COUNTED = re.compile(r"[共每]\S*?\d+\S*?[题分]\S*")

_SIMPLER = str.maketrans(
    "單選擇題幹斷問簡論對錯誤確項複連線據", "单选择题干断问简论对错误确项复连线据"
)
"""Traditional characters, as far as labels use them."""
CHOICE = "choice"
"""A choice of which only the key tells whether it is single or multiple."""
Hint = QuestionType | str | None

_TYPE_WORDS: dict[QuestionType | str, str] = {
    QuestionType.SINGLE: "单选 单项选择 单项 单选选择 single singlechoice radio 最佳选择 a1 a1型",
    QuestionType.MULTIPLE: (
        "多选 多项选择 多项 复选 multiple multiplechoice multichoice multi checkbox 多选选择"
    ),
    QuestionType.INDEFINITE: "不定项选择 不定项 不定选 不定向选择 indefinite",
    QuestionType.TRUE_FALSE: (
        "判断 是非 对错 判断正误 判断对错 truefalse tf judge judgement judgment boolean 正误"
    ),
    QuestionType.FILL_IN: "填空 fillin fillblank fillintheblank fillblanks blank cloze completion",
    QuestionType.ORDERING: "排序 顺序 order ordering sequence 排列",
    QuestionType.MATCHING: "匹配 连线 配对 配伍 match matching",
    QuestionType.SHORT_ANSWER: (
        "简答 问答 论述 主观 essay shortanswer short 名词解释 简述 问答论述 简答论述"
    ),
    QuestionType.CASE: "案例题组 案例 案例分析 材料 材料分析 组合 题组 综合 case 共用题干 阅读理解",
    QuestionType.DOCUMENT_ERROR: "文书改错 改错 documenterror",
    QuestionType.EVIDENCE: "图像取证 evidence 图片 看图",
    CHOICE: "选择 choice 客观选择 mcq",
}
_TYPES = {word: kind for kind, words in _TYPE_WORDS.items() for word in words.split()}

_TRUE_WORDS = "对 √ ✓ ✔ ☑ v 正确 是 t true ture 真 y yes 1 right 对的 正确的 (√) 说法正确 r"
_FALSE_WORDS = (
    "错 × ✗ ✘ ✕ x 错误 否 f false flase fasle 假 n no 0 wrong 错的 错误的 不对 不正确 非 (×) "
    "不是 说法错误 w"
)
_JUDGEMENTS = dict.fromkeys(_TRUE_WORDS.split(), TRUE) | dict.fromkeys(_FALSE_WORDS.split(), FALSE)
_LEVELS = {
    Difficulty.EASY: "易 容易 简单 较易 低 初级 easy 1 ★ 一般易",
    Difficulty.MEDIUM: "中 中等 一般 适中 普通 中级 medium normal 2 ★★ 较难中",
    Difficulty.HARD: "难 困难 较难 高 高级 很难 hard difficult 3 ★★★",
}
_DIFFICULTIES = {word: level.label for level, words in _LEVELS.items() for word in words.split()}


def tidy(text: str) -> str:
    """Return text without invisible marks, its lines trimmed."""
    if text.isascii() and text.isprintable():
        return text.strip()
    shown = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = [line.strip() for line in unicodedata.normalize("NFC", shown).split("\n")]
    return "\n".join(lines).strip()


def readable(text: str) -> str:
    """Return text without invisible marks, line for line as it stood."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n")
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", lines))


@lru_cache(maxsize=4_096)
def narrow(text: str) -> str:
    """Return text for comparison: half width, lower case, without any space."""
    folded = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    return _SPACES.sub("", folded).lower().translate(_SIMPLER)


def heading_of(text: str) -> str:
    """Return a heading for comparison: no notes in brackets, no marks."""
    return _NOTES.sub("", narrow(text)).replace("_", "").replace("-", "")


def type_named(text: str) -> Hint:
    """Return the type a word names: 单项选择题, 单选, single; None where it names none."""
    words = _NOTES.sub("", _NUMBERING.sub("", narrow(text)))
    words = re.sub(r"[_\-/.、,。]", "", words).removesuffix("试题").removesuffix("题目")
    for known in (words, words.removesuffix("题"), words.removesuffix("选择题")):
        if known in _TYPES:
            return _TYPES[known]
    return None


def section_type(line: str) -> Hint:
    """Return the type a section title sets: 一、单项选择题（每题 2 分，共 40 分）."""
    words = _COUNTED.sub("", _NOTES.sub("", _NUMBERING.sub("", narrow(line))))
    return type_named(words.strip(".,。、;")) if "题" in words or len(words) <= _SHORT else None


_SHORT = 5


def judgement_named(text: str) -> str | None:
    """Return 正确 or 错误 where a word means it, whatever the spelling."""
    words = narrow(text).strip("。.;,()[]【】")
    return _JUDGEMENTS.get(words)


def is_judgement_pair(options: list[str]) -> bool:
    """Tell whether two options only say right and wrong."""
    return sorted(judgement_named(option) or "" for option in options) == sorted((TRUE, FALSE))


def difficulty_named(text: str) -> str:
    """Return 易, 中 or 难, or nothing where the word is unknown."""
    return _DIFFICULTIES.get(narrow(text), "")


def has_markup(text: str) -> bool:
    """Tell whether text holds HTML of an editor."""
    return "<" in text and _TAG.search(text) is not None


def without_markup(text: str) -> tuple[str, int]:
    """Return HTML as plain lines, and how many pictures it lost."""
    stripper = _Stripper()
    stripper.feed(text)
    stripper.close()
    return re.sub(r"\n{2,}", "\n", tidy("".join(stripper.parts))), stripper.pictures


class _Stripper(HTMLParser):
    """Keep the words of HTML, one line for each block."""

    BLOCKS = frozenset(["p", "br", "div", "li", "tr", "ul", "ol", "table"])

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.pictures = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line where a block begins; count pictures."""
        self.pictures += tag == "img"
        if tag in self.BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End the line where a block ends."""
        if tag in self.BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        """Keep the words."""
        self.parts.append(data)
