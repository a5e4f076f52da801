"""Questions as plain values for JSON (存储格式): whole, or as a candidate may see them."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from question_bank.questions import (
    Blank,
    Body,
    Citation,
    Correction,
    GuidePoint,
    Medium,
    Option,
    Part,
    Question,
    QuestionType,
)

Plain = dict[str, Any]


def content_hash(question: Question) -> str:
    """Digest all that a reader or marker would see, so that any change is visible."""
    citation = question.citation
    content: Plain = {
        "type": question.type.value,
        "stem": question.stem,
        "options": [[option.id, option.text] for option in question.options],
        "key": sorted(question.key),
        "citation": [
            citation.law,
            citation.version.isoformat(),
            citation.article,
            citation.paragraph,
        ],
        "explanation": question.explanation,
        "evidence": question.evidence,
        "topic": question.topic.value,
        "fields": sorted(field.value for field in question.fields),
        "difficulty": int(question.difficulty),
    }
    if body := plain_body(question.body):
        content["body"] = body
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def plain_options(options: Iterable[Option]) -> list[Plain]:
    """Return options as ``{id, text}`` each."""
    return [{"id": option.id, "text": option.text} for option in options]


def read_options(rows: Iterable[Mapping[str, str]]) -> tuple[Option, ...]:
    """Read options from ``{id, text}`` each."""
    return tuple(Option(row["id"], row["text"]) for row in rows)


def plain_body(body: Body) -> Plain:
    """Return what a type has beyond stem, options and key; what is empty is left out."""
    whole: Plain = {
        "targets": plain_options(body.targets),
        "blanks": [{"id": one.id, "accepted": list(one.accepted)} for one in body.blanks],
        "entry": body.entry,
        "guide": [{"points": one.points, "text": one.text} for one in body.guide],
        "corrections": [{"id": one.id, "text": one.text} for one in body.corrections],
        "media": [
            {"digest": one.digest, "kind": one.kind, "description": one.description}
            for one in body.media
        ],
        "parts": [_plain_part(part) for part in body.parts],
    }
    return {name: value for name, value in whole.items() if value}


def _plain_part(part: Part) -> Plain:
    question = part.question
    return {
        "points": part.points,
        "type": question.type.value,
        "stem": question.stem,
        "options": plain_options(question.options),
        "key": sorted(question.key),
        "article": question.citation.article,
        "paragraph": question.citation.paragraph,
        "explanation": question.explanation,
        "evidence": question.evidence,
        "body": plain_body(question.body),
    }


def with_body(question: Question, plain: Mapping[str, Any]) -> Question:
    """Return a question with its body read from plain values; parts share its law and syllabus."""
    parts = tuple(
        _part(question, place, row) for place, row in enumerate(plain.get("parts", ()), 1)
    )
    return replace(question, body=replace(_read_flat(plain), parts=parts))


def _read_flat(plain: Mapping[str, Any]) -> Body:
    return Body(
        targets=read_options(plain.get("targets", ())),
        blanks=tuple(Blank(row["id"], tuple(row["accepted"])) for row in plain.get("blanks", ())),
        entry=plain.get("entry", ""),
        guide=tuple(GuidePoint(row["points"], row["text"]) for row in plain.get("guide", ())),
        corrections=tuple(
            Correction(row["id"], row["text"]) for row in plain.get("corrections", ())
        ),
        media=tuple(
            Medium(row["digest"], row["kind"], row["description"]) for row in plain.get("media", ())
        ),
    )


def _part(whole: Question, place: int, row: Mapping[str, Any]) -> Part:
    citation = Citation(
        whole.citation.law, whole.citation.version, row["article"], row["paragraph"]
    )
    question = Question(
        id=f"{whole.id}.{place}",
        type=QuestionType(row["type"]),
        stem=row["stem"],
        options=read_options(row["options"]),
        key=frozenset(row["key"]),
        citation=citation,
        explanation=row["explanation"],
        evidence=row["evidence"],
        topic=whole.topic,
        fields=whole.fields,
        difficulty=whole.difficulty,
    )
    return Part(row["points"], with_body(question, row["body"]))


def shown(plain: Mapping[str, Any]) -> Plain:
    """Return what a candidate may see of a question or part in plain values, by an allow-list.

    No key, accepted answer, guide, correction, explanation or citation passes. Steps and right-hand
    sides are told in the order of their ids, because the author's order is the key.
    """
    body = plain.get("body") or {}
    options = _seen(plain["options"])
    if plain["type"] == QuestionType.ORDERING:
        options.sort(key=_by_id)
    seen: Plain = {
        "type": plain["type"],
        "stem": plain["stem"],
        "options": options,
        "targets": sorted(_seen(body.get("targets", ())), key=_by_id),
        "blanks": [one["id"] for one in body.get("blanks", ())],
        "entry": body.get("entry", ""),
        "media": [dict(one) for one in body.get("media", ())],
        "parts": [{"points": one["points"]} | shown(one) for one in body.get("parts", ())],
    }
    always = ("type", "stem", "options")
    return {name: value for name, value in seen.items() if value or name in always}


def _seen(rows: Iterable[Mapping[str, str]]) -> list[Plain]:
    return [{"id": row["id"], "text": row["text"]} for row in rows]


def _by_id(row: Mapping[str, str]) -> str:
    return row["id"]
