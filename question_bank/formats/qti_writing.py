"""Write a draft as one QTI item (QTI 题目导出)."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from lxml import etree

from question_bank.formats.drafts import Draft
from question_bank.formats.labels import CODE, guide_text, labelled, labels_of, notes_of
from question_bank.formats.own_drafts import accepted_in
from question_bank.formats.qti_elements import (
    add_interaction,
    add_outcome,
    add_value,
    append,
    block,
    inline,
    is_spaced,
    raise_score,
    show_feedback,
)
from question_bank.formats.qti_names import TOOL
from question_bank.questions import BLANK_MARK, LETTERS, TRUE, QuestionType

Element = Any
IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,99}")
PART, LABELS, GUIDE = "part", "labels", "guide"
_SEVERAL = (
    QuestionType.MULTIPLE,
    QuestionType.INDEFINITE,
    QuestionType.DOCUMENT_ERROR,
    QuestionType.EVIDENCE,
)


class Item:
    """Build one item: what is declared, what is shown and what is processed."""

    def __init__(self, draft: Draft, number: int) -> None:
        self.draft = draft
        fits = IDENTIFIER.fullmatch(draft.code)
        self.identifier = draft.code if fits else f"item-{number}"
        self.responses: list[Element] = []
        self.rules: list[Element] = []
        self.notes: list[tuple[str, str]] = []
        self.shown: list[str] = []
        self.worth = 0
        self.body = etree.Element("itemBody")

    def build(self) -> Element:
        """Return the whole item."""
        draft = self.draft
        code = [labelled(CODE, draft.code)] if draft.code != self.identifier else []
        self._labels([*labels_of(draft), *code], "")
        if draft.type is QuestionType.CASE:
            self._set(draft)
        else:
            self._question(self.body, draft, "")
        self._note("explanation", notes_of(draft))
        return self._assembled()

    def _assembled(self) -> Element:
        root = etree.Element(
            "assessmentItem",
            identifier=self.identifier,
            title=self.draft.code or self.identifier,
            adaptive="false",
            timeDependent="false",
            toolName=TOOL,
        )
        root.extend(self.responses)
        score = add_outcome(root, "SCORE", "single", "float")
        score.set("normalMaximum", str(self.worth))
        add_value(etree.SubElement(score, "defaultValue"), "0")
        add_outcome(root, "FEEDBACK", "multiple", "identifier")
        root.append(self.body)
        processing = etree.SubElement(root, "responseProcessing")
        processing.extend(self.rules)
        show_feedback(processing, [*self.shown, *(name for name, _note in self.notes)])
        for name, note in self.notes:
            named = {"outcomeIdentifier": "FEEDBACK", "identifier": name, "showHide": "show"}
            block(etree.SubElement(root, "modalFeedback", named), note)
        return root

    def _note(self, name: str, note: str) -> None:
        if note:
            self.notes.append((name, note))

    def _set(self, draft: Draft) -> None:
        block(self.body, draft.stem)
        for place, part in enumerate(draft.parts, 1):
            self._labels(labels_of(part), f" {PART}-{place}")
            held = etree.SubElement(self.body, "div", {"class": PART})
            self._question(held, part, f"_{place}")
            self._note(f"explanation_{place}", notes_of(part))

    def _question(self, holder: Element, draft: Draft, suffix: str) -> None:
        shape = draft.type or QuestionType.SHORT_ANSWER
        self.worth += draft.points or 1
        if shape is QuestionType.FILL_IN:
            self._blanks(holder, draft, suffix)
            return
        block(holder, draft.stem)
        _INTERACTIONS[shape](self, holder, draft, suffix)
        if draft.guide:
            named = GUIDE + suffix.replace("_", f" {PART}-")
            rubric = etree.SubElement(self.body, "rubricBlock", {"view": "scorer", "class": named})
            block(rubric, guide_text(draft))

    def _labels(self, labels: list[str], part: str) -> None:
        named = {"view": "author", "class": LABELS + part}
        block(etree.SubElement(self.body, "rubricBlock", named), "\n".join(labels), is_kept=True)

    def declare(self, name: str, cardinality: str, base: str, right: Iterable[str]) -> Element:
        """Declare a response and what is right."""
        declared = etree.Element(
            "responseDeclaration", identifier=name, cardinality=cardinality, baseType=base
        )
        values = list(right)
        if values:
            correct = etree.SubElement(declared, "correctResponse")
            for value in values:
                add_value(correct, value)
        self.responses.append(declared)
        return declared

    def score(self, name: str, points: int) -> None:
        """Add the points of a response that is wholly right."""
        rule = etree.Element("responseCondition")
        if_right = etree.SubElement(rule, "responseIf")
        match = etree.SubElement(if_right, "match")
        etree.SubElement(match, "variable", identifier=name)
        etree.SubElement(match, "correct", identifier=name)
        total = raise_score(if_right)
        etree.SubElement(total, "baseValue", baseType="float").text = str(points)
        self.rules.append(rule)

    def _blanks(self, holder: Element, draft: Draft, suffix: str) -> None:
        said = draft.stem.split(BLANK_MARK)
        place = block(holder, said[0], is_kept=is_spaced(draft.stem))
        for at, (key, after) in enumerate(zip(draft.key, said[1:], strict=True), 1):
            name = f"RESPONSE{suffix}_{at}"
            accepted = accepted_in(key)
            declared = self.declare(name, "single", "string", accepted[:1])
            mapping = etree.SubElement(declared, "mapping", defaultValue="0")
            for words in accepted:
                etree.SubElement(mapping, "mapEntry", mapKey=words, mappedValue="1")
            etree.SubElement(place, "textEntryInteraction", responseIdentifier=name)
            append(place, after)
            rule = etree.Element("responseProcessingFragment")
            etree.SubElement(raise_score(rule), "mapResponse", identifier=name)
            self.rules.extend(rule)


def _choice(item: Item, holder: Element, draft: Draft, suffix: str) -> None:
    several = draft.type in _SEVERAL
    name = f"RESPONSE{suffix}"
    item.declare(name, "multiple" if several else "single", "identifier", draft.key)
    item.score(name, draft.points or 1)
    interaction = add_interaction(holder, "choiceInteraction", name)
    interaction.set("maxChoices", "0" if several else "1")
    said = dict(zip(draft.key, draft.extras, strict=False))
    for letter, text in zip(LETTERS, draft.options, strict=False):
        choice = etree.SubElement(interaction, "simpleChoice", identifier=letter)
        inline(choice, text)
        if letter in said:
            name = f"correction{suffix}_{letter}"
            feedback = etree.SubElement(
                choice,
                "feedbackBlock",
                outcomeIdentifier="FEEDBACK",
                identifier=name,
                showHide="show",
            )
            block(feedback, said[letter])
            item.shown.append(name)


def _judgement(item: Item, holder: Element, draft: Draft, suffix: str) -> None:
    name = f"RESPONSE{suffix}"
    item.declare(name, "single", "identifier", ["true" if draft.key == (TRUE,) else "false"])
    item.score(name, draft.points or 1)
    interaction = add_interaction(holder, "choiceInteraction", name, shuffle="false")
    interaction.set("maxChoices", "1")
    for identifier, text in zip(("true", "false"), draft.options, strict=True):
        etree.SubElement(interaction, "simpleChoice", identifier=identifier).text = text


def _ordering(item: Item, holder: Element, draft: Draft, suffix: str) -> None:
    name = f"RESPONSE{suffix}"
    letters = LETTERS[: len(draft.options)]
    item.declare(name, "ordered", "identifier", letters)
    item.score(name, draft.points or 1)
    interaction = add_interaction(holder, "orderInteraction", name)
    for letter, text in zip(letters, draft.options, strict=True):
        inline(etree.SubElement(interaction, "simpleChoice", identifier=letter), text)


def _matching(item: Item, holder: Element, draft: Draft, suffix: str) -> None:
    name = f"RESPONSE{suffix}"
    pairs = [f"L{at} R{at}" for at in range(1, len(draft.options) + 1)]
    item.declare(name, "multiple", "directedPair", pairs)
    item.score(name, draft.points or 1)
    interaction = add_interaction(holder, "matchInteraction", name)
    interaction.set("maxAssociations", str(len(pairs)))
    for side, texts in (("L", draft.options), ("R", (*draft.key, *draft.extras))):
        column = etree.SubElement(interaction, "simpleMatchSet")
        for at, text in enumerate(texts, 1):
            choice = etree.SubElement(
                column, "simpleAssociableChoice", identifier=f"{side}{at}", matchMax="1"
            )
            inline(choice, text)


def _written(item: Item, holder: Element, _draft: Draft, suffix: str) -> None:
    name = f"RESPONSE{suffix}"
    item.declare(name, "single", "string", ())
    etree.SubElement(holder, "extendedTextInteraction", responseIdentifier=name)


_INTERACTIONS: dict[QuestionType, Callable[[Item, Element, Draft, str], None]] = {
    QuestionType.SINGLE: _choice,
    QuestionType.MULTIPLE: _choice,
    QuestionType.INDEFINITE: _choice,
    QuestionType.DOCUMENT_ERROR: _choice,
    QuestionType.EVIDENCE: _choice,
    QuestionType.TRUE_FALSE: _judgement,
    QuestionType.ORDERING: _ordering,
    QuestionType.MATCHING: _matching,
    QuestionType.SHORT_ANSWER: _written,
}
