"""NATS misbehaves: each time a clear error in time, and recovery without a restart of our process."""

import json
import socket
import threading
import time

import pytest

from support.nats_server import NatsServer, free_port
from support.world import make_bucket, make_stream

SECRET = "s3cr3t-Pa55word"


def assert_recovers(client, seconds=10):
    """Calls again, as a model does, until one goes well."""
    deadline = time.monotonic() + seconds
    while True:
        answer = client.call("stream_list", timeout=15)
        if not answer.is_error:
            return
        assert time.monotonic() < deadline, f"no recovery: {answer.text}"
        time.sleep(0.1)


def test_a_dead_port_fails_at_once_and_a_server_that_comes_later_is_found(drive):
    port = free_port()
    client = drive("--server", f"nats://127.0.0.1:{port}")
    client.initialize()
    failure = client.call("stream_list", timeout=10).failure
    assert str(port) in failure
    status = client.call("operator_status", timeout=10)
    assert not status.is_error, "the status tool is for when nothing works"
    with NatsServer(port=port):
        assert_recovers(client)


def test_a_black_hole_ends_in_an_error_that_says_so(drive):
    with socket.socket() as hole:
        hole.bind(("127.0.0.1", 0))
        hole.listen(16)
        client = drive("--server", f"nats://127.0.0.1:{hole.getsockname()[1]}")
        client.initialize()
        began = time.monotonic()
        assert client.call("stream_list", timeout=20).failure
        assert time.monotonic() - began < 15
        assert client.request("ping", timeout=2).result == {}


def test_something_that_is_not_nats_is_called_what_it_is(drive):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen(16)

        def greet():
            while True:
                try:
                    peer, _ = other.accept()
                except OSError:
                    return
                peer.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                peer.close()

        threading.Thread(target=greet, daemon=True).start()
        client = drive("--server", f"nats://127.0.0.1:{other.getsockname()[1]}")
        client.initialize()
        assert client.call("stream_list", timeout=20).failure
        other.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("env", [
    {"NATS_USER": "app", "NATS_PASSWORD": "wrong-" + SECRET},
    {"NATS_TOKEN": "wrong-" + SECRET},
    {},
])
def test_wrong_credentials_are_told_and_never_shown(drive, env):
    with NatsServer(config=f'authorization {{ user: app, password: "{SECRET}" }}\n') as server:
        client = drive(env={"NATS_URL": server.url, **env})
        client.initialize()
        failure = client.call("stream_list", timeout=10).failure.lower()
        assert "auth" in failure
        client.call("operator_status", timeout=10)
        assert SECRET.encode() not in client.stdout + client.stderr


def test_right_credentials_are_used_and_never_shown(drive, tmp_path):
    password = tmp_path / "password"
    password.write_text(SECRET + "\n")
    password.chmod(0o600)
    with NatsServer(config=f'authorization {{ user: app, password: "{SECRET}" }}\n') as server:
        for arguments, env in [
            ((), {"NATS_URL": server.url, "NATS_USER": "app", "NATS_PASSWORD": SECRET}),
            (("--server", server.url, "--user", "app", "--password-file", str(password)), {}),
            (("--server", f"nats://app:{SECRET}@127.0.0.1:{server.port}"), {}),
        ]:
            client = drive(*arguments, env=env)
            client.initialize()
            assert not client.call("stream_list", timeout=10).is_error
            for tool in ("operator_status", "server_info"):
                assert not client.call(tool).is_error
            assert SECRET.encode() not in client.stdout + client.stderr


def test_credentials_of_the_environment_go_to_no_server_a_flag_names(drive):
    """A stray NATS_PASSWORD must not be sent to whoever listens at --server."""
    heard = []
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen(4)

        def listen():
            peer, _ = other.accept()
            peer.settimeout(5)
            peer.sendall(b'INFO {"server_id":"X","version":"2.15.0","max_payload":1048576,"headers":true,"auth_required":true}\r\n')
            heard.append(peer.recv(4096))
            peer.close()

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        client = drive("--server", f"nats://127.0.0.1:{other.getsockname()[1]}", env={"NATS_USER": "app", "NATS_PASSWORD": SECRET})
        client.initialize()
        assert client.call("stream_list", timeout=15).failure
        thread.join(5)
    assert heard and b"CONNECT" in heard[0] and SECRET.encode() not in heard[0]


def test_the_environment_names_the_server(drive, shared_server):
    client = drive(env={"NATS_URL": shared_server.url})
    client.initialize()
    assert not client.call("stream_list").is_error


def test_without_jetstream_the_error_says_so(drive):
    with NatsServer(jetstream=False) as server:
        client = drive("--server", server.url)
        client.initialize()
        assert "jetstream" in client.call("stream_list", timeout=10).failure.lower()
        assert not client.call("server_info", timeout=10).is_error


def load(client, calls=64):
    """Calls under way while something happens to the server."""
    return [client.start_call("kv_get", bucket="load", key="k") for _ in range(calls)]


def settle(client, ids, timeout):
    """Each is answered once: with the value or with a clear error."""
    failed = 0
    for id in ids:
        answer = client.answer(id, timeout=timeout)
        if answer.is_error:
            assert len(answer.text) > 20
            failed += 1
        else:
            assert answer.value == b"v"
    return failed


@pytest.fixture
def loaded(drive, server):
    make_bucket(server.url, "load", [("k", b"v")])
    client = drive("--server", server.url)
    client.initialize()
    assert not client.call("kv_get", bucket="load", key="k").is_error
    return client


def test_a_server_killed_under_load_is_found_again(loaded, server):
    ids = load(loaded)
    server.kill()
    ids += load(loaded, 8)
    assert settle(loaded, ids, timeout=20) > 0
    server.start()
    assert_recovers(loaded)
    assert loaded.call("kv_get", bucket="load", key="k").value == b"v"


def test_a_server_restarted_under_load_is_found_again(loaded, server):
    ids = load(loaded)
    server.restart()
    ids += load(loaded, 8)
    settle(loaded, ids, timeout=20)
    assert_recovers(loaded)


def test_a_frozen_server_costs_a_deadline_and_nothing_more(loaded, server):
    server.freeze()
    ids = load(loaded, 20)
    assert loaded.request("ping", timeout=2).result == {}, "the session goes on while calls wait"
    settle(loaded, ids, timeout=30)
    server.thaw()
    assert_recovers(loaded)


def test_nothing_is_published_later_by_surprise(drive, server):
    make_stream(server.url, "LATE")
    client = drive("--server", server.url, "--write", "data")
    client.initialize()
    assert not client.call("publish", subject="LATE.a", body="first").is_error
    server.kill()
    assert client.call("publish", subject="LATE.a", body="lost", timeout=20).is_error
    server.start()
    assert_recovers(client)
    shown = json.dumps(client.call("stream_view", stream="LATE").data)
    assert "first" in shown and "lost" not in shown


@pytest.mark.parametrize("tool", ("subscribe", "events"))
def test_who_listens_is_told_that_the_connection_broke_meanwhile(drive, server, tool):
    """What was sent in between is missing, and nothing else in the result would show it."""
    client = drive("--server", server.url, "--toolsets", "all")
    client.initialize()
    arguments = {"subject": "t.>"} if tool == "subscribe" else {"kinds": ["streams"]}
    assert "breaks" not in client.call(tool, **arguments, duration="50ms").data
    id = client.start_call(tool, **arguments, duration="8s")
    time.sleep(1)
    server.restart()
    data = client.answer(id, 30).data
    assert data["ended"] == "duration" and data["breaks"] == 1, data
