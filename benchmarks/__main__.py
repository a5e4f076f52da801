"""``make bench``: one JSON line for each figure, as soon as it is known.

``--quick`` takes under a minute, ``--smallest`` only shows that everything runs.
"""

import argparse
import json
import os
import platform
import sys

from benchmarks import bank, forms, importing, metrics, rehearsal, room, statements, worker
from benchmarks.figures import tell
from benchmarks.sites import open_site
from benchmarks.sizes import FULL, QUICK, SMALLEST
from tests.cluster import binaries

DATABASES = ("sqlite", "postgresql")
IN_THE_ROOM = {
    "save": room.saving,
    "page": room.page,
    "hand_in": room.hand_in,
    "begin": room.begin,
    "start": room.starting,
}
ON_A_SITE = {
    "statements": statements.statements,
    "memory": worker.memory,
    "metrics": metrics.province_page,
    "rehearse": rehearsal.rehearse,
}
APART = {
    "sign_in": lambda _sizes: worker.sign_in(),
    "import": importing.importing,
    "near_duplicates": bank.near_duplicates,
    "item_statistics": bank.item_statistics,
    "similarity": bank.similarity,
    "forms": forms.forms,
}
PARTS = (*IN_THE_ROOM, *ON_A_SITE, *APART)


def arguments():
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", dest="sizes", action="store_const", const=QUICK)
    size.add_argument("--smallest", dest="sizes", action="store_const", const=SMALLEST)
    parser.add_argument("--database", action="append", choices=DATABASES)
    parser.add_argument("--only", action="append", choices=PARTS)
    return parser.parse_args()


def on_database(database, sizes, wanted):
    """Measure what needs a database, on a site of its own."""
    in_the_room = [part for name, part in IN_THE_ROOM.items() if name in wanted]
    if in_the_room:
        with open_site(database) as site:
            open_room = room.Room(site, sizes)
            for part in in_the_room:
                yield from part(open_room)
    on_a_site = [part for name, part in ON_A_SITE.items() if name in wanted]
    if on_a_site:
        with open_site(database) as site:
            for part in on_a_site:
                yield from part(site, sizes)
                site.stop_servers()


def main():
    asked = arguments()
    sizes, wanted = asked.sizes or FULL, asked.only or PARTS
    machine = {"cores": os.cpu_count(), "python": platform.python_version()}
    sys.stderr.write(json.dumps(machine | {"load": os.getloadavg()[0]}) + "\n")
    for name, part in APART.items():
        if name in wanted:
            for figure in part(sizes):
                tell(figure)
    for database in asked.database or DATABASES:
        if database == "postgresql" and binaries() is None:
            sys.stderr.write("跳过 postgresql：没有找到 PostgreSQL（apt-get install postgresql）\n")
            continue
        for figure in on_database(database, sizes, wanted):
            tell(figure)


if __name__ == "__main__":
    main()
