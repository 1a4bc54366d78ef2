import faulthandler
import os
import signal

import pytest

from support.driver import BINARY, Driver
from support.nats_server import NatsServer

# No test may hang: whatever it waits for is bounded, and this bounds the test itself.
TEST_SECONDS = 45


def pytest_configure(config):
    config.addinivalue_line("markers", "seconds(n): the test may take so long, instead of what others may")
    if not os.access(BINARY, os.X_OK):
        pytest.exit(f"there is no binary at {BINARY}; 'make test' builds it", returncode=3)


@pytest.fixture(autouse=True)
def bounded(request):
    marker = request.node.get_closest_marker("seconds")
    seconds = marker.args[0] if marker else TEST_SECONDS

    def expired(*_):
        faulthandler.dump_traceback()
        raise TimeoutError(f"the test took longer than {seconds} s")

    before = signal.signal(signal.SIGALRM, expired)
    signal.alarm(seconds)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def pytest_sessionfinish(session, exitstatus):
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and exitstatus == 0 and reporter.stats.get("skipped"):
        session.exitstatus = 1  # a skipped test proves nothing


@pytest.fixture(scope="session")
def shared_server():
    """One server for all tests that only use names of their own."""
    with NatsServer() as server:
        yield server


@pytest.fixture
def server():
    """A server for one test alone, to be mistreated."""
    with NatsServer() as server:
        yield server


@pytest.fixture
def drive():
    """Starts processes of nats-operator; at the end each must leave by itself and must have kept to the protocol."""
    drivers = []

    def start(*arguments, **options):
        drivers.append(Driver(*arguments, **options))
        return drivers[-1]

    yield start
    failures = []
    for driver in drivers:
        try:
            driver.finish()
        except Exception as error:
            failures.append(error)
    if failures:
        raise failures[0]
