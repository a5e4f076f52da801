"""What is to be recorded of a unit or an officer (录入内容), already checked, not yet stored."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from question_bank.syllabus import Field
from zhifa_training.units.rules import (
    Education,
    Establishment,
    LeaderRole,
    Level,
    OfficerStatus,
    Sex,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitEntry:
    """A unit as it is opened (机构录入)."""

    code: str
    name: str
    short_name: str
    level: Level
    opened_on: date
    parent_code: str | None = None
    """None for the province, which has nothing above it."""
    geographic_parent_code: str | None = None
    """Where it differs from the reporting parent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerDetails:
    """Who an officer is (人员基本信息)."""

    badge_number: str
    name: str
    sex: Sex
    birth_on: date
    education: Education
    establishment: Establishment
    status: OfficerStatus
    id_number: str
    """Normalised, and plain: never stored or logged like this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingDetails:
    """Where an officer serves from a day on (任职信息)."""

    unit_id: UUID
    post: str
    starts_on: date
    ends_on: date | None = None
    is_enforcing: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateDetails:
    """An enforcement certificate (执法证件信息)."""

    number: str
    valid_from: date
    valid_until: date
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerEntry:
    """An officer with postings in order, certificate and seat in the leadership (人员录入)."""

    details: OfficerDetails
    postings: tuple[PostingDetails, ...]
    certificate: CertificateDetails | None = None
    leader_role: LeaderRole | None = None
    """Held in the unit of the last posting, from its first day."""
