"""What an author's browser sends for a question of each type."""

from zhifa_training.questions.drafting import unfold


def common(version_id):
    return {
        "explanation": "依法条应选此项。",
        "evidence": "依法条",
        "law_version": str(version_id),
        "article": "42",
        "paragraph": "",
        "topic": "common_law",
        "fields": ["general"],
        "difficulty": "2",
        "action": "save",
    }


def rows_of(*rows, prefix=""):
    """Return the fields of option rows, each ``(text, is right)``."""
    sent = {}
    for place, (text, is_right) in enumerate(rows):
        sent[f"{prefix}rows-{place}-text"] = text
        if is_right:
            sent[f"{prefix}rows-{place}-is_right"] = "y"
    return sent


def sheet_of(question, prefix=""):
    """Return the fields that say what a question of the library is answered with."""
    sheet, sent = unfold(question), {}
    if sheet.truth:
        sent[f"{prefix}truth"] = sheet.truth
    for place, row in enumerate(sheet.rows):
        name = f"{prefix}rows-{place}-"
        sent |= {f"{name}text": row.text, f"{name}other": row.other}
        sent |= {f"{name}points": str(row.points)} if row.points else {}
        sent |= {f"{name}is_right": "y"} if row.is_right else {}
    return sent


def everything(question, version_id):
    """Return all that the form sends to write ``question``."""
    sent = common(version_id) | sheet_of(question)
    sent |= {
        "stem": question.stem,
        "explanation": question.explanation,
        "evidence": question.evidence,
        "article": str(question.citation.article),
        "pool": "exam",
        "why": "新建试题",
    }
    for place, part in enumerate(question.body.parts):
        prefix = f"parts-{place}-"
        sent |= sheet_of(part.question, prefix) | {
            f"{prefix}type": part.question.type.value,
            f"{prefix}points": str(part.points),
            f"{prefix}stem": part.question.stem,
            f"{prefix}explanation": part.question.explanation,
            f"{prefix}evidence": part.question.evidence,
            f"{prefix}article": str(part.question.citation.article),
        }
    return sent
