"""One table: for each tool what to call it with in the sample world (support/sample.py), and what must come of it.

The tests of server versions, clusters, leafnodes and secrets go through it: a new tool joins them all with a line here, and
test_versions.py fails until it has one.
"""

import itertools
import json

_fresh = itertools.count(1)


class Call:
    """A call and what its result must hold.

    - `shows`: a part of the result: of objects the members named, of lists a prefix; or a function that judges the whole.
    - `fails`: instead, a word in the error.
    - `since`: the release of nats-server that this needs; an older one must answer with an error that names it.
    - `arguments`: may be a function of the client, for what has to be looked up first.
    """

    def __init__(self, tool, arguments=None, shows=None, fails=None, since=None):
        self.tool, self.arguments, self.shows, self.fails, self.since = tool, arguments or {}, shows, fails, since

    def __repr__(self):
        words = ",".join(f"{k}={v}" for k, v in self.arguments.items()) if isinstance(self.arguments, dict) else "…"
        return f"{self.tool}({words})"

    def made(self, client, able=None, timeout=4.5):
        """Makes the call; `timeout` lies below the 5 s after which one unanswered request fails: none may be unanswered.
        `able` is a client that may do more, for what has to be looked up or made first."""
        arguments = self.arguments(able or client) if callable(self.arguments) else self.arguments
        return client.call(self.tool, timeout=timeout, **arguments)

    def run(self, client, release=None):
        """Makes the call and judges its outcome."""
        return self.judged(self.made(client), release)

    def judged(self, answer, release=None):
        if self.since and release and version(release) < version(self.since):
            assert f"nats-server {self.since}" in answer.failure
        elif self.fails:
            assert self.fails in answer.failure
        elif callable(self.shows):
            assert self.shows(answer.data), answer.data
        else:
            assert_holds(answer.data, self.shows or {})
        return answer


def version(text):
    return tuple(int(part) for part in text.split(".")[:2])


def assert_holds(value, part, where="result"):
    """Whether a result holds what was asked of it, and where it doesn't."""
    if isinstance(part, dict):
        assert isinstance(value, dict), f"{where} is {value!r}"
        for key, inner in part.items():
            assert key in value, f"{where} has no {key}: {value!r}"
            assert_holds(value[key], inner, f"{where}.{key}")
    elif isinstance(part, list):
        assert isinstance(value, list) and len(value) >= len(part), f"{where} is {value!r}"
        for index, inner in enumerate(part):
            assert_holds(value[index], inner, f"{where}[{index}]")
    else:
        assert value == part, f"{where} is {value!r}, not {part!r}"


def fresh(prefix):
    """A name that no earlier call used."""
    return f"{prefix}{next(_fresh)}"


def numbers(*wanted):
    """That these messages are shown, in this order, by the number in their payloads."""
    return lambda data: [m["payload"]["json"]["number"] for m in data["messages"]] == list(wanted)


def names(data):
    return [stream["name"] for stream in data["streams"]]


def revised(client):
    key = fresh("revised")
    first = client.call("kv_put", bucket="settings", key=key, value="1").data["revision"]
    return {"bucket": "settings", "key": key, "value": "2", "revision": first}


def written(bucket):
    """A key that was just written."""

    def arguments(client):
        key = fresh("written")
        client.call("kv_put", bucket=bucket, key=key, value="1").data
        return {"bucket": bucket, "key": key}

    return arguments


def stored(client):
    """An object that was just stored."""
    name = fresh("object")
    client.call("object_put", bucket="files", name=name, data="1").data
    return {"bucket": "files", "name": name}


def made_stream(client):
    """A stream of its own; `description` is what an edit of it changes."""
    name = fresh("MADE")
    client.call("stream_add", stream=name, subjects=[name]).data
    return {"stream": name, "description": "changed"}


def alone(client, **more):
    """A stream of one copy."""
    return {"stream": made_stream(client)["stream"], **more}


def made_consumer(**more):
    """A consumer of its own with nothing to do, of a stream that all of these share."""

    def arguments(client):
        consumer = fresh("made")
        made = client.call("stream_add", stream="WORKED", config={"mirror": "ORDERS"})
        assert not made.is_error or "stream_exists" in made.text, made.text
        client.call("consumer_add", stream="WORKED", consumer=consumer, deliver_policy="new").data
        return {"stream": "WORKED", "consumer": consumer, **more}

    return arguments


def another_consumer(**more):
    """The same stream, and a name that no consumer of it has."""

    def arguments(client):
        return {**made_consumer()(client), "consumer": fresh("another"), **more}

    return arguments


def made_bucket(tool, **more):
    """A bucket of its own, made by `kv_add` or `object_add`."""

    def arguments(client):
        name = fresh("made")
        client.call(tool, bucket=name).data
        return {"bucket": name, **more}

    return arguments


def reverted(client):
    key = fresh("reverted")
    first = client.call("kv_put", bucket="settings", key=key, value="1").data["revision"]
    client.call("kv_put", bucket="settings", key=key, value="2").data
    return {"bucket": "settings", "key": key, "revision": first}


def renamed(client):
    return {**stored(client), "new_name": fresh("renamed")}


def keys(*wanted):
    """That these keys are listed, in order of revision; others may be there."""
    return lambda data: [row["key"] for row in data["keys"] if row["key"] in wanted] == list(wanted)


def lists_a_server(data):
    """Beyond a leafnode and in a cluster there are more."""
    return data["answered"] >= 1 and all(server["name"] and server["version"] for server in data["servers"])


CALLS = [
    Call("account_backup", {"target": "b"}, fails="--files-root"),
    Call("account_info", {}, {"jetstream": {"available": True}, "usage": [{"streams": {}}]}),
    Call("account_report_connections", {}, lambda data: any(row.get("name") == "nats-operator" for row in data["connections"])),
    Call("account_report_connections", {"state": "closed", "top": "1"}, lambda data: all(row["reason"] for row in data["connections"])),
    Call("account_report_connections", {"sort": "rtt"}, {"truncated": False}, since="2.10"),
    Call("account_report_statistics", {}, lambda data: data["accounts"][0]["connections"] >= 1),
    Call("account_restore", {"directory": "b"}, fails="--files-root"),
    Call("account_tls", {}, lambda data: "tls" in data),
    Call("backup_status", {}, {"jobs": []}),
