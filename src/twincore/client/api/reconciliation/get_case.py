from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.case_history import CaseHistory
from ...models.problem import Problem
from typing import cast
from uuid import UUID


def _get_kwargs(
    case: UUID,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/reconciliation/cases/{case}".format(
            case=quote(str(case), safe=""),
        ),
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> CaseHistory | Problem | None:
    if response.status_code == 200:
        response_200 = CaseHistory.from_dict(response.json())

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[CaseHistory | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    case: UUID,
    *,
    client: AuthenticatedClient,
) -> Response[CaseHistory | Problem]:
    """Get an investigation with its history

     Get an investigation with its history.

    Roles: auditor, compliance, manager, operator, of a tenant.

    Refusals: `case_not_found`.

    Args:
        case (UUID): Id of the case.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CaseHistory | Problem]
    """

    kwargs = _get_kwargs(
        case=case,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    case: UUID,
    *,
    client: AuthenticatedClient,
) -> CaseHistory | Problem | None:
    """Get an investigation with its history

     Get an investigation with its history.

    Roles: auditor, compliance, manager, operator, of a tenant.

    Refusals: `case_not_found`.

    Args:
        case (UUID): Id of the case.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CaseHistory | Problem
    """

    return sync_detailed(
        case=case,
        client=client,
    ).parsed


async def asyncio_detailed(
    case: UUID,
    *,
    client: AuthenticatedClient,
) -> Response[CaseHistory | Problem]:
    """Get an investigation with its history

     Get an investigation with its history.

    Roles: auditor, compliance, manager, operator, of a tenant.

    Refusals: `case_not_found`.

    Args:
        case (UUID): Id of the case.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CaseHistory | Problem]
    """

    kwargs = _get_kwargs(
        case=case,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    case: UUID,
    *,
    client: AuthenticatedClient,
) -> CaseHistory | Problem | None:
    """Get an investigation with its history

     Get an investigation with its history.

    Roles: auditor, compliance, manager, operator, of a tenant.

    Refusals: `case_not_found`.

    Args:
        case (UUID): Id of the case.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CaseHistory | Problem
    """

    return (
        await asyncio_detailed(
            case=case,
            client=client,
        )
    ).parsed
