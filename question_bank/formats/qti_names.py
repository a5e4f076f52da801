"""The names of QTI in its versions (QTI 版本): 2.x as we build it, 3.0 by renaming."""

import re
from dataclasses import dataclass
from typing import Any

from lxml import etree

Element = Any
TOOL = "zhifa_training"
HTML = frozenset((
    "a", "abbr", "b", "blockquote", "br", "caption", "code", "col", "colgroup", "dd", "div", "dl",
    "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "li", "object", "ol", "p",
    "param", "pre", "q", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot",
    "th", "thead", "tr", "tt", "u", "ul", "var",
))  # fmt: skip
_CAPITAL = re.compile(r"(?<=[a-z0-9])[A-Z]")
_KEBAB = re.compile(r"-([a-z0-9])")
_WRAPPED = ("rubricBlock", "modalFeedback", "feedbackBlock")
_SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"


@dataclass(frozen=True)
class Version:
    """Hold the addresses and words one version of QTI uses."""

    number: str
    namespace: str
    schema: str
    item_type: str
    package_namespace: str
    package_schema: str
    package_version: str


_IMS = "http://www.imsglobal.org/xsd"
_CP = f"{_IMS}/imscp_v1p1"
VERSIONS = {
    "2.1": Version(
        "2.1",
        f"{_IMS}/imsqti_v2p1",
        f"{_IMS}/qti/qtiv2p1/imsqti_v2p1p1.xsd",
        "imsqti_item_xmlv2p1",
        _CP,
        "QTIv2.1 Package",
        "1.0.0",
    ),
    "2.2": Version(
        "2.2",
        f"{_IMS}/imsqti_v2p2",
        f"{_IMS}/qti/qtiv2p2/imsqti_v2p2p2.xsd",
        "imsqti_item_xmlv2p2",
        _CP,
        "QTIv2.2 Package",
        "1.0.0",
    ),
    "3.0": Version(
        "3.0",
        f"{_IMS}/imsqtiasi_v3p0",
        "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd",
        "imsqti_item_xmlv3p0",
        f"{_IMS}/qti/qtiv3p0/imscp_v1p1",
        "QTI Package",
        "3.0.0",
    ),
}


def local(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def in_version(item: Element, version: Version) -> Element:
    """Return an item built with the bare names of 2.x as an item of one version."""
    spaces = {None: version.namespace, "xsi": _SCHEMA_INSTANCE}
    whole = _renamed(item, version, etree.Element(_named(local(item), version), nsmap=spaces))
    whole.set(f"{{{_SCHEMA_INSTANCE}}}schemaLocation", f"{version.namespace} {version.schema}")
    return whole


def _renamed(source: Element, version: Version, target: Element) -> Element:
    is_third = version.number == "3.0"
    for name, value in source.attrib.items():
        target.set(_kebab(name) if is_third else name, value)
    holder = target
    if is_third and local(source) == "rubricBlock":
        target.set("use", "scoring" if source.get("view") == "scorer" else "instructions")
    if is_third and local(source) in _WRAPPED:
        holder = etree.SubElement(target, _named("contentBody", version))
    holder.text = source.text
    for child in source:
        copy = _renamed(child, version, etree.SubElement(holder, _named(local(child), version)))
        copy.tail = child.tail
    return target


def _named(name: str, version: Version) -> str:
    if version.number == "3.0" and name not in HTML:
        name = f"qti-{_kebab(name)}"
    return f"{{{version.namespace}}}{name}"


def _kebab(name: str) -> str:
    return _CAPITAL.sub(lambda found: "-" + found.group().lower(), name)


def with_bare_names(root: Element) -> Element:
    """Give every element and attribute the bare name it has in 2.x, whatever the version."""
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        name = local(element)
        is_third = name.startswith("qti-")
        element.tag = _camel(name.removeprefix("qti-")) if is_third else name
        for attribute in list(element.attrib) if is_third else ():
            if "-" in attribute and not attribute.startswith(("data-", "{")):
                element.set(_camel(attribute), element.attrib.pop(attribute))
    return root


def _camel(name: str) -> str:
    return _KEBAB.sub(lambda found: found[1].upper(), name)
