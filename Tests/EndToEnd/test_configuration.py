"""Contexts of the nats command line, settings files and the environment, with the built program and a real server."""

import json
import os
import subprocess

import pytest

from support.driver import BINARY, clean_environment
from support.nats_server import NatsServer

PASSWORD = "s3cret-that-nobody-sees"
USERS = f'authorization {{ users: [ {{ user: ann, password: "{PASSWORD}" }} ] }}\n'


@pytest.fixture(scope="module")
def guarded():
    with NatsServer(config=USERS) as server:
        yield server


@pytest.fixture
def config(tmp_path):
    """A configuration directory of its own."""
    (tmp_path / "nats" / "context").mkdir(parents=True)
    return tmp_path


def write_context(config, name, **fields):
    path = config / "nats" / "context" / f"{name}.json"
    path.write_text(json.dumps(fields))
    path.chmod(0o600)
    return str(path)


def call(config, tool, *arguments, **variables):
    env = clean_environment({"XDG_CONFIG_HOME": str(config), **variables})
    done = subprocess.run([BINARY, "call", tool, *arguments], capture_output=True, timeout=30, env=env)
    assert PASSWORD.encode() not in done.stdout + done.stderr
    return done


def test_a_context_opens_its_server(guarded, config):
    path = write_context(config, "prod", url=guarded.url, user="ann", password=PASSWORD)
    for named in (["--context", "prod"], ["--context", path]):
        done = call(config, "server_info", *named)
        assert done.returncode == 0, done.stderr
        assert "ann" in done.stdout.decode()
    assert call(config, "server_info", NATS_CONTEXT="prod").returncode == 0
    status = json.loads(call(config, "operator_status", "--context", "prod").stdout)
    assert status["configuration"]["context"] == "prod"
    assert path in status["configuration"]["source"]


def test_a_context_with_another_password_is_refused_by_the_server(guarded, config):
    write_context(config, "prod", url=guarded.url, user="ann", password=PASSWORD[::-1])
    done = call(config, "server_info", "--context", "prod")
    assert done.returncode == 1
    assert json.loads(done.stdout)["error"]["code"] == "authentication_failed"
    assert PASSWORD[::-1].encode() not in done.stdout + done.stderr


def test_the_selected_context_counts_and_its_credentials_go_nowhere_else(guarded, shared_server, config):
    write_context(config, "prod", url=guarded.url, user="ann", password=PASSWORD)
    (config / "nats" / "context.txt").write_text("prod\n")
    assert call(config, "server_info").returncode == 0
    for place in ({"NATS_URL": shared_server.url}, None):
        done = call(config, "operator_status", *([] if place else ["--server", shared_server.url]), **(place or {}))
        found = json.loads(done.stdout)
        assert found["connection"]["state"] == "connected"
        assert found["configuration"]["authentication"] == "none"
    (config / "nats" / "context.txt").write_text("prdo\n")
    stale = call(config, "server_info")
    assert stale.returncode == 2 and b'did you mean "prod"' in stale.stderr


def test_a_password_from_1password(guarded, config):
    (config / "bin").mkdir()
    program = config / "bin" / "op"
    program.write_text(f'#!/bin/sh\n[ "$*" = "read op://vault/nats/password" ] && echo "{PASSWORD}"\n')
    program.chmod(0o700)
    write_context(config, "prod", url=guarded.url, user="ann", password="op://vault/nats/password")
    done = call(config, "server_info", "--context", "prod", PATH=f"{config / 'bin'}:{os.environ['PATH']}")
    assert done.returncode == 0, done.stderr
    without = call(config, "server_info", "--context", "prod", PATH="/nowhere")
    assert without.returncode == 2 and b"no program op" in without.stderr


def test_settings_open_their_server_and_what_does_not_count_is_told(guarded, config):
    settings = config / "settings"
    settings.write_text(
        f"# ours\nNATS.SERVER={guarded.url}\nNATS.USERNAME=ann\nNATS.PASSWORD={PASSWORD}\nNATS.MAX_RECONNECT=3\n")
    settings.chmod(0o600)
    status = json.loads(call(config, "operator_status", "--settings", str(settings), NATS_CREDS="/c").stdout)
    assert status["connection"]["state"] == "connected"
    notes = " ".join(status["configuration"]["notes"])
    assert "NATS.MAX_RECONNECT" in notes and "NATS_CREDS" in notes
    settings.write_text("\nNATS.RECONNECT_WAIT=2\n")
    wrong = call(config, "server_info", "--settings", str(settings))
    assert wrong.returncode == 2 and b"line 2" in wrong.stderr and b"5s" in wrong.stderr


def test_a_context_says_where_jetstream_is(config):
    store = json.dumps(str(config / "store"))
    with NatsServer(config=f"jetstream {{ domain: hub, store_dir: {store} }}\n", jetstream=False) as server:
        write_context(config, "hub", url=server.url, jetstream_domain="hub")
        write_context(config, "other", url=server.url, jetstream_domain="elsewhere")
        assert call(config, "stream_list", "--context", "hub").returncode == 0
        assert call(config, "stream_list", "--context", "other").returncode == 1
        replaced = call(config, "stream_list", "--context", "other", "--js-domain", "hub")
        assert replaced.returncode == 0, replaced.stdout


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["--context", "a", "--server", "h"], ["--context", "--server"]),
        (["--settings", "a", "--server", "h"], ["--settings", "--server"]),
        (["--connect-timeout", "5"], ["--connect-timeout", "5s"]),
        (["--embedded", "--settings", "a"], ["--embedded", "--settings"]),
    ])
def test_what_conflicts_is_named(config, arguments, words):
    done = call(config, "server_info", *arguments)
    assert done.returncode == 2
    for word in words:
        assert word in done.stderr.decode()
