"""Messages sent here arrive at nats-py as they were, and those of nats-py are shown as they are."""

import asyncio
import base64
import json
import os
import subprocess
import time

import nats.errors
import nats.micro
import pytest

from support.cluster import Cluster
from support.driver import BINARY, Driver, clean_environment, shown_bytes
from support.nats_server import NatsServer
from support.world import make_stream, stream_state, unique, with_nats

BODIES = {
    "binary": bytes(range(256)) * 3, "empty": b"", "text": "żółć – 東京 🚀".encode(), "controls": b"a\x00b\r\n\tc\x7f",
    "json": b'{"n": 18446744073709551615}', "no UTF-8": b"\xff\xfe\xc3",
}


@pytest.fixture
def client(drive, shared_server):
    client = drive("--server", shared_server.url, "--write", "data", "--toolsets", "all")
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


# Batches and counters came with nats-server 2.12.

ROOT = os.path.join(os.path.dirname(__file__), "../..")


def test_messages_are_filled_in_as_the_old_command_line_did(client, shared_server):
    stream = unique("FILLED")
    make_stream(shared_server.url, stream)
    data = client.call("publish", subject=f"{stream}.{{{{Count}}}}", body="order {{Count}} {{ID}}", headers=["Number: {{Count}}"], count=3).data
    assert data["stored_count"] == 3 and "note" not in data
    found = [message(shared_server, stream, sequence) for sequence in (1, 2, 3)]
    assert [one.subject for one in found] == [f"{stream}.1", f"{stream}.2", f"{stream}.3"]
    assert [one.data.decode().rsplit(" ", 1)[0] for one in found] == ["order 1", "order 2", "order 3"]
    assert [one.headers["Number"] for one in found] == ["1", "2", "3"] and len({one.data for one in found}) == 3
    # Once, and where it is not wanted, a payload is what it is.
    assert "templates" in client.call("publish", subject=f"{stream}.x", body="{{Count}}").data["note"]
    client.call("publish", subject=f"{stream}.x", body="{{Count}}", count=2, templates=False).data
    client.call("publish", subject=f"{stream}.x", body_base64=base64.b64encode(b"\xff{{Count}}").decode(), count=2).data
    assert [message(shared_server, stream, sequence).data for sequence in (4, 5, 6, 7, 8)] == [b"{{Count}}"] * 3 + [b"\xff{{Count}}"] * 2
    assert "refused_by_guard" in client.call("publish", subject="$JS.API.STREAM.PURGE.{{Count}}", count=2).failure


EMPTY = {"Before": "1", "Empty": "", "Blank": "", "After": "2", "Last": ""}


@pytest.mark.parametrize("body", [b"x", b""])
@pytest.mark.parametrize("reply", [None, "some.reply"])
def test_a_header_without_a_value_hides_no_other(client, shared_server, body, reply):
    """On its own way, as a request's answer and through a consumer."""
    subject = unique("empty.")

    async def work(nc, js):
        listening = await asyncio.to_thread(client.start_call, "subscribe", subject=subject, count=1, duration="20s")
        while json.dumps(listening) not in client.responses:
            await nc.publish(subject, body, headers=EMPTY, reply=reply or "")
            await asyncio.sleep(0.1)

        async def answer(question):
            await nc.publish(question.reply, body, headers=EMPTY)

        await nc.subscribe(f"{subject}.ask", cb=answer)
        await nc.flush()
        asked = await asyncio.to_thread(client.call, "request", subject=f"{subject}.ask")
        return client.answer(listening), asked

    heard, asked = with_nats(shared_server.url, work)
    for row in (heard.data["messages"][0], asked.data["answers"][0]):
        assert row["headers"] == EMPTY and shown_bytes(row["payload"]) == body and "status" not in row


def test_a_header_without_a_value_hides_no_other_in_what_consumers_bring(client, shared_server):
    bucket = unique("empty")

    async def fill(nc, js):
        from nats.js.api import KeyValueConfig

        await js.create_key_value(KeyValueConfig(bucket=bucket, history=5))
        await js.publish(f"$KV.{bucket}.k", b"1", headers={"Empty": ""})
        await js.publish(f"$KV.{bucket}.k", b"", headers={"Empty": "", "KV-Operation": "DEL"})

    with_nats(shared_server.url, fill)
    data = client.call("kv_watch", bucket=bucket, include_history=True, count=2).data
    assert [row.get("operation", "put") for row in data["changes"]] == ["put", "delete"], data


@pytest.fixture(scope="module", params=["2.12", "2.14", "2.15"])
def newer(request):
    """A server of one release and a client; or three servers, where streams have three replicas."""
    versions = subprocess.run([f"{ROOT}/scripts/servers", "list"], capture_output=True, text=True, check=True).stdout.split()
    release = next(version for version in versions if version.startswith(request.param + "."))
    with NatsServer(binary=f"{ROOT}/.tools/servers/{release}/nats-server") as server:
        client = Driver("--server", server.url, "--write", "data", "--toolsets", "all")
        client.initialize()
        client.list_tools()
        yield server, client, 1
        client.finish()


@pytest.fixture(scope="module")
def replicated():
    with Cluster() as cluster:
        client = Driver("--server", cluster.urls, "--write", "data", "--toolsets", "all")
        client.initialize()
        client.list_tools()
        yield cluster["n1"], client, 3
        client.finish()


def create(server, name, replicas=1, **config):
    """By the server's own words: nats-py does not know them all."""

    async def work(nc, _):
        body = {"name": name, "subjects": [f"{name}.>"], "num_replicas": replicas, **config}
        reply = json.loads((await nc.request(f"$JS.API.STREAM.CREATE.{name}", json.dumps(body).encode(), timeout=10)).data)
        assert "error" not in reply, reply

    with_nats(server.url, work)


def batch_is_whole_or_nothing(server, client, replicas):
    stream = unique("BATCH")
    create(server, stream, replicas, allow_atomic=True)
    bodies = list(BODIES.values())
    messages = [
        {"subject": f"{stream}.{n}", "body_base64": base64.b64encode(body).decode(), "headers": {"N": str(n)}} for n, body in enumerate(bodies)]
    stored = client.call("publish_batch", messages=messages).data["stored"]
    assert stored == {"stream": stream, "first_sequence": 1, "sequence": len(bodies), "count": len(bodies)}
    failure = client.call("publish_batch", messages=[*messages, {"subject": f"{stream}.x", "expect": {"last_subject_sequence": 99}}]).failure
    assert "Nothing was stored" in failure and "wrong last sequence" in failure

    async def look(_, js):
        assert (await js.stream_info(stream)).state.messages == len(bodies)
        return [await js.get_msg(stream, n + 1) for n in range(len(bodies))]

    found = with_nats(server.url, look)
    assert [(one.subject, one.data or b"", one.headers["N"]) for one in found] == [
        (f"{stream}.{n}", body, str(n)) for n, body in enumerate(bodies)]


def counter_counts(server, client, replicas):
    stream = unique("COUNT")
    create(server, stream, replicas, allow_msg_counter=True, allow_direct=True)

    async def add(nc, _):
        return json.loads((await nc.request(f"{stream}.größe", headers={"Nats-Incr": "+40"})).data)["val"]

    assert with_nats(server.url, add) == "40"
    assert client.call("counter_add", subject=f"{stream}.größe", by=2, message_id="m").data["value"] == "42"
    again = client.call("counter_add", subject=f"{stream}.größe", by=2, message_id="m").data
    assert again["value"] == "42" and again["stored"]["duplicate"]
    assert [(row["subject"], row["value"]) for row in client.call("counter_get", subject=f"{stream}.>").data["counters"]] == [
        (f"{stream}.größe", "42")]

    async def read(_, js):
        return json.loads((await js.get_last_msg(stream, f"{stream}.größe")).data)["val"]

    assert with_nats(server.url, read) == "42"


@pytest.mark.parametrize("check", [batch_is_whole_or_nothing, counter_counts])
def test_on_each_release(newer, check):
    check(*newer)


@pytest.mark.parametrize("check", [batch_is_whole_or_nothing, counter_counts])
def test_with_three_replicas(replicated, check):
    check(*replicated)


def test_what_two_streams_count_is_told_by_source(newer):
    server, client, _ = newer
    one, both = unique("ONE"), unique("BOTH")
    create(server, one, allow_msg_counter=True)
    create(server, both, allow_msg_counter=True, subjects=[], sources=[
        {"name": one, "subject_transforms": [{"src": f"{one}.>", "dest": f"{both}.>"}]}])
    client.call("counter_add", subject=f"{one}.a", by=5).data
    deadline = time.monotonic() + 10
    while not (rows := client.call("counter_get", stream=both, subject=f"{both}.>").data["counters"]):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert rows[0]["value"] == "5" and rows[0]["sources"] == {one: {f"{one}.a": "5"}}


@pytest.mark.parametrize("body", BODIES)
def test_a_service_of_nats_py_is_asked_and_its_answer_shown(client, shared_server, body):
    subject = unique("svc")

    async def serve(nc, _):
        async def answer(request):
            await nc.publish(request.reply, request.data[::-1], headers={"Seen": request.headers["Kind"]})

        await nc.subscribe(subject, cb=answer)
        await nc.flush()
        return await asyncio.to_thread(
            client.call, "request", subject=subject, body_base64=base64.b64encode(BODIES[body]).decode(), headers=["Kind: x"])

    data = with_nats(shared_server.url, serve).data
    answer, = data["answers"]
    assert shown_bytes(answer["payload"]) == BODIES[body][::-1] and answer["headers"] == {"Seen": "x"}


def test_all_of_several_services_answer_and_a_silent_one_is_waited_for_no_longer_than_asked(client, shared_server):
    subject = unique("crowd")

    async def serve(nc, _):
        for n in range(4):
            async def answer(request, n=n):
                await request.respond(str(n).encode())

            await nc.subscribe(subject, cb=answer)
        await nc.subscribe(f"{subject}.silent")
        await nc.flush()
        many = await asyncio.to_thread(client.call, "request", subject=subject, replies=0, gap="200ms")
        began = time.monotonic()
        silent = await asyncio.to_thread(client.answer, client.start_call("request", subject=f"{subject}.silent", timeout="300ms"))
        return many, silent, time.monotonic() - began

    many, silent, seconds = with_nats(shared_server.url, serve)
    assert sorted(shown_bytes(answer["payload"]) for answer in many.data["answers"]) == [b"0", b"1", b"2", b"3"]
    assert many.data["ended"] == "gap"
    assert "outcome_unknown" in silent.failure and 0.3 <= seconds < 3


def test_what_nats_py_sends_is_heard_as_it_is_told_at_once_and_cancelled(client, shared_server):
    subject = unique("heard")
    id = client.start("tools/call", {
        "name": "subscribe", "arguments": {"subject": f"{subject}.>", "duration": "30s", "payload": "full"}, "_meta": {"progressToken": "s"}})

    def told():
        return [n["params"]["message"] for n in client.notifications if n["method"] == "notifications/progress"]

    async def send(nc, _):
        deadline = time.monotonic() + 10
        while not told():
            assert time.monotonic() < deadline
            await nc.publish(f"{subject}.größe", b"x")
            await asyncio.sleep(0.05)

    with_nats(shared_server.url, send)
    assert "größe (1 B)" in told()[0]
    client.notify("notifications/cancelled", {"requestId": id})
    assert client.call("subscribe", subject=subject, duration="50ms").data["ended"] == "duration", "others go on"

    id = client.start_call("subscribe", subject=f"{subject}.*", count=len(BODIES) + 1, payload="full", duration="20s", max_bytes=60_000)

    async def publish(nc, _):
        while True:
            try:
                await nc.request(f"{subject}.ready", timeout=0.05)
            except nats.errors.NoRespondersError:
                continue
            except nats.errors.TimeoutError:
                break
        for body in BODIES.values():
            await nc.publish(f"{subject}.body", body, reply="answers.go.here", headers={"Kind": "ä"})

    with_nats(shared_server.url, publish)
    data = client.answer(id).data
    assert data["ended"] == "count"
    for row, body in zip(data["messages"][1:], BODIES.values()):
        assert shown_bytes(row["payload"]) == body and row["reply"] == "answers.go.here" and row["headers"] == {"Kind": "ä"}


@pytest.mark.parametrize("tool, more", [("request", {}), ("publish_batch", {}), ("counter_add", {})])
@pytest.mark.parametrize("subject", ["$JS.API.STREAM.PURGE.{}", "$JS.ACK.{}.c.1.1.1.1.0", "$KV.b.k", "_INBOX.a", "$SYS.REQ.SERVER.PING"])
def test_no_way_to_send_is_a_back_door(drive, shared_server, tool, more, subject):
    stream = unique("SAFE")
    make_stream(shared_server.url, stream, messages=[(f"{stream}.a", b"x")] * 3)
    client = drive("--server", shared_server.url, "--write", "destructive", "--toolsets", "all")
    client.initialize()
    message = {"subject": subject.format(stream)}
    arguments = {"messages": [{"subject": f"{stream}.b"}, message]} if tool == "publish_batch" else message
    assert "refused_by_guard" in client.call(tool, **arguments).failure
    for header in ("Nats-Rollup: all", "KV-Operation: PURGE", f"Nats-Trace-Dest: $JS.API.STREAM.PURGE.{stream}"):
        if tool != "counter_add":
            bad = {"subject": f"{stream}.b", "headers": [header]}
            assert "refused_by_guard" in client.call(tool, **({"messages": [bad]} if tool == "publish_batch" else bad)).failure
    assert stream_state(shared_server.url, stream).messages == 3


def test_micro_services_of_nats_py_are_found_with_what_they_tell(client, shared_server):
    name = unique("calc")

    async def work(nc, _):
        async def answer(request):
            if request.data == b"bad":
                await request.respond_error("400", "bad input")
            else:
                await request.respond(b"ok")

        services = []
        for version in ("1.0.0", "1.1.0"):
            service = await nats.micro.add_service(nc, name=name, version=version, description="rechnet – ü", metadata={"zone": "a"})
            await service.add_group(name=f"{name}.math").add_endpoint(name="add", handler=answer)
            services.append(service)
        await nc.flush()
        ask = lambda tool, **arguments: asyncio.to_thread(client.call, tool, **arguments)
        await ask("request", subject=f"{name}.math.add", body="1")
        await ask("request", subject=f"{name}.math.add", body="2")
        found = {what: (await ask("services", name=name, what=what)).data for what in ("list", "ping", "info", "stats")}
        found["near"] = (await ask("services", name=name[:-1])).failure
        paged = await ask("services", name=name, what="info", limit=1)
        found["next"] = (await ask("services", name=name, what="info", limit=1, cursor=paged.data["next_cursor"])).data
        for service in services:
            await service.stop()
        return found, sorted(service.id for service in services)

    found, ids = with_nats(shared_server.url, work)
    assert found["list"]["services"] == [
        {"name": name, "instances": 2, "versions": ["1.0.0", "1.1.0"], "description": "rechnet – ü", "subjects": [f"{name}.math.add"]}]
    assert [row["id"] for row in found["ping"]["services"]] == ids and all(row["rtt_ms"] > 0 for row in found["ping"]["services"])
    info = found["info"]["services"]
    assert [row["id"] for row in info] == ids and info[0]["metadata"]["zone"] == "a"
    assert info[0]["endpoints"][0]["subject"] == f"{name}.math.add" and info[0]["endpoints"][0]["queue_group"] == "q"
    assert sum(row["endpoints"][0]["requests"] for row in found["stats"]["services"]) == 2
    assert name in found["near"]
    assert [row["id"] for row in found["next"]["services"]] == ids[1:]
