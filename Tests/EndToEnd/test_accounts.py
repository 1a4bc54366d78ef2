"""Users who may not do everything, accounts beside one another, and one that works with another's JetStream."""

import json

import pytest

from support.accounts import Accounts
from support.calls import ASKING_SERVERS, CALLS
from support.driver import Driver

WRITER = ("--write", "destructive", "--confirm", "token", "--toolsets", "all")

# Who can do all that the table of calls asks for, and with which flags.
ABLE = {"admin": (), "indirect": (), "unnamed": (), "own_inbox": ("--inbox-prefix", "_BOX.own"), "other": (),
        "guest": ("--js-api-prefix", "ops.API")}

ALWAYS = {"operator_status", "rtt", "server_info", "server_list", "server_ping", "server_report", "account_info", "account_tls",
          "config_review", "explain", "events", "subscribe",
          # They tell what can't be seen, and ask for nothing of this user's.
          "audit", "backup_status",
          "server_check", "services", "subject_map_test"}
TOOLS = {call.tool for call in CALLS}

# Who can't: the error, and tools that must be refused to them whatever is asked for.
LIMITED = {
    "reader": ("permission_denied", {"kv_put", "kv_update", "publish"}),
    "unlisted": ("permission_denied", {"stream_list", "stream_find"}),
    "no_inbox": ("inbox_denied", TOOLS - ALWAYS - {"publish"}),
    "one_key": ("permission_denied", TOOLS - ALWAYS - {"kv_get", "kv_put"}),
    "plain": ("jetstream_not_available", TOOLS - ALWAYS - ASKING_SERVERS - {"publish", "trace"}),
    "guest": ("jetstream_not_available", TOOLS - ALWAYS - ASKING_SERVERS - {"publish", "trace"}),
}


@pytest.fixture(scope="module")
def server():
    with Accounts() as server:
        yield server


@pytest.fixture(scope="module")
def clients(server):
    """One client for each user (and flags), made when asked for."""
    made = {}

    def client(user, *flags):
        if (user, flags) not in made:
            made[user, flags] = Driver(*WRITER, *flags, **server.to(user))
            made[user, flags].initialize()
            made[user, flags].list_tools()
        return made[user, flags]

    yield client
    for one in made.values():
        one.finish()


@pytest.mark.parametrize("call", CALLS, ids=repr)
@pytest.mark.parametrize("user", ABLE)
def test_what_a_user_may_do_works(clients, user, call):
    if user == "guest" and call.tool == "publish":
        return test_a_stream_of_another_account_is_not_published_to_from_here(clients)
    if user == "guest" and call.tool == "trace" and not call.fails:
        assert call.made(clients(user, *ABLE[user])).data["reached"]["streams"] == [], "the stream is another account's"
        return
    if user == "unnamed" and call.tool in ASKING_SERVERS:
        return test_who_may_ask_nothing_of_servers_is_told_so(clients)
    if user == "own_inbox" and call.tool == "events" and not call.fails:
        assert "permission_denied" in call.made(clients(user, *ABLE[user])).failure
        return
    call.run(clients(user, *ABLE[user]))


@pytest.mark.parametrize("call", CALLS, ids=repr)
@pytest.mark.parametrize("user", LIMITED)
def test_what_a_user_may_not_do_is_told_at_once(clients, user, call):
    code, refused = LIMITED[user]
    answer = call.made(clients(user), able=clients("admin"))
    if call.tool in refused:
        # A plan may be made of what is not known, and says so.
        assert answer.is_error or "unknown number of revisions" in answer.text, answer.text
    if not answer.is_error:
        # What was not seen is named.
        assert call.tool != "subject_report" or answer.data["not_seen"]
        return
    error = json.loads(answer.text)["error"]
    if error["code"] == "refused_by_guard" and not (call.fails and call.fails in answer.text):
        assert "may not" in error["message"] or "JetStream not enabled" in error["message"], "what can't be known stops a change"
    elif error["code"] != code:
        call.judged(answer)  # the same as anybody gets
    elif code != "jetstream_not_available":
        assert {"permission_denied": "may not publish to", "inbox_denied": "may not subscribe to _INBOX."}[code] in error["message"]


def test_who_may_ask_nothing_of_servers_is_told_so(clients):
    listed = clients("unnamed").call("server_list").data
    assert len(listed["servers"]) == 1 and "may not publish to $SYS.REQ.ACCOUNT.PING.STATZ" in listed["limited"]
    failure = clients("unnamed").call("account_report_connections").failure
    assert "permission_denied" in failure and "$SYS.REQ.ACCOUNT.PING.CONNZ" in failure


def test_each_account_has_its_own(clients):
    for user, mark in (("admin", "ops"), ("other", "other"), ("reader", "ops")):
        answer = clients(user).call("kv_get", bucket="settings", key="theme")
        assert answer.value == f"light-{mark}".encode()
        assert answer.data["target"]["account"] == mark.upper()


def test_an_imported_api_shows_the_other_accounts_streams(clients):
    guest = clients("guest", *ABLE["guest"])
    answer = guest.call("kv_get", bucket="flags", key="theme")
    assert answer.value == b"light-ops" and answer.data["target"]["account"] == "GUEST"
    assert guest.call("operator_status").data["configuration"]["jetstream_api"] == "ops.API"
    revision = guest.call("kv_put", bucket="flags", key="by-guest", value="1").data["revision"]
    assert clients("admin").call("kv_get", bucket="flags", key="by-guest").data["revision"] == revision


def test_a_stream_of_another_account_is_not_published_to_from_here(clients):
    failure = clients("guest", *ABLE["guest"]).call("publish", subject="JOBS.new", body="x").failure
    assert "another account's" in failure


def test_a_prefix_that_is_imported_nowhere_is_told(clients):
    failure = clients("guest", "--js-api-prefix", "no.API").call("stream_list").failure
    assert "jetstream_not_available" in failure and "prefix" in failure


def test_an_account_without_jetstream_says_so_and_what_could_be_meant(clients):
    failure = clients("plain").call("stream_list").failure
    assert "JetStream not enabled for account" in failure and "--js-api-prefix" in failure
    assert clients("plain").call("account_info").data["jetstream"]["available"] is False
    assert clients("plain").call("publish", subject="a.b", body="x").data["stored"] is None


def test_the_keys_a_user_may_read_and_write_are_read_and_written(clients):
    """Nothing but one key and its bucket's direct gets is allowed: no look at the stream, no name of the user."""
    client = clients("one_key")
    assert client.call("kv_get", bucket="flags", key="app.size").value == b"10"
    assert not client.call("kv_put", bucket="flags", key="app.size", value="10").is_error
    lost = client.call("kv_update", bucket="flags", key="app.size", value="11", revision=1).failure
    assert "wrong_revision" in lost and "no value" not in lost, "what could not be read is not called empty"


def test_where_nothing_can_be_looked_up_a_publish_tells_that_its_fate_is_unknown(clients):
    for user in ("unlisted", "no_inbox"):
        data = clients(user).call("publish", subject="JOBS.unseen", body="x").data
        assert data["stored"] is None and "may not" in data["stored_unknown"]


def test_a_denied_inbox_is_named_with_what_would_help(clients):
    failure = clients("no_inbox").call("stream_list").failure
    assert "_INBOX." in failure and "inbox prefix" in failure
    assert clients("no_inbox").call("rtt").data["count"] == 5
