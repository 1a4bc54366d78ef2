"""`config_review` of consumers and buckets: what a declaration would change and lose, and nothing is changed."""

import pytest

from support.driver import Driver
from support.world import make_bucket, make_stream, stream_state, unique, with_nats


@pytest.fixture(scope="module")
def client(shared_server):
    client = Driver("--server", shared_server.url)
    client.initialize()
    client.list_tools()
    yield client
    client.finish()


def fields(data):
    return {change["field"] for change in data["changes"]}


def rules(data):
    return {finding["rule"] for finding in data["findings"]}


def test_a_declaration_of_a_consumer_is_held_against_the_one_there_is(client, shared_server):
    stream = unique("REVIEWED")
    make_stream(shared_server.url, stream, messages=[(f"{stream}.a", b"1"), (f"{stream}.b", b"2")], retention="interest")

    async def consume(_, js):
        from nats.js.api import ConsumerConfig

        await js.add_consumer(stream, ConsumerConfig(durable_name="worker", ack_policy="explicit", description="kept by hand", max_deliver=5))
        await js.publish(f"{stream}.a", b"3")

    with_nats(shared_server.url, consume)
    wanted = {"stream_name": stream, "name": "worker", "ack_policy": "explicit", "filter_subject": f"{stream}.b"}
    data = client.call("config_review", consumer=wanted).data
    assert fields(data) == {"description", "max_deliver", "filter_subject"}, "what it leaves out is reset"
    assert data["verdict"] == "needs_confirmation" and data["loss"]["messages"] == 1, data
    fixed = client.call("config_review", consumer={**wanted, "ack_policy": "none"}).data
    assert fixed["verdict"] == "refused"
    new = client.call("config_review", consumer={**wanted, "name": "other"}).data
    assert "would be made" in new["note"] and new["verdict"] != "refused"

    async def look(_, js):
        info = await js.consumer_info(stream, "worker")
        return info.config.description, [one.name for one in await js.consumers_info(stream)]

    assert with_nats(shared_server.url, look) == ("kept by hand", ["worker"])
    assert "stream_not_found" in client.call("config_review", consumer={**wanted, "stream_name": "NONE"}).failure
    assert "missing_argument" in client.call("config_review", consumer={"name": "worker"}).failure
    assert "missing_argument" in client.call("config_review", consumer={"stream_name": stream}).failure
    assert "ack_policy" in client.call("config_review", consumer={**wanted, "ack_polcy": "none"}).failure


def test_a_declaration_of_a_bucket_is_held_against_the_one_there_is(client, shared_server):
    bucket = unique("reviewed")
    make_bucket(shared_server.url, bucket, [("k", b"1"), ("k", b"2"), ("k", b"3")], history=5, direct=True, description="by hand")
    data = client.call("config_review", bucket={"bucket": bucket, "history": 2, "per_key_ttl": True}).data
    assert data["verdict"] == "needs_confirmation" and data["loss"] == {"messages": 1, "exact": True}, data
    assert "max_msgs_per_subject" in fields(data) and "description" in fields(data)
    assert stream_state(shared_server.url, f"KV_{bucket}").messages == 3
    same = client.call("config_review", bucket={"bucket": bucket, "history": 5, "per_key_ttl": True, "description": "by hand"}).data
    assert "loss" not in same and "max_msgs_per_subject" not in fields(same)
    for kind in ("kv", "object"):
        new = client.call("config_review", bucket={"bucket": unique("new"), "kind": kind, "ttl": "1h"}).data
        assert "would be made" in new["note"]
    assert "history" in client.call("config_review", bucket={"bucket": bucket, "histry": 2}).failure
    assert "kind" in client.call("config_review", bucket={"bucket": bucket, "kind": "queue"}).failure
    assert "invalid_argument" in client.call("config_review", bucket={"bucket": "no name"}).failure
    assert "Give one of" in client.call("config_review", bucket={"bucket": bucket}, conf="port: 4222").failure
