"""Importing officers (导入执法人员): matched by badge number, judged by the records there are."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import selectinload

from zhifa_training.audit.services import note
from zhifa_training.core import clock
from zhifa_training.core.db import db
from zhifa_training.core.imports import kinds
from zhifa_training.core.imports.kinds import Applied, Finding
from zhifa_training.core.imports.models import ImportBatch, RowOutcome
from zhifa_training.core.keys import key_ring
from zhifa_training.core.spreadsheet.columns import ColumnSpec
from zhifa_training.units import id_numbers
from zhifa_training.units.directory import Directory, UnclearUnitError, the_unit
from zhifa_training.units.entries import (
    CertificateDetails,
    OfficerDetails,
    OfficerEntry,
    PostingDetails,
)
from zhifa_training.units.imports.changes import change_officer, differs
from zhifa_training.units.imports.columns import OFFICER_COLUMNS
from zhifa_training.units.models import (
    Certificate,
    CertificateField,
    Leadership,
    Officer,
    Posting,
)
from zhifa_training.units.rules import OfficerStatus
from zhifa_training.units.services.directories import read_directory
from zhifa_training.units.services.officers import insert_officers
from zhifa_training.units.services.snapshots import dump, ensure_unused, load

SPECS = {spec.key: spec for spec in OFFICER_COLUMNS}
OWNED = ("posting", "certificate", "certificate_field", "leadership")
YOUNGEST = 16
CHUNK = 500


class OfficerImport:
    """Rows of officers."""

    name = "officers"
    label = "执法人员"
    columns: tuple[ColumnSpec, ...] = OFFICER_COLUMNS

    def judge(self, findings: Sequence[Finding], *, root: UUID) -> None:
        """Check each row by itself, then against the others, then against the records."""
        directory = read_directory()
        for finding in findings:
            _check_person(finding)
            _check_dates(finding)
            _find_unit(finding, directory, root)
        _check_repeats(findings)
        known = _Known.of(findings)
        for finding in findings:
            _compare(finding, known, directory, root)

    def apply(self, findings: Sequence[Finding], *, actor: Any) -> list[Applied]:
        """Insert the new officers table by table; change the known ones each by itself."""
        new = [f for f in findings if f.outcome is RowOutcome.NEW]
        ids = insert_officers([entry_of(f) for f in new])
        applied = [Applied(f.place, ids[f.values["badge_number"]], None) for f in new]
        changed = [f for f in findings if f.outcome is RowOutcome.UPDATE]
        officers = _locked([f.target_id for f in changed if f.target_id])
        for finding in changed:
            officer = officers[finding.target_id]
            before = _snapshot(officer)
            change_officer(officer, entry_of(finding), _is_said(finding), actor=actor)
            applied.append(Applied(finding.place, officer.id, before))
        return applied

    def undo(self, applied: Sequence[Applied], *, batch: ImportBatch, actor: Any) -> None:
        """Remove the officers who were new, and give the others back what they held."""
        ids = [result.target_id for result in applied]
        new = [result.target_id for result in applied if result.before is None]
        ensure_unused(Officer, new, batch=batch, owned=OWNED)
        ensure_unused(
            Officer, set(ids) - set(new), batch=batch, owned=tuple(Officer.metadata.tables)
        )
        for start in range(0, len(ids), CHUNK):
            _remove_belongings(ids[start : start + CHUNK])
        for start in range(0, len(new), CHUNK):
            db.session.execute(delete(Officer).where(Officer.id.in_(new[start : start + CHUNK])))
        for result in applied:
            if result.before is not None:
                _restore(result.target_id, result.before)

    def dictionaries(self, root: UUID) -> Mapping[str, Sequence[str]]:
        """Return the units beneath ``root`` by their full paths."""
        directory = read_directory()
        return {
            "unit": sorted(
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


def entry_of(finding: Finding) -> OfficerEntry:
    """Return what a sound row records."""
    values = finding.values
    number = values["id_number"]
    details = OfficerDetails(
        badge_number=values["badge_number"],
        name=values["name"],
        sex=values.get("sex") or id_numbers.sex(number),
        birth_on=values.get("birth_on") or id_numbers.birth_on(number),
        education=values["education"],
        establishment=values["establishment"],
        status=values.get("status") or OfficerStatus.IN_POST,
        id_number=number,
    )
    posting = PostingDetails(
        unit_id=values["unit_id"], post=values["post"], starts_on=values["starts_on"]
    )
    certificate = None
    if values.get("valid_from"):
        certificate = CertificateDetails(
            number=details.badge_number,
            valid_from=values["valid_from"],
            valid_until=values["valid_until"],
            fields=values.get("fields") or (),
        )
    return OfficerEntry(
        details=details,
        postings=(posting,),
        certificate=certificate,
        leader_role=values.get("leader_role"),
    )


def _is_said(finding: Finding) -> Callable[[str], bool]:
    """Return whether a row says something of a column; what it leaves empty stays as it was."""
    return lambda key: bool(finding.values.get(key))


def _check_person(finding: Finding) -> None:
    number = finding.values.get("id_number")
    if not number:
        return
    born_on, sex = finding.values.get("birth_on"), finding.values.get("sex")
    for sentence in id_numbers.mismatches(number, born_on=born_on, as_sex=None):
        finding.refuse(SPECS["birth_on"], *_halves(sentence))
    for sentence in id_numbers.mismatches(number, born_on=None, as_sex=sex):
        finding.refuse(SPECS["sex"], *_halves(sentence))
    if id_numbers.birth_on(number) > _years_ago(clock.today(), YOUNGEST):
        finding.refuse(SPECS["id_number"], f"按身份证号未满 {YOUNGEST} 周岁", "请对照证件核对")


def _check_dates(finding: Finding) -> None:
    values = finding.values
    if values.get("starts_on") and values["starts_on"] > clock.today():
        finding.refuse(SPECS["starts_on"], "任职起始晚于今天", "请在任职之后导入，或核对日期")
    first, last = values.get("valid_from"), values.get("valid_until")
    halves = (("valid_from", first, last), ("valid_until", last, first))
    for key, mine, other in halves:
        if other and not mine and not _has_problem(finding, key):
            finding.refuse(SPECS[key], "证件有效期只填了一半", "请把有效期起和止都填上")
    if first and last and last <= first:
        finding.refuse(SPECS["valid_until"], "证件有效期止不晚于有效期起", "请核对两个日期")
    if values.get("fields") and not (first or last or _has_problem(finding, "valid_from")):
        finding.refuse(SPECS["fields"], "填了门类而没有证件有效期", "请补填证件有效期起和止")


def _has_problem(finding: Finding, key: str) -> bool:
    return any(problem["column"] == SPECS[key].label for problem in finding.problems)


def _find_unit(finding: Finding, directory: Directory, root: UUID) -> None:
    text = finding.values.get("unit")
    if not text:
        return
    try:
        place = the_unit(directory, text, root=root)
    except UnclearUnitError as unclear:
        finding.refuse(SPECS["unit"], unclear.reason, unclear.remedy)
        return
    finding.values["unit_id"] = place.id
    starts_on = finding.values.get("starts_on")
    if starts_on and starts_on < place.opened_on:
        finding.refuse(
            SPECS["starts_on"],
            f"任职起始早于该单位的成立日期 {place.opened_on}",
            "请核对任职起始，或选择当时的单位",
        )


def _check_repeats(findings: Sequence[Finding]) -> None:
    for key in ("badge_number", "id_number"):
        groups: dict[str, list[Finding]] = {}
        for finding in findings:
            if finding.values.get(key):
                groups.setdefault(finding.values[key], []).append(finding)
        for group in groups.values():
            for finding in group if len(group) > 1 else ():
                others = "、".join(
                    f"第 {other.number} 行"
                    if other.sheet == finding.sheet
                    else f"“{other.sheet}”第 {other.number} 行"
                    for other in group[:5]
                    if other is not finding
                )
                finding.suspect(
                    SPECS[key], f"与{others}的{SPECS[key].label}相同", "请核对，只保留正确的一行"
                )


class _Known:
    """The officers already recorded under these badge or ID numbers."""

    def __init__(self) -> None:
        self.by_badge: dict[str, Officer] = {}
        self.by_id_number: dict[str, Officer] = {}

    @classmethod
    def of(cls, findings: Sequence[Finding]) -> "_Known":
        """Read them in a few statements."""
        ring = key_ring()
        for finding in findings:
            if finding.values.get("id_number"):
                finding.values["index"] = ring.blind_index(finding.values["id_number"])
        known = cls()
        for officer in _matching(Officer.badge_number, _texts(findings, "badge_number")):
            known.by_badge[officer.badge_number] = officer
        for officer in _matching(Officer.id_number_index, _texts(findings, "index")):
            known.by_id_number[officer.id_number_index] = officer
        return known


def _texts(findings: Sequence[Finding], key: str) -> list[str]:
    return list({f.values[key] for f in findings if f.values.get(key)})


def _matching(column: Any, texts: Sequence[str]) -> list[Officer]:
    found: list[Officer] = []
    for start in range(0, len(texts), CHUNK):
        statement = (
            select(Officer).where(column.in_(texts[start : start + CHUNK])).options(*_BELONGINGS)
        )
        found.extend(db.session.scalars(statement))
    return found


_BELONGINGS = (
    selectinload(Officer.postings),
    selectinload(Officer.certificates).selectinload(Certificate.fields),
)


def _compare(finding: Finding, known: _Known, directory: Directory, root: UUID) -> None:
    values = finding.values
    mine = known.by_badge.get(values.get("badge_number") or "")
    same_person = known.by_id_number.get(values.get("index") or "")
    for officer, key in ((mine, "badge_number"), (same_person, "id_number")):
        if officer is not None and not _is_visible(officer, directory, root):
            finding.refuse(
                SPECS[key],
                f"该{SPECS[key].label}已登记在其他单位",
                "请核对；如系调入，请由两单位共同的上级办理调动",
            )
            return
    if mine is not None and values.get("index") and mine is not same_person:
        finding.refuse(
            SPECS["id_number"],
            f"该执法证号登记的是“{mine.name}”，身份证号与登记的不同",
            "请核对执法证号和身份证号；确需更正身份证号的，请在人员页更正",
        )
    elif mine is None and same_person is not None:
        finding.suspect(
            SPECS["id_number"],
            f"与已登记的“{same_person.name}”（执法证号 {same_person.badge_number}）身份证号相同",
            "如系换证，请在人员页更正执法证号后再导入",
        )
    if mine is not None and finding.is_sound:
        _settle_update(finding, mine)


def _settle_update(finding: Finding, officer: Officer) -> None:
    finding.target_id = officer.id
    present = next((p for p in officer.postings if p.ends_on is None), None)
    entry = entry_of(finding)
    posting = entry.postings[0]
    is_transfer = present is not None and posting.unit_id != present.unit_id
    if present is not None and is_transfer and posting.starts_on <= present.starts_on:
        finding.refuse(
            SPECS["starts_on"],
            f"单位与现任职不同，但任职起始不晚于现任职的起始 {present.starts_on}",
            "请填写调入新单位的第一天",
        )
        return
    changed = differs(officer, entry, _is_said(finding))
    finding.outcome = RowOutcome.UPDATE if changed else RowOutcome.UNCHANGED


def _is_visible(officer: Officer, directory: Directory, root: UUID) -> bool:
    """Tell whether an officer's latest posting lies beneath ``root``."""
    latest = max(officer.postings, key=lambda posting: posting.starts_on, default=None)
    return latest is not None and directory.is_within(latest.unit_id, root)


def _locked(ids: Sequence[UUID]) -> dict[UUID | None, Officer]:
    officers: dict[UUID | None, Officer] = {}
    for start in range(0, len(ids), CHUNK):
        statement = (
            select(Officer)
            .where(Officer.id.in_(ids[start : start + CHUNK]))
            .order_by(Officer.id)
            .with_for_update()
            .options(*_BELONGINGS)
            .execution_options(populate_existing=True)
        )
        officers |= {officer.id: officer for officer in db.session.scalars(statement)}
    return officers


def _snapshot(officer: Officer) -> dict[str, Any]:
    fields = [row for certificate in officer.certificates for row in certificate.fields]
    seats = db.session.scalars(select(Leadership).filter_by(officer_id=officer.id))
    return {
        "officer": dump([officer]),
        "posting": dump(officer.postings),
        "certificate": dump(officer.certificates),
        "certificate_field": dump(fields),
        "leadership": dump(seats),
    }


def _remove_belongings(ids: Sequence[UUID]) -> None:
    certificates = select(Certificate.id).where(Certificate.officer_id.in_(ids))
    statements = (
        delete(CertificateField).where(CertificateField.certificate_id.in_(certificates)),
        delete(Certificate).where(Certificate.officer_id.in_(ids)),
        delete(Leadership).where(Leadership.officer_id.in_(ids)),
        delete(Posting).where(Posting.officer_id.in_(ids)),
    )
    for statement in statements:
        db.session.execute(statement, execution_options={"synchronize_session": False})


def _restore(officer_id: UUID, before: dict[str, Any]) -> None:
    values = load(Officer, before["officer"])[0]
    db.session.execute(
        update(Officer).where(Officer.id == officer_id).values(values),
        execution_options={"synchronize_session": False},
    )
    for model in (Posting, Certificate, CertificateField, Leadership):
        rows = load(model, before[model.__tablename__])
        if rows:
            db.session.execute(insert(model), rows)


def _halves(sentence: str) -> tuple[str, str]:
    reason, _, remedy = sentence.rpartition("，")
    return reason, remedy


def _years_ago(day: date, years: int) -> date:
    return date(day.year - years, day.month, min(day.day, 28))


kinds.register(OfficerImport())
