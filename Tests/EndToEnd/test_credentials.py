"""Every way to say who we are, and TLS."""

import json

import pytest

from support.credential_cases import CASES, certificate_flags, tls
from support.identities import Authority, Operator
from support.nats_server import NatsServer


def shown(client, journal=None):
    """Everything the program ever wrote."""
    written = journal.read_bytes() if journal and journal.exists() else b""
    return bytes(client.stdout + client.stderr) + written


@pytest.mark.parametrize("make", CASES, ids=lambda case: case.__name__)
def test_the_right_one_works_and_the_wrong_one_has_its_code(drive, tmp_path, make):
    case = make(tmp_path)
    journal = tmp_path / "journal.jsonl"
    with NatsServer(config=case.config) as server:
        url = f"{case.scheme}://127.0.0.1:{server.port}"
        arguments, environment = case.wrong(url)
        wrong = drive(*arguments, "--write", "data", "--journal", str(journal), env=environment)
        wrong.initialize()
        calls = [("stream_list", {}), ("publish", {"subject": "a.b", "payload": "x"})]
        # Who can't hear answers can still publish.
        for tool, given in calls[:1] if case.code == "inbox_denied" else calls:
            answer = wrong.call(tool, timeout=15, **given)
            error = json.loads(answer.failure)["error"]
            assert answer.is_error and error["code"] == case.code, error
            assert error["next"] and error["message"]
        status = wrong.call("operator_status").data
        assert status["connection"]["code"] == case.code
        arguments, environment = case.right(url)
        right = drive(*arguments, "--write", "data", "--journal", str(journal), env=environment)
        right.initialize()
        answer = right.call("stream_list", timeout=15)
        assert not answer.is_error, answer.text
        answer = right.call("publish", subject="a.b", payload="x")
        assert not answer.is_error, answer.text
        assert right.call("operator_status").data["connection"]["state"] == "connected"
        for driver in (right, wrong):
            driver.finish()
            for secret in case.secrets:
                for form in {secret, json.dumps(secret)[1:-1]}:
                    assert form.encode() not in shown(driver, journal)
    assert journal.stat().st_size > 0


def test_credentials_that_expire_while_connected(drive, tmp_path):
    """The process stays up, says what it is, and works again with new ones on disk."""
    world = Operator()
    path, seed = world.credentials(tmp_path / "ops.creds", expires_in=2)
    with NatsServer(config=world.config) as server:
        client = drive("--server", server.url, "--creds", path)
        client.initialize()
        assert not client.call("stream_list", timeout=10).is_error

        def code():
            answer = client.call("stream_list", timeout=15)
            return json.loads(answer.failure)["error"]["code"] if answer.is_error else None

        seen = set()
        while "credentials_expired" not in seen:
            seen.add(code())
        assert seen <= {None, "disconnected", "credentials_expired"}, seen
        # Within the very second of the expiry the server may still let us in for a moment.
        while (connection := client.call("operator_status").data["connection"])["state"] == "connected":
            pass
        assert connection["code"] in ("credentials_expired", "disconnected") and "xpired" in connection["reason"]
        _, renewed = world.credentials(tmp_path / "ops.creds")
        assert code() is None
        client.finish()
        for secret in (seed, renewed):
            assert secret.encode() not in shown(client)


def test_the_certificates_of_a_server_that_demands_one(drive, tmp_path):
    authority = Authority(str(tmp_path))
    with NatsServer(config=tls(authority, more="verify: true")) as server:
        arguments, _ = certificate_flags(authority, "client")(f"tls://127.0.0.1:{server.port}")
        client = drive(*arguments, "--toolsets", "all")
        client.initialize()
        client.list_tools()
        found = client.call("account_tls").data
        assert (found["tls"], found["trusted"], found["client_certificate"]["demanded"]) == (True, True, True)
        assert found["certificates"][0]["subject"] == "CN=server"
        assert "PRIVATE" not in json.dumps(found) and "pem" not in found["certificates"][0]
        pem = client.call("account_tls", pem=True).data["certificates"][0]["pem"]
        with open(authority.issue("client")[0]) as file:
            assert pem != file.read() and pem.startswith("-----BEGIN CERTIFICATE-----")


def test_a_credentials_file_renewed_on_disk_is_read_again(drive, tmp_path):
    """Credentials expire and are rotated under a process that runs for days."""
    operator, other = Operator(), Operator()
    path, _ = other.credentials(tmp_path / "ops.creds")
    with NatsServer(config=operator.config) as server:
        client = drive("--server", server.url, "--creds", path)
        client.initialize()
        assert "auth" in client.call("stream_list", timeout=10).failure.lower()
        operator.credentials(tmp_path / "ops.creds")
        for _ in range(20):
            answer = client.call("stream_list", timeout=10)
            if not answer.is_error:
                break
        assert not answer.is_error, answer.text


@pytest.mark.parametrize("contents", [b"", b"no credentials", b"-----BEGIN USER NKEY SEED-----\nSUBROKEN\n------END USER NKEY SEED------\n"])
def test_a_broken_credentials_file_is_named_and_not_shown(drive, shared_server, tmp_path, contents):
    path = tmp_path / "broken.creds"
    path.write_bytes(contents)
    path.chmod(0o600)
    client = drive("--server", shared_server.url, "--creds", str(path))
    client.initialize()
    assert str(path) in client.call("stream_list", timeout=10).failure
    assert b"SUBROKEN" not in shown(client)


def test_a_missing_credentials_file_is_named(drive, shared_server, tmp_path):
    client = drive("--server", shared_server.url, "--creds", str(tmp_path / "no.creds"))
    client.initialize()
    assert "no.creds" in client.call("stream_list", timeout=10).failure
