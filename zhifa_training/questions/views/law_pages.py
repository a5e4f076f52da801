"""Every page of the law registry under one blueprint (法规库页面)."""

from zhifa_training.questions.views import law_drafts, laws, radar
from zhifa_training.questions.views.laws import bp

PAGES = (laws, law_drafts, radar)
"""Modules that put their views on ``bp`` when they are loaded."""

__all__ = ["PAGES", "bp"]
