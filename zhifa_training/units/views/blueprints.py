"""The blueprints of the unit, officer and import pages (机构、人员、导入)."""

from flask import Blueprint

from zhifa_training.accounts.access import Permission
from zhifa_training.core import navigation

units = Blueprint("units", __name__, url_prefix="/units")
officers = Blueprint("officers", __name__, url_prefix="/officers")
imports = Blueprint("imports", __name__, url_prefix="/imports")

navigation.register("执法人员", "officers.index", Permission.OFFICER_VIEW, "people", 60)
navigation.register("执法机构", "units.index", Permission.UNIT_VIEW, "unit", 62)
navigation.register("批量导入", "imports.index", Permission.IMPORT_RUN, "upload", 64)
