"""Backups and restores against real servers: everything comes back, and whatever goes wrong is said."""

import json
import os
import time

import pytest

from support import archives
from support.backups import delete_all, fill, names, populate, request, snapshot
from support.nats_server import NatsServer
from support.world import with_nats
from test_versions import ROOT, VERSIONS

WRITER = ("--write", "config", "--toolsets", "backup")


@pytest.fixture
def files(tmp_path):
    place = tmp_path / "files"
    place.mkdir()
    return place


def operator(drive, server, files, *more):
    client = drive("--server", server.url, *WRITER, "--files-root", str(files), *more)
    client.initialize()
    client.list_tools()
    return client


def finished(client, answer):
    """The result of a job, waited for."""
    data = answer.data
    while data.get("status") == "running" or data.get("state") == "running":
        data = client.call("backup_status", job=data["job"], wait="20s", timeout=30).data
    return data.get("result", data)


def differences(before, after, ignored=()):
    """Names of what is not the same."""
    found = []
    for stream in sorted({*before, *after}):
        if stream not in before or stream not in after:
            found.append(f"{stream} is only on one side")
            continue
        for part in ("config", "state", "messages", "consumers"):
            for key in sorted({*before[stream][part], *after[stream][part]}, key=str):
                if before[stream][part].get(key) != after[stream][part].get(key) and (part, key) not in ignored:
                    found.append((stream, part, key, before[stream][part].get(key), after[stream][part].get(key)))
    return found


def test_everything_comes_back_as_it_was(drive, server, files):
    populate(server.url)
    before = snapshot(server.url)
    client = operator(drive, server, files)
    saved = finished(client, client.call("account_backup", target="night", timeout=60))
    assert saved["complete"] and saved["streams"] == len(before) and "unsaved" not in saved
    assert sorted(os.listdir(files)) == ["night", "night.manifest.json"]
    # The layout of the nats command line: directories of streams and nothing else, two files in each.
    assert sorted(os.listdir(files / "night")) == sorted(before)
    for name in before:
        assert sorted(os.listdir(files / "night" / name)) == ["backup.json", "stream.tar.s2"]
        assert json.load(open(files / "night" / name / "backup.json")).keys() == {"config", "state"}
        assert os.stat(files / "night" / name / "stream.tar.s2").st_mode & 0o077 == 0
    delete_all(server.url)
    # Nothing is there: no need to say dry_run=false. Schedules and workers there are none to warn of.
    table = finished(client, client.call("account_restore", directory="night", timeout=60))
    assert table["status"] == "done" and table["restored"] == len(before), table
    order = [row["stream"] for row in table["streams"]]
    assert order.index("PLAIN") < order.index("MIRROR") and order.index("Ünï-ço∂é") < order.index("SOURCING")
    found = differences(before, snapshot(server.url))
    assert found == [], found


def test_what_one_tool_saves_the_other_restores(drive, server, files):
    """The other one is the protocol as the nats command line speaks it, and its layout; reasons of the guard are kept."""
    populate(server.url)
    request(server.url, "STREAM.CREATE.REASONED", {"name": "REASONED", "subjects": ["reasoned"], "metadata": {"guard.reason.max_age": "all stays"}})
    before = snapshot(server.url)
    client = operator(drive, server, files)
    assert finished(client, client.call("account_backup", target="ours", timeout=60))["complete"]
    delete_all(server.url)

    async def restored(connection, _):
        for name in sorted(os.listdir(files / "ours"), key=lambda name: (name in ("MIRROR", "SOURCING"), name)):
            await archives.restore(connection, files / "ours" / name)

    with_nats(server.url, restored)
    assert differences(before, snapshot(server.url)) == []

    async def saved(connection, _):
        for name in before:
            await archives.save(connection, name, files / "theirs" / name)

    with_nats(server.url, saved)
    delete_all(server.url)
    table = finished(client, client.call("account_restore", directory="theirs", timeout=60))
    assert table["status"] == "done" and table["restored"] == len(before), table
    after = snapshot(server.url)
    assert differences(before, after) == []
    assert after["REASONED"]["config"]["metadata"] == {"guard.reason.max_age": "all stays"}


def test_a_restore_into_an_account_with_streams_is_a_plan_first(drive, server, files):
    fill(server.url, "HERE")
    fill(server.url, "THERE")
    client = operator(drive, server, files)
    finished(client, client.call("account_backup", target="b"))
    request(server.url, "STREAM.DELETE.THERE")
    plan = client.call("account_restore", directory="b").data
    assert plan["status"] == "planned" and "dry_run=false" in plan["next"]
    rows = {row["stream"]: row for row in plan["streams"]}
    assert rows["THERE"]["status"] == "planned" and rows["HERE"]["status"] == "refused"
    assert names(server.url) == ["HERE"]
    done = client.call("account_restore", directory="b", dry_run=False).data
    assert done["status"] == "incomplete" and done["restored"] == 1
    rows = {row["stream"]: row for row in done["streams"]}
    assert rows["THERE"]["status"] == "restored" and "NG-B001" in str(rows["HERE"]["findings"])
    assert request(server.url, "STREAM.INFO.HERE")["state"]["messages"] == 200


def test_one_stream_under_another_name(drive, server, files):
    fill(server.url, "ORDERS", count=300)
    for name, more in (("pull", {}), ("push", {"deliver_subject": "work"})):
        request(server.url, f"CONSUMER.DURABLE.CREATE.ORDERS.{name}",
                {"stream_name": "ORDERS", "config": {"durable_name": name, "ack_policy": "explicit", **more}})
    client = operator(drive, server, files)
    saved = client.call("stream_backup", stream="ORDERS", target="orders").data
    assert saved["status"] == "done" and saved["consumers"] == 2 and saved["messages"] == 300
    assert sorted(os.listdir(files / "orders")) == ["backup.json", "stream.tar.s2"]
    # Its subjects are taken, and that is known before anything is sent.
    assert "NG-B002" in client.call("stream_restore", directory="orders", to="COPY", dry_run=False).failure
    copy = client.call("stream_restore", directory="orders", to="COPY", subjects=["copy.>"], dry_run=False).data
    assert copy["status"] == "done" and copy["messages"] == 300
    # One of them would deliver to those who work for the first stream.
    assert copy["consumers"] == 0 and "NG-B014" in str(copy["findings"])
    both = {"directory": "orders", "to": "COPY2", "subjects": ["copy2.>"], "dry_run": False, "consumers": True}
    assert client.call("stream_restore", **both).data["status"] == "needs_reason"
    assert client.call("stream_restore", **both, reason="nobody listens to these workers in this test").data["consumers"] == 2
    assert request(server.url, "STREAM.INFO.COPY2")["config"].get("metadata", {}).get("nats-operator.restore") is None


def test_memory_and_files_are_exchanged_only_where_it_works(drive, server, files):
    fill(server.url, "M", storage="memory")
    client = operator(drive, server, files)
    client.call("stream_backup", stream="M", target="m").data
    request(server.url, "STREAM.DELETE.M")
    assert client.call("stream_restore", directory="m").data["messages"] == 200
    assert request(server.url, "STREAM.INFO.M")["config"]["storage"] == "memory"


@pytest.mark.parametrize("release", [one for one in VERSIONS if not one.startswith("2.15")])
def test_a_backup_of_an_older_server_comes_back_on_this_one(drive, server, files, release):
    with NatsServer(binary=f"{ROOT}/.tools/servers/{release}/nats-server") as old:
        populate(old.url, memory=False, modern=False)
        before = snapshot(old.url)
        client = operator(drive, old, files)
        saved = finished(client, client.call("account_backup", target="old", timeout=40))
        assert saved["complete"] and saved["streams"] == len(before), saved
    client = operator(drive, server, files)
    table = finished(client, client.call("account_restore", directory="old", timeout=40))
    assert table["status"] == "done", table
    after = snapshot(server.url)
    # Newer servers fill in what they know beside.
    ignored = {("config", key) for one in after.values() for key in one["config"]}
    ignored |= {("consumers", name) for one in after.values() for name in one["consumers"]}
    assert differences(before, after, ignored) == []
    for stream in before:
        for key, value in before[stream]["config"].items():
            assert after[stream]["config"].get(key) == value or value in (None, "", 0, False, {}), (stream, key)
        for name, consumer in before[stream]["consumers"].items():
            there = after[stream]["consumers"][name]
            assert there["ack_floor"] == consumer["ack_floor"] and there["delivered"] == consumer["delivered"], (stream, name)


def test_what_this_server_makes_an_older_one_is_not_asked_to_restore(drive, server, files):
    fill(server.url, "NEW")
    client = operator(drive, server, files)
    client.call("stream_backup", stream="NEW", target="new").data
    with NatsServer(binary=f"{ROOT}/.tools/servers/2.14.6/nats-server") as old:
        client = operator(drive, old, files)
        failure = client.call("stream_restore", directory="new").failure
        assert "NG-B003" in failure and "2.14" in failure
        assert names(old.url) == []


def test_memory_on_an_old_server_is_named_and_the_backup_is_not_complete(drive, files):
    with NatsServer(binary=f"{ROOT}/.tools/servers/2.14.6/nats-server") as old:
        fill(old.url, "M", storage="memory", count=10)
        fill(old.url, "F", count=10)
        client = operator(drive, old, files)
        saved = finished(client, client.call("account_backup", target="b", timeout=60))
        assert saved["status"] == "incomplete" and not saved["complete"] and saved["streams"] == 1
        assert [row["stream"] for row in saved["unsaved"]] == ["M"] and "memory" in saved["unsaved"][0]["reason"]
        assert not (files / "b").exists() and (files / "b.partial").is_dir()
        request(old.url, "STREAM.DELETE.M")
        again = client.call("account_backup", target="b").data
        assert again["complete"] and again["reused"] == 1 and (files / "b").is_dir() and not (files / "b.partial").exists()


def test_max_age_is_seen_before(drive, server, files):
    fill(server.url, "AGED", count=50)
    client = operator(drive, server, files)
    client.call("stream_backup", stream="AGED", target="aged").data
    request(server.url, "STREAM.DELETE.AGED")
    place = files / "aged" / "backup.json"
    told = json.loads(place.read_text())
    told["config"]["max_age"] = 1_000_000_000
    told["config"]["duplicate_window"] = 1_000_000_000
    # As the nats command line leaves a backup: without a manifest.
    os.remove(files / "aged.manifest.json")
    place.write_text(json.dumps(told))
    time.sleep(1.2)
    plan = client.call("stream_restore", directory="aged").data
    assert plan["status"] == "needs_reason" and "NG-B008" in str(plan["findings"])
    kept = client.call("stream_restore", directory="aged", keep_expired=True).data
    assert kept["status"] == "done" and kept["messages"] == 50


def test_damage_is_found_before_anything_is_sent(drive, server, files):
    fill(server.url, "D", count=300, size=3000)
    client = operator(drive, server, files)
    client.call("stream_backup", stream="D", target="d").data
    request(server.url, "STREAM.DELETE.D")
    place = files / "d" / "stream.tar.s2"
    whole = place.read_bytes()
    for broken in (whole[: len(whole) // 2], whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:], b"", b"not an archive", whole + b"x"):
        place.write_bytes(broken)
        failure = client.call("stream_restore", directory="d").failure
        assert "archive" in failure and names(server.url) == [], failure
    place.write_bytes(whole)
    assert client.call("stream_restore", directory="d").data["messages"] == 300


def test_paths_and_places_are_refused_in_words(drive, server, files, tmp_path):
    fill(server.url, "P", count=5)
    client = operator(drive, server, files)
    os.symlink(tmp_path, files / "link")
    (files / "there").mkdir()
    for target, word in (("../out", "outside"), (str(tmp_path / "x"), "outside"), ("link/x", "symbolic link"),
                         ("there", "already"), ("none/x", "none/x"), (".hidden", "dot")):
        failure = client.call("account_backup", target=target).failure
        assert word in failure, failure
        assert client.call("stream_backup", stream="P", target=target).is_error
    assert client.call("account_restore", directory="nowhere").is_error
    assert client.call("account_restore", directory="../out").is_error
    assert sorted(os.listdir(files)) == ["link", "there"] and os.listdir(files / "there") == []
    bare = drive("--server", server.url, *WRITER)
    bare.initialize()
    assert "--files-root" in bare.call("account_backup", target="x").failure


def test_levels_and_old_arguments(drive, server, files):
    fill(server.url, "O", count=5)
    watcher = drive("--server", server.url, "--files-root", str(files), "--toolsets", "backup")
    watcher.initialize()
    listed = watcher.list_tools()
    assert "account_backup" in listed and "account_restore" not in listed
    old = {"account_name": watcher.call("backup_status").data["target"]["context"], "target": "o", "check": True, "consumers": False,
           "critical_warnings": True, "force": True}
    assert watcher.call("account_backup", **old).data["complete"]
    assert "level_too_low" in watcher.call("account_restore", directory="o").failure


def test_a_missing_permission_is_named(drive, files):
    users = """
authorization { users: [
  { user: all, password: p }
  { user: noack, password: p, permissions: { publish: { deny: ["$JS.SNAPSHOT.ACK.>"] } } }
  { user: nosnap, password: p, permissions: { publish: { deny: ["$JS.API.STREAM.SNAPSHOT.>"] } } }
  { user: norestore, password: p, permissions: { publish: { deny: ["$JS.SNAPSHOT.RESTORE.>"] } } }
] }
"""
    with NatsServer(config=users) as server:
        def client(user):
            one = drive(*WRITER, "--files-root", str(files), env={"NATS_URL": server.url, "NATS_USER": user, "NATS_PASSWORD": "p"})
            one.initialize()
            return one

        server_url = server.url.replace("nats://", "nats://all:p@")
        fill(server_url, "X", count=100, size=20_000)
        assert "$JS.SNAPSHOT.ACK" in client("noack").call("stream_backup", stream="X", target="a", timeout=60).failure
        assert "$JS.API.STREAM.SNAPSHOT" in client("nosnap").call("stream_backup", stream="X", target="a", timeout=60).failure
        assert os.listdir(files) == []
        assert client("all").call("stream_backup", stream="X", target="x").data["status"] == "done"
        request(server_url, "STREAM.DELETE.X")
        failure = client("norestore").call("stream_restore", directory="x", timeout=60).failure
        assert "$JS.SNAPSHOT.RESTORE" in failure and "is deleted" in failure
        assert names(server_url) == []


def test_an_account_without_room_is_known_before(drive, server, files):
    fill(server.url, "ROOM", count=50, size=30_000)
    client = operator(drive, server, files)
    client.call("stream_backup", stream="ROOM", target="room").data
    small = "accounts { A { jetstream { max_file: 1M, max_streams: 5 }, users: [ { user: a, password: p } ] } }\nno_auth_user: a\n"
    with NatsServer(config=small) as full:
        client = operator(drive, full, files)
        failure = client.call("stream_restore", directory="room").failure
        assert "NG-B007" in failure and names(full.url) == []
        too_many = client.call("stream_restore", directory="room", replicas=3).failure
        assert "NG-B005" in too_many


def test_a_swapped_stream_and_one_that_is_missing_are_named_and_the_others_come_back(drive, server, files):
    for name in ("ONE", "TWO", "THREE", "FOUR"):
        fill(server.url, name, count=20)
    client = operator(drive, server, files)
    client.call("account_backup", target="b").data
    delete_all(server.url)
    os.rename(files / "b" / "ONE", files / "b" / "x")
    os.rename(files / "b" / "TWO", files / "b" / "ONE")
    os.rename(files / "b" / "x", files / "gone")
    place = files / "b" / "THREE" / "stream.tar.s2"
    place.write_bytes((files / "b" / "FOUR" / "stream.tar.s2").read_bytes())
    table = client.call("account_restore", directory="b").data
    rows = {row["stream"]: row for row in table["streams"]}
    assert table["status"] == "incomplete" and names(server.url) == ["FOUR"], table
    assert rows["ONE"]["code"] == "archive_swapped" and rows["TWO"]["code"] == "stream_missing"
    assert rows["THREE"]["code"] == "archive_differs" and rows["FOUR"]["status"] == "restored"


def test_all_streams_get_a_prefix_and_some_are_chosen(drive, server, files):
    fill(server.url, "ORD")
    request(server.url, "STREAM.CREATE.COPIES", {"name": "COPIES", "mirror": {"name": "ORD"}})
    fill(server.url, "OTHER")
    client = operator(drive, server, files)
    saved = client.call("account_backup", target="b", streams="*OR*").data
    assert saved["streams"] == 1
    client.call("account_backup", target="c").data
    made = client.call("account_restore", directory="c", streams="*O*R*", prefix="old", dry_run=False).data
    assert {row["as"] for row in made["streams"]} == {"oldORD", "oldOTHER"} and made["status"] == "done", made
    assert request(server.url, "STREAM.INFO.oldORD")["config"]["subjects"] == ["old.ORD.>"]
    both = client.call("account_restore", directory="c", streams="[!x]", prefix="b", dry_run=False)
    assert "stream_not_found" in both.failure
    made = client.call("account_restore", directory="c", prefix="new", dry_run=False).data
    assert made["restored"] == 3, made
    assert request(server.url, "STREAM.INFO.newCOPIES")["config"]["mirror"]["name"] == "newORD"
