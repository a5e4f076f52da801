"""Statistics of single items (题目统计): how hard, how telling, how sure."""

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from question_bank.statistics.distractors import OptionStatistics, distractors
from question_bank.statistics.groups import BY_27, BY_QUARTERS, Groups, thirds_difference
from question_bank.statistics.intervals import Interval, fisher, wilson
from question_bank.statistics.moments import Numbers, Undefined, Value, correlation, sd
from question_bank.statistics.reliability import alphas_if_deleted
from question_bank.statistics.responses import Responses

_ITEM, _REST = "本题得分", "其余各题总分"


@dataclass(frozen=True)
class ItemStatistics:
    """Hold what the answers say of one item.

    facility (难度, p): mean score, 0 to 1; high is easy. Its interval is Wilson's.
    r_item_total: Pearson's r of the item's score with the total, the item included.
    r_item_rest (区分度): Pearson's r of the item's score with the total less the item, also called
    corrected item-total correlation or, for 0/1, corrected point-biserial; interval by Fisher's z.
    biserial (二列相关): r_item_rest · √(pq) / φ(z), φ(z) the normal density where p is cut off.
    alpha_if_deleted: Cronbach's alpha of the other items.
    discrimination_27, discrimination_quarters: highest less lowest group's facility, groups cut
    at quantiles of the total; discrimination_thirds: best less worst ⌊n/3⌋ candidates.
    """

    item: str
    n: int
    omitted: int
    facility: Value
    facility_interval: Interval
    sd: Value
    r_item_total: Value
    r_item_total_interval: Interval
    r_item_rest: Value
    r_item_rest_interval: Interval
    biserial: Value
    alpha_if_deleted: Value
    discrimination_27: Value
    discrimination_quarters: Value
    discrimination_thirds: Value
    distractors: tuple[OptionStatistics, ...] | Undefined
    distractors_by_quarters: tuple[OptionStatistics, ...] | Undefined


def item_statistics(responses: Responses) -> tuple[ItemStatistics, ...]:
    """Describe every item of a matrix, in its order."""
    ways = tuple(Groups.of(responses.totals, cut) for cut in (BY_27, BY_QUARTERS))
    return tuple(
        _item(responses, item, ways, without)
        for item, without in enumerate(alphas_if_deleted(responses))
    )


def biserial(r: Value, scores: Numbers) -> Value:
    """Turn a point-biserial of 0/1 scores into the biserial: r · √(pq) / φ(Φ⁻¹(p))."""
    if isinstance(r, Undefined):
        return r
    if not np.isin(scores, (0, 1)).all():
        return Undefined("本题有部分得分，二列相关只用于 0/1 得分。")
    share = float(scores.mean())
    normal = NormalDist()
    return r * math.sqrt(share * (1 - share)) / normal.pdf(normal.inv_cdf(share))


def _item(
    responses: Responses, item: int, ways: tuple[Groups, ...], without: Value
) -> ItemStatistics:
    scores, totals, n = responses.scores[:, item], responses.totals, responses.n
    with_total = correlation(scores, totals, (_ITEM, "总分"))
    with_rest = correlation(scores, totals - scores, (_ITEM, _REST))
    by_27, by_quarters = _tables(responses, item, ways)
    return ItemStatistics(
        item=responses.items[item],
        n=n,
        omitted=responses.omitted[item],
        facility=float(scores.mean()) if n else Undefined("没有答卷。"),
        facility_interval=wilson(float(scores.mean()) if n else 0.0, n),
        sd=sd(scores),
        r_item_total=with_total,
        r_item_total_interval=fisher(with_total, n),
        r_item_rest=with_rest,
        r_item_rest_interval=fisher(with_rest, n),
        biserial=biserial(with_rest, scores),
        alpha_if_deleted=without,
        discrimination_27=ways[0].difference(scores),
        discrimination_quarters=ways[1].difference(scores),
        discrimination_thirds=thirds_difference(scores, totals),
        distractors=by_27,
        distractors_by_quarters=by_quarters,
    )


def _tables(
    responses: Responses, item: int, ways: tuple[Groups, ...]
) -> list[tuple[OptionStatistics, ...] | Undefined]:
    if responses.choices is None:
        return [Undefined("文件只有 0/1 得分，没有原始选项。") for _ in ways]
    return list(distractors(responses, item, ways))
