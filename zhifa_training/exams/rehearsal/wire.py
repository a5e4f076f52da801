"""The least HTTP/1.1 client an examinee needs (轻量客户端): one kept-alive connection to a node."""

import asyncio
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

LARGEST_LINE = 256 * 1024
PORTS = {"http": 80, "https": 443}


class BrokenAnswerError(OSError):
    """The connection ended in the middle of an answer (应答中断)."""


@dataclass(frozen=True, slots=True)
class Node:
    """An address of the product (网址)."""

    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, url: str) -> "Node":
        """Read an address; raise ValueError where it is none."""
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname or parts.path.strip("/"):
            raise ValueError(url)
        return cls(parts.scheme, parts.hostname, parts.port or PORTS[parts.scheme])

    @property
    def authority(self) -> str:
        """Return what a browser puts into the Host header."""
        return self.host if self.port == PORTS[self.scheme] else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a node answered (应答)."""

    status: int
    headers: dict[str, str]
    """By lower-case name; of a repeated one, the last."""
    body: bytes


class Wire:
    """A connection, opened when first needed and again when it was lost."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(
        self, method: str, path: str, headers: Sequence[str], body: bytes = b""
    ) -> Answer:
        """Send a request and return its answer; on any error the connection is given up."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.node.authority}", *headers]
        if self.node.scheme == "https":
            lines.append(f"Referer: https://{self.node.authority}/")
        if body or method == "POST":
            lines.append(f"Content-Length: {len(body)}")
        try:
            reader, writer = await self._opened()
            writer.write("\r\n".join([*lines, "", ""]).encode() + body)
            answer = await _read(reader)
        except BaseException:
            self.hang_up()
            raise
        if answer.headers.get("connection", "").lower() == "close":
            self.hang_up()
        return answer

    async def _opened(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Return the connection; servers close an idle one, which no browser takes for an error."""
        if self._reader is not None and self._reader.at_eof():
            self.hang_up()
        if self._reader is None or self._writer is None:
            node = self.node
            context = ssl.create_default_context() if node.scheme == "https" else None
            self._reader, self._writer = await asyncio.open_connection(
                node.host, node.port, ssl=context, limit=LARGEST_LINE
            )
        return self._reader, self._writer

    def hang_up(self) -> None:
        """Close the connection, if one is open."""
        if self._writer is not None:
            with suppress(OSError, RuntimeError):
                self._writer.close()
        self._reader = self._writer = None


async def _read(reader: asyncio.StreamReader) -> Answer:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.rstrip("\r\n").split("\r\n")
        pairs = (line.partition(":") for line in lines)
        headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
        body = await _body(reader, headers)
        return Answer(int(first.split(" ")[1]), headers, body)
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
        raise BrokenAnswerError("连接在应答途中断开") from error
    except (ValueError, IndexError) as error:
        raise BrokenAnswerError("应答不是 HTTP") from error


async def _body(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
    if headers.get("transfer-encoding", "").lower() != "chunked":
        return await reader.readexactly(int(headers.get("content-length", "0")))
    parts = []
    while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        parts.append(await reader.readexactly(size))
        await reader.readexactly(2)
    await reader.readuntil(b"\r\n")
    return b"".join(parts)
