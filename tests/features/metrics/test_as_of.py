"""Any rate on any day equals a naive recount, under transfers, exclusions and new entrants."""

from datetime import date, timedelta
from random import Random
from uuid import uuid4

import pytest

from zhifa_training.accounts.actor import system
from zhifa_training.core import clock
from zhifa_training.core.db import db
from zhifa_training.metrics import queries
from zhifa_training.metrics.rules import (
    PASSED,
    SAT,
    Standing,
    Tally,
    months_before,
    total,
    window,
)
from zhifa_training.records.models import Fact, TrainingRecord
from zhifa_training.units.models import Exclusion, UnitParent
from zhifa_training.units.rules import (
    EXAM_DUTY_LIFTED_BY,
    Establishment,
    ExclusionReason,
    Parentage,
)

START = date(2025, 1, 1)
DAYS = 700


class Province:
    """A small province with random histories, kept as plain lists beside the database."""

    def __init__(self, make, seed):
        self.random = Random(seed)
        self.root = make.unit("省局")
        self.units = [self.root]
        for number in range(self.random.randint(2, 7)):
            parent = self.random.choice(self.units)
            self.units.append(make.unit(f"第{number}机构", parent=parent))
        self.postings, self.exclusions, self.facts = [], [], []
        self.auxiliaries = set()
        template = make.officer(self.root)
        self.postings.append((template.id, self.root.id, date(2021, 1, 1), None, True))
        for number in range(self.random.randint(3, 14)):
            self._officer(make, number)
        db.session.commit()

    def day(self):
        return START + timedelta(days=self.random.randrange(DAYS))

    def _officer(self, make, number):
        entered = self.random.choice([date(1990, 1, 1), START - timedelta(days=number + 1)])
        gone = entered + timedelta(days=1)
        officer = make.officer(self.root, f"人{number}", since=entered, until=gone)
        if self.random.random() < 0.1:
            officer.establishment = Establishment.AUXILIARY
            self.auxiliaries.add(officer.id)
        cuts = sorted({self.day() for _ in range(self.random.randint(1, 4))})
        for start, end in zip(cuts, [*cuts[1:], None], strict=True):
            if self.random.random() < 0.15:
                continue
            last = end or (self.day() if self.random.random() < 0.2 else None)
            if last is not None and last <= start:
                last = None if end is None else end
            unit, enforcing = self.random.choice(self.units), self.random.random() < 0.9
            self.postings.append((officer.id, unit.id, start, last, enforcing))
            make.posting(officer, unit, since=start, until=last, is_enforcing=enforcing)
        self.postings.append((officer.id, self.root.id, entered, gone, True))
        self._exclusions(officer)
        self._facts(officer)

    def _exclusions(self, officer):
        for _ in range(self.random.choice([0, 0, 1, 2])):
            start = self.day()
            until = self.random.choice([None, start + timedelta(days=self.random.randint(1, 300))])
            reason = self.random.choice(list(ExclusionReason))
            voided = self.random.random() < 0.2
            self.exclusions.append((officer.id, reason, start, until, voided))
            db.session.add(
                Exclusion(
                    officer_id=officer.id,
                    reason=reason,
                    evidence="证明",
                    starts_on=start,
                    ends_on=until,
                    recorded_by=officer.id,
                    voided_at=clock.now() if voided else None,
                )
            )

    def _facts(self, officer):
        for number in range(self.random.choice([0, 1, 1, 2])):
            on = self.day()
            kinds = [Fact.ROTATION_EXAM_SAT]
            if self.random.random() < 0.6:
                kinds.append(Fact.ROTATION_EXAM_PASSED)
            for fact in kinds:
                self.facts.append((officer.id, fact, on))
                db.session.add(
                    TrainingRecord(
                        id=uuid4(),
                        officer_id=officer.id,
                        unit_id=self.root.id,
                        fact=fact,
                        occurred_on=on,
                        source=f"attempt:{number}",
                        title="考试",
                        evidence={},
                    )
                )

    def classes(self, on, since, fact):
        """Recount by plain loops: {officer: (unit, standing)} of everyone in post on ``on``."""
        found = {}
        for officer, unit, start, end, enforcing in self.postings:
            if not (enforcing and start <= on and (end is None or on < end)):
                continue
            if officer in self.auxiliaries:
                continue
            found[officer] = (unit, self._standing(officer, on, since, fact))
        return found

    def _standing(self, officer, on, since, fact):
        for who, reason, start, until, voided in self.exclusions:
            holds = start <= on and (until is None or on < until)
            if who == officer and holds and not voided and reason in EXAM_DUTY_LIFTED_BY:
                return Standing.EXCLUDED
        entered = min(start for who, _unit, start, _end, _ in self.postings if who == officer)
        if entered > months_before(on, 6):
            return Standing.GRACE
        done = any(w == officer and f == fact and since <= day <= on for w, f, day in self.facts)
        return Standing.DONE if done else Standing.NOT_YET

    def beneath(self, unit):
        ids, grew = {unit.id}, True
        parents = {
            row.unit_id: row.parent_id
            for row in db.session.query(UnitParent).filter_by(kind=Parentage.REPORTING)
        }
        while grew:
            more = {child for child, parent in parents.items() if parent in ids} - ids
            ids |= more
            grew = bool(more)
        return ids


def naive_tally(province, unit, on, since):
    ids = province.beneath(unit)
    sat = [s for u, s in province.classes(on, since, Fact.ROTATION_EXAM_SAT).values() if u in ids]
    passed = [
        s for u, s in province.classes(on, since, Fact.ROTATION_EXAM_PASSED).values() if u in ids
    ]
    due = sat.count(Standing.DONE) + sat.count(Standing.NOT_YET)
    return Tally(
        due,
        sat.count(Standing.DONE),
        passed.count(Standing.DONE),
        sat.count(Standing.GRACE),
        sat.count(Standing.EXCLUDED),
    )


@pytest.mark.parametrize("seed", range(25))
def test_every_rate_on_every_day_equals_a_naive_recount(make, seed):
    province = Province(make, seed)
    actor = system(roots=[province.root.id])
    for _ in range(6):
        on = province.day()
        chosen = window(None, on=on)
        for unit in province.units:
            rows = queries.list_unit_rows(unit, chosen, on=on, actor=actor)
            expected = naive_tally(province, unit, on, chosen.since)
            assert total(row.tally for row in rows) == expected
            for row in rows:
                if not row.is_own:
                    child = next(each for each in province.units if each.id == row.unit_id)
                    assert row.tally == naive_tally(province, child, on, chosen.since)


@pytest.mark.parametrize("seed", range(100, 108))
def test_the_names_behind_a_number_are_that_many(make, seed):
    province = Province(make, seed)
    actor = system(roots=[province.root.id])
    on = province.day()
    chosen = window(None, on=on)
    for indicator in (SAT, PASSED):
        counted = {}
        for standing in Standing:
            statement = queries.names_statement(
                province.root,
                indicator,
                chosen,
                on=on,
                standings=frozenset({standing}),
                search="",
                is_own_only=False,
                actor=actor,
            )
            rows = queries.list_names(statement, indicator, chosen, on=on, actor=actor)
            counted[standing] = len(rows)
            assert {row.standing for row in rows} <= {standing}
        expected = list(province.classes(on, chosen.since, indicator.fact).values())
        assert counted == {
            standing: sum(each == standing for _unit, each in expected) for standing in Standing
        }
