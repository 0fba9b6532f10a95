from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.linked_transfers import LinkedTransfers
from ...models.problem import Problem
from ...models.transfer_list import TransferList
from typing import cast


def _get_kwargs(
    *,
    body: LinkedTransfers,
    idempotency_key: str,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/transfers/linked",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | TransferList | None:
    if response.status_code == 201:
        response_201 = TransferList.from_dict(response.json())

        return response_201

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Problem | TransferList]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: LinkedTransfers,
    idempotency_key: str,
) -> Response[Problem | TransferList]:
    """Post transfers that stand or fall together

     Up to 256, decided in order, each seeing what those before it did. If one is refused none happens;
    the problem's field names the one.

    Roles: manager, operator, partner, of a tenant.

    Refusals: `amount_invalid`, `ref_invalid`, `accounts_same`, `id_conflict`, `ref_not_found`,
    `hold_captured`, `hold_released`, `hold_expired`, `already_reversed`, `debit_account_not_found`,
    `credit_account_not_found`, `currency_mismatch`, `debit_account_closed`, `credit_account_closed`,
    `debit_account_frozen`, `credit_account_frozen`, `amount_exceeds_hold`, `insufficient_funds`,
    `balance_below_zero`, `twin_is_shadow`, `standin_cap`, `standin_velocity`, `standin_allotment`,
    `standin_exposure`, `force_not_allowed`, `reason_missing`, `approval_required`, `approval_declined`.

    Args:
        idempotency_key (str):
        body (LinkedTransfers): Transfers that stand or fall together, decided in this order.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | TransferList]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: LinkedTransfers,
    idempotency_key: str,
) -> Problem | TransferList | None:
    """Post transfers that stand or fall together

     Up to 256, decided in order, each seeing what those before it did. If one is refused none happens;
    the problem's field names the one.

    Roles: manager, operator, partner, of a tenant.

    Refusals: `amount_invalid`, `ref_invalid`, `accounts_same`, `id_conflict`, `ref_not_found`,
    `hold_captured`, `hold_released`, `hold_expired`, `already_reversed`, `debit_account_not_found`,
    `credit_account_not_found`, `currency_mismatch`, `debit_account_closed`, `credit_account_closed`,
    `debit_account_frozen`, `credit_account_frozen`, `amount_exceeds_hold`, `insufficient_funds`,
    `balance_below_zero`, `twin_is_shadow`, `standin_cap`, `standin_velocity`, `standin_allotment`,
    `standin_exposure`, `force_not_allowed`, `reason_missing`, `approval_required`, `approval_declined`.

    Args:
        idempotency_key (str):
        body (LinkedTransfers): Transfers that stand or fall together, decided in this order.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | TransferList
    """

    return sync_detailed(
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: LinkedTransfers,
    idempotency_key: str,
) -> Response[Problem | TransferList]:
    """Post transfers that stand or fall together

     Up to 256, decided in order, each seeing what those before it did. If one is refused none happens;
    the problem's field names the one.

    Roles: manager, operator, partner, of a tenant.

    Refusals: `amount_invalid`, `ref_invalid`, `accounts_same`, `id_conflict`, `ref_not_found`,
    `hold_captured`, `hold_released`, `hold_expired`, `already_reversed`, `debit_account_not_found`,
    `credit_account_not_found`, `currency_mismatch`, `debit_account_closed`, `credit_account_closed`,
    `debit_account_frozen`, `credit_account_frozen`, `amount_exceeds_hold`, `insufficient_funds`,
    `balance_below_zero`, `twin_is_shadow`, `standin_cap`, `standin_velocity`, `standin_allotment`,
    `standin_exposure`, `force_not_allowed`, `reason_missing`, `approval_required`, `approval_declined`.

    Args:
        idempotency_key (str):
        body (LinkedTransfers): Transfers that stand or fall together, decided in this order.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | TransferList]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: LinkedTransfers,
    idempotency_key: str,
) -> Problem | TransferList | None:
    """Post transfers that stand or fall together

     Up to 256, decided in order, each seeing what those before it did. If one is refused none happens;
    the problem's field names the one.

    Roles: manager, operator, partner, of a tenant.

    Refusals: `amount_invalid`, `ref_invalid`, `accounts_same`, `id_conflict`, `ref_not_found`,
    `hold_captured`, `hold_released`, `hold_expired`, `already_reversed`, `debit_account_not_found`,
    `credit_account_not_found`, `currency_mismatch`, `debit_account_closed`, `credit_account_closed`,
    `debit_account_frozen`, `credit_account_frozen`, `amount_exceeds_hold`, `insufficient_funds`,
    `balance_below_zero`, `twin_is_shadow`, `standin_cap`, `standin_velocity`, `standin_allotment`,
    `standin_exposure`, `force_not_allowed`, `reason_missing`, `approval_required`, `approval_declined`.

    Args:
        idempotency_key (str):
        body (LinkedTransfers): Transfers that stand or fall together, decided in this order.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | TransferList
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
