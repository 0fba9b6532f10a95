from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.problem import Problem
from ...models.standing_order_cancelling import StandingOrderCancelling
from ...models.standing_order_record import StandingOrderRecord
from typing import cast
from uuid import UUID


def _get_kwargs(
    standing_order: UUID,
    *,
    body: StandingOrderCancelling,
    idempotency_key: str,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/standing-orders/{standing_order}/cancel".format(
            standing_order=quote(str(standing_order), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | StandingOrderRecord | None:
    if response.status_code == 200:
        response_200 = StandingOrderRecord.from_dict(response.json())

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Problem | StandingOrderRecord]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    standing_order: UUID,
    *,
    client: AuthenticatedClient,
    body: StandingOrderCancelling,
    idempotency_key: str,
) -> Response[Problem | StandingOrderRecord]:
    """Cancel a standing order: it pays no more, nor what was still to be tried again

     Cancel a standing order: it pays no more, nor what was still to be tried again.

    Roles: manager, member, partner, teller, of a tenant.

    Refusals: `standing_order_not_found`, `standing_order_ended`.

    Args:
        standing_order (UUID): Id of the standing order.
        idempotency_key (str):
        body (StandingOrderCancelling): Why it is cancelled.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | StandingOrderRecord]
    """

    kwargs = _get_kwargs(
        standing_order=standing_order,
        body=body,
        idempotency_key=idempotency_key,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    standing_order: UUID,
    *,
    client: AuthenticatedClient,
    body: StandingOrderCancelling,
    idempotency_key: str,
) -> Problem | StandingOrderRecord | None:
    """Cancel a standing order: it pays no more, nor what was still to be tried again

     Cancel a standing order: it pays no more, nor what was still to be tried again.

    Roles: manager, member, partner, teller, of a tenant.

    Refusals: `standing_order_not_found`, `standing_order_ended`.

    Args:
        standing_order (UUID): Id of the standing order.
        idempotency_key (str):
        body (StandingOrderCancelling): Why it is cancelled.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | StandingOrderRecord
    """

    return sync_detailed(
        standing_order=standing_order,
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    standing_order: UUID,
    *,
    client: AuthenticatedClient,
    body: StandingOrderCancelling,
    idempotency_key: str,
) -> Response[Problem | StandingOrderRecord]:
    """Cancel a standing order: it pays no more, nor what was still to be tried again

     Cancel a standing order: it pays no more, nor what was still to be tried again.

    Roles: manager, member, partner, teller, of a tenant.

    Refusals: `standing_order_not_found`, `standing_order_ended`.

    Args:
        standing_order (UUID): Id of the standing order.
        idempotency_key (str):
        body (StandingOrderCancelling): Why it is cancelled.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | StandingOrderRecord]
    """

    kwargs = _get_kwargs(
        standing_order=standing_order,
        body=body,
        idempotency_key=idempotency_key,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    standing_order: UUID,
    *,
    client: AuthenticatedClient,
    body: StandingOrderCancelling,
    idempotency_key: str,
) -> Problem | StandingOrderRecord | None:
    """Cancel a standing order: it pays no more, nor what was still to be tried again

     Cancel a standing order: it pays no more, nor what was still to be tried again.

    Roles: manager, member, partner, teller, of a tenant.

    Refusals: `standing_order_not_found`, `standing_order_ended`.

    Args:
        standing_order (UUID): Id of the standing order.
        idempotency_key (str):
        body (StandingOrderCancelling): Why it is cancelled.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | StandingOrderRecord
    """

    return (
        await asyncio_detailed(
            standing_order=standing_order,
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
