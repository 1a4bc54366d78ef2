"""Prompts written for other people's tools of the same names work: every argument they give is taken."""

import json

import pytest

from support.driver import Driver
from support.old_prompts import OLD, arguments
from support.sample import make_sample

# What texts are about, by the name of the argument.
TEXTS = {
    "account_name": "default", "bucket": "flags", "key": "compat", "stream": "EVENTS", "subject": "JOBS.compat", "file": "notes.txt",
    "ttl": "1h", "sleep": "1ms", "storage": "file", "expire_warn": "1h",
}
# Old prompts wait as long as it takes; these need not.
SHORT = {"kv_watch": {"duration": "20ms"}, "object_watch": {"duration": "20ms"}}
# Making a bucket, each of its own name; the object store is another.
NAMES = {"kv_add": "made", "object_add": "made", "object_seal": "files"}


@pytest.fixture(scope="module")
def client(request):
    server = request.getfixturevalue("old_server")
    client = Driver("--server", server.url, "--write", "destructive", "--confirm", "token", "--toolsets", "all")
    try:
        client.initialize()
        client.tools = client.list_tools()
        yield client
    finally:
        client.finish()


@pytest.fixture(scope="module")
def old_server():
    from support.nats_server import NatsServer

    with NatsServer() as server:
        make_sample(server.url)
        yield server


def texts(tool):
    bucket = NAMES.get(tool) or ("files" if tool.startswith("object_") else "flags")
    return {**TEXTS, "bucket": bucket}


def given(tool, more=None):
    """What an old prompt gives at least, and one argument more."""
    wanted = [one for one in arguments(tool) if one.required] + ([more] if more and not more.required else [])
    return {**SHORT.get(tool, {}), **{one.name: one.value(texts(tool)) for one in wanted}}


def error(answer):
    return json.loads(answer.text).get("error", {}) if answer.is_error else {}


PRESENT = sorted(OLD)
CASES = [(tool, one) for tool in PRESENT for one in arguments(tool) if one.name != "flags"]


def test_no_tool_is_missing(client):
    assert set(OLD) <= set(client.tools)


@pytest.mark.parametrize("tool, one", CASES, ids=lambda part: getattr(part, "name", part))
def test_every_old_argument_is_taken(client, tool, one):
    failure = error(client.call(tool, timeout=20, **given(tool, one)))
    assert failure.get("code") != "unknown_argument", failure
    # A number, a flag or a list as they were then is a value still; what a text must be like is another matter.
    if one.kind:
        assert f"`{one.name}` must be" not in failure.get("message", ""), failure


@pytest.mark.parametrize("tool", PRESENT)
def test_the_least_an_old_prompt_gives_is_enough(client, tool):
    failure = error(client.call(tool, timeout=20, **given(tool)))
    # What these two are to say or to make is for the prompt to add, and always was.
    assert failure.get("code") not in ("unknown_argument", "invalid_argument"), failure


@pytest.mark.parametrize("tool", [tool for tool in PRESENT if any(one.name == "flags" for one in arguments(tool))])
def test_raw_flags_are_refused_with_advice(client, tool):
    failure = error(client.call(tool, timeout=20, **given(tool), flags=["--json"]))
    assert failure["code"] == "unknown_argument" and "flags" in failure["message"]
    assert "give each as the argument it means" in failure["message"] and "Allowed" in failure["next"] or "takes none" in failure["next"]
