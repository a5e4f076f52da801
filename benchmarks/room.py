"""The exam room beside its baselines (考场): saving, the page, handing in, starting at once."""

from benchmarks import load
from benchmarks.asking import Rivals, Seat, start
from benchmarks.figures import Figure
from benchmarks.rounds import Contender, interleaved

SAVE_GOAL = 0.6
ORM_GOAL = 3.0
HAND_IN_GOAL = START_GOAL = 0.5
PAGE_ITEMS = 50
HELLO = "benchmarks.baselines.flask_hello:app"
RAW_HELLO = "benchmarks.baselines.wsgi_hello:app"
BARE = "benchmarks.baselines.bare_save:app"
ORM = "benchmarks.baselines.orm_save:app"


class Room:
    """An exam of 50 questions under way, and every server it is compared with."""

    def __init__(self, site, sizes):
        self.site, self.sizes = site, sizes
        names = {"ours": "app:app", "bare": BARE, "orm": ORM, "hello": HELLO, "raw": RAW_HELLO}
        self.servers = {name: site.serve(application) for name, application in names.items()}
        with site.writing():
            self.people = site.officers(sizes.connections)
            self.seats = site.hall.hold(PAGE_ITEMS, self.people).begin(self.people)
            self.rivals = Rivals(site, self.seats).seed()
        for server in self.servers.values():
            server.ready()

    def contender(self, name, ask, share=1):
        """Return a contender that sends what ``ask`` makes of each seat; fewer if it is slow."""
        server = self.servers[name]
        count = max(1, self.sizes.requests // share)
        contender = Contender(
            name,
            server.port,
            [server.process.pid],
            self.site.database_pids(),
            lambda: [[ask(seat) for _ in range(count)] for seat in self.seats],
        )
        load.closed_loop(server.port, [[ask(seat)] for seat in self.seats])
        return contender

    def hello(self, name="hello"):
        """Return the contender that only says hello."""
        sent = load.request("GET", "/")
        return self.contender(name, lambda _seat: sent)


def saving(room):
    """Compare a complete save with the bare statement, the usual handler, and hello."""
    contenders = [
        room.contender("ours", Seat.save),
        room.contender("bare", room.rivals.bare),
        room.contender("orm", room.rivals.orm, share=3),
        room.hello(),
        room.hello("raw"),
    ]
    standing = interleaved(contenders, room.sizes.rounds)
    ours, database = standing["ours"], room.site.database
    goals = {"bare": SAVE_GOAL, "orm": ORM_GOAL, "hello": None, "raw": None}
    names = {
        "bare": "save_beside_bare_upsert",
        "orm": "save_beside_usual_orm_handler",
        "hello": "save_beside_flask_hello",
        "raw": "save_beside_raw_wsgi_hello",
    }
    for rival, name in names.items():
        yield compared(f"{name}_{database}", ours, standing[rival], goals[rival])


def compared(name, ours, rival, goal=None, **more):
    """Return the figure of two contenders of the same rounds."""
    told = {"rounds": ours.rounds, "requests": ours.requests, "ours_detail": ours.told()}
    told["bound_detail"] = rival.told()
    return Figure(
        name=name,
        ours=ours.cpu_us,
        bound=rival.cpu_us,
        unit="cpu_us/request",
        goal=goal,
        more=told | more,
    )


def page(room):
    """Compare the exam page of 50 questions with hello."""
    contenders = [room.contender("ours", Seat.page, share=5), room.hello()]
    standing = interleaved(contenders, room.sizes.rounds)
    _status, _head, body = load.ask(room.servers["ours"].port, room.seats[0].page())
    size = {"items": PAGE_ITEMS, "bytes": len(body)}
    name = f"exam_page_beside_flask_hello_{room.site.database}"
    yield compared(name, standing["ours"], standing["hello"], **size)


def hand_in(room):
    """Compare handing in 50 answers, scored, with the bare statement: a room of one exam each."""
    sizes, waiting, at_once = room.sizes, [], len(room.seats)
    with room.site.writing():
        for _ in range(sizes.rounds + 1):
            people = room.site.officers(at_once * sizes.hand_ins)
            session = room.site.hall.hold(PAGE_ITEMS, people)
            waiting.append(session.begin(people, is_answered=True))

    def some():
        seats = waiting.pop()
        return [[seat.hand_in() for seat in seats[place::at_once]] for place in range(at_once)]

    server = room.servers["ours"]
    load.closed_loop(server.port, some())
    pids = ([server.process.pid], room.site.database_pids())
    ours = Contender("ours", server.port, *pids, some)
    standing = interleaved([ours, room.contender("bare", room.rivals.bare)], sizes.rounds)
    name = f"hand_in_beside_bare_upsert_{room.site.database}"
    yield compared(name, standing["ours"], standing["bare"], HAND_IN_GOAL, items=PAGE_ITEMS)


def begin(room):
    """Compare beginning an attempt of 50 questions, page apart, with the bare statement."""
    sizes, waiting, at_once = room.sizes, [], len(room.seats)
    with room.site.writing():
        for _ in range(sizes.rounds + 1):
            people = room.site.officers(at_once * sizes.hand_ins)
            waiting.append((people, room.site.hall.hold(PAGE_ITEMS, people).id))

    def some():
        people, sitting_id = waiting.pop()
        return [
            [start(one, sitting_id) for one in people[place::at_once]] for place in range(at_once)
        ]

    server = room.servers["ours"]
    load.closed_loop(server.port, some(), expect=302)
    pids = ([server.process.pid], room.site.database_pids())
    ours = Contender("ours", server.port, *pids, some, expect=302)
    standing = interleaved([ours, room.contender("bare", room.rivals.bare)], sizes.rounds)
    name = f"start_beside_bare_upsert_{room.site.database}"
    yield compared(name, standing["ours"], standing["bare"], START_GOAL, items=PAGE_ITEMS)


def starting(room):
    """Let many officers begin an attempt of 100 questions at once."""
    sizes, server = room.sizes, room.servers["ours"]
    with room.site.writing():
        people = room.site.officers(sizes.starters)
        halls = [room.site.hall.hold(sizes.start_items, people) for _ in range(sizes.start_rounds)]
    runs = [
        load.closed_loop(server.port, [[start(one, hall.id)] for one in people], expect=302)
        for hall in halls
    ]
    for share, label in ((0.5, "p50"), (0.95, "p95")):
        slowest = sorted(run.quantile(share) for run in runs)
        yield Figure(
            name=f"start_at_once_{label}_{room.site.database}",
            ours=slowest[len(slowest) // 2],
            unit="ms",
            more={
                "officers": sizes.starters,
                "items": sizes.start_items,
                "rounds": len(runs),
                "seconds": round(max(run.seconds for run in runs), 2),
            },
        )
