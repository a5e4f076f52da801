"""The unit tree of the demo (演示机构树): units by level, and how many serve."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

from zhifa_training.demo import places
from zhifa_training.demo.draws import Keys, shares, stream
from zhifa_training.demo.rows import Rows
from zhifa_training.units.models import Unit, UnitClosure, UnitParent
from zhifa_training.units.rules import Level, Link, Parentage, Span, ancestries

REFORM_ON = date(2014, 8, 1)
"""Start of the comprehensive enforcement reform in Henan; the first bodies open then."""
PROVINCE_SHARE, HEADQUARTERS_SHARE, BRIGADE_SHARE = 0.015, 5.0, 1.5
COUNTY_CITY_SHARE, COUNTY_SHARE, DISTRICT_SHARE = 1.35, 1.2, 0.55
LEAST_AT_HEADQUARTERS = 2
LEAST_AT_DEMO = 4
OFFICERS_A_SQUAD = 9
FEWEST_SQUADS, MOST_SQUADS = 2, 5
SMALLEST_WITH_SQUADS = 6
OFFICE_SHARE = 0.35
SQUADS = ("一中队", "二中队", "三中队", "四中队")


@dataclass(slots=True)
class Node:
    """A unit of the demo, and how many officers it is to have."""

    id: UUID
    code: str
    name: str
    short_name: str
    level: Level
    parent: "Node | None"
    opened_on: date
    region: str
    """Code of the division it stands in, for ID numbers."""
    geographic: "Node | None" = None
    headcount: int = 0
    children: list["Node"] = field(default_factory=list)

    @property
    def organiser(self) -> "Node":
        """Return who holds its exams: the city, or the province for what reports there."""
        if self.level in (Level.PROVINCE, Level.CITY) or self.parent is None:
            return self
        return self.parent.organiser

    def walk(self) -> Iterator["Node"]:
        """Yield this unit and all beneath it, as they report."""
        yield self
        for child in self.children:
            yield from child.walk()


class Tree:
    """Builds the nodes in order of their codes."""

    def __init__(self, keys: Keys, seed: int) -> None:
        self.keys = keys
        self.draw = stream(seed, "tree")
        self.nodes: list[Node] = []

    def add(self, parent: Node | None, code: str, name: str, short: str, level: Level) -> Node:
        """Add a unit beneath ``parent``, opened some time after it."""
        opened_on = parent.opened_on + _delay(self.draw, level) if parent else REFORM_ON
        moment = datetime(opened_on.year, opened_on.month, opened_on.day, tzinfo=UTC)
        region = code[:6] if level in (Level.CITY, Level.COUNTY) else (parent or _NOBODY).region
        node = Node(self.keys.at(moment), code, name, short, level, parent, opened_on, region)
        if parent:
            parent.children.append(node)
        self.nodes.append(node)
        return node


_NOBODY = Node(UUID(int=0), "", "", "", Level.PROVINCE, None, REFORM_ON, "410105")


def _delay(draw: Random, level: Level) -> timedelta:
    most = {Level.CITY: 240, Level.COUNTY: 150, Level.SQUAD: 60}[level]
    return timedelta(days=draw.randrange(0, most, 15))


def build(officers: int, *, seed: int, keys: Keys) -> list[Node]:
    """Return the units of Henan, sized so that ``officers`` people serve in them."""
    tree = Tree(keys, seed)
    top = tree.add(None, "410000", "河南省交通运输综合行政执法局", "省执法局", Level.PROVINCE)
    cities, counties = places.read()
    by_city = {city.code: _city(tree, top, city) for city in cities}
    for county in counties:
        _county(tree, top, by_city[county.city], county)
    _people(top, tree.nodes, officers)
    for node in list(tree.nodes):
        if node.level is Level.COUNTY:
            _squads(tree, node)
    return tree.nodes


def _city(tree: Tree, top: Node, city: places.Place) -> Node:
    name = f"{city.name}交通运输综合行政执法支队"
    node = tree.add(top, city.code, name, f"{city.short_name}支队", Level.CITY)
    for number, label in ((1, "一"), (2, "二")):
        tree.add(
            node,
            f"{city.code}-Z{number}",
            f"{city.name}交通运输综合行政执法支队直属{label}大队",
            f"{city.short_name}直属{label}大队",
            Level.COUNTY,
        )
    return node


def _county(tree: Tree, top: Node, city: Node, county: places.Place) -> None:
    name = f"{county.name}交通运输综合行政执法大队"
    parent = top if county.is_direct else city
    node = tree.add(parent, county.code, name, f"{county.name}大队", Level.COUNTY)
    if county.is_direct:
        node.geographic = city
        node.opened_on = REFORM_ON


def _weight(node: Node) -> float:
    if node.level is Level.CITY:
        return HEADQUARTERS_SHARE
    if "-Z" in node.code:
        return BRIGADE_SHARE
    if node.short_name.endswith("区大队"):
        return DISTRICT_SHARE
    return COUNTY_CITY_SHARE if "市大队" in node.short_name else COUNTY_SHARE


def _people(top: Node, nodes: list[Node], officers: int) -> None:
    """Give every unit its number of people; headquarters and the demo's units are never empty."""
    for node in nodes:
        least = LEAST_AT_HEADQUARTERS if node.level in (Level.PROVINCE, Level.CITY) else 0
        is_shown = node.code in (places.DEMO_CITY, places.DEMO_COUNTY)
        node.headcount = LEAST_AT_DEMO if is_shown else least
    spare = officers - sum(node.headcount for node in nodes)
    at_top = round(spare * PROVINCE_SHARE)
    top.headcount += at_top
    below = nodes[1:]
    for node, share in zip(
        below, shares(spare - at_top, [_weight(node) for node in below]), strict=True
    ):
        node.headcount += share


def _squads(tree: Tree, county: Node) -> None:
    """Split a large enough county into squads and an overload station, leaving an office."""
    if county.headcount < SMALLEST_WITH_SQUADS:
        return
    wished = round(county.headcount / OFFICERS_A_SQUAD)
    count = min(MOST_SQUADS, max(FEWEST_SQUADS, wished))
    office = max(2, round(county.headcount * OFFICE_SHARE))
    sizes = shares(county.headcount - office, [1.0] * count)
    place = county.short_name.removesuffix("大队")
    labels = [
        *(f"{county.short_name}{squad}" for squad in SQUADS[: count - 1]),
        f"{place}超限检测站",
    ]
    county.headcount = office
    for number, (label, size) in enumerate(zip(labels, sizes, strict=True), 1):
        squad = tree.add(county, f"{county.code}-{number:02d}", label, label, Level.SQUAD)
        squad.headcount = size


def gather(nodes: Iterable[Node], rows: Rows, keys: Keys) -> None:
    """Gather the rows of units, parents and closure."""
    nodes = list(nodes)
    opened = {node.id: Span(node.opened_on, None) for node in nodes}
    for node in nodes:
        rows.add(
            Unit,
            id=node.id,
            code=node.code,
            name=node.name,
            short_name=node.short_name,
            level=node.level,
            opened_on=node.opened_on,
            closed_on=None,
        )
    for kind in Parentage:
        links = _links(nodes, kind, rows, keys)
        for unit_id, rungs in ancestries(opened, links).items():
            for rung in rungs:
                moment = datetime.combine(rung.span.starts_on, datetime.min.time(), UTC)
                rows.add(
                    UnitClosure,
                    id=keys.at(moment),
                    kind=kind,
                    ancestor_id=rung.ancestor_id,
                    descendant_id=unit_id,
                    depth=rung.depth,
                    starts_on=rung.span.starts_on,
                    ends_on=rung.span.ends_on,
                )


def _links(nodes: list[Node], kind: Parentage, rows: Rows, keys: Keys) -> dict[UUID, list[Link]]:
    links = {}
    for node in nodes:
        parent = (node.geographic or node.parent) if kind is Parentage.GEOGRAPHIC else node.parent
        if parent is None:
            continue
        starts_on = max(node.opened_on, parent.opened_on)
        links[node.id] = [Link(parent.id, Span(starts_on, None))]
        moment = datetime.combine(starts_on, datetime.min.time(), UTC)
        rows.add(
            UnitParent,
            id=keys.at(moment),
            unit_id=node.id,
            parent_id=parent.id,
            kind=kind,
            starts_on=starts_on,
            ends_on=None,
        )
    return links
