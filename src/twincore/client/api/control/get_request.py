from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.asked_request_list import AskedRequestList
from ...models.problem import Problem
from typing import cast


def _get_kwargs(
    digest: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/approvals/requests/{digest}".format(
            digest=quote(str(digest), safe=""),
        ),
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> AskedRequestList | Problem | None:
    if response.status_code == 200:
        response_200 = AskedRequestList.from_dict(response.json())

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[AskedRequestList | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    digest: str,
    *,
    client: AuthenticatedClient,
) -> Response[AskedRequestList | Problem]:
    """Get a request with what was sent, for the second person to read, and what others have said of it

     Get a request with what was sent, for the second person to read, and what others have said of it.

    Roles: auditor, compliance, manager, of a tenant.

    Refusals: `approval_request_not_found`.

    Args:
        digest (str): The request's digest, in hexadecimal.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AskedRequestList | Problem]
    """

    kwargs = _get_kwargs(
        digest=digest,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    digest: str,
    *,
    client: AuthenticatedClient,
) -> AskedRequestList | Problem | None:
    """Get a request with what was sent, for the second person to read, and what others have said of it

     Get a request with what was sent, for the second person to read, and what others have said of it.

    Roles: auditor, compliance, manager, of a tenant.

    Refusals: `approval_request_not_found`.

    Args:
        digest (str): The request's digest, in hexadecimal.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AskedRequestList | Problem
    """

    return sync_detailed(
        digest=digest,
        client=client,
    ).parsed


async def asyncio_detailed(
    digest: str,
    *,
    client: AuthenticatedClient,
) -> Response[AskedRequestList | Problem]:
    """Get a request with what was sent, for the second person to read, and what others have said of it

     Get a request with what was sent, for the second person to read, and what others have said of it.

    Roles: auditor, compliance, manager, of a tenant.

    Refusals: `approval_request_not_found`.

    Args:
        digest (str): The request's digest, in hexadecimal.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AskedRequestList | Problem]
    """

    kwargs = _get_kwargs(
        digest=digest,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    digest: str,
    *,
    client: AuthenticatedClient,
) -> AskedRequestList | Problem | None:
    """Get a request with what was sent, for the second person to read, and what others have said of it

     Get a request with what was sent, for the second person to read, and what others have said of it.

    Roles: auditor, compliance, manager, of a tenant.

    Refusals: `approval_request_not_found`.

    Args:
        digest (str): The request's digest, in hexadecimal.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AskedRequestList | Problem
    """

    return (
        await asyncio_detailed(
            digest=digest,
            client=client,
        )
    ).parsed
