"""Where on the form of a question something is wrong (命题表的问题)."""

import re
from collections.abc import Iterator
from typing import Any

from wtforms import FieldList

_OF_PART = re.compile(r"第 (\d+) 小题：(.+)", re.DOTALL)
_PLACES = (
    ("题干", "stem"),
    ("解析", "explanation"),
    ("依据的条号", "article"),
    ("依据的款号", "paragraph"),
    ("未选择适用门类", "fields"),
    ("图像取证题没有图片", "media"),
    ("案例题组", "parts"),
)
"""Where a sentence of the bank belongs; all others speak of the rows."""
_SHARED = frozenset(["article", "paragraph"])


def place(form: Any, sentence: str) -> None:
    """Show a sentence of the bank at the field it speaks of."""
    if found := _OF_PART.fullmatch(sentence):
        number, rest = int(found[1]), found[2]
        if number <= len(form.parts) and not rest.startswith("的"):
            return place(form.parts[number - 1].form, rest)
    name = next((name for start, name in _PLACES if sentence.startswith(start)), "rows")
    field = getattr(form, name, None)
    if field is None or (name in _SHARED and not _is_own(form)):
        return None
    if name == "rows" and not len(form.rows):
        field = form.parts if getattr(form, "parts", None) else form.truth
    said = [one for one in field.errors if isinstance(one, str)]
    if not field.errors or (isinstance(field, FieldList) and sentence not in said):
        field.errors = [*said, sentence]
    return None


def _is_own(form: Any) -> bool:
    """Tell whether a form cites an article of its own; a part may rest on the whole's."""
    return "law_version" in form or bool(form.article.data)


def list_faults(form: Any, where: str = "") -> Iterator[tuple[str, str, str]]:
    """List all that is wrong as (id of the field, its name, sentence), part by part."""
    for field in form:
        if not isinstance(field, FieldList):
            label = f"{where}{field.label.text}"
            yield from ((field.id, label, str(error)) for error in field.errors)
            continue
        yield from ((field.id, where.rstrip(), e) for e in field.errors if isinstance(e, str))
        for number, entry in enumerate(field, 1):
            inner = _COUNTED[field.short_name].format(number)
            yield from list_faults(entry.form, f"{where}{inner}")


_COUNTED = {"rows": "第 {} 行 ", "parts": "第 {} 小题 ", "media": "第 {} 幅图像 "}
