"""The cities and counties of Henan (河南省区划), from the list kept beside this file."""

import csv
from dataclasses import dataclass
from pathlib import Path

LIST = Path(__file__).parent / "henan.csv"
DEMO_CITY = "410100"
DEMO_COUNTY = "410122"
WATERWAYS = frozenset({"4102", "4103", "4113", "4115", "4116", "4117", "4114", "4111", "4110"})
"""Cities with navigable water, whose officers also hold waterway fields (our assumption)."""


@dataclass(frozen=True, slots=True)
class Place:
    """A city, or a county or district of one (市、县、区)."""

    code: str
    name: str
    kind: str
    city: str
    is_direct: bool
    """Whether it reports to the province, by the list of 2014 (省直管县)."""

    @property
    def short_name(self) -> str:
        """Return 郑州 for 郑州市 and 济源 for the demonstration zone; counties keep their names."""
        if self.kind != "city":
            return self.name
        return self.name.removesuffix("产城融合示范区").removesuffix("市")


def read() -> tuple[list[Place], list[Place]]:
    """Return the 18 cities and the counties, in the order of their codes."""
    lines = [
        line for line in LIST.read_text(encoding="utf-8").splitlines() if not line.startswith("#")
    ]
    places = [
        Place(row["code"], row["name"], row["kind"], row["city"], bool(row["direct_since"]))
        for row in csv.DictReader(lines)
    ]
    cities = [place for place in places if place.kind == "city"]
    return cities, [place for place in places if place.kind != "city"]
