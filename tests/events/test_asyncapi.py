"""``docs/asyncapi.yaml``: it says what the code does."""

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from twincore.events import STREAMS, Stream, schema_versions, subject_of

PAGE = Path(__file__).resolve().parents[2] / "docs" / "asyncapi.yaml"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = YAML(typ="safe").load(PAGE)
    return loaded


def references(node: object) -> list[str]:
    if isinstance(node, dict):
        return [value for key, value in node.items() if key == "$ref"] + [found for value in node.values() for found in references(value)]
    return [found for entry in node for found in references(entry)] if isinstance(node, list) else []


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    found = references(document)
    assert len(found) > 50
    for reference in found:
        path, _, pointer = reference.partition("#")
        if path:
            assert (PAGE.parent / path).resolve().is_file(), reference
        node: Any = document
        for part in pointer.strip("/").split("/") if pointer else ():
            node = node[part]


def test_every_stream_is_described_and_nothing_else(document: dict[str, Any]) -> None:
    assert [channel["address"] for channel in document["channels"].values()] == [
        f"{{prefix}}.{{tenant}}.{stream.topic.name}" for stream in STREAMS
    ]
    used = {operation["channel"]["$ref"] for operation in document["operations"].values()}
    assert used == {f"#/channels/{name}" for name in document["channels"]}


@pytest.mark.parametrize("stream", STREAMS, ids=lambda stream: stream.topic.name)
def test_partitions_retention_schema_and_key_are_those_of_the_code(document: dict[str, Any], stream: Stream) -> None:
    channel = next(channel for channel in document["channels"].values() if channel["address"].endswith(f"}}.{stream.topic.name}"))
    kafka = channel["bindings"]["kafka"]
    hours = stream.topic.retention_h
    assert kafka["partitions"] == stream.topic.partitions
    assert kafka["topicConfiguration"]["retention.ms"] == (-1 if hours is None else hours * 3_600_000)
    (name,) = channel["messages"]
    message = document["components"]["messages"][name]
    assert (name, message["name"]) == (stream.schema, subject_of(stream.schema))
    newest = f"{stream.schema}.{len(schema_versions(stream.schema))}.avsc"
    assert message["payload"]["schema"]["$ref"].endswith(f"/schemas/{newest}")
    assert message["bindings"]["kafka"]["key"]["description"].rstrip(".").lower() == stream.key.lower()
