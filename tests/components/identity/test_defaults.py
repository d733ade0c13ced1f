"""What account and regions close for all, exactly. That AWS keeps them closed is left to AWS."""

import pytest

from tests.components.stacks import ACCOUNTS, SITES, STACKS, by_name, record


@pytest.mark.parametrize("stack", STACKS)
def test_of_the_account(stack: str) -> None:
    assert record(stack).one("aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock").inputs == {
        "accountId": ACCOUNTS[stack],
        "blockPublicAcls": True,
        "blockPublicPolicy": True,
        "ignorePublicAcls": True,
        "restrictPublicBuckets": True,
    }
    assert record(stack).one("aws:iam/accountPasswordPolicy:AccountPasswordPolicy").inputs == {
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
    key = by_name(record(stack), "aws:kms/key:Key", region)["storage-key"].outputs["arn"]
    setting = (
        f"arn:aws:ssm:{region}:{ACCOUNTS[stack]}:servicesetting/ssm/documents/console/public-sharing-permission"
    )
    component = record(stack).one("storefront:site:RegionDefaults", f"{region}-region-defaults")
    assert {r.type.split(":")[-1]: r.inputs for r in record(stack).children_of(component)} == {
        "EncryptionByDefault": {"enabled": True},
        "DefaultKmsKey": {"keyArn": key},
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
