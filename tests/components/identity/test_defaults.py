"""What account and regions close for all, exactly. That AWS keeps them closed is left to AWS."""

import pytest

from components.encryption.keys import Purpose
from tests.components.identity.alone import identity, region_defaults
from tests.components.stacks import ACCOUNTS, SITES, STACKS
from tests.support.alone import key_arn


@pytest.mark.parametrize("stack", STACKS)
def test_of_the_account(stack: str) -> None:
    assert identity(stack).one("aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock").inputs == {
        "accountId": ACCOUNTS[stack],
        "blockPublicAcls": True,
        "blockPublicPolicy": True,
        "ignorePublicAcls": True,
        "restrictPublicBuckets": True,
    }
    assert identity(stack).one("aws:iam/accountPasswordPolicy:AccountPasswordPolicy").inputs == {
        "minimumPasswordLength": 20,
        "passwordReusePrevention": 24,
        "requireLowercaseCharacters": True,
        "requireUppercaseCharacters": True,
        "requireNumbers": True,
        "requireSymbols": True,
        "allowUsersToChangePassword": True,
    }


@pytest.mark.parametrize(("stack", "region"), SITES)
def test_of_each_region(stack: str, region: str) -> None:
    setting = (
        f"arn:aws:ssm:{region}:{ACCOUNTS[stack]}:servicesetting/ssm/documents/console/public-sharing-permission"
    )
    made = region_defaults(stack, region)
    component = made.one("storefront:baseline:RegionDefaults")
    assert {r.type.split(":")[-1]: r.inputs for r in made.children_of(component)} == {
        "EncryptionByDefault": {"enabled": True},
        "DefaultKmsKey": {"keyArn": key_arn(stack, region, Purpose.STORAGE)},
        "SnapshotBlockPublicAccess": {"state": "block-all-sharing"},
        "ImageBlockPublicAccess": {"state": "block-new-sharing"},
        "InstanceMetadataDefaults": {
            "httpTokens": "required",
            "httpPutResponseHopLimit": 1,
            "httpEndpoint": "enabled",
            "instanceMetadataTags": "disabled",
        },
        "ServiceSetting": {"settingId": setting, "settingValue": "Disable"},
    }
