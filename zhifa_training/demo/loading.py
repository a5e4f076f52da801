"""Loading the demo (装入演示数据): everything or nothing, the same for the same seed and day."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, time

from sqlalchemy import select

from zhifa_training.accounts import actor as actors
from zhifa_training.accounts.access import Role
from zhifa_training.audit.services import note
from zhifa_training.core.db import db, transactional
from zhifa_training.core.errors import DomainError
from zhifa_training.core.keys import key_ring
from zhifa_training.demo import bank, files, tree
from zhifa_training.demo.draws import Keys, repeatable_rows
from zhifa_training.demo.exams import ExamOffice
from zhifa_training.demo.history import History, beijing
from zhifa_training.demo.laws import NAME, InventedRule
from zhifa_training.demo.people import Staffing
from zhifa_training.demo.places import DEMO_CITY
from zhifa_training.demo.practice import Practice
from zhifa_training.demo.present import Present
from zhifa_training.demo.rows import Rows
from zhifa_training.demo.sign_ins import PROVINCE, SignIn, SignIns, shown_officers
from zhifa_training.units.models import Unit

FEWEST, MOST = 100, 50_000
Progress = Callable[[str], None]


class DatabaseInUseError(DomainError):
    """The database holds units already (数据库中已有数据)."""


class OfficerCountError(DomainError):
    """So many officers make no believable province (人数不合适)."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was loaded."""

    units: int
    officers: int
    attempts: int
    sign_ins: list[SignIn]


def is_empty() -> bool:
    """Tell whether the database holds no unit yet."""
    return db.session.scalars(select(Unit.id).limit(1)).first() is None


def ensure_count(officers: int) -> None:
    """Refuse a number of officers that the tree cannot hold believably."""
    if not FEWEST <= officers <= MOST:
        raise OfficerCountError(
            f"--officers {officers} 超出范围：请填写 {FEWEST} 至 {MOST} 之间的人数"
        )


@transactional
def load(*, officers: int, seed: int, on: date, progress: Progress = lambda _text: None) -> Loaded:
    """Fill an empty database with a believable Henan as of a day."""
    ensure_count(officers)
    if not is_empty():
        raise DatabaseInUseError(
            "数据库中已有机构数据，未装入演示数据。如确需重新生成，请在单机版上执行 "
            "flask --app app demo load --replace（原有数据将全部清除）"
        )
    keys, rows, moment = Keys(seed), Rows(), beijing(on, time(0))
    progress("建立机构")
    nodes = tree.build(officers, seed=seed, keys=keys)
    tree.gather(nodes, rows, keys)
    by_code = {node.code: node for node in nodes}
    sign_ins = SignIns(rows, keys, on=on)
    staff = sign_ins.staff(by_code)
    progress("登记人员")
    recorder = staff[Role.UNIT_ADMINISTRATOR, PROVINCE]
    people = list(Staffing(nodes, seed=seed, on=on, keys=keys, ring=key_ring()).people(rows))
    files.certificates(people, rows, seed=seed, on=on, keys=keys)
    files.exclusions(people, rows, seed=seed, on=on, keys=keys, recorded_by=recorder)
    files.leaders(people, rows, on=on, keys=keys)
    sign_ins.officers(people)
    rows.store()
    progress("载入题库")
    system = actors.system(roots=[nodes[0].id], name="演示数据")
    pool = bank.load(keys=keys, moment=moment, actor=system)
    trainers = {code: staff[Role.TRAINER, code] for code in (PROVINCE, DEMO_CITY)}
    office = ExamOffice(rows, pool, seed=seed, keys=keys, staff=trainers)
    history = History(office, nodes, people, seed=seed, on=on)
    attempts = 0
    for year in history.years():
        progress(f"生成 {year} 年考试")
        history.hold(year)
        attempts += len(rows.closings)
        rows.store()
    present = Present(office, nodes[0], by_code[DEMO_CITY], people, seed=seed, on=on)
    present.hold()
    attempts += len(rows.closings)
    rows.store()
    progress("登记虚构规定")
    rule = InventedRule(
        keys=keys,
        on=on,
        author=replace(system, account_id=staff[Role.AUTHOR, PROVINCE], name="命题员"),
        reviewer=replace(system, account_id=staff[Role.REVIEWER, PROVINCE], name="审题员"),
    )
    rule.enact()
    office = ExamOffice(rows, bank.read_pool(on=on, law=NAME), seed=seed, keys=keys, staff=trainers)
    rule.examine(office, by_code[DEMO_CITY], present.local)
    attempts += len(rows.closings)
    rows.store()
    rule.amend()
    with repeatable_rows(keys, moment):
        note(
            "demo.load",
            object_kind="unit",
            object_id=nodes[0].id,
            actor_id=None,
            actor_name=system.name,
            officers=len(people),
            seed=seed,
        )
        db.session.flush()
    progress("生成练习")
    Practice(rows, keys, seed=seed, on=on).gather(shown_officers(people, on))
    rows.store()
    return Loaded(len(nodes), len(people), attempts, sign_ins.shown)
