"""The private server behind --embedded: ready when we are, gone when we are, its store intact."""

import os
import signal
import socket
import stat
import subprocess
import time

import nats
import pytest

from support.driver import BINARY, clean_environment
from support.nats_server import BINARY as SERVER
from support.world import make_stream, stream_state, with_nats


def connection_file(directory):
    with open(os.path.join(directory, "connection")) as file:
        return dict(line.rstrip("\n").split("=", 1) for line in file if "=" in line)


def server_url(directory):
    known = connection_file(directory)
    return f"nats://{known['user']}:{known['password']}@127.0.0.1:{known['port']}"


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, timeout=5).stdout
    return bool(state) and not state.startswith("Z")


def wait_until(condition, what, seconds=10):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not happen in {seconds} s"
        time.sleep(0.02)


@pytest.fixture
def directory(tmp_path):
    return str(tmp_path / "data")


@pytest.fixture
def embedded(drive, directory):
    def start(write="data"):
        client = drive("--embedded", directory, "--write", write, env={"NATS_SERVER_BIN": SERVER})
        client.initialize()
        assert not client.call("stream_list").is_error
        return client

    return start


def test_it_serves_and_leaves_with_its_client(embedded, directory):
    client = embedded()
    pid = int(connection_file(directory)["pid"])
    assert is_running(pid)
    assert client.call("server_info").data["jetstream"]["storage"] == 0
    client.close_stdin()
    client.wait_exit()
    assert client.process.returncode == 0
    wait_until(lambda: not is_running(pid), "the end of the server")


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_however_we_die_it_dies_too_and_the_store_is_intact(embedded, directory, end):
    client = embedded()
    pid = int(connection_file(directory)["pid"])
    make_stream(server_url(directory), "KEPT", messages=[(f"KEPT.{n}", b"precious") for n in range(100)])
    client.process.send_signal(end)
    client.process.wait(10)
    wait_until(lambda: not is_running(pid), "the end of the server")

    again = embedded()
    assert stream_state(server_url(directory), "KEPT").messages == 100
    assert again.call("stream_info", stream="KEPT").data["stream"]["messages"] == 100


def test_a_second_process_joins_the_first_ones_server_and_keeps_it(embedded, directory):
    first = embedded()
    pid = connection_file(directory)["pid"]
    second = embedded()
    assert connection_file(directory)["pid"] == pid
    first.process.kill()
    first.process.wait(5)
    assert not second.call("stream_list").is_error
    assert is_running(int(pid))


def test_the_shell_uses_the_server_that_is_there(embedded, directory):
    embedded()
    make_stream(server_url(directory), "SEEN")
    done = subprocess.run([BINARY, "call", "stream_list", "--embedded", directory], capture_output=True, timeout=20,
                          env=clean_environment({"NATS_SERVER_BIN": SERVER}))
    assert done.returncode == 0 and b"SEEN" in done.stdout


def test_the_credential_is_private_random_and_needed(embedded, directory):
    embedded()
    known = connection_file(directory)
    for path, folders, files in os.walk(directory):
        for name in files + folders:
            mode = os.lstat(os.path.join(path, name)).st_mode
            assert "jetstream" in path + name or mode & 0o077 == 0, f"{name} can be read by others: {stat.filemode(mode)}"
    assert os.stat(directory).st_mode & 0o077 == 0
    assert len(known["password"]) >= 20

    async def nothing(*_):
        pass

    with pytest.raises(nats.errors.Error):
        with_nats(f"nats://127.0.0.1:{known['port']}", nothing, max_reconnect_attempts=0)


def test_it_listens_on_loopback_only(embedded, directory):
    embedded()
    others = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)} - {"127.0.0.1", "127.0.1.1"}
    for address in others:
        with pytest.raises(OSError):
            socket.create_connection((address, int(connection_file(directory)["port"])), timeout=2).close()


def test_no_secret_of_ours_is_shown(embedded, directory):
    client = embedded()
    client.call("operator_status")
    client.call("server_info")
    known = connection_file(directory)
    for secret in (known["password"], known["system_password"]):
        assert secret.encode() not in client.stdout + client.stderr


def test_a_missing_server_program_is_told(tmp_path):
    done = subprocess.run([BINARY, "call", "stream_list", "--embedded", str(tmp_path / "d")], capture_output=True, timeout=20,
                          env={**clean_environment(), "PATH": "/nonexistent", "NATS_SERVER_BIN": "/nonexistent/nats-server"})
    assert done.returncode != 0
    assert b"nats-server" in done.stderr and b"NATS_SERVER_BIN" in done.stderr


def test_an_address_beside_it_is_refused(tmp_path):
    done = subprocess.run([BINARY, "call", "stream_list", "--embedded", str(tmp_path / "d"), "--server", "nats://127.0.0.1:1"],
                          capture_output=True, timeout=20, env=clean_environment())
    assert done.returncode == 2 and b"--server" in done.stderr
