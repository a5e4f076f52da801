"""Units and people (机构与人员): the words of the field and the rules on them, no database."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from zhifa_training.core.errors import DomainError
from zhifa_training.core.words import Word


class Level(Word):
    """Level of a unit (层级)."""

    PROVINCE = "province", "省"
    CITY = "city", "市"
    COUNTY = "county", "县"
    SQUAD = "squad", "队站"


class Parentage(Word):
    """Kind of parent a unit has (上级关系)."""

    REPORTING = "reporting", "业务上级"
    GEOGRAPHIC = "geographic", "所在地区"


class Sex(Word):
    """Sex as on the ID card (性别)."""

    MALE = "male", "男"
    FEMALE = "female", "女"


class Education(Word):
    """Highest education (学历)."""

    SECONDARY = "secondary", "高中及以下"
    COLLEGE = "college", "大专"
    BACHELOR = "bachelor", "本科"
    MASTER = "master", "硕士研究生"
    DOCTOR = "doctor", "博士研究生"


class Establishment(Word):
    """Establishment type (编制类型)."""

    CIVIL_SERVANT = "civil_servant", "公务员"
    CIVIL_SERVICE_LIKE = "civil_service_like", "参公管理"
    PUBLIC_INSTITUTION = "public_institution", "事业编制"
    AUXILIARY = "auxiliary", "辅助人员"


class OfficerStatus(Word):
    """Whether the officer serves (人员状态)."""

    IN_POST = "in_post", "在岗"
    ON_LEAVE = "on_leave", "离岗"
    RETIRED = "retired", "退休"
    LEFT = "left", "调出或离职"


class LeaderRole(Word):
    """Seat in the leadership (班子职务)."""

    HEAD = "head", "主要负责人"
    DEPUTY = "deputy", "副职"
    MEMBER = "member", "班子成员"


class ExclusionReason(Word):
    """Why an officer is left out of the required (不计入原因)."""

    LONG_SICK_LEAVE = "long_sick_leave", "病假六个月以上"
    MATERNITY = "maternity", "孕期或哺乳期"
    SECONDED = "seconded", "借调外单位"
    SUSPENDED = "suspended", "停职"
    LEFT = "left", "退休或离职"


EXAM_DUTY_LIFTED_BY = frozenset(ExclusionReason) - {ExclusionReason.MATERNITY}
"""Reasons that lift the duty to sit an exam; pregnancy and nursing lift only the fitness test."""


class UnitCycleError(DomainError):
    """The move would put a unit beneath itself (机构上下级成环)."""


class PostingOverlapError(DomainError):
    """An officer cannot serve in two places on one day (任职时间重叠)."""


class DuplicateBadgeError(DomainError):
    """Another officer already holds this badge number (执法证号重复)."""


class DuplicateIdNumberError(DomainError):
    """Another officer is already recorded under this ID number (身份证号重复)."""


class UnitCodeTakenError(DomainError):
    """Another unit already carries this code (机构编码重复)."""


class UnitDatesError(DomainError):
    """A day does not fit the life of the unit (机构日期不符)."""


class UnitInUseError(DomainError):
    """People or units still stand beneath it (机构尚在使用)."""


class UnitLevelError(DomainError):
    """A unit stands beneath a unit of a higher level only (层级不符)."""


class OfficerDatesError(DomainError):
    """Days of a posting, certificate or exclusion do not fit (人员日期不符)."""


class OfficerDetailError(DomainError):
    """Something said of an officer cannot be (人员信息有误)."""


def holds(*, starts_on: date, ends_on: date | None, on: date) -> bool:
    """Tell whether a half-open interval holds on a day: the first day does, the last does not."""
    return starts_on <= on and (ends_on is None or on < ends_on)


def ensure_no_cycle(*, unit_name: str, is_beneath: bool) -> None:
    """Refuse a parent that stands beneath the unit."""
    if is_beneath:
        raise UnitCycleError(f"不能把“{unit_name}”移到自己的下级机构之下，请另选上级")


def ensure_parent_above(*, level: Level, parent_level: Level, parent_name: str) -> None:
    """Refuse a parent of a lower level; units of one level may stand beneath each other."""
    order = list(Level)
    if order.index(parent_level) > order.index(level):
        raise UnitLevelError(
            f"{level.label}级机构不能设在“{parent_name}”（{parent_level.label}级）之下，请另选上级"
        )


def ensure_posting_dates(
    starts_on: date, ends_on: date | None, opened_on: date, closed_on: date | None
) -> None:
    """Refuse a posting outside the life of its unit, or one that ends before it starts."""
    if ends_on is not None and ends_on <= starts_on:
        raise OfficerDatesError("任职结束日期须晚于起始日期")
    if starts_on < opened_on:
        raise OfficerDatesError(f"任职起始日期早于该机构的成立日期 {opened_on}，请核对")
    if closed_on is not None and (ends_on is None or ends_on > closed_on):
        raise OfficerDatesError(f"该机构已于 {closed_on} 撤销，请另选单位")


def ensure_certificate_dates(*, valid_from: date, valid_until: date) -> None:
    """Refuse a certificate that ends before it begins."""
    if valid_until <= valid_from:
        raise OfficerDatesError("证件有效期止须晚于有效期起")


def mask_badge_number(number: str) -> str:
    """Show of a badge number (执法证号) what its owner knows it by: its first four and last two."""
    hidden = len(number) - 6
    if hidden <= 0:
        return "*" * (len(number) - 1) + number[-1:]
    return f"{number[:4]}{'*' * hidden}{number[-2:]}"


def mask_id_number(number: str) -> str:
    """Return the form a screen may show: first three and last four characters."""
    return f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}"


@dataclass(frozen=True, slots=True)
class Span:
    """Days from the first, up to but not including the last (半开区间)."""

    starts_on: date
    ends_on: date | None

    def meet(self, other: "Span") -> "Span | None":
        """Return the days both hold, or None where there are none."""
        starts_on = max(self.starts_on, other.starts_on)
        ends = [day for day in (self.ends_on, other.ends_on) if day is not None]
        ends_on = min(ends) if ends else None
        return None if ends_on is not None and ends_on <= starts_on else Span(starts_on, ends_on)


@dataclass(frozen=True, slots=True)
class Link:
    """A parent for some days."""

    parent_id: UUID
    span: Span


@dataclass(frozen=True, slots=True)
class Rung:
    """A unit above, how far, and for which days."""

    ancestor_id: UUID
    depth: int
    span: Span


def ancestries(
    opened: Mapping[UUID, Span],
    parents: Mapping[UUID, Sequence[Link]],
    wanted: Collection[UUID] | None = None,
) -> dict[UUID, list[Rung]]:
    """Return every unit above each wanted unit, day by day; refuse a cycle."""

    def climb(unit_id: UUID, days: Span, path: tuple[UUID, ...]) -> Iterator[Rung]:
        if unit_id in path:
            raise UnitCycleError("机构的上下级关系成环，请检查上级的设置")
        open_days = days.meet(opened[unit_id])
        if open_days is None:
            return
        yield Rung(unit_id, len(path), open_days)
        for link in parents.get(unit_id, ()):
            both = link.span.meet(open_days)
            if both:
                yield from climb(link.parent_id, both, (*path, unit_id))

    return {
        unit_id: _joined(list(climb(unit_id, opened[unit_id], ())))
        for unit_id in (opened if wanted is None else wanted)
    }


def _joined(rungs: list[Rung]) -> list[Rung]:
    """Join spans of one ancestor at one depth that touch."""
    joined: list[Rung] = []
    for rung in sorted(rungs, key=lambda r: (str(r.ancestor_id), r.depth, r.span.starts_on)):
        last = joined[-1] if joined else None
        if last and last.span.ends_on == rung.span.starts_on and _same_place(last, rung):
            joined[-1] = Rung(
                rung.ancestor_id, rung.depth, Span(last.span.starts_on, rung.span.ends_on)
            )
        else:
            joined.append(rung)
    return joined


def _same_place(one: Rung, other: Rung) -> bool:
    return (one.ancestor_id, one.depth) == (other.ancestor_id, other.depth)
