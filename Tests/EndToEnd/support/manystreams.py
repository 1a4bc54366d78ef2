"""Five hundred small streams of all kinds, made several at a time, and all that can be compared of them."""

import asyncio
import json
import random

from nats.js.api import KeyValueConfig, ObjectStoreConfig

from .backups import made, without_starts
from .world import with_nats

AT_ONCE = 24
HOUR = 3_600_000_000_000
# What a stream has that another one's restore could take away.
KINDS = ("file", "memory", "kv", "kv_ttl", "objects", "workqueue", "interest", "unicode", "empty", "holes", "purged", "limits",
         "consumers", "ttl", "mirror", "sources", "memory_mirror")


async def gathered(work, items):
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(item):
        async with gate:
            return await work(item)

    return await asyncio.gather(*(one(item) for item in items))


class Making:
    def __init__(self, connection, js):
        self.connection, self.js = connection, js
        self.random = random.Random(500)

    async def stream(self, name, **config):
        if not {"mirror", "sources", "subjects"} & config.keys():
            config["subjects"] = [f"{name}.>"]
        await made(self.connection, f"STREAM.CREATE.{name}", {"name": name, **config})

    async def publish(self, name, count, size=20, subjects=3, **headers):
        for number in range(count):
            head = {**headers, **({"Number": str(number)} if number % 3 == 0 else {})}
            await self.js.publish(f"{name}.{number % subjects}", self.random.randbytes(number % size), headers=head or None)

    async def consumer(self, stream, name, take=0, acknowledge=(), **config):
        await made(self.connection, f"CONSUMER.DURABLE.CREATE.{stream}.{name}", {"stream_name": stream, "config": {
            "durable_name": name, "ack_policy": "explicit", "ack_wait": HOUR, **config}})
        return (stream, name, take, acknowledge)

    async def read(self, stream, name, take, acknowledge):
        if not take:
            return
        subscription = await self.js.pull_subscribe_bind(name, stream)
        for number, message in enumerate(await subscription.fetch(take, timeout=20)):
            if number in acknowledge:
                await message.ack_sync(timeout=20)
        await subscription.unsubscribe()

    async def drop(self, name, *sequences):
        for sequence in sequences:
            await made(self.connection, f"STREAM.MSG.DELETE.{name}", {"seq": sequence})

    # One function a kind.

    async def file(self, name):
        await self.stream(name)
        await self.publish(name, 12)

    async def memory(self, name):
        await self.stream(name, storage="memory")
        await self.publish(name, 8)
        await self.read(*await self.consumer(name, "c", 5, (0, 1, 3)))

    async def kv(self, name):
        bucket = await self.js.create_key_value(KeyValueConfig(bucket=name, history=4))
        for number in range(12):
            await bucket.put(f"key.{number % 3}", str(number).encode())
        await bucket.delete("key.1")
        await bucket.purge("key.2")

    async def kv_ttl(self, name):
        bucket = await self.js.create_key_value(KeyValueConfig(bucket=name, history=2, ttl=7200))
        for number in range(6):
            await bucket.put(f"größe{number % 4}", b"\x00\xff" * number, validate_keys=False)

    async def objects(self, name):
        store = await self.js.create_object_store(name, ObjectStoreConfig())
        await store.put("klein", b"abc")
        await store.put("größer", self.random.randbytes(140_000))
        await store.put("gone", b"x")
        await store.delete("gone")

    async def workqueue(self, name):
        await self.stream(name, retention="workqueue")
        worker = await self.consumer(name, "worker", 7, (0, 1, 4))
        await self.publish(name, 12)
        await self.read(*worker)

    async def interest(self, name):
        await self.stream(name, retention="interest")
        readers = [await self.consumer(name, "ahead", 9, range(8)), await self.consumer(name, "behind", 4, (1, 3)),
                   await self.consumer(name, "fresh")]
        await self.publish(name, 11)
        for reader in readers:
            await self.read(*reader)

    async def unicode(self, name):
        name = f"{name}-Ünï-∂é"
        await self.stream(name, subjects=[f"größe.{name}.*.日本"])
        for number in range(6):
            await self.js.publish(f"größe.{name}.{number}.日本", "naïve ☃".encode(), headers={"Kopf": "wert"})
        await self.read(*await self.consumer(name, "c", 3, (0,)))

    async def empty(self, name):
        await self.stream(name)
        await self.consumer(name, "c")

    async def holes(self, name):
        await self.stream(name)
        await self.publish(name, 15)
        await self.drop(name, 1, 4, 5, 6, 11, 15)

    async def purged(self, name):
        await self.stream(name)
        await self.publish(name, 9)
        await made(self.connection, f"STREAM.PURGE.{name}", {"filter": f"{name}.1"} if int(name[-1]) % 2 else {})

    async def limits(self, name):
        await self.stream(name, max_msgs=7, max_msgs_per_subject=3, max_age=24 * HOUR, compression="s2", metadata={"owner": "größe"})
        await self.publish(name, 20)

    async def consumers(self, name):
        await self.stream(name)
        await self.publish(name, 14)
        for reader in [
            await self.consumer(name, "some", 9, (0, 1, 5)), await self.consumer(name, "done", 14, range(14)),
            await self.consumer(name, "none", 5, ack_policy="none"), await self.consumer(name, "upto", 8, (5,), ack_policy="all"),
            await self.consumer(name, "filtered", 3, (0, 2), filter_subject=f"{name}.1"),
            await self.consumer(name, "later", 2, (1,), deliver_policy="by_start_sequence", opt_start_seq=6),
            await self.consumer(name, "new", deliver_policy="new"),
            await self.consumer(name, "last", 1, (), deliver_policy="last_per_subject", filter_subject=f"{name}.>"),
            await self.consumer(name, "push", deliver_subject=f"deliver.{name}"),
        ]:
            await self.read(*reader)
        await self.drop(name, 10)

    async def ttl(self, name):
        await self.stream(name, allow_msg_ttl=True)
        await self.publish(name, 6, **{"Nats-TTL": "2h"})

    async def mirror(self, name):
        await self.stream(name, mirror={"name": f"holes{name.removeprefix('mirror')}"})

    async def memory_mirror(self, name):
        await self.stream(name, storage="memory", mirror={"name": f"memory{name.removeprefix('memory_mirror')}"})

    async def sources(self, name):
        number = name.removeprefix("sources")
        await self.stream(name, sources=[{"name": f"file{number}"}, {"name": f"limits{number}", "filter_subject": f"limits{number}.1"}])


def make(url, count):
    """Makes so many streams, and waits until those that copy have all."""

    async def work(connection, js):
        making = Making(connection, js)
        wanted = [(KINDS[number % len(KINDS)], number // len(KINDS)) for number in range(count)]
        copies = [one for one in wanted if one[0] in ("mirror", "sources", "memory_mirror")]

        async def one(kind_number):
            await getattr(making, kind_number[0])(f"{kind_number[0]}{kind_number[1]}")

        await gathered(one, [one for one in wanted if one not in copies])
        await gathered(one, copies)
        # Of the sources' origins all, and three of one subject.
        expected = {"mirror": 9, "memory_mirror": 8, "sources": 12 + 3}

        async def settled(kind_number):
            kind, number = kind_number
            for _ in range(300):
                state = (await made(connection, f"STREAM.INFO.{kind}{number}", {}))["state"]
                if state["messages"] == expected[kind]:
                    return
                await asyncio.sleep(0.1)
            raise AssertionError((kind, number, state))

        await gathered(settled, copies)

    with_nats(url, work, each=40)


def everything(url):
    """By stream: configuration, state, every message and every consumer's position."""

    async def messages(connection, stream, state):
        found = {}
        for sequence in range(state["first_seq"], state["last_seq"] + 1):
            reply = await connection.request(f"$JS.API.STREAM.MSG.GET.{stream}", b'{"seq":%d}' % sequence, timeout=20)
            answer = json.loads(reply.data)
            if "message" in answer:
                found[sequence] = {key: answer["message"].get(key) for key in ("subject", "hdrs", "data", "time")}
        return found

    async def all_of(connection, stream):
        info = await made(connection, f"STREAM.INFO.{stream}", {"deleted_details": True, "subjects_filter": ">"})
        state = info["state"]
        config = dict(info["config"])
        config["metadata"] = {key: value for key, value in (config.get("metadata") or {}).items() if not key.startswith("_nats.")}
        without_starts(config)
        found = await messages(connection, stream, state)
        if state["messages"] == 0:
            # Where nothing is stored servers differ in what they say of it, and none keeps the time of what is gone.
            state = {key: state[key] for key in ("messages", "bytes", "last_seq", "consumer_count")}
        elif state["last_seq"] not in found:
            state = {key: value for key, value in state.items() if key != "last_ts"}
        consumers = {}
        for one in (await made(connection, f"CONSUMER.LIST.{stream}", {})).get("consumers") or []:
            position = {key: {part: one[key][part] for part in ("consumer_seq", "stream_seq")} for key in ("delivered", "ack_floor")}
            settings = {key: value for key, value in one["config"].items() if key != "metadata"}
            consumers[one["name"]] = {"config": settings, **position, **{
                key: one[key] for key in ("num_pending", "num_ack_pending", "num_redelivered")}}
        return stream, {"config": config, "state": state, "messages": found, "consumers": consumers}

    async def work(connection, _):
        names, offset = [], 0
        while True:
            page = await made(connection, "STREAM.NAMES", {"offset": offset})
            names += page.get("streams") or []
            offset = len(names)
            if offset >= page["total"]:
                break
        return dict(await gathered(lambda name: all_of(connection, name), sorted(names)))

    return with_nats(url, work, each=40)
