"""Servers and accounts as the system account sees them, and as everybody else does: a cluster of three with two accounts."""

import socket
import time

import pytest

from support.cluster import ACCOUNTS, NAMES, Cluster
from support.driver import Driver
from support.world import with_nats

FLAGS = ("--toolsets", "all", "--write", "destructive", "--confirm", "token")


@pytest.fixture(scope="module")
def trio():
    with Cluster(ACCOUNTS) as cluster:
        yield cluster


@pytest.fixture
def frail():
    """A cluster for one test alone, to be mistreated."""
    with Cluster(ACCOUNTS) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def clients(trio):
    """One client for each user, made when asked for."""
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


class Crowd:
    """Many connections, each no more than a socket."""

    def __init__(self, server, count, user, name):
        connect = f'CONNECT {{"user":"{user}","pass":"p","name":"{name}","lang":"raw","version":"1","verbose":false,"pedantic":false}}\r\n'
        self.sockets = []
        for number in range(count):
            one = socket.create_connection(("127.0.0.1", server.port), timeout=5)
            subscriptions = "".join(f"SUB crowd {sid}\r\n" for sid in range(number + 1 if number < 5 else 1))
            one.sendall(f"{connect}{subscriptions}PING\r\n".encode())
            self.sockets.append(one)
        for one in self.sockets:
            self.read(one, b"PONG")

    @staticmethod
    def read(one, word):
        seen = b""
        while word not in seen:
            seen += one.recv(65536)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for one in self.sockets:
            one.close()


@pytest.mark.parametrize("node", NAMES)
def test_the_system_account_sees_every_server_from_each_node(clients, trio, node):
    data = clients("sys", node).call("server_list").data
    assert data["answered"] == data["expected"] == 3 and "missing" not in data and "limited" not in data
    assert [server["name"] for server in data["servers"]] == ["n1", "n2", "n3"]
    assert data["clusters"]["trio"]["servers"] == 3
    assert [server["jetstream"] for server in data["servers"]].count("meta leader") == 1
    for server in data["servers"]:
        assert server["memory"] > 0 and server["uptime"] and server["rtt_ms"] > 0 and server["cluster"] == "trio"


def test_an_account_sees_the_servers_that_serve_it_and_is_told_what_it_misses(clients):
    data = clients("a").call("server_list").data
    assert [server["name"] for server in data["servers"]] == ["n1", "n2", "n3"]
    assert "system account" in data["limited"] and "memory" not in data["servers"][0]
    assert sum(server["own_connections"] for server in data["servers"]) >= 1


def test_who_waits_for_more_servers_than_there_are_is_told_how_many_answered(clients):
    begun = time.monotonic()
    data = clients("sys").call("server_ping", expect="4").data
    assert data["answered"] == 3 and data["expected"] == 4 and "1 of 4" in data["note"]
    assert time.monotonic() - begun < 4
    assert clients("sys").call("server_ping", expect=2).data["answered"] >= 2


def test_a_page_goes_on_where_the_last_one_ended(clients):
    client = clients("sys")
    first = client.call("server_list", limit=2).data
    assert first["truncated"] and [server["name"] for server in first["servers"]] == ["n1", "n2"]
    rest = client.call("server_list", limit=2, cursor=first["next_cursor"]).data
    assert not rest["truncated"] and [server["name"] for server in rest["servers"]] == ["n3"]


def test_another_server_is_described_to_the_system_account_alone(clients):
    ids = {server["name"]: server["id"] for server in clients("sys").call("server_list").data["servers"]}
    for server in ("n3", ids["n3"]):
        data = clients("sys").call("server_info", server=server).data
        assert data["server"]["name"] == "n3" and data["server"]["max_connections"] > 0
        assert data["jetstream"]["sync_interval"] == "2m" and data["maximum_payload"] == 1 << 20
    data = clients("a").call("server_info", server="n3").data
    assert data["server"] == {"name": "n3", "id": ids["n3"], "version": data["server"]["version"], "cluster": "trio"}
    assert "system account" in data["limited"]
    failure = clients("sys").call("server_info", server="n4").failure
    assert "server_not_found" in failure and "n3" in failure


def test_a_dead_server_is_missed_by_name_and_holds_nothing_up(drive, frail):
    client = drive(*FLAGS, **frail.to("sys"))
    client.initialize()
    assert client.call("server_list").data["answered"] == 3
    frail["n3"].kill()
    deadline = time.monotonic() + 30
    while True:
        begun = time.monotonic()
        data = client.call("server_list").data
        assert time.monotonic() - begun < 4
        assert [server["name"] for server in data["servers"]] == ["n1", "n2"] and data["answered"] == 2
        if any(name.startswith("n3") for name in data.get("missing", [])):
            break
        assert time.monotonic() < deadline, data
        time.sleep(0.2)
    assert "n3" in client.call("server_info", server="n3").failure
    # What is left goes on answering.
    assert client.call("account_report_connections", account="A").data["answered"] == 2


def test_who_may_not_ask_servers_is_told_the_subject(clients):
    data = clients("watcher").call("server_list").data
    assert "limited" in data
    failure = clients("watcher").call("server_info", server="n2").data
    assert "limited" in failure


def test_connections_are_listed_by_account_from_all_servers(clients, trio):
    with Crowd(trio["n2"], 6, "b", "crowd"):
        data = clients("sys").call("account_report_connections", account="B", top=3).data
        assert data["total"] == 6 and data["servers"] == {"n2": 6} and data["answered"] == 3
        assert [row["subs"] for row in data["connections"]] == [5, 4, 3]
        assert all(row["user"] == "b" and row["name"] == "crowd" for row in data["connections"])
        everybody = clients("sys").call("account_report_connections", top=1000, max_bytes=60000).data
        assert {"SYS", "A", "B"} >= {row["account"] for row in everybody["connections"]} >= {"SYS", "B"}
        # The subscriptions of one account are no business of another's.
        assert clients("sys").call("account_report_connections", account="A", subject="crowd").data["total"] == 0
        assert clients("sys").call("account_report_connections", account="B", subject="crowd").data["total"] == 6
        assert "account" in clients("sys").call("account_report_connections", subject="crowd").failure
        three = clients("sys").call("account_report_connections", account="B", subject="*", top=3).data
        assert three["total"] == 6 and three["truncated"] and len(three["connections"]) == 3
        assert "invalid_argument" in clients("b").call("account_report_connections", subject="crowd", state="any").failure
        assert clients("b").call("account_report_connections", subject="crowd").data["total"] == 6
        own = clients("a").call("account_report_connections").data
        assert own["total"] >= 1 and all(row["user"] == "a" for row in own["connections"]) and "own account" in own["limited"]
        assert "system_account_needed" in clients("a").call("account_report_connections", account="B").failure
    failure = clients("sys").call("account_report_connections", account="BB").failure
    assert "account_not_found" in failure and '\\"B\\"' in failure


def test_closed_connections_tell_why(clients, trio):
    with Crowd(trio["n3"], 3, "b", "leaver"):
        pass
    bad = socket.create_connection(("127.0.0.1", trio["n3"].port), timeout=5)
    bad.sendall(b'CONNECT {"user":"b","pass":"p","name":"breaker","verbose":false,"pedantic":false}\r\nNONSENSE\r\n')
    Crowd.read(bad, b"-ERR")
    bad.close()

    def closed():
        return clients("sys").call("account_report_connections", account="B", state="closed").data

    deadline = time.monotonic() + 10
    while closed()["reasons"].get("Client Closed", 0) < 3 or "Protocol Violation" not in closed()["reasons"]:
        assert time.monotonic() < deadline, closed()
        time.sleep(0.1)
    rows = closed()["connections"]
    assert next(row for row in rows if row.get("name") == "breaker")["reason"] == "Protocol Violation"
    # Servers leave zeros at the end of a fraction out, so that as text a moment may sort before an earlier one.
    moments = [row["closed"].rstrip("Z").ljust(30, "0") for row in rows]
    assert moments == sorted(moments, reverse=True)
    assert "invalid_argument" in clients("sys").call("account_report_connections", sort="stop").failure
    both = clients("sys").call("account_report_connections", account="B", state="any").data
    assert both["total"] >= len(rows)


def test_a_thousand_connections_are_paged_within_the_budget(clients, trio):
    def others():
        """Who is there besides: clients of these tests stay; what others left must be gone, or the pages move while they are read."""
        return clients("sys").call("account_report_connections", account="B", sort="cid").data["connections"]

    deadline = time.monotonic() + 20
    while not all(row.get("name", "").startswith("nats-operator") for row in others()):
        assert time.monotonic() < deadline, others()
        time.sleep(0.1)
    total = 1000 + len(others())
    with Crowd(trio["n1"], 500, "b", "many-" + "x" * 60), Crowd(trio["n2"], 500, "b", "many-" + "y" * 60):
        seen, cursor, pages = [], None, 0
        while pages < 200:
            more = {"cursor": cursor} if cursor else {}
            answer = clients("sys").call("account_report_connections", account="B", sort="cid", top=1000, **more)
            assert len(answer.text) <= 8000 and answer.data["total"] == total
            assert answer.data["connections"]
            seen += [(row["server"], row["cid"]) for row in answer.data["connections"]]
            pages += 1
            cursor = answer.data.get("next_cursor")
            if not cursor:
                break
        assert len(seen) == len(set(seen)) == total and pages > 10
        assert len(clients("sys").call("account_report_connections", account="B", top=2).data["connections"]) == 2


def test_traffic_is_counted_for_each_account(clients, trio):
    async def talk(connection, _):
        for _ in range(7):
            await connection.publish("traffic", b"12345")
        await connection.flush()

    before = clients("sys").call("account_report_statistics", account="B").data["accounts"]
    with_nats(trio["n2"].url, talk, user="b", password="p")
    data = clients("sys").call("account_report_statistics", account="B").data
    already = before[0].get("received_msgs", 0)
    assert data["accounts"][0]["received_msgs"] >= already + 7
    assert [row["server"] for row in data["servers"]] == ["n1", "n2", "n3"]
    every = {row["account"] for row in clients("sys").call("account_report_statistics").data["accounts"]}
    assert {"A", "B", "SYS"} <= every
    own = clients("a").call("account_report_statistics").data
    assert [row["account"] for row in own["accounts"]] == ["A"] and "own account" in own["limited"]
    assert "system_account_needed" in clients("a").call("account_report_statistics", account="B").failure
