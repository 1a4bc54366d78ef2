"""Many calls, big answers, slow readers."""

import json
import time

import pytest

from support.world import make_bucket, unique

BIG = 50_000  # told twice, as text and as structured content: a line of 100 kB


@pytest.fixture
def big(shared_server):
    bucket = unique("big")
    make_bucket(shared_server.url, bucket, [(f"k{n}", f"{n:03d}".encode() + b"z" * BIG) for n in range(10)])
    return bucket


def test_two_hundred_big_answers_through_a_slow_reader_each_come_once_and_whole(drive, shared_server, big):
    client = drive("--server", shared_server.url)
    client.initialize()
    client.reading.clear()
    ids = {client.start_call("kv_get", bucket=big, key=f"k{n % 10}", max_bytes=60_000): n % 10 for n in range(200)}
    time.sleep(0.5)  # the pipe is full by now
    client.reading.set()
    for id, n in ids.items():
        assert client.answer(id, timeout=30).value == f"{n:03d}".encode() + b"z" * BIG
    assert all(client.judge.answered[json.dumps(id)] == 1 for id in ids)


def test_a_reader_that_stands_still_does_not_stop_the_end(drive, shared_server, big):
    client = drive("--server", shared_server.url)
    client.initialize()
    client.reading.clear()
    for n in range(50):
        client.start_call("kv_get", bucket=big, key="k1", max_bytes=60_000)
    time.sleep(0.3)
    client.close_stdin()
    began = time.monotonic()
    client.process.wait(5)
    assert time.monotonic() - began < 3
    client.judge.problems.clear()  # what was cut off in the pipe is nobody's fault


def test_a_cancelled_call_is_never_answered_and_its_neighbours_are(drive, server):
    make_bucket(server.url, "b", [("k", b"v")])
    client = drive("--server", server.url)
    client.initialize()
    assert not client.call("kv_get", bucket="b", key="k").is_error
    server.freeze()
    hung = [client.start_call("kv_get", bucket="b", key="k") for _ in range(10)]
    for id in hung[:5]:
        client.notify("notifications/cancelled", {"requestId": id, "reason": "test"})
    client.request("ping")
    server.thaw()
    for id in hung[5:]:
        assert client.answer(id).value == b"v"
    client.request("ping")
    assert not {json.dumps(id) for id in hung[:5]} & set(client.responses)


def test_lines_of_noise_harm_nothing(drive, shared_server):
    client = drive("--server", shared_server.url)
    client.initialize()
    noise = [b"{", b"}", b"\x00", b"[[[[", b'"', b"{}", b'{"id":"noise"}', b"nul", b'{"jsonrpc":"2.0"}', b"\xf0\x9f", b"[" * 5000,
             b'{"jsonrpc":"2.0","id":"\\ud800","method":"ping"}', b'{"jsonrpc":"2.0","id":1e400,"method":"ping"}',
             b'{"jsonrpc":"2.0","id":99999999999999999999,"method":"ping"}', b'{"id":"n1","id":"n2","jsonrpc":"2.0","method":"ping"}']
    for line in noise * 20:
        client.send_bytes(line + b"\n")
    assert client.request("ping").result == {}
    assert not client.call("stream_list").is_error
