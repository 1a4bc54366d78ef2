"""Backups and restores in a cluster whose leaders die, and through a leafnode."""

import json
import os
import threading
import time

import pytest

from support.backups import delete_all, fill, names, populate, request, snapshot
from support.cluster import ACCOUNTS, Cluster
from support.leafnode import Leafnode
from test_backup import WRITER, differences, files, finished  # noqa: F401
from test_restore_account import consumers_of_all_kinds, copying, sourced

pytestmark = pytest.mark.usefixtures("files")


@pytest.fixture(scope="module")
def cluster():
    with Cluster(ACCOUNTS) as cluster:
        yield cluster


@pytest.fixture
def client(drive, cluster, files):  # noqa: F811
    client = drive("--server", cluster.urls, *WRITER, "--files-root", str(files))
    client.initialize()
    yield client
    delete_all(cluster["n1"].url)


def whole(cluster, stream, messages, timeout=20):
    deadline = time.monotonic() + timeout
    while True:
        try:
            state = cluster.request("n1", f"STREAM.INFO.{stream}")["state"]
            if state["messages"] == messages:
                return
        except Exception as error:
            state = error
        assert time.monotonic() < deadline, (stream, messages, state)
        time.sleep(0.2)


# What a cluster keeps of a consumer in flight is rolled back to what was acknowledged.
@pytest.mark.parametrize("replicas", [1, 3])
def test_everything_comes_back(client, cluster, replicas):
    url = cluster["n1"].url
    populate(url, replicas=replicas)
    before = snapshot(url)
    saved = finished(client, client.call("account_backup", target="night", timeout=60))
    assert saved["complete"] and saved["streams"] == len(before), saved
    delete_all(url)
    table = finished(client, client.call("account_restore", directory="night", timeout=60))
    assert table["status"] == "done", table
    for name in before:
        whole(cluster, name, before[name]["state"]["messages"])
    found = [one for one in differences(before, snapshot(url)) if one[1] != "consumers"]
    assert found == []
    after = snapshot(url, messages=False)
    for stream in before:
        for name, consumer in before[stream]["consumers"].items():
            assert after[stream]["consumers"][name]["ack_floor"]["stream_seq"] == consumer["ack_floor"]["stream_seq"], (stream, name)


def test_sources_go_on_where_they_were_in_a_cluster(client, cluster):
    url = cluster["n1"].url
    sourced(url, num_replicas=3)
    finished(client, client.call("account_backup", target="s", timeout=40))
    delete_all(url)
    assert finished(client, client.call("account_restore", directory="s", timeout=40))["restored"] == 4
    assert copying(url)[:2] == (19 + 3, 30 + 2)


def test_what_follows_the_floor_is_not_in_a_clusters_archive_and_that_is_said(client, cluster):
    url = cluster["n1"].url
    # Without a deletion: consumers of a cluster now and then count one twice, and stay so.
    count = consumers_of_all_kinds(url, "CONS", hole=None, num_replicas=3)
    before = snapshot(url, messages=False)["CONS"]["consumers"]
    finished(client, client.call("account_backup", target="c", timeout=40))
    delete_all(url)
    table = finished(client, client.call("account_restore", directory="c", timeout=40))
    assert table["positions"] == {"same": count - 1, "explained": 0, "unknown": 1}, table["streams"][0]["verification"]
    assert "delivered beyond that is handed out again" in table["note"]
    after = snapshot(url, messages=False)["CONS"]["consumers"]
    assert before["flying"]["in_flight"] == 8 and before["flying"]["pending"] == 28
    # Those acknowledged out of turn too.
    assert after["flying"]["in_flight"] == 0 and after["flying"]["pending"] == 38
    for name, one in before.items():
        assert after[name]["ack_floor"] == one["ack_floor"], name
        assert after[name]["pending"] >= one["pending"] + one["in_flight"], name


def test_other_replicas_and_a_cluster_that_is_not_here(client, cluster, files):  # noqa: F811
    url = cluster["n1"].url
    fill(url, "R", num_replicas=3)
    client.call("stream_backup", stream="R", target="r").data
    request(url, "STREAM.DELETE.R")
    one = client.call("stream_restore", directory="r", replicas=1, timeout=40).data
    assert one["messages"] == 200 and request(url, "STREAM.INFO.R")["config"]["num_replicas"] == 1
    request(url, "STREAM.DELETE.R")
    elsewhere = client.call("stream_restore", directory="r", cluster="elsewhere", timeout=40)
    assert "NG-B006" in elsewhere.failure and names(url) == []


def test_the_leader_dies_during_a_backup(client, cluster, files):  # noqa: F811
    fill(cluster["n1"].url, "L", count=300, size=100_000, num_replicas=3)
    leader = cluster.leader("L")
    call = client.start_call("stream_backup", stream="L", target="l")
    time.sleep(0.15)
    cluster[leader].kill()
    try:
        answer = client.answer(call, 44)
        if answer.is_error:
            assert os.listdir(files) == []
        else:
            assert finished(client, answer)["messages"] == 300
    finally:
        cluster[leader].start()
        cluster.leader("L")


def test_the_leader_dies_during_a_restore(client, cluster, files):  # noqa: F811
    url = cluster["n1"].url
    fill(url, "D", count=300, size=100_000, num_replicas=3)
    client.call("stream_backup", stream="D", target="d", timeout=40).data
    request(url, "STREAM.DELETE.D")
    call = client.start_call("stream_restore", directory="d", dry_run=False)
    leader = None
    deadline = time.monotonic() + 15
    while leader is None and time.monotonic() < deadline:
        try:
            leader = cluster.request("n1", "STREAM.INFO.D")["cluster"].get("leader")
        except Exception:
            time.sleep(0.01)
    assert leader
    cluster[leader].kill()
    try:
        answer = client.answer(call, 44)
        if not answer.is_error and answer.data.get("status") == "running":
            told = client.call("backup_status", job=answer.data["job"], wait="35s", timeout=40).data
            failed, text = "problem" in told, json.dumps(told)
        else:
            failed, text = answer.is_error, answer.text
    finally:
        cluster[leader].start()
    for node in cluster.nodes.values():
        assert node.process.poll() is None
    if failed:
        if "is deleted" in text:
            deadline = time.monotonic() + 10
            while "D" in names(url) and time.monotonic() < deadline:
                time.sleep(0.3)
            assert names(url) == []
        else:
            assert "may be left" in text
    else:
        whole(cluster, "D", 300)


def test_through_a_leafnode_and_its_domain(drive, files):  # noqa: F811
    with Leafnode() as pair:
        client = drive("--server", pair["leaf"].url, "--js-domain", "hub", *WRITER, "--files-root", str(files))
        client.initialize()
        fill(pair["hub"].url, "FAR", count=100, size=30_000)
        saved = client.call("stream_backup", stream="FAR", target="far", timeout=40).data
        assert saved["messages"] == 100
        request(pair["hub"].url, "STREAM.DELETE.FAR")
        back = client.call("stream_restore", directory="far", dry_run=False, timeout=40).data
        assert back["status"] == "done" and back["messages"] == 100
        assert "FAR" in names(pair["hub"].url) and "FAR" not in names(pair["leaf"].url)
