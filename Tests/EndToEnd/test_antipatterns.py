"""The anti-patterns of the operator's creed: of each a scene on a real server that its rule speaks of, and one beside it, what one
would do instead, that it does not."""

import json
import uuid
from dataclasses import dataclass

import pytest
from nats.js.api import ConsumerConfig, KeyValueConfig, StreamConfig

from support.nats_server import NatsServer
from support.world import with_nats


@dataclass
class Scene:
    """`bad` and `good` are a tool and its arguments; nothing of it is carried out."""

    name: str
    rule: str
    bad: tuple
    good: tuple
    # What happened before, by what the client's own tools do not do.
    before: object = None

    def __str__(self):
        return self.name.replace(" ", "_")


async def read_one_of_many(_, js):
    for consumer, count in (("peek", 1), ("worker", 30)):
        subscription = await js.pull_subscribe("ANTI.>", durable=consumer, stream="ANTI", config=ConsumerConfig(ack_policy="explicit"))
        for message in await subscription.fetch(count, timeout=5):
            await message.ack_sync()


async def twenty_of_a_kind(_, js):
    for n in range(20):
        await js.add_stream(StreamConfig(name=f"customer-{n}", subjects=[f"customer.{n}"]))


async def nearly_full_of_consumers(_, js):
    await js.add_stream(StreamConfig(name="CROWD", subjects=["CROWD.>"], max_consumers=10))
    for n in range(9):
        await js.add_consumer("CROWD", ConsumerConfig(durable_name=f"c{n}", ack_policy="explicit"))


SCENES = [
    Scene("delete from streams", "NG-X003",
          ("stream_message_del", {"stream": "ANTI", "sequences": [3]}),
          ("stream_edit", {"stream": "ANTI", "max_age": "30d"})),
    Scene("key-value as primary storage", "NG-K006",
          ("kv_add", {"bucket": "primary"}),
          ("kv_add", {"bucket": "view", "sources": [{"name": "origin"}]})),
    Scene("acknowledge nothing", "NG-C001",
          ("consumer_add", {"stream": "ANTI", "consumer": "none", "ack_policy": "none"}),
          ("consumer_add", {"stream": "ANTI", "consumer": "each", "ack_policy": "explicit"})),
    Scene("a subject of two streams", "NG-S061",
          ("stream_add", {"stream": "SECOND", "subjects": ["ANTI.x"], "max_age": "7d"}),
          ("stream_add", {"stream": "SECOND", "sources": [{"name": "ANTI"}], "max_age": "7d"})),
    Scene("undocumented deviation from a default", "NG-D001",
          ("stream_add", {"stream": "ODD", "subjects": ["odd.>"], "no_ack": True}),
          ("stream_add", {"stream": "PLAIN", "subjects": ["plain.>"], "max_age": "7d", "max_bytes": "1M"})),
    Scene("critical data synced now and then", "NG-V001",
          ("config_review", {"conf": "host: 0.0.0.0\njetstream { store_dir: /data }\ncluster { name: c, port: 6222, routes: [] }\nserver_name: a"}),
          ("config_review", {"conf": "host: 0.0.0.0\njetstream { store_dir: /data, sync_interval: always }\nserver_name: a"})),
    Scene("massive values", "NG-K005",
          ("kv_put", {"bucket": "origin", "key": "big", "value": "x" * 100_000}),
          ("kv_put", {"bucket": "origin", "key": "small", "value": "x" * 1000})),
    Scene("hundreds of filters", "NG-C008",
          ("consumer_add", {"stream": "ANTI", "consumer": "many", "filter_subjects": [f"ANTI.f.{n}" for n in range(301)]}),
          ("consumer_add", {"stream": "ANTI", "consumer": "few", "filter_subjects": ["ANTI.f.*", "ANTI.0"]})),
    Scene("churning durables", "NG-C014",
          ("consumer_add", {"stream": "ANTI", "consumer": f"worker-{uuid.UUID(int=0xdeadbeef_1234_4abc_8def_0123456789ab)}"}),
          ("consumer_add", {"stream": "ANTI", "consumer": "billing"})),
    Scene("a consumer for a point read", "NG-C016",
          ("consumer_del", {"stream": "ANTI", "consumer": "peek"}),
          ("consumer_del", {"stream": "ANTI", "consumer": "worker"}), before=read_one_of_many),
    Scene("a stream for each entity", "NG-S039",
          ("stream_add", {"stream": "customer-4711", "subjects": ["customer.4711"], "max_age": "7d"}),
          ("stream_edit", {"stream": "ANTI", "subjects": ["ANTI.>", "customers.*"]}), before=twenty_of_a_kind),
    Scene("more consumers than a stream can have", "NG-S037",
          ("consumer_add", {"stream": "CROWD", "consumer": "another"}),
          ("consumer_add", {"stream": "ANTI", "consumer": "another"}), before=nearly_full_of_consumers),
    Scene("random ids of events", "NG-K009",
          ("publish", {"subject": "ANTI.0", "payload": "x", "message_id": "550e8400-e29b-41d4-a716-446655440000"}),
          ("publish", {"subject": "ANTI.0", "payload": "x", "message_id": "order-4711-paid"})),
]


@pytest.fixture(scope="module")
def world():
    with NatsServer(jetstream="sync_interval: always") as server:

        async def make(_, js):
            await js.add_stream(StreamConfig(name="ANTI", subjects=["ANTI.>"], max_msgs=1000))
            for n in range(40):
                await js.publish(f"ANTI.{n % 2}", b"x")
            await js.create_key_value(KeyValueConfig(bucket="origin", history=3))

        with_nats(server.url, make)
        for scene in SCENES:
            if scene.before:
                with_nats(server.url, scene.before)
        yield server


@pytest.fixture
def client(drive, world, tmp_path):
    client = drive("--server", world.url, "--write", "destructive", "--journal", str(tmp_path / "journal.jsonl"))
    client.initialize()
    client.list_tools()
    return client


def found(client, tool, arguments):
    """The findings by code. What is reviewed alone is a dry run."""
    if tool != "config_review":
        arguments = {**arguments, "dry_run": True}
    answer = client.call(tool, **arguments)
    data = json.loads(answer.text)["error"] if answer.is_error else answer.data
    assert not answer.is_error or "findings" in data, data
    return {finding["rule"]: finding for finding in data.get("findings", [])}


@pytest.mark.parametrize("scene", SCENES, ids=str)
def test_the_scene_is_spoken_of(client, scene):
    findings = found(client, *scene.bad)
    assert scene.rule in findings, sorted(findings)
    assert all(findings[scene.rule][part] for part in ("effect", "why", "instead", "source"))


@pytest.mark.parametrize("scene", SCENES, ids=str)
def test_what_one_would_do_instead_is_not(client, scene):
    assert scene.rule not in found(client, *scene.good)


def test_check_then_create_ends_in_the_differences_and_changes_nothing(client, world):
    """Who looks first and makes then meets who made it in between: the guard makes, or says what is other than wanted."""
    wish = {"stream": "ANTI", "consumer": "shared", "config": {"max_deliver": 3}}
    assert client.call("consumer_add", **wish).data["status"] == "done"
    answer = client.call("consumer_add", **{**wish, "config": {"max_deliver": 9}})
    assert "consumer_exists" in answer.failure and "max_deliver is 3" in answer.failure
    same = client.call("consumer_add", **wish)
    assert "consumer_exists" in same.failure and "configured as wanted" in same.failure
    assert client.call("kv_create", bucket="origin", key="lock", value="a").data["status"] == "done"
    assert "key_exists" in client.call("kv_create", bucket="origin", key="lock", value="b").failure


def test_a_value_written_over_anothers_is_refused_with_the_revision_read(client):
    """Shared mutable state: two writers who read the same revision; the second is told instead of winning."""
    first = client.call("kv_put", bucket="origin", key="shared", value="0").data["revision"]
    assert client.call("kv_update", bucket="origin", key="shared", value="1", revision=first).data["status"] == "done"
    late = client.call("kv_update", bucket="origin", key="shared", value="2", revision=first)
    assert "wrong_revision" in late.failure
    assert client.call("kv_get", bucket="origin", key="shared").value == b"1"


def rules(answer):
    return [finding["rule"] for finding in answer.data.get("findings", [])]


def test_a_key_that_is_polled_is_spoken_of(client):
    client.call("kv_put", bucket="origin", key="polled", value="0").data
    client.call("kv_put", bucket="origin", key="calm", value="0").data
    seen = [rules(client.call("kv_get", bucket="origin", key="polled")) for _ in range(11)]
    assert seen == [[]] * 10 + [["NG-K007"]]
    assert rules(client.call("kv_get", bucket="origin", key="polled")) == [], "it is said once"
    assert rules(client.call("kv_get", bucket="origin", key="calm")) == []


def test_a_value_that_was_read_and_is_written_without_its_revision_is_spoken_of(client):
    revision = client.call("kv_put", bucket="origin", key="compared", value="0").data["revision"]
    client.call("kv_get", bucket="origin", key="compared").data
    late = client.call("kv_put", bucket="origin", key="compared", value="1")
    assert "NG-K008" in rules(late) and f"revision {revision}" in json.dumps(late.data["findings"])
    assert "NG-K008" not in rules(client.call("kv_put", bucket="origin", key="compared", value="2")), "it was not read again"
    seen = client.call("kv_get", bucket="origin", key="compared").data["revision"]
    assert "NG-K008" not in rules(client.call("kv_update", bucket="origin", key="compared", value="3", revision=seen))


def test_a_consumer_that_was_looked_for_and_then_made_is_spoken_of(client):
    assert client.call("consumer_info", stream="ANTI", consumer="looked-for").is_error
    assert "NG-C015" in rules(client.call("consumer_add", stream="ANTI", consumer="looked-for", dry_run=True))
    assert "NG-C015" not in rules(client.call("consumer_add", stream="ANTI", consumer="at-once", dry_run=True))
