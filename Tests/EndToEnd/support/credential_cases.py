"""Every kind of credential: a server that demands it, and what says who we are, rightly and wrongly."""

import base64
import json
import urllib.parse

import nkeys

from .identities import Authority, Key, Operator

PASSWORD, WRONG = 'p@ss%40"w\\ord/:', "wr0ng-p4ssword"
TOKEN = "t0ken-that-nobody-sees"


class Case:
    """A server's configuration, and for right and wrong the arguments and variables that say who we are, and their secrets."""

    def __init__(self, config, right, wrong, secrets=(), code="authentication_failed", scheme="nats"):
        self.config, self.right, self.wrong, self.secrets = config, right, wrong, secrets
        self.code, self.scheme = code, scheme


def flags(*arguments):
    return lambda url: (["--server", url, *arguments], {})


def variables(**values):
    return lambda url: ([], {"NATS_URL": url, **values})


def secret_file(directory, name, text):
    path = directory / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    path.chmod(0o600)
    return str(path)


def user_by_flag(d):
    config = f"authorization {{ user: ann, password: {json.dumps(PASSWORD)} }}\n"
    right, wrong = secret_file(d, "right", PASSWORD + "\n"), secret_file(d, "wrong", WRONG)
    return Case(config, flags("--user", "ann", "--password-file", right), flags("--user", "ann", "--password-file", wrong),
                [PASSWORD, WRONG])


def user_by_environment(d):
    config = f"authorization {{ user: ann, password: {json.dumps(PASSWORD)} }}\n"
    return Case(config, variables(NATS_USER="ann", NATS_PASSWORD=PASSWORD), variables(NATS_USER="ann", NATS_PASSWORD=WRONG),
                [PASSWORD, WRONG])


def user_in_url(d):
    config = f"authorization {{ user: \"a b\", password: {json.dumps(PASSWORD)} }}\n"

    def url(password):
        quoted = urllib.parse.quote(password, safe="")
        return lambda url: (["--server", url.replace("://", f"://a%20b:{quoted}@")], {})

    return Case(config, url(PASSWORD), url(WRONG), [PASSWORD, WRONG, urllib.parse.quote(PASSWORD, safe="")])


def token_by_flag(d):
    right, wrong = secret_file(d, "right", TOKEN), secret_file(d, "wrong", WRONG)
    return Case(f"authorization {{ token: {TOKEN} }}\n", flags("--token-file", right), flags("--token-file", wrong), [TOKEN, WRONG])


def token_by_environment(d):
    return Case(f"authorization {{ token: {TOKEN} }}\n", variables(NATS_TOKEN=TOKEN), variables(NATS_TOKEN=WRONG), [TOKEN, WRONG])


def nothing_where_a_token_is_due(d):
    right = secret_file(d, "right", TOKEN)
    return Case(f"authorization {{ token: {TOKEN} }}\n", flags("--token-file", right), flags(), [TOKEN])


def seeds():
    right, wrong = Key(nkeys.PREFIX_BYTE_USER), Key(nkeys.PREFIX_BYTE_USER)
    return f"authorization {{ users: [ {{ nkey: {right.public} }} ] }}\n", right.seed.decode(), wrong.seed.decode()


def nkey_file(d):
    config, right, wrong = seeds()
    return Case(config, flags("--nkey", secret_file(d, "right.nk", right + "\n")), flags("--nkey", secret_file(d, "wrong.nk", wrong)),
                [right, wrong])


def nkey_file_by_environment(d):
    config, right, wrong = seeds()
    right_file, wrong_file = secret_file(d, "right.nk", right), secret_file(d, "wrong.nk", wrong)
    return Case(config, variables(NATS_NKEY=right_file), variables(NATS_NKEY=wrong_file), [right, wrong])


def context(d, **fields):
    """A context of the nats command line, by the path of its file."""
    def arguments(url):
        return ["--context", secret_file(d, "ctx.json", json.dumps({"url": url, **fields}))], {}

    return arguments


def inline(text):
    return "data:;base64," + base64.b64encode(text.encode()).decode()


def nkey_value(d):
    config, right, wrong = seeds()
    return Case(config, context(d, nkey=inline(right)), context(d, nkey=inline(wrong)), [right, wrong, inline(right), inline(wrong)])


def creds(d, line_end="\n"):
    world, other = Operator(), Operator()
    right, first = world.credentials(d / "right.creds", line_end)
    wrong, second = other.credentials(d / "wrong.creds", line_end)
    return Case(world.config, flags("--creds", right), flags("--creds", wrong), [first, second])


def creds_with_crlf(d):
    return creds(d, "\r\n")


def creds_value(d):
    case = creds(d)
    texts = [inline((d / name).read_text()) for name in ("right.creds", "wrong.creds")]
    return Case(case.config, context(d, creds=texts[0]), context(d, creds=texts[1]), [*case.secrets, *texts])


def user_jwt(d):
    world = Operator()
    token, user = world.user()
    other = Key(nkeys.PREFIX_BYTE_USER)
    file, right, wrong = (secret_file(d, n, t) for n, t in [("jwt", token), ("right.nk", user.seed), ("wrong.nk", other.seed)])
    return Case(world.config, flags("--user-jwt-file", file, "--seed-file", right), flags("--user-jwt-file", file, "--seed-file", wrong),
                [token, user.seed.decode(), other.seed.decode()])


def bearer(d):
    world = Operator()
    right, _ = world.user(bearer_token=True)
    wrong, _ = Operator().user(bearer_token=True)
    return Case(world.config, variables(NATS_JWT=right), variables(NATS_JWT=wrong), [right, wrong])


def expired_jwt(d):
    world = Operator()
    right, first = world.credentials(d / "right.creds")
    wrong, second = world.credentials(d / "wrong.creds", expires_in=-60)
    return Case(world.config, flags("--creds", right), flags("--creds", wrong), [first, second], code="credentials_expired")


def tls(authority, certificate="server", more="", **issue):
    files = authority.issue(certificate, **issue)
    return f'tls {{ cert_file: "{files[0]}", key_file: "{files[1]}", ca_file: "{authority.file}", {more} }}\n'


def certificate_flags(authority, name, **issue):
    certificate, key = authority.issue(name, **issue)
    return flags("--tls-ca", authority.file, "--tls-cert", certificate, "--tls-key", key)


def certificate_as_user(d):
    a = Authority(str(d))
    config = tls(a, more="verify_and_map: true") + 'authorization { users: [ { user: "ann.test" } ] }\n'
    return Case(config, certificate_flags(a, "ann", names=("ann.test",)), certificate_flags(a, "ben", names=("ben.test",)), scheme="tls")


def wrong_authority(d):
    a = Authority(str(d))
    (d / "other").mkdir()
    other = Authority(str(d / "other"))
    return Case(tls(a), flags("--tls-ca", a.file), flags("--tls-ca", other.file), code="tls_failed", scheme="tls")


def client_certificate_missing(d):
    a = Authority(str(d))
    return Case(tls(a, more="verify: true"), certificate_flags(a, "client"), flags("--tls-ca", a.file), code="tls_failed", scheme="tls")


def client_certificate_by_environment(d):
    a = Authority(str(d))
    certificate, key = a.issue("client")
    return Case(tls(a, more="verify: true"), variables(NATS_CA=a.file, NATS_CERT=certificate, NATS_KEY=key), variables(NATS_CA=a.file),
                code="tls_failed", scheme="tls")


def client_certificate_expired(d):
    a = Authority(str(d))
    return Case(tls(a, more="verify: true"), certificate_flags(a, "client"), certificate_flags(a, "old", expired=True),
                code="certificate_expired", scheme="tls")


def host_name(d):
    a = Authority(str(d))
    right = flags("--tls-ca", a.file, "--tls-server-name", "nats.test")
    return Case(tls(a, names=("nats.test",)), right, flags("--tls-ca", a.file), code="tls_failed", scheme="tls")


def tls_to_plain_text(d):
    return Case("", flags(), flags("--tls"), code="tls_failed")


def denied_inbox(d):
    config = 'authorization { users: [ { user: ann, password: pw-secret, permissions: { publish: ">", subscribe: "_MINE.>" } } ] }\n'
    who = ["--user", "ann", "--password-file", secret_file(d, "pw", "pw-secret")]
    return Case(config, flags(*who, "--inbox-prefix", "_MINE"), flags(*who), ["pw-secret"], code="inbox_denied")


CASES = [
    user_by_flag, user_by_environment, user_in_url, token_by_flag, token_by_environment, nothing_where_a_token_is_due, nkey_file,
    nkey_file_by_environment, nkey_value, creds, creds_with_crlf, creds_value, user_jwt, bearer, expired_jwt, certificate_as_user,
    wrong_authority, client_certificate_missing, client_certificate_by_environment, client_certificate_expired, host_name,
    tls_to_plain_text, denied_inbox,
]
