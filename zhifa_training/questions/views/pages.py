"""Every page about questions under its blueprint (题库页面)."""

from zhifa_training.questions.views import authoring, bank, review, standing
from zhifa_training.questions.views.blueprint import bp

PAGES = (bank, authoring, standing)
"""Modules that put their views on ``bp`` when they are loaded."""
review_bp = review.bp

__all__ = ["PAGES", "bp", "review_bp"]
