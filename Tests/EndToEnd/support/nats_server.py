"""Starts, kills, freezes and restarts a real nats-server on a port of its own."""

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time

BINARY = os.environ.get("NATS_SERVER_BIN") or shutil.which("nats-server") or "nats-server"


def free_port():
    """A port that nobody has now, below those that systems give to outgoing connections: nobody takes it by chance."""
    while True:
        port = random.randrange(12_000, 32_000)
        with socket.socket() as s:
            try:
                s.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


class NatsServer:
    """A nats-server with its own configuration and store. `config` is added to the configuration file as text; `jetstream`
    may be text too, which then is added to that block."""

    def __init__(self, config="", jetstream=True, port=None, name="e2e", binary=BINARY):
        self.directory = tempfile.mkdtemp(prefix="nats-e2e-")
        self.port = port or free_port()
        self.name = name
        self.binary = binary
        self.process = None
        store = json.dumps(os.path.join(self.directory, "store"))
        self.config_file = os.path.join(self.directory, "server.conf")
        with open(self.config_file, "w") as f:
            f.write(f"listen: 127.0.0.1:{self.port}\nserver_name: {name}\n")
            if jetstream:
                more = jetstream if isinstance(jetstream, str) else ""
                f.write(f"jetstream {{ store_dir: {store}, max_file: 1G, max_mem: 64M, {more} }}\n")
            f.write(config)
        self.log = os.path.join(self.directory, "server.log")

    @property
    def url(self):
        return f"nats://127.0.0.1:{self.port}"

    def start(self, timeout=10):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([self.binary, "-c", self.config_file], stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        deadline = time.monotonic() + timeout
        while True:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1) as s:
                    s.settimeout(1)
                    if s.recv(5) == b"INFO ":
                        return self
            except OSError:
                pass
            if self.process.poll() is not None or time.monotonic() > deadline:
                with open(self.log) as log:
                    raise RuntimeError("nats-server did not start:\n" + log.read()[-2000:])
            time.sleep(0.01)

    def kill(self):
        self.process.kill()
        self.process.wait(10)

    def restart(self):
        self.kill()
        return self.start()

    def freeze(self):
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def close(self):
        if self.process and self.process.poll() is None:
            self.thaw()
            self.kill()
        shutil.rmtree(self.directory, ignore_errors=True)

    def __enter__(self):
        try:
            return self.start()
        except BaseException:
            self.close()
            raise

    def __exit__(self, *_):
        self.close()
