from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.credit_account_record import CreditAccountRecord
from ...models.problem import Problem
from typing import cast


def _get_kwargs(
    account: int,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/credit-accounts/{account}".format(
            account=quote(str(account), safe=""),
        ),
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> CreditAccountRecord | Problem | None:
    if response.status_code == 200:
        response_200 = CreditAccountRecord.from_dict(response.json())

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[CreditAccountRecord | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    account: int,
    *,
    client: AuthenticatedClient,
) -> Response[CreditAccountRecord | Problem]:
    """Get a loan or card as the last day's end left it. What is owed at this moment is the account's
    balance

     Get a loan or card as the last day's end left it. What is owed at this moment is the account's
    balance.

    Roles: auditor, compliance, manager, member, operator, partner, teller, of a tenant.

    Refusals: `credit_account_not_found`.

    Args:
        account (int): Account id.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CreditAccountRecord | Problem]
    """

    kwargs = _get_kwargs(
        account=account,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    account: int,
    *,
    client: AuthenticatedClient,
) -> CreditAccountRecord | Problem | None:
    """Get a loan or card as the last day's end left it. What is owed at this moment is the account's
    balance

     Get a loan or card as the last day's end left it. What is owed at this moment is the account's
    balance.

    Roles: auditor, compliance, manager, member, operator, partner, teller, of a tenant.

    Refusals: `credit_account_not_found`.

    Args:
        account (int): Account id.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CreditAccountRecord | Problem
    """

    return sync_detailed(
        account=account,
        client=client,
    ).parsed


async def asyncio_detailed(
    account: int,
    *,
    client: AuthenticatedClient,
) -> Response[CreditAccountRecord | Problem]:
    """Get a loan or card as the last day's end left it. What is owed at this moment is the account's
    balance

     Get a loan or card as the last day's end left it. What is owed at this moment is the account's
    balance.

    Roles: auditor, compliance, manager, member, operator, partner, teller, of a tenant.

    Refusals: `credit_account_not_found`.

    Args:
        account (int): Account id.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CreditAccountRecord | Problem]
    """

    kwargs = _get_kwargs(
        account=account,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    account: int,
    *,
    client: AuthenticatedClient,
) -> CreditAccountRecord | Problem | None:
    """Get a loan or card as the last day's end left it. What is owed at this moment is the account's
    balance

     Get a loan or card as the last day's end left it. What is owed at this moment is the account's
    balance.

    Roles: auditor, compliance, manager, member, operator, partner, teller, of a tenant.

    Refusals: `credit_account_not_found`.

    Args:
        account (int): Account id.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CreditAccountRecord | Problem
    """

    return (
        await asyncio_detailed(
            account=account,
            client=client,
        )
    ).parsed
