"""The store's schema, as far as rights need it: who needs which rights on which tables, and why.

The tables are the store's own, made by its migrations, but for those of `platform` (see `objects`). A row whose
table is not there yet is awaited; it is put in force by the first run after the migration. What is in no row is
closed.
"""

from __future__ import annotations

from dataclasses import dataclass

from functions.database_access.roles import AUDIT

STORE, REPORTING, SAMPLES, PLATFORM = "store", "reporting", "samples", "platform"

SCHEMAS = {
    STORE: "the store's tables",
    REPORTING: "what management and marketing read",
    SAMPLES: "masked samples for developers",
    PLATFORM: "the server's statistics, as far as people see them; the heartbeat; what proves a copy",
}

SCHEMA_USERS = {
    STORE: ("application",),
    REPORTING: ("marketing", "management"),
    SAMPLES: ("developer",),
    PLATFORM: ("developer", "heartbeat", "monitoring", "verification"),
}


@dataclass(frozen=True)
class Right:
    """One role's rights on one table; `columns` narrows UPDATE to these."""

    role: str
    table: str
    privileges: tuple[str, ...]
    why: str
    columns: tuple[str, ...] = ()


RIGHTS = (
    Right("application", "store.customers", ("SELECT", "INSERT", "UPDATE"), "accounts; erasure is a mark"),
    Right("application", "store.products", ("SELECT",), "the catalogue; its changes come with migrations"),
    Right("application", "store.products", ("UPDATE",), "an order takes from the stock", ("stock",)),
    Right("application", "store.orders", ("SELECT", "INSERT"), "orders"),
    Right("application", "store.orders", ("UPDATE",), "an order moves on; what was ordered stays", ("status",)),
    Right("application", "store.order_items", ("SELECT", "INSERT"), "an order's lines never change"),
    Right("application", "store.payments", ("SELECT", "INSERT"), "payments are only added: a refund is a row too"),
    Right("application", "store.carts", ("SELECT", "INSERT", "UPDATE", "DELETE"), "carts come and go"),
    Right("heartbeat", "platform.heartbeat", ("SELECT",), "the replica's age is read off its copy of the row"),
    Right("heartbeat", "platform.heartbeat", ("UPDATE",), "one row for ever", ("beat_at", "schema_digest")),
    Right("verification", "platform.heartbeat", ("SELECT",), "how fresh a copy is"),
    Right(AUDIT, "store.customers", ("DELETE",), "audited: no role but the owner can, and it never should"),
    Right(AUDIT, "store.payments", ("UPDATE", "DELETE"), "audited: the books are only added to"),
)  # fmt: skip


@dataclass(frozen=True)
class RowRule:
    """Row-level security of one table: which rows a role sees and may write."""

    table: str
    name: str
    role: str
    using: str
    check: str
    why: str


ROW_RULES = (
    RowRule(
        "store.customers",
        "application_sees_customers_that_are_not_erased",
        "application",
        # The transaction that erases must see the row it writes: what SELECT would hide, UPDATE may not write.
        using="erased_at IS NULL OR erased_at = now()",
        check="true",
        why="an erased customer is gone for the store at once, whatever a query forgets",
    ),
)
