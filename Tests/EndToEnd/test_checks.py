"""The ten checks for monitoring, as `nats-operator check` and as the tool: each with a fault that makes it critical, one that
warns where there is such a thing, and health."""

import asyncio
import json
import re
import subprocess
import threading
import time

import nats
import pytest
from nats.js.api import ConsumerConfig, StreamConfig, StreamSource

from support.cluster import Cluster
from support.credential_cases import tls
from support.driver import BINARY, clean_environment
from support.identities import Authority, Operator
from support.nats_server import NatsServer
from support.world import make_bucket, make_stream, unique, with_nats

OK, WARNING, CRITICAL, UNKNOWN = range(4)
WORDS = ["OK", "WARNING", "CRITICAL", "UNKNOWN"]

SYSTEM = """
accounts {
  SYS { users: [ { user: system, password: p } ] }
  OPS { jetstream: { max_file: 1M, max_streams: 4 }, users: [ { user: ops, password: p } ] }
}
system_account: SYS
"""


class Outcome:
    def __init__(self, done):
        self.code = done.returncode
        self.text = done.stdout.decode()
        self.first = self.text.split("\n")[0]
        self.errors = done.stderr.decode()

    def expect(self, code, *words):
        assert self.code == code, self.text + self.errors
        assert re.match(rf"NATS [A-Z]+ {WORDS[code]} - ", self.first), self.text
        for word in words:
            assert word in self.text, self.text
        return self


def check(url, *arguments, env=None, user=None):
    env = {**(env or {}), "NATS_URL": url, **({"NATS_USER": user, "NATS_PASSWORD": "p"} if user else {})}
    done = subprocess.run([BINARY, "check", *arguments], capture_output=True, timeout=40, env=clean_environment(env))
    return Outcome(done)


@pytest.fixture(scope="module")
def system():
    with NatsServer(SYSTEM) as server:
        yield server


def test_connection(shared_server):
    health = ["connect_warn=20s", "connect_critical=30s", "rtt_warn=20s", "rtt_critical=30s", "request_warn=20s", "request_critical=30s"]
    good = check(shared_server.url, "connection", *health).expect(OK, "connected in", "round trip", "answer to a request")
    assert re.search(r"\| connect=[\d.e-]+s;20;30 rtt=[\d.e-]+s;20;30 request=", good.first)
    check(shared_server.url, "connection", *health[2:], "connect_warn=1ns", "connect_critical=30s").expect(WARNING, "the warning is at")
    check(shared_server.url, "connection", *health[:2], "rtt_warn=1ns", "rtt_critical=1ns").expect(CRITICAL, "round trip")
    check("nats://127.0.0.1:1", "connection").expect(CRITICAL)


def test_stream(shared_server):
    name = unique("CHECKED")
    make_stream(shared_server.url, name, messages=[(f"{name}.a", b"1"), (f"{name}.b", b"2")])
    url = shared_server.url
    check(url, "stream", f"stream={name}", "msgs_warn=1", "msgs_critical=0", "peer_expect=1").expect(OK, "messages: 2")
    check(url, "stream", f"stream={name}", "msgs_warn=2", "msgs_critical=1").expect(WARNING, "messages: 2, the warning is at 2")
    check(url, "stream", f"stream={name}", "msgs_critical=2").expect(CRITICAL, "critical is 2")
    check(url, "stream", f"stream={name}", "subjects_warn=1", "subjects_critical=2").expect(CRITICAL, "subjects: 2, critical is 2")
    check(url, "stream", f"stream={name}", "subjects_warn=2", "subjects_critical=9").expect(WARNING)
    check(url, "stream", f"stream={name}", "peer_expect=3").expect(CRITICAL, "1 copies, 3 are expected")
    check(url, "stream", f"stream={name}", "min_sources=1").expect(CRITICAL, "0 sources")
    check(url, "stream", "stream=NO_SUCH").expect(CRITICAL, "no stream")


def test_stream_origins(shared_server):
    origin, copy = unique("ORIGIN"), unique("COPY")
    make_stream(shared_server.url, origin, messages=[(f"{origin}.a", b"1")])

    async def work(_, js):
        await js.add_stream(StreamConfig(name=copy, sources=[StreamSource(name=origin), StreamSource(name="GONE_" + copy)]))

    with_nats(shared_server.url, work)
    check(shared_server.url, "stream", f"stream={copy}", "min_sources=2", "max_sources=2").expect(OK)
    check(shared_server.url, "stream", f"stream={copy}", "max_sources=1").expect(CRITICAL, "2 sources, at most 1")
    check(shared_server.url, "stream", f"stream={copy}", "seen_critical=1h").expect(CRITICAL, "nothing was heard of", "GONE_")


def test_limits_are_taken_from_metadata_and_overruled_by_arguments(shared_server):
    name, off, odd = unique("META"), unique("META"), unique("META")
    for stream, more in [(name, {}), (off, {"io.nats.monitor.enabled": "false"}), (odd, {"io.nats.monitor.seen-critical": "soon"})]:
        make_stream(shared_server.url, stream, messages=[(f"{stream}.a", b"1")],
                    metadata={"io.nats.monitor.msgs-critical": "5", "io.nats.monitor.peer-expect": "1", **more})
    check(shared_server.url, "stream", f"stream={name}").expect(CRITICAL, "messages: 1, critical is 5")
    check(shared_server.url, "stream", f"stream={name}", "msgs_critical=0").expect(OK)
    check(shared_server.url, "stream", f"stream={off}").expect(OK)
    check(shared_server.url, "stream", f"stream={odd}", "msgs_critical=0").expect(UNKNOWN, "io.nats.monitor.seen-critical")


def test_consumer(shared_server):
    name = unique("READ")
    make_stream(shared_server.url, name, messages=[(f"{name}.a", b"1"), (f"{name}.a", b"2"), (f"{name}.a", b"3")])

    async def work(_, js):
        await js.add_consumer(name, ConsumerConfig(durable_name="worker", ack_wait=600))
        reader = await js.pull_subscribe_bind("worker", name)
        (message,) = await reader.fetch(1)
        await message.ack_sync()
        await reader.fetch(1)
        await js.add_consumer(name, ConsumerConfig(
            durable_name="watched", metadata={"io.nats.monitor.unprocessed-critical": "2", "io.nats.monitor.last-ack-critical": "1h"}))

    with_nats(shared_server.url, work)
    of = [f"stream={name}", "consumer=worker"]
    check(shared_server.url, "consumer", *of, "outstanding_ack_critical=9", "unprocessed_critical=9", "last_ack_critical=1h",
          "last_delivery_critical=1h").expect(OK, "messages in flight: 1", "messages to read: 1", "last acknowledged ago")
    check(shared_server.url, "consumer", *of, "outstanding_ack_critical=1").expect(CRITICAL, "messages in flight: 1")
    check(shared_server.url, "consumer", *of, "unprocessed_critical=1").expect(CRITICAL, "messages to read: 1")
    check(shared_server.url, "consumer", *of, "last_delivery_critical=1ns").expect(CRITICAL, "last delivered ago")
    check(shared_server.url, "consumer", *of, "pinned=true").expect(CRITICAL, "no priority group")
    check(shared_server.url, "consumer", f"stream={name}", "consumer=watched").expect(
        CRITICAL, "messages to read: 3, critical is 2", "nothing was acknowledged")
    check(shared_server.url, "consumer", f"stream={name}", "consumer=none").expect(CRITICAL, "has no consumer")


def test_message(shared_server):
    name = unique("NEWEST")
    make_stream(shared_server.url, name, messages=[(f"{name}.beat", str(int(time.time()) - 3600).encode()), (f"{name}.say", b"all is well")])
    url = shared_server.url
    of = [f"stream={name}", f"subject={name}.say"]
    check(url, "message", *of, "age_warn=1h", "age_critical=2h", "content=is well").expect(OK, "age:")
    check(url, "message", *of, "age_warn=1ns", "age_critical=2h").expect(WARNING, "age:")
    check(url, "message", *of, "age_critical=1ns").expect(CRITICAL, "age:")
    check(url, "message", *of, "content=on fire").expect(CRITICAL, "does not have")
    check(url, "message", *of, "content=is well", "--payloads", "none").expect(UNKNOWN, "payloads are not shown")
    beat = [f"stream={name}", f"subject={name}.beat", "body_timestamp=true"]
    check(url, "message", *beat, "age_critical=2h").expect(OK)
    check(url, "message", *beat, "age_warn=30m", "age_critical=2h").expect(WARNING)
    check(url, "message", *beat, "age_critical=30m").expect(CRITICAL)
    check(url, "message", *of, "body_timestamp=true").expect(CRITICAL, "no time in seconds")
    check(url, "message", f"stream={name}", f"subject={name}.none").expect(CRITICAL, "no message")


def test_kv(shared_server):
    bucket = unique("checked")
    make_bucket(shared_server.url, bucket, entries=[("a", b"1"), ("b", b"2")])

    async def work(_, js):
        await (await js.key_value(bucket)).delete("b")

    with_nats(shared_server.url, work)
    url = shared_server.url
    check(url, "kv", f"bucket={bucket}", "key=a", "values_critical=0").expect(OK, "is there")
    check(url, "kv", f"bucket={bucket}", "values_warn=5", "values_critical=0").expect(WARNING, "values: 2")
    check(url, "kv", f"bucket={bucket}", "values_critical=5").expect(CRITICAL)
    check(url, "kv", f"bucket={bucket}", "key=b").expect(CRITICAL, "deleted")
    check(url, "kv", f"bucket={bucket}", "key=c").expect(CRITICAL, "no key")
    check(url, "kv", "bucket=no_such").expect(CRITICAL, "no bucket")


def test_server(system):
    def server(*limits):
        return check(system.url, "server", "server=e2e", *limits, user="system")

    server("connections_warn=50", "connections_critical=99", "uptime_warn=1ms", "uptime_critical=1ns", "auth_required=true",
           "js_required=true", "memory_critical=999999999999").expect(OK, "authentication is required", "JetStream is on")
    server("connections_warn=1", "connections_critical=99").expect(WARNING, "connections: 1")
    server("connections_critical=1").expect(CRITICAL, "connections: 1")
    server("uptime_critical=1d").expect(CRITICAL, "up for")
    server("tls_required=true").expect(CRITICAL, "TLS is not required")
    server("certificate_critical=7d").expect(UNKNOWN, "certificate")
    check(system.url, "server", "server=other", user="system").expect(CRITICAL, "No server")
    check(system.url, "server", "server=e2e", user="ops").expect(UNKNOWN, "system account")


def test_certificate_of_a_server(tmp_path):
    """It is valid for a day."""
    authority = Authority(str(tmp_path))
    with NatsServer(SYSTEM + tls(authority)) as server:
        def expiry(*limits):
            return check(f"tls://127.0.0.1:{server.port}", "server", "server=e2e", "tls_required=true", *limits, user="system",
                         env={"NATS_CA": authority.file})

        expiry("certificate_warn=2h", "certificate_critical=1h").expect(OK, "certificate valid for 23h")
        expiry("certificate_warn=30d", "certificate_critical=1h").expect(WARNING, "the warning is at 30d")
        expiry("certificate_warn=30d", "certificate_critical=7d").expect(CRITICAL, "critical is 7d")


def test_jetstream(system):
    url = system.url

    async def work(_, js):
        for stream in await js.streams_info():
            await js.delete_stream(stream.config.name)
        await js.add_stream(StreamConfig(name="ONE", subjects=["one"]))
        await js.add_stream(StreamConfig(name="TWO", subjects=["two"]))
        await js.publish("one", b"x" * 500_000)

    with_nats(url, work, user="ops", password="p")
    check(url, "jetstream", user="ops").expect(OK, "storage: 50 %", "streams: 50 %", "2 streams, no copy behind")
    check(url, "jetstream", "storage_warn=40", "storage_critical=90", user="ops").expect(WARNING, "storage: 50 %")
    check(url, "jetstream", "streams_critical=50", user="ops").expect(CRITICAL, "streams: 50 %")
    check(url, "jetstream", user="system").expect(CRITICAL)


def test_credential(tmp_path):
    world = Operator()
    with NatsServer(world.config, jetstream=False) as server:
        path = tmp_path / "ops.creds"

        def credential(*limits):
            return check(server.url, "credential", *limits, env={"NATS_CREDS": str(path)})

        world.credentials(path, expires_in=7200)
        credential("validity_warn=1h", "validity_critical=10m").expect(OK, "valid for")
        credential("validity_warn=3h", "validity_critical=1h").expect(WARNING, "valid for")
        credential("validity_critical=3h").expect(CRITICAL, "valid for")
        world.credentials(path)
        credential().expect(CRITICAL, "never expires")
        credential("require_expiry=false").expect(OK, "never expires")


def test_credential_of_a_user_without_a_jwt(shared_server):
    check(shared_server.url, "credential").expect(OK, "no JWT")
    check(shared_server.url, "credential", "require_expiry=true").expect(CRITICAL)


@pytest.fixture
def service(shared_server):
    """Answers requests while a test runs."""
    subject = unique("service.checked")
    ready, done = threading.Event(), threading.Event()

    async def serve():
        connection = await nats.connect(shared_server.url)

        async def answer(message):
            await message.respond(b"pong " + message.data)

        await connection.subscribe(subject, cb=answer)
        await connection.flush()
        ready.set()
        while not done.is_set():
            await asyncio.sleep(0.05)
        await connection.close()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert ready.wait(20)
    yield subject
    done.set()
    thread.join(20)


def test_request(shared_server, service):
    url = shared_server.url
    may = ["--write", "data"]
    check(url, "request", f"request={service}", "message=hi", "content=pong hi", "response_critical=20s", *may).expect(OK, "answered in")
    check(url, "request", f"request={service}", "response_warn=0s", "response_critical=20s", *may).expect(WARNING)
    check(url, "request", f"request={service}", "response_critical=0s", *may).expect(CRITICAL)
    check(url, "request", f"request={service}", "content=nothing", *may).expect(CRITICAL, "does not have")
    check(url, "request", "request=nobody.here", *may).expect(CRITICAL)
    check(url, "request", f"request={service}").expect(UNKNOWN, "data")


def test_meta_and_copies_of_a_cluster():
    with Cluster("accounts { SYS { users: [ { user: system, password: p } ] }, OPS { jetstream: enabled, users: "
                 "[ { user: ops, password: p } ] } }\nsystem_account: SYS\nno_auth_user: ops\n") as cluster:
        url = cluster["n1"].url
        make_stream(url, "TRIO", num_replicas=3)
        until = time.monotonic() + 20
        while (found := check(url, "meta", "expect=3", "lag_critical=1000000", "seen_critical=1h", user="system")).code != OK:
            assert time.monotonic() < until, found.text
        found.expect(OK, "leads 3 servers")
        check(url, "meta", "expect=5", user="system").expect(CRITICAL, "3 servers, 5 are expected")
        check(url, "meta", user="ops").expect(UNKNOWN, "system account")
        check(url, "stream", "stream=TRIO", "peer_expect=3", "peer_lag_critical=1000000", user="ops").expect(OK)
        cluster["n3"].kill()
        until = time.monotonic() + 30
        while (found := check(url, "meta", "seen_critical=4s", user="system")).code != CRITICAL:
            assert time.monotonic() < until, found.text
        found.expect(CRITICAL, "n3")
        until = time.monotonic() + 30
        while (found := check(url, "stream", "stream=TRIO", "peer_seen_critical=4s", user="ops")).code != CRITICAL:
            assert time.monotonic() < until, found.text
        until = time.monotonic() + 30
        while (found := check(url, "jetstream", "replica_seen_critical=4s", user="ops")).code != CRITICAL:
            assert time.monotonic() < until, found.text
        found.expect(CRITICAL, "TRIO")


def test_formats_and_files(shared_server, tmp_path):
    name = unique("SHOWN")
    make_stream(shared_server.url, name, messages=[(f"{name}.a", b"1")])
    of = ["stream", f"stream={name}", "msgs_warn=1", "msgs_critical=0"]
    report = json.loads(check(shared_server.url, *of, "--format", "json").text)
    assert (report["check"], report["of"], report["status"], report["code"]) == ("stream", name, "warning", 1)
    assert report["figures"][0] == {"name": "msgs", "value": 1, "unit": "", "warn": 1, "critical": 0}
    figures = check(shared_server.url, *of, "--format", "prometheus").text
    assert f'nats_operator_check_status{{check="stream",of="{name}"}} 1\n' in figures
    assert f'nats_operator_check_value{{check="stream",of="{name}",figure="msgs",unit=""}} 1\n' in figures
    assert check(shared_server.url, *of, "--format", "text").text.startswith(f"NATS STREAM WARNING - {name}\n  warning: messages: 1")
    file = tmp_path / "nats.prom"
    written = check(shared_server.url, *of, "--format", "prometheus", "--output", str(file))
    assert (written.code, written.text, file.read_text()) == (1, "", figures)
    assert [path.name for path in tmp_path.iterdir()] == ["nats.prom"]


@pytest.mark.parametrize("arguments, words", [
    (["stream"], "needs `stream`"), (["stream", "stream=X", "msgs_warm=1"], "msgs_warn"), (["nothing"], "one of connection"),
    (["stream", "stream=X", "msgs_warn=many"], "must be a number"), (["message", "stream=X", "age_warn=5"], "with its unit"),
    (["stream", "stream=X", "--format", "sms"], "not one of"),
], ids=str)
def test_what_is_asked_wrongly_is_unknown_and_says_what_is_right(shared_server, arguments, words):
    """2 would be read as critical."""
    check(shared_server.url, *arguments).expect(UNKNOWN, words)


def test_a_name_cannot_break_out_of_the_line(shared_server):
    done = check(shared_server.url, "kv", "bucket=a|b=1\n\x1b[31m")
    assert done.code in (CRITICAL, UNKNOWN)
    assert all(character.isprintable() for line in done.text.split("\n") for character in line)
    assert done.first.count("|") <= 1


def test_the_tool_says_the_same(shared_server, drive):
    name = unique("TOOL")
    make_stream(shared_server.url, name, messages=[(f"{name}.a", b"1")])
    client = drive("--server", shared_server.url, "--toolsets", "diagnosis")
    client.initialize()
    result = client.call("server_check", kind="stream", stream=name, limits={"msgs_critical": 5}).data
    assert (result["status"], result["code"]) == ("critical", 2)
    assert {"status": "critical", "text": "messages: 1, critical is 5"} in result["lines"]
    assert "level" in client.call("server_check", kind="request", request="x").failure
