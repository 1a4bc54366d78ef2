"""What a model is told before its first call: bounded, true to what this process offers, given without a server."""

import json
import re

import pytest

NOWHERE = ("--server", "nats://127.0.0.1:1")


def greeting(drive, *arguments, **more):
    text = drive(*arguments, **more).initialize()["instructions"]
    # Clients cut at 2048 characters and count as JavaScript does.
    assert 300 < len(text.encode("utf-16-le")) // 2 < 2048
    assert not re.search(r"[\x00-\x1f]", text)
    return text


@pytest.mark.parametrize("level, said", [
    ("observe", "change nothing"), ("data", "write messages"), ("config", "change configurations"), ("destructive", "delete"),
])
def test_they_say_what_it_reaches_and_how_far_it_may_go(drive, level, said):
    text = greeting(drive, *NOWHERE, "--write", level)
    assert "nats://127.0.0.1:1" in text and f"`{level}`" in text and said in text
    assert ("`dry_run`" in text) == (level != "observe")


def test_they_explain_what_the_schemas_do_not(drive):
    client = drive(*NOWHERE, "--write", "destructive", "--confirm", "token", "--toolsets", "all")
    text = client.initialize()["instructions"]
    assert len(text.encode("utf-16-le")) // 2 < 2048
    bare = {}
    for tool in client.list_tools().values():
        for name, schema in tool["inputSchema"]["properties"].items():
            if "description" not in schema:
                bare[name] = bare.get(name, 0) + 1
    shared = {name for name, count in bare.items() if count > 8}
    assert {"context", "max_bytes", "dry_run"} <= shared
    assert shared - {"stream", "bucket", "consumer", "subject", "key", "name", "limit", "detail"} <= set(re.findall(r"`(\w+)`", text))


def test_they_name_only_tools_that_are_offered(drive):
    text = greeting(drive, *NOWHERE)
    for tool in ("operator_status", "stream_list", "kv_ls", "object_ls", "explain"):
        assert tool in text
    text = greeting(drive, *NOWHERE, "--toolsets", "kv")
    assert "kv_ls" in text
    for tool in ("operator_status", "stream_list", "object_ls", "explain tells"):
        assert tool not in text


def test_a_password_in_the_address_is_not_told(drive):
    assert "hunter2" not in greeting(drive, "--server", "nats://user:hunter2@127.0.0.1:1")


def test_many_servers_and_contexts_with_long_names_stay_within_the_bound(drive, tmp_path):
    servers = ",".join(f"nats://{'a' * 60}.{'b' * 60}.example.org:{4000 + n}" for n in range(30))
    assert "more" in greeting(drive, "--server", servers, "--write", "destructive", "--confirm", "token")
    directory = tmp_path / "nats" / "context"
    directory.mkdir(parents=True)
    names = [f"cluster-{n:02}-" + ("ü" * 60 if n % 2 else "𝄞" * 30) for n in range(40)]
    arguments = []
    for name in names:
        (directory / f"{name}.json").write_text(json.dumps({"url": "nats://127.0.0.1:1"}))
        arguments += ["--context", name]
    for level in ("observe", "destructive"):
        text = greeting(
            drive, *arguments, "--write", level, "--confirm", "token", "--toolsets", "all", env={"XDG_CONFIG_HOME": str(tmp_path)})
        assert names[0][:20] in text and "more" in text
