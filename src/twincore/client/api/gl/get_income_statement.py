from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.gl_income_statement import GlIncomeStatement
from ...models.problem import Problem
from typing import cast
import datetime


def _get_kwargs(
    *,
    from_date: datetime.date,
    to_date: datetime.date,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_from_date = from_date.isoformat()
    params["from_date"] = json_from_date

    json_to_date = to_date.isoformat()
    params["to_date"] = json_to_date

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/gl/income-statement",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> GlIncomeStatement | Problem | None:
    if response.status_code == 200:
        response_200 = GlIncomeStatement.from_dict(response.json())

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[GlIncomeStatement | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    from_date: datetime.date,
    to_date: datetime.date,
) -> Response[GlIncomeStatement | Problem]:
    """Get what was earned and spent between two business dates, both included

     Get what was earned and spent between two business dates, both included.

    Roles: auditor, manager, operator, of a tenant.

    Refusals: `date_not_posted`, `dates_reversed`, `exchange_rate_missing`, `book_not_found`.

    Args:
        from_date (datetime.date):
        to_date (datetime.date):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[GlIncomeStatement | Problem]
    """

    kwargs = _get_kwargs(
        from_date=from_date,
        to_date=to_date,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    from_date: datetime.date,
    to_date: datetime.date,
) -> GlIncomeStatement | Problem | None:
    """Get what was earned and spent between two business dates, both included

     Get what was earned and spent between two business dates, both included.

    Roles: auditor, manager, operator, of a tenant.

    Refusals: `date_not_posted`, `dates_reversed`, `exchange_rate_missing`, `book_not_found`.

    Args:
        from_date (datetime.date):
        to_date (datetime.date):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        GlIncomeStatement | Problem
    """

    return sync_detailed(
        client=client,
        from_date=from_date,
        to_date=to_date,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    from_date: datetime.date,
    to_date: datetime.date,
) -> Response[GlIncomeStatement | Problem]:
    """Get what was earned and spent between two business dates, both included

     Get what was earned and spent between two business dates, both included.

    Roles: auditor, manager, operator, of a tenant.

    Refusals: `date_not_posted`, `dates_reversed`, `exchange_rate_missing`, `book_not_found`.

    Args:
        from_date (datetime.date):
        to_date (datetime.date):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[GlIncomeStatement | Problem]
    """

    kwargs = _get_kwargs(
        from_date=from_date,
        to_date=to_date,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    from_date: datetime.date,
    to_date: datetime.date,
) -> GlIncomeStatement | Problem | None:
    """Get what was earned and spent between two business dates, both included

     Get what was earned and spent between two business dates, both included.

    Roles: auditor, manager, operator, of a tenant.

    Refusals: `date_not_posted`, `dates_reversed`, `exchange_rate_missing`, `book_not_found`.

    Args:
        from_date (datetime.date):
        to_date (datetime.date):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        GlIncomeStatement | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            from_date=from_date,
            to_date=to_date,
        )
    ).parsed
