"""Several contexts in one process: each call reaches the one it names, and only that."""

import json
import subprocess
import time

import pytest

from support.driver import BINARY, clean_environment
from support.nats_server import NatsServer
from support.world import make_bucket, make_stream, read_key


@pytest.fixture(scope="module")
def two():
    with NatsServer() as prod, NatsServer() as dev:
        make_stream(prod.url, "ORDERS", messages=[("ORDERS.a", b"of prod")])
        make_bucket(prod.url, "conf", [("key", b"prod")], direct=True)
        make_bucket(dev.url, "conf", [("key", b"dev")], direct=True)
        yield prod, dev


@pytest.fixture
def contexts(two, tmp_path):
    directory = tmp_path / "nats" / "context"
    directory.mkdir(parents=True)
    for name, server in zip(("prod", "dev"), two):
        (directory / f"{name}.json").write_text(json.dumps({"url": server.url}))
    return {"XDG_CONFIG_HOME": str(tmp_path)}


BOTH = ["--context", "prod", "--context", "dev"]


def test_each_call_reaches_the_context_it_names(drive, contexts):
    client = drive(*BOTH, env=contexts)
    client.initialize()
    assert client.call("kv_get", bucket="conf", key="key").value == b"prod", "the first is the default"
    for argument in ("context", "account_name"):
        answer = client.call("kv_get", bucket="conf", key="key", **{argument: "dev"})
        assert answer.value == b"dev"
        assert answer.data["target"]["context"] == "dev"
    assert "stream_not_found" in client.call("stream_info", stream="ORDERS", context="dev").failure


def test_a_connection_is_made_on_first_use_only(drive, contexts, two):
    client = drive(*BOTH, env=contexts)
    client.initialize()
    client.call("kv_get", bucket="conf", key="key")
    deadline = time.monotonic() + 10
    while f"connected to {two[0].url}" not in client.stderr.decode():
        assert time.monotonic() < deadline, client.stderr.decode()
        time.sleep(0.02)
    assert two[1].url not in client.stderr.decode()


@pytest.mark.parametrize("arguments, named", [
    ({"context": "pord"}, "prod"), ({"account_name": "default"}, "dev"), ({"context": "dev", "account_name": "prod"}, "conflict"),
])
def test_a_wrong_name_is_never_the_default(drive, contexts, arguments, named):
    client = drive(*BOTH, env=contexts)
    client.initialize()
    assert named in client.call("stream_list", **arguments).failure


def test_the_tools_say_which_contexts_there_are(drive, contexts):
    client = drive(*BOTH, env=contexts)
    greeting = client.initialize()
    assert "`prod`" in greeting["instructions"] and "`dev`" in greeting["instructions"]
    for tool in client.list_tools().values():
        assert tool["inputSchema"]["properties"]["context"]["enum"] == ["prod", "dev"]
    assert [c["context"] for c in client.call("operator_status").data["contexts"]] == ["prod", "dev"]


@pytest.mark.parametrize("write", [["--write", "observe", "--write", "data"], ["--write", "dev=data"]])
def test_a_tool_is_listed_where_any_context_allows_it_and_refuses_where_its_own_does_not(drive, contexts, two, write):
    client = drive(*BOTH, *write, env=contexts)
    client.initialize()
    assert "kv_put" in client.list_tools()
    assert "level_too_low" in client.call("kv_put", bucket="conf", key="new", value="x").failure
    assert client.call("kv_put", bucket="conf", key="new", value="x", context="dev").data["status"] == "done"
    assert read_key(two[1].url, "conf", "new").value == b"x"


@pytest.mark.parametrize("flags, named", [
    (["--context", "prod", "--context", "prod"], "prod"),
    ([*BOTH, "--server", "nats://127.0.0.1:4222"], "--server"),
    ([*BOTH, "--creds", "x.creds"], "--creds"),
    ([*BOTH, "--write", "data", "--write", "data", "--write", "data"], "--write"),
    ([*BOTH, "--write", "everything"], "everything"),
    ([*BOTH, "--write", "test=data"], "test"),
    ([*BOTH, "--write", "dev=all"], "all"),
    ([*BOTH, "--write", "dev=data", "--write", "dev=config"], "dev"),
    (["--context", "prod", "--context", "test"], "test"),
    ([*BOTH, "--embedded"], "--context"),
])
def test_what_can_not_be_told_apart_is_refused_at_start(contexts, flags, named):
    done = subprocess.run([BINARY, "call", "operator_status", *flags], capture_output=True, timeout=20,
                          env=clean_environment(contexts))
    assert done.returncode == 2
    assert named in done.stderr.decode()


def test_the_shell_names_a_context_as_an_argument(contexts):
    done = subprocess.run([BINARY, "call", "kv_get", "bucket=conf", "key=key", "context=dev", *BOTH], capture_output=True,
                          timeout=20, env=clean_environment(contexts))
    assert done.returncode == 0 and json.loads(done.stdout)["value"]["text"] == "dev"
    done = subprocess.run([BINARY, "call", "kv_get", "bucket=conf", "key=key", "context=test", *BOTH], capture_output=True,
                          timeout=20, env=clean_environment(contexts))
    assert done.returncode == 2 and json.loads(done.stdout)["error"]["code"] == "unknown_context"


@pytest.mark.parametrize("pin, other", [("--pin-server", "elsewhere"), ("--pin-cluster", "elsewhere")])
def test_another_system_than_the_pinned_one_is_refused_before_anything_is_asked(drive, contexts, pin, other):
    client = drive(*BOTH, pin, f"dev={other}", env=contexts)
    client.initialize()
    failure = client.call("kv_get", bucket="conf", key="key", context="dev").failure
    assert ("wrong_server" if pin == "--pin-server" else "wrong_cluster") in failure
    assert other in failure
    assert client.call("kv_get", bucket="conf", key="key").value == b"prod", "the other context is not pinned"


def test_the_pinned_server_is_talked_to(drive, contexts):
    client = drive("--context", "prod", "--pin-server", "other,e2e", env=contexts)
    client.initialize()
    assert client.call("kv_get", bucket="conf", key="key").value == b"prod"
