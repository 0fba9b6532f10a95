from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.problem import Problem
from ...models.provenance import Provenance
from typing import cast
from uuid import UUID


def _get_kwargs(
    transfer: UUID,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/transfers/{transfer}/provenance".format(
            transfer=quote(str(transfer), safe=""),
        ),
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | Provenance | None:
    if response.status_code == 200:
        response_200 = Provenance.from_dict(response.json())

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Problem | Provenance]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    transfer: UUID,
    *,
    client: AuthenticatedClient,
) -> Response[Problem | Provenance]:
    """Tell where a transfer comes from: who asked, for what, when and why, through which system and with
    whose approval

     With the command and its entry in the audit trail, both accounts before and after, what it refers to
    and what refers to it, its place in the general ledger, and its receipt.

    Roles: auditor, compliance, manager, operator, of a tenant.

    Refusals: `transfer_not_found`.

    Args:
        transfer (UUID): Id of the transfer.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | Provenance]
    """

    kwargs = _get_kwargs(
        transfer=transfer,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    transfer: UUID,
    *,
    client: AuthenticatedClient,
) -> Problem | Provenance | None:
    """Tell where a transfer comes from: who asked, for what, when and why, through which system and with
    whose approval

     With the command and its entry in the audit trail, both accounts before and after, what it refers to
    and what refers to it, its place in the general ledger, and its receipt.

    Roles: auditor, compliance, manager, operator, of a tenant.

    Refusals: `transfer_not_found`.

    Args:
        transfer (UUID): Id of the transfer.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | Provenance
    """

    return sync_detailed(
        transfer=transfer,
        client=client,
    ).parsed


async def asyncio_detailed(
    transfer: UUID,
    *,
    client: AuthenticatedClient,
) -> Response[Problem | Provenance]:
    """Tell where a transfer comes from: who asked, for what, when and why, through which system and with
    whose approval

     With the command and its entry in the audit trail, both accounts before and after, what it refers to
    and what refers to it, its place in the general ledger, and its receipt.

    Roles: auditor, compliance, manager, operator, of a tenant.

    Refusals: `transfer_not_found`.

    Args:
        transfer (UUID): Id of the transfer.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | Provenance]
    """

    kwargs = _get_kwargs(
        transfer=transfer,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    transfer: UUID,
    *,
    client: AuthenticatedClient,
) -> Problem | Provenance | None:
    """Tell where a transfer comes from: who asked, for what, when and why, through which system and with
    whose approval

     With the command and its entry in the audit trail, both accounts before and after, what it refers to
    and what refers to it, its place in the general ledger, and its receipt.

    Roles: auditor, compliance, manager, operator, of a tenant.

    Refusals: `transfer_not_found`.

    Args:
        transfer (UUID): Id of the transfer.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | Provenance
    """

    return (
        await asyncio_detailed(
            transfer=transfer,
            client=client,
        )
    ).parsed
