from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.credit_account_list import CreditAccountList
from ...models.credit_kind import CreditKind
from ...models.credit_status import CreditStatus
from ...models.problem import Problem
from ...models.state import State
from ...types import UNSET, Unset
from typing import cast
from uuid import UUID


def _get_kwargs(
    *,
    after: None | str | Unset = UNSET,
    party: None | Unset | UUID = UNSET,
    kind: CreditKind | None | Unset = UNSET,
    status: CreditStatus | None | Unset = UNSET,
    state: None | State | Unset = UNSET,
    limit: int | Unset = 50,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_after: None | str | Unset
    if isinstance(after, Unset):
        json_after = UNSET
    else:
        json_after = after
    params["after"] = json_after

    json_party: None | str | Unset
    if isinstance(party, Unset):
        json_party = UNSET
    elif isinstance(party, UUID):
        json_party = str(party)
    else:
        json_party = party
    params["party"] = json_party

    json_kind: None | str | Unset
    if isinstance(kind, Unset):
        json_kind = UNSET
    elif isinstance(kind, CreditKind):
        json_kind = kind.value
    else:
        json_kind = kind
    params["kind"] = json_kind

    json_status: None | str | Unset
    if isinstance(status, Unset):
        json_status = UNSET
    elif isinstance(status, CreditStatus):
        json_status = status.value
    else:
        json_status = status
    params["status"] = json_status

    json_state: None | str | Unset
    if isinstance(state, Unset):
        json_state = UNSET
    elif isinstance(state, State):
        json_state = state.value
    else:
        json_state = state
    params["state"] = json_state

    params["limit"] = limit

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/credit-accounts",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> CreditAccountList | Problem | None:
    if response.status_code == 200:
        response_200 = CreditAccountList.from_dict(response.json())

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[CreditAccountList | Problem]:
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
    party: None | Unset | UUID = UNSET,
    kind: CreditKind | None | Unset = UNSET,
    status: CreditStatus | None | Unset = UNSET,
    state: None | State | Unset = UNSET,
    limit: int | Unset = 50,
) -> Response[CreditAccountList | Problem]:
    """List loans and cards in the order of their accounts, as the last day's end left them

     List loans and cards in the order of their accounts, as the last day's end left them.

    Roles: auditor, compliance, manager, operator, teller, of a tenant.

    Refusals: `cursor_invalid`.

    Args:
        after (None | str | Unset): The `next` of the page before.
        party (None | Unset | UUID): Only this member's.
        kind (CreditKind | None | Unset): Only of this kind.
        status (CreditStatus | None | Unset): Only in this part of their life.
        state (None | State | Unset): Only in this state of delinquency.
        limit (int | Unset): Items of a page at the most. Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CreditAccountList | Problem]
    """

    kwargs = _get_kwargs(
        after=after,
        party=party,
        kind=kind,
        status=status,
        state=state,
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
    party: None | Unset | UUID = UNSET,
    kind: CreditKind | None | Unset = UNSET,
    status: CreditStatus | None | Unset = UNSET,
    state: None | State | Unset = UNSET,
    limit: int | Unset = 50,
) -> CreditAccountList | Problem | None:
    """List loans and cards in the order of their accounts, as the last day's end left them

     List loans and cards in the order of their accounts, as the last day's end left them.

    Roles: auditor, compliance, manager, operator, teller, of a tenant.

    Refusals: `cursor_invalid`.

    Args:
        after (None | str | Unset): The `next` of the page before.
        party (None | Unset | UUID): Only this member's.
        kind (CreditKind | None | Unset): Only of this kind.
        status (CreditStatus | None | Unset): Only in this part of their life.
        state (None | State | Unset): Only in this state of delinquency.
        limit (int | Unset): Items of a page at the most. Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CreditAccountList | Problem
    """

    return sync_detailed(
        client=client,
        after=after,
        party=party,
        kind=kind,
        status=status,
        state=state,
        limit=limit,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    after: None | str | Unset = UNSET,
    party: None | Unset | UUID = UNSET,
    kind: CreditKind | None | Unset = UNSET,
    status: CreditStatus | None | Unset = UNSET,
    state: None | State | Unset = UNSET,
    limit: int | Unset = 50,
) -> Response[CreditAccountList | Problem]:
    """List loans and cards in the order of their accounts, as the last day's end left them

     List loans and cards in the order of their accounts, as the last day's end left them.

    Roles: auditor, compliance, manager, operator, teller, of a tenant.

    Refusals: `cursor_invalid`.

    Args:
        after (None | str | Unset): The `next` of the page before.
        party (None | Unset | UUID): Only this member's.
        kind (CreditKind | None | Unset): Only of this kind.
        status (CreditStatus | None | Unset): Only in this part of their life.
        state (None | State | Unset): Only in this state of delinquency.
        limit (int | Unset): Items of a page at the most. Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CreditAccountList | Problem]
    """

    kwargs = _get_kwargs(
        after=after,
        party=party,
        kind=kind,
        status=status,
        state=state,
        limit=limit,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    after: None | str | Unset = UNSET,
    party: None | Unset | UUID = UNSET,
    kind: CreditKind | None | Unset = UNSET,
    status: CreditStatus | None | Unset = UNSET,
    state: None | State | Unset = UNSET,
    limit: int | Unset = 50,
) -> CreditAccountList | Problem | None:
    """List loans and cards in the order of their accounts, as the last day's end left them

     List loans and cards in the order of their accounts, as the last day's end left them.

    Roles: auditor, compliance, manager, operator, teller, of a tenant.

    Refusals: `cursor_invalid`.

    Args:
        after (None | str | Unset): The `next` of the page before.
        party (None | Unset | UUID): Only this member's.
        kind (CreditKind | None | Unset): Only of this kind.
        status (CreditStatus | None | Unset): Only in this part of their life.
        state (None | State | Unset): Only in this state of delinquency.
        limit (int | Unset): Items of a page at the most. Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CreditAccountList | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            after=after,
            party=party,
            kind=kind,
            status=status,
            state=state,
            limit=limit,
        )
    ).parsed
