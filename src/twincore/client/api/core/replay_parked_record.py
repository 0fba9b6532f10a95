from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.problem import Problem
from ...models.replay import Replay
from ...models.replay_record import ReplayRecord
from typing import cast


def _get_kwargs(
    number: int,
    *,
    body: Replay,
    idempotency_key: str,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/core/parked/{number}/replay".format(
            number=quote(str(number), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | ReplayRecord | None:
    if response.status_code == 200:
        response_200 = ReplayRecord.from_dict(response.json())

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

    if response.status_code == 409:
        response_409 = Problem.from_dict(response.json())

        return response_409

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Problem | ReplayRecord]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    number: int,
    *,
    client: AuthenticatedClient,
    body: Replay,
    idempotency_key: str,
) -> Response[Problem | ReplayRecord]:
    """Take in one parked record after all, as it came or with other bytes

     A change of the core, from its log or in an envelope, has its effect once, should it also arrive
    again. A request to the core is asked for again from the journal, if the core has not answered it;
    one that nobody can read is refused: drop it.

    Roles: operator, of a tenant.

    Refusals: `link_not_found`, `core_not_configured`, `parked_record_not_found`,
    `parked_record_resolved`, `parked_record_still_unfit`, `parked_record_foreign`,
    `registry_unavailable`.

    Args:
        number (int): Its number.
        idempotency_key (str):
        body (Replay): Take a parked record in after all.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | ReplayRecord]
    """

    kwargs = _get_kwargs(
        number=number,
        body=body,
        idempotency_key=idempotency_key,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    number: int,
    *,
    client: AuthenticatedClient,
    body: Replay,
    idempotency_key: str,
) -> Problem | ReplayRecord | None:
    """Take in one parked record after all, as it came or with other bytes

     A change of the core, from its log or in an envelope, has its effect once, should it also arrive
    again. A request to the core is asked for again from the journal, if the core has not answered it;
    one that nobody can read is refused: drop it.

    Roles: operator, of a tenant.

    Refusals: `link_not_found`, `core_not_configured`, `parked_record_not_found`,
    `parked_record_resolved`, `parked_record_still_unfit`, `parked_record_foreign`,
    `registry_unavailable`.

    Args:
        number (int): Its number.
        idempotency_key (str):
        body (Replay): Take a parked record in after all.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | ReplayRecord
    """

    return sync_detailed(
        number=number,
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    number: int,
    *,
    client: AuthenticatedClient,
    body: Replay,
    idempotency_key: str,
) -> Response[Problem | ReplayRecord]:
    """Take in one parked record after all, as it came or with other bytes

     A change of the core, from its log or in an envelope, has its effect once, should it also arrive
    again. A request to the core is asked for again from the journal, if the core has not answered it;
    one that nobody can read is refused: drop it.

    Roles: operator, of a tenant.

    Refusals: `link_not_found`, `core_not_configured`, `parked_record_not_found`,
    `parked_record_resolved`, `parked_record_still_unfit`, `parked_record_foreign`,
    `registry_unavailable`.

    Args:
        number (int): Its number.
        idempotency_key (str):
        body (Replay): Take a parked record in after all.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | ReplayRecord]
    """

    kwargs = _get_kwargs(
        number=number,
        body=body,
        idempotency_key=idempotency_key,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    number: int,
    *,
    client: AuthenticatedClient,
    body: Replay,
    idempotency_key: str,
) -> Problem | ReplayRecord | None:
    """Take in one parked record after all, as it came or with other bytes

     A change of the core, from its log or in an envelope, has its effect once, should it also arrive
    again. A request to the core is asked for again from the journal, if the core has not answered it;
    one that nobody can read is refused: drop it.

    Roles: operator, of a tenant.

    Refusals: `link_not_found`, `core_not_configured`, `parked_record_not_found`,
    `parked_record_resolved`, `parked_record_still_unfit`, `parked_record_foreign`,
    `registry_unavailable`.

    Args:
        number (int): Its number.
        idempotency_key (str):
        body (Replay): Take a parked record in after all.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | ReplayRecord
    """

    return (
        await asyncio_detailed(
            number=number,
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
