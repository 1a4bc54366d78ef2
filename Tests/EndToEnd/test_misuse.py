"""A plan that somebody agreed to counts for what they saw, and for nothing else: each way to use it otherwise is refused, and
nothing is changed. Ages and forgeries of every part of a token are tried in Tests/ChangesTests."""

import base64
import json

import pytest
from nats.js.api import StreamConfig

from support.nats_server import NatsServer
from support.world import make_stream, stream_state, unique, with_nats


def fill(url, name, count=6):
    make_stream(url, name, messages=[(f"{name}.{n % 2}", b"x") for n in range(count)])


class Desk:
    """A program for unattended use on one server, the plan it gave for emptying a stream, and what would confirm it."""

    def __init__(self, drive, server, state, **options):
        self.drive, self.server, self.env = drive, server, {"XDG_STATE_HOME": str(state)}
        self.name = unique("MISUSE")
        fill(server.url, self.name)
        self.client = self.start()
        plan = self.client.call("stream_purge", stream=self.name).data
        assert plan["status"] == "needs_confirmation" and plan["loss"]["messages"] == 6
        self.confirmed = {"stream": self.name, "token": plan["token"], "confirm_name": self.name, "confirm_loss": 6}

    def start(self, server=None, env=None):
        client = self.drive("--server", (server or self.server).url, "--write", "destructive", "--confirm", "token", env=env or self.env)
        client.initialize()
        return client

    def left(self, server=None, name=None):
        return stream_state((server or self.server).url, name or self.name).messages


@pytest.fixture
def desk(drive, server, tmp_path):
    return Desk(drive, server, tmp_path / "state")


def refused(answer, *codes):
    """What was said instead of doing it."""
    if answer.is_error:
        code = json.loads(answer.text)["error"]["code"]
    else:
        assert answer.data["status"] == "needs_confirmation", answer.data
        code = answer.data["message"]
    assert not codes or code in codes, code
    return code


def test_replayed(desk):
    assert desk.client.call("stream_purge", **desk.confirmed).data["status"] == "done"

    async def more(_, js):
        for n in range(6):
            await js.publish(f"{desk.name}.0", b"new")

    with_nats(desk.server.url, more)
    assert "has been used" in refused(desk.client.call("stream_purge", **desk.confirmed))
    assert desk.left() == 6


@pytest.mark.parametrize("other", [{"keep": 1}, {"subject": ">"}, {"seq": 3}])
def test_for_other_arguments(desk, other):
    assert "other arguments" in refused(desk.client.call("stream_purge", **desk.confirmed, **other))
    assert desk.left() == 6


def test_for_another_tool(desk):
    answer = desk.client.call("stream_del", **desk.confirmed)
    assert "not one of this program's" in refused(answer)
    assert desk.left() == 6


def test_for_another_asset(desk):
    other = unique("MISUSEOTHER")
    fill(desk.server.url, other)
    for name in (other, desk.name):
        refused(desk.client.call("stream_purge", **{**desk.confirmed, "stream": other, "confirm_name": name}))
    assert desk.left(name=other) == 6 and desk.left() == 6


def test_on_another_server_with_the_same_stream(desk):
    with NatsServer(name="another") as other:
        fill(other.url, desk.name)
        assert "another system" in refused(desk.start(server=other).call("stream_purge", **desk.confirmed))
        assert desk.left(server=other) == 6


@pytest.mark.parametrize("configured", [{}, {"max_msgs": 1000}])
def test_for_an_asset_that_was_made_anew_or_changed(desk, configured):
    async def anew(_, js):
        if configured:
            await js.update_stream(StreamConfig(name=desk.name, subjects=[f"{desk.name}.>"], **configured))
            return
        await js.delete_stream(desk.name)
        await js.add_stream(StreamConfig(name=desk.name, subjects=[f"{desk.name}.>"]))
        for n in range(6):
            await js.publish(f"{desk.name}.0", b"new")

    with_nats(desk.server.url, anew)
    refused(desk.client.call("stream_purge", **desk.confirmed), "changed_since_confirmed")
    assert desk.left() == 6


def test_when_more_would_be_lost_than_was_agreed_to(drive, server, tmp_path):
    """Each subject keeps two of its three; two more came since on one of them."""
    name = unique("GROWN")
    fill(server.url, name)
    client = drive("--server", server.url, "--write", "destructive", "--confirm", "token", env={"XDG_STATE_HOME": str(tmp_path)})
    client.initialize()
    plan = client.call("stream_edit", stream=name, max_msgs_per_subject=2).data
    assert plan["loss"]["messages"] == 2

    async def more(_, js):
        for n in range(4):
            await js.publish(f"{name}.0", b"new")

    with_nats(server.url, more)
    answer = client.call("stream_edit", stream=name, max_msgs_per_subject=2, token=plan["token"], confirm_name=name, confirm_loss=2)
    refused(answer, "changed_since_confirmed")
    assert stream_state(server.url, name).messages == 10
    # The refusal brings the plan as it is now.
    error = json.loads(answer.text)["error"]
    loss = error["loss"]["messages"]
    assert loss == 6 and error["token"] != plan["token"]
    done = client.call("stream_edit", stream=name, max_msgs_per_subject=2, token=error["token"], confirm_name=name, confirm_loss=loss)
    assert done.data["status"] == "done" and stream_state(server.url, name).messages == 4


def test_forged(desk):
    body, seal = desk.confirmed["token"].split(".")
    plan = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    for change in ({"loss": 0}, {"expires": "2099-01-01T00:00:00Z"}, {"target": plan["target"] + "x"}, {"wish": "0" * 64}):
        forged = base64.urlsafe_b64encode(json.dumps({**plan, **change}, separators=(",", ":")).encode()).decode().rstrip("=")
        loss = change.get("loss", 6)
        answer = desk.client.call("stream_purge", **{**desk.confirmed, "token": f"{forged}.{seal}", "confirm_loss": loss})
        assert "not one of this program's" in refused(answer)
    assert desk.left() == 6


def test_by_another_user(desk, tmp_path):
    stranger = desk.start(env={"XDG_STATE_HOME": str(tmp_path / "stranger")})
    assert "not one of this program's" in refused(stranger.call("stream_purge", **desk.confirmed))
    assert desk.left() == 6


def test_after_a_restart_it_counts_once_in_whichever_process(desk):
    desk.client.close_stdin()
    desk.client.wait_exit()
    second, third = desk.start(), desk.start()
    assert second.call("stream_purge", **desk.confirmed).data["status"] == "done"
    fill_again = [(f"{desk.name}.0", b"new")] * 6

    async def more(_, js):
        for subject, payload in fill_again:
            await js.publish(subject, payload)

    with_nats(desk.server.url, more)
    assert "has been used" in refused(third.call("stream_purge", **desk.confirmed))
    assert desk.left() == 6


def test_after_the_server_came_back_it_is_the_same_asset(desk):
    """What is stored is as it was, so what was agreed to still fits."""
    desk.server.restart()
    assert desk.client.call("stream_purge", **desk.confirmed).data["status"] == "done"
    assert desk.left() == 0


@pytest.mark.parametrize("word", [{"force": True}, {"confirm": True}, {"confirm": "yes"}])
def test_what_only_says_yes_never_counts(desk, word):
    answer = desk.client.call("stream_purge", stream=desk.name, **word)
    assert "never counts" in answer.failure
    assert desk.left() == 6
