"""`subject_report`: everything that touches a subject, as each user may see it."""

import json

import nats
import nats.micro
import pytest

from support.cluster import Cluster
from support.driver import Driver
from support.world import unique, with_nats
from test_tracing import CONFIG, Listeners

FLAGS = ("--toolsets", "all")


@pytest.fixture(scope="module")
def trio():
    with Cluster(CONFIG) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def clients(trio):
    made = {}

    def client(user, node="n1"):
        if (user, node) not in made:
            made[user, node] = Driver(*FLAGS, **trio.to(user, node))
            made[user, node].initialize()
            made[user, node].list_tools()
        return made[user, node]

    yield client
    for one in made.values():
        one.finish()


def of_kind(data, kind):
    return [row for row in data["found"] if row["kind"] == kind]


@pytest.fixture(scope="module")
def flow(trio):
    """Streams that take, transform, source, mirror and republish one another, with consumers."""
    p = unique("flow").lower()

    def make(name, **config):
        trio.request("n1", f"STREAM.CREATE.{name}", {"name": name, "num_replicas": 1, **config}, timeout=10)

    up = p.upper()
    make(f"{up}_IN", subjects=[f"{p}.in.>"], republish={"src": f"{p}.in.>", "dest": f"{p}.again.>"})
    make(f"{up}_NEW", subjects=[f"{p}.raw.*"], subject_transform={"src": f"{p}.raw.*", "dest": f"{p}.cooked.{{{{wildcard(1)}}}}"})
    make(f"{up}_SUM", sources=[
        {"name": f"{up}_IN", "filter_subject": f"{p}.in.a"},
        {"name": f"{up}_NEW", "subject_transforms": [{"src": f"{p}.cooked.*", "dest": f"{p}.sum.{{{{wildcard(1)}}}}"}]}])
    make(f"{up}_COPY", mirror={"name": f"{up}_IN"})
    make(f"{up}_OTHER", subjects=[f"{p}.elsewhere"])
    make(f"{up}_FAR", sources=[{"name": "X", "external": {"api": "$JS.far.API", "deliver": "far.deliver"}}])
    for stream, consumer, config in (
            (f"{up}_IN", "all", {}), (f"{up}_IN", "a", {"filter_subjects": [f"{p}.in.a", f"{p}.in.c"]}),
            (f"{up}_IN", "b", {"filter_subject": f"{p}.in.b"}), (f"{up}_COPY", "copied", {"filter_subject": f"{p}.in.*"}),
            (f"{up}_OTHER", "pushes", {"deliver_subject": f"{p}.pushed"})):
        trio.request("n1", f"CONSUMER.DURABLE.CREATE.{stream}.{consumer}", {
            "stream_name": stream, "config": {"durable_name": consumer, "ack_policy": "explicit", **config}}, timeout=10)
    return p, up


def ways(data, stream):
    return {way["how"] for row in of_kind(data, "stream") if row["stream"] == stream for way in row["ways"]}


@pytest.mark.parametrize("who", ["a", "sys"])
def test_streams_and_consumers_are_found_whichever_way_a_subject_reaches_them(clients, flow, who):
    p, up = flow

    def report(subject, **more):
        return clients(who).call("subject_report", subject=subject, **({"account": "A"} if who == "sys" else {}), **more).data

    data = report(f"{p}.in.a")
    assert ways(data, f"{up}_IN") == {"takes", "republishes"} and ways(data, f"{up}_SUM") == {"copies"}
    assert ways(data, f"{up}_COPY") == {"mirrors"} and ways(data, f"{up}_OTHER") == ways(data, f"{up}_NEW") == set()
    assert {(row["stream"], row["consumer"]) for row in of_kind(data, "consumer") if up in row["stream"]} == {
        (f"{up}_IN", "all"), (f"{up}_IN", "a"), (f"{up}_COPY", "copied")}
    assert next(row for row in of_kind(data, "consumer") if row["consumer"] == "a")["filters"] == [f"{p}.in.a"]
    assert any(f"{up}_FAR from X" in line for line in data["not_seen"]), "what another domain has is not known here"
    assert ways(report(f"{p}.in.b"), f"{up}_SUM") == set(), "the source is filtered"
    assert ways(report(f"{p}.raw.1"), f"{up}_NEW") == {"takes"}
    cooked = report(f"{p}.cooked.1")
    assert ways(cooked, f"{up}_NEW") == {"transforms"}
    assert ways(report(f"{p}.sum.1"), f"{up}_SUM") == {"copies"}
    assert ways(report(f"{p}.again.in"), f"{up}_IN") == {"republishes"}
    pushed = report(f"{p}.pushed")
    assert [row["consumer"] for row in of_kind(pushed, "consumer")] == ["pushes"]
    assert of_kind(pushed, "consumer")[0]["delivers_to"] == f"{p}.pushed" and "filters" not in of_kind(pushed, "consumer")[0]
    wide = report(f"{p}.>", kinds=["stream"], max_bytes=20000)
    assert wide["counts"] == {"stream": 5} and {row["kind"] for row in wide["found"]} == {"stream"}


def test_subscriptions_of_all_servers_are_found(clients, trio):
    where = [
        (trio["n1"].url, "a", "one", "subs.*", None), (trio["n2"].url, "a", "two", "subs.x", "crew"), (trio["n3"].url, "a", "three", "subs.y", None)]

    def both():
        return (clients("a").call("subject_report", subject="subs.x", kinds="subscription").data,
                clients("sys").call("subject_report", subject="subs.x", account="A", kinds="subscription").data)

    for data in Listeners(*where).run(both):
        assert {(row["client"], row["server"], row["subscription"], row.get("queue")) for row in data["found"]} == {
            ("one", "n1", "subs.*", None), ("two", "n2", "subs.x", "crew")}


def test_mappings_exports_and_imports_are_the_system_accounts_to_see(clients):
    data = clients("sys").call("subject_report", subject="old.7", account="A").data
    assert [(row["mapping"], row["to"], row["weight"]) for row in of_kind(data, "mapping")] == [("old.*", "new.$1", 100)]
    assert of_kind(clients("sys").call("subject_report", subject="new.7", account="A").data, "mapping"), "also where it leads"
    assert [row["export"] for row in of_kind(clients("sys").call("subject_report", subject="shared.x", account="A").data, "export")] == ["shared.>"]
    imports = of_kind(clients("sys").call("subject_report", subject="from.a.shared.x", account="B").data, "import")
    assert [(row["import"], row["as"], row["account"]) for row in imports] == [("shared.>", "from.a.shared.>", "A")]
    own = clients("a").call("subject_report", subject="old.7").data
    assert "mapping" not in own["counts"] and any("mappings" in line and "system account" in line for line in own["not_seen"])


def test_services_are_found_by_their_endpoints(clients, trio):
    async def serve(connection, _):
        service = await nats.micro.add_service(connection, nats.micro.ServiceConfig(name="adder", version="1.0.0", description=""))

        async def handle(request):
            await request.respond(b"")

        await service.add_endpoint(nats.micro.service.EndpointConfig(name="add", subject="sums.add", handler=handle))
        await connection.flush()
        import asyncio
        data = (await asyncio.to_thread(clients("a").call, "subject_report", subject="sums.*")).data
        await service.stop()
        return data

    data = with_nats(trio["n2"].url, serve, user="a", password="p")
    assert [(row["service"], row["endpoint"], row["instances"]) for row in of_kind(data, "service")] == [("adder", "sums.add", 1)]
    assert of_kind(data, "subscription")[0]["subscription"] == "sums.add"


def test_what_is_asked_wrongly_is_told(clients):
    assert "missing_argument" in clients("sys").call("subject_report", subject="x").failure
    assert "account_not_found" in clients("sys").call("subject_report", subject="x", account="AA").failure
    assert "system_account_needed" in clients("a").call("subject_report", subject="x", account="B").failure
    assert "invalid" in clients("a").call("subject_report", subject="x..y").failure
    assert "subscription" in clients("a").call("subject_report", subject="x", kinds="everything").failure
    # An account without JetStream has the rest.
    data = clients("b").call("subject_report", subject="from.a.x").data
    assert any("streams and consumers" in line for line in data["not_seen"])


def test_pages_hold_each_row_once(clients, trio):
    where = [(trio["n2"].url, "a", f"paged-{number}", "paged.x", None) for number in range(90)]

    def pages():
        seen, cursor = [], None
        while True:
            answer = clients("a").call("subject_report", subject="paged.x", max_bytes=3000, **({"cursor": cursor} if cursor else {}))
            assert len(answer.text) <= 3000 and answer.data["counts"] == {"subscription": 90}
            seen += [row["client"] for row in answer.data["found"]]
            cursor = answer.data.get("next_cursor")
            if not cursor:
                return seen

    seen = Listeners(*where).run(pages)
    assert len(seen) == 90 == len(set(seen))
