"""What the database holds in the end, against what was acknowledged."""

from collections import Counter
from dataclasses import dataclass
from types import SimpleNamespace

from tests.features.room.rescoring import rescored
from zhifa_training.core.db import db
from zhifa_training.exams.models.attempts import AnswerEvent, Attempt, AttemptScore
from zhifa_training.exams.rules.words import AttemptState


@dataclass(frozen=True)
class Verdict:
    acknowledged: int
    attempts: int
    scored: int
    lost: int
    duplicates: int
    unscored: int
    misscored: int
    second_receipts: int

    @property
    def is_clean(self):
        broken = (self.lost, self.duplicates, self.unscored, self.misscored, self.second_receipts)
        return not any(broken)


def judge(site, sitters):
    """Compare every sitter's memory with the database."""
    with site.app.app_context():
        db.engine.dispose()  # connections from before the database was killed
        try:
            parts = [_of_one(sitter) for sitter in sitters if sitter.attempt_id]
        finally:
            db.session.remove()
    totals = Counter()
    for part in parts:
        totals.update(part)
    names = Verdict.__dataclass_fields__
    return Verdict(**{name: totals[name] for name in names})


def _of_one(sitter):
    attempt = db.session.get(Attempt, sitter.attempt_id)
    if attempt is None:
        return {"acknowledged": len(sitter.acknowledged), "lost": 1 + len(sitter.acknowledged)}
    events = db.session.query(AnswerEvent).filter_by(attempt_id=attempt.id).all()
    scores = db.session.query(AttemptScore).filter_by(attempt_id=attempt.id).all()
    stored = {event.client_event_id for event in events}
    is_scored = attempt.state in (AttemptState.SCORED, AttemptState.FINAL)
    truth = rescored(_reader(attempt, events), attempt.id)
    is_wrong = is_scored and [(s.score, s.answers_digest) for s in scores] != [truth]
    return {
        "acknowledged": len(sitter.acknowledged),
        "attempts": 1,
        "scored": int(is_scored),
        "lost": len(sitter.acknowledged - stored),
        "duplicates": len(events) - len({event.client_seq for event in events}),
        "unscored": int(bool(sitter.receipts) and not is_scored),
        "misscored": int(is_wrong),
        "second_receipts": len(set(sitter.receipts)) - bool(sitter.receipts),
    }


def _reader(attempt, events):
    return SimpleNamespace(attempt=lambda _: attempt, events=lambda _: events)
