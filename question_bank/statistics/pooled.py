"""What attempts on any number of papers say of one question (试题作答统计)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from question_bank.answers import Answer
from question_bank.statistics.distractors import (
    NO_ANSWER,
    OptionStatistics,
    option_statistics,
    point_biserial,
)
from question_bank.statistics.groups import BY_27, Groups
from question_bank.statistics.intervals import Interval, fisher, wilson
from question_bank.statistics.moments import Undefined, Value, correlation


@dataclass(frozen=True)
class QuestionStatistics:
    """Hold the statistics of one question.

    facility (难度): mean share of its marks, interval by Wilson. r_item_rest (区分度): Pearson's r
    of that share with the share of all other marks of the paper, interval by Fisher's z. Ability
    groups are cut at the 27 % and 73 % quantiles of the other marks, so that the question does
    not judge itself; discrimination_27 is the upper group's facility less the lower's.
    """

    n: int
    omitted: int
    facility: Value
    facility_interval: Interval
    r_item_rest: Value
    r_item_rest_interval: Interval
    discrimination_27: Value
    group_sizes: dict[str, int]
    options: tuple[OptionStatistics, ...]


def question_statistics(
    answers: Sequence[Answer], options: Sequence[str], key: Collection[str]
) -> QuestionStatistics:
    """Describe a question by its answers; ``options`` are the ids offered, in order."""
    n = len(answers)
    shares = np.array([answer.share for answer in answers], dtype=np.float64)
    rests = np.array([answer.rest for answer in answers], dtype=np.float64)
    groups = Groups.of(rests, BY_27)
    r = correlation(shares, rests, ("本题得分", "其余得分"))
    facility = float(shares.mean()) if n else 0.0
    chosen = {
        option: np.array([option in answer.chosen for answer in answers], dtype=np.bool_)
        for option in options
    }
    none = np.array([not answer.chosen for answer in answers], dtype=np.bool_)
    if none.any():
        chosen[NO_ANSWER] = none
    return QuestionStatistics(
        n=n,
        omitted=int(none.sum()),
        facility=facility if n else Undefined("没有答卷。"),
        facility_interval=wilson(facility, n),
        r_item_rest=r,
        r_item_rest_interval=fisher(r, n),
        discrimination_27=groups.difference(shares),
        group_sizes=groups.sizes,
        options=tuple(
            option_statistics(
                option, marks, point_biserial(marks, rests), groups, is_key=option in key
            )
            for option, marks in chosen.items()
        ),
    )


def doubts(found: QuestionStatistics) -> list[str]:
    """Say in Chinese what about a question deserves a second look (复核提示)."""
    said = []
    if _is_beyond_chance(found.r_item_rest, found.n, sign=-1):
        said.append("其余部分得分高的人反而更少答对，请复核答案。")
    weak = [option for option in found.options if not option.is_key and option.option != NO_ANSWER]
    if any(_is_beyond_chance(option.point_biserial, found.n, sign=1) for option in weak):
        said.append("有干扰项更受其余部分得分高的人选择，请复核该选项是否也说得通。")
    if any(not option.n for option in weak):
        said.append("有干扰项无人选择，可考虑替换。")
    return said


def _is_beyond_chance(r: Value, n: int, *, sign: int) -> bool:
    """Tell whether a correlation lies wholly on one side of zero; a perfect one surely does."""
    if isinstance(r, Undefined) or r * sign <= 0:
        return False
    interval = fisher(r, n)
    return abs(r) >= 1 if isinstance(interval, Undefined) else interval[0] * interval[1] > 0
