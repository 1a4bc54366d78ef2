"""Makes and looks at what is on a server, through nats-py: the other side of every test."""

import asyncio
import itertools
import time

import nats
from nats.js.api import KeyValueConfig, StreamConfig

_numbers = itertools.count(1)


def unique(prefix):
    """A name no other test uses."""
    return f"{prefix}{next(_numbers)}"


def with_nats(url, work, each=15, **options):
    """Runs `await work(connection, jetstream)` on a connection of its own, bounded; `each` is for one request to JetStream."""

    async def run():
        connection = await nats.connect(url, connect_timeout=5, allow_reconnect=False, **options)
        try:
            return await work(connection, connection.jetstream(timeout=each))
        finally:
            await connection.close()

    return asyncio.run(asyncio.wait_for(run(), 2 * each))


def with_nats_again(url, look, seconds=25, **options):
    """The same for a cluster that has just lost a leader: what is asked meanwhile is dropped and never answered, so it is asked
    again, until `seconds` have passed. `look` changes nothing."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return with_nats(url, look, each=3, **options)
        except Exception:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def make_stream(url, name, subjects=None, messages=(), **config):
    """A stream and its messages, each (subject, payload) or (subject, payload, headers)."""

    async def work(_, js):
        await js.add_stream(StreamConfig(name=name, subjects=subjects or [f"{name}.>"], **config))
        for subject, payload, *headers in messages:
            await js.publish(subject, payload, headers=headers[0] if headers else None)

    with_nats(url, work)


def stream_state(url, name):
    async def work(_, js):
        return (await js.stream_info(name)).state

    return with_nats_again(url, work)


def make_bucket(url, name, entries=(), **config):
    """A bucket and its entries, each (key, value)."""

    async def work(_, js):
        bucket = await js.create_key_value(KeyValueConfig(bucket=name, **config))
        for key, value in entries:
            await bucket.put(key, value)

    with_nats(url, work)


def read_key(url, bucket, key):
    async def work(_, js):
        return await (await js.key_value(bucket)).get(key)

    return with_nats_again(url, work)
