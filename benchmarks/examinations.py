"""Exams with candidates in front of them (考试与考生), from the shipped bank; bulk inserts."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from benchmarks.asking import DEVICE, Seat
from question_bank.assembly import layout
from question_bank.content import load_bank
from question_bank.delivery import groups_of
from question_bank.marking import PartialCredit
from question_bank.questions import QuestionType
from zhifa_training.core import clock
from zhifa_training.core.ids import new_id
from zhifa_training.demo.rows import Rows
from zhifa_training.exams.models.attempts import AnswerEvent, Attempt
from zhifa_training.exams.models.papers import Blueprint, BlueprintCell, Exam, Paper, PaperItem
from zhifa_training.exams.models.sittings import Candidate, Sitting
from zhifa_training.exams.rules.words import AttemptState, ExamKind, ReleasePolicy, ReviewMode
from zhifa_training.exams.services.attempts import device_digest
from zhifa_training.laws.models import Law, LawVersion
from zhifa_training.questions.models import Pool, QuestionRevision, QuestionState, StoredQuestion

WORTH = Decimal(1)
DURATION_MINUTES = 120
WINDOW = timedelta(hours=8)


class ExamHall:
    """Stores exams of real questions, and attempts at them."""

    def __init__(self, unit_id, draw):
        self.unit_id, self.draw = unit_id, draw
        self.questions = []

    def stock(self):
        """Store the shipped bank, every question as its first revision."""
        rows, bank = Rows(), load_bank()
        versions = {}
        for law in bank.laws:
            law_id, versions[law.name] = new_id(), new_id()
            rows.add(Law, id=law_id, name=law.name, title=law.title)
            rows.add(LawVersion, id=versions[law.name], law_id=law_id, adopted_on=law.version)
        for question in filter(_is_chosen, bank.questions):
            self.questions.append(self._question(rows, question, versions))
        rows.store()
        return self

    def _question(self, rows, question, versions):
        question_id = new_id()
        shown = {
            "id": new_id(),
            "type": question.type,
            "stem": question.stem,
            "options": [{"id": option.id, "text": option.text} for option in question.options],
        }
        state = {"state": QuestionState.PUBLISHED, "pool": Pool.EXAM}
        rows.add(StoredQuestion, id=question_id, code=question.id, **state)
        rows.add(
            QuestionRevision,
            question_id=question_id,
            number=1,
            key=sorted(question.key),
            explanation=question.explanation,
            evidence=question.evidence,
            law_version_id=versions[question.citation.law],
            article=question.citation.article,
            paragraph=question.citation.paragraph,
            topic=question.topic,
            fields=sorted(field.value for field in question.fields),
            difficulty=int(question.difficulty),
            content_digest=f"{question_id.int:064d}"[-64:],
            **shown,
        )
        return shown | {"key": sorted(question.key)}

    def hold(self, items, people):
        """Store an exam of ``items`` questions, open now, and call ``people`` to a sitting."""
        rows, chosen = Rows(), self.draw.sample(self.questions, items)
        blueprint_id, exam_id, paper_id, sitting_id = (new_id() for _ in range(4))
        rows.add(Blueprint, id=blueprint_id, unit_id=self.unit_id, title="组卷方案")
        rows.add(
            BlueprintCell,
            blueprint_id=blueprint_id,
            position=1,
            type=QuestionType.SINGLE,
            count=items,
            worth=WORTH,
        )
        rows.add(Exam, id=exam_id, blueprint_id=blueprint_id, **self._rules(items))
        content = [_shown(question) for question in chosen]
        rows.add(
            Paper,
            id=paper_id,
            exam_id=exam_id,
            content=content,
            content_digest="0" * 64,
            full_score=WORTH * items,
            expected_score=WORTH * items * 7 / 10,
        )
        for position, question in enumerate(chosen, 1):
            rows.add(
                PaperItem,
                paper_id=paper_id,
                position=position,
                revision_id=question["id"],
                worth=WORTH,
                key=question["key"],
            )
        opens_at = clock.now() - timedelta(minutes=5)
        rows.add(
            Sitting,
            id=sitting_id,
            exam_id=exam_id,
            unit_id=self.unit_id,
            title="第一场",
            opens_at=opens_at,
            closes_at=opens_at + WINDOW,
            duration_minutes=DURATION_MINUTES,
        )
        candidates = {}
        for one in people:
            candidates[one.officer_id] = new_id()
            called = {"sitting_id": sitting_id, "officer_id": one.officer_id}
            rows.add(Candidate, id=candidates[one.officer_id], unit_id=one.unit_id, **called)
        rows.store()
        return Session(sitting_id, paper_id, content, candidates)

    def _rules(self, items):
        return {
            "unit_id": self.unit_id,
            "title": "轮训结业考试",
            "kind": ExamKind.ROTATION,
            "duration_minutes": DURATION_MINUTES,
            "pass_score": WORTH * items * 6 / 10,
            "partial_credit": PartialCredit.HALF,
            "shuffles_items": True,
            "shuffles_options": True,
            "release_policy": ReleasePolicy.AT_ONCE,
            "review_mode": ReviewMode.WHOLE_PAPER,
            "published_at": clock.now(),
        }


class Session:
    """One sitting and its candidates."""

    def __init__(self, sitting_id, paper_id, content, candidates):
        self.id, self.paper_id = sitting_id, paper_id
        self.content, self.candidates = content, candidates

    def begin(self, people, *, is_answered=False):
        """Store a live attempt of everyone, every question answered if asked; return the seats."""
        attempts = self._attempts(is_answered=is_answered)
        return [Seat(one, attempts[one.officer_id], self.content) for one in people]

    def _attempts(self, *, is_answered):
        rows, attempts, now = Rows(), {}, clock.now()
        choices = [(item["id"], groups_of(item)) for item in self.content]
        for officer_id, candidate_id in self.candidates.items():
            attempts[officer_id] = attempt_id = new_id()
            order = layout(choices, str(attempt_id), shuffle_items=True, shuffle_options=True)
            rows.add(
                Attempt,
                id=attempt_id,
                sitting_id=self.id,
                candidate_id=candidate_id,
                officer_id=officer_id,
                paper_id=self.paper_id,
                number=1,
                number_limit=1,
                state=AttemptState.LIVE,
                started_at=now,
                deadline_at=now + timedelta(minutes=DURATION_MINUTES),
                grace_seconds=30,
                lease_epoch=1,
                lease_device=device_digest(DEVICE),
                layout=order,
            )
            if is_answered:
                self._answer(rows, attempt_id)
        rows.store()
        return attempts

    def _answer(self, rows, attempt_id):
        for seq, item in enumerate(self.content, 1):
            rows.add(
                AnswerEvent,
                attempt_id=attempt_id,
                client_event_id=uuid4(),
                item_id=UUID(item["id"]),
                value=item["options"][0]["id"],
                client_seq=seq,
                lease_epoch=1,
            )


def _is_chosen(question):
    """Tell whether a question is of the types a bare baseline knows too: one or more options."""
    return question.type in (QuestionType.SINGLE, QuestionType.MULTIPLE, QuestionType.TRUE_FALSE)


def _shown(question):
    kept = {name: question[name] for name in ("stem", "options")}
    return kept | {"id": str(question["id"]), "type": question["type"].value, "worth": str(WORTH)}
