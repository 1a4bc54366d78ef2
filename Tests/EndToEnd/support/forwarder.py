"""A stretch of network between two servers that a test can hold up: what is sent meanwhile arrives when it flows again."""

import selectors
import socket
import threading


class Forwarder:
    """Passes connections to its port on to another port of this machine."""

    def __init__(self, target):
        self.target = target
        self.flowing = threading.Event()
        self.flowing.set()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=16)
        self.port = self.listener.getsockname()[1]
        self.pairs = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
                far = socket.create_connection(("127.0.0.1", self.target), timeout=5)
            except OSError:
                if self.listener.fileno() == -1:
                    return
                near.close()  # nobody there yet: whoever connects tries again
                continue
            far.settimeout(None)
            self.pairs.append((near, far))
            threading.Thread(target=self._pass, args=(near, far), daemon=True).start()

    def _pass(self, near, far):
        other = {near: far, far: near}
        with selectors.DefaultSelector() as selector:
            for one in other:
                selector.register(one, selectors.EVENT_READ)
            try:
                while True:
                    for key, _ in selector.select():
                        data = key.fileobj.recv(1 << 16)
                        self.flowing.wait()
                        if not data:
                            return
                        other[key.fileobj].sendall(data)
            except OSError:
                pass
            finally:
                near.close()
                far.close()

    def hold(self):
        self.flowing.clear()

    def release(self):
        self.flowing.set()

    def close(self):
        self.listener.close()
        for pair in self.pairs:
            for one in pair:
                try:
                    one.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
        self.flowing.set()
