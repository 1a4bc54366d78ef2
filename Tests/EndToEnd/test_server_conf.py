"""What the review says of a server's configuration, beside what a server makes of it."""

import json
import subprocess
import time
import urllib.request

import pytest

from support.nats_server import BINARY, NatsServer, free_port

CONFS = {
    "plain": "port: 4222\nhost: 127.0.0.1\n",
    "json": '{"port": 4222, "debug": true}',
    "blocks": "jetstream\n{\n store_dir: /data/x, max_file: 1GB\n}\naccounts { A { users: [ {user: a, password: b} ] } }\n",
    "lists": "cluster { name: c, port: 6222, routes = [ nats://a:1\n nats://b:2 ] }\nserver_name: x\n",
    "variables": "P: 4333\nport: $P\n",
    "comments": "# one\nport: 4222 // two\n",
    "units": 'max_payload: 2MB\nping_interval: "30s"\nwrite_deadline: 5s\n',
    "open block": "cluster {",
    "open text": 'host: "x\n',
    "no value": "port:\n}",
}


@pytest.mark.parametrize("name", CONFS)
def test_what_a_server_reads_is_read_and_what_it_does_not_is_not(drive, tmp_path, name):
    file = tmp_path / "server.conf"
    file.write_text(CONFS[name])
    taken = subprocess.run([BINARY, "-t", "-c", str(file)], capture_output=True, timeout=20).returncode == 0
    client = drive("--server", "nats://127.0.0.1:1", "--files-root", str(tmp_path))
    client.initialize()
    answer = client.call("config_review", path="server.conf")
    assert taken != answer.is_error, answer.text


def interval(monitor):
    """How often a server that is about to start flushes, in nanoseconds."""
    for _ in range(100):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{monitor}/varz", timeout=5) as reply:
                return json.load(reply)["jetstream"]["config"]["sync_interval"]
        except (OSError, KeyError):
            time.sleep(0.1)
    raise AssertionError("the server did not start")


def test_a_minute_without_quotes_is_eleven_days(drive, tmp_path):
    """The deed: a server started with it says how long it waits."""
    monitor = free_port()
    conf = f"port: -1\nhttp: 127.0.0.1:{monitor}\njetstream {{ store_dir: \"{tmp_path}/js\", sync_interval: 1m }}\n"
    (tmp_path / "server.conf").write_text(conf)
    client = drive("--server", "nats://127.0.0.1:1", "--files-root", str(tmp_path))
    client.initialize()
    findings = client.call("config_review", path="server.conf").data["findings"]
    assert "11.6 days" in next(f["effect"] for f in findings if f["rule"] == "NG-V002")
    server = subprocess.Popen([BINARY, "-c", str(tmp_path / "server.conf")], stderr=subprocess.DEVNULL)
    try:
        assert interval(monitor) == 1_000_000 * 1_000_000_000
    finally:
        server.terminate()
        server.wait(10)


SYSTEM = "accounts { SYS { users: [ {user: sys, password: geheim1} ] }, A { jetstream: enabled, users: [ {user: app, password: geheim2} ] } }\nsystem_account: SYS\n"

# Options with another value, and whether a running server takes them. A list of what was tried, one reload each.
RELOADS = {
    "max_payload": ("max_payload: 2MB", True), "max_connections": ("max_connections: 99", True),
    "max_control_line": ("max_control_line: 8192", True), "write_deadline": ('write_deadline: "5s"', True),
    "ping_interval": ('ping_interval: "1m"', True), "ping_max": ("ping_max: 5", True), "debug": ("debug: true", True),
    "server_tags": ('server_tags: ["az:1"]', True), "client_advertise": ('client_advertise: "1.2.3.4:4222"', True),
    "max_traced_msg_len": ("max_traced_msg_len: 5", True), "mappings": ("mappings: {a: b}", True),
    "jetstream.max_mem": ("jetstream.max_mem: 128M", True),
    "jetstream.limits": ("jetstream.limits: { max_ha_assets: 50, default_max_consumers: 7 }", True),
    "jetstream.max_file": ("jetstream.max_file: 2G", True), "jetstream.max_file less": ("jetstream.max_file: 500M", False),
    "max_pending": ("max_pending: 100MB", False), "max_subscriptions": ("max_subscriptions: 5", False),
    "lame_duck_duration": ('lame_duck_duration: "3m"', False), "no_header_support": ("no_header_support: true", False),
    "disable_sublist_cache": ("disable_sublist_cache: true", False), "server_name": ("server_name: other", False),
    "http": ("http: 127.0.0.1:-1", False), "no_auth_user": ("no_auth_user: app", False),
    "jetstream.sync_interval": ("jetstream.sync_interval: always", False), "jetstream.domain": ("jetstream.domain: d", False),
    "jetstream.unique_tag": ("jetstream.unique_tag: az", False), "jetstream.strict": ("jetstream.strict: false", False),
    "jetstream.max_buffered_msgs": ("jetstream.max_buffered_msgs: 5", False),
    "jetstream.request_queue_limit": ("jetstream.request_queue_limit: 5", False),
    "jetstream.max_outstanding_catchup": ("jetstream.max_outstanding_catchup: 10M", False),
    "jetstream.key": ('jetstream.key: "0123456789abcdef"', False),
    "jetstream.store_dir": ("jetstream.store_dir: /nowhere/else", False),
}


def conf_with(server, line):
    """The server's own file with one option more, or another value of one it has."""
    with open(server.config_file) as f:
        text = f.read()
    name, value = line.split(": ", 1)
    if name.startswith("jetstream."):
        name = name.removeprefix("jetstream.")
        block = [part for part in text.splitlines() if part.startswith("jetstream")][0]
        kept = [p.strip() for p in block[block.index("{") + 1:block.rindex("}")].split(",") if p.strip() and not p.strip().startswith(name + ":")]
        return text.replace(block, "jetstream { " + ", ".join([*kept, f"{name}: {value}"]) + " }")
    lines = [kept for kept in text.splitlines() if not kept.startswith(name + ":")]
    return "\n".join([*lines, line]) + "\n"


@pytest.mark.parametrize("option", RELOADS)
def test_what_is_said_of_reloads_is_what_a_server_does(drive, tmp_path, option):
    """The deed: the same file, reloaded."""
    line, taken = RELOADS[option]
    with NatsServer(config=SYSTEM) as server:
        changed = conf_with(server, line)
        (tmp_path / "server.conf").write_text(changed)
        client = drive("--server", f"nats://sys:geheim1@127.0.0.1:{server.port}", "--files-root", str(tmp_path))
        client.initialize()
        data = client.call("config_review", path="server.conf").data
        word = "reload" if taken else "restart"
        if " less" not in option:  # which way a size goes shows beside the running server alone
            assert option in data["a_change_takes"][word], data["a_change_takes"]
        option = option.removesuffix(" less")
        assert "geheim" not in json.dumps(data) and "0123456789abcdef" not in json.dumps(data)
        with open(server.config_file, "w") as f:
            f.write(changed)
        with open(server.log) as log:
            log.seek(0, 2)
            subprocess.run([BINARY, "--signal", f"reload={server.process.pid}"], capture_output=True, timeout=10, check=True)
            said = ""
            for _ in range(200):
                said += log.read()
                if "Reloaded server configuration" in said or "Failed to reload" in said:
                    break
                time.sleep(0.05)
        assert ("Failed to reload" not in said and "Reloaded server" in said) == taken, said
        refused = [f for f in data["findings"] if f["rule"] == "NG-F010"]
        shown = {d["option"] for d in data["differences"]}
        if not taken and option in shown:
            assert option in refused[0]["effect"]
        if taken:
            assert not refused


def test_a_file_as_it_runs_differs_in_nothing(drive, tmp_path):
    with NatsServer(config=SYSTEM + 'ping_interval: "30s"\nmax_payload: 2MB\n') as server:
        with open(server.config_file) as f:
            (tmp_path / "server.conf").write_text(f.read())
        client = drive("--server", f"nats://sys:geheim1@127.0.0.1:{server.port}", "--files-root", str(tmp_path))
        client.initialize()
        data = client.call("config_review", path="server.conf").data
        assert data["differences"] == [] and "e2e" in data["note"]
        (tmp_path / "server.conf").write_text(conf_with(server, "max_pending: 100MB").replace("2MB", "3MB"))
        data = client.call("config_review", path="server.conf").data
        takes = {d["option"]: d["takes"] for d in data["differences"]}
        assert takes == {"max_pending": "restart", "max_payload": "reload"}
        finding = next(f for f in data["findings"] if f["rule"] == "NG-F010")
        assert "max_pending is 64.0 MiB" in finding["effect"] and "max_payload" not in finding["effect"]


def test_without_the_system_account_what_any_user_sees_is_compared(drive, tmp_path):
    with NatsServer(config=SYSTEM) as server:
        (tmp_path / "server.conf").write_text(conf_with(server, "max_payload: 2MB") + "max_pending: 100MB\n")
        client = drive("--server", f"nats://app:geheim2@127.0.0.1:{server.port}", "--files-root", str(tmp_path))
        client.initialize()
        data = client.call("config_review", path="server.conf").data
        assert [d["option"] for d in data["differences"]] == ["max_payload"]
        assert "system account" in data["note"]
