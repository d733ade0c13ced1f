"""EC2: VPC block public access with its exclusions, VPC encryption control, descriptions of all rules.

https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html
https://docs.aws.amazon.com/vpc/latest/userguide/vpc-encryption-controls.html
"""

from __future__ import annotations

from typing import Any

from moto.core.base_backend import BackendDict, BaseBackend
from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.ec2 import urls
from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models import ec2_backends
from moto.moto_api._internal import mock_random

from rehearsal.emulator.extensions.ec2_defaults import DefaultsEC2Response
from rehearsal.emulator.extensions.paging import Paging

# The resources an encryption control may leave out, as `ModifyVpcEncryptionControl` names them.
EXCLUDABLE = (
    "InternetGateway",
    "EgressOnlyInternetGateway",
    "NatGateway",
    "VirtualPrivateGateway",
    "VpcPeering",
    "Lambda",
    "VpcLattice",
    "ElasticFileSystem",
    "GlobalAccelerator",
    "ApiGatewayV2",
)


class VpcGuardBackend(BaseBackend):
    """The region's block of public access, and the encryption controls of its VPCs."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.block_mode = "off"
        self.block_state = "default-state"
        self.exclusions: dict[str, dict[str, Any]] = {}
        self.controls: dict[str, dict[str, Any]] = {}

    def options(self) -> dict[str, Any]:
        """The shape `VpcBlockPublicAccessOptions`."""
        return {
            "AwsAccountId": self.account_id,
            "AwsRegion": self.region_name,
            "State": self.block_state,
            "InternetGatewayBlockMode": self.block_mode,
            "LastUpdateTimestamp": utcnow(),
            "ManagedBy": "account",
            "ExclusionsAllowed": "allowed",
        }

    def set_block(self, mode: str) -> None:
        """Set the region's mode."""
        self.block_mode, self.block_state = mode, "update-complete"

    def exclude(self, vpc: str | None, subnet: str | None, mode: str) -> dict[str, Any]:
        """Leave one VPC or one subnet out of the block."""
        if (vpc is None) == (subnet is None):
            raise EC2ClientError("InvalidParameterCombination", "Specify either a VpcId or a SubnetId, not both.")
        standing = ec2_backends[self.account_id][self.region_name]
        if vpc is not None:
            kind, target = "vpc", standing.get_vpc(vpc).id
        else:
            kind, target = "subnet", standing.get_subnet(str(subnet)).id
        arn = f"arn:{self.partition}:ec2:{self.region_name}:{self.account_id}:{kind}/{target}"
        if any(one["ResourceArn"] == arn for one in self.exclusions.values()):
            raise EC2ClientError("VpcBlockPublicAccessExclusionAlreadyExists", f"An exclusion for {arn} exists.")
        made: dict[str, Any] = {
            "ExclusionId": f"vpcbpa-exclude-{mock_random.get_random_hex(17)}",
            "InternetGatewayExclusionMode": mode,
            "ResourceArn": arn,
            "State": "create-complete",
            "CreationTimestamp": utcnow(),
            "LastUpdateTimestamp": utcnow(),
        }
        self.exclusions[made["ExclusionId"]] = made
        return made

    def exclusion(self, exclusion_id: str) -> dict[str, Any]:
        """The exclusion of that id."""
        if exclusion_id not in self.exclusions:
            raise EC2ClientError(
                "InvalidVpcBlockPublicAccessExclusionId.NotFound",
                f"The VPC block public access exclusion ID '{exclusion_id}' does not exist",
            )
        return self.exclusions[exclusion_id]

    def control(self, vpc: str) -> dict[str, Any]:
        """Begin to control a VPC's encryption: it starts in monitor mode, enforcing is a change."""
        ec2_backends[self.account_id][self.region_name].get_vpc(vpc)
        if any(one["VpcId"] == vpc for one in self.controls.values()):
            raise EC2ClientError("VpcEncryptionControlAlreadyExists", f"VPC {vpc} has an encryption control.")
        made: dict[str, Any] = {
            "VpcId": vpc,
            "VpcEncryptionControlId": f"vpcec-{mock_random.get_random_hex(17)}",
            "Mode": "monitor",
            "State": "available",
            "ResourceExclusions": {name: {"State": "disabled"} for name in EXCLUDABLE},
        }
        self.controls[made["VpcEncryptionControlId"]] = made
        return made

    def encryption_control(self, control_id: str) -> dict[str, Any]:
        """The encryption control of that id."""
        if control_id not in self.controls:
            raise EC2ClientError(
                "InvalidVpcEncryptionControlId.NotFound",
                f"The VPC encryption control ID '{control_id}' does not exist",
            )
        return self.controls[control_id]

    def change_control(self, control_id: str, mode: str | None, exclusions: dict[str, str]) -> dict[str, Any]:
        """Change the mode and the exclusions, which only an enforced control has."""
        made = self.encryption_control(control_id)
        wanted = mode or made["Mode"]
        if wanted != "enforce" and "enable" in exclusions.values():
            raise EC2ClientError("InvalidParameterCombination", "Exclusions can be specified only in enforce mode.")
        made["Mode"] = wanted
        for name, state in exclusions.items():
            made["ResourceExclusions"][name] = {"State": f"{state}d"}
        return made


guard_backends = BackendDict(VpcGuardBackend, "ec2")


class GuardedEC2Response(Paging, DefaultsEC2Response):
    """EC2 with the operations of this module, and the region's defaults."""

    @property
    def _guard(self) -> VpcGuardBackend:
        return guard_backends[self.current_account][self.region]

    def modify_vpc_block_public_access_options(self) -> ActionResult:
        """`ModifyVpcBlockPublicAccessOptions`."""
        self.error_on_dryrun()
        self._guard.set_block(self._get_param("InternetGatewayBlockMode"))
        return ActionResult({"VpcBlockPublicAccessOptions": self._guard.options()})

    def describe_vpc_block_public_access_options(self) -> ActionResult:
        """`DescribeVpcBlockPublicAccessOptions`."""
        return ActionResult({"VpcBlockPublicAccessOptions": self._guard.options()})

    def create_vpc_block_public_access_exclusion(self) -> ActionResult:
        """`CreateVpcBlockPublicAccessExclusion`."""
        tags = self._parse_tag_specification("vpc-block-public-access-exclusion")
        made = self._guard.exclude(
            self._get_param("VpcId"), self._get_param("SubnetId"), self._get_param("InternetGatewayExclusionMode")
        )
        self._tag(made["ExclusionId"], tags)
        return ActionResult({"VpcBlockPublicAccessExclusion": self._tagged(made, "ExclusionId")})

    def describe_vpc_block_public_access_exclusions(self) -> ActionResult:
        """`DescribeVpcBlockPublicAccessExclusions`, by ids or all."""
        ids: list[str] = self._get_param("ExclusionIds", []) or list(self._guard.exclusions)
        found = [self._tagged(self._guard.exclusion(one), "ExclusionId") for one in ids]
        return ActionResult({"VpcBlockPublicAccessExclusions": found})

    def delete_vpc_block_public_access_exclusion(self) -> ActionResult:
        """`DeleteVpcBlockPublicAccessExclusion`."""
        gone = self._guard.exclusion(self._get_param("ExclusionId"))
        del self._guard.exclusions[gone["ExclusionId"]]
        return ActionResult({"VpcBlockPublicAccessExclusion": {**gone, "State": "delete-complete"}})

    def create_vpc_encryption_control(self) -> ActionResult:
        """`CreateVpcEncryptionControl`."""
        tags = self._parse_tag_specification("vpc-encryption-control")
        made = self._guard.control(self._get_param("VpcId"))
        self._tag(made["VpcEncryptionControlId"], tags)
        return ActionResult({"VpcEncryptionControl": self._tagged(made, "VpcEncryptionControlId")})

    def modify_vpc_encryption_control(self) -> ActionResult:
        """`ModifyVpcEncryptionControl`."""
        given = {name: self._get_param(f"{name}Exclusion") for name in EXCLUDABLE}
        made = self._guard.change_control(
            self._get_param("VpcEncryptionControlId"),
            self._get_param("Mode"),
            {name: state for name, state in given.items() if state},
        )
        return ActionResult({"VpcEncryptionControl": self._tagged(made, "VpcEncryptionControlId")})

    def describe_vpc_encryption_controls(self) -> ActionResult:
        """`DescribeVpcEncryptionControls`, by ids, by VPCs, or all."""
        ids: list[str] = self._get_param("VpcEncryptionControlIds", []) or list(self._guard.controls)
        vpcs: list[str] = self._get_param("VpcIds", [])
        found = [self._tagged(self._guard.encryption_control(one), "VpcEncryptionControlId") for one in ids]
        kept = [one for one in found if not vpcs or one["VpcId"] in vpcs]
        return ActionResult({"VpcEncryptionControls": kept})

    def delete_vpc_encryption_control(self) -> ActionResult:
        """`DeleteVpcEncryptionControl`."""
        gone = self._guard.encryption_control(self._get_param("VpcEncryptionControlId"))
        del self._guard.controls[gone["VpcEncryptionControlId"]]
        return ActionResult({"VpcEncryptionControl": {**gone, "State": "deleted"}})

    def describe_security_group_rules(self) -> ActionResult:
        """`DescribeSecurityGroupRules`, with the description of a rule whose other end is a group."""
        rules = self.ec2_backend.describe_security_group_rules(
            self._get_param("SecurityGroupRuleIds", []), self._filters_from_querystring()
        )
        for rule in rules:
            # moto hands out copies, and takes the description from the range of addresses alone.
            rule.ip_range = {**rule.source_group, **rule.ip_range}
        return ActionResult({"SecurityGroupRules": rules})

    def _tag(self, resource_id: str, specification: dict[str, dict[str, str]]) -> None:
        for tags in specification.values():
            self.ec2_backend.create_tags([resource_id], tags)

    def _tagged(self, made: dict[str, Any], id_key: str) -> dict[str, Any]:
        tags: dict[str, str] = self.ec2_backend.tags.get(made[id_key], {})
        return {**made, "Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}


def install() -> None:
    """Let the extended responses answer the service's routes."""
    for path in urls.url_paths:
        urls.url_paths[path] = GuardedEC2Response.dispatch
