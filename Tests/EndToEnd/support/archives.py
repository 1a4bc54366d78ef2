"""Archives as servers send them, and backups in the layout of the nats command line, made without the program under test.

    python -m support.archives DIRECTORY    (in Tests/EndToEnd)

makes the fixtures of Tests/ArchiveTests anew: DIRECTORY/<release>/<stream>, for every release in .tools/servers.
"""

import json
import os
import sys

CHUNK = 128 * 1024


async def api(connection, operation, body=None):
    reply = await connection.request(f"$JS.API.{operation}", json.dumps(body or {}).encode(), timeout=15)
    answer = json.loads(reply.data)
    if "error" in answer:
        raise RuntimeError(f"{operation}: {answer['error']}")
    return answer


async def save(connection, stream, directory, consumers=True):
    """Saves one stream as the nats command line does; the state the server told."""
    inbox = connection.new_inbox()
    subscription = await connection.subscribe(inbox)
    body = {"deliver_subject": inbox, "no_consumers": not consumers, "chunk_size": CHUNK}
    reply = await api(connection, f"STREAM.SNAPSHOT.{stream}", body)
    os.makedirs(directory)
    with open(os.path.join(directory, "stream.tar.s2"), "wb") as file:
        while True:
            message = await subscription.next_msg(timeout=15)
            if message.reply:
                await connection.publish(message.reply, b"")
            if not message.data:
                break
            file.write(message.data)
    await subscription.unsubscribe()
    assert not message.headers or "204" in str(message.headers), message.headers
    with open(os.path.join(directory, "backup.json"), "w") as file:
        json.dump({"config": reply["config"], "state": reply["state"]}, file, indent=2)
    return reply["state"]


async def restore(connection, directory):
    """Restores one stream as the nats command line does: small chunks, each answered before the next."""
    with open(os.path.join(directory, "backup.json")) as file:
        described = json.load(file)
    name = described["config"]["name"]
    begun = await api(connection, f"STREAM.RESTORE.{name}", described)
    with open(os.path.join(directory, "stream.tar.s2"), "rb") as file:
        while chunk := file.read(64 * 1024):
            answer = (await connection.request(begun["deliver_subject"], chunk, timeout=15)).data
            assert not answer, answer
    ended = json.loads((await connection.request(begun["deliver_subject"], b"", timeout=30)).data)
    assert "error" not in ended, ended


async def make_streams(connection, release=(2, 15)):
    """Streams of many kinds with consumers at various places; their names."""
    js = connection.jetstream(timeout=15)

    async def add(name, count, payload=lambda n: b"message %d" % n, subjects=5, **config):
        await api(connection, f"STREAM.CREATE.{name}",
                  {"name": name, "subjects": [f"{name}.>"], "retention": "limits", "storage": "file", **config})
        for number in range(count):
            headers = {"Number": str(number)} if number % 3 == 0 else None
            await js.publish(f"{name}.{number % subjects}", payload(number), headers=headers)

    async def consumer(stream, name, fetched, acknowledged, policy="explicit"):
        await api(connection, f"CONSUMER.DURABLE.CREATE.{stream}.{name}",
                  {"stream_name": stream, "config": {"durable_name": name, "ack_policy": policy, "deliver_policy": "all"}})
        if fetched:
            subscription = await js.pull_subscribe_bind(name, stream)
            for number, message in enumerate(await subscription.fetch(fetched, timeout=5)):
                if number in acknowledged:
                    await message.ack_sync()

    await add("PLAIN", 60)
    for sequence in (5, 6, 7, 30, 59, 60):
        await api(connection, "STREAM.MSG.DELETE.PLAIN", {"seq": sequence, "no_erase": sequence != 6})
    await consumer("PLAIN", "behind", 20, {0, 1, 2, 5, 9})
    await consumer("PLAIN", "fresh", 0, ())
    await consumer("PLAIN", "all", 10, {9}, "all")
    await add("VALUES", 200, subjects=11, max_msgs_per_subject=1)
    await add("EMPTY", 0)
    await add("PURGED", 20)
    await api(connection, "STREAM.PURGE.PURGED")
    await add("WORK", 40, retention="workqueue")
    await consumer("WORK", "worker", 10, {0, 1, 2, 4, 5, 8})
    await add("größe", 10)
    # Several blocks, and what limits removed at the front.
    await add("LARGE", 130, lambda n: b"%d" % n + bytes(50_000), max_bytes=4_000_000)
    names = ["PLAIN", "VALUES", "EMPTY", "PURGED", "WORK", "größe", "LARGE"]
    if release >= (2, 10):
        await add("PACKED", 50, compression="s2")
        names.append("PACKED")
    if release >= (2, 15):
        await add("MEMORY", 30, storage="memory")
        names.append("MEMORY")
    return names


def make_fixtures(directory):
    from support.nats_server import NatsServer
    from support.world import with_nats

    servers = os.path.join(os.path.dirname(__file__), "../../../.tools/servers")
    for release in sorted(os.listdir(servers)):
        with NatsServer(binary=f"{servers}/{release}/nats-server") as server:
            number = tuple(int(part) for part in release.split(".")[:2])

            async def work(connection, _):
                for name in await make_streams(connection, number):
                    await save(connection, name, os.path.join(directory, release, name))

            with_nats(server.url, work)


if __name__ == "__main__":
    make_fixtures(sys.argv[1])
