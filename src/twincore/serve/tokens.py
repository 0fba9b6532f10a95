"""Tokens for whoever has the key file: an operator at the machine needs no client secret."""

import time
from collections.abc import Sequence
from uuid import UUID

from twincore.gateway import Grant, LocalIssuer, Role
from twincore.kernel.config import Settings
from twincore.kernel.refusal import Category, Refusal


def mint(settings: Settings, tenant: str, roles: Sequence[Role], *, actor: str = "", life_s: int = 3600, party: UUID | None = None) -> str:
    """An access token of the local issuer, signed with the key in the data folder.

    actor: who it is for; made of the roles and the tenant unless said. life_s: seconds it is good for.
    Refuses ``issuer_external`` where the configuration names another issuer: get the token there.
    """
    if settings.oidc_issuer:
        raise Refusal(
            "issuer_external",
            f"Tokens come from {settings.oidc_issuer}: this installation has no issuer of its own.",
            category=Category.RULE,
        )
    issuer = LocalIssuer.open(settings.data_path / "keys", settings.oidc_audience)
    name = actor or f"{'-'.join(sorted(role.value for role in roles))}@{tenant}"
    return issuer.token(Grant(name, tenant, tuple(roles), party), int(time.time()), life_s=life_s)
