"""Which names a site's VPC may ask for: those that its programs and the settings name, and no other.

Whoever is in the VPC asks its resolver, so that one list is for all: servers, build instances, functions. Names are
the second lock, behind the ports of the security groups; they also close DNS itself as a way to carry data out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import pulumi
import pulumi_aws as aws

from components.settings import Unlisted
from components.shared.log_delivery import delivered_log
from components.shared.naming import Place

# Unique within a group; a number that moved could not be set while another rule has it.
# https://docs.aws.amazon.com/Route53/latest/APIReference/API_route53resolver_CreateFirewallRule.html
_PLATFORM, _STORE, _UNLISTED = 100, 200, 900
# Of 100 to 9900; lower ones are left to those of an organisation's Firewall Manager.
# https://docs.aws.amazon.com/Route53/latest/APIReference/API_route53resolver_AssociateFirewallRuleGroup.html
_ASSOCIATION = 5000
_NAME_LIMIT = 64


class DomainList(StrEnum):
    """The lists of names."""

    PLATFORM = "dns-platform"
    STORE = "dns-store"
    UNLISTED = "dns-unlisted"


@dataclass(frozen=True, kw_only=True)
class DnsFirewallArgs:
    """The VPC, the names that the platform and the store ask for, what happens to others, and the log's key."""

    place: Place
    vpc_id: pulumi.Input[str]
    platform: Sequence[str]
    store: Sequence[str]
    unlisted: Unlisted
    key_arn: pulumi.Input[str]
    retention_days: int


class DnsFirewall(pulumi.ComponentResource):
    """The lists, the rules over them, the group of rules in the VPC, and a log of what is asked."""

    def __init__(self, name: str, *, args: DnsFirewallArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:network:DnsFirewall", name, None, opts)
        self._args, self._place = args, args.place
        self._child = pulumi.ResourceOptions(parent=self)
        self._group = aws.route53.ResolverFirewallRuleGroup(
            self._place.logical("dns"), name=self._named("dns"), opts=self._child
        )
        rules = self._rules()
        self._associate(rules)
        self._record()
        self.register_outputs({})

    def _named(self, what: str) -> str:
        return self._place.name(what, limit=_NAME_LIMIT)

    def _rules(self) -> list[aws.route53.ResolverFirewallRule]:
        listed = {
            DomainList.PLATFORM: (_PLATFORM, self._args.platform),
            DomainList.STORE: (_STORE, self._args.store),
        }
        allowing = [self._allow(which, *row) for which, row in listed.items() if row[1]]
        # Last: while a group is made, what is listed is open before the rest is closed.
        return [*allowing, self._refuse_unlisted(after=allowing)]

    def _list(self, which: DomainList, names: Sequence[str]) -> pulumi.Output[str]:
        made = aws.route53.ResolverFirewallDomainList(
            self._place.logical(which), name=self._named(which), domains=list(names), opts=self._child
        )
        return made.id

    def _allow(self, which: DomainList, priority: int, names: Sequence[str]) -> aws.route53.ResolverFirewallRule:
        return aws.route53.ResolverFirewallRule(
            self._place.logical(which),
            name=self._named(which),
            firewall_rule_group_id=self._group.id,
            firewall_domain_list_id=self._list(which, names),
            priority=priority,
            action="ALLOW",
            # Where a listed name leads by CNAME, its owner decides: providers change networks for delivery daily.
            firewall_domain_redirection_action="TRUST_REDIRECTION_DOMAIN",
            opts=self._rule_options(),
        )

    def _refuse_unlisted(
        self, *, after: Sequence[aws.route53.ResolverFirewallRule]
    ) -> aws.route53.ResolverFirewallRule:
        which, blocks = DomainList.UNLISTED, self._args.unlisted is Unlisted.BLOCK
        return aws.route53.ResolverFirewallRule(
            self._place.logical(which),
            name=self._named(which),
            firewall_rule_group_id=self._group.id,
            firewall_domain_list_id=self._list(which, ["*"]),
            priority=_UNLISTED,
            action="BLOCK" if blocks else "ALERT",
            # The asker learns at once that there is no such name, in place of waiting for an answer.
            block_response="NXDOMAIN" if blocks else None,
            opts=self._rule_options(after),
        )

    def _rule_options(self, after: Sequence[pulumi.Resource] = ()) -> pulumi.ResourceOptions:
        # Two rules of one priority cannot stand beside each other.
        return pulumi.ResourceOptions(parent=self, depends_on=list(after), delete_before_replace=True)

    def _associate(self, rules: Sequence[pulumi.Resource]) -> None:
        aws.route53.ResolverFirewallRuleGroupAssociation(
            self._place.logical("dns"),
            name=self._named("dns"),
            firewall_rule_group_id=self._group.id,
            vpc_id=self._args.vpc_id,
            priority=_ASSOCIATION,
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(rules)),
        )
        aws.route53.ResolverFirewallConfig(
            self._place.logical("dns"),
            resource_id=self._args.vpc_id,
            # A firewall that fails must not take database and endpoints with it: ports are closed all the same.
            firewall_fail_open="ENABLED",
            opts=self._child,
        )

    def _record(self) -> None:
        """Write down what is asked, by whom, and what the rules did with it."""
        config = aws.route53.ResolverQueryLogConfig(
            self._place.logical("dns-queries"),
            name=self._named("dns-queries"),
            destination_arn=self._log(),
            opts=self._child,
        )
        aws.route53.ResolverQueryLogConfigAssociation(
            self._place.logical("dns-queries"),
            resolver_query_log_config_id=config.id,
            resource_id=self._args.vpc_id,
            opts=self._child,
        )

    def _log(self) -> pulumi.Output[str]:
        what = "dns-queries"
        return delivered_log(
            self,
            self._place,
            what,
            log_name=f"/{self._place.name(what)}",
            sid="DnsQueries",
            key_arn=self._args.key_arn,
            retention_days=self._args.retention_days,
        )
