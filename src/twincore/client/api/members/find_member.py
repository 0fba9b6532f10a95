from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.identifier_search import IdentifierSearch
from ...models.member_list import MemberList
from ...models.problem import Problem
from typing import cast


def _get_kwargs(
    *,
    body: IdentifierSearch,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/members/find",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> MemberList | Problem | None:
    if response.status_code == 200:
        response_200 = MemberList.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = Problem.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = Problem.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = Problem.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = Problem.from_dict(response.json())

        return response_404

    if response.status_code == 413:
        response_413 = Problem.from_dict(response.json())

        return response_413

    if response.status_code == 415:
        response_415 = Problem.from_dict(response.json())

        return response_415

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[MemberList | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: IdentifierSearch,
) -> Response[MemberList | Problem]:
    """Find members by an identifier, exactly

     Email, phone, tax file number, business number or licence, however it is spelled. It is asked for by
    POST so that the identifier is in no address and no access log; nothing is written.

    Roles: auditor, compliance, manager, teller, of a tenant.

    Refusals: `tfn_invalid`, `abn_invalid`.

    Args:
        body (IdentifierSearch): What to look for. It travels in the body, so that it is in no
            access log.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[MemberList | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: IdentifierSearch,
) -> MemberList | Problem | None:
    """Find members by an identifier, exactly

     Email, phone, tax file number, business number or licence, however it is spelled. It is asked for by
    POST so that the identifier is in no address and no access log; nothing is written.

    Roles: auditor, compliance, manager, teller, of a tenant.

    Refusals: `tfn_invalid`, `abn_invalid`.

    Args:
        body (IdentifierSearch): What to look for. It travels in the body, so that it is in no
            access log.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        MemberList | Problem
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: IdentifierSearch,
) -> Response[MemberList | Problem]:
    """Find members by an identifier, exactly

     Email, phone, tax file number, business number or licence, however it is spelled. It is asked for by
    POST so that the identifier is in no address and no access log; nothing is written.

    Roles: auditor, compliance, manager, teller, of a tenant.

    Refusals: `tfn_invalid`, `abn_invalid`.

    Args:
        body (IdentifierSearch): What to look for. It travels in the body, so that it is in no
            access log.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[MemberList | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: IdentifierSearch,
) -> MemberList | Problem | None:
    """Find members by an identifier, exactly

     Email, phone, tax file number, business number or licence, however it is spelled. It is asked for by
    POST so that the identifier is in no address and no access log; nothing is written.

    Roles: auditor, compliance, manager, teller, of a tenant.

    Refusals: `tfn_invalid`, `abn_invalid`.

    Args:
        body (IdentifierSearch): What to look for. It travels in the body, so that it is in no
            access log.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        MemberList | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
