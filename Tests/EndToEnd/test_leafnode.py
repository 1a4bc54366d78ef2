"""Two domains with streams and buckets of the same names: a client works in the one it means, and results name it."""

import time

import pytest

from support.calls import CALLS, fresh
from support.driver import Driver
from support.leafnode import Leafnode
from support.world import make_bucket, make_stream, read_key, with_nats

WRITER = ("--write", "destructive", "--confirm", "token", "--toolsets", "all")

# How each domain is reached: the server connected to, and what names the domain where it is not the server's own.
WAYS = {"hub": ("hub", ()), "leaf": ("leaf", ()), "leaf through the hub": ("hub", ("--js-domain", "leaf")),
        "hub through the leaf": ("leaf", ("--js-domain", "hub"))}


@pytest.fixture(scope="module")
def sides():
    with Leafnode() as sides:
        yield sides


@pytest.fixture(scope="module", params=WAYS)
def domain(request, sides):
    """The domain meant and a client of it."""
    server, flags = WAYS[request.param]
    client = Driver("--server", sides[server].url, *flags, *WRITER)
    try:
        client.initialize()
        client.list_tools()
        yield request.param.split()[0], client, not flags
    finally:
        client.finish()


@pytest.fixture(scope="module")
def at_home(sides):
    """A client of each side's own domain."""
    clients = {name: Driver("--server", sides[name].url, *WRITER) for name in ("hub", "leaf")}
    for client in clients.values():
        client.initialize()
    yield clients
    for client in clients.values():
        client.finish()


@pytest.mark.parametrize("call", CALLS, ids=repr)
def test_a_tool_works_in_each_domain_by_each_way(domain, at_home, call):
    name, client, near = domain
    answer = call.made(client, able=at_home[name])
    if call.tool in ("object_put", "object_del", "object_edit") and not near and not call.fails and (
            answer.is_error or answer.data["status"] == "done"):
        assert f"Connect to a server of the domain {name}" in answer.failure
        return
    call.judged(answer)
    if not answer.is_error:
        assert answer.data["target"]["domain"] == name


def test_what_is_read_is_of_the_domain_that_is_meant(domain):
    name, client, _ = domain
    for bucket in ("settings", "flags"):
        assert client.call("kv_get", bucket=bucket, key="theme").value == f"light-{name}".encode()
    for stream in ("ORDERS", "EVENTS"):
        shown = client.call("stream_view", stream=stream, limit=1).data["messages"][0]
        assert shown["payload"]["json"]["mark"] == f"-{name}"


@pytest.mark.parametrize("way", WAYS)
def test_a_key_is_written_to_the_domain_that_is_meant(drive, sides, way):
    server, flags = WAYS[way]
    meant = way.split()[0]
    other = "leaf" if meant == "hub" else "hub"
    bucket = fresh("only")
    make_bucket(sides[meant].url, bucket, [("key", b"old")], direct=True)
    client = drive("--server", sides[server].url, *flags, *WRITER)
    client.initialize()
    assert client.call("kv_put", bucket=bucket, key="key", value="new").data["revision"] == 2
    assert read_key(sides[meant].url, bucket, "key").value == b"new"

    # The other side has no such bucket.
    astray = drive("--server", sides[other].url, *WRITER)
    astray.initialize()
    assert "bucket_not_found" in astray.call("kv_get", bucket=bucket, key="key").failure
    assert "bucket_not_found" in astray.call("kv_put", bucket=bucket, key="key", value="astray").failure
    assert read_key(sides[meant].url, bucket, "key").value == b"new"


@pytest.mark.parametrize("how", [{"mirror": "flags", "mirror_domain": "hub"}, {"sources": [{"name": "flags", "domain": "hub"}]}],
                         ids=["mirror", "source"])
def test_a_bucket_of_another_domain_is_copied(drive, sides, how):
    bucket = fresh("copy")
    client = drive("--server", sides["leaf"].url, *WRITER)
    client.initialize()
    client.call("kv_add", bucket=bucket, **how).data
    deadline = time.monotonic() + 20
    while (answer := client.call("kv_get", bucket=bucket, key="theme")).is_error:
        assert time.monotonic() < deadline, answer.failure
        time.sleep(0.1)
    assert answer.value == b"light-hub"


def test_a_published_message_is_told_with_the_domain_that_stored_it(drive, sides):
    stream = fresh("THERE")

    async def make(_, js):
        await js.add_stream(name=stream, subjects=[f"{stream}.>"])

    with_nats(sides["leaf"].url, make)
    for side in ("hub", "leaf"):
        client = drive("--server", sides[side].url, *WRITER)
        client.initialize()
        answer = client.call("publish", subject=f"{stream}.a", body=side)
        if side == "leaf":
            assert answer.data["stored"] == {"stream": stream, "sequence": 2, "domain": "leaf"}


def test_a_domain_that_is_not_there_is_named(drive, sides):
    client = drive("--server", sides["hub"].url, "--js-domain", "nowhere", *WRITER)
    client.initialize()
    for call in (("stream_list", {}), ("kv_get", {"bucket": "settings", "key": "theme"}),
                 ("kv_put", {"bucket": "settings", "key": "theme", "value": "x"})):
        failure = client.call(call[0], timeout=20, **call[1]).failure
        assert "domain" in failure, failure
    assert read_key(sides["hub"].url, "settings", "theme").value == b"light-hub"


def test_when_the_link_is_gone_the_own_domain_goes_on(drive):
    with Leafnode() as sides:
        away = drive("--server", sides["leaf"].url, "--js-domain", "hub", *WRITER)
        home = drive("--server", sides["leaf"].url, *WRITER)
        for client in (away, home):
            client.initialize()
            client.call("stream_list").data
        sides["hub"].kill()
        assert "domain" in away.call("stream_list", timeout=20).failure
        assert home.call("kv_get", bucket="settings", key="theme").value == b"light-leaf"
        assert not home.call("kv_put", bucket="settings", key="theme", value="alone").is_error


@pytest.mark.parametrize("way", WAYS)
def test_messages_of_another_domain_are_taken_and_acknowledged(drive, sides, way):
    server, flags = WAYS[way]
    home = sides[way.split()[0]].url
    stream = fresh("FAR")
    make_stream(home, stream, messages=[(f"{stream}.a", b"x")] * 4)
    client = drive("--server", sides[server].url, *flags, *WRITER)
    client.initialize()
    client.list_tools()
    client.call("consumer_add", stream=stream, consumer="c").data
    taken = client.call("consumer_next", stream=stream, consumer="c", ack="ack", limit=3).data
    assert taken["sequences"] == [1, 2, 3] and "unanswered" not in taken, taken

    async def look(_, js):
        return (await js.consumer_info(stream, "c")).ack_floor.stream_seq

    assert with_nats(home, look) == 3
