from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.problem import Problem
from ...models.withholding_order import WithholdingOrder
from ...models.withholding_record import WithholdingRecord
from typing import cast
from uuid import UUID


def _get_kwargs(
    member: UUID,
    *,
    body: WithholdingOrder,
    idempotency_key: str,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/members/{member}/withholding".format(
            member=quote(str(member), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | WithholdingRecord | None:
    if response.status_code == 200:
        response_200 = WithholdingRecord.from_dict(response.json())

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Problem | WithholdingRecord]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    member: UUID,
    *,
    client: AuthenticatedClient,
    body: WithholdingOrder,
    idempotency_key: str,
) -> Response[Problem | WithholdingRecord]:
    """Say whether tax is withheld from a member's interest: it is where no tax number was given

     Say whether tax is withheld from a member's interest: it is where no tax number was given.

    Roles: compliance, manager, teller, of a tenant.

    Refusals: `party_not_found`.

    Args:
        member (UUID): Id of the member.
        idempotency_key (str):
        body (WithholdingOrder): Whether tax is withheld from a member's interest, and from which
            day on.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | WithholdingRecord]
    """

    kwargs = _get_kwargs(
        member=member,
        body=body,
        idempotency_key=idempotency_key,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    member: UUID,
    *,
    client: AuthenticatedClient,
    body: WithholdingOrder,
    idempotency_key: str,
) -> Problem | WithholdingRecord | None:
    """Say whether tax is withheld from a member's interest: it is where no tax number was given

     Say whether tax is withheld from a member's interest: it is where no tax number was given.

    Roles: compliance, manager, teller, of a tenant.

    Refusals: `party_not_found`.

    Args:
        member (UUID): Id of the member.
        idempotency_key (str):
        body (WithholdingOrder): Whether tax is withheld from a member's interest, and from which
            day on.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | WithholdingRecord
    """

    return sync_detailed(
        member=member,
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    member: UUID,
    *,
    client: AuthenticatedClient,
    body: WithholdingOrder,
    idempotency_key: str,
) -> Response[Problem | WithholdingRecord]:
    """Say whether tax is withheld from a member's interest: it is where no tax number was given

     Say whether tax is withheld from a member's interest: it is where no tax number was given.

    Roles: compliance, manager, teller, of a tenant.

    Refusals: `party_not_found`.

    Args:
        member (UUID): Id of the member.
        idempotency_key (str):
        body (WithholdingOrder): Whether tax is withheld from a member's interest, and from which
            day on.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | WithholdingRecord]
    """

    kwargs = _get_kwargs(
        member=member,
        body=body,
        idempotency_key=idempotency_key,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    member: UUID,
    *,
    client: AuthenticatedClient,
    body: WithholdingOrder,
    idempotency_key: str,
) -> Problem | WithholdingRecord | None:
    """Say whether tax is withheld from a member's interest: it is where no tax number was given

     Say whether tax is withheld from a member's interest: it is where no tax number was given.

    Roles: compliance, manager, teller, of a tenant.

    Refusals: `party_not_found`.

    Args:
        member (UUID): Id of the member.
        idempotency_key (str):
        body (WithholdingOrder): Whether tax is withheld from a member's interest, and from which
            day on.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | WithholdingRecord
    """

    return (
        await asyncio_detailed(
            member=member,
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
