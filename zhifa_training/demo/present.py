"""What is going on in the demo today (当前考试): open, coming, unreleased, still a draft."""

from dataclasses import replace
from datetime import date, time, timedelta

from zhifa_training.demo.draws import stream
from zhifa_training.demo.exams import (
    CONSTITUTION_CELLS,
    LONG_CELLS,
    SHORT_CELLS,
    ExamOffice,
    Plan,
)
from zhifa_training.demo.history import beijing
from zhifa_training.demo.people import Person
from zhifa_training.demo.tree import Node
from zhifa_training.exams.rules.words import ExamKind, ReleasePolicy, ReviewMode

OPEN_DAYS = 6
MOST_CHECKED = 160
ATTEMPTS_ALLOWED = 3
COMING_SHARE = 0.96


class Present:
    """Holds the exams of the demo city and the province as of today."""

    def __init__(
        self,
        office: ExamOffice,
        top: Node,
        city: Node,
        people: list[Person],
        *,
        seed: int,
        on: date,
    ) -> None:
        self.office, self.top, self.city, self.on = office, top, city, on
        self.draw = stream(seed, "present")
        self.serving = [
            (person, unit)
            for person in people
            if (unit := person.unit_on(on)) and person.is_required and not person.is_away(on)
        ]
        self.local = [(person, unit) for person, unit in self.serving if unit.organiser is city]

    def hold(self) -> None:
        """Gather all four."""
        self._open_now()
        self._awaiting_release()
        self._coming()
        self._draft()

    def _plan(self, owner: Node, title: str, minutes: int, days_ago: int) -> Plan:
        created_at = beijing(self.on - timedelta(days=days_ago), time(9, 40))
        return Plan(
            owner=owner,
            title=title,
            cells=LONG_CELLS,
            minutes=minutes,
            created_at=created_at,
            published_at=created_at + timedelta(hours=6),
        )

    def _open_now(self) -> None:
        """Open a sitting today for everybody of the demo city, for some days."""
        title = f"{self.on.year} 年度{self.city.name[:3]}执法人员轮训考试（第二批）"
        exam = self.office.exam(self._plan(self.city, title, 90, 9))
        opens_at = beijing(self.on, time(0))
        closes_at = beijing(self.on + timedelta(days=OPEN_DAYS), time(23, 30))
        session = self.office.sitting(
            exam, self.city, "随到随考", opens_at, closes_at, attempt_limit=ATTEMPTS_ALLOWED
        )
        for person, unit in self.local:
            self.office.call(session, person, unit)

    def _awaiting_release(self) -> None:
        """Finish an exam whose results come out together, and leave them unreleased."""
        plan = self._plan(self.city, f"{self.city.name[:3]}执法骨干能力抽测", 40, 20)
        exam = self.office.exam(
            replace(
                plan,
                cells=SHORT_CELLS,
                kind=ExamKind.OTHER,
                release=ReleasePolicy.TOGETHER,
                review=ReviewMode.WRONG_ITEMS,
            )
        )
        held_on = self.on - timedelta(days=5)
        session = self.office.sitting(
            exam, self.city, "集中抽测", beijing(held_on, time(9)), beijing(held_on, time(11, 30))
        )
        doubt = self.office.doubt(exam, "有考生反映题干表述不清，建议作废（演示数据）")
        count = min(MOST_CHECKED, max(4, len(self.local) // 2))
        for person, unit in self.draw.sample(self.local, min(count, len(self.local))):
            if person.services[0].starts_on >= held_on:
                continue
            candidate_id = self.office.call(session, person, unit)
            if self.draw.random() < COMING_SHARE:
                self.office.sit(session, person, unit, candidate_id, bonus=0.3, doubt=doubt)

    def _coming(self) -> None:
        """Call the whole province to an exam next week."""
        plan = self._plan(self.top, f"{self.on.year} 年宪法宣传周专题考试", 45, 4)
        exam = self.office.exam(replace(plan, cells=CONSTITUTION_CELLS, kind=ExamKind.OTHER))
        first_on = self.on + timedelta(days=9)
        opens_at = beijing(first_on, time(9))
        closes_at = beijing(first_on + timedelta(days=4), time(18))
        session = self.office.sitting(exam, self.top, "全省统一场次", opens_at, closes_at)
        for person, unit in self.serving:
            self.office.call(session, person, unit)

    def _draft(self) -> None:
        """Leave an exam of the demo city unpublished."""
        title = f"{self.on.year} 年度{self.city.name[:3]}新入职人员结业考试"
        plan = self._plan(self.city, title, 40, 1)
        self.office.exam(replace(plan, cells=SHORT_CELLS, published_at=None))
