from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.problem import Problem
from ...types import File, FileTypes
from ...types import UNSET, Unset
from io import BytesIO
from typing import cast


def _get_kwargs(
    level: int,
    index: int,
    *,
    width: int | Unset = 256,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["width"] = width

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/journal/tiles/{level}/{index}".format(
            level=quote(str(level), safe=""),
            index=quote(str(index), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> File | Problem | None:
    if response.status_code == 200:
        response_200 = File(payload=BytesIO(response.content))

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[File | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    level: int,
    index: int,
    *,
    client: AuthenticatedClient,
    width: int | Unset = 256,
) -> Response[File | Problem]:
    """Get a tile of the journal's tree: up to 256 hashes of 32 bytes (C2SP tlog-tiles)

     Get a tile of the journal's tree: up to 256 hashes of 32 bytes (C2SP tlog-tiles).

    Roles: auditor, compliance, manager, member, operator, partner, teller, of a tenant.

    Refusals: `tile_not_found`.

    Args:
        level (int): Level of the tile; 0 holds leaf hashes.
        index (int): Place of the tile in its level.
        width (int | Unset): How many hashes; a full tile has 256. Default: 256.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[File | Problem]
    """

    kwargs = _get_kwargs(
        level=level,
        index=index,
        width=width,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    level: int,
    index: int,
    *,
    client: AuthenticatedClient,
    width: int | Unset = 256,
) -> File | Problem | None:
    """Get a tile of the journal's tree: up to 256 hashes of 32 bytes (C2SP tlog-tiles)

     Get a tile of the journal's tree: up to 256 hashes of 32 bytes (C2SP tlog-tiles).

    Roles: auditor, compliance, manager, member, operator, partner, teller, of a tenant.

    Refusals: `tile_not_found`.

    Args:
        level (int): Level of the tile; 0 holds leaf hashes.
        index (int): Place of the tile in its level.
        width (int | Unset): How many hashes; a full tile has 256. Default: 256.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        File | Problem
    """

    return sync_detailed(
        level=level,
        index=index,
        client=client,
        width=width,
    ).parsed


async def asyncio_detailed(
    level: int,
    index: int,
    *,
    client: AuthenticatedClient,
    width: int | Unset = 256,
) -> Response[File | Problem]:
    """Get a tile of the journal's tree: up to 256 hashes of 32 bytes (C2SP tlog-tiles)

     Get a tile of the journal's tree: up to 256 hashes of 32 bytes (C2SP tlog-tiles).

    Roles: auditor, compliance, manager, member, operator, partner, teller, of a tenant.

    Refusals: `tile_not_found`.

    Args:
        level (int): Level of the tile; 0 holds leaf hashes.
        index (int): Place of the tile in its level.
        width (int | Unset): How many hashes; a full tile has 256. Default: 256.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[File | Problem]
    """

    kwargs = _get_kwargs(
        level=level,
        index=index,
        width=width,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    level: int,
    index: int,
    *,
    client: AuthenticatedClient,
    width: int | Unset = 256,
) -> File | Problem | None:
    """Get a tile of the journal's tree: up to 256 hashes of 32 bytes (C2SP tlog-tiles)

     Get a tile of the journal's tree: up to 256 hashes of 32 bytes (C2SP tlog-tiles).

    Roles: auditor, compliance, manager, member, operator, partner, teller, of a tenant.

    Refusals: `tile_not_found`.

    Args:
        level (int): Level of the tile; 0 holds leaf hashes.
        index (int): Place of the tile in its level.
        width (int | Unset): How many hashes; a full tile has 256. Default: 256.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        File | Problem
    """

    return (
        await asyncio_detailed(
            level=level,
            index=index,
            client=client,
            width=width,
        )
    ).parsed
