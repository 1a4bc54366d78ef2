"""Objects of nats-py are read, those written here nats-py reads, and an interrupted put leaves nothing behind."""

import base64
import hashlib
import json
import os
import signal
import subprocess

import pytest
from nats.js.errors import ObjectDeletedError, ObjectNotFoundError

from support.driver import BINARY, clean_environment, shown_bytes
from support.nats_server import NatsServer
from support.world import unique, with_nats

MIB = 1 << 20
CONTENTS = [
    ("plain", b"text"),
    ("binary", bytes(range(256))),
    ("empty", b""),
    ("with space", b"spaces"),
    ("dir/sub.d/file.txt", b"slashes"),
    ("Zürich – 東京 🚀", "ñ".encode()),
    ("e\u0301 is not \u00e9", b"decomposed"),
    ("*.>", b"wildcards"),
    ("one chunk", os.urandom(128 * 1024)),
    ("one chunk and a byte", os.urandom(128 * 1024 + 1)),
]


@pytest.fixture
def files(tmp_path):
    root = tmp_path / "files"
    root.mkdir()
    return root


@pytest.fixture
def client(drive, shared_server, files):
    client = drive("--server", shared_server.url, "--write", "data", "--files-root", str(files))
    client.initialize()
    client.list_tools()
    return client


@pytest.fixture
def bucket(shared_server):
    name = unique("objects")
    with_nats(shared_server.url, lambda _, js: js.create_object_store(name))
    return name


def put_there(url, bucket, name, data, meta=None):
    async def work(_, js):
        return await (await js.object_store(bucket)).put(name, data, meta=meta)

    return with_nats(url, work)


def get_there(url, bucket, name):
    async def work(_, js):
        return await (await js.object_store(bucket)).get(name)

    return with_nats(url, work)


def subjects(url, bucket):
    """Each subject of the bucket with its number of messages, asked of the server itself."""

    async def work(connection, _):
        reply = await connection.request(
            f"$JS.API.STREAM.INFO.OBJ_{bucket}", json.dumps({"subjects_filter": ">"}).encode(), timeout=5)
        names = await connection.request(f"$JS.API.CONSUMER.NAMES.OBJ_{bucket}", b"", timeout=5)
        left = [name for name in json.loads(names.data)["consumers"] or [] if name.startswith("nats-operator")]
        assert left == [], "a consumer was left behind"
        return json.loads(reply.data)["state"].get("subjects") or {}

    return with_nats(url, work)


@pytest.mark.parametrize("name, content", CONTENTS)
def test_an_object_of_nats_py_is_read_as_it_is(client, shared_server, bucket, files, name, content):
    put_there(shared_server.url, bucket, name, content)
    answer = client.call("object_get", bucket=bucket, name=name, path="got").data
    assert answer["verified"] is True and answer["object"]["name"] == name
    assert (files / "got").read_bytes() == content
    if len(content) < 1000:
        assert shown_bytes(client.call("object_get", bucket=bucket, name=name).data["content"]) == content
    assert client.call("object_info", bucket=bucket, name=name).data["object"]["size"] == len(content)
    assert [o["name"] for o in client.call("object_ls", bucket=bucket).data["objects"]] == [name]


@pytest.mark.parametrize("name, content", CONTENTS)
def test_an_object_written_here_is_read_by_nats_py(client, shared_server, bucket, name, content):
    client.call("object_put", bucket=bucket, name=name, data_base64=base64.b64encode(content).decode()).data
    result = get_there(shared_server.url, bucket, name)
    assert (result.data or b"") == content
    assert result.info.size == len(content) and result.info.name == name
    assert result.info.digest == "SHA-256=" + base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode()


def test_eight_mebibytes_go_both_ways(client, shared_server, bucket, files):
    content = os.urandom(8 * MIB)
    (files / "here").write_bytes(content)
    assert client.call("object_put", bucket=bucket, path="here").data["chunks"] == 64
    assert get_there(shared_server.url, bucket, "here").data == content
    put_there(shared_server.url, bucket, "there", content[::-1])
    client.call("object_get", bucket=bucket, name="there", path="there").data
    assert (files / "there").read_bytes() == content[::-1]
    assert (files / "there").stat().st_mode & 0o777 == 0o600


def test_what_is_said_about_an_object_is_read_on_both_sides(client, shared_server, bucket):
    from nats.js.api import ObjectMeta, ObjectMetaOptions

    put_there(shared_server.url, bucket, "there", b"x" * 5000, ObjectMeta(
        description="beschrieben – ñ", headers={"A": ["1", "2"]}, options=ObjectMetaOptions(max_chunk_size=1000)))
    there = client.call("object_info", bucket=bucket, name="there").data["object"]
    assert there["description"] == "beschrieben – ñ" and there["headers"] == {"A": ["1", "2"]}
    assert there["chunks"] == 5 and there["chunk_size"] == 1000

    client.call("object_put", bucket=bucket, name="here", data="x" * 5000, description="d", headers=["B: 1", "B: 2"],
                metadata=["k=v"], chunk_size=1000).data
    info = get_there(shared_server.url, bucket, "here").info
    assert info.description == "d" and info.headers == {"B": ["1", "2"]}
    assert info.chunks == 5 and info.options.max_chunk_size == 1000
    here = client.call("object_info", bucket=bucket, name="here").data["object"]
    assert here["metadata"] == {"k": "v"}


def test_a_link_is_followed_by_both(client, shared_server, bucket):
    other = unique("linked")
    with_nats(shared_server.url, lambda _, js: js.create_object_store(other))
    put_there(shared_server.url, other, "target", b"behind the link")
    meta = {"name": "link", "options": {"link": {"bucket": other, "name": "target"}}, "bucket": bucket, "nuid": "n",
            "size": 0, "mtime": "0001-01-01T00:00:00Z", "chunks": 0}
    name = base64.urlsafe_b64encode(b"link").decode()
    with_nats(shared_server.url, lambda _, js: js.publish(
        f"$O.{bucket}.M.{name}", json.dumps(meta).encode(), headers={"Nats-Rollup": "sub"}))
    assert get_there(shared_server.url, bucket, "link").data == b"behind the link"
    got = client.call("object_get", bucket=bucket, name="link").data
    assert shown_bytes(got["content"]) == b"behind the link"
    assert got["link"] == {"bucket": other, "name": "target"}


def test_deletions_are_seen_on_both_sides(client, shared_server, bucket):
    put_there(shared_server.url, bucket, "one", b"1" * 300_000)
    put_there(shared_server.url, bucket, "two", b"2")
    assert client.call("object_del", bucket=bucket, name="one").data["deleted"]["size"] == 300_000
    with pytest.raises((ObjectNotFoundError, ObjectDeletedError)):
        get_there(shared_server.url, bucket, "one")
    with_nats(shared_server.url, lambda _, js: delete(js, bucket, "two"))
    assert "deleted" in client.call("object_get", bucket=bucket, name="two").failure
    assert client.call("object_ls", bucket=bucket).data["objects"] == []
    assert all(subject.startswith(f"$O.{bucket}.M.") for subject in subjects(shared_server.url, bucket))
    # What was deleted on one side is written anew on the other.
    client.call("object_put", bucket=bucket, name="two", data="again").data
    put_there(shared_server.url, bucket, "one", b"again")
    assert get_there(shared_server.url, bucket, "two").data == b"again"
    assert shown_bytes(client.call("object_get", bucket=bucket, name="one").data["content"]) == b"again"


async def delete(js, bucket, name):
    await (await js.object_store(bucket)).delete(name)


def test_what_one_overwrites_the_other_does_not_keep(client, shared_server, bucket):
    put_there(shared_server.url, bucket, "o", b"1" * 300_000)
    assert "300,000 bytes" in client.call("object_put", bucket=bucket, name="o", data="2").failure
    client.call("object_put", bucket=bucket, name="o", data="2", overwrite=True).data
    assert get_there(shared_server.url, bucket, "o").data == b"2"
    put_there(shared_server.url, bucket, "o", b"3")
    assert shown_bytes(client.call("object_get", bucket=bucket, name="o").data["content"]) == b"3"
    assert sorted(subjects(shared_server.url, bucket).values()) == [1, 1]


def test_changes_of_nats_py_are_watched(client, shared_server, bucket):
    put_there(shared_server.url, bucket, "before", b"1")
    call = client.start("tools/call", {
        "name": "object_watch", "arguments": {"bucket": bucket, "count": 3, "duration": "25s"}, "_meta": {"progressToken": "p"}})
    client.wait_for(lambda: [n for n in client.notifications if "before" in str(n)], "the first report")
    put_there(shared_server.url, bucket, "with space", b"2")
    client.wait_for(lambda: [n for n in client.notifications if 'put "with space"' in n["params"]["message"]], "the second")
    with_nats(shared_server.url, lambda _, js: delete(js, bucket, "before"))
    changes = client.answer(call, 30).data["changes"]
    assert [(c["name"], c.get("deleted", False)) for c in changes] == [
        ("before", False), ("with space", False), ("before", True)]


# Large files and interruptions


def sparse(path, size):
    """Zeros that take no room."""
    with open(path, "wb") as file:
        file.truncate(size)


def test_a_large_file_moves_in_little_memory_and_tells_how_far_it_is(client, shared_server, bucket, files):
    size = 64 * MIB
    (files / "large").write_bytes(os.urandom(MIB) * 64)

    def transfer(tool, **arguments):
        call = client.start("tools/call", {
            "name": tool, "arguments": {"bucket": bucket, **arguments}, "_meta": {"progressToken": tool}})
        answer = client.answer(call, 40).data
        steps = [n["params"] for n in client.notifications if n["params"].get("progressToken") == tool]
        assert steps and all(step["total"] == size for step in steps)
        assert [step["progress"] for step in steps] == sorted(step["progress"] for step in steps)
        return answer

    assert transfer("object_put", path="large")["chunks"] == 512
    assert transfer("object_get", name="large", path="back")["verified"] is True
    assert (files / "back").read_bytes() == (files / "large").read_bytes()
    with open(f"/proc/{client.process.pid}/status") as status:
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    assert peak < 64 * 1024, f"{peak} KiB for {size} bytes"


def began(client, bucket):
    """Starts a put that takes long and returns when some of it is stored."""
    call = client.start("tools/call", {
        "name": "object_put", "arguments": {"bucket": bucket, "path": "huge", "name": "o", "overwrite": True, "chunk_size": 2048},
        "_meta": {"progressToken": "p"}})
    client.wait_for(
        lambda: [n for n in client.notifications
                 if n["params"].get("progressToken") == "p" and n["params"]["progress"] > 0], "progress")
    return call


def test_a_cancelled_put_leaves_nothing(client, shared_server, bucket, files):
    put_there(shared_server.url, bucket, "o", b"as before")
    before = subjects(shared_server.url, bucket)
    sparse(files / "huge", 2048 * MIB)
    call = began(client, bucket)
    client.notify("notifications/cancelled", {"requestId": call})
    # Another call is answered, and when the slot is free again nothing is left.
    assert shown_bytes(client.call("object_get", bucket=bucket, name="o").data["content"]) == b"as before"
    assert settles(lambda: subjects(shared_server.url, bucket) == before)
    assert json.dumps(call) not in client.responses


def test_a_client_that_goes_away_leaves_nothing(drive, shared_server, bucket, files):
    sparse(files / "huge", 2048 * MIB)
    client = drive("--server", shared_server.url, "--write", "data", "--files-root", str(files))
    client.initialize()
    client.list_tools()
    began(client, bucket)
    client.close_stdin()
    client.wait_exit(15)
    assert subjects(shared_server.url, bucket) == {}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_interrupted_command_leaves_nothing_and_says_so(shared_server, bucket, files, number):
    sparse(files / "huge", 2048 * MIB)
    process = subprocess.Popen(
        [BINARY, "call", "object_put", f"bucket={bucket}", "path=huge", "chunk_size=2048", "--server", shared_server.url,
         "--write", "data", "--files-root", str(files)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=clean_environment(), text=True)
    for line in process.stderr:
        if "stored" in line and "stored 0 B" not in line:
            break
    process.send_signal(number)
    output, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert json.loads(output)["error"]["code"] == "cancelled"
    assert "erased" in output
    assert subjects(shared_server.url, bucket) == {}


def test_a_server_that_dies_in_the_middle_has_the_whole_object_or_nothing_of_it(drive, files):
    with NatsServer() as server:
        bucket = unique("dies")
        with_nats(server.url, lambda _, js: js.create_object_store(bucket))
        sparse(files / "huge", 64 * MIB)
        client = drive("--server", server.url, "--write", "data", "--files-root", str(files))
        client.initialize()
        client.list_tools()
        call = began(client, bucket)
        server.kill()
        server.start()
        answer = client.answer(call, 40)
        if answer.is_error:
            assert "erased" in answer.failure and "disconnected" in answer.failure
            assert subjects(server.url, bucket) == {}
        else:
            assert client.call("object_get", bucket=bucket, name="o", path="whole").data["verified"] is True
            assert (files / "whole").read_bytes() == bytes(64 * MIB)
        client.finish()


def test_what_a_killed_put_leaves_is_found_and_erased(drive, client, shared_server, bucket, files):
    client.call("object_put", bucket=bucket, name="kept", data="x" * 300_000).data
    sparse(files / "huge", 2048 * MIB)
    victim = drive("--server", shared_server.url, "--write", "data", "--files-root", str(files))
    victim.initialize()
    victim.list_tools()
    began(victim, bucket)
    victim.process.kill()
    victim.process.wait(10)
    chunks = {name: count for name, count in subjects(shared_server.url, bucket).items() if ".C." in name}
    assert len(chunks) == 2
    orphan = client.call("object_info", bucket=bucket, orphans=True).data["orphans"]
    assert len(orphan) == 1 and chunks[f"$O.{bucket}.C.{orphan[0]['nuid']}"] == orphan[0]["chunks"]
    assert client.call("object_del", bucket=bucket, orphans="1h").data["purged"] == 0
    assert client.call("object_del", bucket=bucket, orphans="0s").data["purged"] == orphan[0]["chunks"]
    assert len(subjects(shared_server.url, bucket)) == 2
    assert get_there(shared_server.url, bucket, "kept").data == b"x" * 300_000


def settles(condition):
    """Whether it becomes so; the work of a cancelled call ends a moment after its cancellation."""
    for _ in range(200):
        if condition():
            return True
        signal.sigtimedwait([], 0.05)
    return False


def test_without_a_root_no_file_is_touched(drive, shared_server, bucket, tmp_path):
    client = drive("--server", shared_server.url, "--write", "data")
    client.initialize()
    client.list_tools()
    (tmp_path / "file").write_text("x")
    failure = client.call("object_put", bucket=bucket, path=str(tmp_path / "file")).failure
    assert "--files-root" in failure
    assert "--files-root" in client.call("object_get", bucket=bucket, name="o", path=str(tmp_path / "new")).failure
    assert os.listdir(tmp_path) == ["file"]


def test_a_root_that_is_none_ends_the_start(tmp_path):
    done = subprocess.run(
        [BINARY, "call", "operator_status", "--files-root", str(tmp_path / "none")], capture_output=True, text=True,
        env=clean_environment(), timeout=20)
    assert done.returncode == 2 and "--files-root" in done.stderr
