from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.problem import Problem
from ...models.tenant_opening import TenantOpening
from ...models.tenant_record import TenantRecord
from typing import cast


def _get_kwargs(
    *,
    body: TenantOpening,
    idempotency_key: str,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/tenants",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | TenantRecord | None:
    if response.status_code == 201:
        response_201 = TenantRecord.from_dict(response.json())

        return response_201

    if response.status_code == 400:
        response_400 = Problem.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = Problem.from_dict(response.json())

        return response_404

    if response.status_code == 409:
        response_409 = Problem.from_dict(response.json())

        return response_409

    if response.status_code == 413:
        response_413 = Problem.from_dict(response.json())

        return response_413

    if response.status_code == 415:
        response_415 = Problem.from_dict(response.json())

        return response_415

    if response.status_code == 422:
        response_422 = Problem.from_dict(response.json())

        return response_422

    if response.status_code == 429:
        response_429 = Problem.from_dict(response.json())

        return response_429

    if response.status_code == 500:
        response_500 = Problem.from_dict(response.json())

        return response_500

    if response.status_code == 503:
        response_503 = Problem.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Problem | TenantRecord]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: TenantOpening,
    idempotency_key: str,
) -> Response[Problem | TenantRecord]:
    """Create a tenant

     It comes with its lane, the shipped catalogue of transaction codes, system accounts in its currency,
    the shipped products (deposits, loans and cards), a general ledger and a calendar: it is ready for
    its first night, whose date is that of today.

    Roles: operator, of the platform.

    Refusals: `tenant_name_taken`, `tenant_name_invalid`, `tenant_name_reserved`, `currency_unknown`,
    `time_zone_unknown`, `clock_not_controllable`.

    Args:
        idempotency_key (str):
        body (TenantOpening): A tenant to create. A synthetic one lives by a clock that you set;
            it can never become a real one, nor the other way round.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | TenantRecord]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: TenantOpening,
    idempotency_key: str,
) -> Problem | TenantRecord | None:
    """Create a tenant

     It comes with its lane, the shipped catalogue of transaction codes, system accounts in its currency,
    the shipped products (deposits, loans and cards), a general ledger and a calendar: it is ready for
    its first night, whose date is that of today.

    Roles: operator, of the platform.

    Refusals: `tenant_name_taken`, `tenant_name_invalid`, `tenant_name_reserved`, `currency_unknown`,
    `time_zone_unknown`, `clock_not_controllable`.

    Args:
        idempotency_key (str):
        body (TenantOpening): A tenant to create. A synthetic one lives by a clock that you set;
            it can never become a real one, nor the other way round.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | TenantRecord
    """

    return sync_detailed(
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: TenantOpening,
    idempotency_key: str,
) -> Response[Problem | TenantRecord]:
    """Create a tenant

     It comes with its lane, the shipped catalogue of transaction codes, system accounts in its currency,
    the shipped products (deposits, loans and cards), a general ledger and a calendar: it is ready for
    its first night, whose date is that of today.

    Roles: operator, of the platform.

    Refusals: `tenant_name_taken`, `tenant_name_invalid`, `tenant_name_reserved`, `currency_unknown`,
    `time_zone_unknown`, `clock_not_controllable`.

    Args:
        idempotency_key (str):
        body (TenantOpening): A tenant to create. A synthetic one lives by a clock that you set;
            it can never become a real one, nor the other way round.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | TenantRecord]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: TenantOpening,
    idempotency_key: str,
) -> Problem | TenantRecord | None:
    """Create a tenant

     It comes with its lane, the shipped catalogue of transaction codes, system accounts in its currency,
    the shipped products (deposits, loans and cards), a general ledger and a calendar: it is ready for
    its first night, whose date is that of today.

    Roles: operator, of the platform.

    Refusals: `tenant_name_taken`, `tenant_name_invalid`, `tenant_name_reserved`, `currency_unknown`,
    `time_zone_unknown`, `clock_not_controllable`.

    Args:
        idempotency_key (str):
        body (TenantOpening): A tenant to create. A synthetic one lives by a clock that you set;
            it can never become a real one, nor the other way round.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | TenantRecord
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
