"""What servers tell of by themselves, seen while it is made to happen from the other side."""

import json
import time

import pytest

from support.accounts import Accounts
from support.cluster import ACCOUNTS, Cluster
from support.driver import Driver
from support.nats_server import NatsServer
from support.world import unique, with_nats

FLAGS = ("--toolsets", "all")


@pytest.fixture(scope="module")
def server():
    with NatsServer(ACCOUNTS) as server:
        yield server


@pytest.fixture(scope="module")
def clients(server):
    made = {}

    def client(user):
        if user not in made:
            made[user] = Driver(*FLAGS, env={"NATS_URL": server.url, "NATS_USER": user, "NATS_PASSWORD": "p"})
            made[user].initialize()
            made[user].list_tools()
        return made[user]

    yield client
    for one in made.values():
        one.finish()


def provoked(client, action, seconds=20, **arguments):
    """What `events` answers while something is done again and again."""
    id = client.start_call("events", **arguments)
    deadline = time.monotonic() + seconds
    while json.dumps(id) not in client.responses:
        assert time.monotonic() < deadline, "the watch did not end"
        action()
        time.sleep(0.1)
    return client.answer(id)


def come_and_go(server, user="b", **options):
    async def nothing(connection, _):
        await connection.flush()

    with_nats(server.url, nothing, user=user, password="p", name="visitor", **options)


def api(url, operation, body=None, **options):
    async def ask(connection, _):
        return json.loads((await connection.request(f"$JS.API.{operation}", json.dumps(body).encode() if body else b"", timeout=5)).data)

    return with_nats(url, ask, **options)


def make_and_delete(server, name):
    api(server.url, f"STREAM.CREATE.{name}", {"name": name, "subjects": [f"{name}.>"]})
    api(server.url, f"CONSUMER.DURABLE.CREATE.{name}.c", {"stream_name": name, "config": {"durable_name": "c", "ack_policy": "explicit"}})
    api(server.url, f"STREAM.DELETE.{name}")


def test_clients_that_come_and_go_are_seen_by_the_system_account(clients, server):
    data = provoked(clients("sys"), lambda: come_and_go(server), kinds=["connections"], account="B", count=4, duration="20s").data
    assert data["ended"] == "count" and data["seen"] == ["connections"] and len(data["events"]) == 4
    assert {event["event"] for event in data["events"]} == {"client_connect", "client_disconnect"}
    for event in data["events"]:
        assert event["account"] == "B" and event["user"] == "b" and event["client"] == "visitor" and event["server"] == "e2e"
    gone = next(event for event in data["events"] if event["event"] == "client_disconnect")
    assert gone["reason"] == "Client Closed"


def test_who_is_not_let_in_is_seen(clients, server):
    def knock():
        with pytest.raises(Exception):
            come_and_go(server, user="burglar")

    data = provoked(clients("sys"), knock, kinds="auth", count=1, duration="20s").data
    assert data["events"][0]["event"] == "auth_error" and data["events"][0]["user"] == "burglar"
    assert data["events"][0]["reason"] == "Authentication Failure"


def test_an_account_sees_what_becomes_of_its_streams_and_consumers(clients, server):
    name = unique("SEEN")
    # Streams and consumers are two subscriptions, and one of them may begin while it is already happening: of the four events of a
    # round some may be missed. In eight there is a whole one.
    data = provoked(clients("a"), lambda: make_and_delete(server, name), kinds=["streams", "consumers"], count=8, duration="20s").data
    assert all(event["stream"] == name for event in data["events"])
    assert {("stream_action", "create"), ("stream_action", "delete"), ("consumer_action", "create")} <= {
        (event["event"], event.get("action")) for event in data["events"]}


def test_what_a_user_does_not_see_is_told(clients):
    data = clients("a").call("events", duration="100ms").data
    assert data["events"] == [] and data["ended"] == "duration" and data["seen"] == ["streams", "consumers"]
    assert set(data["not_seen"]) == {"connections", "auth", "servers", "leafnodes"}
    assert "note" in clients("sys").call("events", duration="100ms").data
    begun = time.monotonic()
    failure = clients("a").call("events", kinds=["connections"]).failure
    assert "system_account_needed" in failure and time.monotonic() - begun < 2
    assert "system_account_needed" in clients("a").call("events", account="B").failure
    assert "invalid_argument" in clients("a").call("events", kinds=["weather"]).failure


def test_the_api_is_watched_without_its_bodies(clients, server):
    name = unique("API")

    def ask():
        api(server.url, f"STREAM.INFO.{name}")
        api(server.url, f"STREAM.CREATE.{name}", {"name": name, "subjects": [f"{name}.>"], "description": "not-for-others"})
        api(server.url, f"STREAM.DELETE.{name}")

    data = provoked(clients("a"), ask, kinds=["api"], count=6, duration="20s").data
    assert "not-for-others" not in json.dumps(data)
    assert f"$JS.API.STREAM.CREATE.{name}" in {event["subject"] for event in data["events"]}
    assert all(event["account"] == "A" and event["user"] == "a" for event in data["events"])


def test_each_event_is_told_as_it_happens(drive, server):
    client = drive(*FLAGS, env={"NATS_URL": server.url, "NATS_USER": "sys", "NATS_PASSWORD": "p"})
    client.initialize()
    id = client.start("tools/call", {
        "name": "events", "arguments": {"kinds": ["connections"], "duration": "30s"}, "_meta": {"progressToken": "w"}})
    deadline = time.monotonic() + 20
    while not any("client_disconnect B b" in n["params"]["message"] for n in client.notifications if n["method"] == "notifications/progress"):
        assert time.monotonic() < deadline
        come_and_go(server)
        time.sleep(0.3)
    assert json.dumps(id) not in client.responses, "it goes on"
    # Others are not held up, and a cancelled watch leaves nothing behind.
    assert client.call("rtt").data["count"] == 5
    client.notify("notifications/cancelled", {"requestId": id})
    deadline = time.monotonic() + 10
    while any(row["subs"] > 1 for row in client.call("account_report_connections", account="SYS").data["connections"]):
        assert time.monotonic() < deadline, "the subscriptions stay"
        time.sleep(0.1)


def test_a_flood_ends_at_the_budget(clients, server):
    answer = provoked(clients("sys"), lambda: come_and_go(server), kinds="connections", max_bytes=1500, duration="20s")
    assert answer.data["ended"] == "max_bytes" and len(answer.text) <= 1500 and answer.data["events"]


def test_hidden_names_are_kept_out(drive, server):
    client = drive(*FLAGS, "--hide", "SECRET*", env={"NATS_URL": server.url, "NATS_USER": "a", "NATS_PASSWORD": "p"})
    client.initialize()
    id = client.start("tools/call", {
        "name": "events", "arguments": {"kinds": ["streams", "consumers", "api"], "count": 12, "duration": "20s"}, "_meta": {"progressToken": "w"}})
    deadline = time.monotonic() + 25
    while json.dumps(id) not in client.responses:
        assert time.monotonic() < deadline
        make_and_delete(server, unique("SECRET"))
        make_and_delete(server, unique("OPEN"))
    data = client.answer(id).data
    assert data["hidden"] > 0 and "OPEN" in json.dumps(data["events"])
    assert b"SECRET" not in client.stdout


def test_a_server_that_goes_down_and_a_new_leader_are_seen(drive):
    with Cluster(ACCOUNTS) as cluster:
        api(cluster["n1"].url, "STREAM.CREATE.ELECT", {"name": "ELECT", "subjects": ["ELECT.>"], "num_replicas": 3})
        cluster.leader("ELECT")
        client = drive(*FLAGS, **cluster.to("sys"))
        client.initialize()
        own = drive(*FLAGS, **cluster.to("a"))
        own.initialize()
        ids = [one.start_call("events", kinds=["streams", "servers"], duration="8s") for one in (client, own)]
        time.sleep(1)
        api(cluster["n1"].url, "STREAM.LEADER.STEPDOWN.ELECT")
        time.sleep(1)
        cluster["n3"].process.terminate()
        whole, mine = (one.answer(id, 20).data for one, id in zip((client, own), ids))
        elected = next(event for event in whole["events"] if event["event"] == "stream_leader_elected")
        assert elected["account"] == "A" and elected["stream"] == "ELECT" and elected["leader"] in ("n1", "n2", "n3")
        down = next(event for event in whole["events"] if event["event"] == "server_shutdown")
        assert down["server"] == "n3"
        assert any(event["event"] == "stream_leader_elected" for event in mine["events"]) and "servers" in mine["not_seen"]


def test_a_denied_subject_is_named(drive):
    with Accounts() as server:
        client = drive(*FLAGS, **server.to("own_inbox"), )
        client.initialize()
        failure = client.call("events").failure
        assert "inbox_denied" in failure or "permission_denied" in failure
        client = drive(*FLAGS, "--inbox-prefix", "_BOX.own", **server.to("own_inbox"))
        client.initialize()
        failure = client.call("events", kinds=["streams"]).failure
        assert "permission_denied" in failure and "$JS.EVENT.ADVISORY.STREAM.>" in failure
