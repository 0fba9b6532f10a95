"""Configuration: one TOML file and environment variables; what is not configured has an embedded default and says so."""

import os
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from twincore.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting. Each may stand in ``twincore.toml`` under its name or in the environment as ``TWINCORE_<NAME>``."""

    database_host: str = field(default="", metadata={"doc": "PostgreSQL host or socket folder; empty: an embedded server"})
    database_port: int = field(default=5432, metadata={"doc": "PostgreSQL port"})
    database_name: str = field(default="twincore", metadata={"doc": "Database name"})
    database_password_owner: str = field(default="", repr=False, metadata={"doc": "Password of role twincore_owner (migrations only)"})
    database_password_ledger: str = field(default="", repr=False, metadata={"doc": "Password of role twincore_ledger (the engine)"})
    database_password_app: str = field(default="", repr=False, metadata={"doc": "Password of role twincore_app (everything else)"})
    database_password_readonly: str = field(default="", repr=False, metadata={"doc": "Password of role twincore_readonly (verify)"})
    data_folder: str = field(default="var", metadata={"doc": "Folder of the embedded server, keys and reports"})
    oidc_issuer: str = field(default="", metadata={"doc": "OIDC issuer URL; empty: the local issuer of this service"})
    oidc_jwks_url: str = field(default="", metadata={"doc": "Where the issuer's keys are; empty: found by discovery"})
    oidc_audience: str = field(default="twincore", metadata={"doc": "Audience that tokens must name"})
    otlp_endpoint: str = field(default="", metadata={"doc": "OTLP/HTTP endpoint for traces; empty: traces stay local"})
    log_format: str = field(default="auto", metadata={"doc": "json, console or auto (console on a terminal)"})
    log_level: str = field(default="info", metadata={"doc": "debug, info, warning or error"})
    pool_size: int = field(default=8, metadata={"doc": "Connections kept by the app pool"})
    batch_transfers_max: int = field(default=8192, metadata={"doc": "Transfers in one block at the most"})
    accounts_in_memory_max: int = field(default=5_000_000, metadata={"doc": "Accounts that a lane keeps in memory (about 70 bytes each)"})
    checkpoint_interval_s: float = field(default=2.0, metadata={"doc": "Seconds between checkpoints of a lane"})
    seal_interval_s: float = field(default=1.0, metadata={"doc": "Seconds between runs of the sealer"})
    rate_limit_per_s: int = field(default=5000, metadata={"doc": "Requests per second and client that the gateway takes"})
    core_folder: str = field(
        default="", metadata={"doc": "Folder with a folder of interface files for each tenant that has a core; empty: none"}
    )
    core_kind: str = field(default="cobol", metadata={"doc": "The core behind the files: cobol or standin"})
    kafka_bootstrap: str = field(default="", metadata={"doc": "Kafka brokers, host:port,...; empty: events are kept in PostgreSQL"})
    kafka_prefix: str = field(default="twincore", metadata={"doc": "Topics are called <prefix>.<tenant>.<topic>"})
    kafka_replicas: int = field(default=1, metadata={"doc": "Copies of each topic that twincore makes"})
    kafka_security_protocol: str = field(default="plaintext", metadata={"doc": "plaintext, ssl, sasl_plaintext or sasl_ssl"})
    kafka_sasl_mechanism: str = field(default="SCRAM-SHA-512", metadata={"doc": "PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512"})
    kafka_sasl_username: str = field(default="", metadata={"doc": "User name for Kafka, with sasl_plaintext and sasl_ssl"})
    kafka_sasl_password: str = field(default="", repr=False, metadata={"doc": "Its password"})
    kafka_ca_file: str = field(
        default="", metadata={"doc": "PEM file with who signs the brokers' certificates; empty: whom the system trusts"}
    )
    kafka_certificate_file: str = field(default="", metadata={"doc": "PEM file with our certificate, where the brokers want one"})
    kafka_key_file: str = field(default="", metadata={"doc": "PEM file with its private key"})
    kafka_key_password: str = field(default="", repr=False, metadata={"doc": "Password of the key file, if it is encrypted"})
    schema_registry_url: str = field(default="", metadata={"doc": "Schema registry of the bank; empty: the one in this database"})
    schema_registry_user: str = field(default="", metadata={"doc": "User name for the schema registry, the bank's or the one served here"})
    schema_registry_password: str = field(default="", repr=False, metadata={"doc": "Its password"})
    schema_registry_ca_file: str = field(
        default="", metadata={"doc": "PEM file with who signs the registry's certificate; empty: whom the client trusts"}
    )

    @property
    def data_path(self) -> Path:
        """The data folder as an absolute path."""
        return Path(self.data_folder).expanduser().resolve()

    @property
    def core_path(self) -> Path | None:
        """The folder of the cores' interface files as an absolute path; None: there is no core."""
        return Path(self.core_folder).expanduser().resolve() if self.core_folder else None


def load_settings(path: Path | None = None, environ: dict[str, str] | None = None) -> Settings:
    """Settings from a TOML file (default ``twincore.toml`` if there) and the environment, which wins.

    Refuses ``setting_unknown`` and ``setting_invalid``, naming the setting.
    """
    environ = dict(os.environ) if environ is None else environ
    path = path or Path(environ.get("TWINCORE_CONFIG", "twincore.toml"))
    known: dict[str, type] = {f.name: type(f.default) for f in fields(Settings)}
    given: dict[str, object] = {}
    if path.exists():
        given.update(tomllib.loads(path.read_text(encoding="utf-8")))
    given.update({name: environ[key] for name in known if (key := f"TWINCORE_{name.upper()}") in environ})
    values: dict[str, Any] = {}
    for name, value in given.items():
        if name not in known:
            raise Refusal("setting_unknown", f"There is no setting {name!r}; docs/configuration.md lists them.", field=name)
        try:
            values[name] = known[name](value)
        except (TypeError, ValueError):
            raise Refusal("setting_invalid", f"{value!r} is not a {known[name].__name__}.", field=name) from None
    return Settings(**values)
