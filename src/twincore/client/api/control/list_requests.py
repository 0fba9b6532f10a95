from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.asked_request_page import AskedRequestPage
from ...models.problem import Problem
from ...models.request_state import RequestState
from ...types import UNSET, Unset
from typing import cast


def _get_kwargs(
    *,
    state: None | RequestState | Unset = UNSET,
    after: None | str | Unset = UNSET,
    limit: int | Unset = 50,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_state: None | str | Unset
    if isinstance(state, Unset):
        json_state = UNSET
    elif isinstance(state, RequestState):
        json_state = state.value
    else:
        json_state = state
    params["state"] = json_state

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
        "url": "/v1/approvals/requests",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> AskedRequestPage | Problem | None:
    if response.status_code == 200:
        response_200 = AskedRequestPage.from_dict(response.json())

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[AskedRequestPage | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    state: None | RequestState | Unset = UNSET,
    after: None | str | Unset = UNSET,
    limit: int | Unset = 50,
) -> Response[AskedRequestPage | Problem]:
    """List requests that one person may not make alone, those that have waited longest first

     A request is waiting, approved, declined, or used: done with its approval. An approval is good for a
    day.

    Roles: auditor, compliance, manager, of a tenant.

    Refusals: `cursor_invalid`.

    Args:
        state (None | RequestState | Unset): Only in this state.
        after (None | str | Unset): The `next` of the page before.
        limit (int | Unset): Items of a page at the most. Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AskedRequestPage | Problem]
    """

    kwargs = _get_kwargs(
        state=state,
        after=after,
        limit=limit,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    state: None | RequestState | Unset = UNSET,
    after: None | str | Unset = UNSET,
    limit: int | Unset = 50,
) -> AskedRequestPage | Problem | None:
    """List requests that one person may not make alone, those that have waited longest first

     A request is waiting, approved, declined, or used: done with its approval. An approval is good for a
    day.

    Roles: auditor, compliance, manager, of a tenant.

    Refusals: `cursor_invalid`.

    Args:
        state (None | RequestState | Unset): Only in this state.
        after (None | str | Unset): The `next` of the page before.
        limit (int | Unset): Items of a page at the most. Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AskedRequestPage | Problem
    """

    return sync_detailed(
        client=client,
        state=state,
        after=after,
        limit=limit,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    state: None | RequestState | Unset = UNSET,
    after: None | str | Unset = UNSET,
    limit: int | Unset = 50,
) -> Response[AskedRequestPage | Problem]:
    """List requests that one person may not make alone, those that have waited longest first

     A request is waiting, approved, declined, or used: done with its approval. An approval is good for a
    day.

    Roles: auditor, compliance, manager, of a tenant.

    Refusals: `cursor_invalid`.

    Args:
        state (None | RequestState | Unset): Only in this state.
        after (None | str | Unset): The `next` of the page before.
        limit (int | Unset): Items of a page at the most. Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AskedRequestPage | Problem]
    """

    kwargs = _get_kwargs(
        state=state,
        after=after,
        limit=limit,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    state: None | RequestState | Unset = UNSET,
    after: None | str | Unset = UNSET,
    limit: int | Unset = 50,
) -> AskedRequestPage | Problem | None:
    """List requests that one person may not make alone, those that have waited longest first

     A request is waiting, approved, declined, or used: done with its approval. An approval is good for a
    day.

    Roles: auditor, compliance, manager, of a tenant.

    Refusals: `cursor_invalid`.

    Args:
        state (None | RequestState | Unset): Only in this state.
        after (None | str | Unset): The `next` of the page before.
        limit (int | Unset): Items of a page at the most. Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AskedRequestPage | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            state=state,
            after=after,
            limit=limit,
        )
    ).parsed
