"""Restores of whole accounts: one stream at a time, in the right order, each compared with its archive to the last consumer."""

import asyncio
import datetime
import json
import os
import time

import pytest

from support.backups import delete_all, fill, made, names, request, restores_overlapping, snapshot
from support.nats_server import NatsServer
from support.world import with_nats
from test_backup import ROOT, WRITER, differences, files, finished, operator  # noqa: F401


def spans(journal):
    """What the journal has of each stream that was restored: places of its intent and its outcome."""
    places = {}
    intents = {}
    for place, line in enumerate(open(journal)):
        record = json.loads(line)
        if record["phase"] == "intent":
            intents[record["id"]] = record["request"]["stream"]
            places[record["request"]["stream"]] = [place, None]
        elif record["id"] in intents:
            places[intents[record["id"]]][1] = place
    return places


def test_streams_are_restored_one_after_another_and_origins_first(drive, server, files, tmp_path):  # noqa: F811
    origins = {"B_ORIGIN": [], "C_ORIGIN": [], "A_MIRROR": ["B_ORIGIN"], "A_SUM": ["A_MIRROR", "C_ORIGIN"], "A_LAST": ["A_SUM"]}
    fill(server.url, "B_ORIGIN", count=150, size=60_000)
    fill(server.url, "C_ORIGIN", count=20)
    for number in range(6):
        fill(server.url, f"S{number}", count=40, size=60_000)
        origins[f"S{number}"] = []
    for name in ("A_MIRROR", "A_SUM", "A_LAST"):
        config = {"mirror": {"name": "B_ORIGIN"}} if name == "A_MIRROR" else {
            "sources": [{"name": origin} for origin in origins[name]]}
        request(server.url, f"STREAM.CREATE.{name}", {"name": name, **config})
    deadline = time.monotonic() + 20
    while request(server.url, "STREAM.INFO.A_LAST")["state"]["messages"] < 170 and time.monotonic() < deadline:
        time.sleep(0.1)
    # Two that copy from one another are no reason to wait for ever.
    for one, other in (("LOOP1", "LOOP2"), ("LOOP2", "LOOP1")):
        request(server.url, f"STREAM.CREATE.{one}", {"name": one, "subjects": [f"{one}.>"]})
    for one, other in (("LOOP1", "LOOP2"), ("LOOP2", "LOOP1")):
        request(server.url, f"STREAM.UPDATE.{one}", {"name": one, "subjects": [f"{one}.>"],
                                                     "sources": [{"name": other, "filter_subject": f"{other}.>"}]})
    before = snapshot(server.url, messages=False)
    journal = tmp_path / "journal.jsonl"
    client = operator(drive, server, files, "--journal", str(journal))
    finished(client, client.call("account_backup", target="b", timeout=60))
    delete_all(server.url)
    table = finished(client, client.call("account_restore", directory="b", timeout=60))
    assert table["status"] == "done" and table["restored"] == len(before) == 13, table
    assert differences(before, snapshot(server.url, messages=False)) == []
    places = spans(journal)
    assert places.keys() == before.keys()
    for name, firsts in origins.items():
        assert all(places[first][1] < places[name][0] for first in firsts), (name, places)
    assert restores_overlapping(server.log) == (0, 13)


def test_where_room_is_scarce_each_is_judged_by_what_is_left(drive, server, files):  # noqa: F811
    for name in ("R1", "R2", "R3"):
        fill(server.url, name, count=40, size=10_000)
    client = operator(drive, server, files)
    finished(client, client.call("account_backup", target="b"))
    small = "accounts { A { jetstream { max_file: 1000K }, users: [ { user: a, password: p } ] } }\nno_auth_user: a\n"
    with NatsServer(config=small) as full:
        client = operator(drive, full, files)
        table = finished(client, client.call("account_restore", directory="b"))
        assert table["restored"] == 2 and table["not_restored"] == 1, table
        refused = table["streams"][0]
        assert refused["stream"] == "R3" and "NG-B007" in str(refused["findings"])
        assert names(full.url) == ["R1", "R2"]


def test_a_restore_of_many_that_is_cancelled_leaves_only_whole_streams(drive, server, files):  # noqa: F811
    for number in range(6):
        fill(server.url, f"C{number}", count=150, size=100_000)
    client = operator(drive, server, files)
    finished(client, client.call("account_backup", target="c", timeout=60))
    delete_all(server.url)
    call = client.start_call("account_restore", directory="c")
    deadline = time.monotonic() + 20
    while not names(server.url) and time.monotonic() < deadline:
        time.sleep(0.01)
    job = next(one for one in client.call("backup_status").data["jobs"] if one["tool"] == "account_restore")
    told = client.call("backup_status", job=job["job"], cancel=True, timeout=45).data
    assert told["state"] in ("cancelled", "incomplete", "done"), told
    rows = {row["stream"]: row["status"] for row in finished(client, client.answer(call, 45))["streams"]}
    assert len(rows) == 6 and "cancelled" in rows.values(), rows
    there = names(server.url)
    assert sorted(there) == sorted(name for name, status in rows.items() if status == "restored")
    for name in there:
        info = request(server.url, f"STREAM.INFO.{name}")
        assert info["state"]["messages"] == 150 and "nats-operator.restore" not in (info["config"].get("metadata") or {})


def test_two_restores_take_turns_and_what_is_made_waits(drive, server, files):  # noqa: F811
    """Two at once, or one made as another's restore begins, can end a server of 2.15."""
    for number in range(6):
        fill(server.url, f"{'AB'[number % 2]}{number}", count=100, size=100_000)
    client = drive("--server", server.url, "--write", "config", "--toolsets", "all", "--files-root", str(files))
    client.initialize()
    finished(client, client.call("account_backup", target="c", timeout=60))
    delete_all(server.url)
    calls = [client.start_call("account_restore", directory="c", streams=f"{letter}*") for letter in "AB"]
    calls += [client.start_call("stream_add", stream=f"NEW{number}", subjects=[f"new.{number}"], max_age="1h") for number in range(3)]
    for call in calls:
        assert finished(client, client.answer(call, 45))["status"] == "done"
    assert len(names(server.url)) == 9
    assert restores_overlapping(server.log) == (0, 6)


def consumers_of_all_kinds(url, stream, hole=30, **config):
    """Consumers at positions of every kind on a stream of 40 messages, without that of the sequence `hole`."""

    async def work(connection, js):
        await made(connection, f"STREAM.CREATE.{stream}", {"name": stream, "subjects": [f"{stream}.>"], **config})
        for number in range(40):
            await js.publish(f"{stream}.{number % 4}", b"x")
        kinds = {
            "fresh": ({}, 0, ()), "flying": ({}, 12, (0, 1, 4, 9)), "done": ({}, 40, range(40)),
            "filtered": ({"filter_subject": f"{stream}.1"}, 4, (0, 3)), "later": ({"deliver_policy": "by_start_sequence",
                                                                               "opt_start_seq": 11}, 3, (0,)),
            "new": ({"deliver_policy": "new"}, 0, ()), "unacked": ({"ack_policy": "none"}, 7, ()),
            "upto": ({"ack_policy": "all"}, 9, (5,)),
            "latest": ({"deliver_policy": "last_per_subject", "filter_subject": f"{stream}.>"}, 2, (0,)),
        }
        for name, (settings, taken, acknowledged) in kinds.items():
            await made(connection, f"CONSUMER.DURABLE.CREATE.{stream}.{name}", {"stream_name": stream, "config": {
                "durable_name": name, "ack_policy": "explicit", "ack_wait": 3_600_000_000_000, **settings}})
            if taken:
                subscription = await js.pull_subscribe_bind(name, stream)
                for number, message in enumerate(await subscription.fetch(taken, timeout=10)):
                    if number in acknowledged:
                        await message.ack_sync(timeout=10)
        if hole:
            await made(connection, f"STREAM.MSG.DELETE.{stream}", {"seq": hole})
        return len(kinds)

    return with_nats(url, work)


def test_consumers_are_compared_and_what_is_not_known_is_said(drive, server, files):  # noqa: F811
    count = consumers_of_all_kinds(server.url, "CONS")
    before = snapshot(server.url)
    client = operator(drive, server, files)
    client.call("stream_backup", stream="CONS", target="c").data
    looked = client.call("backup_verify", backup="c", detail="full")
    pending = {name: one["pending"] for name, one in before["CONS"]["consumers"].items()}
    rows = {row["name"]: row for row in looked.data["streams"][0]["consumers"]}
    # As the server counts them, found in the archive alone; of one kind it can't be.
    assert "pending" not in rows["latest"]
    assert {name: row["pending"] for name, row in rows.items() if name != "latest"} == {
        name: number for name, number in pending.items() if name != "latest"}
    request(server.url, "STREAM.DELETE.CONS")
    told = client.call("stream_restore", directory="c").data
    assert told["consumers"] == count and told["positions"] == {"same": count - 1, "unknown": 1}, told
    assert '"latest"' in told["verification"] and "what was pending" in told["verification"]
    assert differences(before, snapshot(server.url)) == []
    request(server.url, "STREAM.DELETE.CONS")
    row = client.call("account_restore", directory="c").data["streams"][0]
    assert row["positions"] == {"same": count - 1, "unknown": 1} and '"latest"' in row["verification"]


def copying(url):
    """Publishes one more for each that copies, and tells what those have when it has come."""

    async def work(connection, js):
        async def state(name):
            return await made(connection, f"STREAM.INFO.{name}", {})

        before = (await state("SUM"))["state"]["messages"]
        for subject in ("ONE.1", "ONE.2", "größe.a"):
            await js.publish(subject, b"new", timeout=15)
        deadline = time.monotonic() + 20
        # What would be copied once more comes before what is new.
        while (await state("SUM"))["state"]["messages"] < before + 3 and time.monotonic() < deadline:
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.5)
        sum_ = await state("SUM")
        return sum_["state"]["messages"], (await state("COPY"))["state"]["messages"], sum_["config"]["sources"]

    return with_nats(url, work)


def sourced(url, **config):
    fill(url, "ONE", count=30, **config)

    async def work(connection, js):
        await made(connection, "STREAM.CREATE.zwölf", {"name": "zwölf", "subjects": ["größe.>"], **config})
        for _ in range(12):
            await js.publish("größe.a", b"x")
        # What is last in an origin may be gone: it ends where it ended all the same.
        await made(connection, "STREAM.MSG.DELETE.zwölf", {"seq": 12})
        await made(connection, "STREAM.CREATE.SUM", {
            "name": "SUM", "sources": [{"name": "zwölf"}, {"name": "ONE", "filter_subject": "ONE.1"},
                                       {"name": "ONE", "filter_subject": "ONE.2"}], **config})
        await made(connection, "STREAM.CREATE.COPY", {"name": "COPY", "mirror": {"name": "ONE"}, **config})
        count = lambda name: made(connection, f"STREAM.INFO.{name}", {})  # noqa: E731
        while (await count("SUM"))["state"]["messages"] < 19 or (await count("COPY"))["state"]["messages"] < 30:
            await asyncio.sleep(0.05)

    with_nats(url, work)


def test_sources_go_on_where_they_were(drive, server, files):  # noqa: F811
    """Servers of 2.15 take a restored origin for another stream, and would copy all of it once more."""
    sourced(server.url)
    client = operator(drive, server, files)
    finished(client, client.call("account_backup", target="b"))
    renamed = finished(client, client.call("account_restore", directory="b", prefix="neu", dry_run=False))
    assert renamed["restored"] == 4, renamed
    delete_all(server.url)
    plan = {row["stream"]: row for row in client.call("account_restore", directory="b", dry_run=True).data["streams"]}
    assert "restored first copying goes on" in str(plan["SUM"]["findings"])
    assert finished(client, client.call("account_restore", directory="b"))["restored"] == 4
    told = copying(server.url)
    assert told[:2] == (19 + 3, 30 + 2), told
    assert {source.get("filter_subject"): source["opt_start_seq"] for source in told[2]} == {None: 12, "ONE.1": 24, "ONE.2": 25}


def schedules(url, now, recurs):
    """A stream of schedules: three past due a moment from now, two later, one that recurs, and one that was taken back."""
    moment = lambda seconds: (now + datetime.timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")  # noqa: E731

    async def work(connection, js):
        await made(connection, "STREAM.CREATE.SCHED", {
            "name": "SCHED", "subjects": ["SCHED.>", "out.>"], "allow_msg_schedules": True, "allow_msg_ttl": True,
            "allow_rollup_hdrs": True, "storage": "file", "retention": "limits"})
        rules = [*(f"@at {moment(2)}" for _ in range(3)), *(f"@at {moment(7200)}" for _ in range(3)), "@every 1h"]
        for number, rule in enumerate(rules[:6] + ([rules[6]] if recurs else [])):
            await js.publish(f"SCHED.{number}", b"body", headers={"Nats-Schedule": rule, "Nats-Schedule-Target": f"out.{number}"})
        await made(connection, "STREAM.MSG.DELETE.SCHED", {"seq": 6})
        await js.publish("SCHED.plain", b"no schedule")

    with_nats(url, work)


@pytest.mark.parametrize("release", ["2.12.8", "2.14.6", "2.15.1"])
def test_schedules_past_due_are_counted_before(drive, server, files, release):  # noqa: F811
    with NatsServer(binary=f"{ROOT}/.tools/servers/{release}/nats-server") as old:
        schedules(old.url, datetime.datetime.now(datetime.timezone.utc), recurs=release != "2.12.8")
        client = operator(drive, old, files)
        client.call("stream_backup", stream="SCHED", target="s").data
    client = operator(drive, server, files)
    time.sleep(3)
    plan = client.call("stream_restore", directory="s", dry_run=True).data
    effect = next(one["effect"] for one in plan["findings"] if one["rule"] == "NG-B010")
    assert "3 are past due and fire at once" in effect and "2 fire when their time comes" in effect, effect
    assert ("1 recur" in effect) == (release != "2.12.8"), effect
    # And so they do.
    made_ = client.call("stream_restore", directory="s", reason="this test waits for what fires").data
    assert made_["status"] == "done", made_
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        subjects = request(server.url, "STREAM.INFO.SCHED", {"subjects_filter": "out.>"})["state"].get("subjects") or {}
        if len(subjects) == 3:
            break
        time.sleep(0.1)
    assert set(subjects) == {"out.0", "out.1", "out.2"}, subjects
