"""A cluster of real servers with JetStream, its links held up and its nodes killed as a test likes."""

import asyncio
import json
import subprocess
import time

import nats

from .forwarder import Forwarder
from .nats_server import BINARY, NatsServer, free_port

NAMES = ("n1", "n2", "n3")

# A system account and two accounts with streams; who says no name works in A. All passwords are "p".
ACCOUNTS = """
accounts {
  SYS { users: [ { user: sys, password: p }, { user: watcher, password: p, permissions: { publish: { deny: "$SYS.REQ.SERVER.>" } } } ] }
  A { jetstream: enabled, users: [ { user: a, password: p } ] }
  B { jetstream: enabled, users: [ { user: b, password: p } ] }
}
system_account: SYS
no_auth_user: a
"""


class Cluster:
    """Three nodes, or those named. Every link between two of them runs through a Forwarder."""

    def __init__(self, config="", names=NAMES, **options):
        """`config` may be a function of a node's name; `options` are those of NatsServer."""
        self.names = names
        # One connection between two nodes, as servers before 2.10 have it, which do not know the word.
        old = subprocess.run([options.get("binary", BINARY), "-v"], capture_output=True, text=True, check=True).stdout
        self.pool = "" if "v2.9." in old else ", pool_size: -1"
        listening = {name: free_port() for name in names}
        self.links = {(a, b): Forwarder(listening[b]) for a in names for b in names if a != b}
        more = config if callable(config) else lambda _: config
        self.nodes = {name: NatsServer(self._cluster(name, listening) + more(name), name=name, **options) for name in names}

    def _cluster(self, name, listening):
        """Nodes tell others an address where nobody listens: there is no way around the forwarders."""
        routes = [f'"nats://127.0.0.1:{self.links[name, other].port}"' for other in self.others(name)]
        return (f"cluster {{ name: trio, listen: 127.0.0.1:{listening[name]}, routes: [{', '.join(routes)}], "
                f"advertise: \"127.0.0.1:1\", no_advertise: true{self.pool} }}\n")

    def __getitem__(self, name):
        return self.nodes[name]

    def to(self, user, node="n1"):
        """What connects us to a node as this user of ACCOUNTS."""
        return {"env": {"NATS_URL": self.nodes[node].url, "NATS_USER": user, "NATS_PASSWORD": "p"}}

    @property
    def urls(self):
        return ",".join(node.url for node in self.nodes.values())

    def start(self, timeout=30):
        """Returns when streams with three replicas can be made."""
        for node in self.nodes.values():
            node.start(timeout)
        try:
            return self._ready(timeout / 2)
        except RuntimeError:
            # Servers of 2.9 now and then never see one another's JetStream ("no suitable peers for placement") until they start anew.
            for node in self.nodes.values():
                node.restart()
            return self._ready(timeout)

    def _ready(self, timeout):
        deadline = time.monotonic() + timeout
        while True:
            try:
                self.request("n1", "STREAM.CREATE.READY", {"name": "READY", "subjects": ["READY"], "num_replicas": 3})
                self.request("n1", "STREAM.DELETE.READY")
                return self
            except Exception as error:
                if time.monotonic() > deadline:
                    raise RuntimeError(f"the cluster was not ready in {timeout} s: {error}")
                time.sleep(0.1)

    def request(self, node, operation, body=None, timeout=2, **options):
        """One request to the JetStream API through a node."""

        async def ask():
            connection = await nats.connect(self.nodes[node].url, connect_timeout=2, allow_reconnect=False, **options)
            try:
                reply = await connection.request(f"$JS.API.{operation}", json.dumps(body).encode() if body else b"", timeout=timeout)
                return json.loads(reply.data)
            finally:
                await connection.close()

        answer = asyncio.run(asyncio.wait_for(ask(), timeout + 5))
        if "error" in answer:
            raise RuntimeError(f"{operation}: {answer['error']}")
        return answer

    def leader(self, stream, timeout=15):
        """The name of the node that leads a stream, when one does and all replicas have caught up."""
        deadline = time.monotonic() + timeout
        while True:
            try:
                node = next(name for name, node in self.nodes.items() if node.process and node.process.poll() is None)
                cluster = self.request(node, f"STREAM.INFO.{stream}")["cluster"]
                if cluster.get("leader") and all(one.get("current") for one in cluster.get("replicas", [])):
                    return cluster["leader"]
                problem = cluster
            except Exception as error:
                problem = error
            if time.monotonic() > deadline:
                raise RuntimeError(f"{stream} has no leader with current replicas: {problem}")
            time.sleep(0.05)

    def others(self, name):
        return [other for other in self.names if other != name]

    def step_down(self, stream):
        self.request("n1", f"STREAM.LEADER.STEPDOWN.{stream}")

    def hold(self, name):
        """Nothing passes between this node and the others, and nobody notices at once."""
        for link in self._links(name):
            link.hold()

    def release(self, name):
        for link in self._links(name):
            link.release()

    def _links(self, name):
        return [link for ends, link in self.links.items() if name in ends]

    def close(self):
        for one in (*self.nodes.values(), *self.links.values()):
            one.close()

    def __enter__(self):
        try:
            return self.start()
        except BaseException:
            self.close()
            raise

    def __exit__(self, *_):
        self.close()
