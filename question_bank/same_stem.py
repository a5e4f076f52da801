"""Find stems that ask the same and are keyed differently (同题异答)."""

from collections import Counter
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import Indel

from question_bank.findings import Finding
from question_bank.near_duplicates import Pair, TextIndex
from question_bank.quantities import find_all
from question_bank.questions import Question, QuestionType
from question_bank.wording import bare, words

SAME_WORDS = 0.5
NEARLY_SAME = 0.85
_EXCHANGED = 2
_NEGATIONS = frozenset("不未无非免勿禁")


def other_keys(questions: Sequence[Question]) -> Iterator[Finding]:
    """List pairs whose stems are the same, or nearly, though their keys differ.

    The same: equal but for punctuation, function words, the law named and, where options are
    offered, the order of words. Nearly: likeness of 0.85 where no number, no negation and no word
    of two characters was exchanged for another.
    """
    index = TextIndex([question.stem for question in questions])
    for pair in index.pairs(threshold=SAME_WORDS):
        one, other = questions[pair.one], questions[pair.other]
        if _key_words(one) == _key_words(other):
            continue
        if how := _sameness(one, other, pair):
            yield Finding("other_key", (one.id, other.id), f"{how}而答案不同，请核对并停用其一。")


def _sameness(one: Question, other: Question, pair: Pair) -> str | None:
    ours, theirs = bare(one.stem), bare(other.stem)
    if ours == theirs:
        return "两题题干相同"
    if QuestionType.TRUE_FALSE in (one.type, other.type):
        return None
    if Counter(ours) == Counter(theirs):
        return "两题题干只是语序不同"
    if pair.likeness >= NEARLY_SAME and not _differs_in_substance(one.stem, other.stem):
        return f"两题题干相近（{pair.likeness:.0%}）"
    return None


def _differs_in_substance(one: str, other: str) -> bool:
    """Tell whether a number, a negation or a word was exchanged: then another key is due."""
    ours, theirs = words(one), words(other)
    steps = [step for step in Indel.opcodes(ours, theirs) if step.tag != "equal"]
    lost = "".join(ours[step.src_start : step.src_end] for step in steps)
    gained = "".join(theirs[step.dest_start : step.dest_end] for step in steps)
    is_exchanged = min(len(lost), len(gained)) >= _EXCHANGED
    is_negated = bool(_NEGATIONS & set(lost + gained))
    return is_exchanged or is_negated or find_all(one) != find_all(other)


def _key_words(question: Question) -> frozenset[str]:
    return frozenset(map(words, question.key_texts))
