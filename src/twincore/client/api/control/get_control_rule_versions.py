from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...client import AuthenticatedClient, Client
from ...types import Response, UNSET
from ... import errors

from ...models.control_rule_list import ControlRuleList
from ...models.problem import Problem
from typing import cast


def _get_kwargs(
    operation: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/control-rules/{operation}/versions".format(
            operation=quote(str(operation), safe=""),
        ),
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> ControlRuleList | Problem | None:
    if response.status_code == 200:
        response_200 = ControlRuleList.from_dict(response.json())

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


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[ControlRuleList | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    operation: str,
    *,
    client: AuthenticatedClient,
) -> Response[ControlRuleList | Problem]:
    """List every version of the rules of an operation, by role and version

     List every version of the rules of an operation, by role and version.

    Roles: auditor, compliance, manager, operator, of a tenant.

    Args:
        operation (str): Id of the operation.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ControlRuleList | Problem]
    """

    kwargs = _get_kwargs(
        operation=operation,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    operation: str,
    *,
    client: AuthenticatedClient,
) -> ControlRuleList | Problem | None:
    """List every version of the rules of an operation, by role and version

     List every version of the rules of an operation, by role and version.

    Roles: auditor, compliance, manager, operator, of a tenant.

    Args:
        operation (str): Id of the operation.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ControlRuleList | Problem
    """

    return sync_detailed(
        operation=operation,
        client=client,
    ).parsed


async def asyncio_detailed(
    operation: str,
    *,
    client: AuthenticatedClient,
) -> Response[ControlRuleList | Problem]:
    """List every version of the rules of an operation, by role and version

     List every version of the rules of an operation, by role and version.

    Roles: auditor, compliance, manager, operator, of a tenant.

    Args:
        operation (str): Id of the operation.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ControlRuleList | Problem]
    """

    kwargs = _get_kwargs(
        operation=operation,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    operation: str,
    *,
    client: AuthenticatedClient,
) -> ControlRuleList | Problem | None:
    """List every version of the rules of an operation, by role and version

     List every version of the rules of an operation, by role and version.

    Roles: auditor, compliance, manager, operator, of a tenant.

    Args:
        operation (str): Id of the operation.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ControlRuleList | Problem
    """

    return (
        await asyncio_detailed(
            operation=operation,
            client=client,
        )
    ).parsed
