"""Find what makes a bank weak though no single key is wrong (题库体检)."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from question_bank.articles import fold
from question_bank.content import Bank
from question_bank.findings import Finding
from question_bank.key_balance import Key, Sample, leanings
from question_bank.near_duplicates import TextIndex
from question_bank.quantities import find, find_all
from question_bank.questions import LETTERS, Question, QuestionType
from question_bank.same_stem import other_keys

STALE = {
    "一般程序": "普通程序",
    "鉴定结论": "鉴定意见",
    "计算机数据": "电子数据",
    "交通行政处罚程序规定": "交通运输行政执法程序规定",
    "道路运输管理机构": "交通运输主管部门",
    "公路管理机构": "交通运输主管部门",
    "县级以上道路运输机构": "县级以上地方人民政府交通运输主管部门",
}
_ENOUGH = 20
_CUE_SHARE = 0.45
_HALF_WIDTH = re.compile(r"(?<=[\u4e00-\u9fff”》）])[,;:?!()]|[,;:?!()](?=[\u4e00-\u9fff“《（])")


def lint(bank: Bank) -> Iterator[Finding]:
    """List the weaknesses of a bank."""
    for question in bank.questions:
        for kind, reason in _form_faults(question):
            yield Finding(kind, (question.id,), reason)
    yield from near_duplicates(bank.questions)
    yield from other_keys(bank.questions)
    yield from _key_balance(bank.questions)
    yield from _leaning(bank.questions)
    yield from _length_cue(bank.questions)


def stale(question: Question, article: str) -> Iterator[str]:
    """List superseded terms a question presents as right though its article does not use them."""
    asked = () if question.type is QuestionType.TRUE_FALSE else (question.stem,)
    presented = (*asked, *question.claims)
    for old, current in STALE.items():
        if any(old in text for text in presented) and old not in article:
            yield f"“{old}”是旧称，该条并未使用，现行表述为“{current}”。"


def near_duplicates(questions: Sequence[Question]) -> Iterator[Finding]:
    """List pairs of questions whose stems and keys are in nearly the same words."""
    index = TextIndex([question.stem + "".join(question.key_texts) for question in questions])
    for pair in index.pairs():
        ids = (questions[pair.one].id, questions[pair.other].id)
        yield Finding("near_duplicate", ids, f"两题文字相似度 {pair.likeness:.0%}。")


def _form_faults(question: Question) -> Iterator[tuple[str, str]]:
    yield from _size_faults(question)
    texts = (question.stem, question.explanation, *(option.text for option in question.options))
    targets = (target.text for target in question.body.targets)
    if any(_HALF_WIDTH.search(text) for text in (*texts, *targets, *question.key_texts)):
        yield "punctuation", "中文文字旁用了半角标点，请改为全角。"
    if loose := _numbers_beside_evidence(question):
        yield "evidence", f"依据原文未含答案中的“{'”“'.join(loose)}”，请引用能确定答案的文字。"
    if any(re.search(r"以[上下]都|以上皆", option.text) for option in question.options):
        yield "all_of_the_above", "选项不应写“以上都对”之类。"
    for place, part in enumerate(question.body.parts, 1):
        for kind, reason in _form_faults(part.question):
            yield kind, f"第 {place} 小题：{reason}"


def _size_faults(question: Question) -> Iterator[tuple[str, str]]:
    sizes = [
        ("题干字数", len(question.stem), _STEM_LENGTHS.get(question.type, (15, 120))),
        ("依据原文字数", len(fold(question.evidence)), (4, 60)),
    ]
    if bounds := _OPTION_COUNTS.get(question.type):
        sizes.append((f"{question.type.label}选项数", len(question.options), bounds))
    for name, size, (fewest, most) in sizes:
        if not fewest <= size <= most:
            yield "size", f"{name}为 {size}，应为 {fewest} 至 {most}。"


def _numbers_beside_evidence(question: Question) -> list[str]:
    """List the key's numbers the evidence does not show; another number of the article might."""
    shown = find_all(question.evidence)
    claimed = {quantity for claim in question.claims for quantity in find(claim)}
    return sorted(
        quantity.words
        for quantity in claimed
        if not quantity.unit.startswith("第") and not quantity.stands_in(shown)
    )


_OPTION_COUNTS = {
    QuestionType.SINGLE: (3, 5),
    QuestionType.MULTIPLE: (4, 6),
    QuestionType.INDEFINITE: (4, 6),
    QuestionType.EVIDENCE: (3, 6),
    QuestionType.TRUE_FALSE: (2, 2),
    QuestionType.ORDERING: (3, 8),
    QuestionType.MATCHING: (3, 8),
    QuestionType.DOCUMENT_ERROR: (4, 12),
}
_STEM_LENGTHS = {
    QuestionType.CASE: (60, 600),
    QuestionType.DOCUMENT_ERROR: (15, 300),
    QuestionType.SHORT_ANSWER: (10, 300),
}


def _key_balance(questions: Sequence[Question]) -> Iterator[Finding]:
    singles = _of_type(questions, QuestionType.SINGLE)
    letters = Counter(letter for question in singles for letter in _letters(question))
    for letter in LETTERS[:4]:
        yield from _unbalanced(f"单选题答案为 {letter} ", letters[letter], len(singles), (15, 35))
    judged = _of_type(questions, QuestionType.TRUE_FALSE)
    right = sum(question.is_true for question in judged)
    yield from _unbalanced("判断题答案为“正确”", right, len(judged), (40, 60))
    several = _of_type(questions, QuestionType.MULTIPLE)
    complete = sum(len(question.key) == len(question.options) for question in several)
    yield from _unbalanced("多选题全选", complete, len(several), (0, 30))


def _leaning(questions: Sequence[Question]) -> Iterator[Finding]:
    """Say which laws' single choices lean to one letter by more than chance."""
    keys: dict[str, list[Key]] = {}
    for question in _of_type(questions, QuestionType.SINGLE):
        offered = len(question.options)
        keys.setdefault(question.citation.law, []).extend(
            Key(letter, offered) for letter in _letters(question)
        )
    for found in leanings(Sample(law, tuple(of_law)) for law, of_law in keys.items()):
        yield Finding(
            "key_leaning",
            (),
            f"《{found.name}》{found.n} 道单选题中答案为 {found.letter} 的有 {found.count} 道，"
            f"均匀时约 {found.expected:.0f} 道（卡方 {found.chi_square:.1f}，p={found.p:.1g}），"
            "请调整选项次序。",
        )


def _of_type(questions: Sequence[Question], shape: QuestionType) -> list[Question]:
    return [question for question in questions if question.type is shape]


def _unbalanced(name: str, part: int, whole: int, bounds: tuple[int, int]) -> Iterator[Finding]:
    if whole >= _ENOUGH and not bounds[0] * whole <= part * 100 <= bounds[1] * whole:
        share = f"{part / whole:.0%}"
        yield Finding("key_balance", (), f"{name}的占 {share}，应为 {bounds[0]}%–{bounds[1]}%。")


def _letters(question: Question) -> list[str]:
    return [
        letter
        for letter, option in zip(LETTERS, question.options, strict=False)
        if option.id in question.key
    ]


def _length_cue(questions: Sequence[Question]) -> Iterator[Finding]:
    """Say when the longest option is too often the key: a cue for guessers."""
    singles = _of_type(questions, QuestionType.SINGLE)
    cued = [question.id for question in singles if _is_longest_key(question)]
    if len(singles) >= _ENOUGH and len(cued) > len(singles) * _CUE_SHARE:
        share = len(cued) / len(singles)
        yield Finding("length_cue", tuple(cued), f"单选题中最长选项即答案的占 {share:.0%}，过多。")


def _is_longest_key(question: Question) -> bool:
    lengths = sorted((len(option.text), option.id in question.key) for option in question.options)
    return lengths[-1][1] and lengths[-1][0] > lengths[-2][0] + 1
