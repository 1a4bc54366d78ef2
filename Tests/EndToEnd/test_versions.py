"""Every tool on every release of nats-server that is still about, from Debian's 2.9 to the newest.

What a server lacks gives an error that names the version it needs; nothing hangs and nothing is said that isn't so.
"""

import os
import subprocess

import pytest
from nats.js.api import ConsumerConfig

from support.calls import CALLS, TOOLS, version
from support.driver import Driver
from support.nats_server import NatsServer
from support.sample import make_sample
from support.world import with_nats

ROOT = os.path.join(os.path.dirname(__file__), "../..")
VERSIONS = subprocess.run([f"{ROOT}/scripts/servers", "list"], capture_output=True, text=True, check=True).stdout.split()


@pytest.fixture(scope="module", params=VERSIONS)
def old(request):
    """A server of one release with the sample world, and a client that may do everything."""
    binary = f"{ROOT}/.tools/servers/{request.param}/nats-server"
    assert os.access(binary, os.X_OK), f"nats-server {request.param} is missing here: scripts/servers install"
    with NatsServer(binary=binary) as server:
        make_sample(server.url)
        client = Driver("--server", server.url, "--write", "destructive", "--confirm", "token", "--toolsets", "all")
        try:
            client.initialize()
            client.list_tools()
            yield request.param, server, client
        finally:
            client.finish()


@pytest.mark.parametrize("call", CALLS, ids=repr)
def test_a_tool_works_or_names_the_version_it_needs(old, call):
    release, _, client = old
    call.run(client, release)


def test_the_server_tells_its_version_and_our_account(old):
    release, _, client = old
    assert client.call("server_info").data["server"]["version"] == release
    assert client.call("operator_status").data["connection"]["server_version"] == release


def test_a_confirmed_purge_deletes_what_was_announced(old):
    release, server, client = old
    plan = client.call("stream_purge", stream="JOBS").data
    loss = plan["loss"]["messages"]
    done = client.call("stream_purge", stream="JOBS", token=plan["token"], confirm_name="JOBS", confirm_loss=loss).data
    assert done["purged"] == loss
    assert client.call("stream_info", stream="JOBS").data["stream"]["messages"] == 0


def test_a_consumer_that_is_there_is_changed_by_no_release(old):
    """2.9 knows no `create`: its own request for one would change it."""
    _, server, client = old

    async def make(_, js):
        await js.add_consumer("EVENTS", ConsumerConfig(durable_name="there", ack_policy="explicit", max_deliver=5))

    def config():
        async def look(_, js):
            return (await js.consumer_info("EVENTS", "there")).config

        return with_nats(server.url, look)

    with_nats(server.url, make)
    failure = client.call("consumer_add", stream="EVENTS", consumer="there", max_ack_pending=7).failure
    assert "consumer_exists" in failure and "max_deliver is 5" in failure
    assert config().max_deliver == 5 and config().max_ack_pending == 1000
    assert client.call("consumer_edit", stream="EVENTS", consumer="there", max_ack_pending=7).data["status"] == "done"
    assert config().max_deliver == 5 and config().max_ack_pending == 7
    assert "consumer_not_found" in client.call("consumer_edit", stream="EVENTS", consumer="their", max_ack_pending=7).failure
    taken = client.call("consumer_next", stream="EVENTS", consumer="there", ack="ack", limit=2).data
    assert taken["sequences"] == [1, 2] and "unanswered" not in taken


@pytest.mark.parametrize("release", VERSIONS)
def test_a_token_is_never_told_as_the_users_name(drive, release):
    """Servers before 2.11 do."""
    token = "t0ken-that-nobody-sees"
    with NatsServer(config=f"authorization {{ token: {token} }}\n", binary=f"{ROOT}/.tools/servers/{release}/nats-server") as server:
        client = drive("--toolsets", "all", env={"NATS_URL": server.url, "NATS_TOKEN": token})
        client.initialize()
        assert client.call("server_info").data["server"]["version"] == release
        client.call("stream_info", stream="NONE").failure
        assert client.call("account_report_connections", state="any").data["total"] >= 1
        assert client.call("server_request", document="connz", options={"auth": True}).data["documents"]
        assert token.encode() not in client.stdout + client.stderr


def test_every_tool_is_in_the_table(drive, shared_server):
    client = drive("--server", shared_server.url, "--write", "destructive", "--toolsets", "all")
    client.initialize()
    assert set(client.list_tools()) == TOOLS, "a new tool takes a line in support/calls.py"


def test_releases_are_proven_from_the_oldest_to_the_newest():
    minors = {version(one) for one in VERSIONS}
    assert {(2, 10), (2, 11), (2, 12), (2, 14), (2, 15)} <= minors
