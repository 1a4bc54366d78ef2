"""`meta_step_down`: who leads the group that keeps what streams and consumers there are."""

import json
import os
import time

import pytest

from support.calls import version
from support.cluster import ACCOUNTS, Cluster
from support.driver import Driver
from support.nats_server import NatsServer
from support.world import with_nats, with_nats_again
from test_versions import ROOT, VERSIONS

FLAGS = ("--toolsets", "all", "--write", "destructive", "--confirm", "token")
WHY = "The server that leads is to be restarted."


def tags(name):
    return f"server_tags: [{name}]\n{ACCOUNTS}"


def meta_leader(cluster, node="n1", seconds=30):
    """Who leads, as a server itself says it."""
    deadline = time.monotonic() + seconds

    async def ask(connection, _):
        reply = await connection.request("$SYS.REQ.SERVER.PING.JSZ", b"", timeout=3)
        return json.loads(reply.data)["data"]["meta_cluster"].get("leader")

    while not (leader := with_nats_again(cluster[node].url, ask, user="sys", password="p")):
        assert time.monotonic() < deadline, "nobody leads"
        time.sleep(0.2)
    return leader


def all_current(client):
    """Waits until every server of the group is well."""
    deadline = time.monotonic() + 30
    while True:
        data = client.call("server_report", kind="meta").data
        rows = data["rows"]
        if len(rows) == 3 and any(row.get("leader") for row in rows) and all(row.get("leader") or row.get("current") for row in rows):
            return
        assert time.monotonic() < deadline, data
        time.sleep(0.3)


# The oldest one, the first that takes a preference, and the newest.
RELEASES = [VERSIONS[0], next(release for release in VERSIONS if version(release) >= version("2.11")), VERSIONS[-1]]


@pytest.fixture(scope="module", params=RELEASES)
def trio(request):
    binary = f"{ROOT}/.tools/servers/{request.param}/nats-server"
    assert os.access(binary, os.X_OK), f"nats-server {request.param} is missing here: scripts/servers install"
    with Cluster(tags, binary=binary) as cluster:
        cluster.release = request.param
        yield cluster


@pytest.fixture
def client(drive, trio):
    client = drive(*FLAGS, **trio.to("sys"))
    client.initialize()
    client.list_tools()
    all_current(client)
    return client


def test_another_server_leads_afterwards_and_it_is_written_down_why(client, trio):
    before = meta_leader(trio)
    plan = client.call("meta_step_down", dry_run=True).data
    assert plan["status"] == "planned" and plan["findings"][0]["rule"] == "NG-M005" and f'from "{before}" to' in plan["findings"][0]["effect"]
    asked = client.call("meta_step_down").data
    assert asked["status"] == "needs_reason" and meta_leader(trio) == before
    done = client.call("meta_step_down", reason=WHY, timeout=40).data
    assert done["status"] == "done" and done["previous_leader"] == before != done["leader"], done
    assert meta_leader(trio) == done["leader"]


def test_the_next_leader_is_chosen(client, trio):
    before = meta_leader(trio)
    wanted = next(name for name in trio.others(before))
    if version(trio.release) < version("2.11"):
        assert "nats-server 2.11" in client.call("meta_step_down", preferred=wanted, reason=WHY).failure
    else:
        assert "NG-M004" in client.call("meta_step_down", preferred=before, reason=WHY).failure
        assert "no server of the group" in client.call("meta_step_down", preferred="n9", reason=WHY).failure
        assert client.call("meta_step_down", preferred=wanted, reason=WHY, timeout=40).data["leader"] == wanted
        assert meta_leader(trio) == wanted
        all_current(client)
        other = next(name for name in trio.others(wanted))
        assert client.call("meta_step_down", tags=[other], cluster="trio", reason=WHY, timeout=40).data["leader"] == other
    assert "NG-M004" in client.call("meta_step_down", cluster="nowhere", reason=WHY).failure
    assert "NG-M004" in client.call("meta_step_down", tags=["none"], reason=WHY).failure


def test_only_the_system_account_may(drive, trio):
    own = drive(*FLAGS, **trio.to("a"))
    own.initialize()
    assert "system_account_needed" in own.call("meta_step_down", reason=WHY).failure
    below = drive("--toolsets", "all", "--write", "config", **trio.to("sys"))
    below.initialize()
    assert "meta_step_down" not in below.list_tools()
    assert "--write destructive" in below.request("tools/call", {"name": "meta_step_down", "arguments": {}}).failure


def test_while_a_server_is_missing_it_is_refused(client, trio):
    leader = meta_leader(trio)
    dead = next(name for name in trio.others(leader) if name != "n1")
    trio[dead].kill()
    try:
        deadline = time.monotonic() + 40
        while "NG-M003" not in (text := client.call("meta_step_down", dry_run=True, timeout=20).text):
            assert time.monotonic() < deadline, text
            time.sleep(0.3)
        assert dead in text
        failure = client.call("meta_step_down", reason=WHY, timeout=20).failure
        assert "refused_by_guard" in failure and "2 of 3 servers are fit" in failure
        assert meta_leader(trio) == leader
    finally:
        trio[dead].start()


def test_a_server_alone_has_no_group(drive):
    with NatsServer(ACCOUNTS) as server:
        client = drive(*FLAGS, env={"NATS_URL": server.url, "NATS_USER": "sys", "NATS_PASSWORD": "p"})
        client.initialize()
        assert "NG-M002" in client.call("meta_step_down", reason=WHY).failure
