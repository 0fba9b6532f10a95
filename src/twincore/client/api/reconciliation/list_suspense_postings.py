from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.problem import Problem
from ...models.suspense_posting_page import SuspensePostingPage
from ...types import UNSET, Unset
from typing import cast
import datetime


def _get_kwargs(
    *,
    date: datetime.date | None | Unset = UNSET,
    after: None | str | Unset = UNSET,
    limit: int | Unset = 200,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_date: None | str | Unset
    if isinstance(date, Unset):
        json_date = UNSET
    elif isinstance(date, datetime.date):
        json_date = date.isoformat()
    else:
        json_date = date
    params["date"] = json_date

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
        "url": "/v1/reconciliation/postings",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | SuspensePostingPage | None:
    if response.status_code == 200:
        response_200 = SuspensePostingPage.from_dict(response.json())

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Problem | SuspensePostingPage]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    date: datetime.date | None | Unset = UNSET,
    after: None | str | Unset = UNSET,
    limit: int | Unset = 200,
) -> Response[Problem | SuspensePostingPage]:
    """List the postings to and from suspense that wait for the end of the day, oldest first

     List the postings to and from suspense that wait for the end of the day, oldest first.

    Roles: auditor, compliance, manager, operator, of a tenant.

    Refusals: `cursor_invalid`.

    Args:
        date (datetime.date | None | Unset): Due by this date; today unless said.
        after (None | str | Unset): The `next` of the page before.
        limit (int | Unset): Items of a page at the most. Default: 200.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | SuspensePostingPage]
    """

    kwargs = _get_kwargs(
        date=date,
        after=after,
        limit=limit,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    date: datetime.date | None | Unset = UNSET,
    after: None | str | Unset = UNSET,
    limit: int | Unset = 200,
) -> Problem | SuspensePostingPage | None:
    """List the postings to and from suspense that wait for the end of the day, oldest first

     List the postings to and from suspense that wait for the end of the day, oldest first.

    Roles: auditor, compliance, manager, operator, of a tenant.

    Refusals: `cursor_invalid`.

    Args:
        date (datetime.date | None | Unset): Due by this date; today unless said.
        after (None | str | Unset): The `next` of the page before.
        limit (int | Unset): Items of a page at the most. Default: 200.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | SuspensePostingPage
    """

    return sync_detailed(
        client=client,
        date=date,
        after=after,
        limit=limit,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    date: datetime.date | None | Unset = UNSET,
    after: None | str | Unset = UNSET,
    limit: int | Unset = 200,
) -> Response[Problem | SuspensePostingPage]:
    """List the postings to and from suspense that wait for the end of the day, oldest first

     List the postings to and from suspense that wait for the end of the day, oldest first.

    Roles: auditor, compliance, manager, operator, of a tenant.

    Refusals: `cursor_invalid`.

    Args:
        date (datetime.date | None | Unset): Due by this date; today unless said.
        after (None | str | Unset): The `next` of the page before.
        limit (int | Unset): Items of a page at the most. Default: 200.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | SuspensePostingPage]
    """

    kwargs = _get_kwargs(
        date=date,
        after=after,
        limit=limit,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    date: datetime.date | None | Unset = UNSET,
    after: None | str | Unset = UNSET,
    limit: int | Unset = 200,
) -> Problem | SuspensePostingPage | None:
    """List the postings to and from suspense that wait for the end of the day, oldest first

     List the postings to and from suspense that wait for the end of the day, oldest first.

    Roles: auditor, compliance, manager, operator, of a tenant.

    Refusals: `cursor_invalid`.

    Args:
        date (datetime.date | None | Unset): Due by this date; today unless said.
        after (None | str | Unset): The `next` of the page before.
        limit (int | Unset): Items of a page at the most. Default: 200.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | SuspensePostingPage
    """

    return (
        await asyncio_detailed(
            client=client,
            date=date,
            after=after,
            limit=limit,
        )
    ).parsed
