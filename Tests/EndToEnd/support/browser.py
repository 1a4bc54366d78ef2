"""A headless Chromium, driven over its debugging pipe: what a page looks like and does, without another package."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

NAMES = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]
APPLICATIONS = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
]


def program() -> str | None:
    """The browser to use: $CHROMIUM_BIN, or the first there is."""
    found = [os.environ.get("CHROMIUM_BIN"), *(shutil.which(name) for name in NAMES), *APPLICATIONS]
    return next((path for path in found if path and os.path.exists(path)), None)


class Browser:
    """One page. What it asks the network for and what goes wrong in it is kept."""

    def __init__(self, path: str):
        self.profile = tempfile.mkdtemp(prefix="nats-operator-browser-")
        to_browser, self._out = os.pipe()
        self._in, from_browser = os.pipe()
        # The browser reads descriptor 3 and writes 4; a shell puts them there.
        arguments = ["--headless", "--remote-debugging-pipe", f"--user-data-dir={self.profile}", "--no-first-run",
                     "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--font-render-hinting=none", "about:blank"]
        if sys.platform != "darwin" and os.geteuid() == 0:
            arguments.insert(0, "--no-sandbox")
        command = f'exec "$0" "$@" 3<&{to_browser} 4>&{from_browser}'
        self.log = open(os.path.join(self.profile, "log"), "wb")
        self.process = subprocess.Popen(
            ["/bin/bash", "-c", command, path, *arguments], pass_fds=[to_browser, from_browser], stdin=subprocess.DEVNULL,
            stdout=self.log, stderr=self.log)
        os.close(to_browser)
        os.close(from_browser)
        self._buffer = b""
        self._number = 0
        self.session = None
        self.requests: list[str] = []
        self.faults: list[str] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ["Page", "Runtime", "Network", "Log"]:
            self.call(f"{domain}.enable")

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self._out)
        os.close(self._in)
        self.log.close()
        shutil.rmtree(self.profile, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def call(self, method: str, **parameters):
        self._number += 1
        number = self._number
        message = {"id": number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == number:
                assert "error" not in answer, f"{method}: {answer['error']}"
                return answer["result"]

    def _read(self) -> dict:
        while b"\0" not in self._buffer:
            piece = os.read(self._in, 1 << 16)
            if not piece:
                with open(self.log.name, errors="replace") as log:
                    raise AssertionError(f"the browser ended: {log.read()[-2000:]}")
            self._buffer += piece
        line, self._buffer = self._buffer.split(b"\0", 1)
        message = json.loads(line)
        match message.get("method"):
            case "Network.requestWillBeSent":
                self.requests.append(message["params"]["request"]["url"])
            case "Runtime.exceptionThrown":
                self.faults.append(json.dumps(message["params"]["exceptionDetails"]))
            case "Log.entryAdded" if message["params"]["entry"]["level"] in ("error", "warning"):
                self.faults.append(json.dumps(message["params"]["entry"]))
            case "Page.javascriptDialogOpening":
                self.faults.append("a dialog opened: " + message["params"]["message"])
        return message

    def open(self, path, width=1280, height=900, scheme="light", media="screen"):
        """Shows a file and waits until it is loaded."""
        self.requests.clear()
        self.faults.clear()
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 500)
        self.call("Emulation.setEmulatedMedia", media=media, features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.call("Page.navigate", url=f"file://{os.path.abspath(path)}")
        until = time.monotonic() + 120
        wanted = os.path.abspath(path)
        while not self.value(f"document.readyState === 'complete' && decodeURI(location.pathname) === {json.dumps(wanted)}"):
            assert time.monotonic() < until, f"{path} did not load"
            time.sleep(0.02)

    def value(self, expression: str):
        """What an expression of JavaScript gives, as JSON."""
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in result, result["exceptionDetails"]
        return result["result"].get("value")

    def press(self, key: str):
        self.call("Input.dispatchKeyEvent", type="keyDown", key=key, code=key)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key, code=key)

    def type(self, text: str):
        self.call("Input.insertText", text=text)

    def screenshot(self, path, **clip):
        options = {"clip": {**clip, "scale": 1}} if clip else {}
        data = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True, **options)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def pdf(self) -> bytes:
        return base64.b64decode(self.call("Page.printToPDF", printBackground=True, preferCSSPageSize=True)["data"])
