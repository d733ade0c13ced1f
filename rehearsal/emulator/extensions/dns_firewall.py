"""Route 53 Resolver: DNS Firewall, which moto lacks: lists of domains, groups of rules, and VPCs with a group.

It refuses what the service refuses: a rule of a list or group that there is not, a second rule of a priority in a
group, a block without its answer, a second group of a priority at a VPC, a name that is no domain. It removes
nothing that something else stands on.
https://docs.aws.amazon.com/Route53/latest/APIReference/API_Operations_Amazon_Route_53_Resolver.html
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, cast

from moto.core.base_backend import BackendDict, BaseBackend
from moto.core.exceptions import JsonRESTError
from moto.ec2.models import ec2_backends
from moto.moto_api._internal import mock_random
from moto.route53resolver import urls
from moto.route53resolver.responses import Route53ResolverResponse

if TYPE_CHECKING:
    from collections.abc import Mapping

Record = dict[str, Any]

# https://docs.aws.amazon.com/Route53/latest/APIReference/API_route53resolver_UpdateFirewallDomains.html
_MOST_DOMAINS, _LONGEST_DOMAIN = 1000, 255
_DOMAIN = re.compile(r"^(\*|(\*\.)?[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?)$", re.IGNORECASE)
# A page of ListFirewallDomains, and of ListFirewallRules.
_PAGE = 100


class DnsFirewallBackend(BaseBackend):
    """The lists, groups, rules, associations and settings of a region."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.lists: dict[str, Record] = {}
        self.groups: dict[str, Record] = {}
        self.rules: dict[str, list[Record]] = {}
        self.associations: dict[str, Record] = {}
        self.configs: dict[str, Record] = {}
        self.domains: dict[str, list[str]] = {}

    def arn(self, kind: str, number: str) -> str:
        """Return the ARN of one of these."""
        return f"arn:aws:route53resolver:{self.region_name}:{self.account_id}:{kind}/{number}"

    def check_vpc(self, vpc: str) -> None:
        """Refuse a VPC that there is not."""
        if vpc not in ec2_backends[self.account_id][self.region_name].vpcs:
            raise _missing(f"The VPC ID '{vpc}' does not exist")

    def add_rule(self, rule: Record) -> Record:
        """Add a rule to its group."""
        group, listed = rule["FirewallRuleGroupId"], rule.get("FirewallDomainListId")
        _held(self.groups, group, "firewall rule group")
        _held(self.lists, str(listed), "firewall domain list")
        rules = self.rules[group]
        if any(int(one["Priority"]) == int(rule["Priority"]) for one in rules):
            raise _invalid(f"Priority {rule['Priority']} is already used in the rule group {group}")
        if any(one["FirewallDomainListId"] == listed and one.get("Qtype") == rule.get("Qtype") for one in rules):
            raise _invalid(f"The rule group {group} has a rule for {listed} already")
        if (rule["Action"] == "BLOCK") != ("BlockResponse" in rule):
            raise _invalid("BlockResponse is required for the action BLOCK, and for no other")
        rules.append(rule)
        return rule


firewall_backends = BackendDict(DnsFirewallBackend, "route53resolver")


class FirewallResolverResponse(Route53ResolverResponse):
    """Route 53 Resolver with the operations of this module."""

    @property
    def _firewall(self) -> DnsFirewallBackend:
        return firewall_backends[self.current_account][self.region]

    def _given(self, *left_out: str) -> Record:
        given: Record = json.loads(self.body)
        return {name: value for name, value in given.items() if name not in {"Tags", *left_out}}

    def _made(self, prefix: str, kind: str, record: Record) -> Record:
        number = f"rslvr-{prefix}-{mock_random.get_random_hex(16)}"
        arn = self._firewall.arn(kind, number)
        tags = cast("list[dict[str, str]]", self._get_param("Tags", []))
        self.route53resolver_backend.tagger.tag_resource(arn, tags)
        return {**record, "Id": number, "Arn": arn, "Status": "COMPLETE"}

    def list_tags_for_resource(self) -> str:
        """`ListTagsForResource`, of which moto knows its own types alone."""
        arn = str(self._get_param("ResourceArn"))
        if arn.rpartition(":")[2].startswith(("resolver-endpoint/", "resolver-rule/")):
            return super().list_tags_for_resource()
        return json.dumps({"Tags": self.route53resolver_backend.tagger.list_tags_for_resource(arn)["Tags"]})

    def create_firewall_domain_list(self) -> str:
        """`CreateFirewallDomainList`, empty."""
        made = self._made("fdl", "firewall-domain-list", self._given())
        self._firewall.lists[made["Id"]], self._firewall.domains[made["Id"]] = made, []
        return json.dumps({"FirewallDomainList": made})

    def get_firewall_domain_list(self) -> str:
        """`GetFirewallDomainList`."""
        number = str(self._get_param("FirewallDomainListId"))
        found = _held(self._firewall.lists, number, "firewall domain list")
        return json.dumps({"FirewallDomainList": {**found, "DomainCount": len(self._firewall.domains[number])}})

    def update_firewall_domains(self) -> str:
        """`UpdateFirewallDomains`."""
        given = self._given()
        number, domains = given["FirewallDomainListId"], [str(one) for one in given["Domains"]]
        found = _held(self._firewall.lists, number, "firewall domain list")
        _check_domains(domains)
        before = [] if given["Operation"] == "REPLACE" else self._firewall.domains[number]
        removed = set(domains) if given["Operation"] == "REMOVE" else set[str]()
        added = [] if removed else domains
        after = [one for one in before if one not in removed]
        self._firewall.domains[number] = list(dict.fromkeys([*after, *added]))
        return json.dumps({name: found[name] for name in ("Id", "Name", "Status")})

    def list_firewall_domains(self) -> str:
        """`ListFirewallDomains`, in pages."""
        number = str(self._get_param("FirewallDomainListId"))
        _held(self._firewall.lists, number, "firewall domain list")
        return self._page("Domains", self._firewall.domains[number])

    def delete_firewall_domain_list(self) -> str:
        """`DeleteFirewallDomainList`, of one that no rule names."""
        number = str(self._get_param("FirewallDomainListId"))
        found = _held(self._firewall.lists, number, "firewall domain list")
        if any(one["FirewallDomainListId"] == number for rules in self._firewall.rules.values() for one in rules):
            raise JsonRESTError("ConflictException", f"The domain list {number} is used by a rule")
        del self._firewall.lists[number]
        return json.dumps({"FirewallDomainList": found})

    def create_firewall_rule_group(self) -> str:
        """`CreateFirewallRuleGroup`, empty."""
        made = self._made("frg", "firewall-rule-group", self._given())
        made |= {"OwnerId": self.current_account, "ShareStatus": "NOT_SHARED"}
        self._firewall.groups[made["Id"]], self._firewall.rules[made["Id"]] = made, []
        return json.dumps({"FirewallRuleGroup": made})

    def get_firewall_rule_group(self) -> str:
        """`GetFirewallRuleGroup`."""
        number = str(self._get_param("FirewallRuleGroupId"))
        found = _held(self._firewall.groups, number, "firewall rule group")
        return json.dumps({"FirewallRuleGroup": {**found, "RuleCount": len(self._firewall.rules[number])}})

    def delete_firewall_rule_group(self) -> str:
        """`DeleteFirewallRuleGroup`, of one that has no rule and is at no VPC."""
        number = str(self._get_param("FirewallRuleGroupId"))
        found = _held(self._firewall.groups, number, "firewall rule group")
        at = any(one["FirewallRuleGroupId"] == number for one in self._firewall.associations.values())
        if at or self._firewall.rules[number]:
            raise JsonRESTError("ConflictException", f"The rule group {number} has rules, or VPCs")
        del self._firewall.groups[number]
        return json.dumps({"FirewallRuleGroup": found})

    def create_firewall_rule(self) -> str:
        """`CreateFirewallRule`."""
        return json.dumps({"FirewallRule": self._firewall.add_rule(self._given())})

    def list_firewall_rules(self) -> str:
        """`ListFirewallRules`, by priority, in pages."""
        number = str(self._get_param("FirewallRuleGroupId"))
        _held(self._firewall.groups, number, "firewall rule group")
        rules = sorted(self._firewall.rules[number], key=lambda one: int(one["Priority"]))
        return self._page("FirewallRules", rules)

    def delete_firewall_rule(self) -> str:
        """`DeleteFirewallRule`, by its list."""
        group, listed = str(self._get_param("FirewallRuleGroupId")), self._get_param("FirewallDomainListId")
        rules = self._firewall.rules.get(group, [])
        found = next((one for one in rules if one["FirewallDomainListId"] == listed), None)
        if found is None:
            raise _missing(f"No rule of {listed} in {group}")
        rules.remove(found)
        return json.dumps({"FirewallRule": found})

    def associate_firewall_rule_group(self) -> str:
        """`AssociateFirewallRuleGroup`."""
        given, firewall = self._given(), self._firewall
        _held(firewall.groups, given["FirewallRuleGroupId"], "firewall rule group")
        firewall.check_vpc(given["VpcId"])
        beside = [one for one in firewall.associations.values() if one["VpcId"] == given["VpcId"]]
        if any(one["FirewallRuleGroupId"] == given["FirewallRuleGroupId"] for one in beside):
            raise JsonRESTError("ConflictException", "The rule group is at this VPC already")
        if any(int(one["Priority"]) == int(given["Priority"]) for one in beside):
            raise _invalid(f"Priority {given['Priority']} is already used at {given['VpcId']}")
        made = self._made(
            "frgassoc", "firewall-rule-group-association", {"MutationProtection": "DISABLED", **given}
        )
        firewall.associations[made["Id"]] = made
        return json.dumps({"FirewallRuleGroupAssociation": made})

    def get_firewall_rule_group_association(self) -> str:
        """`GetFirewallRuleGroupAssociation`."""
        number = str(self._get_param("FirewallRuleGroupAssociationId"))
        found = _held(self._firewall.associations, number, "firewall rule group association")
        return json.dumps({"FirewallRuleGroupAssociation": found})

    def disassociate_firewall_rule_group(self) -> str:
        """`DisassociateFirewallRuleGroup`, unless it is protected."""
        number = str(self._get_param("FirewallRuleGroupAssociationId"))
        found = _held(self._firewall.associations, number, "firewall rule group association")
        if found["MutationProtection"] == "ENABLED":
            raise JsonRESTError("ConflictException", f"The association {number} is protected from mutation")
        return json.dumps({"FirewallRuleGroupAssociation": self._firewall.associations.pop(number)})

    def update_firewall_config(self) -> str:
        """`UpdateFirewallConfig`."""
        given = self._given()
        vpc = given["ResourceId"]
        self._firewall.check_vpc(vpc)
        fresh = {"Id": f"rslvr-fc-{mock_random.get_random_hex(16)}", "OwnerId": self.current_account}
        made = {**self._firewall.configs.get(vpc, fresh), **given}
        self._firewall.configs[vpc] = made
        return json.dumps({"FirewallConfig": made})

    def get_firewall_config(self) -> str:
        """`GetFirewallConfig`; closed where nobody has set it."""
        vpc = str(self._get_param("ResourceId"))
        self._firewall.check_vpc(vpc)
        closed = {"ResourceId": vpc, "OwnerId": self.current_account, "FirewallFailOpen": "DISABLED"}
        return json.dumps({"FirewallConfig": self._firewall.configs.get(vpc, closed)})

    def _page(self, name: str, rows: list[Any]) -> str:
        start = int(self._get_param("NextToken") or 0)
        end = start + int(self._get_param("MaxResults") or _PAGE)
        further = {"NextToken": str(end)} if end < len(rows) else {}
        return json.dumps({name: rows[start:end], **further})


def _held(records: Mapping[str, Record], number: str, what: str) -> Record:
    if number not in records:
        raise _missing(f"There is no {what} with the id '{number}'")
    return records[number]


def _check_domains(domains: list[str]) -> None:
    if len(domains) > _MOST_DOMAINS:
        raise JsonRESTError("LimitExceededException", f"{len(domains)} domains, of which {_MOST_DOMAINS} are taken")
    refused = [one for one in domains if len(one) > _LONGEST_DOMAIN or not _DOMAIN.match(one)]
    if refused:
        raise _invalid(f"Invalid domains: {', '.join(refused)}")


def _missing(words: str) -> JsonRESTError:
    return JsonRESTError("ResourceNotFoundException", words)


def _invalid(words: str) -> JsonRESTError:
    return JsonRESTError("ValidationException", words)


def install() -> None:
    """Let the extended responses answer the service's routes."""
    for path in urls.url_paths:
        urls.url_paths[path] = FirewallResolverResponse.dispatch
