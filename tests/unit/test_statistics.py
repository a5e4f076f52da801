"""Item and test statistics: known answers, small matrices by hand, and what must always hold."""

import csv
import json
import math
import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.statistics.groups import BY_27, Groups
from question_bank.statistics.intervals import fisher, wilson
from question_bank.statistics.moments import Undefined
from question_bank.statistics.reading import read_responses
from question_bank.statistics.report import analyse, render
from question_bank.statistics.responses import from_choices, from_scores

KNOWN = Path(__file__).resolve().parents[3] / "shared" / "data" / "psychometrics"
needs_known = pytest.mark.skipif(
    not KNOWN.is_dir(), reason="没有已知答案的统计数据（../shared/data/psychometrics）"
)
CLOSE = 1e-6
ITEM_COLUMNS = {
    "mean": "facility",
    "sd": "sd",
    "r_item_total": "r_item_total",
    "psych_raw_r": "r_item_total",
    "r_item_rest": "r_item_rest",
    "psych_r_drop": "r_item_rest",
    "biserial_rest_CTT": "biserial",
    "alpha_if_deleted": "alpha_if_deleted",
    "psych_alpha_drop": "alpha_if_deleted",
    "discrimination_thirds_psychometric": "discrimination_thirds",
}
TEST_COLUMNS = {
    "N": "n",
    "k": "k",
    "mean": "mean",
    "sd": "sd",
    "var": "variance",
    "alpha_raw": "alpha",
    "alpha_CTT": "alpha",
    "alpha_std": "alpha_standardised",
    "kr20_popvar": "kr20",
    "kr21_popvar": "kr21",
    "sem": "sem",
    "median": "median",
    "skew_psych": "skew",
    "kurt_psych": "kurtosis",
    "guttman6": "guttman6",
    "ave_r": "average_r",
}
FOUR_BY_THREE = ((1, 1, 1), (1, 1, 0), (1, 0, 0), (0, 0, 0))
binary_matrices = st.integers(2, 6).flatmap(
    lambda k: st.lists(st.lists(st.integers(0, 1), min_size=k, max_size=k), min_size=1, max_size=25)
)


def lines(name):
    with (KNOWN / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def report_on(rows):
    return analyse(from_scores([f"q{place}" for place in range(len(rows[0]))], rows)).as_dict()


@needs_known
@pytest.mark.parametrize(
    ("responses", "expected"),
    [
        ("CTT_scored_responses.csv", "CTT_scored_{}_expected.csv"),
        ("ltm_LSAT_responses.csv", "ltm_LSAT_{}_expected.csv"),
    ],
)
def test_every_column_of_the_known_answers(responses, expected):
    report = analyse(read_responses(KNOWN / responses)).as_dict()
    wanted = lines(expected.format("items"))
    assert [item["item"] for item in report["items"]] == [line["item"] for line in wanted]
    for ours, line in zip(report["items"], wanted, strict=True):
        assert set(line) == {"item", *ITEM_COLUMNS}
        for column, name in ITEM_COLUMNS.items():
            assert ours[name] == pytest.approx(float(line[column]), abs=CLOSE), (line, column)
    (line,) = lines(expected.format("test"))
    assert set(line) == set(TEST_COLUMNS)
    for column, name in TEST_COLUMNS.items():
        assert report["test"][name] == pytest.approx(float(line[column]), abs=CLOSE), column


@needs_known
@pytest.mark.parametrize(
    ("file", "table", "groups"),
    [
        ("27pct", "distractors", ("lower", "mid73", "upper")),
        ("quarters", "distractors_by_quarters", ("lower", "mid50", "mid75", "upper")),
    ],
)
def test_every_line_of_the_known_distractor_tables(file, table, groups):
    responses = read_responses(KNOWN / "CTT_raw_choices.csv", KNOWN / "CTT_key.txt")
    report = analyse(responses).as_dict()
    ours = [(item, option) for item in report["items"] for option in item[table]]
    wanted = lines(f"CTT_distractors_expected_{file}.csv")
    for (item, option), line in zip(ours, wanted, strict=True):
        assert (item["item"], option["option"]) == (line["item"], line["key"])
        assert option["is_key"] is (line["correct"] == "*")
        assert option["n"] == int(line["n"])
        assert option["share"] == pytest.approx(float(line["rspP"]), abs=CLOSE)
        assert option["point_biserial"] == pytest.approx(float(line["pBis"]), abs=CLOSE)
        assert option["discrimination"] == pytest.approx(float(line["discrim"]), abs=CLOSE)
        assert set(option["shares"]) == set(groups) == set(line) - {
            "item", "correct", "key", "n", "rspP", "pBis", "discrim",
        }  # fmt: skip
        for group in groups:
            assert option["shares"][group] == pytest.approx(float(line[group]), abs=CLOSE)


@needs_known
def test_choices_marked_by_the_key_are_the_known_scores():
    marked = read_responses(KNOWN / "CTT_raw_choices.csv", KNOWN / "CTT_key.txt")
    assert (marked.scores == read_responses(KNOWN / "CTT_scored_responses.csv").scores).all()
    assert [int(line["total"]) for line in lines("CTT_scores.csv")] == marked.totals.tolist()


def test_a_small_matrix_worked_by_hand():
    """Totals 3, 2, 1, 0: variance 5/3; item variances 1/4, 1/3, 1/4; covariances by hand."""
    report = report_on(FOUR_BY_THREE)
    test = report["test"]
    assert (test["n"], test["k"], test["mean"], test["median"]) == (4, 3, 1.5, 1.5)
    assert test["variance"] == pytest.approx(5 / 3)
    assert test["alpha"] == test["kr20"] == pytest.approx(1.5 * (1 - (5 / 6) / (5 / 3)))
    assert test["cic"] == pytest.approx(75)
    assert test["kr21"] == pytest.approx(1.5 * (1 - 1.5 * 1.5 / (3 * 1.25)))
    assert test["sem"] == pytest.approx(math.sqrt(5 / 3) * 0.5)
    assert test["error_ratio"] == pytest.approx(50)
    assert test["skew"] == pytest.approx(0)
    assert test["kurtosis"] == pytest.approx((2 * 1.5**4 + 2 * 0.5**4) / 4 / (5 / 3) ** 2 - 3)
    middle = report["items"][1]
    assert middle["facility"] == 0.5
    assert middle["r_item_total"] == pytest.approx(2 / math.sqrt(5))
    assert middle["r_item_rest"] == pytest.approx(1 / math.sqrt(2))
    assert middle["biserial"] == pytest.approx(math.sqrt(0.5) * 0.5 * math.sqrt(2 * math.pi))
    assert middle["alpha_if_deleted"] == pytest.approx(2 * (1 - 0.5 / (2 / 3)))
    assert middle["discrimination_thirds"] == 1


def test_a_small_table_of_options_by_hand():
    rows = [("A", "B"), ("A", "C"), ("C", "B"), ("", "D")]
    report = analyse(from_choices(["q1", "q2"], rows, ["A", "B"])).as_dict()
    first = {option["option"]: option for option in report["items"][0]["distractors"]}
    assert list(first) == ["A", "C", "未答"]
    assert [option["n"] for option in first.values()] == [2, 1, 1]
    assert first["A"]["is_key"]
    assert first["未答"]["share"] == 0.25
    assert report["items"][0]["omitted"] == 1
    assert report["items"][0]["facility"] == 0.5
    assert report["test"]["mean"] == 1.0
    assert first["A"]["point_biserial"] == report["items"][0]["r_item_rest"]


def test_nobody_above_the_highest_quantile_means_the_best_are_the_upper_group():
    groups = Groups.of(np.array([0.0, 1, 1, 1, 1]), BY_27)
    assert groups.sizes == {"lower": 1, "mid73": 0, "upper": 4}
    assert groups.means(np.array([0.0, 1, 1, 1, 0]))["mid73"] is None
    assert groups.difference(np.array([0.0, 1, 1, 1, 0])) == 0.75


def test_known_intervals():
    assert wilson(0.5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)
    assert wilson(0.0, 10) == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert wilson(1.0, 1)[1] == 1.0
    assert fisher(0.5, 28) == pytest.approx((0.1560, 0.7358), abs=1e-4)
    assert isinstance(fisher(0.5, 3), Undefined)
    assert isinstance(fisher(1.0, 30), Undefined)


@pytest.mark.parametrize(
    ("rows", "missing", "why"),
    [
        (((1, 0, 1),), ("sd", "alpha", "skew"), "不足两份"),
        (((1, 1, 1), (1, 1, 1)), ("alpha", "kr20", "kr21", "sem", "skew"), "全部相同"),
        (((0, 0), (0, 0), (0, 0)), ("alpha", "kurtosis", "guttman6"), "全部相同"),
        (((1,), (0,)), ("alpha", "kr20", "average_r"), "不足两道"),
        (((1, 0), (1, 1), (1, 0)), ("average_r", "alpha_standardised"), "题目得分全部相同"),
        (((1, 0.5), (0, 1), (0.5, 0)), ("kr20", "kr21"), "部分得分"),
        (((1, 0), (0, 1)), ("alpha",), "总分全部相同"),
        (((1, 0, 1), (0, 1, 0)), ("guttman6",), "完全推出"),
    ],
)
def test_what_is_undefined_is_none_with_a_reason(rows, missing, why):
    test = report_on(rows)["test"]
    assert [test[name] for name in missing] == [None] * len(missing)
    assert all(why in test["reasons"][name] for name in missing), test["reasons"]


@pytest.mark.parametrize(
    ("rows", "missing"),
    [
        (((1, 1), (1, 0), (1, 1)), ("r_item_total", "r_item_rest", "biserial")),
        (((None, 1), (None, 0), (None, 1)), ("r_item_total", "r_item_rest", "biserial")),
        (((1, 1), (0, 1)), ("alpha_if_deleted", "r_item_rest", "r_item_rest_interval")),
        (((1, 1), (1, 1), (1, 1)), ("discrimination_27", "discrimination_thirds")),
        (((1, 0), (0, 1)), ("discrimination_thirds", "distractors")),
    ],
)
def test_an_item_says_why_it_has_no_figure(rows, missing):
    item = report_on(rows)["items"][0]
    assert [item[name] for name in missing] == [None] * len(missing)
    assert set(missing) <= set(item["reasons"])


def test_no_answer_earns_nothing_and_is_counted():
    with_holes = report_on([[1, None], [0, 1], [math.nan, 1]])
    filled = report_on([[1, 0], [0, 1], [0, 1]])
    assert [item.pop("omitted") for item in with_holes["items"]] == [1, 1]
    assert [item.pop("omitted") for item in filled["items"]] == [0, 0]
    assert with_holes == filled


def test_scores_outside_0_to_1_are_refused():
    with pytest.raises(ValueError, match="0 至 1"):
        from_scores(["q"], [[2]])


def test_no_rows_at_all_is_no_error():
    report = analyse(from_scores(["q1", "q2"], [])).as_dict()
    assert report["test"]["mean"] is None
    assert report["items"][0]["facility"] is None


@given(binary_matrices)
def test_every_matrix_gives_clean_json_without_a_warning(rows):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with np.errstate(all="raise"):
            report = analyse(from_scores([f"q{place}" for place in range(len(rows[0]))], rows))
    json.dumps(report.as_dict(), allow_nan=False)
    assert render(report).startswith(f"答卷 {len(rows)} 份")


@given(
    st.integers(1, 4).flatmap(
        lambda k: st.lists(
            st.lists(st.sampled_from(["A", "B", "C", ""]), min_size=k, max_size=k),
            min_size=1,
            max_size=12,
        )
    )
)
def test_every_table_of_choices_gives_clean_json_and_counts_everybody(rows):
    items = [f"q{place}" for place in range(len(rows[0]))]
    report = analyse(from_choices(items, rows, ["A"] * len(items))).as_dict()
    json.dumps(report, allow_nan=False)
    for item in report["items"]:
        assert sum(option["n"] for option in item["distractors"]) == len(rows)
        for option in item["distractors"]:
            assert sum(option["counts"].values()) == option["n"]
        (key,) = [option for option in item["distractors"] if option["is_key"]]
        assert key["share"] == pytest.approx(item["facility"])
        if key["point_biserial"] is not None:
            assert key["point_biserial"] == pytest.approx(item["r_item_rest"])


@given(binary_matrices)
def test_kr20_is_alpha_for_0_and_1_and_kr21_never_above_it(rows):
    test = report_on(rows)["test"]
    assert (test["kr20"] is None) is (test["alpha"] is None)
    if test["alpha"] is not None:
        assert test["kr20"] == pytest.approx(test["alpha"], abs=1e-9)
        assert test["kr21"] <= test["kr20"] + 1e-9
        assert test["alpha"] <= 1 + 1e-9


@given(binary_matrices, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows, chance):
    """But for the thirds, which part equal totals in the order of the rows."""
    mixed = list(rows)
    chance.shuffle(mixed)
    one, other = report_on(rows), report_on(mixed)
    for report in (one, other):
        for item in report["items"]:
            item.pop("discrimination_thirds")
    assert flat(one) == pytest.approx(flat(other), abs=1e-9)


@given(binary_matrices)
def test_turning_every_score_round_turns_facility_and_keeps_the_rest(rows):
    turned = report_on([[1 - score for score in row] for row in rows])
    report = report_on(rows)
    for item, other in zip(report["items"], turned["items"], strict=True):
        assert item["facility"] == pytest.approx(1 - other["facility"])
        assert item["r_item_rest"] == pytest.approx(other["r_item_rest"], abs=1e-9)
    assert report["test"]["alpha"] == pytest.approx(turned["test"]["alpha"], abs=1e-9)


@given(st.floats(0, 1), st.integers(1, 3000))
def test_wilson_holds_the_share_and_stays_within_0_and_1(share, n):
    low, high = wilson(share, n)
    assert 0 <= low <= share + 1e-12
    assert share - 1e-12 <= high <= 1


@given(st.floats(-0.99, 0.99), st.integers(4, 500))
def test_fisher_holds_r_and_narrows_with_n(r, n):
    low, high = fisher(r, n)
    nearer, further = fisher(r, n + 50)
    assert -1 <= low <= nearer <= r <= further <= high <= 1


def flat(value):
    """Return the numbers of a report by their place; None becomes a number no figure has."""
    if isinstance(value, dict):
        return {
            f"{name}.{place}": number
            for name, inner in value.items()
            if name != "reasons"
            for place, number in flat(inner).items()
        }
    if isinstance(value, list):
        return flat({str(place): inner for place, inner in enumerate(value)})
    if value is None:
        return {"": -999.0}
    return {"": float(value)} if isinstance(value, int | float) else {}
