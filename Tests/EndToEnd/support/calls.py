"""One table: for each tool what to call it with in the sample world (support/sample.py), and what must come of it.

The tests of server versions, clusters, leafnodes and secrets go through it: a new tool joins them all with a line here, and
test_versions.py fails until it has one.
"""

import itertools

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

    def prepared(self, client):
        return self.arguments(client) if callable(self.arguments) else self.arguments

    def run(self, client, release=None, timeout=4.5):
        """Makes the call; `timeout` lies below the 5 s after which one unanswered request fails: none may be unanswered."""
        answer = client.call(self.tool, timeout=timeout, **self.prepared(client))
        if self.since and release and version(release) < version(self.since):
            assert self.since in answer.failure and "unsupported_by_server" in answer.failure
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


def revised(client):
    key = fresh("revised")
    first = client.call("kv_put", bucket="settings", key=key, value="1").data["revision"]
    return {"bucket": "settings", "key": key, "value": "2", "revision": first}


CALLS = [
    Call("account_tls", {}, {"tls": False}),
    Call("kv_get", {"bucket": "settings", "key": "app.size"}, {"value": {"size": 2}}),
    Call("kv_get", {"bucket": "flags", "key": "app.size"}, {"value": {"size": 2}}),
    Call("kv_get", {"bucket": "settings", "key": "theme", "revision": 1}, {"revision": 1}),
    Call("kv_get", {"bucket": "flags", "key": "theme", "revision": 1}, {"revision": 1}),
    Call("kv_get", {"bucket": "settings", "key": "none"}, fails="key_not_found"),
    Call("kv_get", {"bucket": "flags", "key": "none"}, fails="key_not_found"),
    Call("kv_get", {"bucket": "flags", "key": "gone"}, fails="deleted"),
    Call("kv_get", {"bucket": "none", "key": "k"}, fails="bucket_not_found"),
    Call("kv_put", lambda _: {"bucket": "settings", "key": fresh("put"), "value": "v"}, {"status": "done"}),
    Call("kv_put", {"bucket": "none", "key": "k", "value": "v"}, fails="bucket_not_found"),
    Call("kv_update", revised, {"status": "done"}),
    Call("kv_update", {"bucket": "flags", "key": "theme", "value": "v", "revision": 1}, fails="wrong_revision"),
    Call("operator_status", {}, {"connection": {"state": "connected"}}),
    Call("publish", {"subject": "JOBS.new", "body": "x", "headers": {"Kind": "test"}}, {"stored": {"stream": "JOBS"}}),
    Call("publish", {"subject": "nobody.listens", "body": "x"}, {"stored": None}),
    Call("publish", {"subject": "JOBS.new", "body": "x", "headers": {"Nats-TTL": "1h"}}, fails="TTL is disabled", since="2.11"),
    Call("publish", {"subject": "JOBS.new", "body": "", "headers": {"Nats-Incr": "+1"}}, fails="disabled", since="2.12"),
    Call("server_info", {}, {"jetstream": {"limits": {}}, "maximum_payload": 1 << 20}),
    Call("stream_info", {"stream": "EVENTS"}, {"stream": {"messages": 12, "subjects": ["EVENTS.>"]}}),
    Call("stream_info", {"stream": "ORDERS", "detail": "full"}, {"stream": {"config": {"name": "ORDERS"}, "state": {"messages": 12}}}),
    Call("stream_info", {"stream": "NONE"}, fails="stream_not_found"),
    Call("stream_list", {"filter": "*S"}, {"streams": [{"name": "EVENTS", "messages": 12}, {"name": "JOBS"}, {"name": "ORDERS"}]}),
    Call("stream_list", {"subject": "ORDERS.1"}, {"streams": [{"name": "ORDERS", "consumers": 1}], "total": 1}),
    Call("stream_purge", {"stream": "ORDERS", "subject": "ORDERS.none"}, {"status": "done", "purged": 0}),
    Call("stream_purge", {"stream": "ORDERS", "subject": "ORDERS.1", "keep": 1}, {"status": "needs_confirmation", "loss": {"messages": 3}}),
    Call("stream_purge", {"stream": "EVENTS", "subject": "EVENTS.1", "keep": 1}, {"status": "needs_confirmation", "loss": {"messages": 3, "exact": True}}),
    Call("stream_purge", {"stream": "EVENTS", "sequence": 5}, {"status": "needs_confirmation", "loss": {"messages": 4, "exact": True}}),
    Call("stream_view", {"stream": "ORDERS"}, numbers(*range(12))),
    Call("stream_view", {"stream": "EVENTS"}, numbers(*range(12))),
    Call("stream_view", {"stream": "ORDERS", "subject": "ORDERS.1", "sequence": 4, "limit": 2}, numbers(4, 7)),
    Call("stream_view", {"stream": "EVENTS", "subject": "EVENTS.1", "sequence": 4, "limit": 2}, numbers(4, 7)),
    Call("stream_view", {"stream": "EVENTS", "subject": "EVENTS.1"}, {"messages": [{}] * 4, "truncated": False}),
    Call("stream_view", {"stream": "EVENTS", "limit": 10}, lambda data: data["truncated"] and data.get("remaining", 2) == 2),
    Call("stream_view", {"stream": "EVENTS", "subject": "EVENTS.none"}, {"messages": [], "truncated": False}),
    Call("stream_view", {"stream": "JOBS", "limit": 1}, {"messages": [{"sequence": 1}]}),
]

TOOLS = {call.tool for call in CALLS}
