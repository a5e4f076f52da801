import pytest

from zhifa_training.accounts.access import Role


@pytest.fixture
def places(make):
    """A province with two cities; each city has a county."""

    class Places:
        province = make.unit("河东省总队")
        city = make.unit("青河市支队", province)
        county = make.unit("柳林县大队", city)
        other_city = make.unit("白山市支队", province)

    return Places


@pytest.fixture
def system_admin(make, places):
    return make.account(places.city, Role.SYSTEM_ADMINISTRATOR, name="系统员")


@pytest.fixture
def security_admin(make, places):
    return make.account(places.city, Role.SECURITY_ADMINISTRATOR, name="安全员")
