"""Consumers made, changed, paused, used and deleted by us, seen and used by nats-py, and the other way round."""

import asyncio
import json

import nats
import pytest
from nats.js.api import ConsumerConfig, RetentionPolicy

from support.cluster import NAMES, Cluster
from support.driver import Driver
from support.world import make_stream, stream_state, unique, with_nats

WRITER = ("--write", "destructive", "--confirm", "token", "--toolsets", "all")


def consumer(url, stream, name):
    async def work(_, js):
        return await js.consumer_info(stream, name)

    return with_nats(url, work)


def fetch(url, stream, name, count, ack=True):
    """What a worker gets."""

    async def work(_, js):
        worker = await js.pull_subscribe_bind(name, stream=stream)
        try:
            messages = await worker.fetch(count, timeout=1)
        except nats.errors.TimeoutError:
            return []
        for message in messages if ack else ():
            await message.ack_sync()
        return [message.data for message in messages]

    return with_nats(url, work)


@pytest.fixture
def client(drive, shared_server):
    client = drive("--server", shared_server.url, *WRITER)
    client.initialize()
    client.list_tools()
    return client


def confirmed(client, tool, **arguments):
    plan = client.call(tool, **arguments).data
    assert plan["status"] == "needs_confirmation", plan
    loss = {"confirm_loss": plan["loss"]["messages"]} if "loss" in plan else {"confirm_loss": 0}
    name = f"{arguments['stream']}/{arguments['consumer']}"
    return client.call(tool, **arguments, token=plan["token"], confirm_name=name, **loss).data


def test_a_worker_uses_what_we_made_and_we_see_what_it_did(client, shared_server):
    stream = unique("WORK_")
    make_stream(shared_server.url, stream, messages=[(f"{stream}.{n % 2}", str(n).encode()) for n in range(8)])
    made = client.call("consumer_add", stream=stream, consumer="wörk", filter_subject=f"{stream}.1", config={"ack_wait": "10s"}).data
    assert made["created"] and made["pending"] == 4
    config = consumer(shared_server.url, stream, "wörk").config
    assert (config.durable_name, config.ack_policy, config.ack_wait) == ("wörk", "explicit", 10)
    assert fetch(shared_server.url, stream, "wörk", 3) == [b"1", b"3", b"5"]
    shown = client.call("consumer_info", stream=stream, consumer="wörk").data["consumer"]
    assert (shown["ack_floor"], shown["pending"]) == (6, 1)
    edited = client.call("consumer_edit", stream=stream, consumer="wörk", description="billing", max_ack_pending=1500).data
    assert {one["field"] for one in edited["changed"]} == {"description", "max_ack_pending"}
    config = consumer(shared_server.url, stream, "wörk").config
    assert (config.description, config.max_ack_pending, config.ack_wait) == ("billing", 1500, 10)
    assert fetch(shared_server.url, stream, "wörk", 3) == [b"7"], "an edit keeps the position"


def test_what_clients_made_is_changed_and_nothing_of_it_lost(client, shared_server):
    """Fields of 2.15 that this program has no opinion on stay as they are."""
    stream = unique("THEIRS_")
    make_stream(shared_server.url, stream)
    wanted = {"durable_name": "c", "ack_policy": "explicit", "max_deliver": 9, "sample_freq": "20", "max_batch": 7, "max_expires": 5_000_000_000,
              "priority_policy": "prioritized", "priority_groups": ["g"], "metadata": {"team": "a"}, "replay_policy": "instant"}

    async def make(connection, _):
        body = json.dumps({"stream_name": stream, "config": wanted}).encode()
        return json.loads((await connection.request(f"$JS.API.CONSUMER.DURABLE.CREATE.{stream}.c", body)).data)

    def config():
        async def look(connection, _):
            return json.loads((await connection.request(f"$JS.API.CONSUMER.INFO.{stream}.c", b"")).data)["config"]

        return with_nats(shared_server.url, look)

    assert "error" not in with_nats(shared_server.url, make)
    before = config()
    assert client.call("consumer_edit", stream=stream, consumer="c", ack_wait="45s").data["status"] == "done"
    assert config() == {**before, "ack_wait": 45_000_000_000}


def test_a_pause_keeps_workers_waiting_until_it_is_over(client, shared_server):
    stream = unique("REST_")
    make_stream(shared_server.url, stream, messages=[(f"{stream}.a", b"x")] * 2)
    client.call("consumer_add", stream=stream, consumer="c").data
    assert client.call("consumer_pause", stream=stream, consumer="c", duration="1h").data["paused"]
    assert fetch(shared_server.url, stream, "c", 1) == []
    assert "paused until" in json.dumps(client.call("consumer_info", stream=stream, consumer="c").data["trouble"])
    client.call("consumer_resume", stream=stream, consumer="c").data
    assert fetch(shared_server.url, stream, "c", 1) == [b"x"]
    client.call("consumer_pause", stream=stream, consumer="c", duration="3s").data
    assert fetch(shared_server.url, stream, "c", 1) == []

    async def wait(_, js):
        worker = await js.pull_subscribe_bind("c", stream=stream)
        return len(await worker.fetch(1, timeout=5))

    assert with_nats(shared_server.url, wait) == 1, "it goes on by itself"


def test_the_messages_that_go_with_a_consumer_are_those_that_were_announced(client, shared_server):
    stream = unique("GONE_")
    make_stream(shared_server.url, stream, retention=RetentionPolicy.INTEREST)
    for name, more in (("all", {}), ("half", {"filter_subject": f"{stream}.0"})):
        client.call("consumer_add", stream=stream, consumer=name, **more).data

    async def publish(_, js):
        for number in range(10):
            await js.publish(f"{stream}.{number % 2}", b"x")

    with_nats(shared_server.url, publish)
    fetch(shared_server.url, stream, "all", 2)
    plan = client.call("consumer_del", stream=stream, consumer="all", dry_run=True).data
    assert plan["loss"] == {"messages": 4, "exact": True}
    assert stream_state(shared_server.url, stream).messages == 9
    assert confirmed(client, "consumer_del", stream=stream, consumer="all")["deleted"]
    assert stream_state(shared_server.url, stream).messages == 5
    assert len(fetch(shared_server.url, stream, "half", 10)) == 5


def test_a_confirmed_plan_is_void_when_the_consumer_is_another(client, shared_server):
    stream = unique("VOID_")
    make_stream(shared_server.url, stream, messages=[(f"{stream}.a", b"x")] * 3)
    client.call("consumer_add", stream=stream, consumer="c").data
    arguments = {"stream": stream, "consumer": "c"}
    for change in ("edit", "recreate"):
        plan = client.call("consumer_del", **arguments).data

        async def meddle(_, js):
            if change == "recreate":
                await js.delete_consumer(stream, "c")
            await js.add_consumer(stream, ConsumerConfig(durable_name="c", ack_policy="explicit", description=change))

        with_nats(shared_server.url, meddle)
        late = client.call("consumer_del", **arguments, token=plan["token"], confirm_name=f"{stream}/c", confirm_loss=0)
        assert "since it was agreed to" in late.failure
    assert consumer(shared_server.url, stream, "c").config.description == "recreate"


def test_taking_is_as_good_as_a_worker(drive, shared_server, tmp_path):
    """Binary and empty payloads, headers, acknowledgements that a worker then sees."""
    stream = unique("TAKEN_")
    payloads = [bytes(range(256)), b"", "größe".encode(), b'{"n":1}']
    make_stream(shared_server.url, stream, retention=RetentionPolicy.WORK_QUEUE, messages=[(f"{stream}.a", p, {"Kind": "k"}) for p in payloads])
    journal = str(tmp_path / "journal.jsonl")
    client = drive("--server", shared_server.url, "--write", "data", "--journal", journal)
    client.initialize()
    client.list_tools()

    async def make(_, js):
        await js.add_consumer(stream, ConsumerConfig(durable_name="c", ack_policy="explicit"))

    with_nats(shared_server.url, make)
    arguments = {"stream": stream, "consumer": "c", "ack": "ack", "payload": "full", "limit": 3}
    assert client.call("consumer_next", **arguments).data["status"] == "needs_reason"
    taken = client.call("consumer_next", **arguments, reason="these three were delivered by hand").data
    assert [m["payload"]["size"] for m in taken["messages"]] == [256, 0, 7]
    assert taken["messages"][0]["payload"]["encoding"] == "base64" and taken["messages"][2]["payload"]["text"] == "größe"
    assert stream_state(shared_server.url, stream).messages == 1
    back = client.call("consumer_next", stream=stream, consumer="c", ack="nak").data
    assert back["taken"] == 1 and back["sequences"] == [4]
    assert fetch(shared_server.url, stream, "c", 5) == [b'{"n":1}']
    with open(journal) as f:
        lines = [json.loads(line) for line in f]
    assert [line["phase"] for line in lines] == ["intent", "outcome"] * 2
    assert lines[0]["reason"].startswith("these three") and "größe" not in json.dumps(lines, ensure_ascii=False)


@pytest.fixture(scope="module")
def cluster():
    with Cluster() as cluster:
        yield cluster


@pytest.fixture(scope="module")
def clients(cluster):
    clients = {name: Driver("--server", cluster[name].url, *WRITER) for name in NAMES}
    for client in clients.values():
        client.initialize()
        client.list_tools()
    yield clients
    for client in clients.values():
        client.finish()


@pytest.fixture(scope="module")
def replicated(cluster, clients):
    stream = unique("THREE_")
    make_stream(cluster["n1"].url, stream, messages=[(f"{stream}.a", b"x")] * 5, num_replicas=3)
    cluster.leader(stream)
    return stream


def test_a_consumer_is_led_by_another_node_afterwards(clients, cluster, replicated):
    clients["n1"].call("consumer_add", stream=replicated, consumer="moving").data
    for name, client in clients.items():
        moved = client.call("consumer_step_down", stream=replicated, consumer="moving", reason="moving leaders off busy servers").data
        assert moved["leader"] in NAMES and moved["leader"] != moved["leader_before"], moved
        leader = client.call("consumer_info", stream=replicated, consumer="moving").data["consumer"]["leader"]
        assert leader == moved["leader"]
    other = next(name for name in NAMES if name != leader)
    chosen = client.call("consumer_step_down", stream=replicated, consumer="moving", preferred=other, reason="moving leaders off busy servers")
    assert chosen.data["leader"] == other
    again = client.call("consumer_step_down", stream=replicated, consumer="moving", preferred=other)
    assert "leads it already" in again.failure
    assert "its replicas are on" in client.call("consumer_step_down", stream=replicated, consumer="moving", preferred="n9").failure
    assert len(fetch(cluster["n1"].url, replicated, "moving", 5)) == 5


def test_a_consumer_on_one_server_has_nobody_to_step_down_to(clients, replicated):
    made = clients["n2"].call("consumer_add", stream=replicated, consumer="single", num_replicas=1).data
    assert "NG-C007" in [finding["rule"] for finding in made["findings"]]
    assert "NG-C041" in clients["n2"].call("consumer_step_down", stream=replicated, consumer="single").failure


def test_replicas_the_stream_has_not_are_refused_as_the_servers_would(clients, cluster):
    """Fewer are, where each message has to be kept until all have it."""
    stream = unique("WANTED_")
    make_stream(cluster["n1"].url, stream, num_replicas=3, retention=RetentionPolicy.INTEREST)
    for replicas in (1, 5):
        assert "NG-C022" in clients["n1"].call("consumer_add", stream=stream, consumer="c", num_replicas=replicas).failure
        with pytest.raises(RuntimeError, match="10134|10126|10074|10005"):
            cluster.request("n1", f"CONSUMER.CREATE.{stream}.c", {
                "stream_name": stream, "action": "create",
                "config": {"name": "c", "durable_name": "c", "ack_policy": "explicit", "num_replicas": replicas}})


def test_a_pinned_client_is_unpinned_from_any_node(clients, cluster, replicated):
    clients["n1"].call("consumer_add", stream=replicated, consumer="pinned", priority_policy="pinned_client", priority_groups="g").data

    async def pull(connection, _):
        inbox = connection.new_inbox()
        answers = await connection.subscribe(inbox)
        await connection.publish(f"$JS.API.CONSUMER.MSG.NEXT.{replicated}.pinned", b'{"batch":1,"group":"g","expires":2000000000}', reply=inbox)
        message = await answers.next_msg(timeout=4)
        return (message.headers or {}).get("Nats-Pin-Id")

    for name, client in clients.items():
        pin = with_nats(cluster["n1"].url, pull)
        assert pin
        shown = client.call("consumer_info", stream=replicated, consumer="pinned").data["consumer"]["priority_groups"]
        assert shown[0]["pinned_client_id"] == pin
        freed = client.call("consumer_unpin", stream=replicated, consumer="pinned").data
        assert freed["unpinned"] and freed["verification"] == "read again: no client is pinned"


def test_what_goes_with_a_replicated_consumer_is_what_was_announced(clients, cluster):
    stream = unique("LAST_")
    make_stream(cluster["n1"].url, stream, num_replicas=3, retention=RetentionPolicy.INTEREST)
    client = clients["n3"]
    for name in ("one", "two"):
        client.call("consumer_add", stream=stream, consumer=name).data

    async def publish(_, js):
        for _ in range(7):
            await js.publish(f"{stream}.a", b"x")

    with_nats(cluster["n2"].url, publish)
    assert len(fetch(cluster["n1"].url, stream, "two", 5)) == 5
    done = confirmed(client, "consumer_del", stream=stream, consumer="one")
    assert done["loss"] == {"messages": 5, "exact": True}

    async def left(_, js):
        for _ in range(50):
            count = (await js.stream_info(stream)).state.messages
            if count == 2:
                return count
            await asyncio.sleep(0.05)
        return count

    assert with_nats(cluster["n1"].url, left) == 2
