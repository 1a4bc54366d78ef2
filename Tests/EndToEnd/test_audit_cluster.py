"""An audit of clusters: one as it should be, and some in which servers are gone, cut off, or other than their neighbours."""

import asyncio
import json
import os
import shutil
import time

import nats
import nkeys
import pytest

from support.audits import Contexts, audit, keep_elsewhere, password_file
from support.cluster import ACCOUNTS, Cluster
from support.identities import Key, Operator, jwt
from support.nats_server import NatsServer, free_port

SERVERS = os.path.join(os.path.dirname(__file__), "../../.tools/servers")
BOUNDS = ACCOUNTS.replace("no_auth_user: a\n", "")


def thresholds(directory, **numbers):
    path = os.path.join(str(directory), "thresholds.json")
    with open(path, "w") as file:
        json.dump(numbers, file)
    return ["--thresholds", path]


def see(cluster, *ways):
    """Contexts `user` or `user@node` of a cluster."""
    contexts = Contexts()
    names = []
    for way in ways:
        user, _, node = way.partition("@")
        names.append(contexts.add(f"{user}-{node or 'n1'}", cluster[node or "n1"].url, user))
    return contexts, names


def look(cluster, *ways, more=()):
    contexts, names = see(cluster, *ways)
    try:
        return contexts.audit(*names, more=more)
    finally:
        contexts.close()


def until(what, expected, timeout=25):
    """Looks again until the world has become what the test made of it."""
    deadline = time.monotonic() + timeout
    while True:
        report = what()
        if expected(report) or time.monotonic() > deadline:
            return report
        time.sleep(0.5)


def fill(cluster, count, stream="ORDERS", node="n1"):
    async def publish():
        connection = await nats.connect(cluster[node].url, user="a", password="p")
        js = connection.jetstream()
        for number in range(count):
            await js.publish(f"{stream.lower()}.{number % 5}", b"x" * 100)
        await connection.close()

    asyncio.run(asyncio.wait_for(publish(), 30))


def make(cluster, name="ORDERS", **more):
    cluster.request("n1", f"STREAM.CREATE.{name}", {
        "name": name, "subjects": [f"{name.lower()}.>"], "num_replicas": 3, "max_bytes": 1_000_000, **more})
    cluster.request("n1", f"CONSUMER.CREATE.{name}.W", {
        "stream_name": name, "config": {"name": "W", "durable_name": "W", "ack_policy": "explicit"}, "action": "create"})


@pytest.fixture(scope="module")
def healthy():
    cluster = Cluster(ACCOUNTS)
    stores = [keep_elsewhere(node) for node in cluster.nodes.values()]
    with cluster:
        make(cluster)
        fill(cluster, 50)
        cluster.leader("ORDERS")
        yield cluster
    for store in stores:
        shutil.rmtree(store, ignore_errors=True)


def test_a_healthy_cluster_gives_nothing_above_info(healthy):
    report = until(lambda: look(healthy, "sys", "a"), lambda report: report.code == 0)
    assert report.worse_than_info == []
    assert report.code == 0
    assert report.json["totals"]["servers"] == 3


# The checks of the known audit that look across servers.
@pytest.mark.parametrize("code", [
    "NG-A001", "NG-A002", "NG-A003", "NG-V010", "NG-A004", "NG-A005", "NG-A006", "NG-A009", "NG-A010", "NG-V009", "NG-A011", "NG-V008",
    "NG-A012", "NG-V014", "NG-V011", "NG-A013", "NG-V005", "NG-A030", "NG-A034", "NG-A024"])
def test_health_passes(healthy, code, tmp_path):
    # How the machine's time is shared between tests is no fault of the servers.
    more = thresholds(tmp_path, memory_outlier_warn=1000, cpu_warn=100)
    counts = until(lambda: look(healthy, "sys", more=more), lambda r: r.check(code)["findings"] == 0).check(code)
    assert counts["passed"] > 0 and counts["findings"] == 0 and counts["unknown"] == 0, counts


def test_a_user_of_one_account_sees_its_streams_and_not_the_servers(healthy):
    report = look(healthy, "a")
    assert report.check("NG-A024")["passed"] == 1
    assert report.check("NG-V009")["unknown"] > 0 and report.check("NG-V009")["passed"] == 0
    assert report.check("NG-A005") ["unknown"] == 1, "only the servers tell what their copies have"


@pytest.mark.parametrize("code, numbers", [
    ("NG-V010", {"ha_assets_warn": 1}), ("NG-A002", {"memory_outlier_warn": 50}), ("NG-V011", {"resources_warn": 0})])
def test_a_number_beyond_its_threshold_is_found(healthy, tmp_path, code, numbers):
    assert look(healthy, "sys", more=thresholds(tmp_path, **numbers)).found(code)


def test_a_busy_processor_is_found(healthy, tmp_path):
    def busy():
        fill(healthy, 300)
        return look(healthy, "sys", more=thresholds(tmp_path, cpu_warn=0))

    assert until(busy, lambda report: report.found("NG-A012")).levels("NG-A012") == ["danger"]


def on_one_server(cluster, node):
    """A consumer of ORDERS that this server alone keeps; the servers choose, so some are made until one is there."""
    for number in range(30):
        name = f"ALONE{number}"
        config = {"name": name, "durable_name": name, "ack_policy": "explicit", "num_replicas": 1}
        made = cluster.request("n1", f"CONSUMER.CREATE.ORDERS.{name}", {"stream_name": "ORDERS", "config": config, "action": "create"})
        if made["cluster"]["leader"] == node:
            return name
    raise AssertionError(f"none of 30 consumers came to {node}")


@pytest.fixture(scope="module")
def damaged(tmp_path_factory):
    """A cluster with one server gone."""
    with Cluster(ACCOUNTS) as cluster:
        make(cluster)
        make(cluster, "SINGLE", num_replicas=1)
        fill(cluster, 50)
        cluster.leader("ORDERS")
        cluster.lost = on_one_server(cluster, "n3")
        cluster["n3"].kill()
        cluster.directory = tmp_path_factory.mktemp("damaged")
        yield cluster


@pytest.mark.parametrize("code, path", [
    ("NG-A010", "server/n3"), ("NG-A024", "stream/ORDERS"), ("NG-A030", "server/n3"), ("NG-A033", "consumer/ORDERS/W")])
def test_a_server_that_is_gone_is_found(damaged, code, path):
    more = thresholds(damaged.directory, peer_silence_warn=3)
    report = until(lambda: look(damaged, "sys", "a", more=more), lambda report: report.found(code, path))
    assert report.found(code, path), (report.found(code), report.json["notes"])
    assert report.code == 2


def test_a_consumer_whose_only_server_is_gone_is_lost(damaged):
    path = f"consumer/ORDERS/{damaged.lost}"
    report = until(lambda: look(damaged, "a"), lambda report: report.found("NG-A018", path))
    assert report.levels("NG-A018", path) == ["danger"], report.json["notes"]
    assert report.found("NG-A018", "consumer/ORDERS/W") == []


def test_a_group_without_majority_has_no_leader():
    with Cluster(ACCOUNTS) as cluster:
        make(cluster)
        cluster["n3"].kill()
        cluster["n2"].kill()
        report = until(lambda: look(cluster, "sys"), lambda report: "danger" in report.levels("NG-V009"), timeout=35)
    assert "danger" in report.levels("NG-V009"), report.json["notes"]
    assert report.levels("NG-A011", "server/trio/n1") == ["danger"]


def test_releases_and_configurations_that_differ_are_found():
    cluster = Cluster(lambda name: ACCOUNTS + ("max_payload: 2000000\n" if name == "n2" else ""))
    cluster["n3"].binary = os.path.join(SERVERS, "2.14.6", "nats-server")
    with cluster:
        report = look(cluster, "sys")
    effects = " ".join(row["effect"] for row in report.found("NG-V008"))
    assert "versions" in effects and "max_payload" in effects, effects
    assert report.levels("NG-A031") == ["info"]


def test_servers_that_are_not_joined_are_found():
    with Cluster(ACCOUNTS) as cluster:
        for ends in (("n2", "n3"), ("n3", "n2")):
            cluster.links[ends].close()
        report = until(lambda: look(cluster, "sys"), lambda report: report.found("NG-A034"))
    assert {row["asset"]["name"] for row in report.found("NG-A034")} <= {"n2", "n3"} and report.found("NG-A034")


def test_a_copy_that_is_behind_is_found_by_its_own_words():
    with Cluster(ACCOUNTS) as cluster:
        make(cluster)
        fill(cluster, 200)
        if cluster.leader("ORDERS") == "n3":
            cluster.step_down("ORDERS")
            cluster.leader("ORDERS")
        cluster.hold("n3")
        fill(cluster, 400)
        # Its neighbours cannot ask it, but we can.
        report = until(lambda: look(cluster, "sys", "sys@n3"), lambda report: report.found("NG-A005"))
        cluster.release("n3")
    assert report.levels("NG-A005", "stream/ORDERS") == ["danger"], report.json["notes"]


def test_names_with_spaces_that_old_servers_take_are_found(tmp_path):
    binary = os.path.join(SERVERS, "2.10.26", "nats-server")
    leaf = free_port()
    hub = NatsServer(
        BOUNDS + f"cluster {{ name: \"my cluster\", listen: 127.0.0.1:{free_port()} }}\nleafnodes {{ listen: 127.0.0.1:{leaf} }}\n",
        jetstream=False, binary=binary, name="hub")
    edge = NatsServer(
        # Without a cluster of its own the server's name would be its cluster's, and the hub would refuse it.
        BOUNDS + f"cluster {{ name: edge, listen: 127.0.0.1:{free_port()} }}\n"
        f'leafnodes {{ remotes: [ {{ url: "nats://sys:p@127.0.0.1:{leaf}", account: SYS }} ] }}\n', jetstream=False,
        binary=binary, name='"edge one"')
    with hub, edge:
        more = ["--server", hub.url, "--user", "sys", "--password-file", password_file(str(tmp_path))]
        report = until(lambda: audit(*more), lambda report: report.found("NG-A009"))
    assert report.levels("NG-A004") == ["danger"]
    assert report.levels("NG-A009") == ["danger"]


def test_a_gateway_that_one_of_two_servers_has_not_is_found(tmp_path):
    routes = {name: free_port() for name in ("e1", "e2")}
    gateways = {name: free_port() for name in ("e1", "w1")}

    def gateway(name, cluster):
        remotes = ", ".join(
            f"{{ name: {other}, urls: [ nats://127.0.0.1:{gateways[node]} ] }}" for other, node in (("east", "e1"), ("west", "w1")))
        return f"gateway {{ name: {cluster}, listen: 127.0.0.1:{gateways[name]}, gateways: [{remotes}] }}\n"

    def node(name, other):
        return f"{BOUNDS}cluster {{ name: east, listen: 127.0.0.1:{routes[name]}, routes: [nats://127.0.0.1:{routes[other]}] }}\n"

    e1 = NatsServer(node("e1", "e2") + gateway("e1", "east"), jetstream=False, name="e1")
    e2 = NatsServer(node("e2", "e1"), jetstream=False, name="e2")
    w1 = NatsServer(BOUNDS + gateway("w1", "west"), jetstream=False, name="w1")
    with e1, e2, w1:
        more = ["--server", e1.url, "--user", "sys", "--password-file", password_file(str(tmp_path))]
        report = until(lambda: audit(*more), lambda report: report.found("NG-A003"))
    assert "danger" in report.levels("NG-A003", "server/east/e2"), report.json["notes"]


def test_an_account_near_its_limit_of_connections_is_found(tmp_path):
    operator = Operator()
    limits = {"subs": -1, "data": -1, "payload": -1, "imports": -1, "exports": -1, "wildcards": True, "conn": 2, "leaf": -1}
    old = operator.config
    token = jwt(operator.operator, operator.account, "app", {"type": "account", "limits": limits}, expires_in=3 * 86_400)
    line = next(line for line in old.splitlines() if line.strip().startswith(operator.account.public))
    config = old.replace(line, f"  {operator.account.public}: {token}")
    # A user of the system account, to look with.
    user = Key(nkeys.PREFIX_BYTE_USER)
    own = jwt(operator.system, user, "sys", {"type": "user", "subs": -1, "data": -1, "payload": -1})
    creds = tmp_path / "sys.creds"
    creds.write_text(
        f"-----BEGIN NATS USER JWT-----\n{own}\n------END NATS USER JWT------\n\n-----BEGIN USER NKEY SEED-----\n"
        f"{user.seed.decode()}\n------END USER NKEY SEED------\n")
    creds.chmod(0o600)
    app, _ = operator.credentials(tmp_path / "app.creds")
    with NatsServer(config) as server:
        async def held():
            connections = [await nats.connect(server.url, user_credentials=app) for _ in range(2)]
            report = await asyncio.to_thread(audit, "--server", server.url, "--creds", str(creds))
            for connection in connections:
                await connection.close()
            return report

        report = asyncio.run(held())
    assert report.levels("NG-A001", f"account/{operator.account.public}") == ["warn"], report.json["notes"]
    assert report.levels("NG-A029", f"account/{operator.account.public}") == ["warn"], report.check("NG-A029")
