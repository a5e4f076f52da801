"""The blueprint of the question pages (题库)."""

from flask import Blueprint

bp = Blueprint("questions", __name__, url_prefix="/questions")
