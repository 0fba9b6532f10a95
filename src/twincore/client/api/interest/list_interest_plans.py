from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.interest_plan_list import InterestPlanList
from ...models.problem import Problem
from typing import cast


def _get_kwargs(
    product: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/products/{product}/interest-plans".format(
            product=quote(str(product), safe=""),
        ),
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> InterestPlanList | Problem | None:
    if response.status_code == 200:
        response_200 = InterestPlanList.from_dict(response.json())

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[InterestPlanList | Problem]:
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
) -> Response[InterestPlanList | Problem]:
    """List every version of a product's interest plan, oldest first; none where the product's own rules
    hold

     List every version of a product's interest plan, oldest first; none where the product's own rules
    hold.

    Roles: auditor, compliance, manager, member, operator, partner, teller, of a tenant.

    Refusals: `product_not_found`.

    Args:
        product (str): The product's name.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[InterestPlanList | Problem]
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
) -> InterestPlanList | Problem | None:
    """List every version of a product's interest plan, oldest first; none where the product's own rules
    hold

     List every version of a product's interest plan, oldest first; none where the product's own rules
    hold.

    Roles: auditor, compliance, manager, member, operator, partner, teller, of a tenant.

    Refusals: `product_not_found`.

    Args:
        product (str): The product's name.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        InterestPlanList | Problem
    """

    return sync_detailed(
        product=product,
        client=client,
    ).parsed


async def asyncio_detailed(
    product: str,
    *,
    client: AuthenticatedClient,
) -> Response[InterestPlanList | Problem]:
    """List every version of a product's interest plan, oldest first; none where the product's own rules
    hold

     List every version of a product's interest plan, oldest first; none where the product's own rules
    hold.

    Roles: auditor, compliance, manager, member, operator, partner, teller, of a tenant.

    Refusals: `product_not_found`.

    Args:
        product (str): The product's name.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[InterestPlanList | Problem]
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
) -> InterestPlanList | Problem | None:
    """List every version of a product's interest plan, oldest first; none where the product's own rules
    hold

     List every version of a product's interest plan, oldest first; none where the product's own rules
    hold.

    Roles: auditor, compliance, manager, member, operator, partner, teller, of a tenant.

    Refusals: `product_not_found`.

    Args:
        product (str): The product's name.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        InterestPlanList | Problem
    """

    return (
        await asyncio_detailed(
            product=product,
            client=client,
        )
    ).parsed
