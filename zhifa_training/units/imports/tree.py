"""Importing units (导入机构): matched by code; parents in the file or in the tree."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select

from zhifa_training.audit.services import note
from zhifa_training.core import clock
from zhifa_training.core.db import db
from zhifa_training.core.ids import new_id
from zhifa_training.core.imports import kinds
from zhifa_training.core.imports.kinds import Applied, Finding
from zhifa_training.core.imports.models import ImportBatch, RowOutcome
from zhifa_training.core.plain_text import compact
from zhifa_training.core.spreadsheet.columns import ColumnSpec
from zhifa_training.units.directory import Directory, Place, UnclearUnitError, the_unit
from zhifa_training.units.entries import UnitEntry
from zhifa_training.units.imports.columns import UNIT_COLUMNS
from zhifa_training.units.models import Unit, UnitClosure, UnitParent
from zhifa_training.units.rules import Parentage, UnitLevelError, ensure_parent_above
from zhifa_training.units.services.closure import ever_beneath, lock_tree, refresh_closure
from zhifa_training.units.services.directories import read_directory
from zhifa_training.units.services.snapshots import dump, ensure_unused, load
from zhifa_training.units.services.tree import move_unit, open_units, rename_unit

SPECS = {spec.key: spec for spec in UNIT_COLUMNS}
OWNED = ("unit_closure", "unit_parent")


class UnitImport:
    """Rows of units."""

    name = "units"
    label = "执法机构"
    columns: tuple[ColumnSpec, ...] = UNIT_COLUMNS

    def judge(self, findings: Sequence[Finding], *, root: UUID) -> None:
        """Match codes, find the parents in the tree as it would become, and refuse cycles."""
        present = read_directory()
        _check_repeats(findings)
        known = {compact(place.code).upper(): place for place in present.places.values()}
        for finding in findings:
            place = known.get((finding.values.get("code") or "").upper())
            finding.values["place"] = place
            if place is not None and not present.is_within(place.id, root):
                finding.refuse(
                    SPECS["code"], "该编码属于本次导入范围之外的机构", "请核对编码，或由其上级导入"
                )
            if (finding.values.get("opened_on") or clock.today()) > clock.today():
                finding.refuse(SPECS["opened_on"], "成立日期晚于今天", "请核对成立日期")
        _find_parents(findings, present, root)
        for finding in findings:
            _settle(finding)

    def apply(self, findings: Sequence[Finding], *, actor: Any) -> list[Applied]:
        """Open the new units together, then rename and move the known ones."""
        lock_tree()
        new = [f for f in findings if f.outcome is RowOutcome.NEW]
        ids = open_units([_entry(f) for f in new], actor=actor) if new else {}
        applied = [Applied(f.place, ids[f.values["code"]], None) for f in new]
        for finding in findings:
            if finding.outcome is RowOutcome.UPDATE and finding.target_id is not None:
                unit = db.session.get_one(Unit, finding.target_id)
                before = {"unit": dump([unit]), "unit_parent": dump(_parents(unit.id))}
                _change(unit, finding, actor)
                applied.append(Applied(finding.place, unit.id, before))
        return applied

    def undo(self, applied: Sequence[Applied], *, batch: ImportBatch, actor: Any) -> None:
        """Remove the units that were new, and give the others their names and parents back."""
        lock_tree()
        new = [result.target_id for result in applied if result.before is None]
        changed = [result for result in applied if result.before is not None]
        ensure_unused(
            Unit,
            [result.target_id for result in changed],
            batch=batch,
            owned=tuple(Unit.metadata.tables),
        )
        touched: set[UUID] = set()
        for result in changed:
            touched |= ever_beneath(result.target_id)
            _restore(result.target_id, result.before or {})
        db.session.execute(
            delete(UnitClosure).where(
                UnitClosure.descendant_id.in_(new) | UnitClosure.ancestor_id.in_(new)
            )
        )
        db.session.execute(delete(UnitParent).where(UnitParent.unit_id.in_(new)))
        ensure_unused(Unit, new, batch=batch, owned=())
        db.session.execute(delete(Unit).where(Unit.id.in_(new)))
        refresh_closure(touched - set(new))

    def dictionaries(self, root: UUID) -> Mapping[str, Sequence[str]]:
        """Return the possible parents by their full paths."""
        directory = read_directory()
        return {
            "parent": sorted(
                directory.path(place.id)
                for place in directory.places.values()
                if directory.is_within(place.id, root)
            )
        }

    def note(self, action: str, *, batch_id: UUID, actor: Any, **detail: Any) -> None:
        """Enter what was done with a batch in the log."""
        note(
            action,
            object_kind="import_batch",
            object_id=batch_id,
            actor_id=actor.account_id,
            actor_name=actor.name,
            **detail,
        )


def _check_repeats(findings: Sequence[Finding]) -> None:
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.values.get("code"):
            groups.setdefault(finding.values["code"].upper(), []).append(finding)
    for group in groups.values():
        for finding in group if len(group) > 1 else ():
            others = "、".join(f"第 {f.number} 行" for f in group[:5] if f is not finding)
            finding.suspect(SPECS["code"], f"与{others}的编码相同", "请核对，只保留正确的一行")


def _find_parents(findings: Sequence[Finding], present: Directory, root: UUID) -> None:
    """Find every parent, in the file or in the tree, until no row finds another."""
    places = dict(present.places)
    sound = [finding for finding in findings if finding.is_sound]
    waiting = [finding for finding in sound if not _keeps_parent(finding, present, root)]
    futures = [_future_place(finding) for finding in waiting]
    while waiting:
        directory = Directory.of(places.values())
        left = [f for f in waiting if not _takes_parent(f, directory, places, root)]
        if len(left) == len(waiting):
            _explain_missing(left, directory, Directory.of(futures), root)
            return
        waiting = left


def _keeps_parent(finding: Finding, present: Directory, root: UUID) -> bool:
    """Settle the rows that ask for no parent: a known unit keeps its own, a new one needs one."""
    place: Place | None = finding.values["place"]
    if finding.values.get("parent") and (place is None or place.id != root):
        return False
    if place is None:
        finding.refuse(SPECS["parent"], "缺少上级", "请填写上级机构")
    else:
        finding.values["parent_place"] = present.places.get(place.parent_id or place.id)
    return True


def _takes_parent(
    finding: Finding, directory: Directory, places: dict[UUID, Place], root: UUID
) -> bool:
    try:
        parent = the_unit(directory, finding.values["parent"], root=root)
    except UnclearUnitError:
        return False
    place = _future_place(finding)
    if _leads_to(places, parent.id, place.id):
        finding.refuse(
            SPECS["parent"], f"上级“{parent.name}”就是本机构或其下级，上下级成环", "请另选上级"
        )
        return True
    finding.values["parent_place"] = parent
    places[place.id] = replace(place, parent_id=parent.id)
    return True


def _leads_to(places: Mapping[UUID, Place], start: UUID | None, target: UUID) -> bool:
    """Tell whether climbing from ``start`` passes ``target``, in the tree as it would become."""
    while start is not None:
        if start == target:
            return True
        start = places[start].parent_id if start in places else None
    return False


def _explain_missing(
    waiting: Sequence[Finding], directory: Directory, in_file: Directory, root: UUID
) -> None:
    circle = "、".join(f"第 {f.number} 行" for f in waiting[:5])
    for finding in waiting:
        text = finding.values["parent"]
        if in_file.find(text) and not directory.find(text):
            finding.refuse(
                SPECS["parent"],
                f"上级“{text[:40]}”在本表中，但上级关系成环，或它自己的上级有误（涉及{circle}）",
                "请让上级关系最终通到已有的机构",
            )
            continue
        try:
            the_unit(directory, text, root=root)
        except UnclearUnitError as unclear:
            finding.refuse(SPECS["parent"], unclear.reason, unclear.remedy)


def _future_place(finding: Finding) -> Place:
    """Return the unit as the row would leave it, its parent aside."""
    values = finding.values
    known: Place | None = values["place"]
    if known is not None:
        name, short_name = _names(finding)
        return replace(known, name=name, short_name=short_name)
    return Place(
        values.setdefault("future_id", new_id()),
        values["code"],
        values["name"],
        values.get("short_name") or values["name"],
        values["level"],
        values["opened_on"],
        None,
    )


def _settle(finding: Finding) -> None:
    if not finding.is_sound:
        return
    place: Place | None = finding.values["place"]
    parent: Place | None = finding.values["parent_place"]
    if parent is not None:
        _check_above(finding, parent)
    if place is not None:
        _settle_known(finding, place, parent)
    elif parent is not None and finding.values["opened_on"] < parent.opened_on:
        finding.refuse(
            SPECS["opened_on"],
            f"成立日期早于上级“{parent.name}”的成立日期 {parent.opened_on}",
            "请核对两个成立日期",
        )


def _check_above(finding: Finding, parent: Place) -> None:
    place: Place | None = finding.values["place"]
    if place is not None and place.id == parent.id:
        return
    try:
        ensure_parent_above(
            level=finding.values["level"], parent_level=parent.level, parent_name=parent.name
        )
    except UnitLevelError as wrong:
        finding.refuse(SPECS["parent"], *_halves(str(wrong)))


def _settle_known(finding: Finding, place: Place, parent: Place | None) -> None:
    finding.target_id = place.id
    for key in ("level", "opened_on"):
        if finding.values[key] != getattr(place, key):
            finding.refuse(
                SPECS[key],
                f"与已登记的{SPECS[key].label}不同，导入不能修改已登记机构的{SPECS[key].label}",
                "请改回登记的内容，或联系上级管理员",
            )
    if finding.is_sound:
        stays = parent is None or parent.id in (place.parent_id, place.id)
        same = stays and _names(finding) == (place.name, place.short_name)
        finding.outcome = RowOutcome.UNCHANGED if same else RowOutcome.UPDATE


def _names(finding: Finding) -> tuple[str, str]:
    place: Place = finding.values["place"]
    return finding.values["name"], finding.values.get("short_name") or place.short_name


def _entry(finding: Finding) -> UnitEntry:
    values = finding.values
    return UnitEntry(
        code=values["code"],
        name=values["name"],
        short_name=values.get("short_name") or values["name"][:40],
        level=values["level"],
        opened_on=values["opened_on"],
        parent_code=values["parent_place"].code,
    )


def _change(unit: Unit, finding: Finding, actor: Any) -> None:
    name, short_name = _names(finding)
    if (name, short_name) != (unit.name, unit.short_name):
        rename_unit(unit, name=name, short_name=short_name, actor=actor)
    parent: Place | None = finding.values["parent_place"]
    place: Place = finding.values["place"]
    if parent is not None and parent.id not in (place.parent_id, place.id):
        by_code = select(Unit).filter_by(code=parent.code)
        new_parent = db.session.scalars(by_code).one()
        move_unit(unit, parent=new_parent, on=clock.today(), actor=actor)


def _parents(unit_id: UUID) -> Sequence[UnitParent]:
    statement = select(UnitParent).filter_by(unit_id=unit_id, kind=Parentage.REPORTING)
    return db.session.scalars(statement).all()


def _restore(unit_id: UUID, before: dict[str, Any]) -> None:
    unit = db.session.get_one(Unit, unit_id)
    for key, value in load(Unit, before["unit"])[0].items():
        setattr(unit, key, value)
    db.session.execute(delete(UnitParent).filter_by(unit_id=unit_id, kind=Parentage.REPORTING))
    rows = load(UnitParent, before["unit_parent"])
    if rows:
        db.session.execute(insert(UnitParent), rows)


def _halves(sentence: str) -> tuple[str, str]:
    reason, _, remedy = sentence.rpartition("，")
    return reason, remedy


kinds.register(UnitImport())
