"""离开考试页面: what counts, and when a paper is taken by itself."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhifa_training.exams.rules.answers import MalformedSaveError
from zhifa_training.exams.rules.leaving import (
    IncidentKind,
    LeavePolicy,
    Leaves,
    is_to_collect,
    policy_in_words,
    read_incidents,
)

GOOD = {"id": str(uuid.uuid4()), "kind": "away", "amount": 12, "number": 3}


@given(st.integers(0, 40), st.integers(0, 4000), st.integers(1, 20))
def test_a_paper_is_taken_only_for_both_often_and_long_and_only_where_the_exam_says_so(
    count, seconds, limit
):
    leaves = Leaves(count, seconds)
    taken = is_to_collect(leaves, policy=LeavePolicy.COLLECT, limit=limit)
    assert taken == (count >= limit and seconds >= 60)
    for policy in (LeavePolicy.RECORD, LeavePolicy.REMIND):
        assert not is_to_collect(leaves, policy=policy, limit=limit)


def test_incidents_are_read_as_they_are_sent():
    (incident,) = read_incidents({"events": [GOOD]})
    assert (incident.kind, incident.amount, incident.number) == (IncidentKind.AWAY, 12, 3)
    assert str(incident.event_id) == GOOD["id"]


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {"events": []},
        {"events": [GOOD] * 51},
        {"events": ["x"]},
        *(
            {"events": [GOOD | bad]}
            for bad in (
                {"id": "x"},
                {"kind": "cheating"},
                {"amount": -1},
                {"amount": 86_401},
                {"amount": 1.5},
                {"amount": True},
                {"number": 0},
                {"number": "3"},
            )
        ),
    ],
)
def test_anything_else_is_refused(body):
    with pytest.raises(MalformedSaveError):
        read_incidents(body)


def test_candidates_are_told_before_they_begin():
    assert "满 5 次且累计满 60 秒自动收卷" in policy_in_words(LeavePolicy.COLLECT, 5)
    assert "收卷" not in policy_in_words(LeavePolicy.REMIND, 5)
