"""A change whose answer never comes, as a client meets it: unknown, not repeated, and told by the next result."""

import asyncio
import json
import threading

import nats
import pytest

from support.nats_server import NatsServer
from support.world import make_stream, stream_state, with_nats

SWALLOWED = "swallowed.update"


class Swallower:
    """Takes what was meant for the server's API: passes it on without the way back, or lets it be."""

    def __init__(self, url, passes_on):
        self.url, self.passes_on, self.count = url, passes_on, 0
        self.ready, self.end = threading.Event(), None
        self.thread = threading.Thread(target=lambda: asyncio.run(self.work()))

    async def work(self):
        connection = await nats.connect(self.url)
        self.loop, self.end = asyncio.get_running_loop(), asyncio.Event()

        async def take(message):
            self.count += 1
            if self.passes_on:
                await connection.publish("$JS.API.STREAM.UPDATE.LOST", message.data, reply="answers.nobody.hears")

        await connection.subscribe(SWALLOWED, cb=take)
        await connection.flush()
        self.ready.set()
        await self.end.wait()
        await connection.close()

    def __enter__(self):
        self.thread.start()
        assert self.ready.wait(10)
        return self

    def __exit__(self, *_):
        self.loop.call_soon_threadsafe(self.end.set)
        self.thread.join(10)


@pytest.fixture
def world():
    """What `app` sends to change the stream LOST goes elsewhere; what `ops` sends does not."""
    config = f"""
        accounts {{
            A {{ jetstream: enabled, users: [ {{ user: ops, password: pw }} ],
                exports: [ {{ service: "$JS.API.>" }}, {{ service: "{SWALLOWED}" }} ] }}
            B {{ users: [ {{ user: app, password: pw }} ],
                imports: [
                    {{ service: {{ account: A, subject: "$JS.API.INFO" }} }},
                    {{ service: {{ account: A, subject: "$JS.API.STREAM.INFO.LOST" }} }},
                    {{ service: {{ account: A, subject: "$JS.API.CONSUMER.LIST.LOST" }} }},
                    {{ service: {{ account: A, subject: "$JS.API.STREAM.NAMES" }} }},
                    {{ service: {{ account: A, subject: "{SWALLOWED}" }}, to: "$JS.API.STREAM.UPDATE.LOST" }} ] }}
        }}
        """
    with NatsServer(config=config) as server:
        ops = f"nats://ops:pw@127.0.0.1:{server.port}"
        make_stream(ops, "LOST", messages=[("LOST.a", b"x")] * 3)
        yield server, ops


@pytest.mark.parametrize("happens", [True, False])
def test_the_next_result_tells_what_the_state_shows_and_nothing_is_sent_again(drive, world, tmp_path, happens):
    server, ops = world
    with Swallower(ops, passes_on=happens) as swallower:
        journal = tmp_path / "journal.jsonl"
        client = drive("--server", f"nats://app:pw@127.0.0.1:{server.port}", "--write", "destructive", "--journal", str(journal))
        client.initialize()
        answer = client.call("stream_edit", stream="LOST", max_msgs=1000)
        assert "outcome_unknown" in answer.failure and "not sent again" in answer.failure
        told = client.call("stream_info", stream="LOST").data["earlier_changes"]
        assert len(told) == 1 and told[0]["found"] == ("happened" if happens else "did_not_happen")
        assert told[0]["asset"] == "LOST" and told[0]["tool"] == "stream_edit"
        assert "earlier_changes" not in client.call("stream_info", stream="LOST").data, "told once"
        assert swallower.count == 1
    phases = [json.loads(line)["phase"] for line in journal.read_text().splitlines()]
    assert phases == ["intent", "outcome", "aftermath"]
    assert stream_state(ops, "LOST").messages == 3
