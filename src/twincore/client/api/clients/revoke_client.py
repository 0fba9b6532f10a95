from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.client_record import ClientRecord
from ...models.problem import Problem
from ...models.with_reason import WithReason
from typing import cast


def _get_kwargs(
    tenant: str,
    client_path: str,
    *,
    body: WithReason,
    idempotency_key: str,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/tenants/{tenant}/clients/{client_path}/revoke".format(
            tenant=quote(str(tenant), safe=""),
            client_path=quote(str(client_path), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> ClientRecord | Problem | None:
    if response.status_code == 200:
        response_200 = ClientRecord.from_dict(response.json())

        return response_200

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[ClientRecord | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    tenant: str,
    client_path: str,
    *,
    client: AuthenticatedClient,
    body: WithReason,
    idempotency_key: str,
) -> Response[ClientRecord | Problem]:
    """Give a client no further tokens; those it has run out within the hour

     Give a client no further tokens; those it has run out within the hour.

    Roles: operator, of the tenant or of the platform.

    Refusals: `tenant_not_found`, `client_not_found`.

    Args:
        tenant (str): The tenant's short name; platform for the platform itself.
        client_path (str): The client's name within its tenant.
        idempotency_key (str):
        body (WithReason): A write that says why.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ClientRecord | Problem]
    """

    kwargs = _get_kwargs(
        tenant=tenant,
        client_path=client_path,
        body=body,
        idempotency_key=idempotency_key,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    tenant: str,
    client_path: str,
    *,
    client: AuthenticatedClient,
    body: WithReason,
    idempotency_key: str,
) -> ClientRecord | Problem | None:
    """Give a client no further tokens; those it has run out within the hour

     Give a client no further tokens; those it has run out within the hour.

    Roles: operator, of the tenant or of the platform.

    Refusals: `tenant_not_found`, `client_not_found`.

    Args:
        tenant (str): The tenant's short name; platform for the platform itself.
        client_path (str): The client's name within its tenant.
        idempotency_key (str):
        body (WithReason): A write that says why.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ClientRecord | Problem
    """

    return sync_detailed(
        tenant=tenant,
        client_path=client_path,
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    tenant: str,
    client_path: str,
    *,
    client: AuthenticatedClient,
    body: WithReason,
    idempotency_key: str,
) -> Response[ClientRecord | Problem]:
    """Give a client no further tokens; those it has run out within the hour

     Give a client no further tokens; those it has run out within the hour.

    Roles: operator, of the tenant or of the platform.

    Refusals: `tenant_not_found`, `client_not_found`.

    Args:
        tenant (str): The tenant's short name; platform for the platform itself.
        client_path (str): The client's name within its tenant.
        idempotency_key (str):
        body (WithReason): A write that says why.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ClientRecord | Problem]
    """

    kwargs = _get_kwargs(
        tenant=tenant,
        client_path=client_path,
        body=body,
        idempotency_key=idempotency_key,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    tenant: str,
    client_path: str,
    *,
    client: AuthenticatedClient,
    body: WithReason,
    idempotency_key: str,
) -> ClientRecord | Problem | None:
    """Give a client no further tokens; those it has run out within the hour

     Give a client no further tokens; those it has run out within the hour.

    Roles: operator, of the tenant or of the platform.

    Refusals: `tenant_not_found`, `client_not_found`.

    Args:
        tenant (str): The tenant's short name; platform for the platform itself.
        client_path (str): The client's name within its tenant.
        idempotency_key (str):
        body (WithReason): A write that says why.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ClientRecord | Problem
    """

    return (
        await asyncio_detailed(
            tenant=tenant,
            client_path=client_path,
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
