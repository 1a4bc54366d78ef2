"""`trace`: where a message goes, told by the servers themselves; a dry run delivers nothing."""

import asyncio
import json
import os
import time

import nats
import pytest

from support.calls import version
from support.cluster import Cluster
from support.driver import Driver
from support.nats_server import NatsServer
from support.world import make_stream, stream_state, unique, with_nats
from test_versions import ROOT, VERSIONS

FLAGS = ("--toolsets", "all")

CONFIG = """
accounts {
  SYS { users: [ { user: sys, password: p } ] }
  A {
    jetstream: enabled
    users: [
      { user: a, password: p }
      { user: narrow, password: p, permissions: { publish: { allow: ["open.>", "$JS.API.>", "_INBOX.>"] } } }
      { user: mute, password: p, permissions: { publish: { deny: ["_INBOX.>"] } } }
    ]
    mappings: { "old.*": "new.$1" }
    exports: [ { stream: "shared.>" }, { service: "svc.ask", allow_trace: true }, { service: "svc.silent" } ]
  }
  B {
    users: [ { user: b, password: p } ]
    imports: [
      { stream: { account: A, subject: "shared.>" }, prefix: "from.a", allow_trace: true }
      { service: { account: A, subject: "svc.ask" }, to: "ask" }
      { service: { account: A, subject: "svc.silent" }, to: "ask.silent" }
    ]
  }
}
system_account: SYS
no_auth_user: a
"""


@pytest.fixture(scope="module")
def trio():
    with Cluster(CONFIG) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def clients(trio):
    made = {}

    def client(user, *flags, node="n1"):
        key = user, node, flags
        if key not in made:
            made[key] = Driver(*FLAGS, *flags, **trio.to(user, node))
            made[key].initialize()
            made[key].list_tools()
        return made[key]

    yield client
    for one in made.values():
        one.finish()


class Listeners:
    """Subscribers, each on a connection of its own, and what they got."""

    def __init__(self, *where):
        """`where`: (url, user, name, subject, queue or None)."""
        self.where, self.got = where, []

    def run(self, work):
        """`work` runs in a thread while they listen."""

        async def listen():
            connections = []
            try:
                for url, user, name, subject, queue in self.where:
                    connection = await nats.connect(url, user=user, password="p", name=name, allow_reconnect=False)
                    connections.append(connection)

                    async def take(message, name=name):
                        self.got.append((name, message.subject, message.data, message.headers))
                        if message.reply:
                            await message.respond(b"answer")

                    await connection.subscribe(subject, queue=queue or "", cb=take)
                    await connection.flush()
                # The other servers have to hear of it.
                await asyncio.sleep(0.3)
                result = await asyncio.to_thread(work)
                await asyncio.sleep(0.1)
                return result
            finally:
                for connection in connections:
                    await connection.close()

        return asyncio.run(asyncio.wait_for(listen(), 30))


def steps(data, step):
    return [row for row in data["path"] if row["step"] == step]


def test_the_way_through_servers_streams_and_subscribers_is_shown_and_nobody_gets_it(clients, trio):
    name = unique("WAY")
    make_stream(trio["n1"].url, name, num_replicas=1)
    here, there = (trio[node].url for node in ("n1", "n2"))
    listeners = Listeners((here, "a", "near", f"{name}.>", None), (there, "a", "far", f"{name}.x", None), (there, "a", "worker", f"{name}.*", "crew"))
    data = listeners.run(lambda: clients("a").call("trace", subject=f"{name}.x", body="hello").data)
    assert listeners.got == [] and stream_state(here, name).messages == 0, "a dry run"
    assert data["delivered"] is False and data["complete"] and not data["truncated"] and "trouble" not in data and "verdict" not in data
    assert data["reached"]["clients"] == 3 and data["reached"]["streams"] == [name] and data["reached"]["servers"] >= 2
    first = data["path"][0]
    assert first["step"] == "ingress" and first["server"] == "n1" and first["from"] == "client" and first["account"] == "A"
    assert first["subject"] == f"{name}.x" and "hop" not in first
    assert {row["name"] for row in steps(data, "egress") if row["to"] == "client"} == {"near", "far", "worker"}
    assert next(row for row in steps(data, "egress") if row["name"] == "worker")["queue"] == "crew"
    way = next(row for row in steps(data, "egress") if row["to"] == "server" and row["name"] == "n2")
    assert next(row for row in steps(data, "ingress") if row.get("hop") == way["hop"])["server"] == "n2"
    assert steps(data, "stream")[0]["stream"] == name


def test_delivered_it_is_only_when_asked_for_and_at_level_data(clients, trio):
    name = unique("GIVEN")
    make_stream(trio["n1"].url, name)
    assert "--write data" in clients("a").call("trace", subject=f"{name}.x", body="hello", deliver=True).failure
    assert stream_state(trio["n1"].url, name).messages == 0
    listeners = Listeners((trio["n2"].url, "a", "far", f"{name}.x", None))
    writer = clients("a", "--write", "data")
    plan = writer.call("trace", subject=f"{name}.x", body="hello", deliver=True, dry_run=True).data
    assert plan["status"] == "planned" and stream_state(trio["n1"].url, name).messages == 0
    data = listeners.run(lambda: writer.call("trace", subject=f"{name}.x", body="hello", headers=["Kind: test"], deliver=True).data)
    assert data["status"] == "done" and data["delivered"] is True and data["reached"]["streams"] == [name] and data["complete"]
    assert [(who, subject, body) for who, subject, body, _ in listeners.got] == [("far", f"{name}.x", b"hello")]
    assert listeners.got[0][3]["Kind"] == "test"
    assert stream_state(trio["n1"].url, name).messages == 1


def test_a_level_that_allows_it_does_not_deliver_by_itself(clients, trio):
    name = unique("QUIET")
    make_stream(trio["n1"].url, name)
    assert clients("a", "--write", "data").call("trace", subject=f"{name}.x", body="hello").data["delivered"] is False
    assert stream_state(trio["n1"].url, name).messages == 0


def test_nobody_there_is_said(clients):
    data = clients("a").call("trace", subject="nobody.here").data
    assert data["complete"] and data["reached"]["clients"] == 0 and "no stream takes it" in data["verdict"]
    assert [row["step"] for row in data["path"]] == ["ingress"]


def test_a_mapping_shows_where_it_leads(clients, trio):
    data = Listeners((trio["n1"].url, "a", "mapped", "new.1", None)).run(lambda: clients("a").call("trace", subject="old.1").data)
    assert steps(data, "mapping")[0]["subject"] == "new.1"
    assert steps(data, "egress")[0]["subscription"] == "new.1"


def test_a_stream_that_would_refuse_it_says_why(clients, trio):
    name = unique("FULL")
    make_stream(trio["n1"].url, name, messages=[(f"{name}.a", b"1")], num_replicas=1)
    data = clients("a").call("trace", subject=f"{name}.x", headers=["Nats-Expected-Last-Sequence: 99"]).data
    assert "last sequence mismatch" in steps(data, "stream")[0]["error"]
    assert any("last sequence mismatch" in line for line in data["trouble"]) and data["reached"]["streams"] == []
    interest = unique("INTEREST")
    make_stream(trio["n1"].url, interest, num_replicas=1, retention="interest")
    data = clients("a").call("trace", subject=f"{interest}.x").data
    assert any("no consumer has interest" in line for line in data["trouble"]) and data["reached"]["streams"] == []


def test_it_is_followed_into_other_accounts_that_allow_it(clients, trio):
    data = Listeners((trio["n1"].url, "b", "importer", "from.a.shared.>", None)).run(
        lambda: clients("a").call("trace", subject="shared.x").data)
    assert steps(data, "stream_export")[0]["account"] == "B"
    assert any(row["name"] == "importer" and row.get("account") == "B" for row in steps(data, "egress")), data
    asked = Listeners((trio["n1"].url, "a", "answerer", "svc.>", None)).run(lambda: clients("b").call("trace", subject="ask").data)
    assert steps(asked, "service_import")[0]["account"] == "A"
    assert any(row["name"] == "answerer" for row in steps(asked, "egress")), asked
    silent = Listeners((trio["n1"].url, "a", "answerer", "svc.>", None)).run(
        lambda: clients("b").call("trace", subject="ask.silent").data)
    assert "allow_trace" in silent["verdict"] and silent["reached"]["clients"] == 0, silent


def test_what_publish_refuses_is_refused_also_when_nothing_would_be_delivered(clients):
    client = clients("a", "--write", "data")
    for arguments in (
            {"subject": "$JS.API.STREAM.LIST"}, {"subject": "$SYS.REQ.SERVER.PING"}, {"subject": "$KV.b.k"}, {"subject": "_INBOX.x"},
            {"subject": "ok", "headers": ["Nats-Rollup: all"]}, {"subject": "ok", "headers": ["KV-Operation: PURGE"]}):
        for deliver in (False, True):
            assert "refused_by_guard" in client.call("trace", deliver=deliver, **arguments).failure
    for header in ("Nats-Trace-Dest: x", "nats-trace-only: false", "traceparent: 00-1", "Accept-Encoding: gzip", "Nats-Trace-Hop: 1"):
        assert "another trace" in client.call("trace", subject="ok", headers=[header]).failure
    assert "invalid_subject" in client.call("trace", subject="a.*").failure


def test_who_may_not_publish_is_told_so(clients):
    failure = clients("narrow").call("trace", subject="closed.x").failure
    assert "permission_denied" in failure and "closed.x" in failure
    failure = clients("mute").call("trace", subject="open.x").failure
    assert "permission_denied" in failure and "_INBOX" in failure


def test_many_receivers_stay_within_the_budget(clients, trio):
    listeners = Listeners(*[(trio["n2"].url, "a", f"one-of-many-{number}", "many.x", None) for number in range(120)])
    answer = listeners.run(lambda: clients("a").call("trace", subject="many.x", max_bytes=4000))
    assert len(answer.text) <= 4000 and answer.data["truncated"] and answer.data["reached"]["clients"] == 120
    assert answer.data["steps"] == 123 and answer.data["path"][0]["server"] == "n1"


@pytest.mark.parametrize("release", VERSIONS)
def test_a_server_that_knows_no_traces_is_never_sent_the_message(drive, release):
    binary = f"{ROOT}/.tools/servers/{release}/nats-server"
    assert os.access(binary, os.X_OK), f"nats-server {release} is missing here: scripts/servers install"
    with NatsServer(binary=binary) as server:
        make_stream(server.url, "OLD")
        client = drive(*FLAGS, "--server", server.url, "--write", "data")
        client.initialize()
        answers = [client.call("trace", subject="OLD.x", deliver=deliver) for deliver in (False, True)]
        if version(release) < version("2.11"):
            assert all("nats-server 2.11" in answer.failure for answer in answers)
            assert stream_state(server.url, "OLD").messages == 0
        else:
            assert all(answer.data["reached"]["streams"] == ["OLD"] for answer in answers)
            assert stream_state(server.url, "OLD").messages == 1
