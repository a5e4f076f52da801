"""How large an upload may be, in every direction (上传上限), and the error that says so."""

from zhifa_training.core.errors import DomainError

MIB = 1024 * 1024
LARGEST_FILE = 10 * MIB
MOST_MEMBERS = 200
LARGEST_MEMBER = 100 * 1000 * 1000
LARGEST_PACKAGE = 200 * 1000 * 1000
STEEPEST_RATIO = 100
RATIO_MATTERS_FROM = 1 * MIB
"""Tiny members compress well without being bombs."""
MOST_ROWS = 50_000
MOST_COLUMNS = 50
LONGEST_CELL = 32_767
MOST_SHEETS = 20
LARGEST_OUTPUT = 24 * MIB
"""What the child may say in all, in bytes."""
CHILD_MEMORY = 512 * MIB
CHILD_CPU_SECONDS = 20
CHILD_WALL_SECONDS = 60


class SpreadsheetError(DomainError):
    """The file cannot be read as a spreadsheet, or not safely (文件无法读取)."""
