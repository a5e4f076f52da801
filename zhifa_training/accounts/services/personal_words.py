"""Words tied to a person, which their password must not contain (与本人有关的词)."""

from sqlalchemy import select

from zhifa_training.accounts.models import Account
from zhifa_training.core import clock
from zhifa_training.core.db import db
from zhifa_training.core.lists import AnySelect
from zhifa_training.units.models import Posting, Unit
from zhifa_training.units.scope import valid_on
from zhifa_training.units.spelling import spelling


def personal_words(account: Account) -> list[str]:
    """Return names, pinyin, login, badge number, birthday, and the units with their codes."""
    words = [account.login, account.name]
    if officer := account.officer:
        words += [
            officer.name,
            officer.name_spelling.partition(" ")[0],
            officer.badge_number,
            officer.birth_on.strftime("%Y%m%d"),
            officer.birth_on.strftime("%y%m%d"),
            officer.id_number_masked[-4:],
        ]
    else:
        words.append(spelling(account.name).partition(" ")[0])
    for name, short_name, code in db.session.execute(_units(account)):
        words += [name, short_name, code]
    return words


def _units(account: Account) -> AnySelect:
    posted = select(Posting.unit_id).where(
        Posting.officer_id == account.officer_id, valid_on(Posting, clock.today())
    )
    return select(Unit.name, Unit.short_name, Unit.code).where(
        Unit.id.in_(posted) | (Unit.id == account.unit_id)
    )
