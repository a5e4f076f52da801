"""A province of officers from a seed (生成数据): units, postings, ledger; bulk inserts."""

from datetime import date, timedelta
from random import Random

from zhifa_training.core import clock
from zhifa_training.core.ids import new_id
from zhifa_training.demo.rows import Rows
from zhifa_training.records.models import Fact, TrainingRecord
from zhifa_training.units.models import Officer, Posting, Unit, UnitClosure, UnitParent
from zhifa_training.units.rules import (
    Education,
    Establishment,
    Level,
    OfficerStatus,
    Parentage,
    Sex,
)

SINCE = date(2020, 1, 1)
CITIES, COUNTIES_A_CITY = 18, 10
SAT_SHARE, PASSED_SHARE, AUXILIARY_SHARE = 0.8, 0.9, 0.05


class Province:
    """Grows a province in a database; the same seed makes the same people."""

    def __init__(self, seed=1):
        self.draw = Random(f"benchmark/{seed}")
        self.root_id, self.leaves = None, []
        self.officers = []

    def found(self):
        """Store the units: a province, its cities, and their brigades."""
        rows = Rows()
        self.root_id = self._unit(rows, "410000", "某省执法局", Level.PROVINCE, [])
        for city in range(CITIES):
            code = f"41{city + 1:02d}00"
            city_id = self._unit(rows, code, f"第{city + 1}市支队", Level.CITY, [self.root_id])
            above = [self.root_id, city_id]
            for county in range(COUNTIES_A_CITY):
                name = f"第{city + 1}市第{county + 1}大队"
                leaf = self._unit(rows, f"{code}-{county}", name, Level.COUNTY, above)
                self.leaves.append(leaf)
        rows.store()
        return self

    def _unit(self, rows, code, name, level, above):
        unit_id = new_id()
        dates = {"starts_on": SINCE, "ends_on": None}
        rows.add(
            Unit,
            id=unit_id,
            code=code,
            name=name,
            short_name=name,
            level=level,
            opened_on=SINCE,
            closed_on=None,
        )
        for kind in Parentage:
            for depth, ancestor_id in enumerate(reversed([*above, unit_id])):
                pair = {"ancestor_id": ancestor_id, "descendant_id": unit_id}
                rows.add(UnitClosure, id=new_id(), kind=kind, depth=depth, **pair, **dates)
            if above:
                pair = {"unit_id": unit_id, "parent_id": above[-1]}
                rows.add(UnitParent, id=new_id(), kind=kind, **pair, **dates)
        return unit_id

    def grow(self, total):
        """Store officers with postings and ledger entries until there are ``total``."""
        rows = Rows()
        while len(self.officers) < total:
            self.officers.append(self._officer(rows, len(self.officers) + 1))
        rows.store()
        return self

    def _officer(self, rows, number):
        officer_id, unit_id = new_id(), self.draw.choice(self.leaves)
        is_auxiliary = self.draw.random() < AUXILIARY_SHARE
        rows.add(
            Officer,
            id=officer_id,
            badge_number=f"BENCH{number:06d}",
            name=f"人员{number}",
            name_spelling=f"renyuan{number} ry",
            sex=self.draw.choice(list(Sex)),
            birth_on=date(1970, 1, 1) + timedelta(days=self.draw.randrange(11_000)),
            education=self.draw.choice(list(Education)),
            establishment=Establishment.AUXILIARY
            if is_auxiliary
            else Establishment.PUBLIC_INSTITUTION,
            status=OfficerStatus.IN_POST,
            id_number_sealed=f"sealed-{number}",
            id_number_index=f"{number:064d}",
            id_number_masked="410***********0000",
        )
        rows.add(
            Posting,
            id=new_id(),
            officer_id=officer_id,
            unit_id=unit_id,
            post="一线路面",
            is_enforcing=True,
            starts_on=SINCE,
            ends_on=None,
        )
        self._ledger(rows, officer_id, unit_id)
        return officer_id, unit_id

    def _ledger(self, rows, officer_id, unit_id):
        today = clock.today()
        facts = []
        if self.draw.random() < SAT_SHARE:
            facts.append(Fact.ROTATION_EXAM_SAT)
        if facts and self.draw.random() < PASSED_SHARE:
            facts.append(Fact.ROTATION_EXAM_PASSED)
        for fact in facts:
            rows.add(
                TrainingRecord,
                id=new_id(),
                officer_id=officer_id,
                unit_id=unit_id,
                fact=fact,
                occurred_on=today - timedelta(days=self.draw.randrange(30)),
                source=f"benchmark:{officer_id}",
                title="轮训结业考试",
                evidence={},
            )
