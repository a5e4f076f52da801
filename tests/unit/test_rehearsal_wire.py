"""The examinees' HTTP client against servers that behave badly."""

import asyncio

import pytest

from zhifa_training.exams.rehearsal.wire import BrokenAnswerError, Node, Wire

PAGE = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"


def asked(*answers, times=1, pause=0.0):
    """Ask a server that gives each new connection one of these answers and then closes it."""
    waiting = list(answers)

    async def serve(reader, writer):
        answer = waiting.pop(0)
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()

    async def run():
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            wire = Wire(Node.of(f"http://127.0.0.1:{port}"))
            told = []
            for _ in range(times):
                told.append(await wire.ask("GET", "/", ()))
                await asyncio.sleep(pause)
            wire.hang_up()
            return told

    return asyncio.run(run())


def test_a_connection_closed_while_idle_is_opened_again():
    assert [answer.body for answer in asked(PAGE, PAGE, times=2, pause=0.05)] == [b"hi", b"hi"]


def test_pieces_are_put_together():
    chunked = (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x\r\nde\r\n0\r\n\r\n"
    )
    [answer] = asked(chunked)
    assert (answer.status, answer.body) == (200, b"abcde")


@pytest.mark.parametrize(
    "answer",
    [b"", b"HTTP/1.1 200 OK\r\n", PAGE[:-1], b"hello\r\n\r\n", b"HTTP/1.1 no\r\n\r\n"],
    ids=["nothing", "half a head", "half a body", "no HTTP", "no status"],
)
def test_an_answer_that_breaks_off_is_an_error(answer):
    with pytest.raises(BrokenAnswerError):
        asked(answer)


@pytest.mark.parametrize(
    ("url", "authority"),
    [
        ("http://exam.example", "exam.example"),
        ("http://exam.example:8000/", "exam.example:8000"),
        ("https://exam.example:443", "exam.example"),
    ],
)
def test_an_address_names_its_host_as_browsers_do(url, authority):
    assert Node.of(url).authority == authority
