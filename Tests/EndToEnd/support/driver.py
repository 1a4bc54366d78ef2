"""Drives `nats-operator serve` over pipes with nothing but the standard library, and keeps every byte."""

import base64
import json
import os
import subprocess
import tempfile
import threading
import time

from .judge import MODERN, PREFIX, Judge

BINARY = os.environ.get("NATS_OPERATOR_BIN", os.path.join(os.path.dirname(__file__), "../../../.build/debug/nats-operator"))

STATE = tempfile.TemporaryDirectory(prefix="nats-e2e-state-")
CONFIG = tempfile.TemporaryDirectory(prefix="nats-e2e-config-")


def clean_environment(extra=None):
    """What an MCP client hands to a child: hardly anything; and places for journal and contexts that are not the user's own."""
    kept = {name: os.environ[name] for name in ("HOME", "LOGNAME", "PATH", "SHELL", "TERM", "USER") if name in os.environ}
    return {**kept, "XDG_STATE_HOME": STATE.name, "XDG_CONFIG_HOME": CONFIG.name, **(extra or {})}


class Answer:
    """One JSON-RPC response, and for a tool call what it holds."""

    def __init__(self, message):
        self.message = message

    @property
    def result(self):
        assert "result" in self.message, f"an error came instead of a result: {self.message}"
        return self.message["result"]

    @property
    def error(self):
        assert "error" in self.message, f"a result came instead of an error: {str(self.message)[:2000]}"
        return self.message["error"]

    @property
    def is_error(self):
        return self.result.get("isError") is True

    @property
    def text(self):
        return "\n".join(c["text"] for c in self.result["content"] if c["type"] == "text")

    @property
    def data(self):
        """The structured answer of a call that went well."""
        assert not self.is_error, f"the tool failed: {self.text}"
        return self.result["structuredContent"]

    @property
    def failure(self):
        """The text of a call that failed, whole."""
        assert self.is_error, f"the tool did not fail: {self.text[:2000]}"
        return self.text

    @property
    def value(self):
        """The bytes that kv_get shows, whichever way it shows them."""
        return shown_bytes(self.data["value"])


def shown_bytes(shown):
    """A payload as results show it: size, encoding, and json, text or base64."""
    encoding = shown.get("encoding")
    if encoding is None:
        assert shown == {"size": 0}
        return b""
    if encoding == "base64":
        data = base64.b64decode(shown["base64"])
    else:
        value = shown[encoding]
        data = (value if encoding == "text" else json.dumps(value)).encode()
    assert encoding == "json" or shown.get("truncated") or len(data) == shown["size"]
    return data


class Driver:
    """One process of `nats-operator serve` and the client's end of its pipes."""

    def __init__(self, *arguments, env=None, capabilities=None, command="serve", timeout=20):
        self.timeout = timeout
        self.capabilities = capabilities if capabilities is not None else {}
        self.judge = Judge()
        self.lock = threading.Condition()
        self.responses, self.notifications, self.requests, self.lines = {}, [], [], []
        self.stdout, self.stderr = bytearray(), bytearray()
        self.reading = threading.Event()
        self.reading.set()
        self.answer_requests = {}
        self.next_id = 0
        self.modern = False
        self.process = subprocess.Popen(
            [BINARY, command, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=clean_environment(env), start_new_session=True, bufsize=0)
        self.threads = [threading.Thread(target=t, daemon=True) for t in (self._read, self._read_errors)]
        for thread in self.threads:
            thread.start()

    # What comes in

    def _read(self):
        rest = b""
        while True:
            self.reading.wait()
            chunk = os.read(self.process.stdout.fileno(), 1 << 16)
            if not chunk:
                break
            self.stdout += chunk
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                self._line(line)
        with self.lock:
            if rest:
                self.judge.problem("the last line has no end", rest)
            self.lock.notify_all()

    def _line(self, line):
        with self.lock:
            message = self.judge.server_line(line)
            self.lines.append(message)
            for one in message if isinstance(message, list) else [message]:
                if not isinstance(one, dict):
                    continue
                if "method" not in one:
                    self.responses[json.dumps(one.get("id"))] = one
                elif "id" in one:
                    self.requests.append(one)
                    reply = self.answer_requests.get(one["method"])
                    if reply is not None:
                        reply = reply(one["params"]) if callable(reply) else reply
                        self.send({"jsonrpc": "2.0", "id": one["id"], "result": reply})
                else:
                    self.notifications.append(one)
            self.lock.notify_all()

    def _read_errors(self):
        while chunk := os.read(self.process.stderr.fileno(), 1 << 16):
            self.stderr += chunk

    def wait_for(self, condition, what, timeout=None):
        """Waits until condition() is true; the lock is held while it looks."""
        deadline = time.monotonic() + (timeout or self.timeout)
        with self.lock:
            while not (value := condition()):
                left = deadline - time.monotonic()
                if left <= 0:
                    raise AssertionError(f"{what} did not come; stderr: {self.stderr[-1500:].decode(errors='replace')}")
                if self.process.poll() is not None and not self.threads[0].is_alive():
                    raise AssertionError(
                        f"the process ended ({self.process.returncode}) before {what}; "
                        f"stderr: {self.stderr[-1500:].decode(errors='replace')}")
                self.lock.wait(min(left, 0.2))
            return value

    # What goes out

    def send(self, message):
        """A message, or text sent exactly as it is; a line end is added."""
        text = message if isinstance(message, str) else json.dumps(message, ensure_ascii=False)
        self.judge.client_line(text)
        self.send_bytes(text.encode() + b"\n")

    def send_bytes(self, data):
        view = memoryview(data)
        while view:
            view = view[self.process.stdin.write(view):]

    def start(self, method, params=None, modern=None, id=None):
        """Sends a request and returns its id at once."""
        if id is None:
            self.next_id += 1
            id = self.next_id
        params = dict(params or {})
        if self.modern if modern is None else modern:
            params["_meta"] = {**params.get("_meta", {}), **self.envelope()}
        message = {"jsonrpc": "2.0", "id": id, "method": method}
        self.send({**message, "params": params} if params else message)
        return id

    def envelope(self):
        return {
            PREFIX + "protocolVersion": MODERN,
            PREFIX + "clientInfo": {"name": "e2e", "version": "1"},
            PREFIX + "clientCapabilities": self.capabilities,
        }

    def answer(self, id, timeout=None):
        key = json.dumps(id)
        return Answer(self.wait_for(lambda: self.responses.get(key), f"the answer to {key}", timeout))

    def request(self, method, params=None, timeout=None, modern=None):
        return self.answer(self.start(method, params, modern=modern), timeout)

    def notify(self, method, params=None):
        self.send({"jsonrpc": "2.0", "method": method, **({"params": params} if params else {})})

    def initialize(self, version="2025-11-25"):
        answer = self.request("initialize", {
            "protocolVersion": version, "capabilities": self.capabilities, "clientInfo": {"name": "e2e", "version": "1"}})
        self.notify("notifications/initialized")
        return answer.result

    def start_call(self, tool, /, **arguments):
        return self.start("tools/call", {"name": tool, "arguments": arguments})

    def call(self, tool, /, timeout=None, **arguments):
        return self.answer(self.start_call(tool, **arguments), timeout)

    def list_tools(self):
        """Also lets the judge hold every later answer to its tool's output schema."""
        return {tool["name"]: tool for tool in self.request("tools/list").result["tools"]}

    # The end

    def close_stdin(self):
        self.process.stdin.close()

    def wait_exit(self, timeout=5):
        """Seconds until the process is gone."""
        began = time.monotonic()
        self.process.wait(timeout)
        for thread in self.threads:
            thread.join(timeout)
        return time.monotonic() - began

    def finish(self, timeout=5):
        """Ends the session as a client does and fails on anything the judge found."""
        try:
            if self.process.poll() is None:
                self.reading.set()
                try:
                    self.process.stdin.close()
                except OSError:
                    pass
                self.wait_exit(timeout)
        finally:
            self.kill()
        assert self.judge.problems == [], "\n".join(self.judge.problems)

    def kill(self):
        self.reading.set()
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(5)
