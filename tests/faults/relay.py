"""A stretch of network between the clients and the site (网络中间段): it balances, and it fails.

Every connection goes to the first node that answers. A fault drawn for a response happens on its
way back, when the site has done the work already; one drawn for a request happens before it.
"""

import asyncio
import contextlib
import itertools
import random
import threading
from collections import Counter

CHUNK = 64 * 1024
HALF_OPEN_SECONDS = 0.6
DRIP_SECONDS = 0.02
DRIPS = 8
BAD_GATEWAY = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class CutError(Exception):
    """The connection ends here."""


async def cut(_data, _to):
    """Lose the whole message."""
    raise CutError


async def break_off(data, to):
    """Lose the second half of the message."""
    to.write(data[: len(data) // 2])
    await to.drain()
    raise CutError


async def drip(data, to):
    """Let the message trickle."""
    step = max(1, len(data) // DRIPS)
    for place in range(0, len(data), step):
        to.write(data[place : place + step])
        await to.drain()
        await asyncio.sleep(DRIP_SECONDS)


async def half_open(_data, _to):
    """Say nothing for longer than the client waits, as a dead link does."""
    await asyncio.sleep(HALF_OPEN_SECONDS)
    raise CutError


async def pass_on(data, to):
    """Hand the message on."""
    to.write(data)
    await to.drain()


FAULTS = (cut, break_off, drip, half_open)


class Relay:
    """Listens on a free port of the loopback and relays to the nodes behind it."""

    def __init__(self, *ports, losing_responses=0.0, losing_requests=0.0):
        self.ports, self.seen = ports, Counter()
        self.losing = {"response": losing_responses, "request": losing_requests}
        self._turn = itertools.count()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self):
        self._thread.start()
        self.server = self._ask(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_error):
        self._ask(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _ask(self, work):
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    async def _close(self):
        self.server.close()
        under_way = asyncio.all_tasks() - {asyncio.current_task()}
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    async def _serve(self, reader, writer):
        with contextlib.suppress(OSError, asyncio.CancelledError):
            try:
                node = await self._node()
            except OSError:
                await pass_on(BAD_GATEWAY, writer)
                writer.close()
                return
            await self._both_ways(reader, writer, *node)

    async def _node(self):
        turn = next(self._turn)
        for place in range(len(self.ports)):
            port = self.ports[(turn + place) % len(self.ports)]
            with contextlib.suppress(OSError):
                return await asyncio.open_connection("127.0.0.1", port)
        raise ConnectionRefusedError("no node answers")

    async def _both_ways(self, reader, writer, node_reader, node_writer):
        ways = [
            asyncio.ensure_future(self._pump("request", reader, node_writer)),
            asyncio.ensure_future(self._pump("response", node_reader, writer)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            writer.transport.abort()
            node_writer.transport.abort()

    async def _pump(self, way, reader, to):
        with contextlib.suppress(OSError, CutError):
            while data := await reader.read(CHUNK):
                await self._what_happens(way)(data, to)

    def _what_happens(self, way):
        self.seen[way] += 1
        if random.random() >= self.losing[way]:
            return pass_on
        fault = random.choice(FAULTS)
        self.seen[f"{way} {fault.__name__}"] += 1
        return fault
