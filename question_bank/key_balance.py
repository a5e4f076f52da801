"""Tell whether keys lean to one letter by more than chance (答案分布)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from scipy.special import chdtrc

from question_bank.questions import LETTERS

LEVEL = 0.01
_FEWEST_EXPECTED = 5


@dataclass(frozen=True)
class Key:
    """Hold a question's one right letter and how many were offered."""

    letter: str
    offered: int


@dataclass(frozen=True)
class Sample:
    """Hold the keys that are judged together: of a bank, a law, an author, a paper."""

    name: str
    keys: tuple[Key, ...]


@dataclass(frozen=True)
class Leaning:
    """Say which letter a sample leans to, and how likely so much is by chance alone."""

    name: str
    letter: str
    count: int
    expected: float
    n: int
    chi_square: float
    p: float


def leanings(samples: Iterable[Sample], *, level: float = LEVEL) -> list[Leaning]:
    """Return the samples that lean, by chi-square against letters drawn evenly (卡方检验).

    Of several samples one would lean by chance; Holm's rule keeps the whole at ``level``. A
    sample with fewer than 5 keys expected on a letter is not judged.
    """
    judged = sorted(filter(None, map(_judge, samples)), key=lambda found: found.p)
    leaning = []
    for place, found in enumerate(judged):
        if found.p * (len(judged) - place) > level:
            break
        leaning.append(found)
    return leaning


def _judge(sample: Sample) -> Leaning | None:
    expected = _expected(sample.keys)
    if len(expected) < 2 or min(expected.values()) < _FEWEST_EXPECTED:  # noqa: PLR2004
        return None
    counts = Counter(key.letter for key in sample.keys)
    chi_square = sum(
        (counts[letter] - awaited) ** 2 / awaited for letter, awaited in expected.items()
    )
    letter = max(expected, key=lambda letter: counts[letter] - expected[letter])
    return Leaning(
        name=sample.name,
        letter=letter,
        count=counts[letter],
        expected=expected[letter],
        n=len(sample.keys),
        chi_square=chi_square,
        p=float(chdtrc(len(expected) - 1, chi_square)),
    )


def _expected(keys: Sequence[Key]) -> dict[str, float]:
    """Return how many keys each letter would have if every option were as likely."""
    expected: dict[str, float] = {}
    for letter, share in _shares(keys):
        expected[letter] = expected.get(letter, 0.0) + share
    return expected


def _shares(keys: Sequence[Key]) -> Iterator[tuple[str, float]]:
    for key in keys:
        for letter in LETTERS[: key.offered]:
            yield letter, 1 / key.offered
