"""The registry as clients see it: Confluent's own, and ours for registries elsewhere."""

import json
from collections.abc import Iterator

import httpx
import pytest
from confluent_kafka.schema_registry import Schema, SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.schema_registry.error import SchemaRegistryError
from confluent_kafka.serialization import MessageField, SerializationContext

from tests.events.registry import serving
from twincore.events import Coder, PostgresRegistry, RemoteRegistry, schema_names, schema_versions, subject_of
from twincore.gateway.routes.registry import Credentials
from twincore.kernel.db import Database
from twincore.kernel.refusal import Refusal

PAYMENT = {"type": "record", "name": "Payment", "fields": [{"name": "id", "type": "string"}, {"name": "amount", "type": "long"}]}
WITH_REFERENCE = PAYMENT | {"fields": [*PAYMENT["fields"], {"name": "reference", "type": "string", "default": ""}]}
WITH_PAYEE = PAYMENT | {"fields": [*PAYMENT["fields"], {"name": "payee", "type": "string"}]}


def avro(schema: object) -> Schema:
    return Schema(json.dumps(schema), "AVRO")


@pytest.fixture
def url(database: Database) -> Iterator[str]:
    with serving(PostgresRegistry(database)) as url:
        yield url


@pytest.fixture
def client(url: str) -> SchemaRegistryClient:
    return SchemaRegistryClient({"url": url})


def test_confluents_client_registers_finds_and_reads_versions(client: SchemaRegistryClient) -> None:
    first = client.register_schema("payments-value", avro(PAYMENT))
    assert client.register_schema("payments-value", avro(PAYMENT)) == first
    second = client.register_schema("payments-value", avro(WITH_REFERENCE))
    assert second != first
    assert client.register_schema("others-value", avro(PAYMENT)) == first, "ids are global"
    assert client.get_subjects() == ["others-value", "payments-value"]
    assert client.get_versions("payments-value") == [1, 2]
    assert json.loads(client.get_version("payments-value", 1).schema.schema_str or "") == PAYMENT
    latest = client.get_latest_version("payments-value")
    assert (latest.version, latest.schema_id) == (2, second)
    found = client.lookup_schema("payments-value", avro(PAYMENT))
    assert (found.version, found.schema_id) == (1, first)
    assert json.loads(client.get_schema(second).schema_str or "") == WITH_REFERENCE


def test_confluents_client_is_told_what_is_incompatible(client: SchemaRegistryClient) -> None:
    assert client.get_compatibility() == "BACKWARD"
    client.register_schema("payments-value", avro(PAYMENT))
    assert client.test_compatibility("payments-value", avro(WITH_REFERENCE))
    assert not client.test_compatibility("payments-value", avro(WITH_PAYEE))
    with pytest.raises(SchemaRegistryError) as refused:
        client.register_schema("payments-value", avro(WITH_PAYEE))
    assert refused.value.http_status_code == 409
    client.set_compatibility("payments-value", "FORWARD")
    assert client.get_compatibility("payments-value") == "FORWARD"
    client.register_schema("payments-value", avro(WITH_PAYEE))


@pytest.mark.parametrize(
    ("ask", "status", "code"),
    [
        (lambda client: client.get_latest_version("nobody"), 404, 40401),
        (lambda client: client.get_version("payments-value", 9), 404, 40402),
        (lambda client: client.get_schema(4711), 404, 40403),
        (lambda client: client.lookup_schema("payments-value", avro("int")), 404, 40403),
        (lambda client: client.register_schema("payments-value", Schema("{", "AVRO")), 422, 42201),
        (lambda client: client.register_schema("payments-value", Schema('{"type": "object"}', "JSON")), 422, 42201),
        (lambda client: client.set_compatibility("payments-value", "SOMEHOW"), 422, 42203),
        (lambda client: client.get_compatibility("payments-value"), 404, 40408),
    ],
)
def test_refusals_carry_the_protocols_own_codes(client: SchemaRegistryClient, ask: object, status: int, code: int) -> None:
    client.register_schema("payments-value", avro(PAYMENT))
    with pytest.raises(SchemaRegistryError) as refused:
        ask(client)  # type: ignore[operator]
    assert (refused.value.http_status_code, refused.value.error_code) == (status, code)


def test_a_deleted_version_is_hidden_and_its_data_stays_readable(client: SchemaRegistryClient) -> None:
    first = client.register_schema("payments-value", avro(PAYMENT))
    client.register_schema("payments-value", avro(WITH_REFERENCE))
    assert client.delete_version("payments-value", 1) == 1
    assert client.get_versions("payments-value") == [2]
    assert client.delete_subject("payments-value") == [2]
    assert client.get_subjects() == []
    assert json.loads(client.get_schema(first).schema_str or "") == PAYMENT
    with pytest.raises(SchemaRegistryError):
        client.delete_subject("payments-value", permanent=True)


def test_confluents_serializer_and_ours_read_each_other(url: str, client: SchemaRegistryClient) -> None:
    ours = Coder(RemoteRegistry(url))
    record = {
        "stream": "change.log",
        "partition": 0,
        "offset": 17,
        "reason": "field_invalid",
        "message": "no digit",
        "raw": b"\xff",
        "at": 5,
        "tenant": 1,
    }
    written = ours.encode("RecordParked", record)
    value = SerializationContext("core.parked", MessageField.VALUE)
    read = AvroDeserializer(client)(written, value)
    assert read is not None
    assert (read["offset"], read["raw"], read["account"]) == (17, b"\xff", None)
    settings = {"auto.register.schemas": False, "use.latest.version": True, "subject.name.strategy": lambda context, name: name}
    theirs = AvroSerializer(client, schema_versions("RecordParked")[-1], conf=settings)(read, value)
    assert theirs == written
    assert ours.decode(written).record["offset"] == 17


def test_every_schema_of_ours_registers_in_its_history(url: str) -> None:
    registry = RemoteRegistry(url)
    for name in schema_names():
        for version, definition in enumerate(schema_versions(name), 1):
            registry.register(subject_of(name), definition)
            assert registry.latest(subject_of(name)).version == version
            assert registry.check(subject_of(name), definition) == []


def test_our_client_refuses_as_our_registry_does(url: str, database: Database) -> None:
    for registry in (RemoteRegistry(url), PostgresRegistry(database)):
        registry.register("payments", json.dumps(PAYMENT))
        with pytest.raises(Refusal, match="schema_incompatible"):
            registry.register("payments", json.dumps(WITH_PAYEE))
        with pytest.raises(Refusal, match="schema_invalid"):
            registry.register("payments", '{"type": "record"}')
        with pytest.raises(Refusal, match="subject_not_found"):
            registry.latest("nobody")
        with pytest.raises(Refusal, match="schema_not_found"):
            registry.definition(4711)
        assert registry.check("payments", json.dumps(WITH_PAYEE))
        assert registry.check("newcomer", json.dumps(WITH_PAYEE)) == []


def test_a_registry_that_is_gone_is_unavailable_and_not_wrong() -> None:
    with pytest.raises(Refusal, match="registry_unavailable"):
        RemoteRegistry("http://127.0.0.1:9", {"max.retries": 0}).definition(1)


def test_only_who_knows_the_password_is_admitted(database: Database) -> None:
    with serving(PostgresRegistry(database), Credentials("bank", "s3cret")) as url:
        for header in ({}, {"Authorization": "Basic !"}, {"Authorization": "Bearer x"}):
            answer = httpx.get(f"{url}/subjects", headers=header)
            assert (answer.status_code, answer.json()["error_code"]) == (401, 40101)
        assert httpx.get(f"{url}/subjects", auth=("bank", "wrong")).status_code == 401
        assert SchemaRegistryClient({"url": url, "basic.auth.user.info": "bank:s3cret"}).get_subjects() == []
        assert RemoteRegistry(url, {"basic.auth.user.info": "bank:s3cret"}).register("x", '"int"') == 1


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/subjects/a/versions", b"", 422),
        ("POST", "/subjects/a/versions", b"[]", 422),
        ("POST", "/subjects/a/versions", b"\xff\x00", 422),
        ("POST", "/subjects/a/versions", b'{"schema": 3}', 422),
        ("POST", "/subjects/a/versions", b'{"schema": "\\"int\\"", "references": [{"name": "x"}]}', 422),
        ("POST", "/subjects/a/versions", b"x" * (5 << 20), 413),
        ("POST", "/subjects/" + "s" * 300 + "/versions", b'{"schema": "\\"int\\""}', 422),
        ("GET", "/subjects/a/versions/zero", b"", 422),
        ("GET", "/subjects/a/versions/0", b"", 422),
        ("GET", "/schemas/ids/99999999999999999999", b"", 404),
        ("GET", "/schemas/ids/x", b"", 404),
        ("GET", "/nowhere", b"", 404),
        ("PATCH", "/subjects", b"", 404),
        ("PUT", "/config", b'{"compatibility": ["FULL"]}', 422),
    ],
)
def test_bad_requests_are_answered_in_the_protocols_own_shape(url: str, method: str, path: str, body: bytes, status: int) -> None:
    answer = httpx.request(method, url + path, content=body)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/vnd.schemaregistry.v1+json"
    assert answer.json().keys() == {"error_code", "message"}


def test_what_scrapers_and_tools_ask_is_answered(url: str) -> None:
    assert httpx.get(url).json() == {}
    assert httpx.get(f"{url}/schemas/types").json() == ["AVRO"]
    assert httpx.get(f"{url}/mode").json() == {"mode": "READWRITE"}
    id_ = httpx.post(f"{url}/subjects/a%2Fb/versions", json={"schema": '"int"'}).json()["id"]
    assert httpx.get(f"{url}/subjects").json() == ["a/b"]
    assert httpx.get(f"{url}/schemas/ids/{id_}/versions").json() == [{"subject": "a/b", "version": 1}]
    assert httpx.get(f"{url}/schemas/ids/{id_}/schema").json() == "int"
    verdict = httpx.post(f"{url}/compatibility/subjects/a%2Fb/versions/latest?verbose=true", json={"schema": '"string"'}).json()
    assert verdict["is_compatible"] is False
    assert "TYPE_MISMATCH" in verdict["messages"][0]
    assert httpx.put(f"{url}/config", json={"compatibility": "NONE"}).json() == {"compatibility": "NONE"}
    assert httpx.get(f"{url}/config/a?defaultToGlobal=true").json() == {"compatibilityLevel": "NONE"}
    assert httpx.put(f"{url}/config/a", json={"compatibility": "FULL"}).json() == {"compatibility": "FULL"}
    assert httpx.delete(f"{url}/config/a").json() == {"compatibility": "FULL"}
