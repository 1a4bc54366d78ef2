"""What may be written, at which level, and what no level lets through."""

import json

import pytest

from support.nats_server import NatsServer
from support.world import make_bucket, make_stream, stream_state, unique, with_nats

WRITES = {
    "kv_put": {"bucket": "b", "key": "k", "value": "v"},
    "kv_update": {"bucket": "b", "key": "k", "value": "v", "revision": 1},
    "publish": {"subject": "s", "body": "p"},
    "stream_purge": {"stream": "S"},
}
ALLOWED = {"observe": set(), "data": {"kv_put", "kv_update", "publish"}, "destructive": set(WRITES)}


@pytest.mark.parametrize("level", [None, "observe", "data", "destructive"])
def test_each_level_offers_its_tools_and_no_more(drive, shared_server, level):
    client = drive("--server", shared_server.url, *(["--write", level] if level else []))
    client.initialize()
    assert set(WRITES) & set(client.list_tools()) == ALLOWED[level or "observe"]


@pytest.mark.parametrize("tool", sorted(WRITES))
def test_a_known_tool_above_the_level_says_which_flag_allows_it(drive, shared_server, tool):
    client = drive("--server", shared_server.url)
    client.initialize()
    failure = client.call(tool, **WRITES[tool]).failure
    assert "--write" in failure and ("destructive" if tool == "stream_purge" else "data") in failure


REFUSED_SUBJECTS = [
    "$JS.API.STREAM.DELETE.{stream}", "$JS.API.STREAM.PURGE.{stream}", "$JS.hub.API.STREAM.DELETE.{stream}",
    "$JS.ACK.{stream}.c.1.1.1.1.0", "$SYS.REQ.SERVER.PING", "$KV.bucket.key", "$O.bucket.M.x", "$NRG.V.x", "$JSC.R.x",
    "$MQTT.x", "_INBOX.abc", "_R_.abc", "a b", "a..b", ".a", "a.", "a.*", "a.>", "", "x\r\nPUB y 0\r\n",
]


@pytest.fixture(scope="module")
def guarded(shared_server):
    stream = "GUARDED"
    make_stream(shared_server.url, stream, messages=[(f"{stream}.a", b"x")] * 3)
    return shared_server, stream


@pytest.mark.parametrize("subject", REFUSED_SUBJECTS)
def test_publish_has_no_back_door_in_the_subject(drive, guarded, subject):
    server, stream = guarded
    client = drive("--server", server.url, "--write", "destructive")
    client.initialize()
    assert client.call("publish", subject=subject.format(stream=stream), body="").failure
    assert stream_state(server.url, stream).messages == 3


@pytest.mark.parametrize("arguments", [
    {"reply": "$JS.API.STREAM.PURGE.GUARDED"},
    {"headers": ["Nats-Rollup: all"]},
    {"headers": {"nats-rollup": "all"}},
    {"headers": {"KV-Operation": "PURGE"}},
    {"headers": {"Nats-Trace-Dest": "$JS.API.STREAM.PURGE.GUARDED"}},
    {"headers": {"Nats-Schedule-Target": "$KV.b.k"}},
    {"headers": {"A": "x\r\nNats-Rollup: all"}},
    {"headers": {"A\r\nNats-Rollup": "all"}},
    {"headers": {"A:B": "x"}},
])
def test_publish_has_no_back_door_beside_the_subject(drive, guarded, arguments):
    server, stream = guarded
    client = drive("--server", server.url, "--write", "destructive")
    client.initialize()
    assert client.call("publish", subject=f"{stream}.x", body="p", **arguments).failure
    assert stream_state(server.url, stream).messages == 3


@pytest.mark.parametrize("tool, arguments, named", [
    ("kv_get", {"bucket": "b"}, "key"),
    ("kv_get", {"bucket": "b", "key": "k", "surprise": 1}, "surprise"),
    ("stream_list", {"limit": "many"}, "limit"),
    ("stream_list", {"limit": -1}, "limit"),
    ("stream_info", {"stream": ["a"]}, "stream"),
    ("stream_info", {"stream": "a.b"}, "stream"),
])
def test_wrong_arguments_are_named(drive, shared_server, tool, arguments, named):
    client = drive("--server", shared_server.url)
    client.initialize()
    assert named in client.call(tool, **arguments).failure


def test_harmless_differences_of_type_are_forgiven(drive, shared_server):
    make_stream(shared_server.url, "COERCE", messages=[("COERCE.a", b"x")] * 3)
    client = drive("--server", shared_server.url)
    client.initialize()
    shown = client.call("stream_view", stream="COERCE", limit="2").data
    assert json.dumps(shown).count("COERCE.a") == 2


def test_big_answers_keep_to_the_budget_and_say_how_to_go_on(drive, shared_server):
    stream = unique("BIG")
    make_stream(shared_server.url, stream, messages=[(f"{stream}.{n}", b"y" * 2000) for n in range(40)])
    client = drive("--server", shared_server.url)
    client.initialize()
    answer = client.call("stream_view", stream=stream, limit=40)
    assert len(answer.text.encode()) <= 8500
    assert answer.data["truncated"] is True


@pytest.mark.parametrize("permissions, tool, arguments, named", [
    ('publish: { deny: "$JS.API.STREAM.INFO.>" }', "stream_info", {"stream": "S"}, "$JS.API.STREAM.INFO.S"),
    ('publish: { deny: "forbidden.>" }', "publish", {"subject": "forbidden.x", "body": "p"}, "forbidden.x"),
])
def test_a_denied_permission_reaches_the_call_it_belongs_to(drive, permissions, tool, arguments, named):
    users = f"""
authorization {{ users: [
  {{ user: limited, password: pw, permissions: {{ {permissions} }} }}
  {{ user: full, password: pw }}
] }}
"""
    with NatsServer(config=users) as server:
        async def make(_, js):
            await js.add_stream(name="S", subjects=["S.>"])

        with_nats(server.url, make, user="full", password="pw")
        client = drive("--write", "data", env={"NATS_URL": server.url, "NATS_USER": "limited", "NATS_PASSWORD": "pw"})
        client.initialize()
        answer = client.call(tool, timeout=6, **arguments)
        assert named in answer.failure and "permission" in answer.failure.lower()
        assert "S" in json.dumps(client.call("stream_list").data), "other calls go on"


def test_the_tools_offered_are_chosen_at_start(drive):
    def names(*options):
        client = drive("--server", "nats://127.0.0.1:1", *options)
        client.initialize()
        return set(client.list_tools()), client

    few, client = names("--tools", "kv_get,stream_list", "--exclude-tools", "stream_list")
    assert few == {"kv_get"}
    refused = client.call("stream_list")
    assert "tool_not_offered" in refused.failure and "--tools stream_list" in refused.failure
    keys, _ = names("--toolsets", "kv", "--write", "destructive")
    assert {"kv_get", "kv_put"} <= keys and not any(name.startswith("stream_") for name in keys)
    usual, _ = names()
    everything, _ = names("--toolsets", "all")
    assert usual <= everything
