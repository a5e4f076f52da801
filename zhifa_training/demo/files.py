"""What people carry and what is said of them (证件、班子、不计入): the rest of the file."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

from question_bank.syllabus import Field
from zhifa_training.demo.draws import Keys, stream
from zhifa_training.demo.people import Person
from zhifa_training.demo.places import WATERWAYS
from zhifa_training.demo.rows import Rows
from zhifa_training.demo.tree import Node
from zhifa_training.units.models import Certificate, CertificateField, Exclusion, Leadership
from zhifa_training.units.rules import (
    Establishment,
    ExclusionReason,
    LeaderRole,
    Level,
    OfficerStatus,
    Sex,
)

CERTIFICATE_YEARS = 6
EXPIRED_SHARE, EXPIRING_SHARE = 0.015, 0.05
HIGHWAY_SHARE, ROAD_TRANSPORT_SHARE, WATERWAY_SHARE, QUALITY_SHARE = 0.86, 0.78, 0.22, 0.25
EXCLUDED_SHARE, ONCE_EXCLUDED_SHARE = 0.03, 0.03
_EVIDENCE = {
    ExclusionReason.LONG_SICK_LEAVE: "{year} 年病假审批表第 {number} 号，附医院诊断证明",
    ExclusionReason.MATERNITY: "产假审批表（{year}）第 {number} 号",
    ExclusionReason.SECONDED: "借调函〔{year}〕{number} 号",
    ExclusionReason.SUSPENDED: "停职通知〔{year}〕{number} 号",
}
_REASONS = {
    ExclusionReason.LONG_SICK_LEAVE: 40,
    ExclusionReason.MATERNITY: 25,
    ExclusionReason.SECONDED: 32,
    ExclusionReason.SUSPENDED: 3,
}
DEPUTIES = {Level.PROVINCE: 3, Level.CITY: 3, Level.COUNTY: 2, Level.SQUAD: 1}


def _moment(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), UTC)


def certificates(people: list[Person], rows: Rows, *, seed: int, on: date, keys: Keys) -> None:
    """Gather a certificate for everybody who enforces and is no auxiliary (执法证件)."""
    draw = stream(seed, "certificates")
    for person in people:
        if person.establishment is Establishment.AUXILIARY:
            continue
        valid_from = _issued_on(draw, person, on)
        certificate_id = keys.at(_moment(valid_from))
        rows.add(
            Certificate,
            id=certificate_id,
            officer_id=person.id,
            number=person.badge_number,
            valid_from=valid_from,
            valid_until=_years_later(valid_from, CERTIFICATE_YEARS),
        )
        for field in _fields(draw, person.unit):
            rows.add(CertificateField, certificate_id=certificate_id, field=field)


def _issued_on(draw: Random, person: Person, on: date) -> date:
    """Draw the day of issue: most have years to go, some end within ninety days, a few are over."""
    lot = draw.random()
    whole = CERTIFICATE_YEARS * 365
    if lot < EXPIRED_SHARE:
        age = draw.randrange(whole + 10, whole + 200)
    elif lot < EXPIRED_SHARE + EXPIRING_SHARE:
        age = draw.randrange(whole - 88, whole - 2)
    else:
        age = draw.randrange(30, whole - 95)
    return max(on - timedelta(days=age), person.services[0].starts_on)


def _years_later(day: date, years: int) -> date:
    return day.replace(year=day.year + years, day=min(day.day, 28))


def _fields(draw: Random, unit: Node) -> list[Field]:
    fields = [Field.HIGHWAY] if draw.random() < HIGHWAY_SHARE else []
    if draw.random() < ROAD_TRANSPORT_SHARE or not fields:
        fields.append(Field.ROAD_TRANSPORT)
    if unit.region[:4] in WATERWAYS and draw.random() < WATERWAY_SHARE:
        fields += [Field.WATERWAY_TRANSPORT, Field.CHANNEL, Field.LOCAL_MARITIME]
    if unit.level in (Level.PROVINCE, Level.CITY) and draw.random() < QUALITY_SHARE:
        fields.append(Field.CONSTRUCTION_QUALITY)
    return fields


def leaders(people: list[Person], rows: Rows, *, on: date, keys: Keys) -> None:
    """Gather heads and deputies of every unit that has people enough, by seniority (领导班子)."""
    serving: dict[UUID, list[Person]] = {}
    for person in people:
        is_regular = person.establishment is not Establishment.AUXILIARY
        if person.status is OfficerStatus.IN_POST and is_regular and not person.away:
            serving.setdefault(person.unit.id, []).append(person)
    for members in serving.values():
        members.sort(key=lambda person: (person.services[0].starts_on, person.birth_on))
        unit = members[0].unit
        seats = min(len(members) - 1, 1 + DEPUTIES[unit.level]) if len(members) > 1 else 0
        for rank, person in enumerate(members[:seats]):
            since = max(person.services[-1].starts_on, _years_later(on, -1 - rank))
            rows.add(
                Leadership,
                id=keys.at(_moment(since)),
                officer_id=person.id,
                unit_id=unit.id,
                role=LeaderRole.DEPUTY if rank else LeaderRole.HEAD,
                starts_on=since,
                ends_on=None,
            )


def exclusions(
    people: list[Person], rows: Rows, *, seed: int, on: date, keys: Keys, recorded_by: UUID
) -> None:
    """Gather who is, or once was, not required, and mark their days on the person (不计入)."""
    draw = stream(seed, "exclusions")
    for person in people:
        lot = draw.random()
        if person.status is not OfficerStatus.IN_POST or not person.is_required:
            continue
        if lot > EXCLUDED_SHARE + ONCE_EXCLUDED_SHARE:
            continue
        is_over = lot > EXCLUDED_SHARE
        reason = _reason(draw, person)
        back = draw.randrange(400, 1500) if is_over else draw.randrange(20, 300)
        since = max(on - timedelta(days=back), person.services[0].starts_on)
        until = since + timedelta(days=draw.randrange(180, 360)) if is_over else None
        if until and until >= on:
            continue
        if reason is not ExclusionReason.MATERNITY:
            person.away.append((since, until))
        rows.add(
            Exclusion,
            id=keys.at(_moment(since)),
            officer_id=person.id,
            reason=reason,
            evidence=_EVIDENCE[reason].format(year=since.year, number=draw.randrange(3, 90)),
            starts_on=since,
            ends_on=until,
            recorded_by=recorded_by,
            recorded_at=_moment(since + timedelta(days=3)),
            voided_at=None,
            voided_by=None,
        )


def _reason(draw: Random, person: Person) -> ExclusionReason:
    reason = draw.choices(list(_REASONS), list(_REASONS.values()))[0]
    if reason is ExclusionReason.MATERNITY and person.sex is Sex.MALE:
        return ExclusionReason.SECONDED
    return reason
