"""The officers of the demo (演示人员): who they are, and where they served when.

ID numbers carry a valid check character and the sequence 000, which is given to nobody; so the
sequence says nothing of the sex.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

from zhifa_training.core.crypto import KeyRing
from zhifa_training.demo import names
from zhifa_training.demo.draws import Keys, stream
from zhifa_training.demo.rows import Rows
from zhifa_training.demo.tree import Node
from zhifa_training.units.entries import OfficerDetails
from zhifa_training.units.id_numbers import check_character
from zhifa_training.units.models import Officer, Posting
from zhifa_training.units.rules import Education, Establishment, Level, OfficerStatus, Sex
from zhifa_training.units.services.officers import columns_of

YOUNGEST, OLDEST = 23, 59
SHARE_OF_MEN = 0.72
RETIRING_SHARE = 0.6
"""How many of those who leave retire; the rest change jobs."""
NEAR_SHARE = 0.75
"""How many of those who move stay in their city."""
SHARE_OF_LEAVERS, SHARE_OF_ENTRANTS, SHARE_OF_MOVERS = 0.04, 0.03, 0.10
RETIREMENT_AGE = {Sex.MALE: 60, Sex.FEMALE: 55}
FIRST_HISTORY_YEAR = 5
"""So many whole years of history lie before the present one."""
POSTS = ("一线路面", "一线路面", "一线路面", "超限检测", "水上执法", "案件审理")
OFFICE_POSTS = ("案件审理", "法制审核", "综合管理", "执法监督", "科技信息")
DESK_SHARE = 0.04
"""How many hold a post that does not enforce, and are not counted (不在执法岗位)."""
_EDUCATION = {
    True: ((Education.COLLEGE, 18), (Education.BACHELOR, 70), (Education.MASTER, 12)),
    False: (
        (Education.SECONDARY, 14),
        (Education.COLLEGE, 46),
        (Education.BACHELOR, 37),
        (Education.MASTER, 3),
    ),
}
YOUNG_BEFORE = 38
ABLEST_UNTIL = 48
_ESTABLISHMENT = {
    Level.PROVINCE: (60, 30, 10, 0),
    Level.CITY: (18, 47, 30, 5),
    Level.COUNTY: (4, 34, 52, 10),
    Level.SQUAD: (0, 22, 62, 16),
}


@dataclass(slots=True)
class Service:
    """Some time at one unit (任职)."""

    unit: Node
    starts_on: date
    ends_on: date | None


@dataclass(slots=True)
class Person:
    """An officer of the demo, with what the exams need to know."""

    id: UUID
    badge_number: str
    name: str
    sex: Sex
    birth_on: date
    establishment: Establishment
    status: OfficerStatus
    is_enforcing: bool
    services: list[Service]
    ability: float
    away: list[tuple[date, date | None]] = field(default_factory=list)
    """Days on which an exclusion lifts the duty to sit an exam."""

    @property
    def unit(self) -> Node:
        """Return the last unit served at."""
        return self.services[-1].unit

    @property
    def is_required(self) -> bool:
        """Tell whether rotation exams are for this person at all."""
        return self.is_enforcing and self.establishment is not Establishment.AUXILIARY

    def age(self, on: date) -> int:
        """Return whole years of age."""
        return on.year - self.birth_on.year - (on.timetuple()[1:3] < self.birth_on.timetuple()[1:3])

    def unit_on(self, day: date) -> Node | None:
        """Return where this person served on a day."""
        for service in self.services:
            if service.starts_on <= day and (service.ends_on is None or day < service.ends_on):
                return service.unit
        return None

    def is_away(self, day: date) -> bool:
        """Tell whether an exclusion held on a day."""
        return any(since <= day and (until is None or day < until) for since, until in self.away)


class Staffing:
    """Draws the people of every unit, one after the other."""

    def __init__(self, nodes: list[Node], *, seed: int, on: date, keys: Keys, ring: KeyRing):
        self.nodes, self.on, self.keys, self.ring = nodes, on, keys, ring
        self.draw = stream(seed, "people")
        self.spirit = {node.code: self.draw.gauss(0, 0.35) for node in nodes}
        self.taken: set[str] = set()
        self.counts: dict[str, int] = {}

    def people(self, rows: Rows) -> Iterator[Person]:
        """Yield everybody, their rows of officer and posting gathered."""
        total = sum(node.headcount for node in self.nodes)
        apart = max(1, total // len(names.RARE_GIVEN))
        rare = {number * apart + 1: mark for number, mark in enumerate(names.RARE_GIVEN)}
        place = 0
        for node in self.nodes:
            for _ in range(node.headcount):
                yield self._person(node, rare.get(place, ""), rows)
                place += 1

    def _person(self, node: Node, rare: str, rows: Rows) -> Person:
        draw = self.draw
        sex = Sex.MALE if draw.random() < SHARE_OF_MEN else Sex.FEMALE
        lot = draw.random()
        is_leaver = lot < SHARE_OF_LEAVERS and not rare
        is_entrant = lot > 1 - SHARE_OF_ENTRANTS
        born_on, number = self._birth(node, sex, is_leaver=is_leaver, is_entrant=is_entrant)
        services, status = self._career(node, born_on, sex, is_leaver, is_entrant)
        age = (self.on - born_on).days / 365.25
        establishment = draw.choices(list(Establishment), _ESTABLISHMENT[node.level])[0]
        moment = datetime.combine(services[0].starts_on, datetime.min.time(), UTC)
        person = Person(
            id=self.keys.at(moment),
            badge_number=self._badge(node),
            name=names.name(draw, sex, is_young=age < YOUNG_BEFORE, rare=rare),
            sex=sex,
            birth_on=born_on,
            establishment=establishment,
            status=status,
            is_enforcing=draw.random() >= DESK_SHARE,
            services=services,
            ability=self._ability(node, age),
        )
        self._gather(person, number, age, moment, rows)
        return person

    def _ability(self, node: Node, age: float) -> float:
        """Draw how well one answers: oneself, one's city, and a little less with the years."""
        years = max(0.0, age - ABLEST_UNTIL)
        return self.draw.gauss(0, 0.55) + self.spirit[node.organiser.code] - 0.02 * years

    def _birth(
        self, node: Node, sex: Sex, *, is_leaver: bool, is_entrant: bool
    ) -> tuple[date, str]:
        """Draw a birth date until region and date make an ID number that nobody has yet."""
        while True:
            if is_leaver and self.draw.random() < RETIRING_SHARE:
                age = RETIREMENT_AGE[sex] + self.draw.random() * 4
            elif is_entrant:
                age = self.draw.uniform(YOUNGEST, 30)
            else:
                age = YOUNGEST + (OLDEST + 1 - YOUNGEST) * self.draw.betavariate(2.0, 1.7)
                age = min(age, RETIREMENT_AGE[sex] - 0.1)
            born_on = self.on - timedelta(days=int(age * 365.25))
            first = f"{node.region}{born_on:%Y%m%d}000"
            number = first + check_character(first)
            if number not in self.taken:
                self.taken.add(number)
                return born_on, number

    def _career(
        self, node: Node, born_on: date, sex: Sex, is_leaver: bool, is_entrant: bool
    ) -> tuple[list[Service], OfficerStatus]:
        draw, on = self.draw, self.on
        if is_entrant:
            return [Service(node, on - timedelta(days=draw.randrange(5, 170)), None)], _IN_POST
        hired_on = born_on + timedelta(days=int(draw.uniform(22.5, 27) * 365.25))
        starts_on = max(node.opened_on, hired_on)
        latest = on - timedelta(days=240)
        starts_on = min(starts_on, latest)
        ends_on, status = None, _IN_POST
        if is_leaver:
            ends_on, status = self._leaving(born_on, sex, starts_on)
        services = [Service(node, starts_on, ends_on)]
        if draw.random() < SHARE_OF_MOVERS:
            services = self._with_move(services[0])
        return services, status

    def _leaving(self, born_on: date, sex: Sex, starts_on: date) -> tuple[date, OfficerStatus]:
        retires_on = born_on.replace(day=1, year=born_on.year + RETIREMENT_AGE[sex])
        if retires_on < self.on:
            return max(retires_on, starts_on + timedelta(days=90)), OfficerStatus.RETIRED
        days = (self.on - starts_on).days
        ends_on = starts_on + timedelta(days=int(days * self.draw.uniform(0.5, 0.98)) or 1)
        return ends_on, OfficerStatus.LEFT

    def _with_move(self, last: Service) -> list[Service]:
        """Put an earlier unit before the last one, changed in the years of the history."""
        near = [n for n in last.unit.organiser.walk() if n.headcount and n is not last.unit]
        far = [n for n in self.nodes if n.level is Level.CITY and n is not last.unit]
        before = self.draw.choice(near if near and self.draw.random() < NEAR_SHARE else far)
        until = last.ends_on or self.on
        earliest = max(date(self.on.year - FIRST_HISTORY_YEAR, 1, 10), last.starts_on)
        days = (until - earliest).days - 60
        starts_on = max(last.starts_on, before.opened_on)
        if days <= 0:
            return [last]
        moved_on = earliest + timedelta(days=self.draw.randrange(30, days + 31))
        if moved_on <= starts_on:
            return [last]
        return [Service(before, starts_on, moved_on), Service(last.unit, moved_on, last.ends_on)]

    def _badge(self, node: Node) -> str:
        city = node.organiser.code[:4] if node.region != "419001" else "4190"
        self.counts[city] = self.counts.get(city, 0) + 1
        return f"{city}{self.counts[city]:05d}"

    def _gather(
        self, person: Person, number: str, age: float, moment: datetime, rows: Rows
    ) -> None:
        known, weights = zip(*_EDUCATION[age < YOUNG_BEFORE], strict=True)
        details = OfficerDetails(
            badge_number=person.badge_number,
            name=person.name,
            sex=person.sex,
            birth_on=person.birth_on,
            education=self.draw.choices(known, weights)[0],
            establishment=person.establishment,
            status=person.status,
            id_number=number,
        )
        rows.add(
            Officer, id=person.id, created_at=moment, **columns_of(details, person.id, self.ring)
        )
        for service in person.services:
            rows.add(
                Posting,
                id=self.keys.at(datetime.combine(service.starts_on, datetime.min.time(), UTC)),
                officer_id=person.id,
                unit_id=service.unit.id,
                post=_post(self.draw, service.unit, person),
                is_enforcing=person.is_enforcing,
                starts_on=service.starts_on,
                ends_on=service.ends_on,
            )


_IN_POST = OfficerStatus.IN_POST


def _post(draw: Random, unit: Node, person: Person) -> str:
    if not person.is_enforcing:
        return "后勤保障"
    if "检测站" in unit.name:
        return "超限检测"
    return draw.choice(POSTS[:4] if unit.level is Level.SQUAD else POSTS + OFFICE_POSTS)
