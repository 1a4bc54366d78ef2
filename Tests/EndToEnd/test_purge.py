"""The first change that walks the whole way: evidence, question, answer, effect, verification, journal."""

import json
import os

import pytest

from support.world import make_stream, stream_state, unique, with_nats

FORM = {"elicitation": {"form": {}}}


def agree(params):
    properties = params["requestedSchema"]["properties"]
    return {"action": "accept", "content": {name: accepting(schema, params["message"]) for name, schema in properties.items()}}


def accepting(schema, message):
    if schema["type"] == "boolean":
        return True
    return next((word.strip("'\"`.,:;()") for word in message.split() if word.strip("'\"`.,:;()").startswith("PURGE_")), "")


@pytest.fixture
def stream(shared_server):
    name = unique("PURGE_")
    make_stream(shared_server.url, name, messages=[(f"{name}.{n % 2}", b"x" * 10) for n in range(6)])
    return name


@pytest.fixture
def start(drive, shared_server, tmp_path):
    def start(*more, capabilities=FORM):
        journal = str(tmp_path / "journal.jsonl")
        client = drive("--server", shared_server.url, "--write", "destructive", "--journal", journal, *more,
                       capabilities=capabilities)
        client.journal = journal
        return client

    return start


def journal_lines(client):
    if not os.path.exists(client.journal):
        return []
    assert os.stat(client.journal).st_mode & 0o077 == 0, "the journal is nobody else's business"
    with open(client.journal) as f:
        return [json.loads(line) for line in f]


def test_the_question_names_the_exact_loss_and_a_yes_is_verified_and_journalled(start, shared_server, stream):
    client = start()
    client.answer_requests["elicitation/create"] = agree
    client.initialize()
    client.list_tools()
    data = client.call("stream_purge", stream=stream).data
    question = client.requests[0]["params"]["message"]
    assert stream in question and "6" in question
    assert data["status"] == "done" and data["purged"] == 6
    assert stream_state(shared_server.url, stream).messages == 0
    intent, outcome = journal_lines(client)
    assert (intent["phase"], outcome["phase"], outcome["status"]) == ("intent", "outcome", "done")
    assert intent["id"] == outcome["id"] and stream in json.dumps(intent) and outcome["outcome"]["purged"] == 6


@pytest.mark.parametrize("answer", [{"action": "decline"}, {"action": "cancel"}])
def test_a_no_changes_nothing(start, shared_server, stream, answer):
    client = start()
    client.answer_requests["elicitation/create"] = answer
    client.initialize()
    assert client.call("stream_purge", stream=stream).data["status"] == "declined"
    assert stream_state(shared_server.url, stream).messages == 6


def test_a_message_that_comes_while_the_human_thinks_is_not_purged_unasked(start, shared_server, stream):
    client = start()
    client.initialize()
    id = client.start_call("stream_purge", stream=stream)
    request = client.wait_for(lambda: client.requests, "the question")[0]

    with_nats(shared_server.url, late_message(stream))
    client.answer_requests["elicitation/create"] = {"action": "decline"}  # should it ask again
    client.send({"jsonrpc": "2.0", "id": request["id"], "result": agree(request["params"])})
    client.answer(id)
    assert stream_state(shared_server.url, stream).messages in (1, 7), "the late message was lost"


def test_the_stateless_era_asks_in_the_result_and_acts_on_the_retry(start, shared_server, stream):
    client = start()
    client.modern = True
    client.list_tools()
    asked = client.call("stream_purge", stream=stream).result
    assert asked["resultType"] == "input_required"
    assert stream_state(shared_server.url, stream).messages == 6
    (name, request), = asked["inputRequests"].items()
    assert "6" in request["params"]["message"]
    retry = {"name": "stream_purge", "arguments": {"stream": stream}, "inputResponses": {name: agree(request["params"])},
             "requestState": asked["requestState"]}
    assert client.request("tools/call", retry).data["status"] == "done"
    assert stream_state(shared_server.url, stream).messages == 0


def test_a_tampered_state_or_other_arguments_are_an_error(start, shared_server, stream):
    client = start()
    client.modern = True
    asked = client.call("stream_purge", stream=stream).result
    (name, request), = asked["inputRequests"].items()
    answers = {name: agree(request["params"])}
    state = asked["requestState"]
    retry = {"name": "stream_purge", "arguments": {"stream": stream}, "inputResponses": answers}
    forged = state[:-4] + ("AAAA" if state[-4:] != "AAAA" else "BBBB")
    assert client.request("tools/call", {**retry, "requestState": forged}).error
    other = {**retry, "arguments": {"stream": stream, "subject": f"{stream}.0"}, "requestState": state}
    answer = client.request("tools/call", other)
    assert "error" in answer.message or answer.result.get("resultType") == "input_required"
    assert stream_state(shared_server.url, stream).messages == 6


def test_without_anyone_to_ask_nothing_is_done(start, shared_server, stream):
    client = start(capabilities={})
    client.initialize()
    assert client.call("stream_purge", stream=stream).data["status"] == "needs_confirmation"
    assert stream_state(shared_server.url, stream).messages == 6
    assert journal_lines(client) == []


@pytest.fixture
def by_token(start, stream):
    """A client whose program was started for unattended use, and the plan it was given."""
    client = start("--confirm", "token", capabilities={})
    client.initialize()
    client.list_tools()
    plan = client.call("stream_purge", stream=stream).data
    assert plan["status"] == "needs_confirmation" and "6" in json.dumps(plan["loss"])
    return client, {"stream": stream, "token": plan["token"], "confirm_name": stream, "confirm_loss": 6}


def test_unattended_the_token_the_name_and_the_loss_confirm(by_token, shared_server, stream):
    client, confirmed = by_token
    assert client.call("stream_purge", **confirmed).data["status"] == "done"
    assert stream_state(shared_server.url, stream).messages == 0

    with_nats(shared_server.url, late_message(stream))
    client.call("stream_purge", **confirmed)
    assert stream_state(shared_server.url, stream).messages == 1, "a token used again deletes nothing new"


@pytest.mark.parametrize("wrong", [
    {"confirm_loss": 5}, {"confirm_name": "OTHER"}, {"token": "abc"}, {"token": None}, {"confirm_name": None}, {"keep": 1}])
def test_unattended_anything_else_confirms_nothing(by_token, shared_server, stream, wrong):
    client, confirmed = by_token
    arguments = {key: value for key, value in {**confirmed, **wrong}.items() if value is not None}
    assert client.call("stream_purge", **arguments).data["status"] == "needs_confirmation"
    assert stream_state(shared_server.url, stream).messages == 6


def test_a_message_that_comes_after_the_plan_is_not_purged_by_its_token(by_token, shared_server, stream):
    client, confirmed = by_token
    with_nats(shared_server.url, late_message(stream))
    client.call("stream_purge", **confirmed)
    assert stream_state(shared_server.url, stream).messages in (1, 7)


def test_a_dry_run_tells_the_loss_and_changes_nothing(start, shared_server, stream):
    client = start()
    client.initialize()
    data = client.call("stream_purge", stream=stream, subject=f"{stream}.0", dry_run=True).data
    assert data["status"] == "planned" and "3" in json.dumps(data["loss"])
    assert stream_state(shared_server.url, stream).messages == 6 and journal_lines(client) == []


def late_message(stream):
    async def publish(_, js):
        await js.publish(f"{stream}.late", b"unseen")

    return publish


def test_a_cancelled_call_asks_no_more_and_does_nothing(start, shared_server, stream):
    client = start()
    client.initialize()
    id = client.start_call("stream_purge", stream=stream)
    request = client.wait_for(lambda: client.requests, "the question")[0]
    client.notify("notifications/cancelled", {"requestId": id})
    client.wait_for(
        lambda: [n for n in client.notifications if n["method"] == "notifications/cancelled"
                 and n["params"]["requestId"] == request["id"]], "the withdrawal of the question")
    client.send({"jsonrpc": "2.0", "id": request["id"], "result": agree(request["params"])})
    client.request("ping")
    client.close_stdin()
    client.wait_exit()
    assert json.dumps(id) not in client.responses
    assert stream_state(shared_server.url, stream).messages == 6
