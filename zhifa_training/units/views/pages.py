"""Every page of units, officers and imports under its blueprint (机构、人员、导入)."""

from zhifa_training.units.imports import officers as officer_rows
from zhifa_training.units.imports import tree as unit_rows
from zhifa_training.units.views import imports, officers, postings, tree
from zhifa_training.units.views.blueprints import imports as imports_bp
from zhifa_training.units.views.blueprints import officers as officers_bp
from zhifa_training.units.views.blueprints import units as units_bp

PAGES = (tree, officers, postings, imports)
"""Modules that put their views on the blueprints when they are loaded."""
KINDS = (unit_rows, officer_rows)
"""Modules that make their rows known to the import pages when they are loaded."""

__all__ = ["KINDS", "PAGES", "imports_bp", "officers_bp", "units_bp"]
