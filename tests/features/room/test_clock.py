import time

from tests.browser import Browser


def test_anyone_may_read_the_clock_of_the_exams(app, db):
    with app.test_request_context():
        response = Browser(app).client.get("/room/clock")
    assert abs(response.json["now"] - time.time() * 1000) < 5_000
    assert response.headers["Cache-Control"] == "no-store"
