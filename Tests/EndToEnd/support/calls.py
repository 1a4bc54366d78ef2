"""One table: for each tool what to call it with in the sample world (support/sample.py), and what must come of it.

The tests of server versions, clusters, leafnodes and secrets go through it: a new tool joins them all with a line here, and
test_versions.py fails until it has one.
"""

import itertools
import json
import time

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


def last_sequence(client, stream):
    return client.call("stream_info", stream=stream).data["stream"]["last_sequence"]


def made_consumer(**more):
    """A consumer of its own with nothing to do, of a stream that all of these share."""

    def arguments(client):
        consumer = fresh("made")
        made = client.call("stream_add", stream="WORKED", config={"mirror": "ORDERS"})
        assert not made.is_error or "stream_exists" in made.text, made.text
        # What the mirror has yet to take over would be new to the consumer.
        deadline = time.monotonic() + 20
        while last_sequence(client, "WORKED") < last_sequence(client, "ORDERS"):
            assert time.monotonic() < deadline, "the mirror does not catch up"
            time.sleep(0.05)
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
    # Files: test_backups.py; no server is asked.
    Call("backup_ls", {}, fails="files_not_allowed"),
    Call("backup_verify", {"backup": "night"}, fails="files_not_allowed"),
    Call("config_review", {"consumer": {"stream_name": "ORDERS", "name": "review", "ack_policy": "explicit"}}, lambda data: "made" in data["note"]),
    Call("config_review", {"consumer": {"stream_name": "ORDERS", "name": "billing", "ack_policy": "explicit"}}, lambda data: data["changes"]),
    Call("config_review", {"bucket": {"bucket": "settings", "history": 1}}, lambda data: any(one["field"] == "max_msgs_per_subject" for one in data["changes"])),
    Call("config_review", {"bucket": {"bucket": "new", "kind": "object"}}, lambda data: "made" in data["note"]),
    Call("config_review", {"stream": {"name": "EVENTS", "subjects": ["EVENTS.>"], "max_msgs": 5}}, lambda data: data["verdict"] == "needs_confirmation"),
    Call("config_review", {"conf": "port: 4222"}, {"verdict": "needs_reason"}),
    Call("consumer_add", another_consumer(), {"status": "done", "created": True}),
    Call("consumer_add", another_consumer(filter_subjects=["a", "b"]), {"status": "done"}, since="2.10"),
    Call("consumer_add", {"stream": "ORDERS", "consumer": "billing"}, fails="consumer_exists"),
    Call("consumer_add", {"stream": "ORDERS", "consumer": "x", "deliver_subject": "$JS.API.INFO"}, fails="NG-C023"),
    Call("consumer_del", made_consumer(), {"status": "done", "deleted": True}),
    Call("consumer_del", {"stream": "ORDERS", "consumer": "billing"}, {"status": "needs_confirmation"}),
    Call("consumer_edit", made_consumer(config={"description": "x", "ack_wait": "1m"}), {"status": "done", "changed": [{}, {}]}),
    Call("consumer_edit", made_consumer(pause_until="2100-01-01T00:00:00Z"), fails="consumer_pause", since="2.11"),
    Call("consumer_edit", {"stream": "ORDERS", "consumer": "billing", "ack_policy": "none"}, fails="NG-C003"),
    Call("consumer_info", {"stream": "ORDERS", "consumer": "billing"}, {"consumer": {"pending": 4}, "behind": {"next_sequence": 2}}),
    Call("consumer_info", {"stream": "ORDERS", "consumer": "biling"}, fails="consumer_not_found"),
    Call("consumer_list", {"filter": "bill*"}, {"consumers": [{"stream": "ORDERS", "name": "billing", "pending": 4}]}),
    Call("consumer_list", {"stream": "ORDERS", "state": "lagging", "pending": 4}, {"matched": 1}),
    Call("consumer_next", {"stream": "ORDERS", "consumer": "billing", "limit": 2}, numbers(1, 4)),
    Call("counter_add", {"subject": "JOBS.new"}, fails="keeps no counters", since="2.12"),
    Call("counter_get", {"subject": "ORDERS.*"}, fails="keeps no counters", since="2.12"),
    Call("explain", {"topic": "10058"}, {"explained": [{"err_code": 10058}]}),
    Call("consumer_next", made_consumer(ack="ack"), {"status": "done", "taken": 0, "messages": []}),
    Call("consumer_next", {"stream": "ORDERS", "consumer": "billing", "ack": "nak", "limit": 2, "dry_run": True}, {"status": "planned"}),
    Call("consumer_pause", made_consumer(duration="10m"), {"status": "done", "paused": True}, since="2.11"),
    Call("consumer_report", {"stream": "ORDERS"}, {"totals": {"consumers": 1, "pending": 4}, "worst": [{"name": "billing"}]}),
    Call("consumer_report", {}, lambda data: data["stream_count"] >= 1),
    Call("consumer_reset", {"stream": "ORDERS", "consumer": "billing", "sequence": 5}, {"status": "needs_confirmation"}, since="2.14"),
    Call("consumer_reset", made_consumer(), {"status": "done"}, since="2.14"),
    Call("consumer_resume", made_consumer(), {"status": "done", "sent": False}, since="2.11"),
    Call("consumer_step_down", {"stream": "ORDERS", "consumer": "biling"}, fails="consumer_not_found"),
    Call("consumer_unpin", made_consumer(group="g"), fails="NG-C039", since="2.11"),
    Call("audit", {"limit": 3}, lambda data: data["totals"]["streams"] >= 6 and len(data["findings"]) <= 3 and "summary" in data),
    Call("audit", {"filter": "stream/NO_SUCH"}, {"matched": 0, "findings": []}),
    Call("events", {"duration": "50ms", "kinds": ["streams", "api"]}, {"ended": "duration", "seen": ["streams", "api"]}),
    Call("events", {"duration": "50ms", "kinds": "connections"}, fails="system_account_needed"),
    Call("kv_add", lambda _: {"bucket": fresh("made"), "history": 5, "ttl": "1h", "max_value_size": "64K"}, {"status": "done", "created": True}),
    Call("kv_add", lambda _: {"bucket": fresh("made"), "mirror": "flags"}, {"status": "done"}),
    Call("kv_add", lambda _: {"bucket": fresh("made"), "sources": ["flags"]}, {"status": "done"}, since="2.10"),
    Call("kv_add", lambda _: {"bucket": fresh("made"), "limit_marker_ttl": "1m"}, {"status": "done"}, since="2.11"),
    Call("kv_add", {"bucket": "flags"}, fails="bucket_exists"),
    Call("kv_compact", {"bucket": "settings", "older_than": "0s"}, {"status": "needs_confirmation", "loss": {"messages": 2, "exact": True}}),
    Call("kv_compact", {"bucket": "none"}, fails="bucket_not_found"),
    Call("kv_create", lambda _: {"bucket": "settings", "key": fresh("made"), "value": "v"}, {"status": "done"}),
    Call("kv_create", lambda _: {"bucket": "flags", "key": fresh("timed"), "value": "v", "ttl": "1h"}, {"status": "done"}, since="2.11"),
    Call("kv_create", {"bucket": "flags", "key": "theme", "value": "v"}, fails="key_exists"),
    Call("kv_del", {"bucket": "settings", "key": "gone"}, {"status": "done", "deleted": False}),
    Call("kv_del", {"bucket": "flags", "key": "none"}, {"status": "done", "deleted": False}),
    Call("kv_del", {"bucket": "flags", "key": "theme", "revision": 1}, fails="wrong_revision"),
    Call("kv_del", {"bucket": "flags"}, fails="A bucket is not deleted"),
    Call("kv_del", {"bucket": "flags", "delete_bucket": True}, {"status": "needs_confirmation"}),
    Call("kv_del", {"bucket": "none", "delete_bucket": True}, fails="bucket_not_found"),
    Call("kv_del", written("flags"), {"status": "done", "deleted": True}),
    Call("kv_edit", made_bucket("kv_add", description="changed", max_bucket_size="1M"), {"status": "done"}),
    Call("kv_edit", {"bucket": "flags", "history": 1, "dry_run": True}, {"status": "planned", "loss": {"exact": True}}),
    Call("kv_edit", made_bucket("kv_add", limit_marker_ttl="1m", dry_run=True), {"status": "planned"}, since="2.11"),
    Call("kv_get", {"bucket": "settings", "key": "app.size"}, {"value": {"size": 2}}),
    Call("kv_get", {"bucket": "flags", "key": "app.size"}, {"value": {"size": 2}}),
    Call("kv_get", {"bucket": "settings", "key": "theme", "revision": 1}, {"revision": 1}),
    Call("kv_get", {"bucket": "flags", "key": "theme", "revision": 1}, {"revision": 1}),
    Call("kv_get", {"bucket": "settings", "key": "none"}, fails="key_not_found"),
    Call("kv_get", {"bucket": "flags", "key": "none"}, fails="key_not_found"),
    Call("kv_get", {"bucket": "flags", "key": "gone"}, fails="deleted"),
    Call("kv_get", {"bucket": "none", "key": "k"}, fails="bucket_not_found"),
    Call("kv_history", {"bucket": "settings", "key": "theme"}, {"revisions": [{"revision": 2}, {"revision": 1}]}),
    Call("kv_history", {"bucket": "flags", "key": "gone", "order": "oldest"}, {"revisions": [{"operation": "put"}, {"operation": "delete"}]}),
    Call("kv_info", {"bucket": "settings"}, {"info": {"history": 5, "direct_reads": False}}),
    Call("kv_info", {"bucket": "none"}, fails="bucket_not_found"),
    Call("kv_ls", {}, lambda data: {"flags", "settings"} <= {row["bucket"] for row in data["buckets"]}),
    Call("kv_ls", {"bucket": "settings"}, keys("theme", "app.size")),
    Call("kv_ls", {"bucket": "flags", "filter": "app.*", "values": True}, {"keys": [{"key": "app.size", "value": {"size": 2}}]}),
    Call("kv_ls", {"bucket": "flags", "filter": "app.*,theme"}, keys("theme", "app.size"), since="2.10"),
    Call("kv_purge", {"bucket": "flags", "key": "theme", "dry_run": True}, {"status": "planned", "loss": {"messages": 2, "exact": True}}),
    Call("kv_purge", {"bucket": "flags", "key": "none", "ttl": "1h", "dry_run": True}, {"status": "planned"}, since="2.11"),
    Call("kv_purge", written("flags"), {"status": "done", "loss": {"messages": 1}}),
    Call("kv_put", lambda _: {"bucket": "settings", "key": fresh("put"), "value": "v"}, {"status": "done"}),
    Call("kv_put", {"bucket": "none", "key": "k", "value": "v"}, fails="bucket_not_found"),
    Call("kv_revert", reverted, {"status": "done"}),
    Call("kv_revert", {"bucket": "flags", "key": "theme", "revision": 99}, fails="key_not_found"),
    Call("kv_update", revised, {"status": "done"}),
    Call("kv_update", {"bucket": "flags", "key": "theme", "value": "v", "revision": 1}, fails="wrong_revision"),
    Call("kv_watch", {"bucket": "settings", "key": "theme", "count": 1}, {"changes": [{"key": "theme", "revision": 2}], "resume_revision": 3}),
    Call("kv_watch", {"bucket": "flags", "key": "gone", "count": 2, "include_history": True}, {"changes": [{}, {"operation": "delete"}]}),
    Call("kv_watch", {"bucket": "flags", "updates_only": True, "duration": "50ms"}, {"changes": [], "ended": "duration"}),
    Call("kv_watch", {"bucket": "settings", "key": "app.>", "duration": "100ms"}, {"changes": [{"key": "app.size"}], "caught_up": True}),
    Call("kv_watch", {"bucket": "flags", "include_history": True, "count": 2}, {"changes": [{"revision": 1}, {"revision": 2}], "ended": "count"}),
    Call("kv_watch", {"bucket": "flags", "key": "theme,none", "include_history": True, "count": 1}, {"ended": "count"}, since="2.10"),
    Call("meta_step_down", {"dry_run": True}, fails="system_account_needed"),
    Call("object_add", lambda _: {"bucket": fresh("made"), "max_bucket_size": "1M", "ttl": "1h"}, {"status": "done", "created": True}),
    Call("object_add", {"bucket": "files"}, fails="bucket_exists"),
    Call("object_del", stored, {"status": "done", "deleted": {"size": 1, "chunks": 1}}),
    Call("object_del", {"bucket": "files", "name": "none"}, fails="object_not_found"),
    Call("object_del", {"bucket": "files", "delete_bucket": True}, {"status": "needs_confirmation"}),
    Call("object_edit", renamed, {"status": "done"}),
    Call("object_edit", {"bucket": "files", "name": "none", "description": "d"}, fails="object_not_found"),
    Call("object_get", {"bucket": "files", "name": "notes.txt"}, {"verified": True}),
    Call("object_get", {"bucket": "files", "name": "logo.bin", "payload": "preview"}, {"verified": True, "content": {"size": 307_200}}),
    Call("object_get", {"bucket": "files", "name": "none"}, fails="object_not_found"),
    Call("object_info", {"bucket": "files", "name": "logo.bin"}, {"object": {"size": 307_200, "chunks": 3}}),
    Call("object_info", {"bucket": "files"}, {"info": {"bucket": "files"}}),
    Call("object_ls", {}, {"buckets": [{"bucket": "files"}]}),
    Call("object_ls", {"bucket": "files"}, {"objects": [{"name": "logo.bin", "size": 307_200}, {"name": "notes.txt"}]}),
    Call("object_put", lambda _: {"bucket": "files", "name": fresh("put"), "data": "x" * 300_000}, {"status": "done", "chunks": 3}),
    Call("object_put", {"bucket": "files", "name": "logo.bin", "data": "x"}, fails="already"),
    Call("object_put", lambda _: {"bucket": "files", "name": fresh("link"), "link": "notes.txt"}, {"status": "done", "chunks": 0}),
    Call("object_put", {"bucket": "none", "name": "new", "data": "x"}, fails="bucket_not_found"),
    Call("object_seal", {"bucket": "files"}, {"status": "needs_confirmation"}),
    Call("object_seal", {"bucket": "none"}, fails="bucket_not_found"),
    Call("object_watch", {"bucket": "files", "filter": "*.*", "count": 2}, {"changes": [{"name": "logo.bin"}, {"name": "notes.txt"}]}),
    Call("operator_status", {}, {"connection": {"state": "connected"}}),
    Call("publish", {"subject": "JOBS.new", "body": "x", "headers": {"Kind": "test"}}, {"stored": {"stream": "JOBS"}}),
    Call("publish", {"subject": "nobody.listens", "body": "x"}, {"stored": None}),
    Call("publish", {"subject": "JOBS.new", "body": "x", "headers": {"Nats-TTL": "1h"}}, fails="TTL is disabled", since="2.11"),
    Call("publish", {"subject": "JOBS.new", "body": "", "headers": {"Nats-Incr": "+1"}}, fails="disabled", since="2.12"),
    Call("publish", {"subject": "JOBS.new", "body": "x", "ttl": "1h"}, fails="TTL is disabled", since="2.11"),
    Call("publish", lambda _: {"subject": "JOBS.new", "event": {"type": "t"}, "message_id": fresh("id")}, {"stored": {"stream": "JOBS"}}),
    Call("publish", {"subject": "JOBS.new", "count": 3, "sleep": "1ms"}, {"stored_count": 3}),
    Call("publish", {"subject": "JOBS.new", "body": "x", "expect": {"stream": "ORDERS"}}, fails="expected stream does not match"),
    Call("publish", {"subject": "nobody.listens", "expect": {"last_sequence": 1}}, fails="No stream takes"),
    Call("publish_batch", {"messages": [{"subject": "JOBS.a"}, {"subject": "JOBS.b"}]}, fails="allow_atomic", since="2.12"),
    Call("request", {"subject": "nobody.listens"}, fails="no_responders"),
    Call("request", {"subject": "$JS.API.INFO"}, fails="refused_by_guard"),
    Call("rtt", {"iterations": 2}, {"count": 2}),
    Call("server_info", {"server": "none"}, fails="server_not_found"),
    Call("server_list", {}, lists_a_server),
    Call("server_ping", {}, lambda data: data["max_ms"] >= data["min_ms"] > 0),
    Call("server_report", {"kind": "downgrade", "release": "2.15"}, lambda data: data["summary"]["streams"] >= 6 and data["rows"] == []),
    Call("server_report", {"kind": "connections"}, lambda data: sum(row["connections"] for row in data["rows"]) >= 1),
    Call("server_report", {"kind": "accounts"}, lambda data: len(data["rows"]) == 1 and "system account" in data["limited"]),
    Call("server_report", {"kind": "leafnodes"}, lambda data: isinstance(data["rows"], list)),
    Call("server_report", {"kind": "operations"}, lambda data: "peer-remove" in json.dumps(data["rows"])),
    Call("server_report", {"kind": "jetstream"}, fails="system_account_needed"),
    Call("server_request", {"document": "varz"}, fails="system_account_needed"),
    Call("server_request", {"document": "accstatz"}, lambda data: data["documents"][0]["data"]["account_statz"]),
    Call("server_request", {"document": "connz", "options": '{"limit": 1}'}, lambda data: data["documents"][0]["data"]["limit"] == 1),
    Call("server_request", {"document": "userinfo"}, lambda data: data["documents"][0]["data"]["account"], since="2.10"),
    Call("server_request", {"document": "reload"}, fails="kind=operations"),
    Call("server_info", {}, {"jetstream": {"limits": {}}, "maximum_payload": 1 << 20}),
    Call("stream_add", lambda _: {"stream": fresh("MADE"), "subjects": [fresh("made.")], "max_age": "7d"}, {"status": "done", "created": True}),
    Call("stream_add", lambda _: {"stream": fresh("MADE"), "config": {"mirror": "ORDERS", "compression": "s2"}}, {"status": "done"}, since="2.10"),
    Call("stream_add", {"stream": "EVENTS", "subjects": ["EVENTS.>"]}, fails="stream_exists"),
    Call("stream_backup", {"stream": "ORDERS", "target": "b"}, fails="--files-root"),
    Call("stream_backup", {"stream": "NONE", "target": "b"}, fails="stream_not_found"),
    Call("stream_copy", lambda _: {"stream": "EVENTS", "to": fresh("COPIED"), "subjects": [fresh("copied.")]}, {"status": "done"}),
    Call("stream_copy", {"stream": "EVENTS", "to": "OTHER"}, fails="subjects_overlap"),
    Call("stream_del", lambda client: {"stream": made_stream(client)["stream"]}, {"status": "needs_confirmation"}),
    Call("stream_del", {"stream": "NONE"}, fails="stream_not_found"),
    Call("stream_edit", made_stream, {"status": "done"}),
    Call("stream_edit", {"stream": "EVENTS", "max_msgs": 5, "dry_run": True}, {"status": "planned", "loss": {"messages": 7, "exact": True}}),
    Call("stream_seal", {"stream": "EVENTS"}, {"status": "needs_confirmation"}),
    Call("server_check", {"kind": "stream", "stream": "JOBS", "limits": {"msgs_critical": 0}}, {"status": "ok", "code": 0}),
    Call("server_check", {"kind": "stream", "stream": "JOBS", "limits": {"msgs_critical": 1000000}}, {"status": "critical"}),
    Call("server_check", {"kind": "stream", "stream": "JOBS", "limits": {"none": 1}}, fails="peer_expect"),
    Call("services", {}, {"services": [], "total": 0}),
    Call("services", {"name": "none"}, fails="service_not_found"),
    Call("stream_find", {"name": "*S", "consumers_below": 1}, lambda data: names(data) == ["EVENTS", "JOBS"]),
    Call("stream_find", {"messages_above": 11, "subject": "ORDERS.>"}, lambda data: names(data) == ["ORDERS"]),
    Call("stream_find", {"name": "*S", "empty": True, "created_before": "1s"}, lambda data: names(data) == []),
    Call("stream_gaps", {"stream": "EVENTS"}, {"missing": 0, "gaps": [], "last_sequence": 12}),
    Call("stream_get", {"stream": "ORDERS", "sequence": 3}, {"message": {"sequence": 3}}),
    Call("stream_get", {"stream": "EVENTS", "sequence": 3}, {"message": {"sequence": 3}}),
    Call("stream_get", {"stream": "ORDERS", "subject": "ORDERS.1"}, {"message": {"sequence": 11}}),
    Call("stream_get", {"stream": "EVENTS", "subject": "EVENTS.*", "sequence": 4}, {"message": {"sequence": 4}}),
    Call("stream_get", {"stream": "EVENTS", "sequence": 99}, fails="12"),
    Call("stream_info", {"stream": "EVENTS"}, {"stream": {"messages": 12, "subjects": ["EVENTS.>"]}}),
    Call("stream_info", {"stream": "ORDERS", "detail": "full"}, {"stream": {"config": {"name": "ORDERS"}, "state": {"messages": 12}}}),
    Call("stream_info", {"stream": "NONE"}, fails="stream_not_found"),
    Call("stream_list", {"filter": "*S"}, {"streams": [{"name": "EVENTS", "messages": 12}, {"name": "JOBS"}, {"name": "ORDERS"}]}),
    Call("stream_list", {"subject": "ORDERS.1"}, {"streams": [{"name": "ORDERS", "consumers": 1}], "total": 1}),
    Call("stream_message_del", {"stream": "ORDERS", "sequences": [3, 99]}, {"status": "needs_confirmation", "loss": {"messages": 1}}),
    Call("stream_message_del", {"stream": "KV_settings", "sequence": "1"}, fails="kv_del"),
    Call("stream_move_cancel", {"stream": "EVENTS"}, fails="no move is under way"),
    Call("stream_peer_remove", lambda client: alone(client, peer="n1"), fails="no copy can be taken away"),
    Call("stream_purge", {"stream": "ORDERS", "subject": "ORDERS.none"}, {"status": "done", "purged": 0}),
    Call("stream_purge", {"stream": "ORDERS", "subject": "ORDERS.1", "keep": 1}, {"status": "needs_confirmation", "loss": {"messages": 3}}),
    Call("stream_purge", {"stream": "EVENTS", "subject": "EVENTS.1", "keep": 1}, {"status": "needs_confirmation", "loss": {"messages": 3, "exact": True}}),
    Call("stream_purge", {"stream": "EVENTS", "sequence": 5}, {"status": "needs_confirmation", "loss": {"messages": 4, "exact": True}}),
    Call("stream_report", {"sort": "messages", "filter": "*S"}, lambda data: data["totals"]["messages"] >= 24),
    Call("stream_report", {"limit": 1}, {"streams": [{}], "truncated": True}),
    Call("stream_restore", {"directory": "b"}, fails="--files-root"),
    Call("stream_step_down", lambda client: alone(client), fails="nobody else can lead"),
    Call("stream_state", {"stream": "EVENTS"}, lambda data: '"messages": 12' in json.dumps(data)),
    Call("stream_subjects", {"stream": "ORDERS"}, {"subjects": [{"subject": f"ORDERS.{n}", "messages": 4} for n in range(3)]}),
    Call("stream_subjects", {"stream": "EVENTS", "filter": "EVENTS.1", "order": "count"}, {"subjects": [{"messages": 4}]}),
    Call("stream_view", {"stream": "ORDERS"}, numbers(*range(12))),
    Call("stream_view", {"stream": "ORDERS", "order": "newest", "limit": 3}, numbers(11, 10, 9)),
    Call("stream_view", {"stream": "EVENTS", "order": "newest", "subject": "EVENTS.1"}, numbers(10, 7, 4, 1)),
    Call("stream_view", {"stream": "ORDERS", "start_time": "1h"}, numbers(*range(12))),
    Call("stream_view", {"stream": "EVENTS", "start_time": "1h", "order": "newest"}, {"messages": []}),
    Call("stream_view", {"stream": "EVENTS"}, numbers(*range(12))),
    Call("stream_view", {"stream": "EVENTS", "end_time": "1h"}, {"messages": []}),
    Call("stream_view", {"stream": "ORDERS", "end_time": "1h", "order": "newest", "limit": 3}, numbers(11, 10, 9)),
    Call("stream_view", {"stream": "ORDERS", "subject": "ORDERS.1", "sequence": 4, "limit": 2}, numbers(4, 7)),
    Call("stream_view", {"stream": "EVENTS", "subject": "EVENTS.1", "sequence": 4, "limit": 2}, numbers(4, 7)),
    Call("stream_view", {"stream": "EVENTS", "subject": "EVENTS.1"}, {"messages": [{}] * 4, "truncated": False}),
    Call("stream_view", {"stream": "EVENTS", "limit": 10}, lambda data: data["truncated"] and data.get("remaining", 2) == 2),
    Call("stream_view", {"stream": "EVENTS", "subject": "EVENTS.none"}, {"messages": [], "truncated": False}),
    Call("stream_view", {"stream": "JOBS", "limit": 1}, {"messages": [{"sequence": 1}]}),
    Call("subject_map_test", {"source": "a.*", "destination": "b.$1", "subjects": ["a.x"]}, {"results": [{"result": "b.x"}]}),
    Call("subject_map_test", {"source": "a", "destination": "b.$1"}, fails="invalid_transform"),
    Call("subject_report", {"subject": "ORDERS.1"}, lambda data: ("stream", "ORDERS") in {(row["kind"], row.get("stream")) for row in data["found"]}
         and "billing" in {row.get("consumer") for row in data["found"]}),
    Call("subject_report", {"subject": "nobody.listens", "kinds": ["subscription"]}, {"found": [], "counts": {}}),
    Call("subscribe", {"subject": "quiet.>", "duration": "50ms"}, {"messages": [], "ended": "duration"}),
    Call("subscribe", {"subject": "quiet.one", "duration": "50ms"}, {"messages": [], "ended": "duration"}),
    Call("subscribe", {"subject": "_INBOX.>"}, fails="private_subject"),
    Call("trace", {"subject": "ORDERS.1", "body": "x"}, lambda data: not data["delivered"] and "ORDERS" in data["reached"]["streams"], since="2.11"),
    Call("trace", {"subject": "nobody.listens"}, {"delivered": False, "reached": {"clients": 0, "streams": []}}, since="2.11"),
    Call("trace", {"subject": "$JS.API.INFO"}, fails="refused_by_guard"),
]

TOOLS = {call.tool for call in CALLS}

# Those that ask servers, and need no JetStream.
ASKING_SERVERS = {"account_report_connections", "account_report_statistics", "server_list", "server_ping", "server_report",
                  "server_request", "events", "meta_step_down", "subject_report"}
