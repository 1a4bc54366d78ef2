"""Reports on servers and their own documents: a cluster in good and in bad order, clusters with gateways and a leafnode."""

import json
import time

import pytest

from support.cluster import ACCOUNTS, NAMES, Cluster
from support.driver import Driver
from support.supercluster import Supercluster
from support.world import with_nats

FLAGS = ("--toolsets", "all", "--write", "destructive", "--confirm", "token")
KINDS = ("jetstream", "health", "meta", "accounts", "connections", "routes", "gateways", "leafnodes", "downgrade", "operations")


def request(url, operation, body, **options):
    async def ask(connection, _):
        reply = json.loads((await connection.request(f"$JS.API.{operation}", json.dumps(body).encode(), timeout=10)).data)
        assert "error" not in reply, reply
        return reply

    return with_nats(url, ask, **options)


@pytest.fixture(scope="module")
def trio():
    with Cluster(ACCOUNTS) as cluster:
        url = cluster["n1"].url
        request(url, "STREAM.CREATE.OLD", {"name": "OLD", "subjects": ["OLD.>"], "num_replicas": 3})
        request(url, "STREAM.CREATE.NEW", {"name": "NEW", "subjects": ["NEW.>"], "allow_msg_ttl": True, "num_replicas": 3})
        request(url, "CONSUMER.CREATE.OLD.plain", {"stream_name": "OLD", "config": {"name": "plain", "durable_name": "plain", "ack_policy": "explicit"}})
        request(url, "CONSUMER.CREATE.OLD.grouped", {"stream_name": "OLD", "config": {
            "name": "grouped", "durable_name": "grouped", "ack_policy": "explicit", "priority_groups": ["g"], "priority_policy": "overflow"}})
        for stream in ("OLD", "NEW"):
            cluster.leader(stream)
        yield cluster


@pytest.fixture
def frail():
    with Cluster(ACCOUNTS) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def clients(trio):
    made = {}

    def client(user, node="n1"):
        if (user, node) not in made:
            made[user, node] = Driver(*FLAGS, **trio.to(user, node))
            made[user, node].initialize()
            made[user, node].list_tools()
        return made[user, node]

    yield client
    for one in made.values():
        one.finish()


@pytest.mark.parametrize("kind", KINDS)
def test_every_report_is_made_in_time_and_within_its_budget(clients, kind):
    begun = time.monotonic()
    answer = clients("sys").call("server_report", kind=kind)
    assert time.monotonic() - begun < 4 and len(answer.text) <= 8000
    assert answer.data["answered"] == answer.data["expected"] == 3
    pages, rows, cursor = 0, [], None
    while pages < 50:
        page = clients("sys").call("server_report", kind=kind, max_bytes=1500, **({"cursor": cursor} if cursor else {})).data
        rows += page["rows"]
        pages += 1
        cursor = page.get("next_cursor")
        if not cursor:
            break
    assert len(rows) == len(answer.data["rows"]), "pages leave nothing out"


def test_jetstream_is_reported_for_servers_and_for_the_streams_of_an_account(clients):
    data = clients("sys").call("server_report", kind="jetstream").data
    assert [row["server"] for row in data["rows"]] == list(NAMES) and data["summary"]["streams"] == 6
    assert [row.get("meta_leader") for row in data["rows"]].count(True) == 1
    streams = clients("sys").call("server_report", kind="jetstream", account="A").data["rows"]
    assert [(row["stream"], row["replicas"], row["consumers"]) for row in streams] == [("NEW", 3, 0), ("OLD", 3, 2)]
    assert clients("sys").call("server_report", kind="jetstream", account="B").data["rows"] == []
    assert "account_not_found" in clients("sys").call("server_report", kind="jetstream", account="AA").failure


def test_the_meta_group_is_reported_as_its_leader_sees_it(clients):
    data = clients("sys", "n3").call("server_report", kind="meta").data
    (group,) = data["summary"]["groups"]
    assert group["size"] == group["reachable"] == 3 and group["quorum"] == 2
    assert [row["server"] for row in data["rows"]] == list(NAMES)
    assert [row["server"] for row in data["rows"] if row.get("leader")] == [group["leader"]]
    assert {row["state"] for row in data["rows"]} == {"LEADER", "FOLLOWER"}


def test_routes_are_there_between_all_servers(clients):
    data = clients("sys").call("server_report", kind="routes").data
    assert [(row["server"], row["remote"]) for row in data["rows"]] == [(a, b) for a in NAMES for b in NAMES if a != b]
    assert "trouble" not in data


def test_what_an_older_release_could_not_serve_is_found(clients):
    for user, account in (("sys", {"account": "A"}), ("a", {})):
        data = clients(user).call("server_report", kind="downgrade", release="2.10", **account).data
        assert data["summary"] == {"release": "2.10", "level": 0, "streams": 2, "consumers": 2, "not_served": 2}
        assert [(row["stream"], row.get("consumer")) for row in data["rows"]] == [("NEW", None), ("OLD", "grouped")]
        assert all(row["needs"] == "2.11" for row in data["rows"]) and data["trouble"]
        assert clients(user).call("server_report", kind="downgrade", release="2.11.4", **account).data["rows"] == []
        assert clients(user).call("server_report", kind="downgrade").data["summary"]["release"] == "2.14"
    for release in ("9.1", "new", "2"):
        assert "invalid_argument" in clients("a").call("server_report", kind="downgrade", release=release).failure


def test_a_report_that_needs_the_system_account_says_so_at_once(clients):
    for kind in ("jetstream", "health", "meta", "routes", "gateways"):
        begun = time.monotonic()
        failure = clients("a").call("server_report", kind=kind).failure
        assert "system_account_needed" in failure and '\\"A\\"' in failure and time.monotonic() - begun < 2
    for kind in ("accounts", "connections", "leafnodes", "downgrade"):
        assert "own account" in clients("a").call("server_report", kind=kind).data["limited"]
    operations = clients("a").call("server_report", kind="operations").data
    assert operations["summary"] == {"groups": []} and "system account" in operations["limited"]


def test_what_no_tool_does_is_answered_with_the_command(clients):
    ids = {server["name"]: server["id"] for server in clients("sys").call("server_list").data["servers"]}
    rows = {row["operation"]: row for row in clients("sys").call("server_report", kind="operations").data["rows"]}
    assert rows["reload"]["command"] == f"nats server config reload {ids['n1']}"
    assert rows["account purge"]["command"] == "nats server account purge ACCOUNT"
    assert {"peer removal", "evacuation", "rescue", "kick", "lame duck", "cancel move", "meta step-down"} < set(rows)
    for word in ("reload", "KICK", "ldm", "account_purge"):
        assert "kind=operations" in clients("sys").call("server_request", document=word).failure


def test_a_dead_server_shows_in_the_reports_by_name(drive, frail):
    client = drive(*FLAGS, **frail.to("sys"))
    client.initialize()
    frail["n3"].kill()
    # What each of the others notices, in its own time.
    deadline = time.monotonic() + 30
    signs = ("no further loss", "n3 does not answer", "not heard of it")
    while not all(sign in json.dumps((data := client.call("server_report", kind="meta").data).get("trouble", [])) for sign in signs):
        assert time.monotonic() < deadline, data
        time.sleep(0.2)
    assert data["summary"]["groups"][0]["reachable"] == 2
    assert next(row for row in data["rows"] if row["server"] == "n3")["current"] is False
    operations = client.call("server_report", kind="operations").data
    removal = next(row for row in operations["rows"] if row["operation"] == "peer removal")
    assert removal["command"] == "nats server cluster peer-remove n3" and operations["summary"]["groups"][0]["silent"] == ["n3"]
    # Without a majority nobody leads, and that is said in time.
    frail["n2"].kill()
    deadline = time.monotonic() + 30
    while "no leader" not in json.dumps((data := client.call("server_report", kind="meta").data).get("trouble", [])):
        assert time.monotonic() < deadline, data
        time.sleep(0.2)
    deadline = time.monotonic() + 20
    while True:
        begun = time.monotonic()
        health = client.call("server_report", kind="health").data
        assert time.monotonic() - begun < 4
        if health["rows"][0]["status"] != "ok":
            break
        assert time.monotonic() < deadline, health
        time.sleep(0.2)
    assert any(line.startswith("n1 is") for line in health["trouble"]) and health["summary"] == {"healthy": 0}


def test_documents_are_shown_as_they_are(clients):
    varz = clients("sys").call("server_request", document="varz", server="n2").data["documents"]
    assert len(varz) == 1 and varz[0]["data"]["server_name"] == "n2" and varz[0]["data"]["max_payload"] == 1 << 20
    part = clients("sys").call("server_request", document="varz", path="/jetstream/config/strict").data["documents"]
    assert [(one["server"], one["data"]) for one in part] == [(name, True) for name in NAMES]
    jsz = clients("sys").call("server_request", document="jsz", options={"account": "A", "streams": True}, max_bytes=60000).data
    assert "OLD" in json.dumps(jsz["documents"])
    health = clients("sys").call("server_request", document="healthz", options={"account": "A", "stream": "NONE"}).data
    assert health["documents"][0]["data"]["status"] == "unavailable" or "NONE" in json.dumps(health["documents"])
    assert "server_not_found" in clients("sys").call("server_request", document="varz", server="n9").failure
    refused = clients("sys").call("server_request", document="connz", options={"sort": "beauty"}).data["documents"]
    assert all("beauty" in one["error"] for one in refused)


def test_options_are_checked_before_anything_is_asked(clients):
    for options, word in (({"acc": "A"}, "account"), ({"limit": "1"}, "whole number"), ({"subscriptions": 1}, "true or false")):
        assert word in clients("sys").call("server_request", document="subsz", options=options).failure
    assert "userinfo" in clients("sys").call("server_request", document="userinfo", server="n1").failure
    assert "JSON pointer" in clients("sys").call("server_request", document="varz", path="jetstream").failure


def test_a_document_that_is_too_large_is_cut_and_says_where(clients):
    for document, options in (("subsz", {"subscriptions": True}), ("routez", {}), ("expvarz", {}), ("ipqueuesz", {"all": True})):
        answer = clients("sys").call("server_request", document=document, options=options, server="n1", max_bytes=1500)
        assert len(answer.text) <= 1500 and answer.data["documents"][0]["left_out"], answer.text
    whole = clients("sys").call("server_request", document="routez", server="n1", max_bytes=60000).data["documents"][0]
    assert "left_out" not in whole and len(whole["data"]["routes"]) >= 2


def test_an_account_sees_its_own_in_the_documents(clients):
    connz = clients("a").call("server_request", document="connz", options={"acc": "SYS", "auth": True}).data
    assert "own account" in connz["limited"]
    rows = [row for one in connz["documents"] for row in one["data"]["connections"] or []]
    assert rows and {row["account"] for row in rows} == {"A"}
    assert clients("a").call("server_request", document="userinfo").data["documents"][0]["data"]["account"] == "A"
    assert "system_account_needed" in clients("a").call("server_request", document="raftz").failure


def test_clusters_gateways_and_leafnodes_are_reported_together(drive):
    with Supercluster() as world:
        client = drive(*FLAGS, **world.to("sys"))
        client.initialize()
        world.wait(client, clusters={"east", "west"})

        def reported(kind, ready):
            deadline = time.monotonic() + 20
            while not ready(data := client.call("server_report", kind=kind).data):
                assert time.monotonic() < deadline, data
                time.sleep(0.2)
            return data

        gateways = reported("gateways", lambda data: len(data["rows"]) == 3 and "trouble" not in data and data["rows"][0]["out_to"] == "west1")
        assert [(row["server"], row["remote"]) for row in gateways["rows"]] == [("east1", "west"), ("east2", "west"), ("west1", "east")]
        assert gateways["summary"] == {"clusters": ["east", "west"]}
        leaves = reported("leafnodes", lambda data: len(data["rows"]) == 4)
        assert {(row["server"], row["remote"], row["account"]) for row in leaves["rows"]} == {
            (one, other, account) for one, other in (("east1", "leaf1"), ("leaf1", "east1")) for account in ("SYS", "A")}
        meta = reported("meta", lambda data: data["summary"]["groups"] and data["summary"]["groups"][0].get("reachable") == 3)
        assert [group["domain"] for group in meta["summary"]["groups"]] == ["hub"], "the leafnode stands alone"
        # The account is served by all of them; a server behind the leafnode is asked twice and counted once.
        own = drive(*FLAGS, **world.to("a"))
        own.initialize()
        assert [server["name"] for server in own.call("server_list").data["servers"]] == ["east1", "east2", "leaf1", "west1"]
        assert {row["server"] for row in own.call("server_report", kind="leafnodes").data["rows"]} == {"east1", "leaf1"}
        world.nodes["west1"].kill()
        lost = reported("gateways", lambda data: "trouble" in data)
        assert any("west" in line for line in lost["trouble"])
