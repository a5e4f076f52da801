"""An oracle that scores an attempt again, sharing no code with the product's marking."""

import hashlib
import json
from decimal import Decimal


def rescored(stored, attempt_id):
    """Return ``(score, digest)`` of what the database holds, worked out the long way."""
    attempt = stored.attempt(attempt_id)
    latest = {}
    for event in stored.events(attempt_id):
        rank = (event.lease_epoch, event.client_seq, event.client_event_id)
        if event.item_id not in latest or rank > latest[event.item_id][0]:
            latest[event.item_id] = (rank, event.value)
    answers = {item: value.split(",") for item, (_, value) in latest.items() if value}
    total = Decimal(0)
    for item in attempt.paper.items:
        chosen = set(answers.get(item.revision_id, ()))
        key = set(item.key)
        if chosen == key:
            total += item.worth
        elif chosen and chosen < key and item.revision.type == "multiple":
            partial = attempt.sitting.exam.partial_credit
            share = {
                "all_or_nothing": Decimal(0),
                "half": Decimal("0.5"),
                "proportional": Decimal(len(chosen)) / len(key),
            }[partial.value]
            total += (item.worth * share + Decimal("0.005")) // Decimal("0.01") / 100
    given = {str(item): sorted(value) for item, value in answers.items()}
    text = json.dumps(given, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return total, hashlib.sha256(text.encode()).hexdigest()
