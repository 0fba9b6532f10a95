"""A Kafka that lets in only whom it knows: by user name and password, by certificate, and never one that we do not trust ourselves."""

import json
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import cast

import pytest

from tests.events.paper import Authority
from twincore.events import Broker, Event, Topic, event_log
from twincore.kernel.config import Settings
from twincore.kernel.db import Database
from twincore.kernel.refusal import Refusal, Retry

NO_DATABASE = cast(Database, None)
ENTRIES = Topic("entries", partitions=3)


@dataclass(frozen=True)
class Guarded:
    """A broker with three doors, and what opens them."""

    plain: str
    encrypted: str
    mutual: str
    authority: Authority
    stranger: Authority


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    folder = tmp_path_factory.mktemp("guarded")
    authority, stranger = Authority(folder, "authority"), Authority(folder, "stranger")
    certificate, key = authority.sign("broker")
    (folder / "broker.pem").write_bytes(key.read_bytes() + certificate.read_bytes())
    home = folder / "kafka"
    inside = Broker(home).bootstrap
    _, controller = json.loads((home / "ports.json").read_text())
    doors = {name: f"127.0.0.1:{_free()}" for name in ("PLAIN", "ENCRYPTED", "MUTUAL")}
    listeners = ",".join(f"{name}://{address}" for name, address in {"PLAINTEXT": inside, **doors}.items())
    login = 'org.apache.kafka.common.security.plain.PlainLoginModule required user_twincore="right";'
    settings = {
        "listeners": f"{listeners},CONTROLLER://127.0.0.1:{controller}",
        "advertised.listeners": f"{listeners},CONTROLLER://127.0.0.1:{controller}",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,PLAIN:SASL_PLAINTEXT,ENCRYPTED:SASL_SSL,MUTUAL:SSL",
        "sasl.enabled.mechanisms": "PLAIN",
        "listener.name.plain.plain.sasl.jaas.config": login,
        "listener.name.encrypted.plain.sasl.jaas.config": login,
        "listener.name.mutual.ssl.client.auth": "required",
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(folder / "broker.pem"),
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": str(authority.file),
    }
    broker = Broker(home, settings=settings)
    try:
        broker.start()
    except Refusal as refusal:
        if refusal.code != "broker_not_available":
            raise
        pytest.skip(f"tests of Kafka need a Java 17 and Maven: {refusal.message}")
    yield Guarded(doors["PLAIN"], doors["ENCRYPTED"], doors["MUTUAL"], authority, stranger)
    broker.stop()


def _free() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def by_password(guarded: Guarded) -> Settings:
    return Settings(
        kafka_bootstrap=guarded.encrypted,
        kafka_security_protocol="sasl_ssl",
        kafka_sasl_mechanism="PLAIN",
        kafka_sasl_username="twincore",
        kafka_sasl_password="right",
        kafka_ca_file=str(guarded.authority.file),
    )


def by_certificate(guarded: Guarded, authority: Authority, password: str = "") -> Settings:
    certificate, key = authority.sign("twincore", password)
    return Settings(
        kafka_bootstrap=guarded.mutual,
        kafka_security_protocol="ssl",
        kafka_ca_file=str(guarded.authority.file),
        kafka_certificate_file=str(certificate),
        kafka_key_file=str(key),
        kafka_key_password=password,
    )


def without_encryption(guarded: Guarded) -> Settings:
    return replace(by_password(guarded), kafka_bootstrap=guarded.plain, kafka_security_protocol="sasl_plaintext", kafka_ca_file="")


def passes(settings: Settings, tenant: int) -> None:
    """An event goes in and comes out again."""
    log = event_log(settings, NO_DATABASE, tenant)
    log.create_topics([ENTRIES])
    log.publish([Event("entries", b"1", b"one")])
    log.publish_columns("entries", [b"1"], [b"two"])
    subscription = log.subscribe(["entries"])
    values: list[bytes | None] = []
    until = time.monotonic() + 60
    while len(values) < 2 and time.monotonic() < until:
        values += [record.value for record in subscription.poll(timeout_s=5)]
    assert values == [b"one", b"two"]
    subscription.close()
    log.close()


def refusal_of(settings: Settings) -> Refusal:
    with pytest.raises(Refusal) as refused:
        event_log(settings, NO_DATABASE, 9).create_topics([ENTRIES])
    return refused.value


def test_the_right_user_and_password_are_let_in_and_the_line_is_encrypted(guarded: Guarded) -> None:
    passes(by_password(guarded), 1)


def test_the_right_user_and_password_are_let_in_without_encryption_too(guarded: Guarded) -> None:
    passes(without_encryption(guarded), 2)


def test_the_right_certificate_is_let_in_whether_its_key_has_a_password_or_not(guarded: Guarded) -> None:
    passes(by_certificate(guarded, guarded.authority), 3)
    passes(by_certificate(guarded, guarded.authority, "of the key"), 4)


@pytest.mark.parametrize("wrong", [{"kafka_sasl_password": "wrong"}, {"kafka_sasl_username": "nobody"}])
def test_a_wrong_user_or_password_is_refused_at_once_and_is_not_taken_for_silence(guarded: Guarded, wrong: dict[str, str]) -> None:
    for settings in (by_password(guarded), without_encryption(guarded)):
        began = time.monotonic()
        refusal = refusal_of(replace(settings, **wrong))  # type: ignore[arg-type]
        assert (refusal.code, refusal.retry) == ("event_log_denied", Retry.SAME_KEY)
        assert "Authentication failed" in refusal.message
        assert "wrong" not in refusal.message
        assert time.monotonic() - began < 20, "silence is waited for half a minute"


def test_a_certificate_of_a_stranger_is_refused(guarded: Guarded) -> None:
    refusal = refusal_of(by_certificate(guarded, guarded.stranger))
    assert refusal.code == "event_log_denied"
    assert "bad certificate" in refusal.message


def test_brokers_that_a_stranger_signed_for_get_no_password(guarded: Guarded) -> None:
    refusal = refusal_of(replace(by_password(guarded), kafka_ca_file=str(guarded.stranger.file)))
    assert refusal.code == "event_log_denied"
    assert "certificate verify failed" in refusal.message


def test_a_key_that_its_password_does_not_open_is_refused(guarded: Guarded) -> None:
    settings = replace(by_certificate(guarded, guarded.authority, "of the key"), kafka_key_password="another")
    assert refusal_of(settings).code == "event_log_denied"


SASL = Settings(kafka_bootstrap="127.0.0.1:1", kafka_security_protocol="sasl_ssl", kafka_sasl_username="u", kafka_sasl_password="p")
SSL = Settings(kafka_bootstrap="127.0.0.1:1", kafka_security_protocol="ssl")


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        (replace(SSL, kafka_security_protocol="tls"), "kafka_security_protocol"),
        (replace(SSL, kafka_sasl_username="u"), "kafka_security_protocol"),
        (replace(SASL, kafka_security_protocol="plaintext"), "kafka_security_protocol"),
        (replace(SASL, kafka_security_protocol="sasl_plaintext", kafka_ca_file=__file__), "kafka_security_protocol"),
        (replace(SASL, kafka_sasl_mechanism="GSSAPI"), "kafka_sasl_mechanism"),
        (replace(SASL, kafka_sasl_username=""), "kafka_sasl_username"),
        (replace(SASL, kafka_sasl_password=""), "kafka_sasl_password"),
        (replace(SSL, kafka_ca_file="/no/such/file"), "kafka_ca_file"),
        (replace(SSL, kafka_certificate_file=__file__), "kafka_key_file"),
        (replace(SSL, kafka_key_file=__file__), "kafka_certificate_file"),
        (replace(SSL, kafka_key_password="p"), "kafka_key_file"),
    ],
)
def test_settings_that_do_not_go_together_are_refused_before_anything_is_asked(settings: Settings, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        event_log(settings, NO_DATABASE, 1)
    assert (refused.value.code, refused.value.field) == ("setting_invalid", field)


def test_passwords_are_in_nothing_that_is_printed() -> None:
    settings = Settings(
        kafka_sasl_password="hidden-1", kafka_key_password="hidden-2", schema_registry_password="hidden-3", database_password_app="hidden-4"
    )
    assert "hidden" not in repr(settings)
    log = event_log(replace(SASL, kafka_sasl_password="hidden-5"), NO_DATABASE, 1)
    assert "hidden" not in repr(log.kafka)  # type: ignore[attr-defined]
