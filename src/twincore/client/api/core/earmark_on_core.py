from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.earmark_order import EarmarkOrder
from ...models.earmark_record import EarmarkRecord
from ...models.problem import Problem
from typing import cast


def _get_kwargs(
    *,
    body: EarmarkOrder,
    idempotency_key: str,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/core/earmarks",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> EarmarkRecord | Problem | None:
    if response.status_code == 200:
        response_200 = EarmarkRecord.from_dict(response.json())

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[EarmarkRecord | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: EarmarkOrder,
    idempotency_key: str,
) -> Response[EarmarkRecord | Problem]:
    """Set amounts aside on the core before a planned outage, so that its own channels do not spend what
    the twin may

     They are lifted before anything else is sent once the outage is over. Asked of any process: the one
    that works for the core sees to it within a second, and the link tells what became of it. Accounts
    that are not bound are left out.

    Roles: operator, of a tenant.

    Refusals: `link_not_found`.

    Args:
        idempotency_key (str):
        body (EarmarkOrder): Amounts that are set aside on the core before a planned outage.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[EarmarkRecord | Problem]
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
    body: EarmarkOrder,
    idempotency_key: str,
) -> EarmarkRecord | Problem | None:
    """Set amounts aside on the core before a planned outage, so that its own channels do not spend what
    the twin may

     They are lifted before anything else is sent once the outage is over. Asked of any process: the one
    that works for the core sees to it within a second, and the link tells what became of it. Accounts
    that are not bound are left out.

    Roles: operator, of a tenant.

    Refusals: `link_not_found`.

    Args:
        idempotency_key (str):
        body (EarmarkOrder): Amounts that are set aside on the core before a planned outage.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        EarmarkRecord | Problem
    """

    return sync_detailed(
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: EarmarkOrder,
    idempotency_key: str,
) -> Response[EarmarkRecord | Problem]:
    """Set amounts aside on the core before a planned outage, so that its own channels do not spend what
    the twin may

     They are lifted before anything else is sent once the outage is over. Asked of any process: the one
    that works for the core sees to it within a second, and the link tells what became of it. Accounts
    that are not bound are left out.

    Roles: operator, of a tenant.

    Refusals: `link_not_found`.

    Args:
        idempotency_key (str):
        body (EarmarkOrder): Amounts that are set aside on the core before a planned outage.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[EarmarkRecord | Problem]
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
    body: EarmarkOrder,
    idempotency_key: str,
) -> EarmarkRecord | Problem | None:
    """Set amounts aside on the core before a planned outage, so that its own channels do not spend what
    the twin may

     They are lifted before anything else is sent once the outage is over. Asked of any process: the one
    that works for the core sees to it within a second, and the link tells what became of it. Accounts
    that are not bound are left out.

    Roles: operator, of a tenant.

    Refusals: `link_not_found`.

    Args:
        idempotency_key (str):
        body (EarmarkOrder): Amounts that are set aside on the core before a planned outage.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        EarmarkRecord | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
