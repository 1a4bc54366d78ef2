"""Buckets made here serve nats-py and the other way round; what is changed, taken back or forgotten, nats-py sees too."""

import json
import time

import pytest
from nats.js.api import KeyValueConfig, ObjectMeta, ObjectStoreConfig, StorageType
from nats.js.errors import BucketNotFoundError, KeyDeletedError, KeyNotFoundError, ObjectNotFoundError

from support.world import make_bucket, make_stream, stream_state, unique, with_nats

# How a bucket is asked for here, and in nats-py; `per_key_ttl` is what nats-py always sets, and `direct` what it never does.
ALIKE = [
    ({}, {}),
    ({"history": 5, "ttl": "30s", "storage": "memory"}, {"history": 5, "ttl": 30, "storage": StorageType.MEMORY}),
    ({"history": 64, "ttl": "1h", "max_bucket_size": "1M", "max_value_size": 1000, "description": "d"},
     {"history": 64, "ttl": 3600, "max_bytes": 1 << 20, "max_value_size": 1000, "description": "d"}),
    ({"limit_marker_ttl": "5s"}, {"limit_marker_ttl": 5}),
]


@pytest.fixture
def client(drive, shared_server):
    client = drive("--server", shared_server.url, "--write", "destructive", "--confirm", "token")
    client.initialize()
    client.list_tools()
    return client


def confirmed(client, tool, **arguments):
    """Calls a tool, and again with the token of the plan it makes."""
    plan = client.call(tool, **arguments).data
    assert plan["status"] == "needs_confirmation", plan
    name = plan["message"].split("confirm_name=")[1].split('"')[1]
    loss = {"confirm_loss": plan["loss"]["messages"]} if "messages" in plan.get("loss", {}) else {"confirm_loss": 0}
    done = client.call(tool, **arguments, token=plan["token"], confirm_name=name, **loss).data
    assert done["status"] == "done", done
    return plan, done


def configuration(url, stream):
    async def work(connection, _):
        info = json.loads((await connection.request(f"$JS.API.STREAM.INFO.{stream}", b"", timeout=5)).data)
        config = info["config"]
        config.pop("metadata", None)
        return config

    return with_nats(url, work)


def subjects(url, stream):
    async def work(connection, _):
        body = json.dumps({"subjects_filter": ">"}).encode()
        return json.loads((await connection.request(f"$JS.API.STREAM.INFO.{stream}", body, timeout=5)).data)["state"].get("subjects") or {}

    return with_nats(url, work)


@pytest.mark.parametrize("ours, theirs", ALIKE, ids=lambda value: ",".join(value) if value else "plain")
def test_a_bucket_made_here_is_the_one_nats_py_would_make(client, shared_server, ours, theirs):
    bucket, twin = unique("alike"), unique("alike")
    client.call("kv_add", bucket=bucket, per_key_ttl=True, **ours).data
    make_bucket(shared_server.url, twin, direct=True, **theirs)
    mine, other = configuration(shared_server.url, f"KV_{bucket}"), configuration(shared_server.url, f"KV_{twin}")
    assert mine.pop("subjects") == [f"$KV.{bucket}.>"]
    assert {**other, "name": f"KV_{bucket}", "subjects": None} == {**mine, "subjects": None}
    # A program that declares its bucket finds it as it wants it.
    make_bucket(shared_server.url, bucket, [("k", b"v")], direct=True, **theirs)
    assert client.call("kv_get", bucket=bucket, key="k").value == b"v"
    again = client.call("kv_add", bucket=twin, per_key_ttl=True, **ours).failure
    assert "bucket_exists" in again and "configured as wanted" in again


def test_an_object_bucket_made_here_is_the_one_nats_py_would_make(client, shared_server):
    bucket, twin = unique("alike"), unique("alike")
    client.call("object_add", bucket=bucket, ttl="1h", max_bucket_size="1M", description="d").data
    config = ObjectStoreConfig(ttl=3600, max_bytes=1 << 20, description="d")
    with_nats(shared_server.url, lambda _, js: js.create_object_store(twin, config=config))
    mine, other = configuration(shared_server.url, f"OBJ_{bucket}"), configuration(shared_server.url, f"OBJ_{twin}")
    assert mine.pop("subjects") == [f"$O.{bucket}.C.>", f"$O.{bucket}.M.>"]
    # Unlimited is 0 for nats-py and -1 for all others; the server keeps both.
    assert {**other, "name": f"OBJ_{bucket}", "subjects": None} == {**mine, "subjects": None}

    async def use(_, js):
        store = await js.create_object_store(bucket, config=config)
        await store.put("n", b"x" * 300_000)
        return (await store.status()).ttl, (await store.get("n")).data

    ttl, data = with_nats(shared_server.url, use)
    assert data == b"x" * 300_000 and ttl == 3600


def test_keys_of_other_buckets_are_seen_by_nats_py(client, shared_server):
    east, west, both, twin = (unique(name) for name in ("east", "west", "both", "twin"))
    make_bucket(shared_server.url, east, [("a.b", b"1")])
    make_bucket(shared_server.url, west, [("c", b"2"), ("x.y", b"3")])
    client.call("kv_add", bucket=both, source=[east, west]).data
    client.call("kv_add", bucket=twin, mirror=east).data

    async def read(_, js):
        bucket = await js.key_value(both)
        watcher = await bucket.watchall()
        found = {}
        while len(found) < 3:
            entry = await watcher.updates(timeout=10)
            if entry:
                found[entry.key] = entry.value
        await bucket.put("own", b"4")
        return found, (await bucket.get("own")).value

    assert with_nats(shared_server.url, read) == ({"a.b": b"1", "c": b"2", "x.y": b"3"}, b"4")
    deadline = time.monotonic() + 20
    while (seen := client.call("kv_get", bucket=twin, key="a.b")).is_error and time.monotonic() < deadline:
        time.sleep(0.1)
    assert seen.value == b"1"
    assert "mirror" in client.call("kv_put", bucket=twin, key="k", value="v").failure


def test_a_bucket_of_nats_py_is_changed_and_it_sees_it(client, shared_server):
    bucket = unique("theirs")
    make_bucket(shared_server.url, bucket, [("k", str(n).encode()) for n in range(5)], history=5)
    plan, done = confirmed(client, "kv_edit", bucket=bucket, history=2, ttl="1h")
    assert plan["loss"] == {"messages": 3, "exact": True}
    assert {change["field"] for change in done["changed"]} == {"max_msgs_per_subject", "max_age"}

    async def look(_, js):
        kv = await js.key_value(bucket)
        status = await kv.status()
        return status.history, status.ttl, [entry.value for entry in await kv.history("k")]

    assert with_nats(shared_server.url, look) == (2, 3600, [b"3", b"4"])


def test_an_earlier_value_is_back_for_nats_py(client, shared_server):
    bucket = unique("back")
    values = [bytes(range(256)), "Zürich – 東京".encode(), b""]
    make_bucket(shared_server.url, bucket, [("k", value) for value in values], history=10)

    async def delete(_, js):
        await (await js.key_value(bucket)).delete("k")

    with_nats(shared_server.url, delete)
    for revision, value in ((1, values[0]), (2, values[1]), (3, values[2])):
        client.call("kv_revert", bucket=bucket, key="k", revision=revision).data

        async def read(_, js):
            return (await (await js.key_value(bucket)).get("k")).value or b""

        assert with_nats(shared_server.url, read) == value


def test_compaction_leaves_what_that_of_nats_py_leaves(client, shared_server):
    ours, theirs = unique("compact"), unique("compact")
    for bucket in (ours, theirs):
        make_bucket(shared_server.url, bucket, [("live", b"1"), ("live", b"2"), ("dead", b"1"), ("dead", b"2"), ("purged", b"1"),
                                                ("back", b"1")], history=5)

        async def delete(_, js):
            kv = await js.key_value(bucket)
            for key in ("dead", "back"):
                await kv.delete(key)
            await kv.purge("purged")
            await kv.put("back", b"2")

        with_nats(shared_server.url, delete)
    for age, seconds in (("30m", 1800), ("0s", -1)):
        plan = client.call("kv_compact", bucket=ours, older_than=age).data
        if plan["status"] == "needs_confirmation":
            plan = client.call("kv_compact", bucket=ours, older_than=age, token=plan["token"], confirm_name=ours,
                               confirm_loss=plan["loss"]["messages"]).data
        assert plan["status"] == "done"

        async def compact(_, js):
            await (await js.key_value(theirs)).purge_deletes(olderthan=seconds)

        with_nats(shared_server.url, compact)
        left = [{key.split(".")[2]: count for key, count in subjects(shared_server.url, f"KV_{bucket}").items()} for bucket in (ours, theirs)]
        assert left[0] == left[1]
    assert set(left[0]) == {"live", "back"}


def test_compaction_never_takes_a_key_for_a_wildcard(client, shared_server):
    bucket = unique("odd")
    make_bucket(shared_server.url, bucket, [("a.b", b"1"), ("c", b"2")])

    async def mark(connection, _):
        for key in ("a.*", "*", ">"):
            await connection.request(f"$KV.{bucket}.{key}", b"", timeout=5, headers={"KV-Operation": "DEL"})

    with_nats(shared_server.url, mark)
    client.call("kv_compact", bucket=bucket, older_than="0s").data
    left = subjects(shared_server.url, f"KV_{bucket}")
    assert left[f"$KV.{bucket}.a.b"] == 1 and left[f"$KV.{bucket}.c"] == 1


def test_a_deleted_bucket_is_gone_for_nats_py(client, shared_server):
    bucket = unique("gone")
    make_bucket(shared_server.url, bucket, [("k", b"v")])
    with_nats(shared_server.url, lambda _, js: js.create_object_store(bucket))
    confirmed(client, "kv_del", bucket=bucket, delete_bucket=True)
    confirmed(client, "object_del", bucket=bucket, delete_bucket=True)
    with pytest.raises(BucketNotFoundError):
        with_nats(shared_server.url, lambda _, js: js.key_value(bucket))
    with pytest.raises(BucketNotFoundError):
        with_nats(shared_server.url, lambda _, js: js.object_store(bucket))


@pytest.mark.parametrize("name, new_name", [("plain", "other"), ("with space", "Zürich – 東京 🚀"), ("dir/a.txt", "*.>")])
def test_a_renamed_object_is_found_by_nats_py_under_its_new_name(client, shared_server, name, new_name):
    bucket = unique("renamed")
    data = bytes(range(256)) * 2000

    async def put(_, js):
        store = await js.create_object_store(bucket)
        await store.put(name, data, meta=ObjectMeta(name=name, description="first", headers={"A": ["1"]}))

    with_nats(shared_server.url, put)
    client.call("object_edit", bucket=bucket, name=name, new_name=new_name, description="second", metadata=["owner=ops"]).data

    async def look(_, js):
        store = await js.object_store(bucket)
        with pytest.raises(ObjectNotFoundError):
            await store.get_info(name, show_deleted=True)
        info = await store.get_info(new_name)
        return info.name, info.description, info.headers, (await store.get(new_name)).data, len(await store.list())

    assert with_nats(shared_server.url, look) == (new_name, "second", {"A": ["1"]}, data, 1)
    # nats-py knows no metadata of objects.
    assert client.call("object_info", bucket=bucket, name=new_name).data["object"]["metadata"] == {"owner": "ops"}


def test_links_made_here_are_followed_by_nats_py(client, shared_server):
    near, far = unique("near"), unique("far")

    async def put(_, js):
        await js.create_object_store(near)
        await (await js.create_object_store(far)).put("distant", b"content")

    with_nats(shared_server.url, put)
    client.call("object_put", bucket=near, name="link", link="distant", link_bucket=far).data
    client.call("object_put", bucket=near, name="whole", link_bucket=far).data

    async def read(_, js):
        store = await js.object_store(near)
        whole = await store.get_info("whole")
        return (await store.get("link")).data, whole.options.link.bucket, whole.options.link.name

    assert with_nats(shared_server.url, read) == (b"content", far, None)
    assert client.call("object_get", bucket=near, name="link").data["content"]["text"] == "content"


def test_a_sealed_bucket_takes_nothing_from_nats_py(client, shared_server):
    bucket = unique("sealed")
    client.call("object_add", bucket=bucket).data
    client.call("object_put", bucket=bucket, name="n", data="x").data
    confirmed(client, "object_seal", bucket=bucket)

    async def attempt(_, js):
        store = await js.object_store(bucket)
        assert (await store.status()).sealed
        with pytest.raises(Exception):
            await store.put("m", b"y")
        return (await store.get("n")).data

    assert with_nats(shared_server.url, attempt) == b"x"


def test_a_bucket_is_not_broken_past_its_tools(client, shared_server):
    bucket = unique("contract")
    make_bucket(shared_server.url, bucket, [("k", b"v")])
    for change in ({"discard": "old"}, {"subjects": ["x"]}, {"max_msgs": 1}, {"allow_rollup_hdrs": False}):
        plan = client.call("stream_edit", stream=f"KV_{bucket}", config=change).data
        assert plan["status"] == "needs_confirmation"
        rule = next(finding for finding in plan["findings"] if finding["rule"] == "NG-K001")
        assert "kv_edit" in rule["instead"]
    plan = client.call("stream_purge", stream=f"KV_{bucket}").data
    assert "kv_purge" in next(finding for finding in plan["findings"] if finding["rule"] == "NG-K018")["instead"]
    made = client.call("stream_add", stream="KV_" + unique("raw"), subjects=[unique("raw")], dry_run=True).data
    assert "NG-K002" in [finding["rule"] for finding in made["findings"]]
