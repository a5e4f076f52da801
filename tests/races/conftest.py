import pytest

from tests.races.crowd import Crowd


@pytest.fixture
def crowd(app, make):
    return Crowd(app, make)
