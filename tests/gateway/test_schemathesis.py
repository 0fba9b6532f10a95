"""The API against its own document: whatever is made from the schema, sound or broken, gets an answer that the document knows."""

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from tests.gateway.bank import Bank, new_key
from twincore.gateway import Role, create_app

EXAMPLES = int(os.environ.get("TWINCORE_SCHEMATHESIS_EXAMPLES", "12"))
UNTOUCHED = {"suspend_tenant", "end_day"}
"""Operations that would stop the others, or at a clock that was moved to any year end the nights until then."""


@schemathesis.serializer("application/x-ndjson", "application/vnd.apache.arrow.stream")
def as_it_is(_context: Any, value: Any) -> bytes:
    """Bodies that are not JSON are sent as the bytes that they are."""
    return value if isinstance(value, bytes) else json.dumps(value).encode()


schema = schemathesis.openapi.from_dict(create_app(None).openapi())
CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
    negative_data_rejection,
    unsupported_method,
]


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    """One connection for all the requests, and no look at the environment for a proxy before each."""
    with requests.Session() as session:
        session.trust_env = False
        yield session


@pytest.mark.filterwarnings("ignore")
@schema.exclude(operation_id=sorted(UNTOUCHED)).parametrize()
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_one_that_the_document_knows(case: "schemathesis.Case[Any]", bank: Bank, session: requests.Session) -> None:
    platform = case.operation.path == "/v1/tenants"
    asker = (
        bank.operator
        if platform
        else bank.as_(Role.TELLER, Role.MANAGER, Role.COMPLIANCE, Role.AUDITOR, Role.OPERATOR, Role.PARTNER, actor="chance")
    )
    case.headers["Authorization"] = f"Bearer {asker.token}"
    if case.headers.get("Idempotency-Key"):
        case.headers["Idempotency-Key"] = new_key()
    case.call_and_validate(base_url=str(bank.client.base_url), session=session, checks=CHECKS)
