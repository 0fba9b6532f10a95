from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.problem import Problem
from ...models.standing_order_record import StandingOrderRecord
from typing import cast
from uuid import UUID


def _get_kwargs(
    standing_order: UUID,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/standing-orders/{standing_order}".format(
            standing_order=quote(str(standing_order), safe=""),
        ),
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | StandingOrderRecord | None:
    if response.status_code == 200:
        response_200 = StandingOrderRecord.from_dict(response.json())

        return response_200

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = Problem.from_dict(response.json())

        return response_404

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Problem | StandingOrderRecord]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    standing_order: UUID,
    *,
    client: AuthenticatedClient,
) -> Response[Problem | StandingOrderRecord]:
    """Get a standing order

     Get a standing order.

    Roles: auditor, compliance, manager, member, operator, partner, teller, of a tenant.

    Refusals: `standing_order_not_found`.

    Args:
        standing_order (UUID): Id of the standing order.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | StandingOrderRecord]
    """

    kwargs = _get_kwargs(
        standing_order=standing_order,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    standing_order: UUID,
    *,
    client: AuthenticatedClient,
) -> Problem | StandingOrderRecord | None:
    """Get a standing order

     Get a standing order.

    Roles: auditor, compliance, manager, member, operator, partner, teller, of a tenant.

    Refusals: `standing_order_not_found`.

    Args:
        standing_order (UUID): Id of the standing order.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | StandingOrderRecord
    """

    return sync_detailed(
        standing_order=standing_order,
        client=client,
    ).parsed


async def asyncio_detailed(
    standing_order: UUID,
    *,
    client: AuthenticatedClient,
) -> Response[Problem | StandingOrderRecord]:
    """Get a standing order

     Get a standing order.

    Roles: auditor, compliance, manager, member, operator, partner, teller, of a tenant.

    Refusals: `standing_order_not_found`.

    Args:
        standing_order (UUID): Id of the standing order.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | StandingOrderRecord]
    """

    kwargs = _get_kwargs(
        standing_order=standing_order,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    standing_order: UUID,
    *,
    client: AuthenticatedClient,
) -> Problem | StandingOrderRecord | None:
    """Get a standing order

     Get a standing order.

    Roles: auditor, compliance, manager, member, operator, partner, teller, of a tenant.

    Refusals: `standing_order_not_found`.

    Args:
        standing_order (UUID): Id of the standing order.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | StandingOrderRecord
    """

    return (
        await asyncio_detailed(
            standing_order=standing_order,
            client=client,
        )
    ).parsed
