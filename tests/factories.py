"""Builders with sensible defaults: a test names only what it is about."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count

from question_bank.articles import article_label
from question_bank.delivery import handles_of
from question_bank.law_texts import look_over
from question_bank.marking import PartialCredit
from question_bank.questions import QuestionType
from question_bank.responses import stored
from question_bank.syllabus import Field, Topic
from tests.written import short_answer
from zhifa_training.accounts.access import Role
from zhifa_training.accounts.actor import system
from zhifa_training.accounts.models import Account, RoleAssignment
from zhifa_training.accounts.services.passwords import HASHER
from zhifa_training.exams.models.attempts import AnswerEvent, Attempt
from zhifa_training.exams.models.corrections import KeyCorrection
from zhifa_training.exams.models.papers import Blueprint, BlueprintCell, Exam, Paper, PaperItem
from zhifa_training.exams.models.resits import Absence
from zhifa_training.exams.models.sittings import Candidate, Sitting
from zhifa_training.exams.models.trials import PaperTrial
from zhifa_training.exams.rules.attempts import receipt_number
from zhifa_training.exams.rules.resits import AbsenceReason
from zhifa_training.exams.rules.words import (
    AttemptState,
    CloseReason,
    ExamKind,
    ReleasePolicy,
    ReviewMode,
)
from zhifa_training.exams.services.publishing import delivered, marked_by
from zhifa_training.laws.models import Law, LawVersion
from zhifa_training.laws.services import drafts
from zhifa_training.questions.models import Pool, QuestionRevision, QuestionState, StoredQuestion
from zhifa_training.questions.wording import revision_values
from zhifa_training.units.models import (
    Certificate,
    CertificateField,
    Exclusion,
    Officer,
    Posting,
    Unit,
    UnitClosure,
    UnitParent,
)
from zhifa_training.units.rules import (
    Education,
    Establishment,
    ExclusionReason,
    Level,
    OfficerStatus,
    Parentage,
    Sex,
)

DAY_ONE = date(2021, 1, 1)
MEDIUM = {"kind": "image", "description": "现场照片"}


class Factory:
    def __init__(self, session):
        self.session = session
        self.serial = count(1)

    def _keep(self, *things):
        self.session.add_all(things)
        self.session.commit()
        return things[0]

    def unit(self, name="某市支队", parent=None, level=None, *, since=DAY_ONE):
        number = next(self.serial)
        levels = [Level.PROVINCE, Level.CITY, Level.COUNTY, Level.SQUAD]
        unit = self._keep(
            Unit(
                code=f"U{number:05d}",
                name=name,
                short_name=name,
                level=level
                or (levels[min(3, levels.index(parent.level) + 1)] if parent else levels[0]),
                opened_on=since,
            )
        )
        for kind in Parentage:
            self._keep(
                UnitClosure(
                    kind=kind, ancestor_id=unit.id, descendant_id=unit.id, depth=0, starts_on=since
                )
            )
            if parent is None:
                continue
            self._keep(UnitParent(unit_id=unit.id, parent_id=parent.id, kind=kind, starts_on=since))
            above = (
                self.session.query(UnitClosure)
                .filter_by(descendant_id=parent.id, kind=kind, ends_on=None)
                .all()
            )
            self._keep(
                *(
                    UnitClosure(
                        kind=kind,
                        ancestor_id=row.ancestor_id,
                        descendant_id=unit.id,
                        depth=row.depth + 1,
                        starts_on=since,
                    )
                    for row in above
                )
            )
        return unit

    def officer(self, unit, name="张三", *, since=DAY_ONE, until=None, **changes):
        number = next(self.serial)
        values = {
            "badge_number": f"B{number:06d}",
            "name": name,
            "name_spelling": "zhangsan zs",
            "sex": Sex.MALE,
            "birth_on": date(1988, 3, 1),
            "education": Education.BACHELOR,
            "establishment": Establishment.PUBLIC_INSTITUTION,
            "status": OfficerStatus.IN_POST,
            "id_number_sealed": f"sealed-{number}",
            "id_number_index": f"{number:064d}",
            "id_number_masked": "410***********0000",
        }
        officer = self._keep(Officer(**values | changes))
        self.posting(officer, unit, since=since, until=until)
        certificate = self._keep(
            Certificate(
                officer_id=officer.id,
                number=officer.badge_number,
                valid_from=DAY_ONE,
                valid_until=date(2031, 1, 1),
            )
        )
        self._keep(CertificateField(certificate_id=certificate.id, field=Field.HIGHWAY))
        return officer

    def posting(self, officer, unit, *, since=DAY_ONE, until=None, is_enforcing=True):
        return self._keep(
            Posting(
                officer_id=officer.id,
                unit_id=unit.id,
                post="一线路面",
                is_enforcing=is_enforcing,
                starts_on=since,
                ends_on=until,
            )
        )

    def exclusion(self, officer, *, since, until=None, reason=ExclusionReason.LONG_SICK_LEAVE):
        return self._keep(
            Exclusion(
                officer_id=officer.id,
                reason=reason,
                evidence="病假证明第 1 号",
                starts_on=since,
                ends_on=until,
                recorded_by=officer.id,
            )
        )

    def account(self, unit, *roles, officer=None, name=None):
        """Return an account holding ``roles`` at ``unit``; with ``officer``, that officer's."""
        number = next(self.serial)
        account = self._keep(
            Account(
                login=f"user{number}",
                name=name or (officer.name if officer else f"用户{number}"),
                officer_id=officer.id if officer else None,
                unit_id=None if officer else unit.id,
                password_hash="!",
                must_change_password=False,
            )
        )
        held = roles or ((Role.OFFICER,) if officer else ())
        for role in held:
            self._keep(
                RoleAssignment(account_id=account.id, role=role, unit_id=unit.id, starts_on=DAY_ONE)
            )
        return account

    def role(self, account, role, unit, **changes):
        return self._keep(
            RoleAssignment(
                account_id=account.id, role=role, unit_id=unit.id, starts_on=DAY_ONE, **changes
            )
        )

    def password(self, account, password="Luhe3!bKst", **changes):
        """Give ``account`` a password it can sign in with, and return that password."""
        account.password_hash = HASHER.hash(password)
        for name, value in changes.items():
            setattr(account, name, value)
        self.session.commit()
        return password

    def law(self, name="行政处罚法", adopted_on=date(2021, 1, 22)):
        law = self._keep(Law(name=name, title=f"中华人民共和国{name}"))
        return self._keep(LawVersion(law_id=law.id, adopted_on=adopted_on, standing=""))

    def enact(self, name, articles, adopted_on, effective_on=None, *, proposer=None):
        """Return a version of a law confirmed with these articles, a {number: text}."""
        draft = self.law_draft(name, articles, adopted_on, effective_on, proposer=proposer)
        version = drafts.confirm(draft, actor=system(roots=()))
        self.session.commit()
        return version

    def law_draft(self, name, articles, adopted_on, effective_on=None, *, proposer=None):
        """Return a text handed in and waiting; ``proposer`` is whose account it is."""
        text = "\n".join(f"{article_label(n)}　{words}" for n, words in articles.items())
        actor = system(roots=())
        if proposer is not None:
            actor = replace(actor, account_id=proposer.id, name=proposer.name)
        facts = drafts.VersionFacts(
            name=name,
            title=f"某省{name}",
            adopted_on=adopted_on,
            effective_on=effective_on or adopted_on,
            source="令第 1 号",
        )
        draft = drafts.stage(facts, reading=look_over(text), file_name="文本.md", actor=actor)
        self.session.commit()
        return draft

    def question(
        self,
        version,
        *,
        article=42,
        paragraph=None,
        evidence="依法条",
        stem=None,
        texts=None,
        type=QuestionType.SINGLE,
        topic=Topic.COMMON_LAW,
        key=None,
        options=None,
        media=(),
    ):
        number = next(self.serial)
        letters = ["正确", "错误"] if type is QuestionType.TRUE_FALSE else ["甲", "乙", "丙", "丁"]
        texts = texts or letters
        options = options or [
            {"id": f"{number % 4096:03x}{index:03x}", "text": text}
            for index, text in enumerate(texts)
        ]
        chosen = key or ([0, 2] if type is QuestionType.MULTIPLE else [0])
        question = self._keep(
            StoredQuestion(code=f"test-{number:05d}", state=QuestionState.PUBLISHED, pool=Pool.EXAM)
        )
        return self._keep(
            QuestionRevision(
                question_id=question.id,
                number=1,
                type=type,
                stem=stem or f"第{number}题的题干（　）。",
                options=options,
                key=sorted(options[index]["id"] for index in chosen),
                body={"media": [MEDIUM | {"digest": one} for one in media]} if media else {},
                explanation="依法条应选此项。",
                evidence=evidence,
                law_version_id=version.id,
                article=article,
                paragraph=paragraph,
                topic=topic,
                fields=[Field.GENERAL.value],
                difficulty=2,
                content_digest=f"{number:064d}",
            )
        )

    def written(self, version, question):
        """Return a published question that says what ``question`` of the library says."""
        values = revision_values(question, law_version_id=version.id)
        code = f"test-{next(self.serial):05d}"
        stored = self._keep(
            StoredQuestion(code=code, state=QuestionState.PUBLISHED, pool=Pool.EXAM)
        )
        return self._keep(QuestionRevision(question_id=stored.id, number=1, why="", **values))

    def written_answer(self, unit, officer, words="违法事实确凿，有法定依据"):
        """Return an attempt closed with a short answer on it, and the item it answers."""
        version = self.law(f"法{next(self.serial)}")
        question = short_answer(f"written-{next(self.serial):03}")
        revision = self.written(version, question)
        sitting = self.sitting(self.exam(unit, [revision], worth=Decimal(10)), officer)
        attempt = self.attempt(sitting, officer)
        self._keep(
            AnswerEvent(
                attempt_id=attempt.id,
                client_event_id=uuid.uuid4(),
                item_id=revision.id,
                value=stored([f"{question.body.entry}={words}"]),
                client_seq=1,
                lease_epoch=1,
            )
        )
        attempt.state, attempt.awaits_marker = AttemptState.CLOSED, True
        attempt.closed_at, attempt.close_reason = datetime.now(UTC), CloseReason.HANDED_IN
        attempt.receipt = receipt_number(attempt.id)
        self.session.commit()
        return attempt, revision.id

    def exam(self, unit, revisions=None, *, worth=Decimal(2), is_tried=True, **changes):
        """Return a published exam whose paper holds ``revisions``."""
        if revisions is None:
            version = self.law(f"法{next(self.serial)}")
            revisions = [self.question(version) for _ in range(4)]
        blueprint = self._keep(Blueprint(unit_id=unit.id, title="组卷方案"))
        self._keep(
            BlueprintCell(
                blueprint_id=blueprint.id,
                position=1,
                type=QuestionType.SINGLE,
                count=len(revisions),
                worth=worth,
            )
        )
        values = {
            "title": "轮训结业考试",
            "kind": ExamKind.ROTATION,
            "duration_minutes": 60,
            "pass_score": worth * len(revisions) * 6 / 10,
            "partial_credit": PartialCredit.ALL_OR_NOTHING,
            "shuffles_items": True,
            "shuffles_options": True,
            "release_policy": ReleasePolicy.AT_ONCE,
            "review_mode": ReviewMode.WHOLE_PAPER,
            "published_at": datetime.now(UTC),
        }
        exam = self._keep(Exam(unit_id=unit.id, blueprint_id=blueprint.id, **values | changes))
        self.form(exam, "A", revisions, worth=worth, is_tried=is_tried)
        return exam

    def form(self, exam, letter, revisions, *, worth=Decimal(2), is_tried=True):
        """Give ``exam`` a paper that holds ``revisions``."""
        content = [delivered(revision, worth) for revision in revisions]
        paper = self._keep(
            Paper(
                exam_id=exam.id,
                form=letter,
                content=content,
                content_digest="0" * 64,
                full_score=worth * len(revisions),
                expected_score=worth * len(revisions) * 7 / 10,
            )
        )
        self._keep(
            *(
                PaperItem(
                    paper_id=paper.id,
                    position=position,
                    revision_id=revision.id,
                    worth=worth,
                    key=marked_by(revision),
                )
                for position, revision in enumerate(revisions, 1)
            )
        )
        if is_tried:
            full = paper.full_score
            self._keep(
                PaperTrial(
                    paper_id=paper.id, by_name="王试", answered=1, score=full, full_score=full
                )
            )
        return paper

    def correction(self, exam, *, revision=None, accepts=(), reason="答案与法条不符", by=None):
        """Return a correction that is proposed and waits; without ``accepts`` it voids."""
        by = by or self.account(exam.unit, Role.EXAM_MANAGER, name="提出人")
        revision_id = revision.id if revision else exam.paper.items[0].revision_id
        return self._keep(
            KeyCorrection(
                exam_id=exam.id,
                revision_id=revision_id,
                accepts=[sorted(key) for key in accepts],
                reason=reason,
                proposed_by=by.id,
                proposed_name=by.name,
            )
        )

    def blueprint(self, unit, *cells, title="组卷方案"):
        """Return a blueprint; each cell is a dict of what differs from four singles worth two."""
        blueprint = self._keep(Blueprint(unit_id=unit.id, title=title))
        for position, cell in enumerate(cells or ({},), 1):
            values = {"type": QuestionType.SINGLE, "count": 4, "worth": Decimal(2)}
            self._keep(BlueprintCell(blueprint_id=blueprint.id, position=position, **values | cell))
        return blueprint

    def draft(self, unit, blueprint=None, **changes):
        """Return an exam that is not published."""
        values = {
            "title": "春季轮训考试",
            "kind": ExamKind.ROTATION,
            "duration_minutes": 90,
            "pass_score": Decimal(6),
            "partial_credit": PartialCredit.ALL_OR_NOTHING,
            "shuffles_items": True,
            "shuffles_options": True,
            "release_policy": ReleasePolicy.TOGETHER,
            "review_mode": ReviewMode.WHOLE_PAPER,
        }
        blueprint = blueprint or self.blueprint(unit)
        return self._keep(Exam(unit_id=unit.id, blueprint_id=blueprint.id, **values | changes))

    def sitting(self, exam, *officers, opens_in=timedelta(minutes=-5), window=None, **changes):
        """Return a sitting open since five minutes, calling ``officers`` from the exam's unit."""
        opens_at = datetime.now(UTC) + opens_in
        values = {
            "unit_id": exam.unit_id,
            "title": "第一场",
            "opens_at": opens_at,
            "closes_at": opens_at + (window or timedelta(hours=4)),
            "duration_minutes": exam.duration_minutes,
            "grace_seconds": 30,
        }
        sitting = self._keep(Sitting(exam_id=exam.id, **values | changes))
        for officer in officers:
            self.call(sitting, officer)
        return sitting

    def call(self, sitting, officer, **changes):
        """Call ``officer`` to ``sitting`` from where they serve."""
        unit_id = officer.postings[0].unit_id
        return self._keep(
            Candidate(sitting_id=sitting.id, officer_id=officer.id, unit_id=unit_id, **changes)
        )

    def absence(self, candidate, reason=AbsenceReason.DUTY):
        """Record why ``candidate`` did not come."""
        return self._keep(Absence(candidate_id=candidate.id, reason=reason))

    def attempt(self, sitting, officer, *, deadline_in=timedelta(minutes=55), epoch=1, device=""):
        """Return a live attempt; a negative ``deadline_in`` makes one that has already expired."""
        now = datetime.now(UTC)
        candidate = (
            self.session.query(Candidate)
            .filter_by(sitting_id=sitting.id, officer_id=officer.id)
            .one()
        )
        paper = sitting.exam.paper
        return self._keep(
            Attempt(
                sitting_id=sitting.id,
                candidate_id=candidate.id,
                officer_id=officer.id,
                paper_id=paper.id,
                number=1,
                number_limit=sitting.attempt_limit,
                state=AttemptState.LIVE,
                started_at=now + deadline_in - timedelta(minutes=60),
                deadline_at=now + deadline_in,
                grace_seconds=sitting.grace_seconds,
                lease_epoch=epoch,
                lease_device=device,
                layout=[[item["id"], handles_of(item)] for item in paper.content],
            )
        )
