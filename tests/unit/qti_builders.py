"""Where the QTI samples and schemas are; foreign items and packages in small."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
SAMPLES, SCHEMAS = SHARED / "import-samples" / "qti", SHARED / "qti-xsd"
needs_samples = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="没有导入样例（../shared/data/import-samples/qti）"
)
needs_schemas = pytest.mark.skipif(
    not SCHEMAS.is_dir(), reason="没有 QTI 模式文件（../shared/data/qti-xsd）"
)


def members(package):
    with zipfile.ZipFile(BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def items_in(package):
    return [etree.fromstring(text) for name, text in members(package).items() if "items/" in name]


ANSWERED = 'responseIdentifier="RESPONSE"'


def item(body, responses="", more="", attributes=""):
    return (
        '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="q1"'
        f' title="q1" adaptive="false" timeDependent="false" {attributes}>{responses}'
        f"<itemBody>{body}</itemBody>{more}</assessmentItem>"
    )


def response(*values, cardinality="single", base="identifier", name="RESPONSE", mapping=""):
    told = "".join(f"<value>{value}</value>" for value in values)
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" baseType="{base}">'
        f"<correctResponse>{told}</correctResponse>{mapping}</responseDeclaration>"
    )


def choices(most=1, texts="甲乙丙", name="RESPONSE"):
    offered = "".join(
        f'<simpleChoice identifier="{letter}">{text}</simpleChoice>'
        for letter, text in zip("ABC", texts, strict=False)
    )
    return (
        f'<choiceInteraction responseIdentifier="{name}" maxChoices="{most}" shuffle="TRUE">'
        f"<prompt>问</prompt>{offered}</choiceInteraction>"
    )
