"""The same tools from a shell."""

import json
import os
import pty
import re
import subprocess

import pytest

from support.driver import BINARY, clean_environment
from support.world import make_bucket, make_stream, read_key, stream_state, unique

ROOT = os.path.join(os.path.dirname(__file__), "../..")


def run(*arguments, input=b"", env=None):
    return subprocess.run([BINARY, *arguments], input=input, capture_output=True, timeout=20, env=clean_environment(env))


def call(server, *arguments, **options):
    return run("call", *arguments, "--server", server.url, **options)


@pytest.mark.parametrize("form", ["pairs", "object", "stdin"])
def test_arguments_come_as_pairs_as_an_object_or_on_stdin(shared_server, form):
    stream = unique("SHELL")
    make_stream(shared_server.url, stream, messages=[(f"{stream}.a", b"one"), (f"{stream}.a", b"two")])
    arguments = json.dumps({"stream": stream, "limit": 1})
    done = {
        "pairs": lambda: call(shared_server, "stream_view", f"stream={stream}", "limit=1"),
        "object": lambda: call(shared_server, "stream_view", arguments),
        "stdin": lambda: call(shared_server, "stream_view", "-", input=arguments.encode()),
    }[form]()
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode().count(f"{stream}.a") == 1
    json.loads(done.stdout)


def test_what_fails_has_exit_code_one_and_what_was_asked_wrongly_two(shared_server):
    missing = call(shared_server, "stream_info", "stream=NO_SUCH")
    assert missing.returncode == 1 and b"NO_SUCH" in missing.stdout + missing.stderr
    assert call(shared_server, "no_such_tool").returncode == 2
    assert b"stream_info" in call(shared_server, "stream_inf").stderr, "the nearest name helps"
    assert call(shared_server, "stream_info").returncode == 2
    assert run("call").returncode == 2
    assert call(shared_server, "stream_list", "--write", "bogus").returncode == 2


def test_plan_tokens_work_for_a_user_who_never_ran_this_before(shared_server, tmp_path):
    stream = unique("SHELL")
    make_stream(shared_server.url, stream, messages=[(f"{stream}.a", b"one")])
    options = ["--write", "destructive", "--confirm", "token", "--journal", str(tmp_path / "journal.jsonl")]
    env = {"HOME": str(tmp_path), "XDG_STATE_HOME": ""}
    plan = json.loads(call(shared_server, "stream_purge", f"stream={stream}", *options, env=env).stdout)
    agreed = [f"stream={stream}", f"token={plan['token']}", f"confirm_name={stream}", "confirm_loss=1"]
    # Another process: the key is the user's, not the process's.
    done = call(shared_server, "stream_purge", *agreed, *options, env=env)
    assert done.returncode == 0, done.stderr
    assert stream_state(shared_server.url, stream).messages == 0


def test_a_dead_server_is_exit_code_one():
    done = run("call", "stream_list", "--server", "nats://127.0.0.1:1")
    assert done.returncode == 1 and b"127.0.0.1:1" in done.stdout + done.stderr


def test_the_level_holds_in_the_shell_too(shared_server):
    bucket = unique("shell")
    make_bucket(shared_server.url, bucket)
    put = ["kv_put", f"bucket={bucket}", "key=k", "value=v"]
    refused = call(shared_server, *put)
    assert refused.returncode != 0 and b"--write" in refused.stdout + refused.stderr
    assert call(shared_server, *put, "--write", "data").returncode == 0
    assert read_key(shared_server.url, bucket, "k").value == b"v"


def test_a_purge_without_a_terminal_is_not_done(shared_server):
    stream = unique("SHELLPURGE")
    make_stream(shared_server.url, stream, messages=[(f"{stream}.a", b"x")] * 2)
    done = call(shared_server, "stream_purge", f"stream={stream}", "--write", "destructive")
    assert done.returncode == 3 and json.loads(done.stdout)["plan"]
    assert stream_state(shared_server.url, stream).messages == 2


def test_tools_lists_and_describes(shared_server):
    listed = run("tools").stdout.decode()
    for name in ("stream_list", "kv_put", "stream_purge"):
        assert name in listed
    assert "limit" in run("tools", "stream_view").stdout.decode()
    assert run("tools", "no_such").returncode != 0


def test_the_version_is_one_line():
    assert re.fullmatch(r"\D*\d+\.\d+\.\d+\S*\n", run("--version").stdout.decode())


def test_the_generated_files_are_what_the_program_prints():
    done = subprocess.run([os.path.join(ROOT, "scripts/catalog"), "--check", BINARY], capture_output=True, timeout=20)
    assert done.returncode == 0, done.stderr.decode()
    json.loads(run("catalog").stdout)


def test_the_catalogue_is_the_tool_list(drive):
    client = drive("--server", "nats://127.0.0.1:1", "--write", "destructive", "--toolsets", "all")
    client.initialize()
    published = {tool["name"]: tool for tool in json.loads(run("catalog").stdout)["tools"]}
    for name, tool in client.list_tools().items():
        assert published[name]["description"] == tool["description"]
        assert published[name]["inputSchema"] == tool["inputSchema"]


def test_a_choice_that_is_none_is_told_at_start():
    done = run("serve", "--toolsets", "stream")
    assert done.returncode == 2 and b"streams" in done.stderr
    done = run("serve", "--tools", "kv_gt")
    assert done.returncode == 2 and b"kv_get" in done.stderr


def in_terminal(*arguments, typing, env):
    """Runs the program with a terminal of its own, at which somebody types."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(BINARY, [BINARY, *arguments], clean_environment(env))
    os.write(terminal, typing.encode() + b"\n")
    shown = b""
    while True:
        try:
            part = os.read(terminal, 4096)
        except OSError:
            break
        if not part:
            break
        shown += part
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), shown.decode()


def test_a_human_agrees_in_a_terminal_to_what_an_assistant_asked_for(drive, shared_server, tmp_path):
    stream = unique("APPROVE")
    make_stream(shared_server.url, stream, messages=[(f"{stream}.a", b"x")] * 2)
    env = {"XDG_STATE_HOME": str(tmp_path)}
    client = drive("--server", shared_server.url, "--write", "destructive", env=env)
    client.initialize()
    waiting = client.call("stream_purge", stream=stream).data
    assert waiting["status"] == "needs_confirmation" and "token" not in waiting
    plan = waiting["plan"]
    assert plan in run("approve", env=env).stdout.decode()
    assert client.call("stream_purge", stream=stream, plan=plan).data["status"] == "needs_confirmation"
    code, shown = in_terminal("approve", plan, typing="wrong", env=env)
    assert code == 1 and "deletes 2 of 2 messages" in shown
    assert client.call("stream_purge", stream=stream, plan=plan).data["status"] == "needs_confirmation"
    assert stream_state(shared_server.url, stream).messages == 2
    code, _ = in_terminal("approve", plan, typing=stream, env=env)
    assert code == 0
    assert client.call("stream_purge", stream=stream, plan=plan).data["status"] == "done"
    assert stream_state(shared_server.url, stream).messages == 0
    assert run("approve", plan, env=env).returncode == 2

    lines = run("journal", "--name", stream, env=env).stdout.decode().splitlines()
    assert len(lines) == 1 and "done" in lines[0] and "stream_purge" in lines[0] and "2 messages lost" in lines[0]
    entry = json.loads(run("journal", "--name", stream, "--json", env=env).stdout)
    assert entry["outcome"]["status"] == "done" and entry["confirmed"] is True
    assert run("journal", "--status", "failed", env=env).stdout == b""
    assert run("journal", "--since", "soon", env=env).returncode == 2


@pytest.mark.parametrize("word", ["force", "confirm", "yes"])
def test_silence_and_insistence_are_no_agreement(shared_server, word):
    stream = unique("FORCE")
    make_stream(shared_server.url, stream, messages=[(f"{stream}.a", b"x")])
    done = call(shared_server, "stream_purge", f"stream={stream}", f"{word}:=true", "--write", "destructive")
    assert done.returncode == 2 and b"never counts" in done.stdout
    assert stream_state(shared_server.url, stream).messages == 1
