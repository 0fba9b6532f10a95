from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.external_entry_page import ExternalEntryPage
from ...models.item_status import ItemStatus
from ...models.problem import Problem
from ...types import UNSET, Unset
from typing import cast


def _get_kwargs(
    name: str,
    *,
    statement: int | None | Unset = UNSET,
    status: list[ItemStatus] | None | Unset = UNSET,
    after: None | str | Unset = UNSET,
    limit: int | Unset = 100,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_statement: int | None | Unset
    if isinstance(statement, Unset):
        json_statement = UNSET
    else:
        json_statement = statement
    params["statement"] = json_statement

    json_status: list[str] | None | Unset
    if isinstance(status, Unset):
        json_status = UNSET
    elif isinstance(status, list):
        json_status = []
        for status_type_0_item_data in status:
            status_type_0_item = status_type_0_item_data.value
            json_status.append(status_type_0_item)

    else:
        json_status = status
    params["status"] = json_status

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
        "url": "/v1/reconciliation/accounts/{name}/entries".format(
            name=quote(str(name), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> ExternalEntryPage | Problem | None:
    if response.status_code == 200:
        response_200 = ExternalEntryPage.from_dict(response.json())

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[ExternalEntryPage | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    name: str,
    *,
    client: AuthenticatedClient,
    statement: int | None | Unset = UNSET,
    status: list[ItemStatus] | None | Unset = UNSET,
    after: None | str | Unset = UNSET,
    limit: int | Unset = 100,
) -> Response[ExternalEntryPage | Problem]:
    """List what statements say happened, and where each entry stands

     List what statements say happened, and where each entry stands.

    Roles: auditor, compliance, manager, operator, of a tenant.

    Refusals: `external_account_not_found`, `cursor_invalid`.

    Args:
        name (str): Name of the external account.
        statement (int | None | Unset): Only of this statement.
        status (list[ItemStatus] | None | Unset): Only in one of these standings.
        after (None | str | Unset): The `next` of the page before.
        limit (int | Unset): Items of a page at the most. Default: 100.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExternalEntryPage | Problem]
    """

    kwargs = _get_kwargs(
        name=name,
        statement=statement,
        status=status,
        after=after,
        limit=limit,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    name: str,
    *,
    client: AuthenticatedClient,
    statement: int | None | Unset = UNSET,
    status: list[ItemStatus] | None | Unset = UNSET,
    after: None | str | Unset = UNSET,
    limit: int | Unset = 100,
) -> ExternalEntryPage | Problem | None:
    """List what statements say happened, and where each entry stands

     List what statements say happened, and where each entry stands.

    Roles: auditor, compliance, manager, operator, of a tenant.

    Refusals: `external_account_not_found`, `cursor_invalid`.

    Args:
        name (str): Name of the external account.
        statement (int | None | Unset): Only of this statement.
        status (list[ItemStatus] | None | Unset): Only in one of these standings.
        after (None | str | Unset): The `next` of the page before.
        limit (int | Unset): Items of a page at the most. Default: 100.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExternalEntryPage | Problem
    """

    return sync_detailed(
        name=name,
        client=client,
        statement=statement,
        status=status,
        after=after,
        limit=limit,
    ).parsed


async def asyncio_detailed(
    name: str,
    *,
    client: AuthenticatedClient,
    statement: int | None | Unset = UNSET,
    status: list[ItemStatus] | None | Unset = UNSET,
    after: None | str | Unset = UNSET,
    limit: int | Unset = 100,
) -> Response[ExternalEntryPage | Problem]:
    """List what statements say happened, and where each entry stands

     List what statements say happened, and where each entry stands.

    Roles: auditor, compliance, manager, operator, of a tenant.

    Refusals: `external_account_not_found`, `cursor_invalid`.

    Args:
        name (str): Name of the external account.
        statement (int | None | Unset): Only of this statement.
        status (list[ItemStatus] | None | Unset): Only in one of these standings.
        after (None | str | Unset): The `next` of the page before.
        limit (int | Unset): Items of a page at the most. Default: 100.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExternalEntryPage | Problem]
    """

    kwargs = _get_kwargs(
        name=name,
        statement=statement,
        status=status,
        after=after,
        limit=limit,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    name: str,
    *,
    client: AuthenticatedClient,
    statement: int | None | Unset = UNSET,
    status: list[ItemStatus] | None | Unset = UNSET,
    after: None | str | Unset = UNSET,
    limit: int | Unset = 100,
) -> ExternalEntryPage | Problem | None:
    """List what statements say happened, and where each entry stands

     List what statements say happened, and where each entry stands.

    Roles: auditor, compliance, manager, operator, of a tenant.

    Refusals: `external_account_not_found`, `cursor_invalid`.

    Args:
        name (str): Name of the external account.
        statement (int | None | Unset): Only of this statement.
        status (list[ItemStatus] | None | Unset): Only in one of these standings.
        after (None | str | Unset): The `next` of the page before.
        limit (int | Unset): Items of a page at the most. Default: 100.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExternalEntryPage | Problem
    """

    return (
        await asyncio_detailed(
            name=name,
            client=client,
            statement=statement,
            status=status,
            after=after,
            limit=limit,
        )
    ).parsed
