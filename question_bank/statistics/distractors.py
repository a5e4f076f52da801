"""What each option of an item drew, and whom (干扰项分析)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from question_bank.statistics.groups import Groups
from question_bank.statistics.moments import Numbers, Value, correlation
from question_bank.statistics.responses import NOT_ANSWERED, Responses

NO_ANSWER = "未答"


@dataclass(frozen=True)
class OptionStatistics:
    """Hold who chose one option: in all, and in each ability group."""

    option: str
    is_key: bool
    n: int
    share: float
    point_biserial: Value
    discrimination: Value
    counts: dict[str, int]
    shares: dict[str, float | None]


def option_statistics(
    option: str, chosen: NDArray[np.bool_], r: Value, groups: Groups, *, is_key: bool
) -> OptionStatistics:
    """Describe one option; ``r`` is its point-biserial, see ``point_biserial``."""
    sums = groups.sums(chosen.astype(np.float64))
    shares = {name: sums[name] / size if size else None for name, size in groups.sizes.items()}
    return OptionStatistics(
        option=option,
        is_key=is_key,
        n=int(chosen.sum()),
        share=float(chosen.mean()) if len(chosen) else 0.0,
        point_biserial=r,
        discrimination=groups.gap(shares),
        counts={name: round(count) for name, count in sums.items()},
        shares=shares,
    )


def point_biserial(chosen: NDArray[np.bool_], rest: Numbers) -> Value:
    """Return r of having chosen an option (0/1) with the rest of the marks (点二列相关)."""
    return correlation(chosen.astype(np.float64), rest, ("该项的选择情况", "其余得分"))


def distractors(
    responses: Responses, item: int, ways: Sequence[Groups]
) -> list[tuple[OptionStatistics, ...]]:
    """Describe every option seen or keyed, in order, and those who chose none, for each grouping.

    Point-biserial: r of having chosen the option (0/1) with the total less that same 0/1,
    so each option is judged as if it were the item's score; for the key it is r item-rest.
    """
    if responses.choices is None or responses.key is None:
        raise ValueError("只有得分、没有原始选项，无法分析干扰项。")
    column, key, totals = responses.choices[:, item], responses.key[item], responses.totals
    seen = sorted({key, *column.tolist()} - {NOT_ANSWERED})
    options = [*seen, NOT_ANSWERED] if responses.omitted[item] else seen
    chosen = {option: column == option for option in options}
    r = {option: point_biserial(marks, totals - marks) for option, marks in chosen.items()}
    return [
        tuple(
            option_statistics(option or NO_ANSWER, marks, r[option], groups, is_key=option == key)
            for option, marks in chosen.items()
        )
        for groups in ways
    ]
