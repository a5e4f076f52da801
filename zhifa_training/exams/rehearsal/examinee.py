"""One examinee of a rehearsal (演练考生): does what the exam page does, at fixed moments."""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count, islice
from random import Random
from typing import Any
from uuid import UUID

from question_bank.marking import answers_digest
from zhifa_training.exams.rehearsal.wire import Answer, Wire
from zhifa_training.exams.rules.rehearsal import Sample, Turn

TIMEOUT_SECONDS = 30.0
TRIES = 10
PAUSE_SECONDS = 1.0
DEVICE = "zhifa_device="
JSON = ("Content-Type: application/json", "Accept: application/json")
FORM = ("Content-Type: application/x-www-form-urlencoded",)
OK, FOUND = 200, 302


class GaveUpError(Exception):
    """The examinee got no further (未能继续)."""


@dataclass(frozen=True, slots=True)
class Place:
    """What the examinee was given beforehand (考位): sign-in, sitting, questions, moments."""

    cookie: str
    forgery_token: str
    sitting_id: str
    items: Sequence[tuple[str, str, Sequence[str]]]
    """Id, type and options of every question."""
    turn: Turn
    seed: str


@dataclass(slots=True)
class Outcome:
    """What the examinee saw (考生所见)."""

    samples: list[Sample] = field(default_factory=list)
    attempt_id: str | None = None
    acknowledged: list[str] = field(default_factory=list)
    """Events whose acknowledgement arrived."""
    is_complete: bool = False
    """Handed in, with a receipt that names just the answers that were given."""
    trouble: str = ""
    """The first thing that went wrong."""


class Examinee:
    """Goes through waiting room, start, page, saves and hand-in, once each request is due."""

    def __init__(self, place: Place, wires: Sequence[Wire], clock: Callable[[], float]) -> None:
        self.place, self.wires, self.clock = place, wires, clock
        self.outcome = Outcome()
        self._draw = Random(place.seed)  # noqa: S311
        self._headers = [f"Cookie: {place.cookie}", f"X-CSRFToken: {place.forgery_token}"]
        self._asked, self._seq = count(), count(1)
        self._pending: list[dict[str, Any]] = []
        self._given: dict[str, list[str]] = {}

    async def sit(self) -> Outcome:
        """Sit the exam and return what was seen; whatever goes wrong is in it."""
        turn = self.place.turn
        try:
            await self._until(turn.waits_at)
            await self._enter(turn.waits_at)
            await self._until(turn.starts_at)
            await self._begin(turn.starts_at)
            turns = self._shares()
            for at, wanted in zip(turn.saves_at, turns, strict=True):
                await self._until(at)
                self._pending += [self._event(item) for item in wanted]
                await self._save(at)
            await self._until(turn.hands_in_at)
            await self._hand_in(turn.hands_in_at)
        except GaveUpError as error:
            self._note(str(error))
        finally:
            for wire in self.wires:
                wire.hang_up()
        return self.outcome

    async def _until(self, moment: float) -> None:
        await asyncio.sleep(max(0.0, moment - self.clock()))

    def _shares(self) -> list[list[tuple[str, str, Sequence[str]]]]:
        """Share the questions out to the saves; once all are answered, answers are changed."""
        items = self._draw.sample(list(self.place.items), len(self.place.items))
        size = self.place.turn.answers_at_once(len(items))
        endless = (items[number % len(items)] for number in count())
        return [list(islice(endless, size)) for _ in self.place.turn.saves_at]

    def _event(self, item: tuple[str, str, Sequence[str]]) -> dict[str, Any]:
        item_id, kind, options = item
        several = min(2, len(options)) if kind == "multiple" else 1
        chosen = sorted(self._draw.sample(list(options), several))
        event_id = str(UUID(int=self._draw.getrandbits(128), version=4))
        return {"id": event_id, "item": item_id, "value": chosen, "seq": next(self._seq)}

    async def _enter(self, meant_at: float) -> None:
        path = f"/room/sittings/{self.place.sitting_id}"
        answer = await self._retried("waiting", "GET", path, meant_at=meant_at)
        device = answer.headers.get("set-cookie", "").partition(";")[0]
        if device.startswith(DEVICE):
            self._headers[0] += f"; {device}"

    async def _begin(self, meant_at: float) -> None:
        path = f"/room/sittings/{self.place.sitting_id}/start"
        answer = await self._retried("start", "POST", path, meant_at=meant_at, expect=FOUND)
        page = answer.headers["location"]
        self.outcome.attempt_id = page.rsplit("/", 1)[-1]
        await self._retried("page", "GET", page, meant_at=self.clock())

    async def _save(self, meant_at: float) -> bool:
        """Send what waits; what is not acknowledged waits on, as on the page."""
        events = self._pending
        told = await self._ask_json("save", "answers", {"events": events}, meant_at)
        if told is None:
            return False
        saved = set(told.get("saved", ()))
        self.outcome.acknowledged += [event["id"] for event in events if event["id"] in saved]
        for event in events:
            if event["id"] in saved:
                self._given[event["item"]] = event["value"]
        self._pending = [event for event in events if event["id"] not in saved]
        return not self._pending

    async def _hand_in(self, meant_at: float) -> None:
        for _ in range(TRIES):
            if not self._pending or await self._save(self.clock()):
                break
            await asyncio.sleep(PAUSE_SECONDS)
        else:
            raise GaveUpError("有作答始终未能保存")
        for _ in range(TRIES):
            told = await self._ask_json("hand_in", "hand-in", {}, meant_at)
            if told is not None:
                self.outcome.is_complete = told["digest"] == answers_digest(self._given)
                if not self.outcome.is_complete:
                    self._note("回执所列作答与考生所答不符")
                return
            await asyncio.sleep(PAUSE_SECONDS)
        raise GaveUpError("始终未能交卷")

    async def _ask_json(
        self, kind: str, what: str, body: dict[str, Any], meant_at: float
    ) -> dict[str, Any] | None:
        path = f"/room/attempts/{self.outcome.attempt_id}/{what}"
        sent = json.dumps({"epoch": 1} | body).encode()
        answer = await self._once(kind, "POST", path, meant_at, OK, (*JSON,), sent)
        return json.loads(answer.body) if answer else None

    async def _retried(
        self, kind: str, method: str, path: str, *, meant_at: float, expect: int = OK
    ) -> Answer:
        more = FORM if method == "POST" else ()
        for _ in range(TRIES):
            answer = await self._once(kind, method, path, meant_at, expect, more)
            if answer is not None:
                return answer
            await asyncio.sleep(PAUSE_SECONDS)
        raise GaveUpError(f"{kind} 始终未成功")

    async def _once(
        self,
        kind: str,
        method: str,
        path: str,
        meant_at: float,
        expect: int,
        more: Sequence[str],
        body: bytes = b"",
    ) -> Answer | None:
        """Ask the next node in turn; return the answer that is as it should be, and note either."""
        wire = self.wires[next(self._asked) % len(self.wires)]
        answer, trouble = None, ""
        try:
            asked = wire.ask(method, path, (*self._headers, *more), body)
            answer = await asyncio.wait_for(asked, TIMEOUT_SECONDS)
            if answer.status != expect or (kind == "start" and "/attempts/" not in _page(answer)):
                trouble = f"应答 {answer.status} {_page(answer)}".rstrip()
        except TimeoutError:
            trouble = f"{TIMEOUT_SECONDS:.0f} 秒无应答"
        except OSError as error:
            trouble = str(error) or type(error).__name__
        self.outcome.samples.append(Sample(kind, meant_at, self.clock(), not trouble))
        if trouble:
            self._note(f"{kind}：{trouble}")
        return None if trouble else answer

    def _note(self, trouble: str) -> None:
        self.outcome.trouble = self.outcome.trouble or trouble


def _page(answer: Answer) -> str:
    """Return the page an answer leads to, if it leads anywhere."""
    return answer.headers.get("location", "")
