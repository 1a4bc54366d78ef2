"""Messages sent here arrive at nats-py as they were, and those of nats-py are shown as they are."""

import base64
import json
import subprocess

import pytest

from support.driver import BINARY, clean_environment
from support.nats_server import NatsServer
from support.world import make_stream, stream_state, unique, with_nats

BODIES = {
    "binary": bytes(range(256)) * 3, "empty": b"", "text": "żółć – 東京 🚀".encode(), "controls": b"a\x00b\r\n\tc\x7f",
    "json": b'{"n": 18446744073709551615}', "no UTF-8": b"\xff\xfe\xc3",
}


@pytest.fixture
def client(drive, shared_server):
    client = drive("--server", shared_server.url, "--write", "data")
    client.initialize()
    client.list_tools()
    return client


def message(server, stream, sequence):
    async def read(_, js):
        return await js.get_msg(stream, sequence)

    return with_nats(server.url, read)


def header_lines(server, stream, sequence):
    """As they are on the wire: nats-py reads them as those of a mail."""

    async def read(nc, _):
        reply = await nc.request(f"$JS.API.STREAM.MSG.GET.{stream}", json.dumps({"seq": sequence}).encode())
        return json.loads(reply.data)["message"]["hdrs"]

    return base64.b64decode(with_nats(server.url, read)).decode().strip().split("\r\n")[1:]


@pytest.mark.parametrize("body", BODIES)
def test_what_is_published_is_stored_as_it_was(client, shared_server, body):
    stream = unique("OUT")
    make_stream(shared_server.url, stream)
    stored = client.call(
        "publish", subject=f"{stream}.größe", body_base64=base64.b64encode(BODIES[body]).decode(),
        headers=["Kind: ä", "Empty:", "Twice: 1", "Twice: 2"], message_id="id 1").data["stored"]
    assert stored == {"stream": stream, "sequence": 1}
    found = message(shared_server, stream, 1)
    assert (found.data or b"") == BODIES[body] and found.subject == f"{stream}.größe"
    lines = header_lines(shared_server, stream, 1)
    assert sorted(line.rstrip() for line in lines) == ["Empty:", "Kind: ä", "Nats-Msg-Id: id 1", "Twice: 1", "Twice: 2"]


def test_a_second_message_of_an_id_is_told_as_duplicate_to_both_sides(client, shared_server):
    stream = unique("DUP")
    make_stream(shared_server.url, stream)

    async def publish(_, js):
        return await js.publish(f"{stream}.a", b"x", headers={"Nats-Msg-Id": "one"})

    assert with_nats(shared_server.url, publish).seq == 1
    assert client.call("publish", subject=f"{stream}.a", message_id="one").data["stored"]["duplicate"] is True
    client.call("publish", subject=f"{stream}.a", message_id="two").data
    assert stream_state(shared_server.url, stream).messages == 2


def test_an_event_reaches_a_subscriber_in_its_envelope(client, shared_server):
    subject = unique("event")

    async def listen(nc, _):
        subscription = await nc.subscribe(subject)
        await nc.flush()
        done = client.call("publish", subject=subject, event={
            "type": "order.placed", "data": {"größe": [1, None]}, "tags": ["a"], "correlation_id": "c", "causation_id": "b"})
        return done.data, await subscription.next_msg(5)

    done, got = with_nats(shared_server.url, listen)
    event = json.loads(got.data)
    assert done["stored"] is None and done["message_id"] == event["id"] == got.headers["Nats-Msg-Id"]
    assert event["type"] == "order.placed" and event["data"] == {"größe": [1, None]} and event["tags"] == ["a"]
    assert event["metadata"] == {"correlationId": "c", "causationId": "b"}
    assert (got.headers["Correlation-Id"], got.headers["Causation-Id"]) == ("c", "b")


def test_a_message_of_8_mib_is_stored_whole():
    body = bytes(range(256)) * 32768
    with NatsServer(config="max_payload: 9MB\n") as server:
        make_stream(server.url, "LARGE")
        arguments = json.dumps({"subject": "LARGE.a", "body_base64": base64.b64encode(body).decode()})
        done = subprocess.run(
            [BINARY, "call", "publish", "-", "--server", server.url, "--write", "data"], input=arguments.encode(),
            capture_output=True, timeout=30, env=clean_environment())
        assert done.returncode == 0, done.stderr[-1000:]
        assert message(server, "LARGE", 1).data == body


def test_what_a_server_would_not_take_is_not_sent(client, shared_server):
    body = base64.b64encode(b"x" * ((1 << 20) + 1)).decode()
    assert "payload_too_large" in client.call("publish", subject="large", body_base64=body).failure


def test_several_messages_stop_where_the_stream_is_full(client, shared_server):
    stream = unique("FULL")
    make_stream(shared_server.url, stream, max_msgs=3, discard="new")
    failure = client.call("publish", subject=f"{stream}.a", body="x", count=10).failure
    assert "3 of 10" in failure and '"stored_count":3' in failure
    assert stream_state(shared_server.url, stream).messages == 3
