"""What nats-py wrote is read, and what was written here nats-py reads."""

import base64
import json

import pytest
from nats.js.api import ConsumerConfig, StreamConfig

from support.driver import shown_bytes
from support.world import make_bucket, make_stream, read_key, stream_state, unique, with_nats

BINARY_VALUE = bytes(range(256))
VALUES = [
    ("ascii", b"plain"),
    ("umlaut", "Zürich – 東京 🚀".encode()),
    ("json", b'{"a": 18446744073709551615, "b": [1, 2]}'),
    ("control", b"tab\tnewline\nquote\"backslash\\"),
    ("empty", b""),
    ("u2028", "line\u2028separator".encode()),
]


@pytest.fixture
def client(drive, shared_server):
    client = drive("--server", shared_server.url, "--write", "data")
    client.initialize()
    client.list_tools()
    return client


@pytest.mark.parametrize("key, value", VALUES)
def test_a_value_of_nats_py_is_read_as_it_is(client, shared_server, key, value):
    bucket = unique("read")
    make_bucket(shared_server.url, bucket, [(key, value)])
    answer = client.call("kv_get", bucket=bucket, key=key)
    assert answer.data["revision"] == 1
    if key == "json":
        assert answer.data["value"]["json"] == json.loads(value)
    else:
        assert answer.value == value


def test_a_binary_value_is_read_whole(client, shared_server):
    bucket = unique("binary")
    make_bucket(shared_server.url, bucket, [("bytes", BINARY_VALUE)])
    assert client.call("kv_get", bucket=bucket, key="bytes").value == BINARY_VALUE


def test_a_binary_value_is_written_whole(client, shared_server):
    bucket = unique("binary")
    make_bucket(shared_server.url, bucket)
    client.call("kv_put", bucket=bucket, key="bytes", value_base64=base64.b64encode(BINARY_VALUE).decode()).data
    assert read_key(shared_server.url, bucket, "bytes").value == BINARY_VALUE


@pytest.mark.parametrize("key, value", VALUES)
def test_a_value_written_here_is_read_by_nats_py(client, shared_server, key, value):
    bucket = unique("write")
    make_bucket(shared_server.url, bucket)
    assert client.call("kv_put", bucket=bucket, key=key, value=value.decode()).data["revision"] == 1
    assert (read_key(shared_server.url, bucket, key).value or b"") == value


def test_an_update_needs_the_revision_that_is_there(client, shared_server):
    bucket = unique("cas")
    make_bucket(shared_server.url, bucket, [("k", b"one")], history=5)
    assert client.call("kv_update", bucket=bucket, key="k", value="two", revision=1).data["revision"] == 2
    failure = client.call("kv_update", bucket=bucket, key="k", value="three", revision=1).failure
    assert "2" in failure, "the refusal should name the revision that is there"
    assert read_key(shared_server.url, bucket, "k").value == b"two"


def test_a_deleted_key_is_gone_and_not_empty(client, shared_server):
    bucket = unique("gone")
    make_bucket(shared_server.url, bucket, [("k", b"one")])

    async def delete(_, js):
        await (await js.key_value(bucket)).delete("k")

    with_nats(shared_server.url, delete)
    assert "deleted" in client.call("kv_get", bucket=bucket, key="k").failure


def test_messages_with_headers_and_binary_payloads_are_viewed(client, shared_server):
    stream = unique("VIEW")
    make_stream(shared_server.url, stream, messages=[
        (f"{stream}.a", "erste – première".encode(), {"Trace-Id": "t-1"}),
        (f"{stream}.b", BINARY_VALUE),
    ])
    first, second = client.call("stream_view", stream=stream).data["messages"]
    assert shown_bytes(first["payload"]) == "erste – première".encode()
    assert first["headers"] == {"Trace-Id": "t-1"} and first["subject"] == f"{stream}.a"
    assert shown_bytes(second["payload"]) == BINARY_VALUE and second["sequence"] == 2


def test_a_message_published_here_arrives(client, shared_server):
    stream = unique("PUB")
    make_stream(shared_server.url, stream)
    stored = client.call("publish", subject=f"{stream}.x", body="żółć", headers=["A: b"]).data["stored"]
    assert (stored["stream"], stored["sequence"]) == (stream, 1)

    async def read(_, js):
        message = await js.get_msg(stream, 1)
        return message.data, message.headers

    payload, headers = with_nats(shared_server.url, read)
    assert payload.decode() == "żółć"
    assert headers["A"] == "b"


def test_streams_made_by_nats_py_are_listed_and_described(client, shared_server):
    stream = unique("LIST")
    make_stream(shared_server.url, stream, messages=[(f"{stream}.a", b"x")] * 4, description="von nats-py – ñ")
    listed = client.call("stream_list", filter=stream).data
    assert stream in json.dumps(listed)
    assert client.call("stream_info", stream=stream).data["stream"]["messages"] == 4
    full = client.call("stream_info", stream=stream, detail="full").data["stream"]
    assert full["config"]["description"] == "von nats-py – ñ" and full["state"]["messages"] == 4


def test_a_long_list_is_read_whole_in_pages(client, shared_server):
    prefix = unique("PAGE")
    names = {f"{prefix}_{n}" for n in range(25)}
    for name in names:
        make_stream(shared_server.url, name)
    seen, cursor, pages = [], None, 0
    while True:
        data = client.call("stream_list", limit=10, **({"cursor": cursor} if cursor else {})).data
        seen += [one["name"] for one in data["streams"]]
        pages += 1
        cursor = data.get("next_cursor")
        if not cursor:
            break
        assert pages < 50
    assert names <= set(seen) and len(seen) == len(set(seen))
    assert pages >= 3


def test_a_name_that_is_not_there_brings_the_nearest_one(client, shared_server):
    stream = unique("ORDERSNEAR")
    make_stream(shared_server.url, stream)
    assert stream in client.call("stream_info", stream=stream.replace("ORDERS", "ORDRS")).failure


@pytest.mark.parametrize("retention", ["limits", "interest", "workqueue"])
def test_looking_changes_nothing(client, shared_server, retention):
    stream = unique("LOOK")

    async def make(_, js):
        await js.add_stream(StreamConfig(name=stream, subjects=[f"{stream}.>"], retention=retention))
        await js.add_consumer(stream, ConsumerConfig(durable_name="worker", ack_policy="explicit"))
        for n in range(5):
            await js.publish(f"{stream}.{n}", b"job")

    async def look(_, js):
        consumers = await js.consumers_info(stream)
        return [(c.name, c.num_pending, c.num_ack_pending, c.delivered.consumer_seq) for c in consumers]

    with_nats(shared_server.url, make)
    before = stream_state(shared_server.url, stream), with_nats(shared_server.url, look)
    messages = client.call("stream_view", stream=stream).data["messages"]
    assert [shown_bytes(message["payload"]) for message in messages] == [b"job"] * 5
    client.call("stream_info", stream=stream).data
    assert (stream_state(shared_server.url, stream), with_nats(shared_server.url, look)) == before
