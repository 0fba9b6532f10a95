from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.problem import Problem
from ...models.statement_import import StatementImport
from ...types import File, FileTypes
from ...types import UNSET, Unset
from io import BytesIO
from typing import cast


def _get_kwargs(
    name: str,
    *,
    body: File,
    park: bool | Unset = False,
    idempotency_key: str,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    headers["Idempotency-Key"] = idempotency_key

    params: dict[str, Any] = {}

    params["park"] = park

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/reconciliation/accounts/{name}/statements".format(
            name=quote(str(name), safe=""),
        ),
        "params": params,
    }

    _kwargs["content"] = body.payload
    headers["Content-Type"] = "application/octet-stream"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Problem | StatementImport | None:
    if response.status_code == 201:
        response_201 = StatementImport.from_dict(response.json())

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Problem | StatementImport]:
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
    body: File,
    park: bool | Unset = False,
    idempotency_key: str,
) -> Response[Problem | StatementImport]:
    """Take in a statement file, sent as it is: all of its statements and entries, or none

     MT940 as text/plain, camt.053 as application/xml, card settlement as text/csv, central bank as
    text/plain; application/octet-stream for any. A file that is malformed, does not add up, came before
    or does not continue the one before is refused with the line and the reason; with park=true it is
    kept and has a case, and the answer says so.

    Roles: manager, operator, partner, of a tenant.

    Refusals: `external_account_not_found`, `statement_malformed`, `statement_too_large`,
    `statement_total_wrong`, `statement_balance_wrong`, `statement_account_wrong`,
    `statement_currency_wrong`, `statement_gap`, `statement_duplicate`.

    Args:
        name (str): Name of the external account.
        park (bool | Unset): Keep a file that is refused as it came, and open a case, instead of
            refusing it. Default: False.
        idempotency_key (str):
        body (File): Bytes.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | StatementImport]
    """

    kwargs = _get_kwargs(
        name=name,
        body=body,
        park=park,
        idempotency_key=idempotency_key,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    name: str,
    *,
    client: AuthenticatedClient,
    body: File,
    park: bool | Unset = False,
    idempotency_key: str,
) -> Problem | StatementImport | None:
    """Take in a statement file, sent as it is: all of its statements and entries, or none

     MT940 as text/plain, camt.053 as application/xml, card settlement as text/csv, central bank as
    text/plain; application/octet-stream for any. A file that is malformed, does not add up, came before
    or does not continue the one before is refused with the line and the reason; with park=true it is
    kept and has a case, and the answer says so.

    Roles: manager, operator, partner, of a tenant.

    Refusals: `external_account_not_found`, `statement_malformed`, `statement_too_large`,
    `statement_total_wrong`, `statement_balance_wrong`, `statement_account_wrong`,
    `statement_currency_wrong`, `statement_gap`, `statement_duplicate`.

    Args:
        name (str): Name of the external account.
        park (bool | Unset): Keep a file that is refused as it came, and open a case, instead of
            refusing it. Default: False.
        idempotency_key (str):
        body (File): Bytes.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | StatementImport
    """

    return sync_detailed(
        name=name,
        client=client,
        body=body,
        park=park,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    name: str,
    *,
    client: AuthenticatedClient,
    body: File,
    park: bool | Unset = False,
    idempotency_key: str,
) -> Response[Problem | StatementImport]:
    """Take in a statement file, sent as it is: all of its statements and entries, or none

     MT940 as text/plain, camt.053 as application/xml, card settlement as text/csv, central bank as
    text/plain; application/octet-stream for any. A file that is malformed, does not add up, came before
    or does not continue the one before is refused with the line and the reason; with park=true it is
    kept and has a case, and the answer says so.

    Roles: manager, operator, partner, of a tenant.

    Refusals: `external_account_not_found`, `statement_malformed`, `statement_too_large`,
    `statement_total_wrong`, `statement_balance_wrong`, `statement_account_wrong`,
    `statement_currency_wrong`, `statement_gap`, `statement_duplicate`.

    Args:
        name (str): Name of the external account.
        park (bool | Unset): Keep a file that is refused as it came, and open a case, instead of
            refusing it. Default: False.
        idempotency_key (str):
        body (File): Bytes.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | StatementImport]
    """

    kwargs = _get_kwargs(
        name=name,
        body=body,
        park=park,
        idempotency_key=idempotency_key,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    name: str,
    *,
    client: AuthenticatedClient,
    body: File,
    park: bool | Unset = False,
    idempotency_key: str,
) -> Problem | StatementImport | None:
    """Take in a statement file, sent as it is: all of its statements and entries, or none

     MT940 as text/plain, camt.053 as application/xml, card settlement as text/csv, central bank as
    text/plain; application/octet-stream for any. A file that is malformed, does not add up, came before
    or does not continue the one before is refused with the line and the reason; with park=true it is
    kept and has a case, and the answer says so.

    Roles: manager, operator, partner, of a tenant.

    Refusals: `external_account_not_found`, `statement_malformed`, `statement_too_large`,
    `statement_total_wrong`, `statement_balance_wrong`, `statement_account_wrong`,
    `statement_currency_wrong`, `statement_gap`, `statement_duplicate`.

    Args:
        name (str): Name of the external account.
        park (bool | Unset): Keep a file that is refused as it came, and open a case, instead of
            refusing it. Default: False.
        idempotency_key (str):
        body (File): Bytes.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | StatementImport
    """

    return (
        await asyncio_detailed(
            name=name,
            client=client,
            body=body,
            park=park,
            idempotency_key=idempotency_key,
        )
    ).parsed
