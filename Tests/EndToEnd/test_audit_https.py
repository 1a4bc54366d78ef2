"""An audit by a monitoring port that speaks TLS."""

import socket
import ssl
import threading

import pytest

from support.audits import audit, run
from support.identities import Authority
from support.nats_server import NatsServer, free_port


@pytest.fixture(scope="module")
def secure(tmp_path_factory):
    directory = str(tmp_path_factory.mktemp("https"))
    authority = Authority(directory)
    certificate, key = authority.issue("server")
    port = free_port()
    tls = f'tls {{ cert_file: "{certificate}", key_file: "{key}" }}\nhttps: "127.0.0.1:{port}"\n'
    with NatsServer(tls) as server:
        yield server, f"https://127.0.0.1:{port}", authority.file, (certificate, key)


def test_a_server_is_seen_by_its_port_with_tls(secure):
    server, address, authority, _ = secure
    report = audit("--http", address, "--http-ca", authority)
    assert report.json["totals"]["servers"] == 1
    assert report.check("NG-V005")["passed"] + report.check("NG-V005")["findings"] == 1
    assert not [note for note in report.json["notes"] if address in note]


def test_an_authority_nobody_named_is_not_trusted(secure, tmp_path):
    _, address, _, _ = secure
    report = audit("--http", address)
    assert report.code == 3
    note = next(note for note in report.json["notes"] if address in note)
    assert "authority that is not trusted" in note and "--http-ca" in note
    other = Authority(str(tmp_path))
    report = audit("--http", address, "--http-ca", other.file)
    assert report.code == 3
    assert any(other.file in note for note in report.json["notes"]), report.json["notes"]


def test_an_answer_that_is_cut_is_no_answer(secure):
    """The server ends the connection without the word that ends TLS: what came may be half of it."""
    _, _, authority, (certificate, key) = secure
    listener = socket.create_server(("127.0.0.1", 0))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    def serve():
        plain, _ = listener.accept()
        with context.wrap_socket(plain, server_side=True) as secured:
            secured.recv(1000)
            secured.sendall(b"HTTP/1.0 200 OK\r\n\r\n{\"server_id\": \"X\"}")

    thread = threading.Thread(target=serve)
    thread.start()
    report = audit("--http", f"https://127.0.0.1:{listener.getsockname()[1]}", "--http-ca", authority)
    thread.join(10)
    listener.close()
    assert report.code == 3
    assert any("cut" in note for note in report.json["notes"]), report.json["notes"]


@pytest.mark.parametrize("arguments, words", [
    (["--http", "http://127.0.0.1:1", "--http-ca", "/nowhere"], "https://"),
    (["--http-ca", "/nowhere"], "--http-ca"),
])
def test_an_authority_that_serves_nothing_is_a_wrong_call(arguments, words):
    done = run(*arguments)
    assert done.returncode == 3 and words in done.stderr.decode()
