"""A passkey in plain Python: what a phone or a security key answers to a browser. For tests that need no browser."""
import hashlib
import json
import secrets
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

PRESENT = AuthenticatorData.FLAG.UP


@dataclass
class Key:
    host: str = "localhost"
    origin: str = "http://localhost"
    counter: int = 1
    credential: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def makes(self, options: dict) -> str:
        """The answer to a page that wants a new key."""
        known = AttestedCredentialData.create(Aaguid.NONE, self.credential, ES256.from_cryptography_key(self.private.public_key()))
        data = AuthenticatorData.create(self._rp(), PRESENT | AuthenticatorData.FLAG.AT, self.counter, known)
        return self._told("webauthn.create", options, attestationObject=AttestationObject.create("none", data, {}))

    def signs(self, options: dict) -> str:
        """The answer to a page that asks for this key."""
        self.counter += 1 if self.counter else 0
        data = AuthenticatorData.create(self._rp(), PRESENT, self.counter)
        signature = self.private.sign(data + hashlib.sha256(self._client("webauthn.get", options)).digest(), ec.ECDSA(SHA256()))
        return self._told("webauthn.get", options, authenticatorData=data, signature=signature)

    def _rp(self) -> bytes:
        return hashlib.sha256(self.host.encode()).digest()

    def _client(self, what: str, options: dict) -> bytes:
        return json.dumps({"type": what, "challenge": options["challenge"], "origin": self.origin}).encode()

    def _told(self, what: str, options: dict, **said: bytes) -> str:
        said["clientDataJSON"] = self._client(what, options)
        return json.dumps({"id": websafe_encode(self.credential), "rawId": websafe_encode(self.credential), "type": "public-key",
                           "response": {name: websafe_encode(bytes(value)) for name, value in said.items()}, "clientExtensionResults": {}})
