"""What browsers ask (请求): the product's requests, and the baselines' of the same meaning."""

import json
from itertools import count
from uuid import UUID, uuid4

import sqlalchemy as sa

from benchmarks.baselines import tables
from benchmarks.load import request
from zhifa_training.core import clock
from zhifa_training.core.db import db

JSON = ("Content-Type: application/json", "Accept: application/json")
DEVICE = "benchmark-device"
"""The cookie of the device that holds every attempt."""
FORM = ("Content-Type: application/x-www-form-urlencoded",)


def post(path, person_headers, body):
    """Return a JSON request."""
    return request("POST", path, body=json.dumps(body).encode(), headers=(*person_headers, *JSON))


class Seat:
    """One candidate in front of the exam page."""

    def __init__(self, person, attempt_id, content):
        self.person, self.attempt_id, self.content = person, attempt_id, content
        self.seq = count(1)

    def save(self):
        """Return the request that saves one more answer."""
        seq = next(self.seq)
        item = self.content[seq % len(self.content)]
        event = {"id": str(uuid4()), "item": item["id"], "seq": seq}
        event["value"] = [item["options"][seq // len(self.content) % len(item["options"])]["id"]]
        path = f"/room/attempts/{self.attempt_id}/answers"
        return post(path, self.person.headers, {"epoch": 1, "events": [event]})

    def page(self):
        """Return the request for the exam page."""
        return request("GET", f"/room/attempts/{self.attempt_id}", headers=self.person.headers)

    def hand_in(self):
        """Return the request that hands the attempt in."""
        path = f"/room/attempts/{self.attempt_id}/hand-in"
        return post(path, self.person.headers, {"epoch": 1})


def start(person, sitting_id):
    """Return the request that begins an attempt."""
    path = f"/room/sittings/{sitting_id}/start"
    return request("POST", path, headers=(*person.headers, *FORM))


class Rivals:
    """The same attempts in the tables of the baselines."""

    def __init__(self, site, seats):
        self.site, self.seats = site, seats
        self.seq = count(1)

    def seed(self):
        """Store what the baselines check and write."""
        deadline_at = clock.now().replace(year=clock.now().year + 1)
        state = {"state": "live", "deadline_at": deadline_at}
        items = {item["id"]: item for seat in self.seats for item in seat.content}
        rows = {
            tables.bare_attempt: [
                {"id": seat.attempt_id, "officer_id": seat.person.officer_id} | state
                for seat in self.seats
            ],
            tables.orm_user: [
                {"id": seat.person.officer_id, "name": "测试"} for seat in self.seats
            ],
            tables.orm_attempt: [
                {"id": seat.attempt_id, "user_id": seat.person.officer_id} | state
                for seat in self.seats
            ],
            tables.orm_question: [
                {"id": UUID(item["id"]), "stem": item["stem"], "options": item["options"]}
                for item in items.values()
            ],
            tables.orm_answer: [
                {"attempt_id": seat.attempt_id, "question_id": UUID(item["id"])}
                | {"value": "", "saved_at": deadline_at}
                for seat in self.seats
                for item in seat.content
            ],
        }
        with db.engine.connect().execution_options(writes=True) as connection, connection.begin():
            tables.metadata.create_all(connection)
            for table, wanted in rows.items():
                connection.execute(sa.insert(table), wanted)
        return self

    def bare(self, seat):
        """Return the bare endpoint's request to save one more answer."""
        item = self._item(seq := next(self.seq), seat)
        ids = {"attempt": seat.attempt_id, "officer": seat.person.officer_id}
        ids["item"] = UUID(item["id"])
        is_hex = self.site.database == "sqlite"
        sent = {name: value.hex if is_hex else str(value) for name, value in ids.items()}
        return post("/save", (), sent | {"value": item["options"][0]["id"], "seq": seq})

    def orm(self, seat):
        """Return the usual handler's request to save one more answer."""
        item = self._item(seq := next(self.seq), seat)
        value = item["options"][seq % len(item["options"])]["id"]
        sent = {"attempt": str(seat.attempt_id), "item": item["id"], "value": value}
        return post("/save", (f"Cookie: orm={self._cookie(seat)}",), sent)

    def _cookie(self, seat):
        signer = self.site.app.session_interface.get_signing_serializer(self.site.app)
        return signer.dumps({"_user_id": str(seat.person.officer_id), "_fresh": True})

    @staticmethod
    def _item(seq, seat):
        return seat.content[seq % len(seat.content)]
