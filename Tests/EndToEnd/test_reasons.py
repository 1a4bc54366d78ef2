"""Why something deviates from its default: asked for, kept, shown, and told when it no longer fits."""

import json
import os
import subprocess

import pytest
from nats.js.api import ConsumerConfig, KeyValueConfig, StreamConfig
from nats.js.errors import BadRequestError

from support.audits import audit
from support.driver import BINARY
from support.nats_server import NatsServer
from support.world import unique, with_nats

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
WHY = "a cache that the orders fill again after a restart"
OTHER = "since March the orders are read from elsewhere"


@pytest.fixture
def client(drive, shared_server, tmp_path):
    client = drive("--server", shared_server.url, "--write", "destructive", "--journal", str(tmp_path / "journal.jsonl"))
    client.journal = tmp_path / "journal.jsonl"
    client.initialize()
    client.list_tools()
    return client


def failure(answer):
    """What a call that failed says."""
    assert answer.is_error, answer.text
    return json.loads(answer.text)["error"]


def rules(data):
    return {finding["rule"]: finding["level"] for finding in data.get("findings", [])}


def metadata(url, stream, consumer=None):
    async def work(_, js):
        info = await (js.consumer_info(stream, consumer) if consumer else js.stream_info(stream))
        return {key: value for key, value in (info.config.metadata or {}).items() if not key.startswith("_nats.")}

    return with_nats(url, work)


def intents(client):
    with open(client.journal) as lines:
        return [line for line in map(json.loads, lines) if line["phase"] == "intent"]


def test_a_plain_stream_with_a_limit_is_made_without_a_word(client):
    name = unique("PLAIN")
    data = client.call("stream_add", stream=name, subjects=[f"{name}.>"], max_age="7d", max_bytes="1M").data
    assert data["status"] == "done" and "NG-D001" not in rules(data)


def test_one_finding_asks_for_all_that_deviates_and_the_reason_lets_it_through(client, shared_server):
    name = unique("DEVIANT")
    wish = {"stream": name, "subjects": [f"{name}.>"], "max_msgs": 10, "config": {"storage": "memory", "no_ack": True, "discard": "new"}}
    asked = client.call("stream_add", **wish).data
    assert asked["status"] == "needs_reason"
    found = [finding for finding in asked["findings"] if finding["rule"] == "NG-D001"]
    assert len(found) == 1 and all(word in found[0]["effect"] for word in ("storage is memory", "no_ack", "discard is new"))
    # What is said about one field leaves the other open.
    half = client.call("stream_add", **wish, reason=json.dumps({"storage": WHY})).data
    assert half["status"] == "needs_reason" and "no_ack" in half["message"]
    done = client.call("stream_add", **wish, reason=json.dumps({"storage": WHY, "no_ack": "senders of samples wait for nothing"})).data
    assert done["status"] == "done" and rules(done)["NG-D001"] == "info"
    assert metadata(shared_server.url, name) == {}, "a reason stays out of the asset unless it is wanted there"
    intent, = intents(client)
    assert intent["reason"] == {"no_ack": "senders of samples wait for nothing", "storage": WHY} and intent["asset"] == name
    assert intent["caller"] and intent["time"]


@pytest.mark.parametrize("reason", ["  x ", "todo", "because because because", "test test testing", "asdf asdfgh", "aaaa bbbb aaaa bbbb", "1234567890"])
def test_a_reason_that_says_nothing_is_refused_with_what_is_wanted(client, reason):
    answer = client.call("stream_add", stream=unique("EMPTY"), subjects=["e.>"], storage="memory", reason=reason)
    error = failure(answer)
    assert answer.is_error and error["code"] == "reason_not_understandable" and "sentence" in error["next"]
    assert not os.path.exists(client.journal)


def test_a_reason_for_a_field_there_is_not_names_the_one_that_was_meant(client):
    answer = client.call("stream_add", stream=unique("TYPO"), subjects=["t.>"], storage="memory", reason={"storag": WHY})
    assert answer.is_error and "storage" in failure(answer)["message"]


def test_reasons_are_shown_with_the_asset_from_the_journal(client):
    name = unique("SHOWN")
    client.call("stream_add", stream=name, subjects=[f"{name}.>"], storage="memory", max_msgs=5, reason=WHY)
    shown = client.call("stream_info", stream=name).data["stream"]
    reason = shown["reasons"]["storage"]
    assert reason["why"] == WHY and reason["in"] == "journal" and reason["since"] and reason["by"]
    assert shown["reasons"]["max_msgs"]["why"] == WHY and "without_reason" not in shown
    client.call("consumer_add", stream=name, consumer="c", mem_storage=True, reason=OTHER)
    consumer = client.call("consumer_info", stream=name, consumer="c").data["consumer"]
    assert consumer["reasons"]["mem_storage"]["why"] == OTHER
    full = client.call("stream_info", stream=name, detail="full").data["stream"]
    assert full["reasons"]["storage"]["why"] == WHY


def test_what_nobody_explained_is_shown_and_can_be_explained_later(client, shared_server):
    name = unique("LATER")

    async def make(_, js):
        await js.add_stream(StreamConfig(name=name, subjects=[f"{name}.>"], storage="memory", num_replicas=1))

    with_nats(shared_server.url, make)
    assert client.call("stream_info", stream=name).data["stream"]["without_reason"] == ["storage"]
    explained = client.call("stream_edit", stream=name, reason={"storage": WHY}).data
    assert explained["status"] == "done" and explained["sent"] is False
    shown = client.call("stream_info", stream=name).data["stream"]
    assert shown["reasons"]["storage"]["why"] == WHY and "without_reason" not in shown
    nothing = client.call("stream_edit", stream=name, reason=WHY)
    assert nothing.is_error and failure(nothing)["code"] == "missing_argument"


@pytest.mark.parametrize("kind", ["stream", "consumer", "bucket"])
def test_into_the_asset_on_request_and_the_plan_says_first_whom_that_locks_out(client, shared_server, kind):
    """The deed: the declaration that was idempotent before is refused afterwards, with the number the finding named."""
    name = unique("NOTED")

    async def declare(_, js):
        if kind == "bucket":
            await js.create_key_value(KeyValueConfig(bucket=name, history=3))
            return
        await js.add_stream(StreamConfig(name=name, subjects=[f"{name}.>"], max_msgs=10))
        if kind == "consumer":
            await js.add_consumer(name, ConsumerConfig(durable_name="c", ack_policy="explicit", max_deliver=5), action="create")

    async def declare_with_create(_, js):
        """nats-py of some releases has no `action`: the request as clients send it."""
        body = {"stream_name": name, "action": "create", "config": {"durable_name": "c", "name": "c", "ack_policy": "explicit", "max_deliver": 5,
                "deliver_policy": "all", "replay_policy": "instant"}}
        reply = json.loads((await _.request(f"$JS.API.CONSUMER.CREATE.{name}.c", json.dumps(body).encode(), timeout=5)).data)
        return reply.get("error", {}).get("err_code")

    async def declare_stream(_, js):
        await js.add_stream(StreamConfig(name=name, subjects=[f"{name}.>"], max_msgs=10))

    async def declare_bucket(_, js):
        await js.create_key_value(KeyValueConfig(bucket=name, history=3))

    if kind == "consumer":
        with_nats(shared_server.url, declare_stream)
        assert with_nats(shared_server.url, declare_with_create) is None and with_nats(shared_server.url, declare_with_create) is None
        tool, arguments, field = "consumer_edit", {"stream": name, "consumer": "c", "max_deliver": 5}, "max_deliver"
    elif kind == "stream":
        for _ in range(2):
            with_nats(shared_server.url, declare_stream)
        tool, arguments, field = "stream_edit", {"stream": name, "max_msgs": 10}, "max_msgs"
    else:
        for _ in range(2):
            with_nats(shared_server.url, declare_bucket)
        tool, arguments, field = "kv_edit", {"bucket": name, "history": 3}, "max_msgs_per_subject"
    reason = {"history" if kind == "bucket" else field: WHY}
    plan = client.call(tool, **arguments, reason=reason, reason_in="asset", dry_run=True).data
    first = plan["findings"][0]
    number = "10148" if kind == "consumer" else "10058"
    assert first["rule"] == "NG-D004" and number in first["effect"] and "refused" in first["effect"]
    assert client.call(tool, **arguments, reason=reason, reason_in="asset").data["status"] == "done"
    asset = (name, "c") if kind == "consumer" else (f"KV_{name}" if kind == "bucket" else name,)
    assert metadata(shared_server.url, *asset)[f"guard.reason.{field}"].startswith(WHY)
    if kind == "consumer":
        assert with_nats(shared_server.url, declare_with_create) == 10148
    else:
        with pytest.raises(BadRequestError) as refused:
            with_nats(shared_server.url, declare_bucket if kind == "bucket" else declare_stream)
        assert refused.value.err_code == 10058
    # It goes along with every later change, and is shown.
    other = {"stream": {"max_bytes": "1M"}, "consumer": {"max_ack_pending": 50}, "bucket": {"max_bucket_size": "1M"}}[kind]
    changed = {key: value for key, value in arguments.items() if key in ("stream", "consumer", "bucket")}
    again = client.call(tool, **changed, **other).data
    assert again["status"] == "done" and "NG-D004" not in rules(again)
    assert metadata(shared_server.url, *asset)[f"guard.reason.{field}"].startswith(WHY)
    info = {"stream": "stream_info", "consumer": "consumer_info", "bucket": "kv_info"}[kind]
    data = client.call(info, **changed).data
    shown = data[{"stream": "stream", "consumer": "consumer", "bucket": "info"}[kind]]
    assert shown["reasons"][field]["why"] == WHY and shown["reasons"][field]["in"] == "asset"


def test_a_reason_that_stays_behind_its_field_is_told(client):
    name = unique("STALE")
    client.call("stream_add", stream=name, subjects=[f"{name}.>"], max_msgs=5, reason=WHY)
    changed = client.call("stream_edit", stream=name, max_msgs=6, dry_run=True).data
    assert rules(changed)["NG-D003"] == "warn" and any(WHY in finding["effect"] for finding in changed["findings"])
    assert "NG-D003" not in rules(client.call("stream_edit", stream=name, max_msgs=6, dry_run=True, reason=OTHER).data)
    assert "NG-D003" not in rules(client.call("stream_edit", stream=name, max_bytes=6000, dry_run=True).data)
    client.call("stream_edit", stream=name, max_msgs=5, reason={"max_msgs": WHY}, reason_in="asset")
    behind = client.call("stream_edit", stream=name, max_msgs=7, dry_run=True, reason=OTHER).data
    assert rules(behind)["NG-D003"] == "warn", "the one in the asset would stay"
    assert "NG-D003" not in rules(client.call("stream_edit", stream=name, max_msgs=7, dry_run=True, reason=OTHER, reason_in="asset").data)


def test_a_server_without_metadata_refuses_a_reason_in_the_asset_and_says_so(drive, tmp_path):
    binary = f"{ROOT}/.tools/servers/2.9.10/nats-server"
    with NatsServer(binary=binary) as old:
        client = drive("--server", old.url, "--write", "destructive", "--journal", str(tmp_path / "j"))
        client.initialize()
        wish = {"stream": "OLD", "subjects": ["old.>"], "storage": "memory", "reason": WHY}
        answer = client.call("stream_add", **wish, reason_in="asset")
        assert answer.is_error and failure(answer)["code"] == "unsupported" and "2.10" in failure(answer)["message"]
        assert client.call("stream_add", **wish).data["status"] == "done"
        assert client.call("stream_info", stream="OLD").data["stream"]["reasons"]["storage"]["why"] == WHY


def test_an_asset_made_anew_does_not_inherit_what_was_said_of_the_old(drive, shared_server, tmp_path):
    name = unique("ANEW")
    client = drive("--server", shared_server.url, "--write", "destructive", "--confirm", "token", "--journal", str(tmp_path / "j"))
    client.initialize()
    client.call("stream_add", stream=name, subjects=[f"{name}.>"], storage="memory", max_msgs=7, reason=WHY)
    token = client.call("stream_del", stream=name).data["token"]
    assert client.call("stream_del", stream=name, token=token, confirm_name=name, confirm_loss=0).data["status"] == "done"
    client.call("stream_add", stream=name, subjects=[f"{name}.>"], storage="memory", max_msgs=7, reason={"storage": OTHER})
    reasons = client.call("stream_info", stream=name).data["stream"]["reasons"]
    assert {field: reason["why"] for field, reason in reasons.items()} == {"storage": OTHER}


def test_the_journal_prints_reasons_by_field(client, tmp_path):
    name = unique("PRINTED")
    client.call("stream_add", stream=name, subjects=[f"{name}.>"], storage="memory", reason={"storage": WHY})
    printed = subprocess.run([BINARY, "journal", "--journal", str(client.journal)], capture_output=True, text=True, timeout=20)
    assert chr(34) + "storage" + chr(34) + " because" in printed.stdout and WHY in printed.stdout, printed.stdout + printed.stderr


def test_another_process_sees_what_this_one_was_told(client, drive, shared_server):
    name = unique("SHARED")
    client.call("stream_add", stream=name, subjects=[f"{name}.>"], storage="memory", reason=WHY)
    other = drive("--server", shared_server.url, "--journal", str(client.journal))
    other.initialize()
    assert other.call("stream_info", stream=name).data["stream"]["reasons"]["storage"]["why"] == WHY


def test_the_human_who_is_asked_reads_the_callers_reason(drive, shared_server, tmp_path):
    name = unique("ASKED")

    async def make(_, js):
        await js.add_stream(StreamConfig(name=name, subjects=[f"{name}.>"]))
        await js.publish(f"{name}.a", b"x")

    with_nats(shared_server.url, make)
    client = drive("--server", shared_server.url, "--write", "destructive", "--journal", str(tmp_path / "j"),
                   capabilities={"elicitation": {"form": {}}})
    client.answer_requests["elicitation/create"] = {"action": "decline"}
    client.initialize()
    assert client.call("stream_purge", stream=name, reason=WHY).data["status"] == "declined"
    assert WHY in client.requests[0]["params"]["message"]


def test_a_declaration_of_a_consumer_or_a_bucket_is_reviewed_against_what_there_is(client, shared_server):
    name = unique("DECLARED")

    async def make(_, js):
        await js.add_stream(StreamConfig(name=name, subjects=[f"{name}.>"], max_msgs=10))
        await js.add_consumer(name, ConsumerConfig(durable_name="c", ack_policy="explicit", max_deliver=5))
        bucket = await js.create_key_value(KeyValueConfig(bucket=name, history=5))
        for n in range(5):
            await bucket.put("k", str(n).encode())

    with_nats(shared_server.url, make)
    bucket = client.call("config_review", bucket={"name": name, "history": 2, "per_key_ttl": True}).data
    assert bucket["verdict"] == "needs_confirmation" and bucket["loss"]["messages"] == 3
    assert {change["field"] for change in bucket["changes"]} >= {"max_msgs_per_subject"}
    new = client.call("config_review", bucket={"name": name + "new", "kind": "object"}).data
    assert "bucket of this name" in new["note"] and new["verdict"] != "refused"
    consumer = client.call("config_review", consumer={"stream": name, "durable_name": "c", "ack_policy": "explicit"}).data
    assert {change["field"]: change["to"] for change in consumer["changes"]} == {"max_deliver": "default"}
    bare = client.call("config_review", consumer={"stream": name, "durable_name": "d"}).data
    assert "NG-C001" in rules(bare), "what is left out is none at the server"
    assert "consumer of this name" in bare["note"]
    other = client.call("config_review", consumer={"stream": name, "durable_name": "c", "ack_policy": "none"}).data
    assert other["verdict"] == "refused" and "NG-C003" in rules(other)
    # What stands in the asset is erased by a declaration that does not have it.
    client.call("stream_edit", stream=name, reason={"max_msgs": WHY}, reason_in="asset")
    erased = client.call("config_review", stream={"name": name, "subjects": [f"{name}.>"], "max_msgs": 10}).data
    assert [change["field"] for change in erased["changes"]] == ["metadata"]
    assert failure(client.call("config_review", consumer={"stream": name}))["code"] == "missing_argument"


def test_an_audit_knows_the_reasons_of_the_journal_and_a_capture_keeps_them(client, shared_server, tmp_path):
    name = unique("NOTED")
    wish = {"stream": name, "subjects": [f"{name}.>"], "max_bytes": "1M", "config": {"storage": "memory"}}
    assert client.call("stream_add", reason=WHY + " of 2.10.3 (ask Jane)", **wish).data["status"] == "done"
    reader = {"stream": name, "consumer": "R", "config": {"max_ack_pending": -1}, "reason": OTHER}
    assert client.call("consumer_add", **reader).data["status"] == "done"
    here = ["--server", shared_server.url, "--journal", str(tmp_path / "journal.jsonl")]
    capture, masked = str(tmp_path / "capture.json"), str(tmp_path / "masked.json")

    def judged(*arguments, asset):
        report = audit(*arguments)
        return {code: report.levels(code, asset) for code in ("NG-D001", "NG-D002")}

    stream, consumer = f"stream/{name}", f"consumer/{name}/R"
    explained = {"NG-D001": ["info"], "NG-D002": ["info"]}
    assert judged(*here, "--save", capture, asset=stream) == explained
    assert judged("--from", capture, asset=stream) == explained
    assert judged("--from", capture, asset=consumer) == {"NG-D001": ["info"], "NG-D002": []}
    assert judged("--server", shared_server.url, "--journal", str(tmp_path / "none.jsonl"), asset=stream)["NG-D001"] == ["warn"]
    audit(*here, "--save", masked, "--mask")
    with open(capture) as plain, open(masked) as hidden:
        assert "Jane" in plain.read()
        text = hidden.read()
    assert "Jane" not in text and "cache" not in text and name not in text
    report = audit("--from", masked)
    assert {"info"} < {row["level"] for row in report.json["findings"]}
    assert [row["effect"] for row in report.found("NG-D002") if "2.10" in row["effect"] and "(masked)" in row["effect"]]


@pytest.mark.parametrize("tool", ["kv_info", "object_info"])
def test_a_large_journal_is_read_by_a_call_there_is(client, drive, shared_server, tool):
    bucket = unique("big")
    make = "kv_add" if tool == "kv_info" else "object_add"
    assert client.call(make, bucket=bucket, config={"storage": "memory"}, reason=WHY).data["status"] == "done"
    with open(client.journal) as file:
        lines = file.read()
    with open(client.journal, "w") as file:
        file.write("".join(json.dumps({"phase": "outcome", "id": str(number), "note": "x" * 1000}) + "\n" for number in range(1200)) + lines)
    other = drive("--server", shared_server.url, "--journal", str(client.journal))
    other.initialize()
    info = other.call(tool, bucket=bucket).data["info"]
    assert "stream_info" in info["reasons_unread"] and "reasons" not in info
    stream = ("KV_" if tool == "kv_info" else "OBJ_") + bucket
    assert f"stream={stream} " in info["reasons_unread"]
    assert other.call("stream_info", stream=stream, detail="full").data["stream"]["reasons"]["storage"]["why"] == WHY
