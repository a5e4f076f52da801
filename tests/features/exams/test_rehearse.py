"""``flask exams rehearse``: what it refuses before it does anything."""

import pytest

from tests.cluster import free_port


@pytest.fixture
def rehearse(app):
    runner = app.test_cli_runner()
    return lambda *words: runner.invoke(args=["exams", "rehearse", *words])


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--examinees", "0"),
        ("--examinees", "-3"),
        ("--examinees", "50001"),
        ("--seconds", "1"),
        ("--seconds", "nan"),
        ("--seconds", "1e9"),
        ("--questions", "0"),
        ("--questions", "201"),
    ],
)
def test_a_size_nobody_can_play_is_refused_by_name(rehearse, option, value):
    done = rehearse(option, value, "--json")
    assert done.exit_code == 1
    assert f"{option} " in done.stderr
    assert "超出范围" in done.stderr
    assert done.stdout == ""


def test_an_address_where_nobody_answers_is_refused(rehearse):
    url = f"http://127.0.0.1:{free_port()}"
    done = rehearse("--url", url)
    assert done.exit_code == 1
    assert f"--url {url} 连接不上" in done.stderr


@pytest.mark.parametrize(
    "url", ["127.0.0.1:8000", "ftp://a", "http://a/b", "http://", "http://a:x"]
)
def test_what_is_no_address_is_refused(rehearse, url):
    done = rehearse("--url", url)
    assert done.exit_code == 1
    assert f"--url {url} 不是网址" in done.stderr
