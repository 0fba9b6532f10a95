from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.problem import Problem
from ...models.tax_summary_record import TaxSummaryRecord
from typing import cast
from uuid import UUID


def _get_kwargs(
    member: UUID,
    year: int,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/members/{member}/tax-summaries/{year}".format(
            member=quote(str(member), safe=""),
            year=quote(str(year), safe=""),
        ),
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | TaxSummaryRecord | None:
    if response.status_code == 200:
        response_200 = TaxSummaryRecord.from_dict(response.json())

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Problem | TaxSummaryRecord]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    member: UUID,
    year: int,
    *,
    client: AuthenticatedClient,
) -> Response[Problem | TaxSummaryRecord]:
    """Get a member's interest and withholding tax of an Australian tax year, account by account

     Get a member's interest and withholding tax of an Australian tax year, account by account.

    Roles: auditor, compliance, manager, member, teller, of a tenant.

    Refusals: `tax_year_not_over`, `accounts_not_found`.

    Args:
        member (UUID): Id of the member.
        year (int): The year in which the tax year ends: 2026 is 1 July 2025 to 30 June 2026.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | TaxSummaryRecord]
    """

    kwargs = _get_kwargs(
        member=member,
        year=year,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    member: UUID,
    year: int,
    *,
    client: AuthenticatedClient,
) -> Problem | TaxSummaryRecord | None:
    """Get a member's interest and withholding tax of an Australian tax year, account by account

     Get a member's interest and withholding tax of an Australian tax year, account by account.

    Roles: auditor, compliance, manager, member, teller, of a tenant.

    Refusals: `tax_year_not_over`, `accounts_not_found`.

    Args:
        member (UUID): Id of the member.
        year (int): The year in which the tax year ends: 2026 is 1 July 2025 to 30 June 2026.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | TaxSummaryRecord
    """

    return sync_detailed(
        member=member,
        year=year,
        client=client,
    ).parsed


async def asyncio_detailed(
    member: UUID,
    year: int,
    *,
    client: AuthenticatedClient,
) -> Response[Problem | TaxSummaryRecord]:
    """Get a member's interest and withholding tax of an Australian tax year, account by account

     Get a member's interest and withholding tax of an Australian tax year, account by account.

    Roles: auditor, compliance, manager, member, teller, of a tenant.

    Refusals: `tax_year_not_over`, `accounts_not_found`.

    Args:
        member (UUID): Id of the member.
        year (int): The year in which the tax year ends: 2026 is 1 July 2025 to 30 June 2026.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | TaxSummaryRecord]
    """

    kwargs = _get_kwargs(
        member=member,
        year=year,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    member: UUID,
    year: int,
    *,
    client: AuthenticatedClient,
) -> Problem | TaxSummaryRecord | None:
    """Get a member's interest and withholding tax of an Australian tax year, account by account

     Get a member's interest and withholding tax of an Australian tax year, account by account.

    Roles: auditor, compliance, manager, member, teller, of a tenant.

    Refusals: `tax_year_not_over`, `accounts_not_found`.

    Args:
        member (UUID): Id of the member.
        year (int): The year in which the tax year ends: 2026 is 1 July 2025 to 30 June 2026.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | TaxSummaryRecord
    """

    return (
        await asyncio_detailed(
            member=member,
            year=year,
            client=client,
        )
    ).parsed
