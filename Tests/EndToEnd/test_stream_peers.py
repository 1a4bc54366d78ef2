"""The servers of a stream: who leads, whose copy goes, moves that are stopped; on clusters of four of every release."""

import json
import os
import time

import pytest

from support.calls import version
from support.cluster import ACCOUNTS, Cluster
from support.world import make_stream, stream_state, unique, with_nats
from test_versions import ROOT, VERSIONS

WRITER = ("--write", "destructive", "--confirm", "token", "--toolsets", "all")


def tags(name):
    """Three of the four share a tag; each has one of its own."""
    shared = "" if name == "n4" else ", three"
    return f"server_tags: [{name}{shared}]\n{ACCOUNTS}"


class Four:
    """A cluster of four servers of one release, one client of it, and what is asked of it by the way."""

    def __init__(self, cluster, release):
        self.cluster, self.release = cluster, release

    def is_before(self, release):
        return version(self.release) < version(release)

    def stream(self, prefix, messages=20, **config):
        name = unique(prefix)
        self.cluster.request("n1", f"STREAM.CREATE.{name}", {"name": name, "subjects": [f"{name}.>"], "num_replicas": 3, **config}, timeout=10)
        self.cluster.leader(name)

        async def fill(_, js):
            for number in range(messages):
                await js.publish(f"{name}.a", b"x" * 100)

        with_nats(self.cluster["n1"].url, fill)
        return name

    def info(self, stream, node="n1"):
        return self.cluster.request(node, f"STREAM.INFO.{stream}", timeout=5)

    def copies(self, stream):
        cluster = self.info(stream)["cluster"]
        return {cluster.get("leader"), *(one["name"] for one in cluster.get("replicas", []))} - {None, ""}


@pytest.fixture(scope="module", params=VERSIONS)
def four(request):
    binary = f"{ROOT}/.tools/servers/{request.param}/nats-server"
    assert os.access(binary, os.X_OK), f"nats-server {request.param} is missing here: scripts/servers install"
    with Cluster(tags, names=("n1", "n2", "n3", "n4"), binary=binary) as cluster:
        yield Four(cluster, request.param)


@pytest.fixture
def client(drive, four):
    client = drive("--server", four.cluster["n1"].url, *WRITER)
    client.initialize()
    return client


def eventually(condition, seconds=25):
    deadline = time.monotonic() + seconds
    while True:
        try:
            if condition():
                return
            problem = "it is not so"
        except Exception as error:
            problem = error
        assert time.monotonic() < deadline, problem
        time.sleep(0.2)


def confirmed(client, tool, plan, **arguments):
    loss = {"confirm_loss": plan["loss"]["messages"]} if "loss" in plan else {"confirm_loss": 0}
    return client.call(tool, token=plan["token"], confirm_name=arguments["stream"], timeout=30, **loss, **arguments)


def test_a_leader_steps_down_and_the_new_one_is_told(client, four):
    stream = four.stream("LED")
    before = four.cluster.leader(stream)
    plan = client.call("stream_step_down", stream=stream, dry_run=True).data
    assert plan["findings"][0]["rule"] == "NG-X038" and f'from "{before}" to' in plan["findings"][0]["effect"]
    assert four.cluster.leader(stream) == before
    done = client.call("stream_step_down", stream=stream, timeout=20).data
    assert done["status"] == "done" and done["previous_leader"] == before != done["leader"]
    assert four.cluster.leader(stream) == done["leader"]
    assert stream_state(four.cluster["n1"].url, stream).messages == 20


def test_the_next_leader_is_chosen_from_2_11_on(client, four):
    stream = four.stream("CHOSEN")
    leader = four.cluster.leader(stream)
    wanted = sorted(four.copies(stream) - {leader})[0]
    if four.is_before("2.11"):
        assert "nats-server 2.11" in client.call("stream_step_down", stream=stream, preferred=wanted).failure
        return
    outsider = ({"n1", "n2", "n3", "n4"} - four.copies(stream)).pop()
    assert "has no copy" in client.call("stream_step_down", stream=stream, preferred=outsider).failure
    assert "leads already" in client.call("stream_step_down", stream=stream, preferred=leader).failure
    done = client.call("stream_step_down", stream=stream, preferred=wanted, timeout=20).data
    assert done["leader"] == wanted == four.cluster.leader(stream)


def test_a_copy_is_taken_away_and_made_anew_elsewhere(client, four):
    stream = four.stream("COPIED")
    leader = four.cluster.leader(stream)
    gone = sorted(four.copies(stream) - {leader})[0]
    plan = client.call("stream_peer_remove", stream=stream, peer=gone).data
    assert plan["status"] == "needs_confirmation"
    effect = next(one["effect"] for one in plan["findings"] if one["rule"] == "NG-X007")
    assert f'deletes the copy on "{gone}" (current); 2 of 3 stay' in effect and "copies 20 messages" in effect
    assert four.copies(stream) >= {gone, leader}
    done = confirmed(client, "stream_peer_remove", plan, stream=stream, peer=gone).data
    assert done["status"] == "done" and done["removed"]
    assert gone not in {peer["name"] for peer in done["peers"]}
    # A server of 2.10 may say that it found none to take its place, and have taken it away.
    assert done["copies"] == 3 or "peer remap failed" in done["verification"] and four.is_before("2.15")
    assert gone not in four.copies(stream)
    four.cluster.leader(stream)
    assert stream_state(four.cluster["n1"].url, stream).messages == 20


def test_without_a_server_to_take_its_place_it_is_told_what_became_of_it(client, four):
    """Only three servers have the tag. Before 2.15 the copy goes although the server says that it can't, and may come back."""
    stream = four.stream("PLACED", placement={"tags": ["three"]})
    gone = sorted(four.copies(stream) - {four.cluster.leader(stream)})[0]
    plan = client.call("stream_peer_remove", stream=stream, peer=gone).data
    answer = confirmed(client, "stream_peer_remove", plan, stream=stream, peer=gone)
    if not answer.is_error:
        assert four.is_before("2.15") and answer.data["removed"] and answer.data["copies"] == 2
        assert "peer remap failed" in answer.data["verification"]
        assert gone not in four.copies(stream)
        failure = client.call("stream_peer_remove", stream=stream, peer=sorted(four.copies(stream))[0]).failure
        assert "NG-X041" in failure and "2 of 3 copies" in failure, "one thing after the other"
    else:
        assert "10075" in answer.failure
        assert four.copies(stream) == {"n1", "n2", "n3"}


def test_a_majority_is_never_given_up(client, four):
    stream = four.stream("FRAIL")
    four.cluster.request("n1", f"CONSUMER.CREATE.{stream}.lone", {
        "stream_name": stream, "config": {"name": "lone", "durable_name": "lone", "ack_policy": "explicit", "num_replicas": 1}})
    leader = four.cluster.leader(stream)
    if leader == "n1":
        client.call("stream_step_down", stream=stream, timeout=20).data
        leader = four.cluster.leader(stream)
    dead = sorted(four.copies(stream) - {leader, "n1"})[0]
    four.cluster[dead].kill()
    try:
        eventually(lambda: any(
            one["name"] == dead and one["active"] > 6e9 for one in four.info(stream)["cluster"].get("replicas", [])), 40)
        rest = sorted(four.copies(stream) - {dead})
        for peer in rest:
            failure = client.call("stream_peer_remove", stream=stream, peer=peer, timeout=20).failure
            assert "NG-X042" in failure and "not heard of for" in failure
        stepped = client.call("stream_step_down", stream=stream, dry_run=True, timeout=20).data
        assert stepped["findings"][0]["level"] == "warn" and dead in stepped["findings"][0]["effect"]
        plan = client.call("stream_peer_remove", stream=stream, peer=dead, timeout=20).data
        assert plan["status"] == "needs_confirmation"
    finally:
        four.cluster[dead].start()
    eventually(lambda: four.cluster.leader(stream))


def test_the_only_copy_stays(client, four):
    stream = four.stream("ONLY", num_replicas=1)
    leader = four.cluster.leader(stream)
    assert "NG-X040" in client.call("stream_peer_remove", stream=stream, peer=leader).failure
    assert "one copy only" in client.call("stream_step_down", stream=stream).failure
    assert stream_state(four.cluster["n1"].url, stream).messages == 20


def meta_leader(cluster):
    async def ask(connection, _):
        reply = await connection.request("$SYS.REQ.SERVER.PING.JSZ", b"", timeout=5)
        return json.loads(reply.data)["data"]["meta_cluster"]["leader"]

    return with_nats(cluster["n1"].url, ask, user="sys", password="p")


def test_a_move_that_hangs_is_stopped(client, four):
    """It goes to a server that has just stopped answering."""
    cluster = four.cluster

    async def step_down(connection, _):
        await connection.request("$JS.API.META.LEADER.STEPDOWN", b"", timeout=5)

    def led_elsewhere():
        if meta_leader(cluster) in ("n2", "n3"):
            return True
        with_nats(cluster["n1"].url, step_down, user="sys", password="p")

    eventually(led_elsewhere)
    config = {"num_replicas": 1, "placement": {"tags": ["n1"]}}
    stream = four.stream("MOVED", **config)
    assert "no move is under way" in client.call("stream_move_cancel", stream=stream).failure
    cluster["n4"].freeze()
    try:
        config = {"name": stream, "subjects": [f"{stream}.>"], **config, "placement": {"tags": ["n4"]}}
        cluster.request("n1", f"STREAM.UPDATE.{stream}", config, timeout=5)
        assert "NG-X04" in client.call("stream_peer_remove", stream=stream, peer="n1", timeout=20).failure
        done = client.call("stream_move_cancel", stream=stream, timeout=30).data
        assert done["cancelled"] and [peer["name"] for peer in done["peers"]] == ["n1"]
        assert done["placement"] == (None if four.is_before("2.15") else {"tags": ["n1"]})
    finally:
        cluster["n4"].thaw()
    eventually(lambda: four.copies(stream) == {"n1"})
    assert stream_state(cluster["n1"].url, stream).messages == 20
