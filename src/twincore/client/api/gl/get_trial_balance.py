from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.gl_trial_balance import GlTrialBalance
from ...models.problem import Problem
from ...types import UNSET, Unset
from typing import cast
import datetime


def _get_kwargs(
    *,
    date: datetime.date,
    before_year_end: bool | Unset = False,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_date = date.isoformat()
    params["date"] = json_date

    params["before_year_end"] = before_year_end

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/gl/trial-balance",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> GlTrialBalance | Problem | None:
    if response.status_code == 200:
        response_200 = GlTrialBalance.from_dict(response.json())

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[GlTrialBalance | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    date: datetime.date,
    before_year_end: bool | Unset = False,
) -> Response[GlTrialBalance | Problem]:
    """Get the trial balance at the end of a business date

     Get the trial balance at the end of a business date.

    Roles: auditor, manager, operator, of a tenant.

    Refusals: `date_not_posted`, `book_not_found`.

    Args:
        date (datetime.date):
        before_year_end (bool | Unset): Without the year end's journal of that date. Default:
            False.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[GlTrialBalance | Problem]
    """

    kwargs = _get_kwargs(
        date=date,
        before_year_end=before_year_end,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    date: datetime.date,
    before_year_end: bool | Unset = False,
) -> GlTrialBalance | Problem | None:
    """Get the trial balance at the end of a business date

     Get the trial balance at the end of a business date.

    Roles: auditor, manager, operator, of a tenant.

    Refusals: `date_not_posted`, `book_not_found`.

    Args:
        date (datetime.date):
        before_year_end (bool | Unset): Without the year end's journal of that date. Default:
            False.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        GlTrialBalance | Problem
    """

    return sync_detailed(
        client=client,
        date=date,
        before_year_end=before_year_end,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    date: datetime.date,
    before_year_end: bool | Unset = False,
) -> Response[GlTrialBalance | Problem]:
    """Get the trial balance at the end of a business date

     Get the trial balance at the end of a business date.

    Roles: auditor, manager, operator, of a tenant.

    Refusals: `date_not_posted`, `book_not_found`.

    Args:
        date (datetime.date):
        before_year_end (bool | Unset): Without the year end's journal of that date. Default:
            False.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[GlTrialBalance | Problem]
    """

    kwargs = _get_kwargs(
        date=date,
        before_year_end=before_year_end,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    date: datetime.date,
    before_year_end: bool | Unset = False,
) -> GlTrialBalance | Problem | None:
    """Get the trial balance at the end of a business date

     Get the trial balance at the end of a business date.

    Roles: auditor, manager, operator, of a tenant.

    Refusals: `date_not_posted`, `book_not_found`.

    Args:
        date (datetime.date):
        before_year_end (bool | Unset): Without the year end's journal of that date. Default:
            False.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        GlTrialBalance | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            date=date,
            before_year_end=before_year_end,
        )
    ).parsed
