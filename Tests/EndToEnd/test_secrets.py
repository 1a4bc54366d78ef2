"""Secrets given in every way, right, wrong and broken: none is ever said or written, whatever is called and whatever fails."""

import base64
import json
import os
import ssl
import urllib.parse

import pytest

from support.calls import CALLS
from support.identities import Authority, Operator
from support.nats_server import NatsServer
from support.sample import make_sample
from support.secrets import Place, Run, Somebody, assert_kept, sentinel


class Worlds:
    """Servers that demand each kind of credentials, and who is known there."""

    def __init__(self, directory):
        self.operator, self.authority = Operator(), Authority(str(directory))
        self.known = Somebody(self.operator, self.authority)
        self.unknown = Somebody(Operator(), Authority(str(make(directory / "other"))))
        who = self.known
        certificate, key = self.authority.issue("server")
        self.servers = {
            "users": NatsServer(f"authorization {{ users: [ {{ user: {who.user}, password: {json.dumps(who.password)} }}, "
                                f"{{ nkey: {who.nkey.public} }} ] }}\n"),
            "token": NatsServer(f"authorization {{ token: {json.dumps(who.token)} }}\n"),
            "operator": NatsServer(self.operator.config),
            "tls": NatsServer(f'tls {{ cert_file: "{certificate}", key_file: "{key}", ca_file: "{self.authority.file}", verify: true }}\n'),
        }

    def start(self, directory):
        who = self.known
        creds, _ = self.operator.credentials(directory / "sample.creds")
        certificate, key = self.authority.issue("sample")
        context = ssl.create_default_context(cafile=self.authority.file)
        context.load_cert_chain(certificate, key)
        for name, options in {"users": {"user": who.user, "password": who.password}, "token": {"token": who.token},
                              "operator": {"user_credentials": creds}, "tls": {"tls": context}}.items():
            self.servers[name].start()
            make_sample(self.url(name), **options)

    def url(self, name):
        return f"{'tls' if name == 'tls' else 'nats'}://127.0.0.1:{self.servers[name].port}"

    def close(self):
        for server in self.servers.values():
            server.close()


def make(directory):
    directory.mkdir()
    return directory


@pytest.fixture(scope="module")
def worlds(tmp_path_factory):
    directory = tmp_path_factory.mktemp("worlds")
    worlds = Worlds(directory)
    try:
        worlds.start(directory)
        yield worlds
    finally:
        worlds.close()


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


def in_url(url, *parts):
    words = ":".join(urllib.parse.quote(part, safe="") for part in parts)
    return url.replace("://", f"://{words}@")


def data(text):
    return "data:;base64," + base64.b64encode(text.encode()).decode()


def credentials(who, place):
    """The text of a credentials file, and what is secret of it."""
    path, seed = who.operator.credentials(place.directory / "made.creds")
    with open(path) as file:
        text = file.read()
    os.remove(path)
    token = text.splitlines()[1]
    return text, token, seed


# Each way a secret is given: the server that demands it, and what gives it as flags, environment and the secrets in them.
# The way a URL on the command line goes cannot be hidden from who may list processes: `open` says so.


def password(give, open=False):
    return "users", lambda who, place, url: (*give(who, place, url), [who.password]), open


def token(give, open=False):
    return "token", lambda who, place, url: (*give(who, place, url), [who.token]), open


def seed(give):
    return "users", lambda who, place, url: (*give(who, place, url), [who.seed]), False


def creds(give):
    def given(who, place, url):
        text, jwt, secret = credentials(who, place)
        return *give(text, place, url), [jwt, secret]

    return "operator", given, False


def jwt(give):
    def given(who, place, url):
        _, token, secret = credentials(who, place)
        return *give(token, secret, place, url), [token, secret]

    return "operator", given, False


def certificate(give):
    def given(who, place, url):
        chain, key = who.authority.issue(f"client{os.urandom(4).hex()}")
        with open(key) as file:
            secret = "".join(file.read().splitlines()[1:-1])
        return *give(chain, key, who.authority.file, place, url), [secret]

    return "tls", given, False


WAYS = {
    "password, environment": password(lambda who, _, url: ([], {"NATS_URL": url, "NATS_USER": who.user, "NATS_PASSWORD": who.password})),
    "password, file": password(lambda who, place, url: (
        ["--server", url, "--user", who.user, "--password-file", place.file("password", who.password + "\n")], {})),
    "password, URL flag": password(lambda who, _, url: (["--server", in_url(url, who.user, who.password)], {}), open=True),
    "password, URL of the environment": password(lambda who, _, url: ([], {"NATS_URL": in_url(url, who.user, who.password)})),
    "password, context": password(lambda who, place, url: (place.context(url=url, user=who.user, password=who.password), {})),
    "password, URL of a context": password(lambda who, place, url: (place.context(url=in_url(url, who.user, who.password)), {})),
    "password, settings": password(lambda who, place, url: (place.settings(SERVER=url, USERNAME=who.user, PASSWORD=who.password), {})),
    "password, URL in settings": password(lambda who, place, url: (place.settings(SERVER=in_url(url, who.user, who.password)), {})),
    "password, by file://": password(lambda who, place, url: (
        [], {"NATS_URL": url, "NATS_USER": who.user, "NATS_PASSWORD": "file://" + place.file("password", who.password)})),
    "password, by env://": password(lambda who, place, url: (
        place.context(url=url, user=who.user, password="env://HIDDEN"), {"HIDDEN": who.password})),
    "password, by op://": password(lambda who, place, url: (
        place.context(url=url, user=who.user, password="op://vault/item/field"), place.program("op", who.password))),
    "password, by data:": password(lambda who, _, url: (
        [], {"NATS_URL": url, "NATS_USER": who.user, "NATS_PASSWORD": data(who.password)})),
    "token, environment": token(lambda who, _, url: ([], {"NATS_URL": url, "NATS_TOKEN": who.token})),
    "token, file": token(lambda who, place, url: (["--server", url, "--token-file", place.file("token", who.token)], {})),
    "token, URL flag": token(lambda who, _, url: (["--server", in_url(url, who.token)], {}), open=True),
    "token, URL of the environment": token(lambda who, _, url: ([], {"NATS_URL": in_url(url, who.token)})),
    "token, context": token(lambda who, place, url: (place.context(url=url, token=who.token), {})),
    "token, settings": token(lambda who, place, url: (place.settings(SERVER=url, TOKEN=who.token), {})),
    "seed, file": seed(lambda who, place, url: (["--server", url, "--nkey", place.file("user.nk", who.seed)], {})),
    "seed, file of the environment": seed(lambda who, place, url: ([], {"NATS_URL": url, "NATS_NKEY": place.file("user.nk", who.seed)})),
    "seed, context": seed(lambda who, place, url: (place.context(url=url, nkey=place.file("user.nk", who.seed)), {})),
    "seed, settings": seed(lambda who, place, url: (place.settings(SERVER=url, NKEY_FILE=place.file("user.nk", who.seed)), {})),
    "seed, by data:": seed(lambda who, place, url: ([], {"NATS_URL": url, "NATS_NKEY": data(who.seed)})),
    "credentials, file": creds(lambda text, place, url: (["--server", url, "--creds", place.file("ops.creds", text)], {})),
    "credentials, environment": creds(lambda text, place, url: ([], {"NATS_URL": url, "NATS_CREDS": place.file("ops.creds", text)})),
    "credentials, context": creds(lambda text, place, url: (place.context(url=url, creds=place.file("ops.creds", text)), {})),
    "credentials, settings": creds(lambda text, place, url: (place.settings(SERVER=url, CREDENTIALS=place.file("ops.creds", text)), {})),
    "credentials, by data:": creds(lambda text, place, url: ([], {"NATS_URL": url, "NATS_CREDS": data(text)})),
    "credentials, by op://": creds(lambda text, place, url: (
        place.context(url=url, creds="op://vault/item/field"), place.program("op", text))),
    "JWT and seed, files": jwt(lambda token, secret, place, url: (
        ["--server", url, "--user-jwt-file", place.file("jwt", token), "--seed-file", place.file("seed", secret)], {})),
    "JWT and seed, environment": jwt(lambda token, secret, _, url: ([], {"NATS_URL": url, "NATS_JWT": token, "NATS_SEED": secret})),
    "JWT and seed, context": jwt(lambda token, secret, place, url: (place.context(url=url, user_jwt=token, user_seed=secret), {})),
    "client certificate, flags": certificate(lambda chain, key, authority, _, url: (
        ["--server", url, "--tls-ca", authority, "--tls-cert", chain, "--tls-key", key], {})),
    "client certificate, context": certificate(lambda chain, key, authority, place, url: (
        place.context(url=url, ca=authority, cert=chain, key=key), {})),
}


def judged(run, secrets, open):
    assert_kept(run.everything(), secrets)
    if not open:
        assert_kept({"the command line": run.seen}, secrets)


def exchange(run):
    """Every call of the table, also where nothing works, and some that nobody should make."""
    answers = run.serve([*(lambda client, call=call: attempt(client, call) for call in CALLS),
                         lambda client: client.call("no_such_tool"),
                         lambda client: client.call("stream_info", bogus="x")])
    for tool in (["server_info"], ["operator_status"], ["stream_info", "stream=NONE"], ["kv_put", "bucket=settings", "key=k", "value=v"]):
        run.call(*tool)
    return answers


def attempt(client, call):
    try:
        return call.made(client, timeout=20)
    except AssertionError:
        return None  # what it would have begun with failed


@pytest.mark.parametrize("way", WAYS)
def test_right_credentials_are_used_and_never_shown(worlds, place, way):
    world, give, open = WAYS[way]
    flags, env, secrets = give(worlds.known, place, worlds.url(world))
    run = Run(place, flags, env)
    answers = exchange(run)
    judged(run, secrets, open)
    failed = [call for call, answer in zip(CALLS, answers) if answer is None or answer.is_error and not (call.fails or call.since)]
    assert not failed and len(answers) == len(CALLS) + 2, run.said["serve stderr"].decode()
    assert place.journal.exists(), "changes were made"


@pytest.mark.parametrize("way", WAYS)
def test_wrong_credentials_are_told_as_such_and_never_shown(worlds, place, way):
    world, give, open = WAYS[way]
    flags, env, secrets = give(worlds.unknown, place, worlds.url(world))
    run = Run(place, flags, env)
    answers = run.serve([lambda client, tool=tool: client.call(tool, timeout=20) for tool in ("operator_status", "server_info", "stream_list")])
    run.call("stream_list")
    judged(run, secrets, open)
    text = answers[-1].failure.lower()
    assert "auth" in text or "tls" in text or "certificate" in text


@pytest.mark.parametrize("way", WAYS)
def test_a_server_that_is_not_there_is_named_without_secrets(worlds, place, way):
    world, give, open = WAYS[way]
    flags, env, secrets = give(worlds.known, place, "nats://127.0.0.1:1")
    run = Run(place, flags, env)
    answers = run.serve([lambda client: client.call("stream_list", timeout=20)])
    run.call("stream_list")
    judged(run, secrets, open)
    assert "127.0.0.1:1" in answers[0].failure


SEED = Somebody().seed
JWT = "eyJ0eXAiOiJKV1QifQ." + "A" * 40 + "." + "B" * 40


# What people get wrong: each with a secret in it, and none may be repeated to them, not even by the error.
BROKEN = {
    "a password as a flag": lambda place, secret: (["--password", secret], {}),
    "a token as a flag with =": lambda place, secret: ([f"--token={secret}"], {}),
    "a URL with a bad port": lambda place, secret: (["--server", f"nats://ann:{secret}@127.0.0.1:port"], {}),
    "a URL with a bad scheme": lambda place, secret: (["--server", f"http://ann:{secret}@127.0.0.1"], {}),
    "a URL with a space": lambda place, secret: ([], {"NATS_URL": f"nats://ann:{secret} @127.0.0.1:4222"}),
    "a URL without a host": lambda place, secret: ([], {"NATS_URL": f"nats://ann:{secret}@"}),
    "two URLs with other credentials": lambda place, secret: ([], {"NATS_URL": f"nats://ann:{secret}@127.0.0.1:1,nats://bob:{secret}x@127.0.0.1:2"}),
    "a password and a token": lambda place, secret: ([], {"NATS_USER": "ann", "NATS_PASSWORD": secret, "NATS_TOKEN": secret}),
    "credentials given as their text": lambda place, secret: ([], {"NATS_CREDS": f"-----BEGIN USER NKEY SEED-----\n{secret}\n"}),
    "a seed given as its text": lambda place, _: (["--nkey", SEED], {}),
    "a seed of the environment given as its text": lambda place, _: ([], {"NATS_NKEY": SEED}),
    "a seed in a context": lambda place, _: (place.context(nkey=SEED), {}),
    "a seed in the settings": lambda place, _: (place.settings(NKEY_FILE=SEED), {}),
    "a seed in place of its file": lambda place, _: (["--user-jwt-file", place.file("j", "x"), "--seed-file", SEED], {}),
    "a JWT in place of its file": lambda place, _: (["--user-jwt-file", JWT, "--seed-file", place.file("s", SEED)], {}),
    "a credentials file without end": lambda place, secret: (
        ["--creds", place.file("c", f"-----BEGIN NATS USER JWT-----\n{secret}\n-----BEGIN USER NKEY SEED-----\n{secret}\n")], {}),
    "a seed file with something else": lambda place, secret: (["--nkey", place.file("n", f"SU{secret}\n")], {}),
    "a password file of two lines": lambda place, secret: (["--user", "ann", "--password-file", place.file("p", f"{secret}\n{secret}\n")], {}),
    "a settings line without key": lambda place, secret: (["--settings", place.file("s", f"{secret}\n")], {}),
    "a settings key that is unknown": lambda place, secret: (["--settings", place.file("s", f"NATS.PASWORD={secret}\n")], {}),
    "a settings value without quotes' end": lambda place, secret: (["--settings", place.file("s", f'NATS.PASSWORD="{secret}\n')], {}),
    "a settings value in the wrong place": lambda place, secret: (["--settings", place.file("s", f"NATS.CONNECT_TIMEOUT={secret}\n")], {}),
    "a settings URL that is broken": lambda place, secret: (["--settings", place.file("s", f"NATS.SERVER=nats://a:{secret}@x:y\n")], {}),
    "a context that is no JSON": lambda place, secret: (["--context", place.file("c.json", f'{{"password": "{secret}", }}')], {}),
    "a context with a password of a wrong kind": lambda place, secret: (["--context", place.file("c.json", json.dumps({"password": [secret]}))], {}),
    "a context with an unknown field": lambda place, secret: (["--context", place.file("c.json", json.dumps({"pasword": secret}))], {}),
    "a context's broken URL": lambda place, secret: (["--context", place.file("c.json", json.dumps({"url": f"nats://a:{secret}@x:y"}))], {}),
    "broken data:": lambda place, secret: ([], {"NATS_URL": "nats://127.0.0.1:1", "NATS_TOKEN": f"data:;base64,{secret}"}),
    "data: of the wrong kind": lambda place, secret: ([], {"NATS_URL": "nats://127.0.0.1:1", "NATS_CREDS": data(secret)}),
    "an op that says it on stderr": lambda place, secret: (
        place.context(url="nats://127.0.0.1:1", token="op://v/i/f"),
        {"PATH": os.path.dirname(failing(place, "op", secret)) + ":" + os.environ["PATH"]}),
    "a proxy": lambda place, secret: ([], {"NATS_URL": "nats://127.0.0.1:1", "NATS_SOCKS_PROXY": f"socks5://a:{secret}@127.0.0.1:2"}),
    "a context's proxy": lambda place, secret: (place.context(url="nats://127.0.0.1:1", socks_proxy=f"socks5://a:{secret}@127.0.0.1:2"), {}),
}


def failing(place, name, words):
    path = place.file(f"bin/{name}", f"#!/bin/sh\necho '{words}'\necho '{words}' >&2\nexit 3\n")
    os.chmod(path, 0o700)
    return path


@pytest.mark.parametrize("way", BROKEN)
def test_what_is_given_wrongly_is_not_repeated(place, way):
    secret = sentinel("broken").replace("'", "")
    flags, env = BROKEN[way](place, secret)
    run = Run(place, flags, env)
    run.serve([lambda client: client.call("operator_status", timeout=20), lambda client: client.call("stream_list", timeout=20)])
    done = run.call("stream_list")
    assert done.returncode != 0
    assert_kept(run.everything(), [secret, SEED, JWT])


def test_the_password_of_an_embedded_server_stays_in_its_file(place):
    run = Run(place, ["--embedded", str(place.directory / "data")])
    seen = []

    def look(client):
        with open(place.directory / "data" / "connection") as file:
            seen.append(dict(line.rstrip("\n").split("=", 1) for line in file if "=" in line)["password"])
        return client.call("operator_status")

    run.serve([look, *(lambda client, call=call: attempt(client, call) for call in CALLS)])
    assert len(seen[0]) > 20
    judged(run, seen, open=False)


def test_payloads_are_not_journalled(worlds, place):
    payload = sentinel("payload")
    world, give, _ = WAYS["password, environment"]
    flags, env, _ = give(worlds.known, place, worlds.url(world))
    run = Run(place, flags, env)
    answers = run.serve([lambda client: client.call("kv_put", bucket="settings", key="journalled", value=payload),
                         lambda client: client.call("publish", subject="JOBS.journalled", body=payload, headers={"Secret": payload}),
                         lambda client: client.call("kv_get", bucket="settings", key="journalled")])
    assert not any(answer.is_error for answer in answers) and payload.encode() in run.said["serve stdout"]
    written = {where: text for where, text in run.everything().items() if where not in run.said}
    assert b"journalled" in b"".join(written.values())
    assert_kept(written, [payload])
