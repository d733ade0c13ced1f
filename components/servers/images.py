"""Golden images of the fleet's servers: the same playbook in its phase `image`, built on a schedule.

A server that starts from one has everything installed, so that it serves as soon as it has started. The image's id
is written to Parameter Store in both regions; whoever reviews it puts it into the settings.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import pulumi
import pulumi_aws as aws

from components.baseline.baseline import Baseline
from components.encryption.keys import Purpose
from components.network.security_groups import Group
from components.servers import variables
from components.servers.delivery import encoded, script
from components.servers.foundation import ServersFoundation
from components.servers.identity import systems_manager_statements
from components.servers.kinds import ServerKind
from components.servers.names import DELIVERIES, REPORTS
from components.servers.rights import own_statements
from components.settings import Architecture
from components.shared.naming import PROJECT, Place
from components.shared.outputs import known_after, output_of
from components.shared.policy_documents import Statement, document, trust_service
from components.storage.bucket import bucket_arn, bucket_name

_BUILD = "image-build"
_KIND = ServerKind.APPLICATION
_OF_A_RUNNING_STORE = (
    "OpenSessions",
    "OwnSecrets",
    "PublishStoreMetrics",
    "ReadOwnSecrets",
    "SeeThatSessionsAreEncrypted",
    "WriteReports",
    "WriteSessionsDown",
)
# Image Builder's own images: `aws imagebuilder list-images --owner Amazon`.
_PARENTS = {Architecture.ARM64: "ubuntu-server-24-lts-arm64", Architecture.X86_64: "ubuntu-server-24-lts-x86"}
_LONGEST_BUILD_SECONDS = 3600
_REPORTS_FOLDER = "images"
# Image Builder's three numbers go to 2^30 - 1; seven hexadecimal digits stay below.
_DIGITS = 7


def image_parameter(environment: str) -> str:
    """Return the parameter that holds the newest image; the service writes below this prefix alone.

    https://docs.aws.amazon.com/imagebuilder/latest/userguide/cr-upd-ami-distribution-settings.html
    """
    return f"/imagebuilder/{PROJECT}/{environment}/{_KIND}"


@dataclass(frozen=True, kw_only=True)
class ImagePipelineArgs:
    """The foundation on which images are built, and the sites that get them."""

    foundation: ServersFoundation
    regions: Sequence[Baseline]


class ImagePipeline(pulumi.ComponentResource):
    """The pipeline with its recipe, its build server's rights, and the distribution of what it makes."""

    def __init__(self, name: str, *, args: ImagePipelineArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("storefront:servers:ImagePipeline", name, None, opts)
        self._args, self._foundation, self._place = args, args.foundation, args.foundation.place
        self._baseline, self._fleet = args.foundation.baseline, args.foundation.baseline.settings.fleet
        self._what = f"{_KIND}-image"
        self._child = pulumi.ResourceOptions(parent=self)
        place = self._place
        aws.imagebuilder.ImagePipeline(
            place.logical(self._what),
            name=place.name(self._what, limit=128),
            description=f"golden images of servers of the kind {_KIND}",
            image_recipe_arn=self._recipe(),
            infrastructure_configuration_arn=self._infrastructure(),
            distribution_configuration_arn=self._distribution(),
            enhanced_image_metadata_enabled=True,
            image_tests_configuration=aws.imagebuilder.ImagePipelineImageTestsConfigurationArgs(
                image_tests_enabled=True, timeout_minutes=60
            ),
            schedule=aws.imagebuilder.ImagePipelineScheduleArgs(
                schedule_expression=args.foundation.settings.image_schedule,
                timezone="Etc/UTC",
                # Also without a new parent image: the packages on it have patches of their own.
                pipeline_execution_start_condition="EXPRESSION_MATCH_ONLY",
            ),
            status="ENABLED",
            opts=self._child,
        )
        self.register_outputs({})

    def _recipe(self) -> pulumi.Output[str]:
        args, place = self._args, self._place
        data = json.dumps(build_document(args))
        # Neither a component nor a recipe can be changed: another content is another version.
        version = content_version(data)
        component = aws.imagebuilder.Component(
            place.logical(self._what),
            name=place.name(self._what, limit=128),
            platform="Linux",
            supported_os_versions=["Ubuntu 24"],
            version=version,
            data=data,
            kms_key_id=self._foundation.keys.storage,
            opts=self._child,
        )
        recipe = aws.imagebuilder.ImageRecipe(
            place.logical(self._what),
            name=place.name(self._what, limit=128),
            version=version,
            parent_image=f"arn:aws:imagebuilder:{place.region}:aws:image/{_PARENTS[self._fleet.architecture]}/x.x.x",
            components=[aws.imagebuilder.ImageRecipeComponentArgs(component_arn=component.arn)],
            block_device_mappings=[self._volume()],
            systems_manager_agent=aws.imagebuilder.ImageRecipeSystemsManagerAgentArgs(uninstall_after_build=False),
            working_directory="/tmp",  # noqa: S108 - Image Builder's own default, on a server that is ended afterwards
            opts=self._child,
        )
        return recipe.arn

    def _volume(self) -> aws.imagebuilder.ImageRecipeBlockDeviceMappingArgs:
        return aws.imagebuilder.ImageRecipeBlockDeviceMappingArgs(
            device_name="/dev/sda1",
            ebs=aws.imagebuilder.ImageRecipeBlockDeviceMappingEbsArgs(
                encrypted="true",
                kms_key_id=self._foundation.keys.storage,
                volume_size=self._fleet.volume_gib,
                volume_type="gp3",
                delete_on_termination="true",
            ),
        )

    def _infrastructure(self) -> pulumi.Output[str]:
        args, place = self._args, self._place
        made = aws.imagebuilder.InfrastructureConfiguration(
            place.logical(self._what),
            name=place.name(self._what, limit=128),
            description="a server in the application tier, reached through Systems Manager alone",
            instance_profile_name=self._profile(),
            instance_types=[self._fleet.instance_types[0]],
            subnet_id=self._baseline.application_subnet_ids[0],
            security_group_ids=[self._baseline.group_id(Group.IMAGES)],
            instance_metadata_options=aws.imagebuilder.InfrastructureConfigurationInstanceMetadataOptionsArgs(
                http_tokens="required", http_put_response_hop_limit=1
            ),
            logging=aws.imagebuilder.InfrastructureConfigurationLoggingArgs(
                s3_logs=aws.imagebuilder.InfrastructureConfigurationLoggingS3LogsArgs(
                    s3_bucket_name=args.foundation.reports_bucket, s3_key_prefix=_REPORTS_FOLDER
                )
            ),
            resource_tags=dict(self._baseline.tags),
            terminate_instance_on_failure=True,
            opts=self._child,
        )
        return made.arn

    def _profile(self) -> pulumi.Output[str]:
        place = self._place
        role = aws.iam.Role(
            place.logical(_BUILD),
            name=place.name(_BUILD, limit=64),
            description="servers on which golden images are built",
            assume_role_policy=trust_service("ec2.amazonaws.com"),
            permissions_boundary=self._baseline.boundary_arn,
            opts=self._child,
        )
        own = own_statements(place, _KIND, self._foundation.keys)
        policy = aws.iam.RolePolicy(
            place.logical(_BUILD),
            name="build",
            role=role.name,
            policy=output_of(own).apply(lambda statements: build_policy(place, statements)),
            opts=self._child,
        )
        profile = aws.iam.InstanceProfile(
            place.logical(_BUILD), name=place.name(_BUILD, limit=128), role=role.name, opts=self._child
        )
        return known_after(profile.name, policy.id)

    def _distribution(self) -> pulumi.Output[str]:
        args, place = self._args, self._place
        made = aws.imagebuilder.DistributionConfiguration(
            place.logical(self._what),
            name=place.name(self._what, limit=128),
            description="to both sites, under each site's own key",
            distributions=[self._to(one) for one in args.regions],
            opts=self._child,
        )
        return made.arn

    def _to(self, there: Baseline) -> aws.imagebuilder.DistributionConfigurationDistributionArgs:
        environment = self._place.environment
        return aws.imagebuilder.DistributionConfigurationDistributionArgs(
            region=there.place.region,
            ami_distribution_configuration=aws.imagebuilder.DistributionConfigurationDistributionAmiDistributionConfigurationArgs(
                name=f"{PROJECT}-{environment}-{_KIND}-{{{{ imagebuilder:buildDate }}}}",
                kms_key_id=there.key_arn(Purpose.STORAGE),
                ami_tags=dict(self._baseline.tags),
            ),
            ssm_parameter_configurations=[
                aws.imagebuilder.DistributionConfigurationDistributionSsmParameterConfigurationArgs(
                    parameter_name=image_parameter(environment), data_type="aws:ec2:image"
                )
            ],
        )


def content_version(content: str) -> str:
    """Return a version that another content never has, as Image Builder writes one: three numbers."""
    digest = sha256(content.encode()).hexdigest()
    return f"1.{int(digest[:_DIGITS], 16)}.{int(digest[_DIGITS : 2 * _DIGITS], 16)}"


def build_document(args: ImagePipelineArgs) -> dict[str, Any]:
    """Return the component's document: take the bundle, compare its checksum, apply the playbook, look at it.

    https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-use-documents.html
    """
    context, architecture = args.foundation.playbook_context, args.foundation.baseline.settings.fleet.architecture
    given = {
        "@SHA256@": args.foundation.bundle.sha256,
        "@KIND@": str(_KIND),
        "@VARIABLES@": encoded(variables.application(context, architecture, phase="image")),
    }
    source = f"s3://{bucket_name(args.foundation.place, DELIVERIES)}/{args.foundation.bundle.key}"
    download = {"source": source, "destination": "/var/lib/storefront/delivery/bundle.tar.gz"}
    return {
        "name": f"{_KIND}-image",
        "schemaVersion": 1.0,
        "phases": [
            {
                "name": "build",
                "steps": [
                    {"name": "download", "action": "S3Download", "inputs": [download]},
                    {
                        "name": "apply",
                        "action": "ExecuteBash",
                        "timeoutSeconds": _LONGEST_BUILD_SECONDS,
                        "inputs": {"commands": [script("image_build.sh", given)]},
                    },
                ],
            },
            {"name": "validate", "steps": [_bash("validate", ["nginx -t", "test ! -e /usr/sbin/sshd"])]},
        ],
    }


def _bash(name: str, commands: list[str]) -> dict[str, Any]:
    return {"name": name, "action": "ExecuteBash", "inputs": {"commands": commands}}


def build_policy(place: Place, own: Sequence[Statement]) -> str:
    """Return what a build server may do: what its kind may of what needs no running store, and what a build does.

    https://docs.aws.amazon.com/aws-managed-policy/latest/reference/EC2InstanceProfileForImageBuilder.html
    """
    kept = [one for one in own if one["Sid"] not in _OF_A_RUNNING_STORE]
    name = place.name(f"{_KIND}-image", limit=128)
    return document(
        [
            *systems_manager_statements(place),
            *kept,
            {
                "Sid": "ReadComponent",
                "Effect": "Allow",
                "Action": "imagebuilder:GetComponent",
                "Resource": place.arn("imagebuilder", f"component/{name}/*"),
            },
            {
                # Image Builder decrypts a component as whoever gets it.
                "Sid": "OpenComponent",
                "Effect": "Allow",
                "Action": "kms:Decrypt",
                "Resource": place.arn("kms", "key/*"),
                "Condition": {
                    "ForAnyValue:StringEquals": {
                        "aws:CalledVia": "imagebuilder.amazonaws.com",
                        "kms:EncryptionContextKeys": "aws:imagebuilder:arn",
                        "kms:ResourceAliases": f"alias/{place.name(Purpose.STORAGE)}",
                    }
                },
            },
            {
                "Sid": "WriteBuildLogs",
                "Effect": "Allow",
                "Action": "s3:PutObject",
                "Resource": f"{bucket_arn(place, REPORTS)}/{_REPORTS_FOLDER}/*",
            },
        ]
    )
