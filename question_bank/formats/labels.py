"""What a question is about as labels and notes that any learning platform keeps (标签与附注)."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from question_bank.formats.drafts import Draft
from question_bank.formats.wording import distinct, excerpt
from question_bank.questions import QuestionType

TYPE, LAW, ARTICLE, TOPIC, FIELD = "题型", "法规", "条款", "内容", "门类"
DIFFICULTY, MEDIUM, POINTS, PART = "难度", "图像", "分值", "小题"
ANALYSIS, EVIDENCE, CODE = "解析", "原文", "编号"
EVIDENCE_HEAD, GUIDE_HEAD = "【原文】", "【采分点】"
MOST_POINTS = 1000
LONGEST_IN_MOODLE = 50
_NAMES = frozenset(
    [TYPE, LAW, ARTICLE, TOPIC, FIELD, DIFFICULTY, MEDIUM, POINTS, PART, ANALYSIS, EVIDENCE, CODE]
)
_COLON = "："
_ESCAPED = re.compile(r"[%<>`\]\[\n\t,\\]|(?<= ) ")
_ENCODED = re.compile(r"%(20|25|3C|3E|60|5D|5B|5C|0A|09|2C)")
_POINT = re.compile(r"（(\d{1,4}) 分）(.*)", re.DOTALL)
_TYPES = {shape.label: shape for shape in QuestionType}
Labels = dict[str, list[str]]


def labels_of(draft: Draft, part: str = "", *, noted: bool = True) -> list[str]:
    """Write what a draft is about as labels such as 门类：通用; ``part`` names its case set.

    Where the format has no place for a note, the note becomes labels too.
    """
    said = [
        (TYPE, draft.type.label if draft.type else ""),
        (LAW, draft.law),
        (ARTICLE, draft.article),
        (TOPIC, draft.topic),
        *((FIELD, field) for field in draft.fields),
        (DIFFICULTY, draft.difficulty),
        *((MEDIUM, medium) for medium in draft.media),
        (POINTS, str(draft.points) if draft.points else ""),
        (PART, part),
        (ANALYSIS, "" if noted else draft.analysis),
        (EVIDENCE, "" if noted else draft.evidence),
    ]
    return [labelled(name, value) for name, value in said if value]


def labelled(name: str, value: str) -> str:
    """Write one label, without the characters that platforms refuse in labels."""
    return name + _COLON + _ESCAPED.sub(_encode, value)


def cut_by_moodle(labels: Iterable[str]) -> list[str]:
    """Say that Moodle cuts long labels, where there are any."""
    if all(len(label) <= LONGEST_IN_MOODLE for label in labels):
        return []
    return [f"Moodle 的标签不超过 {LONGEST_IN_MOODLE} 字，较长的标签导入 Moodle 后会被截短。"]


def read_labels(labels: Iterable[str]) -> tuple[Labels, list[str]]:
    """Return the values of our labels by name, and the labels that are not ours."""
    ours: Labels = defaultdict(list)
    others = []
    for label in labels:
        name, colon, value = label.strip().partition(_COLON)
        if colon and name in _NAMES:
            ours[name].append(_ENCODED.sub(_decode, value))
        elif label.strip():
            others.append(label.strip())
    return ours, others


def with_labels(draft: Draft, labels: Iterable[str]) -> Draft:
    """Return a draft with what its labels say; labels of other systems are told as lost."""
    ours, others = read_labels(labels)

    def one(name: str, otherwise: str) -> str:
        return ours.get(name, [otherwise])[-1]

    lost = f"标签“{excerpt('、'.join(others))}”没有对应的栏目，未读入。" if others else ""
    return replace(
        draft,
        type=_TYPES.get(one(TYPE, ""), draft.type),
        analysis=one(ANALYSIS, draft.analysis),
        evidence=one(EVIDENCE, draft.evidence),
        law=one(LAW, draft.law),
        article=one(ARTICLE, draft.article),
        topic=one(TOPIC, draft.topic),
        fields=tuple(ours.get(FIELD, draft.fields)),
        difficulty=one(DIFFICULTY, draft.difficulty),
        media=distinct((*draft.media, *ours.get(MEDIUM, ()))),
        code=one(CODE, draft.code),
        points=points_in(one(POINTS, "")) or draft.points,
        warnings=distinct((*draft.warnings, lost)),
    )


def points_in(text: str) -> int:
    """Return the points a text names; 0 where it names none that make sense."""
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= len(str(MOST_POINTS))):
        return 0
    return min(int(digits), MOST_POINTS)


def notes_of(draft: Draft, *, guided: bool = False) -> str:
    """Write explanation, quoted words of the law and, where asked, the guide as one note."""
    blocks = [draft.analysis]
    if draft.evidence:
        blocks.append(EVIDENCE_HEAD + draft.evidence)
    if guided and draft.guide:
        blocks.append(GUIDE_HEAD + "\n" + guide_text(draft))
    return "\n".join(block for block in blocks if block)


def with_notes(draft: Draft, note: str) -> Draft:
    """Return a draft with the explanation, quoted words and guide one note tells."""
    rest, guide = _cut(note, GUIDE_HEAD + "\n")
    analysis, evidence = _cut(rest, EVIDENCE_HEAD)
    return replace(
        draft,
        analysis=analysis.strip(),
        evidence=evidence.strip() or draft.evidence,
        guide=read_guide(guide) or draft.guide,
    )


def _cut(note: str, head: str) -> tuple[str, str]:
    place = note.rfind("\n" + head)
    if place >= 0:
        return note[:place], note[place + 1 + len(head) :]
    return ("", note[len(head) :]) if note.startswith(head) else (note, "")


def guide_text(draft: Draft) -> str:
    """Write what a short answer must contain, one point a line: （2 分）事实确凿."""
    return "\n".join(f"（{points} 分）{text}" for points, text in draft.guide)


def read_guide(text: str) -> tuple[tuple[int, str], ...]:
    """Read points written so; a line without a mark goes on with the point above it."""
    guide: list[tuple[int, str]] = []
    for line in text.split("\n"):
        if found := _POINT.fullmatch(line.lstrip()):
            guide.append((int(found[1]), found[2].lstrip()))
        elif guide and line.strip():
            guide[-1] = (guide[-1][0], f"{guide[-1][1]}\n{line}")
        elif line.strip():
            return ()
        elif guide:
            guide[-1] = (guide[-1][0], guide[-1][1] + "\n")
    return tuple((points, words.strip()) for points, words in guide)


def _encode(found: re.Match[str]) -> str:
    return f"%{ord(found.group()):02X}"


def _decode(found: re.Match[str]) -> str:
    return chr(int(found[1], 16))
