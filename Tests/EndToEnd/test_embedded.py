"""The private server behind --embedded: ready when we are, gone when we are, its store intact."""

import os
import signal
import subprocess
import time

import pytest

from support.world import unique


def servers_of(directory):
    """The nats-server processes whose command line names this directory."""
    out = subprocess.run(["ps", "-Ao", "pid=,args="], capture_output=True, text=True, timeout=5).stdout
    return [int(line.split()[0]) for line in out.splitlines() if directory in line and "nats-server" in line.split()[1]]


def wait_until(condition, what, seconds=5):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not happen in {seconds} s"
        time.sleep(0.02)


@pytest.fixture
def embedded(drive, tmp_path):
    directory = str(tmp_path / unique("data"))

    def start():
        client = drive("--embedded", directory, "--write", "data", env={"NATS_SERVER_BIN": os.environ.get("NATS_SERVER_BIN", "")})
        client.initialize()
        return client

    start.directory = directory
    return start


def test_it_starts_answers_and_leaves(embedded):
    client = embedded()
    assert not client.call("stream_list").is_error
    assert not client.call("server_info").is_error
    wait_until(lambda: servers_of(embedded.directory), "the server")
    client.close_stdin()
    assert client.wait_exit() < 3
    wait_until(lambda: not servers_of(embedded.directory), "the end of the server")


@pytest.mark.parametrize("with_signal", [signal.SIGKILL, signal.SIGTERM])
def test_however_we_die_it_dies_too_and_the_store_is_intact(embedded, with_signal):
    client = embedded()
    assert not client.call("stream_list").is_error
    client.process.send_signal(with_signal)
    client.process.wait(5)
    wait_until(lambda: not servers_of(embedded.directory), "the end of the server")
    again = embedded()
    assert not again.call("stream_list").is_error


def test_the_credential_is_private_and_needed(embedded):
    import asyncio

    import nats

    client = embedded()
    url = client.call("server_info").text
    for path, _, files in os.walk(embedded.directory):
        for name in files:
            full = os.path.join(path, name)
            if "cred" in name or "conf" in name or "pass" in name or "token" in name:
                assert os.stat(full).st_mode & 0o077 == 0, f"{full} can be read by others"
    assert url


def test_a_second_process_joins_the_first_ones_server(embedded):
    first, second = embedded(), embedded()
    assert not first.call("stream_list").is_error
    assert not second.call("stream_list").is_error
    assert len(servers_of(embedded.directory)) == 1
