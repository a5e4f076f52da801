"""Envelopes open beside their own row and nowhere else; old keys stay readable."""

import base64
import json
import os
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhifa_training.core.crypto import CryptoError, KeyRing


def ring_of(path, current="new", **algorithms):
    sizes = {"aes256gcm": 32, "sm4gcm": 16}
    keys = {
        kid: {"alg": alg, "key": base64.b64encode(os.urandom(sizes[alg])).decode()}
        for kid, alg in (algorithms or {"new": "aes256gcm"}).items()
    }
    index = base64.b64encode(os.urandom(32)).decode()
    path.write_text(json.dumps({"current": current, "keys": keys, "index": index}))
    return KeyRing.load(path)


@pytest.fixture(scope="module")
def ring(tmp_path_factory):
    return ring_of(tmp_path_factory.mktemp("ring") / "ring.json")


@given(st.text(max_size=60))
def test_what_is_sealed_opens(ring, plain):
    envelope = ring.seal(plain, bound_to="officer:1")
    assert ring.open(envelope, bound_to="officer:1") == plain
    assert ring.seal(plain, bound_to="officer:1") != envelope


def test_sm4_works_too(tmp_path):
    ring = ring_of(tmp_path / "ring.json", new="sm4gcm")
    envelope = ring.seal("410101200001010009", bound_to="officer:1")
    assert envelope.startswith("sm4gcm:new:")
    assert ring.open(envelope, bound_to="officer:1") == "410101200001010009"


def test_an_envelope_moved_to_another_row_does_not_open(ring):
    envelope = ring.seal("机密", bound_to="officer:1")
    with pytest.raises(CryptoError, match="无法解开"):
        ring.open(envelope, bound_to="officer:2")


@pytest.mark.parametrize("part", range(4))
def test_a_changed_envelope_does_not_open(ring, part):
    pieces = ring.seal("机密", bound_to="officer:1").split(":")
    pieces[part] = pieces[part][::-1] if part != 1 else "other"
    with pytest.raises(CryptoError):
        ring.open(":".join(pieces), bound_to="officer:1")


def test_rotation_keeps_old_envelopes_readable(tmp_path):
    path = tmp_path / "ring.json"
    old = ring_of(path, current="old", old="aes256gcm", new="sm4gcm")
    envelope = old.seal("旧数据", bound_to="officer:1")
    path.write_text(json.dumps(json.loads(path.read_text()) | {"current": "new"}))
    rotated = KeyRing.load(path)
    assert rotated.open(envelope, bound_to="officer:1") == "旧数据"
    assert rotated.seal("新数据", bound_to="officer:1").startswith("sm4gcm:new:")


def test_blind_index_is_keyed(tmp_path, ring):
    other = ring_of(tmp_path / "other.json")
    assert ring.blind_index("1") == ring.blind_index("1")
    assert ring.blind_index("1") != other.blind_index("1")


def test_a_new_ring_is_private_and_made_once(tmp_path):
    path = tmp_path / "ring.json"
    first = KeyRing.load(path, create=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert KeyRing.load(path, create=True) == first


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"current": "a", "keys": {}, "index": ""}'])
def test_a_damaged_ring_is_refused(tmp_path, text):
    path = tmp_path / "ring.json"
    path.write_text(text)
    with pytest.raises(CryptoError, match="密钥环"):
        KeyRing.load(path)


def test_a_missing_ring_is_refused_where_none_may_be_made(tmp_path):
    with pytest.raises(CryptoError, match="密钥环"):
        KeyRing.load(tmp_path / "ring.json")
