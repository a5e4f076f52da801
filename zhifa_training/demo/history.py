"""Six years of rotation exams (轮训考试历史): who was called, came, passed, sat again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from zhifa_training.core import clock
from zhifa_training.demo.draws import stream
from zhifa_training.demo.exams import LONG_CELLS, SHORT_CELLS, ExamOffice, Plan, Session
from zhifa_training.demo.people import FIRST_HISTORY_YEAR, Person
from zhifa_training.demo.places import DEMO_CITY
from zhifa_training.demo.tree import Node
from zhifa_training.metrics.rules import GRACE_MONTHS, months_before
from zhifa_training.units.rules import Level

PLAN_YEAR = 2021
OPENS, CLOSES = time(9), time(18)
WINDOW_DAYS = 2
RESIT_AFTER = timedelta(days=28)
RESITS_ENDED_AFTER = timedelta(days=7)
RESIT_BONUS = 0.35
ABSENT_RETURN_SHARE, FAILED_RETURN_SHARE = 0.4, 0.7
SLOW_CITIES, IDLE_CITIES = 3, 1
"""How many cities have called only part of their people this year, and how many nobody yet."""


@dataclass(frozen=True, slots=True)
class City:
    """An exam organiser and its ways: how diligently it calls and how much it improves."""

    unit: Node
    diligence: float
    drift: float


class History:
    """Holds the rotation exams of every organiser, year by year."""

    def __init__(
        self, office: ExamOffice, nodes: list[Node], people: list[Person], *, seed: int, on: date
    ) -> None:
        self.office, self.people, self.on = office, people, on
        self.draw = stream(seed, "history")
        organisers = [node for node in nodes if node.level in (Level.PROVINCE, Level.CITY)]
        self.cities = [
            City(node, self.draw.uniform(0.78, 0.985), self.draw.uniform(-0.01, 0.02))
            for node in organisers
        ]
        self.zeal = {node.code: self.draw.betavariate(9, 0.7) for node in nodes}
        behind = [city.unit.code for city in self.cities[1:] if city.unit.code != DEMO_CITY]
        self.draw.shuffle(behind)
        self.idle = set(behind[:IDLE_CITIES])
        self.skipped = self.draw.randrange(3)
        self.slow = {DEMO_CITY, *behind[IDLE_CITIES : IDLE_CITIES + SLOW_CITIES]}

    def years(self) -> range:
        """Return the years of the history, the present one last."""
        return range(self.on.year - FIRST_HISTORY_YEAR, self.on.year + 1)

    def hold(self, year: int) -> None:
        """Gather every organiser's exam of a year."""
        for city in self.cities:
            self._hold(city, year)

    def _hold(self, city: City, year: int) -> None:
        is_now = year == self.on.year
        first_on = self._first_day(year)
        is_idle = is_now and city.unit.code in self.idle
        if is_idle:
            first_on = _working_day(self.on + timedelta(days=self.draw.randint(12, 19)))
        created_at = beijing(first_on - timedelta(days=self.draw.randint(18, 30)), time(10, 20))
        created_at = min(created_at, beijing(self.on - timedelta(days=2), time(10, 20)))
        resit_on = _working_day(first_on + RESIT_AFTER)
        exam = self.office.exam(
            Plan(
                owner=city.unit,
                title=f"{year} 年度{_area(city.unit)}执法人员轮训考试",
                cells=LONG_CELLS if is_now else SHORT_CELLS,
                minutes=90 if is_now else 40,
                created_at=created_at,
                published_at=created_at + timedelta(days=1, hours=3),
                resit_limit=1,
                resits_ended_at=None if is_now else beijing(resit_on + RESITS_ENDED_AFTER, CLOSES),
            )
        )
        label = "第一批" if is_now and city.unit.code in self.slow else "正考"
        opens_at = beijing(first_on, OPENS)
        closes_at = beijing(first_on + timedelta(days=WINDOW_DAYS), CLOSES)
        session = self.office.sitting(exam, city.unit, label, opens_at, closes_at)
        if is_idle:
            self._call_only(session, city, first_on)
            return
        again = self._main(session, city, year, first_on)
        self._resit(session, city, first_on, again)

    def _first_day(self, year: int) -> date:
        if year == self.on.year:
            elapsed = (self.on - date(year, 1, 1)).days
            ago = max(WINDOW_DAYS + 2, round(elapsed * self.draw.uniform(0.12, 0.6)))
            return _working_day(self.on - timedelta(days=ago))
        month = self.draw.randint(9, 11) if year == PLAN_YEAR else self.draw.randint(4, 10)
        return _working_day(date(year, month, self.draw.randint(3, 24)))

    def _required(self, city: City, day: date) -> Iterable[tuple[Person, Node]]:
        """Yield whom the organiser calls on a day, with the unit each then serves at."""
        entered_by = months_before(day, GRACE_MONTHS)
        for person in self.people:
            unit = person.unit_on(day)
            if unit is None or unit.organiser is not city.unit or not person.is_required:
                continue
            if person.services[0].starts_on <= entered_by and not person.is_away(day):
                yield person, unit

    def _call_only(self, session: Session, city: City, day: date) -> None:
        for person, unit in self._required(city, day):
            self.office.call(session, person, unit)

    def _main(
        self, session: Session, city: City, year: int, day: date
    ) -> list[tuple[Person, Node, float]]:
        """Let the called come or stay away; return who needs to sit again, and how likely."""
        again = []
        is_partial = year == self.on.year and city.unit.code in self.slow
        called_units = self._first_batch(city.unit) if is_partial else None
        for person, unit in self._required(city, day):
            if called_units is not None and unit.code not in called_units:
                continue
            candidate_id = self.office.call(session, person, unit)
            share = (city.diligence + city.drift * (year - PLAN_YEAR)) * self.zeal[unit.code]
            if self.draw.random() > min(0.995, share):
                again.append((person, unit, ABSENT_RETURN_SHARE))
                self.office.excuse(session, candidate_id)
            elif not self.office.sit(session, person, unit, candidate_id):
                again.append((person, unit, FAILED_RETURN_SHARE))
        return again

    def _first_batch(self, city: Node) -> set[str]:
        """Choose whole counties for the first batch; the demo city's headquarters wait."""
        chosen = set() if city.code == DEMO_CITY else {city.code}
        for place, child in enumerate(city.children):
            if place % 3 != self.skipped:
                chosen.update(node.code for node in child.walk())
        return chosen

    def _resit(
        self, main: Session, city: City, first_on: date, again: list[tuple[Person, Node, float]]
    ) -> None:
        resit_on = _working_day(first_on + RESIT_AFTER)
        if not again or resit_on + timedelta(days=1) >= self.on:
            return
        opens_at, closes_at = beijing(resit_on, OPENS), beijing(resit_on, CLOSES)
        session = self.office.sitting(
            main.exam, city.unit, "补考", opens_at, closes_at, resit_round=1
        )
        for person, unit, share in again:
            if person.unit_on(resit_on) is not unit:
                continue
            candidate_id = self.office.call(session, person, unit)
            if self.draw.random() < share:
                self.office.sit(session, person, unit, candidate_id, bonus=RESIT_BONUS)


def beijing(day: date, at: time) -> datetime:
    """Return a wall-clock time of the officers, in UTC."""
    return clock.from_beijing(datetime.combine(day, at))


def _working_day(day: date) -> date:
    """Return the Tuesday of that week, so that windows of three days keep off weekends."""
    return day + timedelta(days=1 - day.weekday())


def _area(unit: Node) -> str:
    return (
        "省直"
        if unit.level is Level.PROVINCE
        else unit.name.removesuffix("交通运输综合行政执法支队")
    )
