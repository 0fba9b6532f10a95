"""Who may ask: tokens that are good, and each way in which one is not."""

import base64
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from tests.gateway.bank import Bank, open_bank
from twincore.gateway import Grant, Role
from twincore.gateway.identity import REFETCH_S, RemoteKeys, Verifier
from twincore.gateway.issuer import LocalIssuer
from twincore.kernel.postgres import EmbeddedPostgres
from twincore.kernel.refusal import Refusal


def claims(bank: Bank, **changed: Any) -> dict[str, Any]:
    now = int(time.time())
    assert bank.platform.issuer is not None
    given = {
        "iss": bank.platform.issuer.issuer,
        "aud": "twincore",
        "sub": "t",
        "tenant": "harbour",
        "roles": ["teller"],
        "exp": now + 60,
        **changed,
    }
    return {name: value for name, value in given.items() if value is not None}


def signed(bank: Bank, **changed: Any) -> str:
    issuer = bank.platform.issuer
    assert issuer is not None
    key = issuer._key
    return jwt.encode({"alg": "ES256", "kid": key.kid}, claims(bank, **changed), key)


def refusal_of(bank: Bank, token: str) -> tuple[int, str]:
    response = bank.client.get("/v1/products", headers={"Authorization": f"Bearer {token}"})
    assert response.headers["content-type"] == "application/problem+json"
    return response.status_code, response.json()["code"]


def test_a_good_token_is_served(bank: Bank) -> None:
    response = bank.client.get("/v1/products", headers={"Authorization": f"Bearer {signed(bank)}"})
    assert response.status_code == 200


def test_without_a_token_nobody_is_served_and_the_answer_says_how_to_ask(bank: Bank) -> None:
    response = bank.client.get("/v1/products")
    assert (response.status_code, response.json()["code"]) == (401, "token_missing")
    assert response.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"exp": 1}, "token_expired"),
        ({"exp": None}, "token_claims_invalid"),
        ({"exp": True}, "token_claims_invalid"),
        ({"nbf": 4_000_000_000}, "token_not_yet_valid"),
        ({"aud": "another"}, "token_audience_wrong"),
        ({"aud": ["a", "b"]}, "token_audience_wrong"),
        ({"aud": None}, "token_audience_wrong"),
        ({"iss": "https://elsewhere.example"}, "token_issuer_wrong"),
        ({"sub": None}, "token_claims_invalid"),
        ({"tenant": None}, "token_claims_invalid"),
        ({"tenant": 7}, "token_claims_invalid"),
        ({"roles": "teller"}, "token_claims_invalid"),
        ({"party": "nobody"}, "token_claims_invalid"),
    ],
)
def test_a_token_whose_claims_do_not_fit_is_refused(bank: Bank, changed: dict[str, Any], code: str) -> None:
    assert refusal_of(bank, signed(bank, **changed)) == (401, code)


def test_an_audience_among_several_is_enough(bank: Bank) -> None:
    token = signed(bank, aud=["other", "twincore"])
    assert bank.client.get("/v1/products", headers={"Authorization": f"Bearer {token}"}).status_code == 200


def test_a_token_signed_by_another_key_is_refused(bank: Bank) -> None:
    stranger = ECKey.generate_key("P-256", private=True, auto_kid=True)
    assert refusal_of(bank, jwt.encode({"alg": "ES256"}, claims(bank), stranger)) == (401, "token_signature_invalid")
    named = jwt.encode({"alg": "ES256", "kid": stranger.kid}, claims(bank), stranger)
    assert refusal_of(bank, named) == (401, "token_signature_invalid")


def test_a_token_whose_payload_was_changed_is_refused(bank: Bank) -> None:
    header, _, signature = signed(bank).split(".")
    payload = base64.urlsafe_b64encode(json.dumps(claims(bank, roles=["operator"])).encode()).rstrip(b"=").decode()
    assert refusal_of(bank, f"{header}.{payload}.{signature}") == (401, "token_signature_invalid")


def test_a_token_that_signs_itself_with_none_or_with_the_public_key_is_refused(bank: Bank) -> None:
    def part(value: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    none = f"{part({'alg': 'none'})}.{part(claims(bank))}."
    assert refusal_of(bank, none) == (401, "token_algorithm_refused")
    assert bank.platform.issuer is not None
    public = json.dumps(bank.platform.issuer.jwks()["keys"][0])
    shared = OctKey.import_key(base64.urlsafe_b64encode(public.encode()).decode())
    assert refusal_of(bank, jwt.encode({"alg": "HS256"}, claims(bank), shared)) == (401, "token_algorithm_refused")


@pytest.mark.parametrize("token", ["x", "a.b.c", "....", "é", "a" * 20_000, "e30.e30.e30", "eyJhbGciOiJFUzI1NiJ9..", "null.null.null"])
def test_what_is_no_token_is_refused(bank: Bank, token: str) -> None:
    response = bank.client.get("/v1/products", headers={"Authorization": f"Bearer {token}".encode("latin-1", "replace")})
    assert response.status_code == 401
    assert response.json()["code"] in ("token_malformed", "token_signature_invalid", "token_algorithm_refused")


def test_a_token_of_a_tenant_that_does_not_exist_is_forbidden(bank: Bank) -> None:
    assert refusal_of(bank, signed(bank, tenant="atlantis")) == (403, "token_tenant_unknown")


def test_a_token_of_the_platform_sees_no_tenants_data_and_one_of_a_tenant_runs_no_platform(bank: Bank) -> None:
    assert bank.operator.get("/v1/products").json()["code"] == "tenant_only"
    refused = bank.as_(Role.OPERATOR).get("/v1/tenants")
    assert (refused.status_code, refused.json()["code"]) == (403, "platform_only")


def test_a_token_without_the_role_is_forbidden_and_told_which_it_needs(bank: Bank) -> None:
    refused = bank.as_(Role.AUDITOR).post("/v1/members/people", {})
    assert (refused.status_code, refused.json()["code"]) == (403, "role_lacking")
    assert "teller" in refused.json()["detail"]


def test_a_token_that_was_good_a_moment_ago_is_refused_once_it_has_expired(bank: Bank) -> None:
    token = signed(bank, exp=int(time.time()) + 1)
    verifier = bank.platform.verifier
    assert verifier.verify(token, time.time()).actor == "t"
    assert verifier.known(token, time.time()) is not None
    assert verifier.known(token, time.time() + 2) is None
    with pytest.raises(Refusal, match="token_expired"):
        verifier.verify(token, time.time() + 2)


def test_a_registered_client_gets_tokens_until_it_is_revoked(bank: Bank) -> None:
    secret = "pXq0yJ8bV2nLr5sT7uWc1eHk4gZm9aDf"
    made = bank.operator.post("/v1/tenants/harbour/clients", {"name": "branch-12", "secret": secret, "roles": ["teller", "manager"]})
    assert made.status_code == 201
    assert secret not in made.text

    form = {"grant_type": "client_credentials", "client_id": "branch-12@harbour", "client_secret": secret}
    given = bank.client.post("/oauth/token", data=form).json()
    assert (given["token_type"], given["scope"]) == ("Bearer", "manager teller")
    served = bank.client.get("/v1/products", headers={"Authorization": f"Bearer {given['access_token']}"})
    assert served.status_code == 200
    basic = bank.client.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=("branch-12@harbour", secret))
    assert basic.status_code == 200
    narrowed = bank.client.post("/oauth/token", data={**form, "scope": "teller"}).json()
    assert narrowed["scope"] == "teller"
    assert bank.client.post("/oauth/token", data={**form, "scope": "auditor"}).json()["error"] == "invalid_scope"

    assert bank.as_(Role.OPERATOR).post("/v1/tenants/harbour/clients/branch-12/revoke", {"reason": "Closed."}).status_code == 200
    refused = bank.client.post("/oauth/token", data=form)
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({"scope": "teller"}, 400, "unsupported_grant_type"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": "client_credentials"}, 401, "invalid_client"),
        ({"grant_type": "client_credentials", "client_id": "nobody@harbour", "client_secret": "x"}, 401, "invalid_client"),
        ({"grant_type": "client_credentials", "client_id": "nobody@atlantis", "client_secret": "x"}, 401, "invalid_client"),
        ({"grant_type": "client_credentials", "client_id": "a\x00b@harbour", "client_secret": "x"}, 401, "invalid_client"),
    ],
)
def test_a_token_request_that_does_not_fit_gets_the_error_of_oauth(bank: Bank, form: dict[str, str], status: int, error: str) -> None:
    response = bank.client.post("/oauth/token", data=form)
    assert (response.status_code, response.json()["error"]) == (status, error)


def test_the_local_issuer_publishes_its_public_key_and_keeps_the_private_one_to_itself(bank: Bank) -> None:
    found = bank.client.get("/.well-known/openid-configuration").json()
    assert found["issuer"] == str(bank.client.base_url).rstrip("/")
    (key,) = bank.client.get(found["jwks_uri"]).json()["keys"]
    assert key["kty"] == "EC"
    assert "d" not in key
    file = bank.platform.settings.data_path / "keys" / "issuer.json"
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_token_given_under_an_earlier_address_of_the_same_issuer_stays_good(tmp_path: Path) -> None:
    before = LocalIssuer.open(tmp_path, "twincore", "http://127.0.0.1:8080")
    token = before.token(Grant("ann", "harbour", (Role.TELLER,)), int(time.time()))
    after = LocalIssuer.open(tmp_path, "twincore", "http://127.0.0.1:9090")
    assert after.discovery()["issuer"] == "http://127.0.0.1:9090"
    assert Verifier(after, "twincore").verify(token, time.time()).actor == "ann"
    assert LocalIssuer.open(tmp_path, "twincore").issuer == "http://127.0.0.1:9090"


def test_an_issuer_whose_key_file_is_open_to_others_does_not_start(tmp_path: Path) -> None:
    LocalIssuer.open(tmp_path, "twincore")
    (tmp_path / "issuer.json").chmod(0o644)
    with pytest.raises(PermissionError):
        LocalIssuer.open(tmp_path, "twincore")


class _Provider(BaseHTTPRequestHandler):
    keys: dict[str, Any]
    asked = 0

    def do_GET(self) -> None:
        server = f"http://127.0.0.1:{self.server.server_port}"  # type: ignore[attr-defined]
        type(self).asked += 1
        body = json.dumps({"issuer": server, "jwks_uri": f"{server}/keys"} if "well-known" in self.path else self.keys).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture
def provider() -> Iterator[tuple[str, RSAKey]]:
    """An identity provider of another house, with discovery and one RSA key."""
    key = RSAKey.generate_key(2048, private=True, auto_kid=True)
    _Provider.keys = {"keys": [key.as_dict(private=False) | {"kid": key.kid}]}
    server = HTTPServer(("127.0.0.1", 0), _Provider)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", key
    server.shutdown()
    thread.join()
    server.server_close()


def test_tokens_of_an_external_issuer_are_taken_by_its_discovery(
    provider: tuple[str, RSAKey], server: EmbeddedPostgres, template: str, tmp_path: Path
) -> None:
    issuer, key = provider
    given = {"iss": issuer, "aud": "twincore", "sub": "kate", "tenant": "harbour", "roles": ["operator"], "exp": int(time.time()) + 60}
    verifier = Verifier(remote := RemoteKeys(issuer), "twincore")
    principal = verifier.verify(jwt.encode({"alg": "RS256", "kid": key.kid}, given, key), time.time())
    assert (principal.actor, principal.tenant, principal.roles) == ("kate", "harbour", {Role.OPERATOR})

    turned = RSAKey.generate_key(2048, private=True, auto_kid=True)
    _Provider.keys = {"keys": [turned.as_dict(private=False) | {"kid": turned.kid}]}
    fresh = jwt.encode({"alg": "RS256", "kid": turned.kid}, given, turned)
    with pytest.raises(Refusal, match="token_signature_invalid"):  # the keys were fetched a moment ago: not again so soon
        verifier.verify(fresh, time.time())
    remote._fetched_s -= REFETCH_S
    assert verifier.verify(fresh, time.time()).actor == "kate"
    remote.close()


def test_where_another_issuer_is_configured_there_is_no_local_one(
    provider: tuple[str, RSAKey], server: EmbeddedPostgres, template: str, tmp_path: Path
) -> None:
    with open_bank(server, template, tmp_path) as bank:
        bank.platform.issuer = None
        assert bank.client.get("/.well-known/openid-configuration").status_code == 404
        assert bank.client.post("/oauth/token", data={}).status_code == 404


def test_an_issuer_that_cannot_be_reached_is_unavailable_and_not_a_bad_token() -> None:
    keys = RemoteKeys("http://127.0.0.1:9")
    with pytest.raises(Refusal, match="issuer_unavailable"):
        keys.key_set()
    keys.close()
