"""Backups on the disk, listed and verified without a server: archives of every release, made by the servers themselves."""

import json
import os
import subprocess

import pytest

from support.archives import make_streams, save
from support.driver import BINARY, clean_environment
from support.nats_server import NatsServer
from support.world import with_nats

ROOT = os.path.join(os.path.dirname(__file__), "../..")
VERSIONS = subprocess.run([f"{ROOT}/scripts/servers", "list"], capture_output=True, text=True, check=True).stdout.split()
# Nobody listens there: a call that asked a server would fail.
NOBODY = "nats://127.0.0.1:9"


def call(root, tool, *arguments):
    done = subprocess.run(
        [BINARY, "call", tool, *arguments, "--server", NOBODY, "--files-root", str(root)],
        capture_output=True, timeout=60, env=clean_environment())
    return done.returncode, json.loads(done.stdout)


def make_backup(directory, binary=None, jetstream=True):
    """A backup of an account in the layout of the nats command line: its streams, each with the state its server told."""
    states = {}
    with NatsServer(**({"binary": binary} if binary else {}), jetstream=jetstream) as server:

        async def work(connection, _):
            told = connection._server_info["version"]
            release = tuple(int(part) for part in told.split(".")[:2])
            for name in await make_streams(connection, release):
                states[name] = await save(connection, name, os.path.join(directory, name))

        with_nats(server.url, work)
    return states


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """One backup by the newest server, for tests that only read it."""
    root = tmp_path_factory.mktemp("root")
    return root, make_backup(root / "night")


@pytest.mark.parametrize("release", VERSIONS)
def test_archives_of_every_release_are_read_to_the_last_message(release, tmp_path):
    binary = f"{ROOT}/.tools/servers/{release}/nats-server"
    assert os.access(binary, os.X_OK), f"nats-server {release} is missing here: scripts/servers install"
    states = make_backup(tmp_path / "night", binary)
    code, data = call(tmp_path, "backup_verify", "backup=night", "detail=full", "max_bytes=60000")
    assert code == 0 and data["verdict"] == "sound", data
    rows = {row["stream"]: row for row in data["streams"]}
    assert rows.keys() == states.keys()
    for name, state in states.items():
        row = rows[name]
        assert (row["messages"], row["last_sequence"], row["bytes"]) == (state["messages"], state["last_seq"], state["bytes"]), name
        assert row["deleted"] == state.get("num_deleted", 0)
        assert len(row["consumers"]) == state["consumer_count"]
    assert rows["PLAIN"]["consumers"][1] == {"name": "behind", "delivered": 23, "acknowledged": 3, "in_flight": 15, "pending": 34}
    assert rows["PLAIN"]["generation"] == ("records" if release.startswith("2.15") else "tar")


@pytest.mark.parametrize("release", ["2.12", "2.15"])
def test_archives_of_an_encrypted_store_are_read(release, tmp_path):
    binary = f"{ROOT}/.tools/servers/{next(v for v in VERSIONS if v.startswith(release))}/nats-server"
    states = make_backup(tmp_path / "night", binary, jetstream='cipher: chacha, key: "0123456789abcdef"')
    code, data = call(tmp_path, "backup_verify", "backup=night")
    assert code == 0 and data["looked_at"]["sound"] == len(states), data


def test_backups_are_listed_without_a_server(made, drive):
    root, states = made
    client = drive("--server", NOBODY, "--toolsets", "all", "--files-root", str(root))
    client.initialize()
    client.list_tools()
    listed = client.call("backup_ls").data
    assert [(row["backup"], row["stage"], row["streams"]) for row in listed["backups"]] == [("night", "unmarked", len(states))]
    assert listed["total"] == 1 and listed["truncated"] is False
    assert "backup_not_found" in client.call("backup_verify", backup="none").failure
    assert "outside_root" in client.call("backup_verify", backup="../night").failure
    assert "outside_root" in client.call("backup_ls", path="/etc").failure
    verified = client.call("backup_verify", backup="night", stream="PLAIN", detail="full").data
    assert [row["stream"] for row in verified["streams"]] == ["PLAIN"]
    assert "backup_stream_not_found" in client.call("backup_verify", backup="night", stream="NONE").failure


def test_a_list_of_many_backups_and_of_many_streams_comes_in_pages(made, tmp_path):
    root, states = made
    for number in range(30):
        place = tmp_path / f"backup{number:02}" / "PLAIN"
        place.mkdir(parents=True)
        for name in ("backup.json", "stream.tar.s2"):
            (place / name).write_bytes((root / "night" / "PLAIN" / name).read_bytes())
    seen, cursor = [], None
    while True:
        code, page = call(tmp_path, "backup_ls", "max_bytes=1500", *([f"cursor={cursor}"] if cursor else []))
        assert code == 0 and len(json.dumps(page)) < 2500
        seen += [row["backup"] for row in page["backups"]]
        cursor = page.get("next_cursor")
        if not cursor:
            break
    assert seen == [f"backup{number:02}" for number in range(30)]

    seen, cursor = [], None
    while True:
        code, page = call(root, "backup_verify", "backup=night", "detail=full", "limit=2", *([f"cursor={cursor}"] if cursor else []))
        assert code == 0 and page["truncated"] is ("next_cursor" in page)
        seen += [row["stream"] for row in page["streams"]]
        cursor = page.get("next_cursor")
        if not cursor:
            break
    assert sorted(seen) == sorted(states)


@pytest.mark.parametrize("damage", ["flip", "cut", "missing", "swapped", "stray"])
def test_damage_is_an_error_that_names_the_file(made, tmp_path, damage):
    root, _ = made
    for name in ("PLAIN", "WORK", "VALUES"):
        place = tmp_path / "night" / name
        place.mkdir(parents=True)
        for file in ("backup.json", "stream.tar.s2"):
            (place / file).write_bytes((root / "night" / name / file).read_bytes())
    plain, work = tmp_path / "night/PLAIN/stream.tar.s2", tmp_path / "night/WORK/stream.tar.s2"
    content = bytearray(plain.read_bytes())
    if damage == "flip":
        content[len(content) // 2] ^= 1
        plain.write_bytes(content)
    elif damage == "cut":
        plain.write_bytes(content[:-20])
    elif damage == "missing":
        plain.unlink()
    elif damage == "swapped":
        plain.write_bytes(work.read_bytes())
    else:
        plain.with_suffix(".old").write_bytes(b"")
    code, data = call(tmp_path, "backup_verify", "backup=night")
    expected = {"flip": "archive_damaged", "cut": "archive_truncated", "missing": "file_missing", "swapped": "other_stream",
                "stray": "stray_file"}[damage]
    assert code == 1 and data["verdict"] == "damaged" and data["error"]["code"] == "backup_damaged", data
    assert [row["stream"] for row in data["streams"]] == ["PLAIN"]
    assert [fault["code"] for fault in data["streams"][0]["faults"]] == [expected]
    assert data["streams"][0]["faults"][0]["path"].startswith("PLAIN")
    assert data["looked_at"] == {"streams": 3, "of": 3, "sound": 2, "unknown": 0, "damaged": 1}
