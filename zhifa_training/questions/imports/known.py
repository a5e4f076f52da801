"""What the bank and the law registry hold already (已有试题与法规), to judge an import against."""

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from question_bank.formats.building import cited_by
from question_bank.formats.drafts import Draft
from question_bank.formats.vocabulary import narrow
from zhifa_training.core.db import db
from zhifa_training.laws.models import LawVersion
from zhifa_training.questions.models import QuestionRevision, QuestionState, StoredQuestion

LONGEST_CODE = 64
Asked = tuple[str, ...]


@dataclass(slots=True)
class Known:
    """Remember stems, codes and law versions, and the drafts seen so far."""

    versions: dict[UUID, LawVersion] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)
    stored: dict[Asked, str] = field(default_factory=dict)
    seen: dict[Asked, str] = field(default_factory=dict)

    @classmethod
    def read(cls) -> "Known":
        """Read them in two statements."""
        versions = db.session.scalars(select(LawVersion).options(joinedload(LawVersion.law)))
        known = cls({version.id: version for version in versions})
        statement = select(
            StoredQuestion.code,
            StoredQuestion.state,
            QuestionRevision.stem,
            QuestionRevision.options,
        ).join(StoredQuestion.revisions)
        for code, state, stem, options in db.session.execute(statement):
            known.codes.add(code)
            if state is not QuestionState.RETIRED:
                known.stored[_asked(stem, [option["text"] for option in options])] = code
        return known

    def version_of(self, draft: Draft, chosen: UUID) -> LawVersion | None:
        """Return the version a draft cites, the newest of the law it names, or the chosen one."""
        cited = cited_by(draft)
        named = [one for one in self.versions.values() if one.law.name in draft.law]
        exact = [one for one in named if cited and one.adopted_on == cited.version]
        longest = max((len(one.law.name) for one in named), default=0)
        named = [one for one in named if len(one.law.name) == longest]
        newest = max(named, key=lambda one: one.adopted_on, default=None)
        return exact[0] if exact else newest or self.versions.get(chosen)

    def free_code(self, code: str) -> str:
        """Return the code of a draft where nobody has it yet, and take it."""
        if not code or len(code) > LONGEST_CODE or code in self.codes:
            return ""
        self.codes.add(code)
        return code

    def twin_of(self, draft: Draft) -> str:
        """Say which question asks the same, in the bank or earlier in the file."""
        asked = _asked(draft.stem, draft.options)
        if asked in self.stored:
            return f"与题库中的 {self.stored[asked]} 题目相同"
        if asked in self.seen:
            return f"与{self.seen[asked]}的题目相同"
        self.seen[asked] = draft.place
        return ""


def _asked(stem: str, options: list[str] | tuple[str, ...]) -> Asked:
    return narrow(stem), *sorted(narrow(option) for option in options)
