"""Runs `nats-operator audit`, and plants what it should find."""

import json
import os
import shutil
import subprocess
import tempfile

from .driver import BINARY, clean_environment

# Streams below /tmp, where this checkout may be too, are a finding of their own: a healthy server stores them elsewhere.
STORES = os.path.join(os.path.expanduser("~"), ".cache", "nats-operator-tests")


class Report:
    """What an audit said, as JSON, and its exit code."""

    def __init__(self, done):
        self.code = done.returncode
        self.errors = done.stderr.decode()
        assert done.stdout, f"no report: {self.errors}"
        self.json = json.loads(done.stdout)
        assert self.json["exit_code"] == self.code

    def found(self, code, path=None):
        """The findings of a check, about one thing or all: `stream/ORDERS`."""
        rows = [row for row in self.json["findings"] if row["code"] == code]
        return [row for row in rows if path is None or row["id"].split("#")[0] == f"{code}@{path}"]

    def levels(self, code, path=None):
        return sorted({row["level"] for row in self.found(code, path)})

    def check(self, code, name=None):
        """{passed, findings, unknown}, of all checks with this code."""
        rows = [row for row in self.json["checks"] if row["code"] == code and name in (None, row["name"])]
        assert rows, f"there is no check {code}"
        return {key: sum(row[key] for row in rows) for key in ("passed", "findings", "unknown")}

    def reasons(self, code):
        return [row["reason"] for row in self.json["unknown"] if row["code"] == code]

    @property
    def worse_than_info(self):
        return [f"{row['level']} {row['id']}: {row['effect']}" for row in self.json["findings"] if row["level"] != "info"]


def run(*arguments, env=None, timeout=60):
    return subprocess.run(
        [BINARY, "audit", *arguments], capture_output=True, timeout=timeout, env=clean_environment(env), stdin=subprocess.DEVNULL)


def audit(*arguments, env=None, timeout=60):
    return Report(run("--format", "json", *arguments, env=env, timeout=timeout))


def password_file(directory, password="p"):
    path = os.path.join(directory, "password")
    with open(path, "w") as file:
        file.write(password)
    os.chmod(path, 0o600)
    return path


class Contexts:
    """Contexts of the nats command line in a directory of their own."""

    def __init__(self):
        self.directory = tempfile.mkdtemp(prefix="nats-e2e-contexts-")
        os.makedirs(os.path.join(self.directory, "nats", "context"))

    def add(self, name, url, user=None, password="p"):
        path = os.path.join(self.directory, "nats", "context", f"{name}.json")
        with open(path, "w") as file:
            json.dump({"url": url, **({"user": user, "password": password} if user else {})}, file)
        os.chmod(path, 0o600)
        return name

    @property
    def env(self):
        return {"XDG_CONFIG_HOME": self.directory}

    def audit(self, *names, more=(), **options):
        chosen = [part for name in names for part in ("--context", name)]
        return audit(*chosen, *more, env=self.env, **options)

    def close(self):
        shutil.rmtree(self.directory, ignore_errors=True)


def keep_elsewhere(server):
    """Moves a server's store out of /tmp, before it starts."""
    os.makedirs(STORES, exist_ok=True)
    store = tempfile.mkdtemp(prefix="store-", dir=STORES)
    with open(server.config_file) as file:
        text = file.read()
    with open(server.config_file, "w") as file:
        file.write(text.replace(json.dumps(os.path.join(server.directory, "store")), json.dumps(store)))
    return store
