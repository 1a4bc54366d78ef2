"""An audit of one server on which nearly everything is wrong, and of one on which nothing is."""

import asyncio
import hashlib
import json
import os
import shutil
import socket
import subprocess
import time

import nats
import pytest
from nats.js.api import AckPolicy, ConsumerConfig, StreamConfig, StreamSource

from support.audits import Contexts, audit, keep_elsewhere, password_file, run
from support.driver import BINARY
from support.identities import Authority
from support.nats_server import NatsServer, free_port

ACCOUNTS = """
accounts {
  SYS { users: [ { user: sys, password: p } ] }
  APP { jetstream: { max_streams: 20, max_store: 100MB, max_mem: 10MB }, users: [
    { user: app, password: p },
    { user: limited, password: p, permissions: { publish: { deny: ["$JS.API.STREAM.LIST", "$JS.API.STREAM.NAMES"] } } } ] }
}
system_account: SYS
"""


async def raw(connection, operation, body):
    answer = json.loads((await connection.request(f"$JS.API.{operation}", json.dumps(body).encode(), timeout=5)).data)
    assert "error" not in answer, (operation, answer)
    return answer


async def stream(connection, name, **config):
    body = {"name": name, "subjects": [f"{name.lower()}.>"], "max_bytes": 1_000_000, **config}
    return await raw(connection, f"STREAM.CREATE.{name}", {key: value for key, value in body.items() if value is not None})


async def consumer(connection, on, name, **config):
    own = {"durable_name": name, "name": name, "ack_policy": "explicit", **config}
    return await raw(connection, f"CONSUMER.CREATE.{on}.{name}", {"stream_name": on, "config": own, "action": "create"})


async def fill(js, subject, count, size=100):
    for _ in range(count):
        await js.publish(subject, b"x" * size)


async def plant(url, user=None):
    """One fault after the other, each in a stream of its own."""
    connection = await nats.connect(url, **({"user": user, "password": "p"} if user else {}))
    js = connection.jetstream()
    await stream(connection, "MEM", storage="memory")
    await stream(connection, "CRITICAL", metadata={"guard.critical": "true"})
    await stream(connection, "WATCHED", metadata={"io.nats.monitor.msgs-critical": "50"})
    await fill(js, "watched.x", 5)
    await stream(connection, "FULL", discard="new", max_msgs=10)
    await fill(js, "full.x", 10)
    await stream(connection, "ORIGIN")
    await fill(js, "origin.x", 10)
    await stream(connection, "COPY", subjects=None, mirror={"name": "ORIGIN"})
    await stream(connection, "GONE")
    await fill(js, "gone.x", 3)
    await stream(connection, "ORPHAN", subjects=None, mirror={"name": "GONE"})
    for copy, count in (("COPY", 10), ("ORPHAN", 3)):
        while (await js.stream_info(copy)).state.messages < count:
            await asyncio.sleep(0.05)
    # The origin is made anew: the mirror stays where it is and reports no lag.
    await js.delete_stream("ORIGIN")
    await js.delete_stream("GONE")
    await stream(connection, "ORIGIN")
    await fill(js, "origin.x", 2)
    await stream(connection, "WORK")
    await fill(js, "work.x", 20)
    await consumer(connection, "WORK", "DEAD", max_deliver=1, ack_wait=300_000_000, filter_subject="work.>")
    dead = await js.pull_subscribe_bind("DEAD", "WORK")
    await dead.fetch(20, timeout=5)
    await consumer(connection, "WORK", "STUCK", max_ack_pending=5, ack_wait=600_000_000_000)
    stuck = await js.pull_subscribe_bind("STUCK", "WORK")
    await stuck.fetch(5, timeout=5)
    await consumer(connection, "WORK", "WATCHED", metadata={"io.nats.monitor.unprocessed-critical": "5"})
    await consumer(connection, "WORK", "NOACK", ack_policy="none")
    await consumer(connection, "WORK", "INMEMORY", mem_storage=True)
    await consumer(connection, "WORK", "MORTAL", inactive_threshold=3_600_000_000_000)
    await consumer(connection, "WORK", "STARVED", filter_subject="wrok.x")
    await stream(connection, "SILENT", sources=[{"name": "NOWHERE"}])
    await raw(connection, "STREAM.CREATE.KV_ODD", {
        "name": "KV_ODD", "subjects": ["$KV.ODD.>"], "discard": "new", "max_msgs_per_subject": 1, "max_bytes": 100_000})
    await asyncio.sleep(0.8)  # the one delivery DEAD's messages have is over
    await connection.close()


def manifest(root, name, age):
    """What a complete backup leaves beside its directory."""
    os.makedirs(os.path.join(root, name))
    ended = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - age))
    body = {"format": "nats-operator-backup", "version": 1, "complete": True, "kind": "account", "source": {"context": "prod"},
            "program": "0.1.0", "started": ended, "ended": ended, "consumers": True, "streams": [], "unsaved": []}
    text = json.dumps(body, sort_keys=True, separators=(",", ":"))
    body["seal"] = hashlib.sha256(text.encode()).hexdigest()
    with open(os.path.join(root, f"{name}.manifest.json"), "w") as file:
        json.dump(body, file)


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    """A server open to everybody, configured as nobody should, with faults in its streams."""
    http = free_port()
    config = (
        f"http: \"0.0.0.0:{http}\"\nmax_payload: 16777216\nwrite_deadline: \"1s\"\nping_interval: 2m\n"
        "debug: false\n")
    server = NatsServer(config, jetstream="sync_interval: 1m, strict: false, limits { default_max_consumers: -1 }")
    with open(server.config_file) as file:
        text = file.read().replace("listen: 127.0.0.1:", "listen: 0.0.0.0:")
    with open(server.config_file, "w") as file:
        file.write(text)
    backups = tmp_path_factory.mktemp("backups")
    manifest(str(backups), "night", 3 * 86_400)
    with server:
        asyncio.run(asyncio.wait_for(plant(server.url), 40))
        yield audit(
            "--server", server.url, "--http", f"http://127.0.0.1:{http}", "--conf", server.config_file, "--backups", str(backups),
            "--samples", "2", "--interval", "1s")


@pytest.mark.parametrize("code, path, level", [
    ("NG-V001", "server/e2e", "warn"),
    ("NG-V002", "server/e2e", "danger"),
    ("NG-V003", "server/e2e", "danger"),
    ("NG-V004", "server/e2e", "warn"),
    ("NG-V005", "server/e2e", "danger"),
    ("NG-V006", "server/e2e", "danger"),
    ("NG-V007", "server/e2e", "warn"),
    ("NG-V012", "server/e2e", "warn"),
    ("NG-V013", "server/e2e", "warn"),
    ("NG-V015", "server/e2e", "warn"),
    ("NG-S012", "stream/MEM", "danger"),
    ("NG-A015", "stream/CRITICAL", "danger"),
    ("NG-A007", "stream/WATCHED", "danger"),
    ("NG-A006", "stream/FULL", "warn"),
    ("NG-A016", "stream/COPY", "danger"),
    ("NG-A016", "stream/ORPHAN", "danger"),
    ("NG-A028", "stream/SILENT", "danger"),
    ("NG-A017", "consumer/WORK/DEAD", "danger"),
    ("NG-A032", "consumer/WORK/STUCK", "danger"),
    ("NG-A008", "consumer/WORK/WATCHED", "danger"),
    ("NG-C001", "consumer/WORK/NOACK", "danger"),
    ("NG-C006", "consumer/WORK/INMEMORY", "danger"),
    ("NG-C005", "consumer/WORK/MORTAL", "danger"),
    ("NG-C010", "consumer/WORK/STARVED", "warn"),
    ("NG-K002", "bucket/ODD", "warn"),
    ("NG-A023", None, "warn"),
])
def test_a_planted_fault_is_found(broken, code, path, level):
    assert level in broken.levels(code, path), broken.found(code)


@pytest.mark.parametrize("code", ["NG-V002", "NG-V003", "NG-V006"])
def test_the_configuration_file_is_judged_beside_the_server(broken, code):
    assert [row for row in broken.found(code) if row["asset"]["kind"] == "file"]


def test_every_finding_has_a_fix_and_the_worst_makes_the_exit_code(broken):
    assert broken.code == 2
    for row in broken.json["findings"]:
        assert row["fix"]["words"] and (row["fix"].get("command") or row["fix"].get("tool")), row


def test_every_fix_that_is_a_call_can_be_called(broken):
    catalog = json.loads(subprocess.run([BINARY, "catalog"], capture_output=True, check=True).stdout)
    fields = {tool["name"]: tool["inputSchema"] for tool in catalog["tools"]}
    for row in broken.json["findings"]:
        if "tool" not in row["fix"]:
            continue
        schema, arguments = fields[row["fix"]["tool"]], row["fix"].get("arguments", {})
        assert set(arguments) <= set(schema["properties"]), row["fix"]
        for name, value in arguments.items():
            assert value in schema["properties"][name].get("enum", [value]), row["fix"]


@pytest.fixture(scope="module")
def healthy(tmp_path_factory):
    """A server with accounts, on this machine alone, with a stream and a bucket as they should be."""
    server = NatsServer(ACCOUNTS)
    store = keep_elsewhere(server)
    contexts = Contexts()
    with server:
        async def make():
            connection = await nats.connect(server.url, user="app", password="p")
            await stream(connection, "ORDERS", metadata={"io.nats.monitor.msgs-critical": "3"})
            await fill(connection.jetstream(), "orders.x", 5)
            await consumer(connection, "ORDERS", "BILLING", metadata={"io.nats.monitor.unprocessed-critical": "50"})
            await connection.jetstream().create_key_value(bucket="CONFIG", direct=True, history=5)
            await connection.close()

        asyncio.run(asyncio.wait_for(make(), 20))
        for user in ("sys", "app", "limited"):
            contexts.add(user, server.url, user)
        contexts.server = server
        yield contexts
    contexts.close()
    shutil.rmtree(store, ignore_errors=True)


def test_a_healthy_server_gives_nothing_above_info(healthy):
    report = healthy.audit("app", "sys")
    assert report.worse_than_info == []
    assert report.code == 0


# The 21 checks of the known audit, as far as one server has what they look at; the others are in test_audit_cluster.py.
@pytest.mark.parametrize("code", [
    "NG-A001", "NG-V010", "NG-A006", "NG-A007", "NG-A008", "NG-A009", "NG-A011", "NG-A012", "NG-A014", "NG-V014", "NG-V011",
    "NG-A013", "NG-V005", "NG-S038"])
def test_health_passes(healthy, code):
    counts = healthy.audit("sys").check(code)
    assert counts["passed"] > 0 and counts["findings"] == 0 and counts["unknown"] == 0


def test_without_the_system_account_what_servers_alone_tell_is_unknown(healthy):
    report = healthy.audit("app")
    assert report.code == 0
    for code in ("NG-V001", "NG-V003", "NG-V009", "NG-A001", "NG-A011", "NG-A030"):
        assert report.check(code)["unknown"] > 0 and report.check(code)["passed"] == 0, code
        assert any("system account" in reason for reason in report.reasons(code)), report.reasons(code)
    assert report.check("NG-A016")["unknown"] == 0


def test_a_limited_user_gets_unknown_and_never_passed(healthy):
    report = healthy.audit("limited")
    for code in ("NG-A006", "NG-A017", "NG-A019", "NG-A020", "NG-S012", "NG-C001"):
        counts = report.check(code)
        assert counts["unknown"] > 0 and counts["passed"] == 0, (code, counts)
        assert any("permission" in reason.lower() for reason in report.reasons(code)), report.reasons(code)


def test_what_its_own_user_may_not_see_is_taken_from_the_servers(healthy):
    report = healthy.audit("limited", "sys")
    assert report.check("NG-A006")["passed"] > 0
    assert report.json["totals"]["streams"] == 2


def test_nobody_there_is_exit_code_three(healthy):
    report = audit("--server", f"nats://127.0.0.1:{free_port()}", "--connect-timeout", "1s")
    assert report.code == 3
    assert report.json["findings"] == []


def test_a_required_check_that_is_unknown_is_exit_code_three(healthy):
    assert healthy.audit("app", more=["--require", "NG-A016,NG-A011"]).code == 3
    assert healthy.audit("sys", more=["--require", "NG-A011"]).code == 0


def test_a_capture_is_assessed_later_as_it_would_have_been_then(healthy, tmp_path):
    capture = str(tmp_path / "capture.json")
    live = healthy.audit("sys", "app", more=["--save", capture])
    later = audit("--from", capture)
    assert [row["id"] for row in later.json["findings"]] == [row["id"] for row in live.json["findings"]]
    assert later.json["captured"] == live.json["captured"]
    text = open(capture).read()
    assert os.stat(capture).st_mode & 0o077 == 0, "it is its owner's"
    assert "password" not in text


def test_a_masked_capture_has_no_names(healthy, tmp_path):
    capture = str(tmp_path / "masked.json")
    healthy.audit("sys", "app", more=["--save", capture, "--mask"])
    text = open(capture).read()
    for name in ("ORDERS", "BILLING", "orders", "CONFIG", "APP"):
        assert name not in text, name
    assert audit("--from", capture).code == 0


def test_a_baseline_tells_news_and_what_is_fixed(healthy, tmp_path):
    server = healthy.server

    async def change(operation, body=None):
        connection = await nats.connect(server.url, user="app", password="p")
        await (stream(connection, operation, **body) if body else connection.jetstream().delete_stream(operation))
        await connection.close()

    asyncio.run(change("CACHE", {"storage": "memory"}))
    first = healthy.audit("app")
    baseline = tmp_path / "last.json"
    baseline.write_text(json.dumps(first.json))
    assert first.levels("NG-S012") == ["danger"]
    known = healthy.audit("app", more=["--baseline", str(baseline)])
    assert {row["news"] for row in known.json["findings"]} == {"known"}
    accept = tmp_path / "accept"
    accept.write_text("NG-S012@stream/CACHE it is filled again at every start 2099-01-01\n")
    accepted = healthy.audit("app", more=["--accept", str(accept)])
    assert accepted.code < 2 and "filled again" in accepted.found("NG-S012")[0]["accepted"]
    asyncio.run(change("CACHE"))
    fixed = healthy.audit("app", more=["--baseline", str(baseline)])
    assert any("NG-S012@stream/CACHE" in row for row in fixed.json["fixed"])


@pytest.mark.parametrize("arguments, words", [
    (["--thresholds", "{}"], None),
    (["--require", "NG-X999"], "NG-X999"),
    (["--format", "pdf"], "pdf"),
    (["--samples", "3"], "--samples"),
    (["--from", "/nonexistent"], "--from"),
    (["--nope"], "--nope"),
])
def test_a_wrong_call_is_exit_code_three_and_says_what_is_wrong(tmp_path, arguments, words):
    if words is None:
        path = tmp_path / "thresholds.json"
        path.write_text('{"cpu_wran": 5}')
        arguments, words = ["--thresholds", str(path)], "cpu_warn"
    done = run(*arguments)
    assert done.returncode == 3 and words in done.stderr.decode(), done.stderr


def test_thresholds_are_numbers_of_whoever_asks(healthy, tmp_path):
    path = tmp_path / "thresholds.json"
    path.write_text('{"memory_outlier_warn": 100, "stream_use_warn": 0}')
    report = healthy.audit("app", more=["--thresholds", str(path)])
    assert report.found("NG-A006", "stream/ORDERS")


def test_a_file_for_a_collector_is_written_whole(healthy, tmp_path):
    path = tmp_path / "audit.prom"
    done = run("--context", "app", "--format", "prometheus", "--output", str(path), env=healthy.env)
    assert done.returncode == 0 and not done.stdout
    assert path.read_text().startswith("# HELP")


def test_the_tool_gives_a_bounded_summary_and_pages(healthy, drive):
    server = healthy.server

    async def many():
        connection = await nats.connect(server.url, user="app", password="p")
        for number in range(12):
            await stream(connection, f"RAM{number}", storage="memory", max_bytes=10_000)
        return connection

    connection = asyncio.run(many())
    client = drive("--toolsets", "all", env={"NATS_URL": server.url, "NATS_USER": "app", "NATS_PASSWORD": "p"})
    client.initialize()
    first = client.call("audit").data
    assert first["verdict"] == "danger" and len(first["findings"]) == 10 and first["truncated"]
    assert first["summary"]["unknown"] > 0 and first["unknown"]
    rest = client.call("audit", cursor=first["next_cursor"]).data
    ids = [row["id"] for row in first["findings"] + rest["findings"]]
    assert len(set(ids)) == len(ids)
    one = client.call("audit", filter="stream/RAM7", code="NG-S012").data
    assert [row["asset"]["name"] for row in one["findings"]] == ["RAM7"]
    assert client.call("audit", level="danger", limit=500).data["matched"] >= 12

    async def clean():
        connection = await nats.connect(server.url, user="app", password="p")
        for number in range(12):
            await connection.jetstream().delete_stream(f"RAM{number}")
        await connection.close()

    asyncio.run(clean())


def test_a_client_that_does_not_keep_up_is_found(tmp_path):
    with NatsServer(ACCOUNTS + "max_pending: 1048576\nwrite_deadline: \"2s\"\n") as server:
        slow = socket.create_connection(("127.0.0.1", server.port))
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.recv(4096)
        slow.sendall(b'CONNECT {"user":"app","pass":"p","verbose":false}\r\nSUB flood 1\r\nPING\r\n')
        time.sleep(0.3)

        async def flood():
            connection = await nats.connect(server.url, user="app", password="p")
            for _ in range(200):
                await connection.publish("flood", b"x" * 500_000)
                await connection.flush()
            await connection.close()

        asyncio.run(flood())
        time.sleep(0.5)
        report = audit("--server", server.url, "--user", "sys", "--password-file", password_file(str(tmp_path)))
        slow.close()
    assert report.levels("NG-V014") == ["warn"], report.check("NG-V014")


def test_a_certificate_that_ends_soon_is_found(tmp_path):
    authority = Authority(str(tmp_path))
    certificate, key = authority.issue("server")
    http = free_port()
    tls = f'tls {{ cert_file: "{certificate}", key_file: "{key}" }}\nhttp: "127.0.0.1:{http}"\n'
    with NatsServer(tls) as server:
        report = audit("--http", f"http://127.0.0.1:{http}")
    assert report.check("NG-V007", "certificate-expires")["findings"] == 1
    assert "danger" in report.levels("NG-V007", f"server/{server.name}")
    lasting, key = authority.issue("lasting", days=90)
    with NatsServer(tls.replace(certificate, lasting).replace("server-key", "lasting-key")) as server:
        report = audit("--http", f"http://127.0.0.1:{http}")
    assert report.check("NG-V007", "certificate-expires") == {"passed": 1, "findings": 0, "unknown": 0}


def test_many_subjects_are_found(tmp_path):
    path = tmp_path / "thresholds.json"
    path.write_text('{"subjects_warn": 50, "subjects_info": 20}')
    with NatsServer(ACCOUNTS) as server:
        async def make():
            connection = await nats.connect(server.url, user="app", password="p")
            for name, count in (("MANY", 60), ("SOME", 30), ("FEW", 10)):
                await stream(connection, name)
                for number in range(count):
                    await connection.jetstream().publish(f"{name.lower()}.{number}", b"x")
            await connection.close()

        asyncio.run(asyncio.wait_for(make(), 20))
        report = audit(
            "--server", server.url, "--user", "app", "--password-file", password_file(str(tmp_path)), "--thresholds", str(path))
    levels = {name: report.levels("NG-S038", f"stream/{name}") for name in ("MANY", "SOME", "FEW")}
    assert levels == {"MANY": ["warn"], "SOME": ["info"], "FEW": []}


def test_a_domain_with_a_space_that_servers_take_is_found():
    """They refuse plain spaces, and take those nobody can see."""
    port = free_port()
    with NatsServer(f"http: \"127.0.0.1:{port}\"\n", jetstream="domain: \"my\u00a0hub\"") as server:
        report = audit("--server", server.url, "--http", f"http://127.0.0.1:{port}")
    assert report.levels("NG-A013", f"server/{server.name}") == ["warn"], report.check("NG-A013")


def test_a_release_that_loses_data_is_found():
    binary = os.path.join(os.path.dirname(__file__), "../../.tools/servers/2.12.1/nats-server")
    with NatsServer(binary=binary) as server:
        report = audit("--server", server.url)
    assert report.levels("NG-A014", f"server/{server.name}") == ["danger"]
    assert "2.12.1" in report.found("NG-A014")[0]["effect"]


def test_a_store_that_is_nearly_full_is_found(tmp_path):
    with NatsServer(ACCOUNTS.replace("max_store: 100MB", "max_store: 100KB")) as server:
        async def make():
            connection = await nats.connect(server.url, user="app", password="p")
            await stream(connection, "BIG", max_bytes=95_000)
            await connection.close()

        asyncio.run(make())
        report = audit("--server", server.url, "--user", "app", "--password-file", password_file(str(tmp_path)))
    assert report.levels("NG-A025") == ["danger"]


def test_a_server_without_jetstream_has_no_streams_to_judge(tmp_path):
    with NatsServer(jetstream=False) as server:
        report = audit("--server", server.url)
    assert report.check("NG-A006") == {"passed": 0, "findings": 0, "unknown": 1}
    assert report.code in (0, 3)


def test_what_comes_back_through_mirrors_is_found_and_comes_back(healthy):
    """A mirror republishes what it copies, a stream with sources does not: the audit and the server say the same."""
    async def make():
        connection = await nats.connect(healthy.server.url, user="app", password="p")
        js = connection.jetstream()
        for name, config in {
            "RD": {"subjects": ["rd.>"]}, "RE": {"subjects": None, "mirror": {"name": "RD"}},
            "RL": {"subjects": None, "mirror": {"name": "RE"}, "republish": {"src": ">", "dest": "rc.>"}},
            "RC": {"subjects": ["rc.>"], "republish": {"src": ">", "dest": "rd.>"}},
            "RG": {"subjects": ["rg.>"]}, "RH": {"subjects": None, "sources": [{"name": "RG"}]},
            "RI": {"subjects": None, "sources": [{"name": "RH"}], "republish": {"src": ">", "dest": "rf.>"}},
            "RF": {"subjects": ["rf.>"], "republish": {"src": ">", "dest": "rg.>"}},
        }.items():
            await stream(connection, name, max_bytes=100_000, **config)
        await js.publish("rf.1", b"x")
        await js.publish("rc.1", b"x")
        # Of messages some are gone again: their subjects grow with every turn.
        while (await js.stream_info("RI")).state.last_seq < 1 or (await js.stream_info("RC")).state.last_seq < 20:
            await asyncio.sleep(0.05)
        counts = {name: (await js.stream_info(name)).state.last_seq for name in ("RF", "RI")}
        return connection, counts

    async def clean():
        connection = await nats.connect(healthy.server.url, user="app", password="p")
        for name in ("RL", "RE", "RC", "RD", "RI", "RH", "RG", "RF"):
            await connection.jetstream().delete_stream(name)
        await connection.close()

    async def once():
        connection, counts = await make()
        await connection.close()
        return counts

    counts = asyncio.run(asyncio.wait_for(once(), 30))
    try:
        report = healthy.audit("app")
    finally:
        asyncio.run(asyncio.wait_for(clean(), 30))
    assert counts == {"RF": 1, "RI": 1}
    assert report.levels("NG-S052", "stream/RC") == report.levels("NG-S052", "stream/RL") == ["danger"]
    assert '"RC" to "RD" to "RE" to "RL" to "RC"' in report.found("NG-S052", "stream/RC")[0]["effect"]
    assert report.levels("NG-S052", "stream/RF") == report.levels("NG-S052", "stream/RI") == ["warn"]
