"""Types written as digits (题型代码): which digit means what, decided by the keys of the rows."""

from collections import Counter
from collections.abc import Mapping, Sequence

from question_bank.formats import answers
from question_bank.formats.shaping import Raw
from question_bank.formats.vocabulary import is_judgement_pair, judgement_named
from question_bank.questions import QuestionType

_S, _M, _T = QuestionType.SINGLE, QuestionType.MULTIPLE, QuestionType.TRUE_FALSE
_F, _A = QuestionType.FILL_IN, QuestionType.SHORT_ANSWER
SCHEMES: tuple[Mapping[str, QuestionType], ...] = (
    {"1": _S, "2": _M, "3": _T, "4": _F, "5": _A},
    {"0": _S, "1": _T, "2": _M, "3": _F, "4": _A},
    {"0": _S, "1": _M, "2": _T, "3": _F, "4": _A},
    {"1": _S, "2": _T, "3": _M, "4": _F, "5": _A},
    {"1": _T, "2": _S, "3": _M, "4": _F, "5": _A},
    {"0": _T, "1": _S, "2": _M, "3": _F, "4": _A},
)
"""What the systems in use write, the commonest first."""


def name_codes(raws: Sequence[Raw]) -> None:
    """Replace digits by the names of types, saying so; leave what no scheme explains."""
    coded = [raw for raw in _all(raws) if raw.type_words.isdecimal()]
    if not coded:
        return
    votes = Counter((raw.type_words, kind) for raw in coded if (kind := _shown_kind(raw)))
    scheme = max(SCHEMES, key=lambda one: _agreement(one, votes))
    if _agreement(scheme, votes) <= 0:
        return
    for raw in coded:
        kind = scheme.get(raw.type_words)
        if kind is not None:
            raw.warnings.append(f"题型代码“{raw.type_words}”已按答案判断为{kind.label}。")
            raw.type_words = kind.label


def _all(raws: Sequence[Raw]) -> list[Raw]:
    return [one for raw in raws for one in (raw, *raw.parts)]


def _agreement(scheme: Mapping[str, QuestionType], votes: Counter[tuple[str, QuestionType]]) -> int:
    return sum(
        count if scheme.get(code) is kind else -count for (code, kind), count in votes.items()
    )


def _shown_kind(raw: Raw) -> QuestionType | None:
    options = [option for option in raw.options if option]
    if is_judgement_pair(options) or (not options and judgement_named(answers.bare(raw.key))):
        return _T
    letters = answers.chosen(raw.key, raw.options).letters if options else ()
    if letters:
        return _S if len(letters) == 1 else _M
    return None
