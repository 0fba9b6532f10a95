from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.credit_product_record import CreditProductRecord
from ...models.problem import Problem
from typing import cast


def _get_kwargs(
    product: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/credit-products/{product}".format(
            product=quote(str(product), safe=""),
        ),
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> CreditProductRecord | Problem | None:
    if response.status_code == 200:
        response_200 = CreditProductRecord.from_dict(response.json())

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[CreditProductRecord | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    product: str,
    *,
    client: AuthenticatedClient,
) -> Response[CreditProductRecord | Problem]:
    """Get the version of a credit product that holds now

     Get the version of a credit product that holds now.

    Roles: auditor, compliance, manager, member, operator, partner, teller, of a tenant.

    Refusals: `credit_product_not_found`.

    Args:
        product (str): The credit product's name.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CreditProductRecord | Problem]
    """

    kwargs = _get_kwargs(
        product=product,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    product: str,
    *,
    client: AuthenticatedClient,
) -> CreditProductRecord | Problem | None:
    """Get the version of a credit product that holds now

     Get the version of a credit product that holds now.

    Roles: auditor, compliance, manager, member, operator, partner, teller, of a tenant.

    Refusals: `credit_product_not_found`.

    Args:
        product (str): The credit product's name.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CreditProductRecord | Problem
    """

    return sync_detailed(
        product=product,
        client=client,
    ).parsed


async def asyncio_detailed(
    product: str,
    *,
    client: AuthenticatedClient,
) -> Response[CreditProductRecord | Problem]:
    """Get the version of a credit product that holds now

     Get the version of a credit product that holds now.

    Roles: auditor, compliance, manager, member, operator, partner, teller, of a tenant.

    Refusals: `credit_product_not_found`.

    Args:
        product (str): The credit product's name.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CreditProductRecord | Problem]
    """

    kwargs = _get_kwargs(
        product=product,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    product: str,
    *,
    client: AuthenticatedClient,
) -> CreditProductRecord | Problem | None:
    """Get the version of a credit product that holds now

     Get the version of a credit product that holds now.

    Roles: auditor, compliance, manager, member, operator, partner, teller, of a tenant.

    Refusals: `credit_product_not_found`.

    Args:
        product (str): The credit product's name.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CreditProductRecord | Problem
    """

    return (
        await asyncio_detailed(
            product=product,
            client=client,
        )
    ).parsed
