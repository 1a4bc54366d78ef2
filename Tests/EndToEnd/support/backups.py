"""Streams of all kinds, and what is in them: everything that a restore has to bring back."""

import asyncio
import json
import os
import time

import nats
from nats.js.api import KeyValueConfig, ObjectStoreConfig, StreamConfig

from .world import with_nats


async def api(connection, operation, body=None):
    reply = await connection.request(f"$JS.API.{operation}", json.dumps(body).encode() if body is not None else b"", timeout=15)
    return json.loads(reply.data)


async def made(connection, operation, body):
    answer = await api(connection, operation, body)
    assert "error" not in answer, (operation, answer["error"])
    return answer


def request(url, operation, body=None, **options):
    async def work(connection, _):
        return await api(connection, operation, body)

    return with_nats(url, work, **options)


def fill(url, name, count=200, size=100, **config):
    """A stream of random messages."""

    async def work(connection, js):
        await made(connection, f"STREAM.CREATE.{name}", {"name": name, "subjects": [f"{name}.>"], **config})
        for number in range(count - 1):
            await connection.publish(f"{name}.{number % 7}", os.urandom(size))
        await js.publish(f"{name}.last", os.urandom(size))

    with_nats(url, work)


def populate(url, memory=True, modern=True, replicas=1):
    """A world of streams of all kinds; what old servers lack is left out (`modern`, `memory`)."""

    async def stream(connection, name, **config):
        body = {"name": name, "num_replicas": replicas, **config}
        if "mirror" not in config and "sources" not in config and "subjects" not in config:
            body["subjects"] = [f"{name.lower()}.>"]
        return await made(connection, f"STREAM.CREATE.{name}", body)

    async def consumer(connection, stream, name, **config):
        # The form of the subject that all servers take.
        await made(connection, f"CONSUMER.DURABLE.CREATE.{stream}.{name}",
                   {"stream_name": stream, "config": {"durable_name": name, "ack_policy": "explicit", **config}})

    async def work(connection, js):
        await stream(connection, "PLAIN")
        for number in range(50):
            await js.publish("plain.a", b"x" * number, headers={"Number": str(number)} if number % 3 else None)
        for sequence in (1, 7, 8, 30, 50):
            await made(connection, "STREAM.MSG.DELETE.PLAIN", {"seq": sequence})
        await stream(connection, "EMPTY")
        await stream(connection, "PURGED")
        for _ in range(5):
            await js.publish("purged.a", b"gone")
        await made(connection, "STREAM.PURGE.PURGED", {})
        await stream(connection, "Ünï-ço∂é", subjects=["größe.*.日本"])
        for number in range(10):
            await js.publish(f"größe.{number}.日本", "naïve ☃".encode(), headers={"Kopf": "wert"})
        await stream(connection, "LARGE", max_bytes=50_000_000)
        for _ in range(40):
            await js.publish("large.a", os.urandom(60_000))
        if memory:
            await stream(connection, "MEMORY", storage="memory")
            for number in range(20):
                await js.publish("memory.a", str(number).encode())
        await stream(connection, "WORK", retention="workqueue")
        await consumer(connection, "WORK", "worker", ack_wait=3_600_000_000_000)
        for number in range(30):
            await js.publish("work.a", str(number).encode())
        await stream(connection, "INTEREST", retention="interest")
        for name in ("ahead", "behind", "fresh"):
            await consumer(connection, "INTEREST", name, ack_wait=3_600_000_000_000)
        for number in range(30):
            await js.publish("interest.a", str(number).encode())
        for target, name, count in (("WORK", "worker", 8), ("INTEREST", "ahead", 20), ("INTEREST", "behind", 5)):
            subscription = await js.pull_subscribe_bind(name, target)
            for message in await subscription.fetch(count, timeout=10):
                await message.ack_sync(timeout=10)
        bucket = await js.create_key_value(KeyValueConfig(bucket="kv", history=5, replicas=replicas))
        for number in range(20):
            await bucket.put(f"key{number % 6}", str(number).encode())
        await bucket.delete("key3")
        await bucket.purge("key4")
        objects = await js.create_object_store("ob", ObjectStoreConfig(replicas=replicas))
        await objects.put("small", b"abc")
        await objects.put("größer", os.urandom(400_000))
        await stream(connection, "MIRROR", mirror={"name": "PLAIN"})
        await stream(connection, "SOURCING", sources=[{"name": "PLAIN"}, {"name": "Ünï-ço∂é"}])
        if modern:
            await stream(connection, "TTL", allow_msg_ttl=True, allow_atomic=True)
            for number in range(10):
                await js.publish("ttl.a", b"t", headers={"Nats-TTL": "1h"})
        for name, count in (("MIRROR", 45), ("SOURCING", 55)):
            for _ in range(200):
                if (await made(connection, f"STREAM.INFO.{name}", {}))["state"]["messages"] >= count:
                    break
                await asyncio.sleep(0.1)

    with_nats(url, work)


def without_starts(config):
    """Where copying goes on is what a restore adds, and no other test does."""
    if "sources" in config:
        config["sources"] = [{key: value for key, value in source.items() if key != "opt_start_seq"} for source in config["sources"]]


def snapshot(url, messages=True, **options):
    """All there is to be compared: configurations, states, every message, every consumer's position."""

    async def all_of(connection, stream):
        info = await made(connection, f"STREAM.INFO.{stream}", {"deleted_details": True})
        state = info["state"]
        stored = {}
        if messages:
            for sequence in range(state["first_seq"], state["last_seq"] + 1):
                answer = await api(connection, f"STREAM.MSG.GET.{stream}", {"seq": sequence})
                if "message" in answer:
                    stored[sequence] = {key: answer["message"].get(key) for key in ("subject", "hdrs", "data", "time")}
        consumers = {}
        for consumer in (await made(connection, f"CONSUMER.LIST.{stream}", {})).get("consumers") or []:
            config = {key: value for key, value in consumer["config"].items() if key != "metadata"}
            consumers[consumer["name"]] = {
                "config": config,
                "delivered": {key: consumer["delivered"][key] for key in ("consumer_seq", "stream_seq")},
                "ack_floor": {key: consumer["ack_floor"][key] for key in ("consumer_seq", "stream_seq")},
                "pending": consumer["num_pending"], "in_flight": consumer["num_ack_pending"],
            }
        config = dict(info["config"])
        config["metadata"] = {k: v for k, v in (config.get("metadata") or {}).items() if not k.startswith("_nats.")}
        without_starts(config)
        kept = {key: state.get(key) for key in (
            "messages", "bytes", "first_seq", "last_seq", "first_ts", "last_ts", "num_subjects", "num_deleted", "deleted", "consumer_count")}
        if messages and state["last_seq"] not in stored:
            kept.pop("last_ts")  # that of a message that is gone: in no archive
        if state["messages"] == 0:
            # Where nothing is stored servers differ in what they say of it, and none keeps the time of what is gone.
            kept = {key: kept[key] for key in ("messages", "bytes", "last_seq", "consumer_count")}
        return {"config": config, "state": kept, "messages": stored, "consumers": consumers}

    async def work(connection, _):
        names = (await made(connection, "STREAM.NAMES", {})).get("streams") or []
        return {name: await all_of(connection, name) for name in sorted(names)}

    return with_nats(url, work, **options)


def delete_all(url, seconds=60, **options):
    """Until none is left: a cluster that has just lost a leader drops what it is asked, and never answers."""

    async def work(connection, _):
        for name in (await made(connection, "STREAM.NAMES", {})).get("streams") or []:
            await api(connection, f"STREAM.DELETE.{name}")
        return (await made(connection, "STREAM.NAMES", {})).get("streams") or []

    deadline = time.monotonic() + seconds
    while True:
        try:
            left = with_nats(url, work, **options)
            if not left:
                return
        except Exception as error:
            left = error
        assert time.monotonic() < deadline, left
        time.sleep(0.2)


def names(url, **options):
    return request(url, "STREAM.NAMES", {}, **options).get("streams") or []


def restores_overlapping(log):
    """How many restores a server began, by its log, before the one before had ended; and how many there were."""
    begun = overlapping = running = 0
    with open(log) as lines:
        for line in lines:
            if "Starting restore for stream" in line:
                begun += 1
                overlapping += running > 0
                running += 1
            elif "ompleted restore" in line or "estore failed" in line:
                running -= 1
    return overlapping, begun
