"""Who is asking: OIDC access tokens (JWT, RFC 9068) verified against the keys of an issuer, and remembered until they expire."""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, Protocol
from uuid import UUID

import httpx
from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError, UnsupportedAlgorithmError
from joserfc.jwk import KeySet

from twincore.gateway.access import Access, Realm, Role
from twincore.kernel.refusal import Category, Refusal, Retry

ALGORITHMS = ("ES256", "ES384", "EdDSA", "Ed25519", "RS256", "PS256")
"""Signatures that are taken; ``none`` and shared secrets (HS*) never."""
TOKEN_BYTES_MAX = 8192
REMEMBERED_MAX = 10_000
CLOCK_SKEW_S = 5
REFETCH_S = 30.0
"""Keys of an external issuer are fetched again at most this often when a token names a key that is not known."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is asking, as the token says. expires_at: seconds since the epoch; party: the member that a role ``member`` token speaks for."""

    actor: str
    tenant: str
    roles: frozenset[Role]
    expires_at: int
    party: UUID | None = None

    def role_for(self, access: Access) -> str:
        """The role (or roles, joined by +) under which the principal does what access allows; for the audit trail."""
        return "+".join(sorted(role.value for role in self.roles & access.roles))


class Keys(Protocol):
    """Where the public keys of the issuer come from. issuers: the names whose tokens are taken; issuer: the present one."""

    issuer: str
    issuers: frozenset[str]

    def key_set(self, *, unknown_key: bool = False) -> KeySet:
        """The keys; unknown_key: a token named one that was not among them, so look again if it is time to."""


class RemoteKeys:
    """The keys of an external issuer, by its JWKS address or by OIDC discovery."""

    def __init__(self, issuer: str, jwks_url: str = "", *, client: httpx.Client | None = None) -> None:
        self.issuer = issuer
        self.issuers = frozenset({issuer})
        self._url = jwks_url
        self._client = client or httpx.Client(timeout=5)
        self._keys: KeySet | None = None
        self._fetched_s = 0.0
        self._lock = Lock()

    def key_set(self, *, unknown_key: bool = False) -> KeySet:
        """The keys, fetched on first use and again when a token names a new one; refuses ``issuer_unavailable``."""
        with self._lock:
            stale = unknown_key and time.monotonic() - self._fetched_s >= REFETCH_S
            if self._keys is None or stale:
                try:
                    self._keys = self._fetch()
                except (httpx.HTTPError, ValueError, KeyError) as trouble:
                    if self._keys is None:
                        raise Refusal(
                            "issuer_unavailable",
                            f"The keys of {self.issuer} cannot be fetched now.",
                            category=Category.UNAVAILABLE,
                            retry=Retry.SAME_KEY,
                        ) from trouble
                self._fetched_s = time.monotonic()
            return self._keys

    def _fetch(self) -> KeySet:
        if not self._url:
            found = self._client.get(self.issuer.rstrip("/") + "/.well-known/openid-configuration").raise_for_status().json()
            self._url = str(found["jwks_uri"])
        return KeySet.import_key_set(self._client.get(self._url).raise_for_status().json())

    def close(self) -> None:
        """Close the connections to the issuer."""
        self._client.close()


def _no(code: str, message: str) -> Refusal:
    return Refusal(code, message, category=Category.UNAUTHENTICATED)


class Verifier:
    """Turns a bearer token into a principal. A token that was good is remembered by its digest, until it expires."""

    def __init__(self, keys: Keys, audience: str) -> None:
        self._keys = keys
        self._audience = audience
        self._known: OrderedDict[bytes, Principal] = OrderedDict()
        self._lock = Lock()

    def known(self, token: str, now_s: float) -> Principal | None:
        """The principal of a token that was verified before and has not expired; costs a few microseconds."""
        principal = self._known.get(_digest(token))
        return principal if principal is not None and now_s < principal.expires_at else None

    def verify(self, token: str, now_s: float) -> Principal:
        """The principal of a token; now_s: seconds since the epoch.

        Refuses ``token_malformed``, ``token_algorithm_refused``, ``token_signature_invalid``, ``token_issuer_wrong``,
        ``token_audience_wrong``, ``token_expired``, ``token_not_yet_valid``, ``token_claims_invalid``.
        """
        if (principal := self.known(token, now_s)) is not None:
            return principal
        principal = self._principal(self._claims(token), now_s)
        with self._lock:
            self._known[_digest(token)] = principal
            while len(self._known) > REMEMBERED_MAX:
                self._known.popitem(last=False)
        return principal

    def _claims(self, token: str) -> Mapping[str, Any]:
        if len(token) > TOKEN_BYTES_MAX or not token.isascii():
            raise _no("token_malformed", "The bearer token is not a JSON Web Token.")
        try:
            try:
                return jwt.decode(token, self._keys.key_set(), algorithms=list(ALGORITHMS)).claims
            except InvalidKeyIdError:
                return jwt.decode(token, self._keys.key_set(unknown_key=True), algorithms=list(ALGORITHMS)).claims
        except UnsupportedAlgorithmError:
            raise _no("token_algorithm_refused", f"The token must be signed with one of {', '.join(ALGORITHMS)}.") from None
        except (BadSignatureError, InvalidKeyIdError):
            raise _no("token_signature_invalid", "The token is not signed by a key of the issuer.") from None
        except (JoseError, ValueError, TypeError, KeyError):  # whatever else the words of a stranger make of a parser
            raise _no("token_malformed", "The bearer token is not a JSON Web Token.") from None

    def _principal(self, claims: Mapping[str, Any], now_s: float) -> Principal:
        audience = claims.get("aud")
        if claims.get("iss") not in self._keys.issuers:
            raise _no("token_issuer_wrong", "The token is from another issuer.")
        if self._audience not in (audience if isinstance(audience, list) else [audience]):
            raise _no("token_audience_wrong", f"The token is not for the audience {self._audience!r}.")
        expires_at = claims.get("exp")
        if not isinstance(expires_at, int | float) or isinstance(expires_at, bool):
            raise _no("token_claims_invalid", "The token has no expiry (exp).")
        if now_s >= expires_at:
            raise _no("token_expired", "The token has expired: get a new one.")
        not_before = claims.get("nbf", 0)
        if not isinstance(not_before, int | float) or now_s + CLOCK_SKEW_S < not_before:
            raise _no("token_not_yet_valid", "The token is not valid yet.")
        actor, tenant, roles = claims.get("sub"), claims.get("tenant"), claims.get("roles")
        if not isinstance(actor, str) or not 0 < len(actor) <= 200 or not actor.isprintable():
            raise _no("token_claims_invalid", "The token names nobody (sub).")
        if not isinstance(tenant, str) or not 0 < len(tenant) <= 100 or not tenant.isprintable():
            raise _no("token_claims_invalid", "The token names no tenant (tenant).")
        if not isinstance(roles, list):
            raise _no("token_claims_invalid", "The token has no list of roles (roles).")
        known = {role.value: role for role in Role}
        return Principal(
            actor=actor,
            tenant=tenant,
            roles=frozenset(known[role] for role in roles if isinstance(role, str) and role in known),
            expires_at=int(expires_at),
            party=_party(claims.get("party")),
        )


def _party(claim: object) -> UUID | None:
    if claim is None:
        return None
    try:
        return UUID(str(claim))
    except ValueError:
        raise _no("token_claims_invalid", "The token's party is not a UUID.") from None


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()


def bearer(header: str | None) -> str:
    """The token of an ``Authorization: Bearer`` header; refuses ``token_missing``."""
    scheme, _, token = (header or "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise _no("token_missing", "Send a bearer token: Authorization: Bearer <token>.")
    return token.strip()


def authorise(principal: Principal, access: Access, *, platform_tenant: str) -> None:
    """Check that a principal may ask for an operation; refuses ``platform_only``, ``tenant_only``, ``role_lacking``."""
    of_platform = principal.tenant == platform_tenant
    if access.realm is Realm.PLATFORM and not of_platform:
        raise Refusal("platform_only", "Only those who run the platform may do this.", category=Category.FORBIDDEN)
    if access.realm is Realm.TENANT and of_platform:
        raise Refusal("tenant_only", "The platform sees no tenant's data: use a token of the tenant.", category=Category.FORBIDDEN)
    if not principal.roles & access.roles:
        needed = ", ".join(sorted(role.value for role in access.roles))
        raise Refusal("role_lacking", f"This needs one of the roles {needed}.", category=Category.FORBIDDEN)
