"""What a question is about: topic, field of enforcement and difficulty (考点)."""

from enum import IntEnum, StrEnum


class Topic(StrEnum):
    """Name the five topics officers must master (应知应会五类内容)."""

    CONSTITUTION = "constitution"
    COMMON_LAW = "common_law"
    CONDUCT = "conduct"
    ETHICS = "ethics"
    CIVILITY = "civility"

    @property
    def label(self) -> str:
        """Return the Chinese name."""
        return _TOPICS[self]


class Field(StrEnum):
    """Name the fields of enforcement a certificate may cover (执法门类)."""

    GENERAL = "general"
    HIGHWAY = "highway"
    ROAD_TRANSPORT = "road_transport"
    WATERWAY_TRANSPORT = "waterway_transport"
    CHANNEL = "channel"
    PORT = "port"
    LOCAL_MARITIME = "local_maritime"
    CONSTRUCTION_QUALITY = "construction_quality"

    @property
    def label(self) -> str:
        """Return the Chinese name."""
        return _FIELDS[self]


class Difficulty(IntEnum):
    """Grade how hard a question is (难度)."""

    EASY = 1
    MEDIUM = 2
    HARD = 3

    @property
    def label(self) -> str:
        """Return the Chinese name."""
        return _DIFFICULTIES[self]


_TOPICS = {
    Topic.CONSTITUTION: "宪法",
    Topic.COMMON_LAW: "常用法律法规",
    Topic.CONDUCT: "行为规范",
    Topic.ETHICS: "职业道德",
    Topic.CIVILITY: "文明执法",
}
_FIELDS = {
    Field.GENERAL: "通用",
    Field.HIGHWAY: "公路路政",
    Field.ROAD_TRANSPORT: "道路运政",
    Field.WATERWAY_TRANSPORT: "水路运政",
    Field.CHANNEL: "航道行政",
    Field.PORT: "港口行政",
    Field.LOCAL_MARITIME: "地方海事行政",
    Field.CONSTRUCTION_QUALITY: "工程质量监督",
}
_DIFFICULTIES = {Difficulty.EASY: "易", Difficulty.MEDIUM: "中", Difficulty.HARD: "难"}
