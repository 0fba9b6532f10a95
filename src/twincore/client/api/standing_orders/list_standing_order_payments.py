from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.problem import Problem
from ...models.standing_order_payments import StandingOrderPayments
from ...types import UNSET, Unset
from typing import cast
from uuid import UUID


def _get_kwargs(
    standing_order: UUID,
    *,
    after: None | str | Unset = UNSET,
    limit: int | Unset = 50,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_after: None | str | Unset
    if isinstance(after, Unset):
        json_after = UNSET
    else:
        json_after = after
    params["after"] = json_after

    params["limit"] = limit

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/standing-orders/{standing_order}/payments".format(
            standing_order=quote(str(standing_order), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | StandingOrderPayments | None:
    if response.status_code == 200:
        response_200 = StandingOrderPayments.from_dict(response.json())

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Problem | StandingOrderPayments]:
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
    after: None | str | Unset = UNSET,
    limit: int | Unset = 50,
) -> Response[Problem | StandingOrderPayments]:
    """List the payments of a standing order that have fallen due, oldest first, and what became of them

     List the payments of a standing order that have fallen due, oldest first, and what became of them.

    Roles: auditor, compliance, manager, member, operator, partner, teller, of a tenant.

    Refusals: `standing_order_not_found`, `cursor_invalid`.

    Args:
        standing_order (UUID): Id of the standing order.
        after (None | str | Unset): The `next` of the page before.
        limit (int | Unset): Items of a page at the most. Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | StandingOrderPayments]
    """

    kwargs = _get_kwargs(
        standing_order=standing_order,
        after=after,
        limit=limit,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    standing_order: UUID,
    *,
    client: AuthenticatedClient,
    after: None | str | Unset = UNSET,
    limit: int | Unset = 50,
) -> Problem | StandingOrderPayments | None:
    """List the payments of a standing order that have fallen due, oldest first, and what became of them

     List the payments of a standing order that have fallen due, oldest first, and what became of them.

    Roles: auditor, compliance, manager, member, operator, partner, teller, of a tenant.

    Refusals: `standing_order_not_found`, `cursor_invalid`.

    Args:
        standing_order (UUID): Id of the standing order.
        after (None | str | Unset): The `next` of the page before.
        limit (int | Unset): Items of a page at the most. Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | StandingOrderPayments
    """

    return sync_detailed(
        standing_order=standing_order,
        client=client,
        after=after,
        limit=limit,
    ).parsed


async def asyncio_detailed(
    standing_order: UUID,
    *,
    client: AuthenticatedClient,
    after: None | str | Unset = UNSET,
    limit: int | Unset = 50,
) -> Response[Problem | StandingOrderPayments]:
    """List the payments of a standing order that have fallen due, oldest first, and what became of them

     List the payments of a standing order that have fallen due, oldest first, and what became of them.

    Roles: auditor, compliance, manager, member, operator, partner, teller, of a tenant.

    Refusals: `standing_order_not_found`, `cursor_invalid`.

    Args:
        standing_order (UUID): Id of the standing order.
        after (None | str | Unset): The `next` of the page before.
        limit (int | Unset): Items of a page at the most. Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | StandingOrderPayments]
    """

    kwargs = _get_kwargs(
        standing_order=standing_order,
        after=after,
        limit=limit,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    standing_order: UUID,
    *,
    client: AuthenticatedClient,
    after: None | str | Unset = UNSET,
    limit: int | Unset = 50,
) -> Problem | StandingOrderPayments | None:
    """List the payments of a standing order that have fallen due, oldest first, and what became of them

     List the payments of a standing order that have fallen due, oldest first, and what became of them.

    Roles: auditor, compliance, manager, member, operator, partner, teller, of a tenant.

    Refusals: `standing_order_not_found`, `cursor_invalid`.

    Args:
        standing_order (UUID): Id of the standing order.
        after (None | str | Unset): The `next` of the page before.
        limit (int | Unset): Items of a page at the most. Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | StandingOrderPayments
    """

    return (
        await asyncio_detailed(
            standing_order=standing_order,
            client=client,
            after=after,
            limit=limit,
        )
    ).parsed
