"""``make bench`` runs, and what it prints has one shape. No time is asserted here."""

import json
import subprocess
import sys

import pytest

from benchmarks.__main__ import PARTS
from tests.databases import is_postgresql
from zhifa_training.config import ROOT

FIGURES = {
    "save": ("save_beside_bare_upsert", "save_beside_usual_orm_handler", "save_beside_flask_hello"),
    "page": ("exam_page_beside_flask_hello",),
    "hand_in": ("hand_in_beside_bare_upsert",),
    "begin": ("start_beside_bare_upsert",),
    "start": ("start_at_once_p50", "start_at_once_p95"),
    "statements": ("statements_save", "statements_start", "statements_page", "statements_hand_in"),
    "memory": ("worker_memory_after_start", "worker_memory_after_mixed_requests"),
    "metrics": ("province_metrics_page",),
    "rehearse": ("rehearsal_of_4_officers_1_nodes", "rehearsal_of_4_officers_2_nodes"),
    "sign_in": ("sign_in_check_right",),
    "import": ("import_officers",),
    "near_duplicates": ("near_duplicates_of_one_new_stem", "near_duplicates_all_pairs"),
    "item_statistics": ("item_statistics_of",),
    "similarity": ("answer_similarity_of",),
    "forms": ("parallel_forms",),
}
DATABASE = "postgresql" if is_postgresql() else "sqlite"


@pytest.fixture(scope="module")
def figures():
    command = [sys.executable, "-m", "benchmarks", "--smallest", "--database", DATABASE]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_every_part_has_figures():
    assert set(FIGURES) == set(PARTS)


def test_every_figure_is_printed(figures):
    names = [figure["name"] for figure in figures]
    assert len(names) == len(set(names))
    for wanted in (name for part in FIGURES.values() for name in part):
        assert [name for name in names if name.startswith(wanted)], f"{wanted} is missing"


def test_what_grows_is_told_at_three_sizes(figures):
    for wanted in FIGURES["near_duplicates"]:
        assert len([figure for figure in figures if figure["name"].startswith(wanted)]) == 3


def test_every_line_has_the_same_shape(figures):
    for figure in figures:
        assert figure.keys() >= {"name", "ours", "bound", "ratio", "unit"}
        assert isinstance(figure["name"], str)
        assert isinstance(figure["unit"], str)
        assert isinstance(figure["ours"], float)
        assert isinstance(figure["bound"], float | None)
        if "goal" in figure:
            is_met = figure["ratio"] is not None and figure["ratio"] >= figure["goal"]
            assert figure["is_met"] is is_met


def test_the_hot_paths_keep_to_their_statements(figures):
    counted = [figure for figure in figures if figure["name"].startswith("statements_")]
    assert counted
    assert [figure for figure in counted if figure["ours"] > figure["bound"]] == []
