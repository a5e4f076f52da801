"""Small pieces of QTI items (QTI 元素): words, outcomes, rules."""

import re
from collections.abc import Iterable
from typing import Any

from lxml import etree

Element = Any
_SPACED = re.compile(r"[ \t]{2,}|\t|(?:^|\n)[ ]|[ ](?:\n|$)")


def is_spaced(text: str) -> bool:
    """Tell whether words would lose space where space is folded."""
    return bool(_SPACED.search(text))


def block(holder: Element, text: str, *, is_kept: bool = False) -> Element:
    """Add words as a paragraph, or as they stand where their space counts."""
    kept = is_kept or is_spaced(text)
    place = etree.SubElement(holder, "pre" if kept else "p")
    append(place, text)
    return place


def inline(holder: Element, text: str) -> None:
    """Add words to an element that holds words itself."""
    if is_spaced(text):
        block(holder, text, is_kept=True)
    else:
        append(holder, text)


def append(holder: Element, text: str) -> None:
    """Add words at the end of an element, a br for each line unless it keeps lines itself."""
    lines = [text] if holder.tag == "pre" else text.split("\n")
    for at, line in enumerate(lines):
        if at:
            etree.SubElement(holder, "br")
        if len(holder):
            holder[-1].tail = (holder[-1].tail or "") + line
        else:
            holder.text = (holder.text or "") + line


def add_interaction(holder: Element, kind: str, name: str, *, shuffle: str = "true") -> Element:
    """Add an interaction that answers into one response."""
    return etree.SubElement(holder, kind, responseIdentifier=name, shuffle=shuffle)


def add_outcome(root: Element, name: str, cardinality: str, base: str) -> Element:
    """Declare an outcome."""
    return etree.SubElement(
        root, "outcomeDeclaration", identifier=name, cardinality=cardinality, baseType=base
    )


def add_value(holder: Element, text: str) -> None:
    """Add a value."""
    etree.SubElement(holder, "value").text = text


def raise_score(holder: Element) -> Element:
    """Add a rule that raises the score; return where what it adds belongs."""
    rule = etree.SubElement(holder, "setOutcomeValue", identifier="SCORE")
    total = etree.SubElement(rule, "sum")
    etree.SubElement(total, "variable", identifier="SCORE")
    return total


def show_feedback(holder: Element, names: Iterable[str]) -> None:
    """Add a rule that shows feedback once the answer is handed in."""
    wanted = list(names)
    if wanted:
        rule = etree.SubElement(holder, "setOutcomeValue", identifier="FEEDBACK")
        several = etree.SubElement(rule, "multiple")
        for name in wanted:
            etree.SubElement(several, "baseValue", baseType="identifier").text = name


def drop(element: Element) -> None:
    """Take an element out of its parent, leaving the words that follow it."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)
