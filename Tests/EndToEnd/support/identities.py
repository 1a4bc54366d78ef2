"""Keys, credentials and certificates, made anew for each test."""

import base64
import datetime
import hashlib
import ipaddress
import json
import os
import time

import nkeys
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


class Key:
    """An NKey pair of a kind: operator, account or user."""

    def __init__(self, prefix):
        self.seed = nkeys.encode_seed(os.urandom(32), prefix)
        self.pair = nkeys.from_seed(bytearray(self.seed))
        self.public = self.pair.public_key.decode()


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def jwt(issuer, subject, name, claims, expires_in=None):
    """A NATS JWT: EdDSA over NKeys, with the hash of its own claims as its id."""
    body = {"iat": int(time.time()), "iss": issuer.public, "name": name, "sub": subject.public, "nats": {"version": 2, **claims}}
    if expires_in is not None:
        body["exp"] = int(time.time()) + expires_in
    digest = hashlib.sha256(json.dumps(body).encode()).digest()
    body["jti"] = base64.b32encode(digest).rstrip(b"=").decode()
    signed = encoded(json.dumps({"typ": "JWT", "alg": "ed25519-nkey"}).encode()) + "." + encoded(json.dumps(body).encode())
    return signed + "." + encoded(issuer.pair.sign(signed.encode()))


class Operator:
    """An operator with one account that may use JetStream: what a server and its users need to trust each other."""

    def __init__(self):
        self.operator, self.account, self.system = Key(nkeys.PREFIX_BYTE_OPERATOR), *(Key(nkeys.PREFIX_BYTE_ACCOUNT) for _ in range(2))
        limits = {"subs": -1, "data": -1, "payload": -1, "imports": -1, "exports": -1, "wildcards": True, "conn": -1, "leaf": -1,
                  "mem_storage": -1, "disk_storage": -1, "streams": -1, "consumer": -1}
        account = {"type": "account", "limits": limits}
        system = {"type": "account", "limits": {**limits, "mem_storage": 0, "disk_storage": 0}}
        self.config = f"""
operator: {jwt(self.operator, self.operator, "op", {"type": "operator"})}
system_account: {self.system.public}
resolver: MEMORY
resolver_preload: {{
  {self.account.public}: {jwt(self.operator, self.account, "app", account)}
  {self.system.public}: {jwt(self.operator, self.system, "sys", system)}
}}
"""

    def user(self, expires_in=None, **claims):
        """The JWT of a new user, and its key."""
        user = Key(nkeys.PREFIX_BYTE_USER)
        claims = {"type": "user", "subs": -1, "data": -1, "payload": -1, **claims}
        return jwt(self.account, user, "ops", claims, expires_in), user

    def credentials(self, path, line_end="\n", **claims):
        """Writes a credentials file as `nsc` lays it out."""
        token, user = self.user(**claims)
        lines = ["-----BEGIN NATS USER JWT-----", token, "------END NATS USER JWT------", "", "-----BEGIN USER NKEY SEED-----",
                 user.seed.decode(), "------END USER NKEY SEED------", ""]
        path.write_bytes(line_end.join(lines).encode())
        path.chmod(0o600)
        return str(path), user.seed.decode()


class Authority:
    """A certificate authority of its own, its certificates as PEM files in a directory."""

    def __init__(self, directory):
        self.directory = directory
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test authority")])
        self.certificate = self._signed(self.name, self.key, x509.BasicConstraints(ca=True, path_length=None))
        self.file = self._write("ca.pem", self.certificate.public_bytes(serialization.Encoding.PEM))

    def issue(self, name, names=("127.0.0.1", "localhost"), expired=False, days=1):
        """Certificate and key for these names and addresses, as file names."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        certificate = self._signed(subject, key, x509.BasicConstraints(ca=False, path_length=None), names, expired, days)
        pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        return (self._write(f"{name}.pem", certificate.public_bytes(serialization.Encoding.PEM)), self._write(f"{name}-key.pem", pem))

    def _signed(self, subject, key, constraints, names=("localhost",), expired=False, days=1):
        now = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=400 if expired else 0)
        address = x509.SubjectAlternativeName([
            x509.IPAddress(ipaddress.ip_address(name)) if name[0].isdigit() else x509.DNSName(name) for name in names])
        # As strict clients want it (Python 3.13's are): what may sign says so, and every certificate names its signer's key.
        usage = x509.KeyUsage(
            digital_signature=True, key_cert_sign=constraints.ca, crl_sign=constraints.ca, content_commitment=False,
            key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False)
        return (x509.CertificateBuilder().subject_name(subject).issuer_name(self.name).public_key(key.public_key())
                .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(hours=1))
                .not_valid_after(now + datetime.timedelta(days=days)).add_extension(constraints, critical=True)
                .add_extension(usage, critical=True)
                .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
                .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
                .add_extension(address, critical=False).sign(self.key, hashes.SHA256()))

    def _write(self, name, data):
        path = os.path.join(self.directory, name)
        with open(path, "wb") as file:
            file.write(data)
        os.chmod(path, 0o600)
        return path
