"""Every account page under one blueprint (账号页面)."""

from zhifa_training.accounts.views import own_account, people, rights, roles, sign_in
from zhifa_training.accounts.views.blueprint import bp

PAGES = (sign_in, own_account, people, roles, rights)
"""Modules that put their views on ``bp`` when they are loaded."""

__all__ = ["PAGES", "bp"]
