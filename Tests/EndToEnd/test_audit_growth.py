"""Faults that show in how things move: what grows, what nobody reads, who does not keep up, and what a downgrade would take."""

import asyncio
import json
import os
import socket
import time

import nats
import pytest

from support.audits import audit, password_file
from support.nats_server import NatsServer

SERVERS = os.path.join(os.path.dirname(__file__), "../../.tools/servers")
ACCOUNTS = """
accounts {
  SYS { users: [ { user: sys, password: p } ] }
  APP { jetstream: enabled, users: [ { user: app, password: p } ] }
}
system_account: SYS
"""


async def call(connection, operation, body):
    answer = json.loads((await connection.request(f"$JS.API.{operation}", json.dumps(body).encode(), timeout=5)).data)
    assert "error" not in answer, (operation, answer)
    return answer


async def make(connection, name, consumers=(), **config):
    await call(connection, f"STREAM.CREATE.{name}", {"name": name, "subjects": [f"{name.lower()}.>"], "max_bytes": 1_000_000, **config})
    for consumer, own in consumers:
        await call(connection, f"CONSUMER.CREATE.{name}.{consumer}", {
            "stream_name": name, "config": {"durable_name": consumer, "ack_policy": "explicit", **own}})


def numbers(directory, **thresholds):
    path = os.path.join(str(directory), "thresholds.json")
    with open(path, "w") as file:
        json.dump(thresholds, file)
    return ["--thresholds", path]


def see(server, directory, user="app", more=()):
    return audit("--server", server.url, "--user", user, "--password-file", password_file(str(directory)), *more)


@pytest.fixture(scope="module")
def server():
    with NatsServer(ACCOUNTS) as server:
        yield server


def test_what_is_full_soon_at_its_rate_is_found(server, tmp_path):
    async def grow():
        connection = await nats.connect(server.url, user="app", password="p")
        await make(connection, "SOON", discard="new", max_msgs=100_000)
        await make(connection, "STILL", discard="new", max_msgs=100_000)
        await connection.jetstream().publish("still.x", b"x")
        audited = asyncio.ensure_future(asyncio.to_thread(see, server, tmp_path, more=["--samples", "2", "--interval", "1s"]))
        while not audited.done():
            await connection.jetstream().publish("soon.x", b"x" * 10)
        await connection.close()
        return await audited

    report = asyncio.run(asyncio.wait_for(grow(), 40))
    assert report.levels("NG-A021", "stream/SOON") == ["danger"], report.check("NG-A021")
    assert report.found("NG-A021", "stream/STILL") == [] and report.check("NG-A021")["passed"] >= 1
    assert "at the rate of the last" in report.found("NG-A021")[0]["effect"]


def test_a_durable_nobody_reads_is_found(server, tmp_path):
    async def fill():
        connection = await nats.connect(server.url, user="app", password="p")
        await make(connection, "LEFT", [("GONE", {}), ("DONE", {"filter_subject": "left.other"})])
        await make(connection, "KEPT", [("GONE", {})], retention="interest")
        for subject in ("left.x", "kept.x"):
            await connection.jetstream().publish(subject, b"x")
        await connection.close()

    asyncio.run(asyncio.wait_for(fill(), 20))
    time.sleep(2.1)
    report = see(server, tmp_path, more=numbers(tmp_path, idle_consumer_warn=1))
    assert report.levels("NG-A026", "consumer/LEFT/GONE") == ["warn"]
    assert report.levels("NG-A026", "consumer/KEPT/GONE") == ["danger"], "the stream keeps what it has not read"
    assert report.found("NG-A026", "consumer/LEFT/DONE") == []
    assert see(server, tmp_path).found("NG-A026") == []


def test_a_client_that_is_behind_is_found_before_it_is_cut_off(server, tmp_path):
    slow = socket.create_connection(("127.0.0.1", server.port))
    slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    slow.recv(4096)
    slow.sendall(b'CONNECT {"user":"app","pass":"p","verbose":false,"name":"snail"}\r\nSUB flood 1\r\nPING\r\n')
    time.sleep(0.3)

    async def flood():
        connection = await nats.connect(server.url, user="app", password="p")
        for _ in range(40):
            await connection.publish("flood", b"x" * 500_000)
        await connection.flush()
        await connection.close()

    asyncio.run(asyncio.wait_for(flood(), 20))
    report = see(server, tmp_path, user="sys", more=numbers(tmp_path, connection_pending_warn=1_000_000))
    slow.close()
    [finding] = report.found("NG-A027")
    assert finding["level"] == "warn" and "snail" in finding["asset"]["name"]


def test_what_a_downgrade_would_take_is_counted(tmp_path):
    """A release that has the first level of the API alone: before it there was none."""
    with NatsServer(ACCOUNTS, binary=os.path.join(SERVERS, "2.11.11", "nats-server")) as server:
        async def fill():
            connection = await nats.connect(server.url, user="app", password="p")
            await make(connection, "PLAIN", [("READER", {}), ("PAUSED", {"pause_until": "2099-01-01T00:00:00Z"})])
            await make(connection, "MORTAL", allow_msg_ttl=True)
            await connection.close()

        asyncio.run(asyncio.wait_for(fill(), 20))
        report = see(server, tmp_path)
    [finding] = report.found("NG-A022")
    assert finding["level"] == "info" and finding["effect"].startswith("1 stream and 1 consumer need API level 1"), finding["effect"]
