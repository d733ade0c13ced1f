"""Proves that a disposable environment goes at once and whole, and that no other loses a protection.

Over every resource of the recorded program, by the SDK's own inputs, so that a resource to come is found by itself.
That the engine then deletes all of it is shown in tests/engine; what AWS leaves behind by itself is said in the
decision on disposable environments.
"""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from rehearsal.mocks.recorder import Record, Registered
from tests.components.stacks import STACKS, inputs_without, record
from tests.components.test_contract import sdk_inputs
from tests.support.programs import recorded

# How providers call what keeps a thing, or its name, from going: whatever is called so has a row below.
TELLING = re.compile(
    "(?i:deletionProtection)|forceDe|skipDestroy|skipFinal|finalSnapshot|retain(?!edVersions)|recoveryWindow|deletionWindow"
    "|deleteAutomated|mfaDelete|disableApi|changeableFor|objectLock|Prevention"
)

# Per type, the inputs that are called so, and what each must be that nothing is kept (None: left out). The provider's
# own pages say what each does: https://www.pulumi.com/registry/packages/aws/api-docs/
GOES: Mapping[str, Mapping[str, Any]] = {
    # Ends its servers with it, also those that are protected from scale-in.
    "aws:autoscaling/group:Group": {"forceDelete": True, "forceDeleteWarmPool": None},
    # Deletes the recovery points first.
    "aws:backup/vault:Vault": {"forceDestroy": True},
    # A lock without the days is in governance mode: who may delete it can.
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration": {"changeableForDays": None},
    # Would only disable it.
    "aws:cloudfront/distribution:Distribution": {"retainOnDelete": None},
    # For rules that AWS services manage, which ours are not.
    "aws:cloudwatch/eventRule:EventRule": {"forceDestroy": None},
    "aws:cloudwatch/eventTarget:EventTarget": {"forceDestroy": None},
    "aws:cloudwatch/logGroup:LogGroup": {"deletionProtectionEnabled": None, "skipDestroy": None},
    "aws:dynamodb/table:Table": {"deletionProtectionEnabled": False},
    "aws:ec2/launchTemplate:LaunchTemplate": {"disableApiStop": None, "disableApiTermination": None},
    # Keeps users' old passwords from being used again.
    "aws:iam/accountPasswordPolicy:AccountPasswordPolicy": {"passwordReusePrevention": 24},
    # Nothing but the program attaches policies to its roles.
    "aws:iam/role:Role": {"forceDetachPolicies": None},
    "aws:imagebuilder/component:Component": {"skipDestroy": None},
    # KMS's shortest: what waits has no name, and costs nothing.
    "aws:kms/key:Key": {"deletionWindowInDays": 7},
    "aws:lambda/function:Function": {"skipDestroy": None},
    "aws:lb/loadBalancer:LoadBalancer": {"enableDeletionProtection": False},
    "aws:rds/instance:Instance": {
        "deleteAutomatedBackups": True,
        "deletionProtection": False,
        "finalSnapshotIdentifier": None,
        "skipFinalSnapshot": True,
    },
    "aws:rds/parameterGroup:ParameterGroup": {"skipDestroy": None},
    "aws:route53/zone:Zone": {"forceDestroy": True},
    # Deletes the objects first, all versions, with a bypass of a lock in governance mode.
    "aws:s3/bucket:Bucket": {"forceDestroy": True, "objectLockConfiguration": None},
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": {"objectLockEnabled": "Enabled"},
    "aws:s3/bucketObjectv2:BucketObjectv2": {
        "forceDestroy": None,
        "objectLockLegalHoldStatus": None,
        "objectLockMode": None,
        "objectLockRetainUntilDate": None,
    },
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": {"skipDestroy": None},
    # With it, only the account's root user with MFA would delete versions.
    "aws:s3/bucketVersioning:BucketVersioning": {"mfaDelete": None},
    # Nothing is overwritten by it that is to be kept.
    "aws:secretsmanager/secret:Secret": {"recoveryWindowInDays": 0},
}
# Where tags stand, of which one says what the environment is for.
TAGGING = ("tags", "resourceTags", "tagSpecifications", "distributions", "defaultTags")
# Only buckets that are made with it can lock; what the lock is like says the lock itself.
LOCKABLE = ("aws:s3/bucket:Bucket", "objectLockEnabled")


@pytest.fixture(scope="module")
def disposable() -> Record:
    """Staging's settings, and its whole program, of a disposable environment."""
    keys = {"deletionWindowDays": 7, "rotationPeriodDays": 365}
    return recorded("staging", {"kind": "disposable", "keys": keys})


def _on_aws(program: Record) -> list[Registered]:
    return [one for one in program.resources if one.type.startswith("aws:")]


def test_every_input_that_may_keep_a_thing_is_known(disposable: Record) -> None:
    types = {one.type for one in (*_on_aws(disposable), *_on_aws(record("prod")))}
    found = {(token, prop) for token in types for prop in sdk_inputs(token) if TELLING.search(prop)}
    assert found == {(token, prop) for token, props in GOES.items() for prop in props} | {LOCKABLE}


def test_nothing_of_a_disposable_environment_is_kept_by_pulumi(disposable: Record) -> None:
    assert [one.urn for one in disposable.resources if one.protect or one.retain_on_delete] == []


def test_nothing_of_a_disposable_environment_is_kept_by_aws(disposable: Record) -> None:
    kept = {
        f"{one.name} {prop}": one.inputs.get(prop)
        for one in _on_aws(disposable)
        for prop, goes in GOES.get(one.type, {}).items()
        if one.inputs.get(prop) != goes
    }
    assert kept == {}


def test_the_locks_of_a_disposable_environments_objects_can_be_lifted(disposable: Record) -> None:
    locks = disposable.of_type("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration")
    assert {lock.inputs["rule"]["defaultRetention"]["mode"] for lock in locks} == {"GOVERNANCE"}


def test_a_disposable_environment_is_a_test_environment_in_all_else(disposable: Record) -> None:
    """Same resources, same inputs, but for what keeps them, and for the tag that says so."""
    theirs = {one.urn: one for one in record("staging").resources}
    assert [one.urn for one in disposable.resources] == list(theirs)
    for one in disposable.resources:
        # Archives are packed anew by each program, from the same files.
        telling = [*GOES.get(one.type, {}), "rule", *TAGGING, "code"]
        assert inputs_without(one, *telling) == inputs_without(theirs[one.urn], *telling)


@pytest.mark.parametrize("stack", STACKS)
def test_elsewhere_each_of_these_still_protects(stack: str, disposable: Record) -> None:
    """What a disposable environment lacks, prod and staging have: each property that differs, and every protect."""
    loosened = {
        (one.type, prop)
        for one in _on_aws(disposable)
        for prop in GOES.get(one.type, {})
        if one.inputs.get(prop) != record("staging").by_urn(one.urn).inputs.get(prop)
    }
    kept = {
        (one.type, prop)
        for one in _on_aws(record(stack))
        for prop, goes in GOES.get(one.type, {}).items()
        if one.inputs.get(prop) != goes
    }
    assert loosened
    assert loosened <= kept
