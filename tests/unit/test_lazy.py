"""Heavy libraries come by one door, and nothing else does."""

import pytest

from zhifa_training.core.lazy import heavy


def test_a_heavy_library_and_what_is_in_it():
    assert heavy("question_bank.statistics.intervals").wilson(0.5, 10)
    assert heavy("pandas").DataFrame


@pytest.mark.parametrize("name", ["json", "question_bank", "question_bank.questions", "pandas2"])
def test_what_is_light_is_imported_at_the_top(name):
    with pytest.raises(ValueError, match="at the top"):
        heavy(name)
