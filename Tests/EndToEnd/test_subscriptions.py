"""Subscriptions to resources in both eras: told of what nats-py changes, nothing left behind on the server."""

import asyncio
import time

import pytest
from fastmcp import Client as FastClient
from fastmcp.client.transports import StdioTransport
from mcp.client import Client
from mcp.client.stdio import stdio_client
from mcp.client.subscriptions import listen

from support.driver import BINARY, clean_environment
from support.judge import PREFIX
from support.leafnode import Leafnode
from support.nats_server import NatsServer
from support.world import make_bucket, make_stream, unique, with_nats
from test_clients import bounded, parameters
from test_resources import address, put_object

ACKNOWLEDGED = "notifications/subscriptions/acknowledged"
UPDATED = "notifications/resources/updated"


def put(url, bucket, key, value=b"changed"):
    async def work(_, js):
        await (await js.key_value(bucket)).put(key, value)

    with_nats(url, work)


def describe(url, stream, text="changed"):
    async def work(_, js):
        config = (await js.stream_info(stream)).config
        config.description = text
        await js.update_stream(config)

    with_nats(url, work)


def consumers(url, stream):
    async def work(_, js):
        return (await js.stream_info(stream)).state.consumer_count

    return with_nats(url, work)


def gone(url, stream, seconds=5):
    """Whether no consumer is left within the time."""
    deadline = time.monotonic() + seconds
    while consumers(url, stream):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def updates(client, id=None):
    """Addresses told so far, of one listen where its id is given."""
    told = [n["params"] for n in client.notifications if n["method"] == UPDATED]
    return [p["uri"] for p in told if id is None or p.get("_meta", {}).get(PREFIX + "subscriptionId") == id]


def start_listen(client, *uris):
    """The id of a listen, and what of it is honoured."""
    client.modern = True
    id = client.start("subscriptions/listen", {"notifications": {"resourceSubscriptions": list(uris)}})

    def acknowledgement():
        for n in client.notifications:
            if n["method"] == ACKNOWLEDGED and n["params"]["_meta"][PREFIX + "subscriptionId"] == id:
                return n["params"]["notifications"]
        return None

    return id, client.wait_for(acknowledgement, "the acknowledgement")["resourceSubscriptions"]


@pytest.mark.filterwarnings("ignore:resources/")
def test_the_old_way_with_the_public_client(shared_server):
    bucket, stream = unique("oldway"), unique("OLDWAY")
    make_bucket(shared_server.url, bucket)
    make_stream(shared_server.url, stream)
    told = []

    async def hear(message):
        if getattr(message, "method", None) == UPDATED:
            told.append(str(message.params.uri))

    async def until(count):
        while len(told) < count:
            await asyncio.sleep(0.02)

    async def work():
        transport = stdio_client(parameters(shared_server.url))
        async with Client(transport, mode="legacy", message_handler=hear) as client:
            await client.subscribe_resource(address("kv", bucket, "k"))
            await client.subscribe_resource(address("stream", stream))
            await asyncio.to_thread(put, shared_server.url, bucket, "other")
            await asyncio.to_thread(put, shared_server.url, bucket, "k")
            await until(1)
            await asyncio.to_thread(describe, shared_server.url, stream)
            await until(2)
            value = (await client.read_resource(address("kv", bucket, "k"))).contents[0].text
            await client.unsubscribe_resource(address("kv", bucket, "k"))
            await asyncio.to_thread(put, shared_server.url, bucket, "k", b"unheard")
            await asyncio.sleep(0.4)
            return value

    assert bounded(work()) == "changed"
    assert told == [address("kv", bucket, "k"), address("stream", stream)]
    assert gone(shared_server.url, "KV_" + bucket)


@pytest.mark.parametrize("mode", ["auto", "2026-07-28"])
def test_the_new_way_with_the_public_client(shared_server, mode):
    bucket = unique("newway")
    make_bucket(shared_server.url, bucket)

    async def work():
        async with Client(stdio_client(parameters(shared_server.url)), mode=mode) as client:
            wanted = [address("kv", bucket, "k"), address("kv", bucket), "nats://server", "nats://kv/none/k"]
            async with client.listen(resource_subscriptions=wanted) as subscription:
                honoured = set(subscription.honored.resource_subscriptions)
                await asyncio.to_thread(put, shared_server.url, bucket, "k")
                heard = set()
                async for event in subscription:
                    heard.add(event.uri)
                    if heard == honoured:
                        break
                value = (await client.read_resource(address("kv", bucket, "k"))).contents[0].text
                return honoured, value

    honoured, value = bounded(work())
    assert honoured == {address("kv", bucket, "k"), address("kv", bucket)}
    assert value == "changed"
    assert gone(shared_server.url, "KV_" + bucket)


def test_fastmcp_hears_of_a_change(shared_server):
    bucket = unique("fastway")
    make_bucket(shared_server.url, bucket)

    async def work():
        transport = StdioTransport(command=BINARY, args=["serve", "--server", shared_server.url], env=clean_environment())
        async with FastClient(transport) as client:
            async with listen(client.session, resource_subscriptions=[address("kv", bucket)]) as subscription:
                await asyncio.to_thread(put, shared_server.url, bucket, "k")
                return await anext(aiter(subscription))

    assert bounded(work()).uri == address("kv", bucket)


def test_each_listen_hears_its_own_and_leaves_nothing_when_it_ends(drive, shared_server):
    bucket, files, stream = unique("mine"), unique("minefiles"), unique("MINE")
    make_bucket(shared_server.url, bucket)
    put_object(shared_server.url, files, "a b", b"1")
    make_stream(shared_server.url, stream)
    client = drive("--server", shared_server.url)
    key, whole = address("kv", bucket, "k"), address("kv", bucket)
    one, honoured = start_listen(client, key, whole, "nats://guide/creed", address("stream", stream + "X"))
    assert honoured == [key, whole]
    other, honoured = start_listen(client, key, address("object", files, "a b"), address("stream", stream))
    assert honoured == [key, address("object", files, "a b"), address("stream", stream)]
    assert consumers(shared_server.url, "KV_" + bucket) == 2, "one for each resource, whoever listens"

    put(shared_server.url, bucket, "k")
    client.wait_for(lambda: set(updates(client, one)) == {key, whole} and updates(client, other) == [key], "the key's updates")
    put_object(shared_server.url, files, "a b", b"2")
    describe(shared_server.url, stream)
    client.wait_for(lambda: len(updates(client, other)) >= 3, "the other updates")
    assert set(updates(client, one)) == {key, whole}

    client.notify("notifications/cancelled", {"requestId": one})
    assert gone_to(shared_server.url, "KV_" + bucket, 1)
    before = len(updates(client, one))
    put(shared_server.url, bucket, "k", b"again")
    client.wait_for(lambda: updates(client, other).count(key) == 2, "the second update")
    assert len(updates(client, one)) == before
    client.close_stdin()
    assert client.wait_exit() < 2
    assert client.responses[str(other)]["result"]["resultType"] == "complete"
    assert gone(shared_server.url, "KV_" + bucket, 0) and gone(shared_server.url, "OBJ_" + files, 0)


def gone_to(url, stream, count, seconds=5):
    deadline = time.monotonic() + seconds
    while consumers(url, stream) != count:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def test_a_subscription_that_cannot_be_is_refused_in_the_old_era(drive, shared_server):
    client = drive("--server", shared_server.url)
    client.initialize()
    for uri, code in [("nats://server", -32602), ("nats://stream/NONE", -32002), ("nats://kv/none/k", -32002), ("x", -32002)]:
        error = client.request("resources/subscribe", {"uri": uri}).error
        assert error["code"] == code, uri
    assert client.request("resources/unsubscribe", {"uri": "nats://stream/NONE"}).result == {}


def test_no_server_is_told_in_time(drive):
    client = drive("--server", "nats://127.0.0.1:1")
    client.initialize()
    assert client.request("resources/subscribe", {"uri": "nats://kv/b/k"}, timeout=8).error["code"] == -32603
    _, honoured = start_listen(drive("--server", "nats://127.0.0.1:1"), "nats://kv/b/k", "nats://stream/S")
    assert honoured == []


def test_a_restart_is_survived(drive, server):
    make_bucket(server.url, "lasting")
    make_stream(server.url, "LASTING")
    client = drive("--server", server.url)
    uris = ["nats://kv/lasting/k", "nats://stream/LASTING"]
    _, honoured = start_listen(client, *uris)
    assert honoured == uris
    server.kill()
    server.start()
    # Nobody knows what happened meanwhile: each is told once.
    client.wait_for(lambda: set(updates(client)) == set(uris), "word of the reconnect", 30)
    time.sleep(0.5)
    before = len(updates(client))
    assert before == 2
    put(server.url, "lasting", "k")
    client.wait_for(lambda: updates(client).count(uris[0]) == 2, "the key's update")
    describe(server.url, "LASTING")
    client.wait_for(lambda: updates(client).count(uris[1]) == 2, "the stream's update")


def test_a_killed_process_leaves_nothing_for_long(drive, shared_server):
    bucket = unique("killed")
    make_bucket(shared_server.url, bucket)
    client = drive("--server", shared_server.url)
    start_listen(client, address("kv", bucket))
    assert consumers(shared_server.url, "KV_" + bucket) == 1
    client.kill()
    assert gone(shared_server.url, "KV_" + bucket, 30)


def test_a_client_that_does_not_read_is_told_less_and_never_the_last_missed(drive, shared_server):
    bucket = unique("flood")
    make_bucket(shared_server.url, bucket)
    client = drive("--server", shared_server.url)
    uri = address("kv", bucket)
    start_listen(client, uri)

    async def flood(_, js):
        store = await js.key_value(bucket)
        for number in range(3000):
            await store.put(f"k{number % 50}", b"x")

    with_nats(shared_server.url, flood)
    client.wait_for(lambda: len(updates(client)) >= 2, "updates")
    time.sleep(1)
    count = len(updates(client))
    assert count < 100, "three thousand changes are not told one by one"
    put(shared_server.url, bucket, "last")
    client.wait_for(lambda: len(updates(client)) == count + 1, "the last update")


LIMITED = """
accounts {
  A {
    jetstream: enabled
    users: [
      { user: all, password: p },
      { user: few, password: p, permissions: {
          publish: { allow: ["$JS.API.INFO", "$JS.API.STREAM.INFO.*", "$JS.API.STREAM.NAMES", "$JS.API.CONSUMER.CREATE.KV_mine.>",
                             "$JS.API.CONSUMER.MSG.NEXT.KV_mine.*", "$JS.API.CONSUMER.DELETE.KV_mine.*"] }
          subscribe: { allow: ["_INBOX.>"] } } } ]
  }
}
"""


def test_what_a_limited_user_may_not_hear_is_named(drive):
    with NatsServer(LIMITED) as server:
        url = server.url.replace("nats://", "nats://all:p@")
        for bucket in ("mine", "theirs"):
            make_bucket(url, bucket)
        client = drive("--server", server.url.replace("nats://", "nats://few:p@"))
        client.initialize()
        client.request("resources/subscribe", {"uri": "nats://kv/mine/k"}).result
        put(url, "mine", "k")
        client.wait_for(lambda: updates(client) == ["nats://kv/mine/k"], "the update")
        error = client.request("resources/subscribe", {"uri": "nats://kv/theirs/k"}, timeout=6).error
        assert "CONSUMER.CREATE.KV_theirs" in error["message"]
        error = client.request("resources/subscribe", {"uri": "nats://stream/KV_mine"}, timeout=6).error
        assert "$JS.EVENT.ADVISORY.STREAM.*.KV_mine" in error["message"]


def test_streams_of_another_domain_are_watched_over_a_leafnode(drive):
    with Leafnode() as sides:
        client = drive("--server", sides.leaf.url, "--js-domain", "hub")
        own = drive("--server", sides.leaf.url)
        for one in (client, own):
            start_listen(one, "nats://stream/ORDERS", "nats://kv/settings/theme")
        describe(sides.hub.url, "ORDERS")
        client.wait_for(lambda: updates(client) == ["nats://stream/ORDERS"], "the hub's update")
        describe(sides.leaf.url, "ORDERS")
        own.wait_for(lambda: updates(own) == ["nats://stream/ORDERS"], "the leaf's update")
        time.sleep(0.3)
        assert updates(client) == updates(own) == ["nats://stream/ORDERS"], "each hears of its own domain"
