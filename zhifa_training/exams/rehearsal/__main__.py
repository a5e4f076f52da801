"""The examinees' process (考生进程): reads its task as JSON, plays it, writes what was seen."""

import asyncio
import json
import resource
import sys
import time
from dataclasses import asdict
from typing import Any

from zhifa_training.exams.rehearsal.examinee import Examinee, Outcome, Place
from zhifa_training.exams.rehearsal.wire import Node, Wire
from zhifa_training.exams.rules.rehearsal import BELL, Size, timetable

AFTER_THE_BELL = 0.1
"""Seconds between the bell and the first start."""


async def _offset(node: Node) -> float:
    """Return how far the product's clock is ahead of this process's own, in seconds."""
    wire = Wire(node)
    try:
        asked_at = time.monotonic()
        answer = await wire.ask("GET", "/room/clock", ())
        middle = (asked_at + time.monotonic()) / 2
        return float(json.loads(answer.body)["now"]) / 1000 - middle
    finally:
        wire.hang_up()


async def play(task: dict[str, Any]) -> list[Outcome]:
    """Let everyone sit, each at their own moments, and return what they saw."""
    size = Size(**task["size"])
    nodes = [Node.of(url) for url in task["urls"]]
    bell = task["opens_at"] - await _offset(nodes[0]) + AFTER_THE_BELL
    zero = max(bell - BELL * size.seconds, time.monotonic())

    def clock() -> float:
        return time.monotonic() - zero

    examinees = []
    for number, (turn, one) in enumerate(zip(timetable(size), task["people"], strict=True)):
        place = Place(
            cookie=one["cookie"],
            forgery_token=one["forgery_token"],
            sitting_id=task["sitting_id"],
            items=[tuple(item) for item in task["items"]],
            turn=turn,
            seed=f"rehearsal/{task['run']}/{number}",
        )
        turned = [*nodes[number % len(nodes) :], *nodes[: number % len(nodes)]]
        examinees.append(Examinee(place, [Wire(node) for node in turned], clock))
    return await asyncio.gather(*(examinee.sit() for examinee in examinees))


def main() -> None:
    """Play the task on standard input."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    outcomes = asyncio.run(play(json.load(sys.stdin)))
    json.dump([asdict(outcome) for outcome in outcomes], sys.stdout)


if __name__ == "__main__":
    main()
