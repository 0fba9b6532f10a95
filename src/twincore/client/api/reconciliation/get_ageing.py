from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.ageing import Ageing
from ...models.problem import Problem
from ...types import UNSET, Unset
from typing import cast
import datetime


def _get_kwargs(
    *,
    date: datetime.date | None | Unset = UNSET,
    account: None | str | Unset = UNSET,
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

    json_account: None | str | Unset
    if isinstance(account, Unset):
        json_account = UNSET
    else:
        json_account = account
    params["account"] = json_account

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/reconciliation/ageing",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Ageing | Problem | None:
    if response.status_code == 200:
        response_200 = Ageing.from_dict(response.json())

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Ageing | Problem]:
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
    account: None | str | Unset = UNSET,
) -> Response[Ageing | Problem]:
    """Tell how long investigations have been unresolved, and what stands in suspense for them, by currency

     Tell how long investigations have been unresolved, and what stands in suspense for them, by
    currency.

    Roles: auditor, compliance, manager, operator, of a tenant.

    Args:
        date (datetime.date | None | Unset): Today unless said.
        account (None | str | Unset): Only of this external account.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Ageing | Problem]
    """

    kwargs = _get_kwargs(
        date=date,
        account=account,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    date: datetime.date | None | Unset = UNSET,
    account: None | str | Unset = UNSET,
) -> Ageing | Problem | None:
    """Tell how long investigations have been unresolved, and what stands in suspense for them, by currency

     Tell how long investigations have been unresolved, and what stands in suspense for them, by
    currency.

    Roles: auditor, compliance, manager, operator, of a tenant.

    Args:
        date (datetime.date | None | Unset): Today unless said.
        account (None | str | Unset): Only of this external account.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Ageing | Problem
    """

    return sync_detailed(
        client=client,
        date=date,
        account=account,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    date: datetime.date | None | Unset = UNSET,
    account: None | str | Unset = UNSET,
) -> Response[Ageing | Problem]:
    """Tell how long investigations have been unresolved, and what stands in suspense for them, by currency

     Tell how long investigations have been unresolved, and what stands in suspense for them, by
    currency.

    Roles: auditor, compliance, manager, operator, of a tenant.

    Args:
        date (datetime.date | None | Unset): Today unless said.
        account (None | str | Unset): Only of this external account.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Ageing | Problem]
    """

    kwargs = _get_kwargs(
        date=date,
        account=account,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    date: datetime.date | None | Unset = UNSET,
    account: None | str | Unset = UNSET,
) -> Ageing | Problem | None:
    """Tell how long investigations have been unresolved, and what stands in suspense for them, by currency

     Tell how long investigations have been unresolved, and what stands in suspense for them, by
    currency.

    Roles: auditor, compliance, manager, operator, of a tenant.

    Args:
        date (datetime.date | None | Unset): Today unless said.
        account (None | str | Unset): Only of this external account.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Ageing | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            date=date,
            account=account,
        )
    ).parsed
