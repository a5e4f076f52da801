"""Entries of invented people: valid check characters, but the sequence 000 that nobody has."""

from datetime import date

from question_bank.syllabus import Field
from zhifa_training.units.entries import (
    CertificateDetails,
    OfficerDetails,
    OfficerEntry,
    PostingDetails,
    UnitEntry,
)
from zhifa_training.units.id_numbers import check_character
from zhifa_training.units.rules import Education, Establishment, OfficerStatus, Sex

SINCE = date(2021, 1, 1)


def id_number(birth_on=date(1988, 3, 1), place="410102"):
    body = f"{place}{birth_on:%Y%m%d}000"
    return body + check_character(body)


def unit_entry(code, name, level, **changes):
    values = {"code": code, "name": name, "short_name": name, "level": level, "opened_on": SINCE}
    return UnitEntry(**values | changes)


def details(serial=1, **changes):
    born = date.fromordinal(date(1980, 1, 1).toordinal() + serial)
    values = {
        "badge_number": f"B{serial:04d}",
        "name": "张三",
        "sex": Sex.FEMALE,
        "birth_on": born,
        "education": Education.BACHELOR,
        "establishment": Establishment.PUBLIC_INSTITUTION,
        "status": OfficerStatus.IN_POST,
        "id_number": id_number(born),
    }
    return OfficerDetails(**values | changes)


def entry(unit_id, serial=1, **changes):
    made = details(serial, **changes)
    return OfficerEntry(
        details=made,
        postings=(PostingDetails(unit_id=unit_id, post="一线路面", starts_on=SINCE),),
        certificate=CertificateDetails(
            number=made.badge_number,
            valid_from=SINCE,
            valid_until=date(2031, 1, 1),
            fields=(Field.HIGHWAY,),
        ),
    )
