"""What the review says of a server's configuration, beside what a server makes of it."""

import json
import subprocess
import time
import urllib.request

import pytest

from support.nats_server import BINARY, free_port

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
