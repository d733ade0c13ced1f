"""Systems Manager: associations of documents with servers, and the default baseline of an operating system.

https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreateAssociation.html
https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_RegisterDefaultPatchBaseline.html
"""

from __future__ import annotations

import json
from typing import Any

from moto.core.base_backend import BackendDict, BaseBackend
from moto.core.exceptions import JsonRESTError
from moto.core.responses import ActionResult
from moto.moto_api._internal import mock_random
from moto.ssm import urls

from rehearsal.emulator.extensions.ssm_windows import WindowsResponse


class StateManagerBackend(BaseBackend):
    """The region's associations and default baselines."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.associations: dict[str, dict[str, Any]] = {}
        self.default_baselines: dict[str, str] = {}
        self.tags: dict[tuple[str, str], list[dict[str, str]]] = {}


state_backends = BackendDict(StateManagerBackend, "ssm")


class ManagingSsmResponse(WindowsResponse):
    """Systems Manager with the operations of this module."""

    @property
    def _state(self) -> StateManagerBackend:
        return state_backends[self.current_account][self.region]

    def create_association(self) -> ActionResult:
        """`CreateAssociation`."""
        params: dict[str, Any] = json.loads(self.body)
        self._check_parameters(params)
        made: dict[str, Any] = {key: value for key, value in params.items() if key != "Tags"}
        made |= {"AssociationId": str(mock_random.uuid4()), "AssociationVersion": "1"}
        self._state.associations[made["AssociationId"]] = made
        self._state.tags["Association", made["AssociationId"]] = params.get("Tags", [])
        return ActionResult({"AssociationDescription": made})

    def describe_association(self) -> ActionResult:
        """`DescribeAssociation`, by id."""
        found = self._state.associations.get(self._get_param("AssociationId"))
        if found is None:
            raise JsonRESTError("AssociationDoesNotExist", "The specified association doesn't exist.")
        return ActionResult({"AssociationDescription": found})

    def create_patch_baseline(self) -> ActionResult:
        """`CreatePatchBaseline`, with tags, which moto takes for another type's."""
        made = self.ssm_backend.create_patch_baseline(
            name=self._get_param("Name"),
            operating_system=self._get_param("OperatingSystem"),
            global_filters=self._get_param("GlobalFilters", {}),
            approval_rules=self._get_param("ApprovalRules", {}),
            approved_patches=self._get_param("ApprovedPatches", []),
            approved_patches_compliance_level=self._get_param("ApprovedPatchesComplianceLevel"),
            approved_patches_enable_non_security=self._get_param("ApprovedPatchesEnableNonSecurity"),
            rejected_patches=self._get_param("RejectedPatches", []),
            rejected_patches_action=self._get_param("RejectedPatchesAction"),
            description=self._get_param("Description"),
            sources=self._get_param("Sources", []),
            tags=[],
        )
        self._state.tags["PatchBaseline", made] = self._get_param("Tags", [])
        return ActionResult({"BaselineId": made})

    def list_tags_for_resource(self) -> ActionResult:
        """`ListTagsForResource`, also of what this module keeps."""
        about = (self._get_param("ResourceType"), self._get_param("ResourceId"))
        if about in self._state.tags:
            return ActionResult({"TagList": self._state.tags[about]})
        return super().list_tags_for_resource()

    def get_patch_baseline(self) -> ActionResult:
        """`GetPatchBaseline`."""
        return ActionResult(self._baseline(self._get_param("BaselineId")))

    def register_default_patch_baseline(self) -> ActionResult:
        """`RegisterDefaultPatchBaseline`."""
        baseline = self._baseline(self._get_param("BaselineId"))
        self._state.default_baselines[baseline["OperatingSystem"]] = baseline["BaselineId"]
        return ActionResult({"BaselineId": baseline["BaselineId"]})

    def get_default_patch_baseline(self) -> ActionResult:
        """`GetDefaultPatchBaseline`, of what was registered."""
        system = self._get_param("OperatingSystem", "WINDOWS")
        if system not in self._state.default_baselines:
            raise JsonRESTError("DoesNotExistException", f"No default baseline is registered for {system}.")
        return ActionResult({"BaselineId": self._state.default_baselines[system], "OperatingSystem": system})

    def _baseline(self, baseline_id: str) -> dict[str, Any]:
        made = self.ssm_backend.baselines.get(baseline_id)
        if made is None:
            raise JsonRESTError("DoesNotExistException", f"Patch baseline {baseline_id} does not exist.")
        return {
            "BaselineId": made.id,
            "Name": made.name,
            "OperatingSystem": made.operating_system,
            "Description": made.description,
            "ApprovalRules": made.approval_rules,
            "ApprovedPatchesComplianceLevel": made.approved_patches_compliance_level,
        }

    def _check_parameters(self, params: dict[str, Any]) -> None:
        """Refuse what the document does not declare, as Systems Manager does; its own documents are not here."""
        documents: Any = vars(self.ssm_backend)["_documents"]
        if params["Name"] not in documents:
            raise JsonRESTError("InvalidDocument", f"Document {params['Name']} does not exist.")
        content = documents[params["Name"]].get_default_version().content
        declared: dict[str, Any] = json.loads(content).get("parameters", {})
        given: dict[str, Any] = params.get("Parameters", {})
        required = {name for name, one in declared.items() if "default" not in one}
        if given.keys() - declared.keys() or required - given.keys():
            raise JsonRESTError(
                "InvalidParameters", f"Given {sorted(given)}, the document declares {sorted(declared)}."
            )


def install() -> None:
    """Let the extended responses answer the service's routes."""
    for path in urls.url_paths:
        urls.url_paths[path] = ManagingSsmResponse.dispatch
