from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.audit_page import AuditPage
from ...models.problem import Problem
from ...types import UNSET, Unset
from typing import cast


def _get_kwargs(
    *,
    after: None | str | Unset = UNSET,
    subject: None | str | Unset = UNSET,
    actor: None | str | Unset = UNSET,
    limit: int | Unset = 50,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_after: None | str | Unset
    if isinstance(after, Unset):
        json_after = UNSET
    else:
        json_after = after
    params["after"] = json_after

    json_subject: None | str | Unset
    if isinstance(subject, Unset):
        json_subject = UNSET
    else:
        json_subject = subject
    params["subject"] = json_subject

    json_actor: None | str | Unset
    if isinstance(actor, Unset):
        json_actor = UNSET
    else:
        json_actor = actor
    params["actor"] = json_actor

    params["limit"] = limit

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/audit",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> AuditPage | Problem | None:
    if response.status_code == 200:
        response_200 = AuditPage.from_dict(response.json())

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[AuditPage | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    after: None | str | Unset = UNSET,
    subject: None | str | Unset = UNSET,
    actor: None | str | Unset = UNSET,
    limit: int | Unset = 50,
) -> Response[AuditPage | Problem]:
    """List commands and what came of them, oldest first; of one subject, of one actor, or all

     Refused ones are here as well, also those that never became a command (keys that begin with
    attempt).

    Roles: auditor, compliance, of a tenant.

    Refusals: `cursor_invalid`.

    Args:
        after (None | str | Unset): The `next` of the page before.
        subject (None | str | Unset): What it was done to, e.g. account/17.
        actor (None | str | Unset): Who did it.
        limit (int | Unset): Items of a page at the most. Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AuditPage | Problem]
    """

    kwargs = _get_kwargs(
        after=after,
        subject=subject,
        actor=actor,
        limit=limit,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    after: None | str | Unset = UNSET,
    subject: None | str | Unset = UNSET,
    actor: None | str | Unset = UNSET,
    limit: int | Unset = 50,
) -> AuditPage | Problem | None:
    """List commands and what came of them, oldest first; of one subject, of one actor, or all

     Refused ones are here as well, also those that never became a command (keys that begin with
    attempt).

    Roles: auditor, compliance, of a tenant.

    Refusals: `cursor_invalid`.

    Args:
        after (None | str | Unset): The `next` of the page before.
        subject (None | str | Unset): What it was done to, e.g. account/17.
        actor (None | str | Unset): Who did it.
        limit (int | Unset): Items of a page at the most. Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AuditPage | Problem
    """

    return sync_detailed(
        client=client,
        after=after,
        subject=subject,
        actor=actor,
        limit=limit,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    after: None | str | Unset = UNSET,
    subject: None | str | Unset = UNSET,
    actor: None | str | Unset = UNSET,
    limit: int | Unset = 50,
) -> Response[AuditPage | Problem]:
    """List commands and what came of them, oldest first; of one subject, of one actor, or all

     Refused ones are here as well, also those that never became a command (keys that begin with
    attempt).

    Roles: auditor, compliance, of a tenant.

    Refusals: `cursor_invalid`.

    Args:
        after (None | str | Unset): The `next` of the page before.
        subject (None | str | Unset): What it was done to, e.g. account/17.
        actor (None | str | Unset): Who did it.
        limit (int | Unset): Items of a page at the most. Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AuditPage | Problem]
    """

    kwargs = _get_kwargs(
        after=after,
        subject=subject,
        actor=actor,
        limit=limit,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    after: None | str | Unset = UNSET,
    subject: None | str | Unset = UNSET,
    actor: None | str | Unset = UNSET,
    limit: int | Unset = 50,
) -> AuditPage | Problem | None:
    """List commands and what came of them, oldest first; of one subject, of one actor, or all

     Refused ones are here as well, also those that never became a command (keys that begin with
    attempt).

    Roles: auditor, compliance, of a tenant.

    Refusals: `cursor_invalid`.

    Args:
        after (None | str | Unset): The `next` of the page before.
        subject (None | str | Unset): What it was done to, e.g. account/17.
        actor (None | str | Unset): Who did it.
        limit (int | Unset): Items of a page at the most. Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AuditPage | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            after=after,
            subject=subject,
            actor=actor,
            limit=limit,
        )
    ).parsed
