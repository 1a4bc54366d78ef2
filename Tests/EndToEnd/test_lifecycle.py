"""How a process begins and ends."""

import json
import signal
import subprocess
import time

import pytest

from support.driver import BINARY, clean_environment
from support.world import make_bucket


def test_nothing_is_written_before_the_client_speaks(drive, shared_server):
    client = drive("--server", shared_server.url)
    time.sleep(0.3)
    assert client.stdout == b""
    client.close_stdin()
    assert client.wait_exit() < 1
    assert client.process.returncode == 0
    assert client.stdout == b""


@pytest.mark.parametrize("end", ["eof", signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("busy", [False, True])
def test_the_end_comes_within_a_second_even_with_a_call_that_hangs(drive, server, end, busy):
    make_bucket(server.url, "b", [("k", b"v")])
    client = drive("--server", server.url)
    client.initialize()
    assert not client.call("kv_get", bucket="b", key="k").is_error
    if busy:
        server.freeze()
        client.start_call("kv_get", bucket="b", key="k")
        client.request("ping")
    if end == "eof":
        client.close_stdin()
    else:
        client.process.send_signal(end)
    assert client.wait_exit() < 1.5
    assert client.process.returncode in (0, 128 + int(end) if end != "eof" else 0)


def test_a_pipe_full_of_requests_is_answered_before_the_end(shared_server):
    lines = [{"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {
        "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "e2e", "version": "1"}}}]
    lines += [{"jsonrpc": "2.0", "id": n, "method": "tools/call", "params": {"name": "stream_list", "arguments": {}}}
              for n in range(1, 20)]
    text = "".join(json.dumps(line) + "\n" for line in lines).rstrip("\n")  # the last line has no end
    done = subprocess.run([BINARY, "serve", "--server", shared_server.url], input=text.encode(), capture_output=True,
                          env=clean_environment(), timeout=10)
    assert done.returncode == 0
    assert sorted(json.loads(line)["id"] for line in done.stdout.splitlines()) == list(range(20))


def test_a_client_that_went_away_ends_the_process(shared_server):
    process = subprocess.Popen([BINARY, "serve", "--server", shared_server.url], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=clean_environment())
    process.stdout.close()
    process.stdin.write(b'{"jsonrpc":"2.0","id":1,"method":"ping"}\n')
    process.stdin.flush()
    process.wait(5)


def test_wrong_flags_are_explained_on_stderr():
    done = subprocess.run([BINARY, "serve", "--write", "everything"], input=b"", capture_output=True, timeout=10,
                          env=clean_environment())
    assert done.returncode != 0 and done.stdout == b""
    assert b"observe" in done.stderr and b"destructive" in done.stderr


@pytest.mark.parametrize("server", ["nats://", "http://x", "nats://host:99999", "nats://a b"])
def test_a_bad_address_is_explained(server):
    done = subprocess.run([BINARY, "call", "stream_list", "--server", server], input=b"", capture_output=True, timeout=10,
                          env=clean_environment())
    assert done.returncode == 2 and done.stderr.strip()
