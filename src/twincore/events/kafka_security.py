"""How a client proves to Kafka who it is, and sees that Kafka is who it should be: the settings as properties of Confluent's client."""

from pathlib import Path

from twincore.kernel.config import Settings
from twincore.kernel.refusal import Refusal

PROTOCOLS = ("plaintext", "ssl", "sasl_plaintext", "sasl_ssl")
MECHANISMS = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")


def kafka_security(settings: Settings) -> dict[str, str]:
    """Client properties of the ``kafka_*`` settings for security. Refuses ``setting_invalid``, naming the setting: a half of a pair that is missing, a file
    that cannot be read, and what the protocol would leave unused, for then it is not the protocol that was meant."""
    protocol = settings.kafka_security_protocol.lower()
    if protocol not in PROTOCOLS:
        raise _invalid("kafka_security_protocol", f"{settings.kafka_security_protocol!r} is none of {', '.join(PROTOCOLS)}")
    return {"security.protocol": protocol} | _credentials(settings, protocol) | _certificates(settings, protocol)


def _credentials(settings: Settings, protocol: str) -> dict[str, str]:
    name, password = settings.kafka_sasl_username, settings.kafka_sasl_password
    if not protocol.startswith("sasl_"):
        if name or password:
            raise _invalid("kafka_security_protocol", f"a user name or password is set, and {protocol} sends neither: sasl_ssl does")
        return {}
    mechanism = settings.kafka_sasl_mechanism.upper()
    if mechanism not in MECHANISMS:
        raise _invalid("kafka_sasl_mechanism", f"{settings.kafka_sasl_mechanism!r} is none of {', '.join(MECHANISMS)}")
    for setting, value in (("kafka_sasl_username", name), ("kafka_sasl_password", password)):
        if not value:
            raise _invalid(setting, f"{protocol} wants one")
    return {"sasl.mechanism": mechanism, "sasl.username": name, "sasl.password": password}


def _certificates(settings: Settings, protocol: str) -> dict[str, str]:
    files = {
        "kafka_ca_file": ("ssl.ca.location", settings.kafka_ca_file),
        "kafka_certificate_file": ("ssl.certificate.location", settings.kafka_certificate_file),
        "kafka_key_file": ("ssl.key.location", settings.kafka_key_file),
    }
    given = {setting: (name, Path(file).expanduser()) for setting, (name, file) in files.items() if file}
    if given and not protocol.endswith("ssl"):
        raise _invalid("kafka_security_protocol", f"{next(iter(given))} is set, and {protocol} does not encrypt: ssl and sasl_ssl do")
    for setting, (_, path) in given.items():
        readable(setting, path)
    if ("kafka_certificate_file" in given) != ("kafka_key_file" in given):
        missing = "kafka_key_file" if "kafka_certificate_file" in given else "kafka_certificate_file"
        raise _invalid(missing, "a certificate and its key are given together")
    password = settings.kafka_key_password
    if password and "kafka_key_file" not in given:
        raise _invalid("kafka_key_file", "there is a password for it")
    return {name: str(path) for name, path in given.values()} | ({"ssl.key.password": password} if password else {})


def readable(setting: str, path: Path) -> None:
    """Refuse ``setting_invalid`` unless the file of a setting can be read."""
    try:
        path.open("rb").close()
    except OSError as error:
        raise _invalid(setting, f"{path} cannot be read: {error.strerror}") from None


def _invalid(setting: str, reason: str) -> Refusal:
    return Refusal("setting_invalid", f"{setting}: {reason}.", field=setting)
