"""All guardrails of the pack."""

from policies import (
    alarms,
    audit,
    backups,
    buckets,
    database,
    database_watch,
    edge,
    firewall,
    foundation,
    functions,
    iam,
    identity,
    keys,
    load_balancer,
    network,
    secrets,
    servers,
    stack_companions,
    stack_guidelines,
    stack_reach,
    stack_rights,
    stack_secrets,
    stack_servers,
    stack_zones,
    storage,
    tables,
)
from policies.guardrail import DeclarationError, Guardrail, ResourceGuardrail, StackGuardrail

RESOURCE_GUARDRAILS: tuple[ResourceGuardrail, ...] = (
    *foundation.GUARDRAILS,
    *keys.GUARDRAILS,
    *iam.GUARDRAILS,
    *identity.GUARDRAILS,
    *audit.RESOURCE_GUARDRAILS,
    *alarms.RESOURCE_GUARDRAILS,
    *network.GUARDRAILS,
    *servers.GUARDRAILS,
    *edge.GUARDRAILS,
    *load_balancer.GUARDRAILS,
    *firewall.GUARDRAILS,
    *database.GUARDRAILS,
    *database_watch.GUARDRAILS,
    *backups.GUARDRAILS,
    *storage.GUARDRAILS,
    *tables.GUARDRAILS,
    *secrets.GUARDRAILS,
    *functions.GUARDRAILS,
    *buckets.GUARDRAILS,
)
STACK_GUARDRAILS: tuple[StackGuardrail, ...] = (
    *stack_reach.GUARDRAILS,
    *stack_zones.GUARDRAILS,
    *stack_guidelines.GUARDRAILS,
    *stack_rights.GUARDRAILS,
    *audit.STACK_GUARDRAILS,
    *alarms.STACK_GUARDRAILS,
    *stack_companions.GUARDRAILS,
    *stack_servers.GUARDRAILS,
    *buckets.STACK_GUARDRAILS,
    *firewall.STACK_GUARDRAILS,
    *stack_secrets.GUARDRAILS,
)
GUARDRAILS: tuple[Guardrail, ...] = (*RESOURCE_GUARDRAILS, *STACK_GUARDRAILS)

_names = [guardrail.name for guardrail in GUARDRAILS]
if len(set(_names)) != len(_names):
    twice = sorted({name for name in _names if _names.count(name) > 1})
    raise DeclarationError(f"guardrails declared twice: {', '.join(twice)}")
