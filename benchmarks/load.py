"""A closed-loop client (闭环压测): each connection sends its requests one after another.

Requests are built beforehand and sent over plain sockets, so that the client takes little of the
machine the server runs on. Loopback only; as many requests as it was given, and no more.
"""

import socket
import threading
import time
from dataclasses import dataclass

PATIENCE_SECONDS = 60
ADDRESS = "127.0.0.1"


class UnexpectedAnswerError(Exception):
    """A server answered otherwise than the figure relies on."""


@dataclass(frozen=True, slots=True)
class Run:
    """How long it all took, and each request."""

    seconds: float
    latencies: list[float]

    def quantile(self, share):
        """Return the latency in ms that ``share`` of the requests stayed within."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def request(method, path, *, body=b"", headers=()):
    """Return the bytes of a request."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {ADDRESS}", *headers]
    if body or method == "POST":
        lines += [f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


class Connection:
    """One kept-alive connection."""

    def __init__(self, port):
        self.socket = socket.create_connection((ADDRESS, port), timeout=PATIENCE_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, sent):
        """Send a request and return the status, the head and the body of the answer."""
        self.socket.sendall(sent)
        received = b""
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self._more()
        head = received[:end].lower()
        length = int(head.partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0] or 0)
        while len(received) < end + 4 + length:
            received += self._more()
        return int(head[9:12]), received[:end], received[end + 4 :]

    def _more(self):
        chunk = self.socket.recv(65536)
        if not chunk:
            raise UnexpectedAnswerError("the server closed the connection")
        return chunk

    def close(self):
        self.socket.close()


def ask(port, sent):
    """Send one request over a connection of its own."""
    connection = Connection(port)
    try:
        return connection.ask(sent)
    finally:
        connection.close()


def closed_loop(port, streams, *, expect=200):
    """Send each stream of requests over a connection of its own, all at once."""
    latencies = [[] for _ in streams]
    failures = []
    start = threading.Barrier(len(streams) + 1)

    def send(stream, kept):
        connection = Connection(port)
        start.wait()
        try:
            for sent in stream:
                began = time.perf_counter()
                status, _head, body = connection.ask(sent)
                kept.append(time.perf_counter() - began)
                if status != expect:
                    raise UnexpectedAnswerError(f"{status}: {body[:300]!r}")
        except (OSError, UnexpectedAnswerError) as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=send, args=pair, daemon=True)
        for pair in zip(streams, latencies, strict=True)
    ]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    if failures:
        raise failures[0]
    return Run(seconds, [latency for kept in latencies for latency in kept])
