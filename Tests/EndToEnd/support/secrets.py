"""Secrets of every kind, the ways they are given to the program, and the search for them in all that it says and writes."""

import base64
import json
import os
import secrets
import subprocess
import urllib.parse

import nkeys

from .driver import BINARY, Driver, clean_environment
from .identities import Key

WRITER = ("--write", "destructive", "--confirm", "token", "--toolsets", "all")


def sentinel(kind):
    """A text that is found nowhere by chance, with what has to be quoted in a URL."""
    return f"S3nt!nel/{kind}@{secrets.token_hex(16)}:%25"


class Somebody:
    """One who is known to a server by all kinds of credentials, or to none by the same kinds."""

    def __init__(self, operator=None, authority=None):
        self.user, self.password, self.token = "ann", sentinel("password"), sentinel("token")
        self.nkey = Key(nkeys.PREFIX_BYTE_USER)
        self.operator, self.authority = operator, authority

    @property
    def seed(self):
        return self.nkey.seed.decode()


class Place:
    """A directory with all the program reads and writes in one run."""

    def __init__(self, directory):
        self.directory = directory
        self.state, self.config = directory / "state", directory / "config"
        self.journal = directory / "journal.jsonl"
        (self.config / "nats" / "context").mkdir(parents=True)
        self.state.mkdir()
        self.environment = {
            "HOME": str(directory), "XDG_STATE_HOME": str(self.state), "XDG_CONFIG_HOME": str(self.config), "TMPDIR": str(directory)}

    def file(self, name, contents):
        path = self.directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(contents)
        path.chmod(0o600)
        return str(path)

    def context(self, **fields):
        self.file("config/nats/context/secret.json", json.dumps(fields))
        return ["--context", "secret"]

    def settings(self, **fields):
        lines = "".join(f"NATS.{key}={value}\n" for key, value in fields.items())
        return ["--settings", self.file("settings", lines)]

    def program(self, name, output):
        """A program in a directory of its own that prints something; for PATH."""
        path = self.file(f"bin/{name}", f"#!/bin/sh\ncat <<'END'\n{output}\nEND\n")
        os.chmod(path, 0o700)
        return {"PATH": f"{os.path.dirname(path)}:{os.environ['PATH']}"}


class Run:
    """Everything the program says and writes with one configuration."""

    def __init__(self, place, flags=(), env=None):
        self.place, self.flags, self.env = place, [*WRITER, "--journal", str(place.journal), *flags], {**place.environment, **(env or {})}
        self.said, self.seen = {}, b""

    def serve(self, calls):
        """Runs a session with these calls; the answers that came, in order."""
        client = Driver(*self.flags, env=self.env)
        answers = []
        try:
            client.initialize()
            client.list_tools()
            for call in calls:
                answers.append(call(client))
            self.seen += command_line(client.process.pid)
            client.finish()
        except BrokenPipeError:
            client.process.wait(timeout=5)  # a program that can't begin ends before it reads
        except AssertionError:
            if client.process.poll() is None:
                raise
        finally:
            client.kill()
            self.say("serve stdout", client.stdout)
            self.say("serve stderr", client.stderr)
        return answers

    def call(self, tool, *arguments):
        done = subprocess.run(
            [BINARY, "call", tool, *arguments, *self.flags], capture_output=True, timeout=30, env=clean_environment(self.env))
        self.say("call stdout", done.stdout)
        self.say("call stderr", done.stderr)
        return done

    def say(self, where, text):
        self.said[where] = self.said.get(where, b"") + bytes(text)

    def everything(self):
        """What was said, and every file below the state directory and beside the journal."""
        found = dict(self.said)
        for path in [self.place.journal, *self.place.state.rglob("*")]:
            if path.is_file():
                found[str(path)] = path.read_bytes()
        return found


def command_line(pid):
    """Of a process and its children, as every user of the machine can read it."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,args="], capture_output=True, timeout=10).stdout
    rows = [line.split(None, 2) for line in listed.splitlines()]
    return b"\n".join(row[2] for row in rows if len(row) == 3 and pid in (int(row[0]), int(row[1])))


def forms(secret):
    """How a secret may look in what is printed; of short ones any part that is long enough to matter."""
    raw = secret.encode()
    looks = {raw, json.dumps(secret)[1:-1].encode(), urllib.parse.quote(secret, safe="").encode(), urllib.parse.quote(secret).encode(),
             base64.b64encode(raw).rstrip(b"="), base64.urlsafe_b64encode(raw).rstrip(b"=")}
    if len(raw) < 100:
        looks |= {raw[start:start + 16] for start in range(len(raw) - 15)}
    return looks


def assert_kept(everything, secrets):
    for where, text in everything.items():
        for secret in secrets:
            for look in forms(secret):
                at = text.find(look)
                assert at < 0, f"{where} shows a secret: …{text[max(0, at - 200):at + 60]!r}"
