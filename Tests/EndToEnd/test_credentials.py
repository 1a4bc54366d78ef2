"""Every way to say who we are, and TLS."""

import nkeys
import pytest

from support.identities import Authority, Key, Operator
from support.nats_server import NatsServer

TOKEN = "t0ken-that-nobody-sees"


def assert_works(client):
    client.initialize()
    answer = client.call("stream_list", timeout=10)
    assert not answer.is_error, answer.text
    assert not client.call("operator_status").is_error


def shown(client):
    return bytes(client.stdout + client.stderr)


def test_a_token_from_the_environment(drive):
    with NatsServer(config=f"authorization {{ token: {TOKEN} }}\n") as server:
        client = drive(env={"NATS_URL": server.url, "NATS_TOKEN": TOKEN})
        assert_works(client)
        assert TOKEN.encode() not in shown(client)


@pytest.mark.parametrize("by", ["flag", "environment"])
def test_an_nkey_seed_file(drive, tmp_path, by):
    key = Key(nkeys.PREFIX_BYTE_USER)
    seed = tmp_path / "user.nk"
    seed.write_bytes(key.seed + b"\n")
    seed.chmod(0o600)
    with NatsServer(config=f"authorization {{ users: [ {{ nkey: {key.public} }} ] }}\n") as server:
        if by == "flag":
            client = drive("--server", server.url, "--nkey", str(seed))
        else:
            client = drive(env={"NATS_URL": server.url, "NATS_NKEY": str(seed)})
        assert_works(client)
        assert key.seed not in shown(client)


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_credentials_file(drive, tmp_path, line_end):
    operator = Operator()
    path, seed = operator.credentials(tmp_path / "ops.creds", line_end)
    with NatsServer(config=operator.config) as server:
        client = drive("--server", server.url, "--creds", path)
        assert_works(client)
        assert seed.encode() not in shown(client)


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


@pytest.fixture
def authority(tmp_path):
    return Authority(str(tmp_path))


def tls_config(authority, verify):
    certificate, key = authority.issue("server")
    return f'tls {{ cert_file: "{certificate}", key_file: "{key}", ca_file: "{authority.file}", verify: {str(verify).lower()} }}\n'


def test_tls_with_an_authority_of_our_own(drive, authority):
    with NatsServer(config=tls_config(authority, verify=False)) as server:
        assert_works(drive("--server", f"tls://127.0.0.1:{server.port}", "--tls-ca", authority.file))


@pytest.mark.parametrize("by", ["flags", "environment"])
def test_tls_with_a_client_certificate(drive, authority, by):
    certificate, key = authority.issue("client")
    with NatsServer(config=tls_config(authority, verify=True)) as server:
        url = f"tls://127.0.0.1:{server.port}"
        if by == "flags":
            client = drive("--server", url, "--tls-ca", authority.file, "--tls-cert", certificate, "--tls-key", key)
        else:
            client = drive(env={"NATS_URL": url, "NATS_CA": authority.file, "NATS_CERT": certificate, "NATS_KEY": key})
        assert_works(client)


def test_a_server_of_an_unknown_authority_is_not_trusted(drive, authority):
    with NatsServer(config=tls_config(authority, verify=False)) as server:
        client = drive("--server", f"tls://127.0.0.1:{server.port}")
        client.initialize()
        failure = client.call("stream_list", timeout=10).failure.lower()
        assert "certificate" in failure or "tls" in failure


def test_tls_is_never_given_up_for_plain_text(drive, shared_server):
    client = drive("--server", f"tls://127.0.0.1:{shared_server.port}")
    client.initialize()
    assert "tls" in client.call("stream_list", timeout=10).failure.lower()


def test_a_client_certificate_that_is_missing_is_told(drive, authority):
    with NatsServer(config=tls_config(authority, verify=True)) as server:
        client = drive("--server", f"tls://127.0.0.1:{server.port}", "--tls-ca", authority.file)
        client.initialize()
        assert client.call("stream_list", timeout=10).failure
