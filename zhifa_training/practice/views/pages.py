"""Every page of practice, so that the factory needs one name (练习页面)."""

from zhifa_training.practice.views import home, runs, wrong
from zhifa_training.practice.views.blueprint import bp as bp

PAGES = (home, runs, wrong)
