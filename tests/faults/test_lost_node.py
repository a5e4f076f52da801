"""kill -9 of a whole node behind a balancer (F2): the other one takes over, nobody notices."""

from contextlib import ExitStack

import pytest

from tests.faults.clients import Hall
from tests.faults.extent import amount, needs_postgresql
from tests.faults.relay import Relay
from tests.faults.verdict import judge

pytestmark = [pytest.mark.faults, needs_postgresql]
NODE_KILLS = amount(5, 100)
BETWEEN_KILLS = 20


@pytest.fixture
def nodes(new_site, cluster, tmp_path):
    """Two nodes that share the database and the instance folder, as nodes do."""
    shared = {"folder": tmp_path / "shared", "database_url": cluster.url, "workers": 1}
    return new_site(**shared), new_site(**shared)


def ordeal(nodes, hall, kills):
    with hall.at_work():
        for number in range(kills):
            node = nodes[number % 2]
            hall.wait_for(BETWEEN_KILLS)
            node.kill()
            hall.wait_for(BETWEEN_KILLS)
            node.start()
        hall.wait_for(BETWEEN_KILLS)


def behind(stack, nodes, **manner):
    relay = stack.enter_context(Relay(*[node.port for node in nodes]))
    for node in nodes:
        stack.enter_context(node)
    return Hall(nodes[0], 60, losing=0, port=relay.port, **manner)


def test_a_killed_node_is_replaced_by_the_other_unseen(nodes):
    with ExitStack() as stack:
        hall = behind(stack, nodes)
        ordeal(nodes, hall, NODE_KILLS)
    verdict = judge(nodes[0], hall.sitters)
    assert sum(node.kills for node in nodes) == NODE_KILLS
    assert hall.failures == []
    assert [odd for sitter in hall.sitters for odd in sitter.unexpected] == []
    assert verdict.acknowledged >= 2 * BETWEEN_KILLS * NODE_KILLS
    assert verdict.is_clean, verdict


def test_without_retries_the_candidates_see_the_node_die(nodes):
    with ExitStack() as stack:
        hall = behind(stack, nodes, is_retrying=False)
        with hall.at_work():
            hall.wait_for(BETWEEN_KILLS)
            nodes[0].kill()
            assert hall.fails_within(10)
