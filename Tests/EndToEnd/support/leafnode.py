"""A hub and a leafnode, each with JetStream of its own in a domain of its own; one account spans both."""

import asyncio
import time

import nats

from .nats_server import NatsServer, free_port
from .sample import make_sample


class Leafnode:
    """The same streams and buckets are on both sides, under the same names; what is in them tells the side."""

    def __init__(self):
        port = free_port()
        self.hub = NatsServer(f"leafnodes {{ listen: 127.0.0.1:{port} }}\n", jetstream="domain: hub", name="hub")
        self.leaf = NatsServer(
            f'leafnodes {{ remotes: [ {{ url: "nats://127.0.0.1:{port}" }} ], reconnect: 1 }}\n', jetstream="domain: leaf", name="leaf")

    def start(self, timeout=20):
        """Fills each side while the other is down: later what is published on one is stored on both."""
        for one in (self.hub, self.leaf):
            one.start()
            make_sample(one.url, mark=f"-{one.name}")
            if one is self.hub:
                one.kill()
        self.hub.start()
        asyncio.run(self._joined(timeout))
        return self

    async def _joined(self, timeout):
        deadline = time.monotonic() + timeout
        connection = await nats.connect(self.hub.url)
        try:
            while True:
                try:
                    await connection.request("$JS.leaf.API.INFO", timeout=1)
                    return
                except Exception as error:
                    if time.monotonic() > deadline:
                        raise RuntimeError(f"the leafnode did not join in {timeout} s: {error!r}")
                    await asyncio.sleep(0.05)
        finally:
            await connection.close()

    def __getitem__(self, side):
        return getattr(self, side)

    def close(self):
        self.hub.close()
        self.leaf.close()

    def __enter__(self):
        try:
            return self.start()
        except BaseException:
            self.close()
            raise

    def __exit__(self, *_):
        self.close()
