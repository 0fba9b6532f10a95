"""Lines of bulk requests on the wire."""

from typing import Annotated

from pydantic import Field

from twincore.gateway.wire.transfers import TransferAsk


class BulkTransfer(TransferAsk):
    """One line of a bulk request of transfers."""

    linked: Annotated[bool, Field(description="Stands or falls with the next line.")] = False
