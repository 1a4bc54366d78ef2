"""A little world that every tool finds something in, made through nats-py with nothing newer than nats-server 2.9."""

import asyncio

import nats
from nats.js.api import ConsumerConfig, KeyValueConfig, ObjectStoreConfig, RetentionPolicy, StreamConfig

ORDERS = 12
OBJECT = bytes(range(256)) * 1200


async def fill(js, replicas=1, mark=""):
    """Makes the world. `mark` tells one such world from another: it is in every payload."""
    for name, config in {
        # As a plain client makes it, and as the command line does: with direct gets.
        "ORDERS": {},
        "EVENTS": {"allow_direct": True, "max_msgs_per_subject": 100},
        "JOBS": {"retention": RetentionPolicy.WORK_QUEUE},
    }.items():
        await js.add_stream(StreamConfig(name=name, subjects=[f"{name}.>"], num_replicas=replicas, **config))
    for number in range(ORDERS):
        for stream in ("ORDERS", "EVENTS"):
            await js.publish(f"{stream}.{number % 3}", f'{{"number": {number}, "mark": "{mark}"}}'.encode(), headers={"Kind": "test"})
    await js.publish("JOBS.a", f"job{mark}".encode())
    await js.add_consumer("ORDERS", ConsumerConfig(durable_name="billing", ack_policy="explicit", filter_subject="ORDERS.1"))
    # As nats-py makes buckets, and as the command line does.
    for name, direct in (("settings", False), ("flags", True)):
        bucket = await js.create_key_value(KeyValueConfig(bucket=name, history=5, direct=direct, replicas=replicas))
        await bucket.put("theme", f"dark{mark}".encode())
        await bucket.put("theme", f"light{mark}".encode())
        await bucket.put("app.size", b"10")
        await bucket.put("gone", b"x")
        await bucket.delete("gone")
    store = await js.create_object_store("files", config=ObjectStoreConfig(replicas=replicas))
    await store.put("logo.bin", OBJECT)
    await store.put("notes.txt", f"hello{mark}".encode())


def make_sample(url, replicas=1, mark="", timeout=30, **options):
    async def run():
        connection = await nats.connect(url, connect_timeout=5, allow_reconnect=False, **options)
        try:
            await fill(connection.jetstream(timeout=10), replicas, mark)
        finally:
            await connection.close()

    asyncio.run(asyncio.wait_for(run(), timeout))
