"""Two clusters with gateways between them, and a leafnode; one system account and one other reach all of them."""

import time

from .nats_server import NatsServer, free_port

ACCOUNTS = """
accounts { SYS { users: [ { user: sys, password: p } ] }, A { jetstream: enabled, users: [ { user: a, password: p } ] } }
system_account: SYS
"""

CLUSTERS = {"east1": "east", "east2": "east", "west1": "west"}


class Supercluster:
    def __init__(self):
        routes = {name: free_port() for name in CLUSTERS}
        gateways = {name: free_port() for name in CLUSTERS}
        self.leaf_port = free_port()
        remotes = ", ".join(f"{{ name: {CLUSTERS[name]}, urls: [ nats://127.0.0.1:{gateways[name]} ] }}" for name in ("east1", "west1"))
        self.nodes = {}
        for name, cluster in CLUSTERS.items():
            others = ", ".join(f'"nats://127.0.0.1:{routes[other]}"' for other in CLUSTERS if CLUSTERS[other] == cluster)
            leaves = f"leafnodes {{ listen: 127.0.0.1:{self.leaf_port} }}\n" if name == "east1" else ""
            self.nodes[name] = NatsServer(
                f"{ACCOUNTS}{leaves}cluster {{ name: {cluster}, listen: 127.0.0.1:{routes[name]}, routes: [{others}] }}\n"
                f"gateway {{ name: {cluster}, listen: 127.0.0.1:{gateways[name]}, gateways: [{remotes}] }}\n",
                jetstream="domain: hub", name=name)
        urls = [f'{{ url: "nats://{user}:p@127.0.0.1:{self.leaf_port}", account: {account} }}' for user, account in (("sys", "SYS"), ("a", "A"))]
        self.nodes["leaf1"] = NatsServer(
            f"{ACCOUNTS}leafnodes {{ remotes: [ {', '.join(urls)} ] }}\n", jetstream="domain: leaf", name="leaf1")

    def to(self, user, node="east1"):
        return {"env": {"NATS_URL": self.nodes[node].url, "NATS_USER": user, "NATS_PASSWORD": "p"}}

    def wait(self, client, timeout=30, clusters=frozenset()):
        """Until a client of the system account sees all servers, and these clusters among theirs."""
        deadline = time.monotonic() + timeout
        while (data := client.call("server_list").data)["answered"] < 4 or data["expected"] != 4 or not clusters < set(data["clusters"]):
            assert time.monotonic() < deadline, data
            time.sleep(0.2)

    def __enter__(self):
        try:
            for node in self.nodes.values():
                node.start()
            return self
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_):
        for node in self.nodes.values():
            node.close()
