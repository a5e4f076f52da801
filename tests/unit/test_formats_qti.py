"""QTI out: our questions there and back in three versions, valid by the schemas."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from question_bank.formats.own_drafts import CannotWriteError
from question_bank.formats.qti import losses, read, refusal, write
from question_bank.questions import QuestionType
from tests.unit.bank_builders import build_question
from tests.unit.every_type import every_type
from tests.unit.format_builders import essence, essences, questions, shipped, words
from tests.unit.qti_builders import SCHEMAS, items_in, members, needs_schemas

VERSIONS = ("2.1", "2.2", "3.0")
XSD = {"2.1": "qtiv2p1p1/imsqti_v2p1p1.xsd", "2.2": "qtiv2p2p2/imsqti_v2p2p2.xsd"}
THIRD = {
    "assessment-item", "base-value", "choice-interaction", "content-body", "correct",
    "correct-response", "default-value", "extended-text-interaction", "feedback-block",
    "item-body", "map-entry", "map-response", "mapping", "match", "match-interaction",
    "modal-feedback", "multiple", "order-interaction", "outcome-declaration",
    "response-condition", "response-declaration", "response-if", "response-processing",
    "rubric-block", "set-outcome-value", "simple-associable-choice", "simple-choice",
    "simple-match-set", "sum", "text-entry-interaction", "value", "variable",
}  # fmt: skip


class Offline(etree.Resolver):
    def resolve(self, url, _public, context):
        if not url.startswith("http"):
            return None
        found = next(SCHEMAS.rglob(url.rsplit("/", 1)[-1]))
        return self.resolve_filename(str(found), context)


@cache
def schema(path):
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Offline())
    return etree.XMLSchema(etree.parse(str(SCHEMAS / path), parser))


@settings(max_examples=150, deadline=None)
@given(questions(), st.sampled_from(VERSIONS))
def test_a_question_comes_back_as_it_went(question, version):
    assert not refusal(question)
    reading = read(write([question], version))
    assert not reading.faults
    assert [essence(draft) for draft in reading.drafts] == essences([question])


@settings(max_examples=50, deadline=None)
@given(questions(text=words(alphabet=st.characters(exclude_categories=["Cs"]))))
def test_any_characters_come_back(question):
    assert [essence(draft) for draft in read(write([question])).drafts] == essences([question])


@pytest.mark.parametrize("version", VERSIONS)
def test_every_type_comes_back_in_order_without_a_warning(tmp_path, version):
    whole = every_type(tmp_path).values()
    drafts = read(write(list(whole), version)).drafts
    assert [essence(draft) for draft in drafts] == essences(whole)
    assert not [warning for draft in drafts for warning in draft.warnings]


@pytest.mark.parametrize("version", VERSIONS)
def test_the_shipped_bank_comes_back_whole(version):
    bank = shipped()
    assert [essence(draft) for draft in read(write(bank, version)).drafts] == essences(bank)


@needs_schemas
@pytest.mark.parametrize("version", ["2.1", "2.2"])
def test_every_export_is_valid_by_its_schema(tmp_path, version):
    whole = [*every_type(tmp_path).values(), build_question(kind=QuestionType.EVIDENCE)]
    for item in items_in(write(whole, version)):
        schema(XSD[version]).assertValid(item)

    @settings(max_examples=60, deadline=None)
    @given(questions())
    def any_question(question):
        for item in items_in(write([question], version)):
            schema(XSD[version]).assertValid(item)

    any_question()


@needs_schemas
@pytest.mark.parametrize("version", ["2.1", "2.2"])
def test_every_manifest_is_valid_by_its_schema(tmp_path, version):
    package = write(list(every_type(tmp_path).values()), version)
    manifest = etree.fromstring(members(package)["imsmanifest.xml"])
    schema("imscp_v1p1.xsd").assertValid(manifest)
    described = list(manifest.iter("{http://ltsc.ieee.org/xsd/LOM}lom"))
    assert len(described) == 10
    for one in described:
        schema("imsmd_loose_v1p3p2.xsd").assertValid(one)


def test_third_version_uses_its_own_names(tmp_path):
    items = items_in(write(list(every_type(tmp_path).values()), "3.0"))
    names = {etree.QName(one) for item in items for one in item.iter()}
    assert {name.namespace for name in names} == {"http://www.imsglobal.org/xsd/imsqtiasi_v3p0"}
    own = {name.localname for name in names if name.localname.startswith("qti-")}
    assert own == {f"qti-{name}" for name in THIRD}
    assert {name.localname for name in names} - own <= {"p", "pre", "br", "div"}
    attributes = {name for item in items for one in item.iter() for name in one.attrib}
    assert not [name for name in attributes if name != name.lower() and "}" not in name]


def test_a_manifest_lists_every_item_with_its_labels(tmp_path):
    held = members(write(list(every_type(tmp_path).values())))
    manifest = etree.fromstring(held["imsmanifest.xml"])
    listed = [one.get("href") for one in manifest.iter("{*}resource")]
    assert sorted(listed) == sorted(set(held) - {"imsmanifest.xml"})
    assert "门类：通用" in "".join(manifest.itertext())


def test_equal_questions_make_equal_packages():
    assert write([build_question()]) == write([build_question()])


def test_a_code_that_is_no_identifier_comes_back():
    question = build_question(identity="行政处罚 001")
    package = write([question])
    assert items_in(package)[0].get("identifier") == "item-1"
    assert read(package).drafts[0].code == "行政处罚 001"


def test_losses_name_what_other_platforms_do_not_know(tmp_path):
    whole = every_type(tmp_path)
    assert losses(whole["single"]) == []
    assert "不定项" in losses(whole["indefinite"])[0]
    assert "文书改错" in losses(whole["document_error"])[0]
    with pytest.raises(CannotWriteError, match="administrative-penalty-001：没有标准答案"):
        write([build_question(kind=QuestionType.MULTIPLE, key="")])
