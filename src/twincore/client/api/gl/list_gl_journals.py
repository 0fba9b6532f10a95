from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.gl_journal_page import GlJournalPage
from ...models.problem import Problem
from ...types import UNSET, Unset
from typing import cast
import datetime


def _get_kwargs(
    *,
    from_date: datetime.date | None | Unset = UNSET,
    to_date: datetime.date | None | Unset = UNSET,
    after: None | str | Unset = UNSET,
    limit: int | Unset = 50,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_from_date: None | str | Unset
    if isinstance(from_date, Unset):
        json_from_date = UNSET
    elif isinstance(from_date, datetime.date):
        json_from_date = from_date.isoformat()
    else:
        json_from_date = from_date
    params["from_date"] = json_from_date

    json_to_date: None | str | Unset
    if isinstance(to_date, Unset):
        json_to_date = UNSET
    elif isinstance(to_date, datetime.date):
        json_to_date = to_date.isoformat()
    else:
        json_to_date = to_date
    params["to_date"] = json_to_date

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
        "url": "/v1/gl/journals",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> GlJournalPage | Problem | None:
    if response.status_code == 200:
        response_200 = GlJournalPage.from_dict(response.json())

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[GlJournalPage | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    from_date: datetime.date | None | Unset = UNSET,
    to_date: datetime.date | None | Unset = UNSET,
    after: None | str | Unset = UNSET,
    limit: int | Unset = 50,
) -> Response[GlJournalPage | Problem]:
    """List journals by number, without their entries

     List journals by number, without their entries.

    Roles: auditor, manager, operator, of a tenant.

    Refusals: `cursor_invalid`.

    Args:
        from_date (datetime.date | None | Unset): Dated from here on.
        to_date (datetime.date | None | Unset): Dated up to here.
        after (None | str | Unset): The `next` of the page before.
        limit (int | Unset): Items of a page at the most. Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[GlJournalPage | Problem]
    """

    kwargs = _get_kwargs(
        from_date=from_date,
        to_date=to_date,
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
    from_date: datetime.date | None | Unset = UNSET,
    to_date: datetime.date | None | Unset = UNSET,
    after: None | str | Unset = UNSET,
    limit: int | Unset = 50,
) -> GlJournalPage | Problem | None:
    """List journals by number, without their entries

     List journals by number, without their entries.

    Roles: auditor, manager, operator, of a tenant.

    Refusals: `cursor_invalid`.

    Args:
        from_date (datetime.date | None | Unset): Dated from here on.
        to_date (datetime.date | None | Unset): Dated up to here.
        after (None | str | Unset): The `next` of the page before.
        limit (int | Unset): Items of a page at the most. Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        GlJournalPage | Problem
    """

    return sync_detailed(
        client=client,
        from_date=from_date,
        to_date=to_date,
        after=after,
        limit=limit,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    from_date: datetime.date | None | Unset = UNSET,
    to_date: datetime.date | None | Unset = UNSET,
    after: None | str | Unset = UNSET,
    limit: int | Unset = 50,
) -> Response[GlJournalPage | Problem]:
    """List journals by number, without their entries

     List journals by number, without their entries.

    Roles: auditor, manager, operator, of a tenant.

    Refusals: `cursor_invalid`.

    Args:
        from_date (datetime.date | None | Unset): Dated from here on.
        to_date (datetime.date | None | Unset): Dated up to here.
        after (None | str | Unset): The `next` of the page before.
        limit (int | Unset): Items of a page at the most. Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[GlJournalPage | Problem]
    """

    kwargs = _get_kwargs(
        from_date=from_date,
        to_date=to_date,
        after=after,
        limit=limit,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    from_date: datetime.date | None | Unset = UNSET,
    to_date: datetime.date | None | Unset = UNSET,
    after: None | str | Unset = UNSET,
    limit: int | Unset = 50,
) -> GlJournalPage | Problem | None:
    """List journals by number, without their entries

     List journals by number, without their entries.

    Roles: auditor, manager, operator, of a tenant.

    Refusals: `cursor_invalid`.

    Args:
        from_date (datetime.date | None | Unset): Dated from here on.
        to_date (datetime.date | None | Unset): Dated up to here.
        after (None | str | Unset): The `next` of the page before.
        limit (int | Unset): Items of a page at the most. Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        GlJournalPage | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            from_date=from_date,
            to_date=to_date,
            after=after,
            limit=limit,
        )
    ).parsed
