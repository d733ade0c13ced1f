"""The engine's parameters as one table: what, how it takes effect, and why.

Which are static (in force after a reboot only) is RDS's own statement, `ApplyType` of
DescribeEngineDefaultParameters; RDS refuses `immediate` for a static one: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_Parameter.html
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from components.settings import DatabaseSettings


class Apply(StrEnum):
    """RDS's two ways to put a parameter in force."""

    IMMEDIATE = "immediate"  # dynamic parameters
    PENDING_REBOOT = "pending-reboot"  # static parameters


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One engine parameter, in the engine's own units."""

    name: str
    value: str
    apply: Apply
    why: str


def parameters(database: DatabaseSettings) -> tuple[Parameter, ...]:
    """Return the rows for one environment; those that the settings decide come last."""
    return (*_FIXED, *_from_settings(database))


def _dynamic(name: str, value: str, why: str) -> Parameter:
    return Parameter(name=name, value=value, apply=Apply.IMMEDIATE, why=why)


def _static(name: str, value: str, why: str) -> Parameter:
    return Parameter(name=name, value=value, apply=Apply.PENDING_REBOOT, why=why)


_FIXED = (
    _dynamic("rds.force_ssl", "1", "no connection leaves or enters without TLS"),
    _dynamic("ssl_min_protocol_version", "TLSv1.2", "older protocols are broken"),
    _dynamic("password_encryption", "scram-sha-256", "a stolen verifier does not open a session"),
    _dynamic("rds.accepted_password_auth_method", "scram", "an MD5 password can be neither set nor used"),
    _static("shared_preload_libraries", "pg_stat_statements,auto_explain,pgaudit", "what the rows below need"),
    _dynamic("pg_stat_statements.track", "top", "load per statement, on which tuning is based"),
    _static("pg_stat_statements.max", "10000", "so that rare statements of a large application are not evicted"),
    _static("track_activity_query_size", "4096", "whole statements, not their first kilobyte"),
    _dynamic("track_io_timing", "1", "tells time in storage from time in locks and CPU"),
    _dynamic(
        "auto_explain.log_min_duration",
        "10000",
        "the plan of whatever takes 10 s, as it was when it took them",
    ),
    _dynamic("auto_explain.log_format", "json", "plans that tools can read"),
    _dynamic("auto_explain.log_analyze", "0", "timing every row of every statement would cost more than it tells"),
    _dynamic("pgaudit.log", "ddl,role", "who changed the schema and the rights"),
    _static("pgaudit.role", "rds_pgaudit", "objects audited by grants to this role, not by everything"),
    _dynamic("log_connections", "1", "who came"),
    _dynamic("log_disconnections", "1", "who left, and after how long"),
    _dynamic("log_lock_waits", "1", "waits longer than deadlock_timeout"),
    _dynamic("log_temp_files", "10240", "sorts that spill over 10 MiB (the unit is kB)"),
    _dynamic("log_autovacuum_min_duration", "10000", "vacuum runs over 10 s"),
    _dynamic("log_statement", "ddl", "changes of the schema"),
    _dynamic("log_parameter_max_length", "0", "bound values are customers' data: none goes to the log"),
    _dynamic("log_parameter_max_length_on_error", "0", "nor when a statement fails"),
    _dynamic("rds.log_retention_period", "4320", "minutes on the instance's own disk; CloudWatch keeps the rest"),
)


def _from_settings(database: DatabaseSettings) -> tuple[Parameter, ...]:
    return (
        _dynamic(
            "log_min_duration_statement",
            _milliseconds(database.log_min_duration),
            "slow statements, without their values",
        ),
        _dynamic(
            "statement_timeout",
            _milliseconds(database.statement_timeout),
            "no statement holds resources for ever",
        ),
        _dynamic(
            "idle_in_transaction_session_timeout",
            _milliseconds(database.idle_in_transaction_timeout),
            "a forgotten transaction stops vacuum and keeps its locks",
        ),
    )


def _milliseconds(duration: timedelta) -> str:
    return str(duration // timedelta(milliseconds=1))
