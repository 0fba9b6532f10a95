from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.gl_account_card import GlAccountCard
from ...models.problem import Problem
from ...types import UNSET, Unset
from typing import cast
import datetime


def _get_kwargs(
    number: int,
    *,
    from_date: datetime.date,
    to_date: datetime.date,
    currency: None | str | Unset = UNSET,
    after: None | str | Unset = UNSET,
    limit: int | Unset = 100,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_from_date = from_date.isoformat()
    params["from_date"] = json_from_date

    json_to_date = to_date.isoformat()
    params["to_date"] = json_to_date

    json_currency: None | str | Unset
    if isinstance(currency, Unset):
        json_currency = UNSET
    else:
        json_currency = currency
    params["currency"] = json_currency

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
        "url": "/v1/gl/accounts/{number}/card".format(
            number=quote(str(number), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> GlAccountCard | Problem | None:
    if response.status_code == 200:
        response_200 = GlAccountCard.from_dict(response.json())

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[GlAccountCard | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    number: int,
    *,
    client: AuthenticatedClient,
    from_date: datetime.date,
    to_date: datetime.date,
    currency: None | str | Unset = UNSET,
    after: None | str | Unset = UNSET,
    limit: int | Unset = 100,
) -> Response[GlAccountCard | Problem]:
    """Get the card of an account: the balance before, the entries in order, the balance after

     In one currency; balances are debits less credits. The dates lie a year apart at the most.

    Roles: auditor, manager, operator, of a tenant.

    Refusals: `book_not_found`, `currency_unknown`, `dates_reversed`, `dates_too_far`, `cursor_invalid`.

    Args:
        number (int): Number in the chart of accounts.
        from_date (datetime.date):
        to_date (datetime.date):
        currency (None | str | Unset): The book's own unless said.
        after (None | str | Unset): The `next` of the page before.
        limit (int | Unset): Items of a page at the most. Default: 100.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[GlAccountCard | Problem]
    """

    kwargs = _get_kwargs(
        number=number,
        from_date=from_date,
        to_date=to_date,
        currency=currency,
        after=after,
        limit=limit,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    number: int,
    *,
    client: AuthenticatedClient,
    from_date: datetime.date,
    to_date: datetime.date,
    currency: None | str | Unset = UNSET,
    after: None | str | Unset = UNSET,
    limit: int | Unset = 100,
) -> GlAccountCard | Problem | None:
    """Get the card of an account: the balance before, the entries in order, the balance after

     In one currency; balances are debits less credits. The dates lie a year apart at the most.

    Roles: auditor, manager, operator, of a tenant.

    Refusals: `book_not_found`, `currency_unknown`, `dates_reversed`, `dates_too_far`, `cursor_invalid`.

    Args:
        number (int): Number in the chart of accounts.
        from_date (datetime.date):
        to_date (datetime.date):
        currency (None | str | Unset): The book's own unless said.
        after (None | str | Unset): The `next` of the page before.
        limit (int | Unset): Items of a page at the most. Default: 100.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        GlAccountCard | Problem
    """

    return sync_detailed(
        number=number,
        client=client,
        from_date=from_date,
        to_date=to_date,
        currency=currency,
        after=after,
        limit=limit,
    ).parsed


async def asyncio_detailed(
    number: int,
    *,
    client: AuthenticatedClient,
    from_date: datetime.date,
    to_date: datetime.date,
    currency: None | str | Unset = UNSET,
    after: None | str | Unset = UNSET,
    limit: int | Unset = 100,
) -> Response[GlAccountCard | Problem]:
    """Get the card of an account: the balance before, the entries in order, the balance after

     In one currency; balances are debits less credits. The dates lie a year apart at the most.

    Roles: auditor, manager, operator, of a tenant.

    Refusals: `book_not_found`, `currency_unknown`, `dates_reversed`, `dates_too_far`, `cursor_invalid`.

    Args:
        number (int): Number in the chart of accounts.
        from_date (datetime.date):
        to_date (datetime.date):
        currency (None | str | Unset): The book's own unless said.
        after (None | str | Unset): The `next` of the page before.
        limit (int | Unset): Items of a page at the most. Default: 100.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[GlAccountCard | Problem]
    """

    kwargs = _get_kwargs(
        number=number,
        from_date=from_date,
        to_date=to_date,
        currency=currency,
        after=after,
        limit=limit,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    number: int,
    *,
    client: AuthenticatedClient,
    from_date: datetime.date,
    to_date: datetime.date,
    currency: None | str | Unset = UNSET,
    after: None | str | Unset = UNSET,
    limit: int | Unset = 100,
) -> GlAccountCard | Problem | None:
    """Get the card of an account: the balance before, the entries in order, the balance after

     In one currency; balances are debits less credits. The dates lie a year apart at the most.

    Roles: auditor, manager, operator, of a tenant.

    Refusals: `book_not_found`, `currency_unknown`, `dates_reversed`, `dates_too_far`, `cursor_invalid`.

    Args:
        number (int): Number in the chart of accounts.
        from_date (datetime.date):
        to_date (datetime.date):
        currency (None | str | Unset): The book's own unless said.
        after (None | str | Unset): The `next` of the page before.
        limit (int | Unset): Items of a page at the most. Default: 100.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        GlAccountCard | Problem
    """

    return (
        await asyncio_detailed(
            number=number,
            client=client,
            from_date=from_date,
            to_date=to_date,
            currency=currency,
            after=after,
            limit=limit,
        )
    ).parsed
