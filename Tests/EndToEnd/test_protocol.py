"""Both eras of MCP over raw pipes. No NATS is needed for any of it: there is none at the address given."""

import json

import pytest

from support.judge import MODERN, PREFIX

NOWHERE = ("--server", "nats://127.0.0.1:1")
LEGACY = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"]


@pytest.mark.parametrize("version", LEGACY)
def test_a_handshake_version_is_taken_as_offered(drive, version):
    client = drive(*NOWHERE)
    result = client.initialize(version)
    assert result["protocolVersion"] == version
    assert result["serverInfo"]["name"] == "nats-operator"
    assert "tools" in result["capabilities"]
    assert 0 < len(result["instructions"]) < 2048
    assert client.request("ping").result == {}


@pytest.mark.parametrize("offered", ["2099-01-01", "1.0", MODERN])
def test_an_unknown_version_is_answered_with_the_newest_handshake(drive, offered):
    assert drive(*NOWHERE).initialize(offered)["protocolVersion"] == "2025-11-25"


def test_discover_answers_without_a_handshake_and_without_a_server(drive):
    client = drive(*NOWHERE)
    client.modern = True
    result = client.request("server/discover", timeout=5).result
    assert result["supportedVersions"][0] == MODERN
    assert set(LEGACY) <= set(result["supportedVersions"])
    assert result["resultType"] == "complete"
    assert result["_meta"][PREFIX + "serverInfo"]["name"] == "nats-operator"


def test_the_eras_can_take_turns_on_one_process(drive):
    client = drive(*NOWHERE)
    assert client.request("server/discover", modern=True).result["supportedVersions"]
    client.initialize()
    old = client.request("tools/list").result
    new = client.request("tools/list", modern=True).result
    assert new["tools"] == old["tools"]
    assert {"resultType", "ttlMs", "cacheScope"} <= set(new)
    assert client.request("ping").result == {}
    assert client.request("ping", modern=True).error["code"] == -32601


def test_pipelined_requests_before_any_answer_are_all_answered(drive):
    client = drive(*NOWHERE)
    client.send({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {
        "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "e2e", "version": "1"}}})
    client.notify("notifications/initialized")
    ids = [client.start("ping", id=f"p{n}") for n in range(50)]
    assert client.answer(0).result["protocolVersion"] == "2025-11-25"
    for id in ids:
        assert client.answer(id).result == {}


@pytest.mark.parametrize("line, code, id", [
    ('{"jsonrpc":"2.0","id":7,"method":', -32700, "any"),
    ("not json", -32700, None),
    ("[]", -32600, None),
    ("42", -32600, None),
    ('{"jsonrpc":"2.0","id":null,"method":"ping"}', -32600, None),
    ('{"jsonrpc":"2.0","id":1.5,"method":"ping"}', -32600, None),
    ('{"jsonrpc":"2.0","id":true,"method":"ping"}', -32600, None),
    ('{"jsonrpc":"2.0","id":8}', -32600, 8),
    ('{"jsonrpc":"1.0","id":9,"method":"ping"}', -32600, 9),
    ('{"jsonrpc":"2.0","id":10,"method":"ping","params":[1]}', -32602, 10),
    ('{"jsonrpc":"2.0","id":"x","method":"no/such"}', -32601, "x"),
    ('{"jsonrpc":"2.0","id":11,"method":"tools/call","params":{}}', -32602, 11),
    ('{"jsonrpc":"2.0","id":12,"method":"tools/call","params":{"name":"no_such_tool"}}', -32602, 12),
    ('{"jsonrpc":"2.0","id":13,"method":"tools/call","params":{"name":"stream_list","arguments":[]}}', -32602, 13),
])
def test_a_bad_line_is_answered_and_the_session_lives(drive, line, code, id):
    client = drive(*NOWHERE)
    client.initialize()
    seen = len(client.lines)
    client.send(line)
    answer = client.wait_for(lambda: client.lines[seen:], "an answer")[0]
    assert answer["error"]["code"] == code
    if id != "any":
        assert answer["id"] == id and type(answer["id"]) is type(id)
    assert client.request("ping").result == {}


@pytest.mark.parametrize("line", [
    b"", b"   ", b'{"jsonrpc":"2.0","method":"notifications/unknown"}', b'{"jsonrpc":"2.0","id":99,"result":{}}',
    b'{"jsonrpc":"2.0","method":"tools/call","params":{"name":"stream_list"}}', b'{"jsonrpc":"2.0","method":"ping"}',
    b'{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"never"}}',
])
def test_what_needs_no_answer_gets_none(drive, line):
    client = drive(*NOWHERE)
    client.initialize()
    seen = len(client.lines)
    client.send_bytes(line + b"\n")
    client.request("ping")
    assert len(client.lines) == seen + 1


def test_carriage_returns_a_byte_order_mark_and_single_bytes_are_understood(drive):
    client = drive(*NOWHERE)
    first = b'\xef\xbb\xbf{"jsonrpc":"2.0","id":"bom","method":"ping"}\r\n'
    client.judge.client_line('{"id":"bom","method":"ping"}')
    for n in range(len(first)):
        client.send_bytes(first[n:n + 1])
    assert client.answer("bom").result == {}


def test_invalid_utf8_and_a_line_beyond_the_limit_cost_only_themselves(drive):
    client = drive(*NOWHERE)
    client.initialize()
    seen = len(client.lines)
    client.send_bytes(b'{"jsonrpc":"2.0","id":"bad","method":"\xff\xfe"}\n')
    assert client.wait_for(lambda: client.lines[seen:], "an answer")[0]["error"]["code"] == -32700
    seen = len(client.lines)
    client.send_bytes(b'{"jsonrpc":"2.0","id":"long","method":"ping","params":{"pad":"' + b"x" * (16 << 20) + b'"}}\n')
    assert client.wait_for(lambda: client.lines[seen:], "an answer")[0]["error"]["code"] == -32600
    assert client.request("ping").result == {}


def test_a_batch_is_answered_where_the_version_has_batches(drive):
    client = drive(*NOWHERE)
    client.initialize("2025-03-26")
    seen = len(client.lines)
    client.send([{"jsonrpc": "2.0", "id": f"b{n}", "method": "ping"} for n in range(3)])
    batch = client.wait_for(lambda: client.lines[seen:], "an answer")[0]
    assert sorted(one["id"] for one in batch) == ["b0", "b1", "b2"]

    client = drive(*NOWHERE)
    client.initialize("2025-11-25")
    seen = len(client.lines)
    client.send_bytes(b'[{"jsonrpc":"2.0","id":"b","method":"ping"}]\n')
    assert client.wait_for(lambda: client.lines[seen:], "an answer")[0]["error"]["code"] == -32600


@pytest.mark.parametrize("meta, code", [
    ({PREFIX + "protocolVersion": "2099-01-01", PREFIX + "clientCapabilities": {}}, -32022),
    ({PREFIX + "protocolVersion": "2025-11-25", PREFIX + "clientCapabilities": {}}, -32022),
    ({PREFIX + "protocolVersion": 3, PREFIX + "clientCapabilities": {}}, -32602),
    ({PREFIX + "protocolVersion": MODERN}, -32602),
    ({PREFIX + "protocolVersion": MODERN, PREFIX + "clientCapabilities": []}, -32602),
])
def test_a_bad_envelope_is_refused_and_says_what_is_supported(drive, meta, code):
    error = drive(*NOWHERE).request("tools/list", {"_meta": meta}, modern=False).error
    assert error["code"] == code
    if code == -32022:
        assert MODERN in error["data"]["supported"]
        assert error["data"]["requested"] == meta[PREFIX + "protocolVersion"]


@pytest.mark.parametrize("method", [
    "initialize", "ping", "logging/setLevel", "resources/subscribe", "resources/unsubscribe", "tasks/list", "no/such"])
def test_what_the_stateless_era_removed_is_not_found_there(drive, method):
    assert drive(*NOWHERE).request(method, modern=True).error["code"] == -32601


def test_listen_is_acknowledged_first_and_silent_after_it_is_cancelled(drive):
    client = drive(*NOWHERE)
    client.modern = True
    client.start("subscriptions/listen", {"notifications": {"toolsListChanged": True}}, id="listen-1")
    first = client.wait_for(lambda: client.notifications, "the acknowledgement")[0]
    assert first["method"] == "notifications/subscriptions/acknowledged"
    assert first["params"]["_meta"][PREFIX + "subscriptionId"] == "listen-1"
    client.notify("notifications/cancelled", {"requestId": "listen-1"})
    client.request("server/discover")
    client.close_stdin()
    client.wait_exit()
    assert json.dumps("listen-1") not in client.responses


def test_listen_ends_with_a_result_when_the_session_ends(drive):
    client = drive(*NOWHERE)
    client.modern = True
    client.start("subscriptions/listen", {"notifications": {}}, id="listen-2")
    client.wait_for(lambda: client.notifications, "the acknowledgement")
    client.close_stdin()
    assert client.answer("listen-2").result["_meta"][PREFIX + "subscriptionId"] == "listen-2"


def test_the_tool_list_suits_the_pickiest_client(drive):
    client = drive(*NOWHERE, "--write", "destructive")
    client.initialize()
    tools = client.list_tools()
    assert {"operator_status", "server_info", "stream_list", "stream_info", "stream_view", "kv_get", "kv_put", "kv_update",
            "publish", "stream_purge"} <= set(tools)
    for name, tool in tools.items():
        assert name.replace("_", "").isalnum() and name.islower() and len(name) <= 40
        assert 20 < len(tool["description"]) < 1000, name
        assert set(tool["annotations"]) >= {"readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"}
        for schema in (tool["inputSchema"], tool["outputSchema"]):
            assert schema["type"] == "object"
        check_plain(tool["inputSchema"], name)


def check_plain(schema, name):
    refused = {"$schema", "$ref", "$defs", "oneOf", "anyOf", "allOf", "not", "if", "const", "format", "pattern"}
    assert not refused & set(schema), (name, schema)
    assert isinstance(schema["type"], str), (name, schema)
    if schema["type"] == "array":
        check_plain(schema["items"], name)
    for property in schema.get("properties", {}).values():
        check_plain(property, name)


def test_the_hints_say_what_a_tool_does(drive):
    client = drive(*NOWHERE, "--write", "destructive")
    client.initialize()
    hints = {name: tool["annotations"] for name, tool in client.list_tools().items()}
    for name in ("operator_status", "server_info", "stream_list", "stream_info", "stream_view", "kv_get"):
        assert hints[name]["readOnlyHint"] is True and hints[name]["destructiveHint"] is False
    for name in ("kv_put", "kv_update", "publish", "stream_purge"):
        assert hints[name]["readOnlyHint"] is False
    assert hints["stream_purge"]["destructiveHint"] is True
