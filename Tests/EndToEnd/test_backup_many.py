"""Five hundred streams of all kinds go into a backup and come back with every message and every consumer's position."""

import os

import pytest

from support.backups import delete_all, names, restores_overlapping
from support.manystreams import KINDS, everything, make
from support.nats_server import NatsServer
from test_backup import differences, files, finished, operator  # noqa: F401

COUNT = 500


@pytest.fixture(scope="module")
def many():
    """A server with all of them, and what it has."""
    with NatsServer() as server:
        make(server.url, COUNT)
        yield server, everything(server.url)


# Thousands of files are synced to the disk, which takes what the disk takes.
@pytest.mark.seconds(120)
def test_five_hundred_streams_come_back_to_the_last_position(drive, many, files):  # noqa: F811
    server, before = many
    assert len(before) == COUNT
    client = operator(drive, server, files)
    saved = finished(client, client.call("account_backup", target="all", timeout=60))
    assert saved["complete"] and saved["streams"] == COUNT and "unsaved" not in saved, saved
    assert saved["messages"] == sum(len(one["messages"]) for one in before.values())
    assert saved["consumers"] == sum(len(one["consumers"]) for one in before.values())
    assert len(os.listdir(files / "all")) == COUNT
    delete_all(server.url)
    assert names(server.url) == []
    table = finished(client, client.call("account_restore", directory="all", timeout=60))
    assert table["status"] == "done" and table["restored"] == COUNT, {str(row.get("message")) for row in table["streams"] if row["status"] != "restored"}
    assert restores_overlapping(server.log) == (0, COUNT)
    after = everything(server.url)
    found = differences(before, after)
    assert found == [], found[:10]
    # The program found the same: of one kind of consumer no archive tells what is pending.
    latest = sum("last" in one["consumers"] for one in before.values())
    assert table["positions"] == {"same": saved["consumers"] - latest, "explained": 0, "unknown": latest}
    # What was compared is worth comparing.
    sizes = {kind: sum(len(one["messages"]) for name, one in after.items() if kind in name) for kind in KINDS}
    assert all(size > 50 for kind, size in sizes.items() if kind != "empty"), sizes
    floors = {one["ack_floor"]["stream_seq"] for stream in after.values() for one in stream["consumers"].values()}
    assert len(floors) > 5 and any(one["num_ack_pending"] for stream in after.values() for one in stream["consumers"].values())
