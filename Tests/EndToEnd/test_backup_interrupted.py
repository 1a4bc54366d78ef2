"""Backups and restores that something happens to: nothing partial is unnamed, and nothing claims to be whole that is not."""

import json
import os
import subprocess
import time

import pytest

from support.backups import fill, names, request
from support.driver import BINARY, clean_environment
from test_backup import files, finished, operator  # noqa: F401

MARK = "nats-operator.restore"


def command(server, files, tool, *arguments):
    return [BINARY, "call", tool, *arguments, "--server", server.url, "--write", "config", "--files-root", str(files)]


def run(server, files, tool, *arguments, **options):
    return subprocess.run(command(server, files, tool, *arguments), capture_output=True, text=True, env=clean_environment(),
                          timeout=40, **options)


@pytest.mark.parametrize("tool", ["stream_backup", "stream_restore"])
def test_a_job_is_told_of_and_cancelled(drive, server, files, tool):
    fill(server.url, "JOB", count=400, size=100_000)
    client = operator(drive, server, files)
    arguments = {"stream": "JOB", "target": "j"} if tool == "stream_backup" else {"directory": "j"}
    if tool == "stream_restore":
        client.call("stream_backup", stream="JOB", target="j", timeout=40).data
        request(server.url, "STREAM.DELETE.JOB")
    call = client.start_call(tool, **arguments)
    job = client.wait_for(lambda: True, "") and None
    deadline = time.monotonic() + 20
    while job is None and time.monotonic() < deadline:
        jobs = client.call("backup_status").data["jobs"]
        job = next((one for one in jobs if one["tool"] == tool and one["state"] == "running"), None)
        if job is None and any(one["tool"] == tool for one in jobs):
            pytest.fail(f"it was over before it could be cancelled: {jobs}")
    told = client.call("backup_status", job=job["job"], cancel=True, timeout=45).data
    assert told["state"] == "cancelled", told
    assert "cancelled" in client.answer(call, 45).failure
    if tool == "stream_backup":
        assert os.listdir(files) == []
    else:
        assert names(server.url) == []
    assert "job_not_found" in client.call("backup_status", job="nothing").failure


def test_a_call_that_is_cancelled_takes_back_what_it_did(drive, server, files):
    fill(server.url, "C", count=400, size=100_000)
    client = operator(drive, server, files)
    client.call("stream_backup", stream="C", target="c", timeout=40).data
    request(server.url, "STREAM.DELETE.C")
    call = client.start_call("stream_restore", directory="c")
    deadline = time.monotonic() + 20
    while "C" not in names(server.url) and time.monotonic() < deadline:
        time.sleep(0.01)
    client.notify("notifications/cancelled", {"requestId": call})
    job = client.call("backup_status").data["jobs"][0]
    client.call("backup_status", job=job["job"], wait="30s", timeout=40)
    state = client.call("backup_status", job=job["job"]).data["state"]
    assert (state, names(server.url)) in (("cancelled", []), ("done", ["C"]))


def test_progress_tells_bytes_and_streams(drive, server, files):
    for number in range(3):
        fill(server.url, f"P{number}", count=60, size=60_000)
    client = operator(drive, server, files)
    id = client.start("tools/call", {"name": "account_backup", "arguments": {"target": "p"}, "_meta": {"progressToken": "t"}})
    assert client.answer(id, 40).data["streams"] == 3
    told = [one["params"] for one in client.notifications if one["method"] == "notifications/progress"]
    assert told and all(one["progress"] <= one["total"] for one in told)
    assert any("of 3 streams" in one["message"] for one in told)


def test_a_full_disk_is_said_and_what_is_whole_is_kept(server, files):
    fill(server.url, "A", count=5, size=1000)
    fill(server.url, "B", count=100, size=60_000)
    script = ('mount -t tmpfs -o size=2m none "$0" && "$@"; code=$?; ls "$0" >&2; exit $code')
    ended = subprocess.run(["unshare", "-rm", "sh", "-c", script, str(files), *command(server, files, "account_backup", "target=b")],
                           capture_output=True, text=True, env=clean_environment(), timeout=40)
    assert ended.returncode == 1, ended.stderr
    error = json.loads(ended.stdout)["error"]
    assert error["code"] == "file_no_space", error
    left = set(ended.stderr.split()) & {"b", "b.manifest.json", "b.partial", "b.partial.journal"}
    assert left in (set(), {"b.partial", "b.partial.journal"}), left


def test_the_connection_breaks_and_a_backup_does_not_hang(drive, server, files):
    fill(server.url, "R", count=400, size=100_000)
    client = operator(drive, server, files)
    call = client.start_call("stream_backup", stream="R", target="r")
    time.sleep(0.1)
    server.restart()
    data = client.answer(call, 44)
    if data.is_error:
        assert os.listdir(files) == [] and "Nothing of it is left" in data.failure
    else:
        # A retry, or it was over before.
        assert finished(client, data)["messages"] == 400


def test_the_end_of_the_program_ends_its_jobs(drive, server, files):
    fill(server.url, "E", count=400, size=100_000)
    client = operator(drive, server, files)
    client.call("stream_backup", stream="E", target="e", timeout=40).data
    request(server.url, "STREAM.DELETE.E")
    client.start_call("stream_restore", directory="e")
    deadline = time.monotonic() + 20
    while "E" not in names(server.url) and time.monotonic() < deadline:
        time.sleep(0.01)
    client.close_stdin()
    client.wait_exit(20)
    # Either it was over, or what was made is deleted again.
    assert "E" not in names(server.url) or request(server.url, "STREAM.INFO.E")["state"]["messages"] == 400
