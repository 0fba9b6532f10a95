"""The local issuer: OIDC discovery, keys, and access tokens for registered clients. For where there is no identity provider yet."""

import json
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from twincore.gateway.access import Role

ALGORITHM = "ES256"
TOKEN_LIFE_S = 3600
TOKEN_LIFE_MAX_S = 30 * 86_400
ADDRESSES_MAX = 16
"""Earlier addresses of the local issuer that are remembered."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token is to say. party: the member that a token of role ``member`` speaks for."""

    actor: str
    tenant: str
    roles: tuple[Role, ...]
    party: UUID | None = None


class LocalIssuer:
    """Signs tokens with a key that lives in a file of the data folder, readable by its owner alone (mode 0600)."""

    def __init__(self, issuer: str, key: ECKey, audience: str, formerly: Sequence[str] = ()) -> None:
        self.issuer = issuer
        self.issuers = frozenset({issuer, *formerly})
        self._key = key
        self._audience = audience
        self._keys = KeySet([key])

    @classmethod
    def open(cls, folder: Path, audience: str, issuer: str | None = None) -> "LocalIssuer":
        """The issuer of a keys folder, made on first use. issuer: its public address; None keeps the one on record.

        Tokens that it gave under an earlier address stay good: the key is the same.
        Raises PermissionError if the key file is open to others.
        """
        path = folder / "issuer.json"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            key = ECKey.generate_key("P-256", parameters={"use": "sig", "alg": ALGORITHM}, private=True, auto_kid=True)
            _write(path, {"issuer": issuer or "http://127.0.0.1:8080", "key": key.as_dict(private=True)})
        if path.stat().st_mode & 0o077:
            raise PermissionError(f"{path} is open to others: chmod 600 it, and think of making a new key.")
        record = json.loads(path.read_text(encoding="utf-8"))
        if issuer is not None and record["issuer"] != issuer:
            formerly = [name for name in (record["issuer"], *record.get("formerly", [])) if name != issuer]
            record |= {"issuer": issuer, "formerly": formerly[:ADDRESSES_MAX]}
            _write(path, record)
        return cls(record["issuer"], ECKey.import_key(record["key"]), audience, record.get("formerly", []))

    def key_set(self, *, unknown_key: bool = False) -> KeySet:
        """The keys that tokens are verified with."""
        return self._keys

    def jwks(self) -> dict[str, Any]:
        """The public keys as a JSON Web Key Set (RFC 7517)."""
        return {"keys": [self._key.as_dict(private=False) | {"kid": self._key.kid}]}

    def discovery(self) -> dict[str, Any]:
        """The OIDC discovery document."""
        return {
            "issuer": self.issuer,
            "jwks_uri": f"{self.issuer}/oauth/jwks",
            "token_endpoint": f"{self.issuer}/oauth/token",
            "grant_types_supported": ["client_credentials"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "response_types_supported": ["token"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [ALGORITHM],
            "claims_supported": ["sub", "tenant", "roles", "aud", "exp", "iat", "party"],
        }

    def token(self, grant: Grant, now_s: int, *, life_s: int = TOKEN_LIFE_S) -> str:
        """A signed access token (RFC 9068). now_s: seconds since the epoch; life_s: seconds it is good for, 30 days at the most."""
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "sub": grant.actor,
            "aud": self._audience,
            "iat": now_s,
            "exp": now_s + min(life_s, TOKEN_LIFE_MAX_S),
            "jti": secrets.token_urlsafe(12),
            "client_id": grant.actor,
            "tenant": grant.tenant,
            "roles": [role.value for role in grant.roles],
        }
        if grant.party is not None:
            claims["party"] = str(grant.party)
        return jwt.encode({"alg": ALGORITHM, "kid": self._key.kid, "typ": "at+jwt"}, claims, self._key)


def _write(path: Path, record: dict[str, Any]) -> None:
    """Write whole or not at all, and never open to others even for a moment."""
    fresh = path.with_suffix(f".{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(record, file)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
