"""A cluster of three: streams led elsewhere, leaders that step down or die under load, a node that is behind."""

import json
import time

import pytest

from support.calls import CALLS, fresh
from support.cluster import NAMES, Cluster
from support.driver import Driver
from support.sample import make_sample
from support.world import make_bucket, make_stream, read_key, with_nats, with_nats_again

WRITER = ("--write", "destructive", "--confirm", "token", "--toolsets", "all")


@pytest.fixture(scope="module")
def cluster():
    with Cluster() as cluster:
        make_sample(cluster["n1"].url, replicas=3)
        for stream in ("ORDERS", "EVENTS", "JOBS", "KV_settings", "KV_flags", "OBJ_files"):
            cluster.leader(stream)
        yield cluster


@pytest.fixture
def frail():
    """A cluster for one test alone, to be mistreated."""
    with Cluster() as cluster:
        yield cluster


@pytest.fixture(scope="module", params=NAMES)
def anywhere(request, cluster):
    """A client of each node in turn; whatever it asks for is led by one of the three."""
    client = Driver("--server", cluster[request.param].url, *WRITER)
    try:
        client.initialize()
        client.list_tools()
        yield client
    finally:
        client.finish()


@pytest.mark.parametrize("call", CALLS, ids=repr)
def test_a_tool_works_through_every_node(anywhere, call):
    call.run(anywhere)


def test_a_stream_and_a_bucket_that_are_on_another_node_only(drive, cluster):
    stream, bucket = fresh("ALONE"), fresh("alone")
    make_stream(cluster["n1"].url, stream, messages=[(f"{stream}.a", b"1"), (f"{stream}.b", b"2")])
    make_bucket(cluster["n1"].url, bucket, [("key", b"1")], direct=True)
    for name in (stream, f"KV_{bucket}"):
        leader = cluster.leader(name)
        for node in cluster.others(leader):
            client = drive("--server", cluster[node].url, *WRITER)
            client.initialize()
            info = client.call("stream_info", stream=name).data["stream"]
            assert info["replicas"] == 1 and info["cluster"]["leader"] == leader
            assert client.call("stream_view", stream=name).data["messages"][0]["sequence"] == 1
    assert client.call("kv_get", bucket=bucket, key="key").value == b"1"
    assert client.call("kv_put", bucket=bucket, key="key", value="2").data["revision"] == 2
    assert client.call("kv_get", bucket=bucket, key="key").value == b"2"
    assert client.call("publish", subject=f"{stream}.c", body="3").data["stored"]["sequence"] == 3
    assert client.call("stream_purge", stream=stream).data["loss"] == {"messages": 3, "exact": True}


def test_writers_on_two_nodes_never_both_win(drive, cluster):
    """A replicated bucket may refuse without telling the revision, and before the winner can be read."""
    make_bucket(cluster["n1"].url, "race", [("key", b"0")], direct=True, replicas=3)
    clients = [drive("--server", cluster[node].url, *WRITER) for node in NAMES]
    for client in clients:
        client.initialize()
    revision = 1
    for round in range(10):
        ids = [c.start_call("kv_update", bucket="race", key="key", value=f"{round}", revision=revision) for c in clients]
        answers = [client.answer(id) for client, id in zip(clients, ids)]
        won = [answer for answer in answers if not answer.is_error]
        assert len(won) == 1, [answer.text for answer in answers]
        for lost in answers:
            if lost.is_error:
                assert "wrong_revision" in lost.failure
                assert f"at revision {revision + 1}" in lost.failure or "at the same moment" in lost.failure
        revision = won[0].data["revision"]


class Load:
    """Reads and writes of one client, and what came of them."""

    def __init__(self, client):
        self.client = client
        self.reads, self.writes = [], {}

    def start(self, count):
        for _ in range(count):
            key = fresh("k")
            self.writes[self.client.start_call("kv_put", bucket="load", key=key, value=key)] = key
            self.reads.append(self.client.start_call("kv_get", bucket="load", key="stays"))
            self.reads.append(self.client.start_call("stream_info", stream="KV_load"))

    def settle(self, timeout=30):
        """Each is answered, with what was asked for or a clear error; tells which writes went well and which may have."""
        done, unclear = [], []
        for id in self.reads:
            answer = self.client.answer(id, timeout)
            if answer.is_error:
                assert json.loads(answer.text)["error"]["code"] in ("timeout", "no_leader", "disconnected", "no_responders"), answer.text
        for id, key in self.writes.items():
            answer = self.client.answer(id, timeout)
            if not answer.is_error:
                done.append(key)
            elif json.loads(answer.text)["error"]["status"] == "outcome_unknown":
                unclear.append(key)
        return done, unclear


def assert_kept(url, load, done, unclear):
    """What was told as done is there; what was told as failed is not."""

    async def look(_, js):
        return set(await (await js.key_value("load")).keys())

    there = with_nats_again(url, look)
    assert set(done) <= there
    assert there <= set(done) | set(unclear) | {"stays"}
    assert len(done) + len(unclear) <= len(load.writes)


def settled(client, call, seconds=20):
    """The first answer without error, as a model gets it that tries again."""
    deadline = time.monotonic() + seconds
    while True:
        answer = call()
        if not answer.is_error:
            return answer
        assert time.monotonic() < deadline, answer.text
        time.sleep(0.1)


def test_a_leader_that_steps_down_under_load_loses_nothing(drive, cluster):
    make_bucket(cluster["n1"].url, "load", [("stays", b"v")], direct=True, replicas=3)
    leader = cluster.leader("KV_load")
    load = Load(drive("--server", cluster[cluster.others(leader)[0]].url, *WRITER))
    load.client.initialize()
    for _ in range(3):
        # Each round begins when writes go well: calls are quicker than an election, and most of them would meet nobody.
        settled(load.client, lambda: load.client.call("kv_put", bucket="load", key="stays", value="v", timeout=20))
        load.start(20)
        cluster.step_down("KV_load")
        load.start(20)
        cluster.leader("KV_load")
    done, unclear = load.settle()
    assert len(done) > 20
    assert_kept(cluster["n1"].url, load, done, unclear)


def test_a_leader_killed_under_load_loses_nothing_that_was_told_as_done(drive, frail):
    make_bucket(frail["n1"].url, "load", [("stays", b"v")], direct=True, replicas=3)
    leader = frail.leader("KV_load")
    ours, other = frail.others(leader)
    load = Load(drive("--server", frail[ours].url, *WRITER))
    load.client.initialize()
    load.start(30)
    frail[leader].kill()
    load.start(30)
    done, unclear = load.settle()
    settled(load.client, lambda: load.client.call("kv_put", bucket="load", key="stays", value="again", timeout=20))
    assert_kept(frail[other].url, load, done, unclear)
    info = load.client.call("stream_info", stream="KV_load").data["stream"]
    assert info["cluster"]["leader"] in (ours, other)
    assert any(leader in trouble for trouble in info["trouble"]), info

    # Alone, the last one can't write, and says why; what it holds can be read.
    frail[other].kill()
    answer = load.client.call("kv_put", bucket="load", key="stays", value="alone", timeout=20)
    assert "outcome_unknown" in answer.failure or "no_leader" in answer.failure
    assert load.client.call("kv_get", bucket="load", key="stays").value == b"again"

    frail[other].start()
    settled(load.client, lambda: load.client.call("kv_put", bucket="load", key="stays", value="back", timeout=20))
    assert settled(load.client, lambda: load.client.call("kv_get", bucket="load", key="stays")).value == b"back"


def test_without_a_majority_it_is_told_that_there_is_no_leader(drive, frail):
    make_stream(frail["n1"].url, "LONELY", messages=[("LONELY.a", b"1")], num_replicas=3)
    client = drive("--server", frail["n1"].url, *WRITER)
    client.initialize()
    for node in ("n2", "n3"):
        frail[node].kill()
    deadline = time.monotonic() + 30
    while "no_leader" not in (text := client.call("stream_list", timeout=20).text):
        assert time.monotonic() < deadline, text
        time.sleep(0.2)
    assert "majority" in text
    assert client.call("server_info").data["jetstream"]["code"] == "no_leader"


def test_a_client_moves_on_to_another_of_the_servers_it_was_given(drive, frail):
    make_bucket(frail["n1"].url, "move", [("key", b"v")], direct=True, replicas=3)
    client = drive("--server", frail.urls, *WRITER)
    client.initialize()
    first = client.call("server_info").data["server"]["name"]
    frail[first].kill()
    answer = settled(client, lambda: client.call("server_info", timeout=20))
    assert answer.data["server"]["name"] != first
    assert answer.data["target"]["server"] != first, "results name the server they came from"
    assert settled(client, lambda: client.call("kv_get", bucket="move", key="key", timeout=20)).value == b"v"


def test_a_node_that_is_behind_reads_late_and_writes_nothing_wrong(drive, frail):
    """Between our node and the others nothing passes: it goes on with what it has."""
    make_bucket(frail["n1"].url, "lag", [("key", b"old")], direct=True, replicas=3)
    leader = frail.leader("KV_lag")
    ours, other = frail.others(leader)
    client = drive("--server", frail[ours].url, *WRITER)
    client.initialize()
    assert client.call("kv_get", bucket="lag", key="key").value == b"old"
    frail.hold(ours)

    writer = drive("--server", frail[other].url, *WRITER)
    writer.initialize()
    arguments = {"bucket": "lag", "key": "key", "value": "new", "revision": 1}
    assert settled(writer, lambda: writer.call("kv_update", **arguments)).data["revision"] == 2
    # A replica is asked at random: ours knows the old value only, the others do not answer.
    for id in [client.start_call("kv_get", bucket="lag", key="key") for _ in range(8)]:
        stale = client.answer(id, timeout=20)
        if stale.is_error:
            assert json.loads(stale.text)["error"]["code"] in ("timeout", "no_leader")
        else:
            assert stale.value == b"old" and stale.data["revision"] == 1
    # Decided upon what is no longer so: it reaches the leader late, and must not count then either.
    failure = client.call("kv_update", bucket="lag", key="key", value="wrong", revision=1, timeout=20).failure
    assert "outcome_unknown" in failure or "no_leader" in failure
    frail.release(ours)
    settled(client, lambda: client.call("stream_info", stream="KV_lag", timeout=20))
    frail.leader("KV_lag")
    assert "at revision 2" in client.call("kv_update", bucket="lag", key="key", value="wrong", revision=1, timeout=20).failure
    deadline = time.monotonic() + 20
    while (seen := settled(client, lambda: client.call("kv_get", bucket="lag", key="key")).value) != b"new":
        assert seen == b"old" and time.monotonic() < deadline, seen
        time.sleep(0.1)
    assert client.call("kv_update", bucket="lag", key="key", value="right", revision=2).data["revision"] == 3
    # A replica that is asked at random may be behind by a moment.
    deadline = time.monotonic() + 20
    while (seen := read_key(frail[other].url, "lag", "key").value) != b"right":
        assert seen == b"new" and time.monotonic() < deadline, seen
        time.sleep(0.1)


def test_a_consumer_whose_only_node_is_gone_is_named_as_such(drive, frail):
    make_stream(frail["n1"].url, "FARM", messages=[("FARM.a", b"1"), ("FARM.b", b"2")], num_replicas=3)

    async def consume(_, js):
        from nats.js.api import ConsumerConfig

        for name, replicas in (("frail", 1), ("firm", 3)):
            await js.add_consumer("FARM", ConsumerConfig(durable_name=name, ack_policy="explicit", num_replicas=replicas))
        return (await js.consumer_info("FARM", "frail")).cluster.leader

    gone = with_nats(frail["n1"].url, consume)
    client = drive("--server", frail[frail.others(gone)[0]].url, *WRITER)
    client.initialize()
    assert client.call("consumer_info", stream="FARM", consumer="frail").data["consumer"]["leader"] == gone
    frail[gone].kill()
    settled(client, lambda: client.call("consumer_info", stream="FARM", consumer="firm", timeout=30), 60)
    listed = settled(client, lambda: client.call("consumer_list", stream="FARM", timeout=30), 60).data
    assert [row["name"] for row in listed["consumers"]] == ["firm"]
    assert listed["missing"] == [{"stream": "FARM", "name": "frail"}]
    for tool in ("consumer_info", "consumer_next"):
        assert "consumer_without_leader" in client.call(tool, stream="FARM", consumer="frail", timeout=40).failure
    assert len(client.call("consumer_next", stream="FARM", consumer="firm", timeout=30).data["messages"]) == 2
