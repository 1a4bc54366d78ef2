"""Keys with their history, deletions and times, between nats-py and us; watches and long lists over the protocol."""

import base64
import re
import time

import pytest
from nats.js.errors import KeyNotFoundError, KeyWrongLastSequenceError

from support.driver import shown_bytes
from support.world import make_bucket, make_stream, stream_state, unique, with_nats

VALUES = [b"plain", b"", bytes(range(256)), "Zürich – 東京 🚀".encode(), b'{"n": 18446744073709551615}', b"x" * 100_000]


@pytest.fixture
def client(drive, shared_server):
    client = drive("--server", shared_server.url, "--write", "data")
    client.initialize()
    client.list_tools()
    return client


def on_bucket(url, bucket, work):
    """Runs `await work(bucket)` through nats-py."""

    async def run(_, js):
        return await work(await js.key_value(bucket))

    return with_nats(url, run)


def consumers(url, bucket):
    return stream_state(url, f"KV_{bucket}").consumer_count


def wait_until(condition, what):
    deadline = time.monotonic() + 15
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def test_history_of_nats_py_is_told_with_every_value(client, shared_server):
    bucket = unique("past")
    make_bucket(shared_server.url, bucket, [("k", value) for value in VALUES], history=20, direct=True)

    async def remove(kv):
        await kv.delete("k")
        await kv.put("k", b"again")

    on_bucket(shared_server.url, bucket, remove)
    rows = client.call("kv_history", bucket=bucket, key="k", order="oldest", payload="full", max_bytes=60000).data["revisions"]
    assert [row["operation"] for row in rows[:5]] == ["put"] * 5
    assert [shown_bytes(row["value"]) for row in rows[:4]] == VALUES[:4]
    rows = client.call("kv_history", bucket=bucket, key="k", payload="none").data["revisions"]
    assert [row["operation"] for row in rows] == ["put", "delete"] + ["put"] * len(VALUES)
    assert [row["revision"] for row in rows] == list(range(len(VALUES) + 2, 0, -1))
    assert [row["value"]["size"] for row in rows if row["operation"] == "put"] == [5] + [len(v) for v in reversed(VALUES)]


def test_history_written_here_is_read_by_nats_py(client, shared_server):
    bucket = unique("ours")
    make_bucket(shared_server.url, bucket, history=20)
    assert client.call("kv_create", bucket=bucket, key="k", value_base64=base64.b64encode(VALUES[2]).decode()).data["revision"] == 1
    client.call("kv_put", bucket=bucket, key="k", value="").data
    client.call("kv_put", bucket=bucket, key="k", value=VALUES[3].decode()).data
    client.call("kv_del", bucket=bucket, key="k").data
    client.call("kv_create", bucket=bucket, key="k", value="again").data

    async def read(kv):
        return [(entry.revision, entry.operation, entry.value or b"") for entry in await kv.history("k")]

    assert on_bucket(shared_server.url, bucket, read) == [
        (1, None, VALUES[2]), (2, None, b""), (3, None, VALUES[3]), (4, "DEL", b""), (5, None, b"again")]


def test_a_key_deleted_here_is_deleted_for_nats_py_and_the_other_way_round(client, shared_server):
    bucket = unique("gone")
    make_bucket(shared_server.url, bucket, [("a", b"1"), ("b", b"2"), ("c", b"3"), ("d", b"4"), ("e", b"5")], history=5)
    assert client.call("kv_del", bucket=bucket, key="a").data["deleted"] is True
    assert client.call("kv_purge", bucket=bucket, key="b").data["loss"] == {"messages": 1, "exact": True}

    async def both(kv):
        for key in ("a", "b"):
            with pytest.raises(KeyNotFoundError):
                await kv.get(key)
        await kv.delete("c")
        await kv.purge("d")
        return await kv.keys()

    assert on_bucket(shared_server.url, bucket, both) == ["e"]
    assert [row["key"] for row in client.call("kv_ls", bucket=bucket).data["keys"]] == ["e"]
    assert "deleted" in client.call("kv_get", bucket=bucket, key="c").failure
    assert client.call("kv_del", bucket=bucket, key="c").data["deleted"] is False
    assert client.call("kv_create", bucket=bucket, key="d", value="x").data["deleted_before_at"] == 9
    # Ours replaced a deletion of theirs; theirs does not create over ours.

    async def create(kv):
        assert await kv.create("a", b"new") == 11
        with pytest.raises(KeyWrongLastSequenceError):
            await kv.create("d", b"y")

    on_bucket(shared_server.url, bucket, create)
    assert "revision 11" in client.call("kv_create", bucket=bucket, key="a", value="x").failure


def test_times_of_keys_are_kept_both_ways(client, shared_server):
    bucket = unique("timed")
    make_bucket(shared_server.url, bucket, history=1, limit_marker_ttl=60)
    client.call("kv_create", bucket=bucket, key="ours", value="x", ttl="1s").data

    async def create(kv):
        await kv.create("theirs", b"x", msg_ttl=1)
        await kv.put("stays", b"x")

    async def left(kv):
        # One by one: nats-py's list of keys ends too early while a marker is the last but one message.
        return [key for key in ("ours", "theirs", "stays") if await is_there(kv, key)]

    async def is_there(kv, key):
        try:
            # Of a marker's reason nats-py knows nothing: it is an entry without a value.
            return bool((await kv.get(key)).value)
        except KeyNotFoundError:
            return False

    on_bucket(shared_server.url, bucket, create)
    wait_until(lambda: on_bucket(shared_server.url, bucket, left) == ["stays"], "the keys did not go")
    assert [row["key"] for row in client.call("kv_ls", bucket=bucket).data["keys"]] == ["stays"]
    for key in ("ours", "theirs"):
        row = client.call("kv_history", bucket=bucket, key=key).data["revisions"][0]
        assert (row["operation"], row["marker"]) == ("purge", "MaxAge")
        assert client.call("kv_create", bucket=bucket, key=key, value="y").data["status"] == "done"
    plain = unique("untimed")
    make_stream(shared_server.url, f"KV_{plain}", [f"$KV.{plain}.>"], max_msgs_per_subject=1)
    assert "limit markers" in client.call("kv_create", bucket=plain, key="k", value="x", ttl="1m").failure


def test_a_bucket_of_nats_py_is_described_and_listed(client, shared_server):
    bucket = unique("made")
    make_bucket(shared_server.url, bucket, [("k", b"12345")], history=7, ttl=3600, description="von nats-py – ñ")
    info = client.call("kv_info", bucket=bucket).data["info"]
    assert (info["history"], info["ttl"], info["description"], info["values"]) == (7, "1h", "von nats-py – ñ", 1)
    rows = client.call("kv_ls", max_bytes=60000).data["buckets"]
    assert [row["values"] for row in rows if row["bucket"] == bucket] == [1]


def test_a_watch_tells_each_change_when_it_happens_and_ends_when_cancelled(client, shared_server):
    bucket = unique("watch")
    make_bucket(shared_server.url, bucket, [("k", b"secret one")])
    id = client.start("tools/call", {
        "name": "kv_watch", "arguments": {"bucket": bucket, "duration": "30s"}, "_meta": {"progressToken": "w"}})

    def told():
        return [n["params"]["message"] for n in client.notifications if n["method"] == "notifications/progress"]

    client.wait_for(lambda: told() == ["put k (revision 1)"], "the first value")

    async def change(kv):
        await kv.put("k", b"secret two")

    on_bucket(shared_server.url, bucket, change)
    client.wait_for(lambda: told()[-1] == "put k (revision 2)", "the change")
    assert "secret" not in "".join(told())
    assert consumers(shared_server.url, bucket) == 1
    client.notify("notifications/cancelled", {"requestId": id})
    wait_until(lambda: consumers(shared_server.url, bucket) == 0, "the consumer stayed")
    assert client.call("kv_get", bucket=bucket, key="k").value == b"secret two"
    assert str(id) not in client.responses


def test_sixty_four_watches_hold_up_no_other_call(client, shared_server):
    bucket = unique("crowd")
    make_bucket(shared_server.url, bucket, [("k", b"before")])
    watches = [
        client.start_call("kv_watch", bucket=bucket, duration="30s", count=1, updates_only=True, key="k") for _ in range(64)]
    wait_until(lambda: consumers(shared_server.url, bucket) == 64, "not all watches run at once")
    for _ in range(100):
        assert client.call("kv_get", bucket=bucket, key="k").value == b"before"
    assert not any(str(id) in client.responses for id in watches)
    client.call("kv_put", bucket=bucket, key="k", value="now").data
    for id in watches:
        data = client.answer(id).data
        assert [change["revision"] for change in data["changes"]] == [2]
        assert data["resume_revision"] == 3
    assert consumers(shared_server.url, bucket) == 0


def peak_memory(client):
    with open(f"/proc/{client.process.pid}/status") as status:
        return int(re.search(r"VmHWM:\s+(\d+)", status.read()).group(1))


def test_fifty_thousand_keys_are_listed_in_pages_and_constant_memory(client, server, drive):
    bucket, count = "many", 50_000

    async def fill(connection, js):
        await js.create_key_value(bucket=bucket, history=1)
        for number in range(count):
            publish = js.publish if number % 2000 == 1999 else connection.publish
            await publish(f"$KV.{bucket}.user.{number}", b"x")
        await (await js.key_value(bucket)).delete("user.7")

    with_nats(server.url, fill)
    client = drive("--server", server.url)
    client.initialize()
    seen, cursor, after_first = [], None, None
    while True:
        page = client.call("kv_ls", bucket=bucket, names=True, limit=2000, max_bytes=60000, **({"cursor": cursor} if cursor else {})).data
        seen += [row["key"] for row in page["keys"]]
        after_first = after_first or peak_memory(client)
        cursor = page.get("next_cursor")
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == count - 1 and "user.7" not in seen
    assert peak_memory(client) < after_first + 8192, "memory grows with the list"
    assert consumers(server.url, bucket) == 0
