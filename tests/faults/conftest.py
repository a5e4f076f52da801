"""Deployments of a test: each has its own folder, server processes and database."""

import pytest

from tests.cluster import Cluster
from tests.faults.site import Site


@pytest.fixture
def cluster():
    with Cluster() as started:
        yield started


@pytest.fixture
def new_site(tmp_path):
    sites = []

    def make(folder=None, **changes):
        folder = folder or tmp_path / str(len(sites))
        folder.mkdir(exist_ok=True)
        sites.append(Site(folder, **changes))
        return sites[-1]

    yield make
    for site in sites:
        site.close()
