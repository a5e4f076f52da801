"""The blueprint of the account pages (账号)."""

from flask import Blueprint

bp = Blueprint("accounts", __name__)
