"""Practice pages share one blueprint (练习)."""

from flask import Blueprint

from zhifa_training.accounts.access import Permission
from zhifa_training.core import navigation

bp = Blueprint("practice", __name__, url_prefix="/practice")
navigation.register("练习", "practice.index", Permission.PRACTISE, "edit", 11)
