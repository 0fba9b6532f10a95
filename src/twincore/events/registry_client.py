"""A schema registry elsewhere, spoken to by Confluent's own client: for banks that have one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from twincore.events.definition import parse
from twincore.events.registry import Registered
from twincore.kernel.refusal import Category, Refusal, Retry, not_found

if TYPE_CHECKING:  # it takes half a second to import, and only banks with a registry of their own need it
    from confluent_kafka.schema_registry import Schema, SchemaRegistryClient

_Answer = TypeVar("_Answer")
_NOT_FOUND = {40401: "subject", 40402: "version", 40403: "schema"}


@dataclass(frozen=True, slots=True)
class RemoteRegistry:
    """A registry at a URL. settings: more of the client's settings, for security above all (``basic.auth.user.info``, ``ssl.ca.location``)."""

    url: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    _client: "SchemaRegistryClient" = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        from confluent_kafka.schema_registry import SchemaRegistryClient

        object.__setattr__(self, "_client", SchemaRegistryClient({"url": self.url, **self.settings}))

    def register(self, subject: str, definition: str) -> int:
        """The id of a schema under a subject, registering it if it is new."""
        parse(definition)
        return _ask(lambda: self._client.register_schema(subject, _avro(definition)), subject)

    def definition(self, schema: int) -> str:
        """The schema of an id."""
        found = _ask(lambda: self._client.get_schema(schema))
        if found.schema_str is None or found.schema_type != "AVRO":
            raise not_found("schema", schema)
        return str(found.schema_str)

    def latest(self, subject: str) -> Registered:
        """The last version of a subject."""
        found = _ask(lambda: self._client.get_latest_version(subject))
        assert found.version is not None
        assert found.schema_id is not None
        assert found.schema is not None
        return Registered(subject, found.version, found.schema_id, str(found.schema.schema_str))

    def check(self, subject: str, definition: str) -> list[str]:
        """Why a schema may not become the next version of a subject; the registry says only that it may not."""
        parse(definition)
        try:
            fits = _ask(lambda: self._client.test_compatibility(subject, _avro(definition)))
        except Refusal as refusal:
            if refusal.code in ("subject_not_found", "version_not_found"):
                return []
            raise
        return [] if fits else [f"The registry finds it incompatible with an earlier version of {subject!r}."]


def _avro(definition: str) -> "Schema":
    from confluent_kafka.schema_registry import Schema

    return Schema(definition, "AVRO")


def _ask(question: Callable[[], _Answer], subject: str = "") -> _Answer:
    from confluent_kafka.schema_registry.error import SchemaRegistryError

    try:
        return question()
    except SchemaRegistryError as error:
        if noun := _NOT_FOUND.get(error.error_code):
            raise not_found(noun, error.error_message) from error
        if error.http_status_code == 409:
            message = f"The registry refuses the schema of {subject!r}: {error.error_message}"
            raise Refusal("schema_incompatible", message, category=Category.CONFLICT) from error
        if error.error_code in (422, 42201):
            raise Refusal("schema_invalid", str(error.error_message)) from error
        raise _unavailable(error) from error
    except Exception as error:  # the client lets its HTTP library's own errors through
        raise _unavailable(error) from error


def _unavailable(error: Exception) -> Refusal:
    message = f"The schema registry does not answer: {error}."
    return Refusal("registry_unavailable", message, category=Category.UNAVAILABLE, retry=Retry.SAME_KEY)
