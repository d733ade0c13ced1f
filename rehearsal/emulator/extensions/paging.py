"""Lists in pages, where moto answers all at once; how a service pages, botocore's paginators say.

Whoever reads such a list by one call alone gets its first page only, here as on AWS.
"""

from __future__ import annotations

from collections.abc import Mapping, ValuesView
from typing import TYPE_CHECKING, Any, cast

from moto.core.responses import ActionResult, BaseResponse, PaginatedResult
from moto.core.utils import get_pagination_model

if TYPE_CHECKING:
    from moto.core.common_types import TYPE_RESPONSE

DEFAULT_PAGE = 100
"""How many a page has where the caller says nothing: RDS's figure. EC2 and AWS Backup give up to 1,000, and may
give fewer than were asked for.
https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBInstanceAutomatedBackups.html
"""

_DEFAULT_PAGES = {
    # https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
    "DescribeAlarms": 50,
}


class Paging(BaseResponse):
    """Comes first among the bases of a service's extended responses."""

    def serialized(self, action_result: ActionResult) -> TYPE_RESPONSE:
        """Answer with one page, if the operation has pages and moto made none."""
        rule: Mapping[str, Any] = get_pagination_model(self.boto3_service_name).get(self._get_action(), {})
        result: Any = action_result.result
        if rule and isinstance(result, dict) and not isinstance(action_result, PaginatedResult):
            action_result = ActionResult(self._page(rule, cast("dict[str, Any]", result)))
        return super().serialized(action_result)

    def _page(self, rule: Mapping[str, Any], result: dict[str, Any]) -> dict[str, Any]:
        lists = {
            path: found for path in _strings(rule["result_key"]) if (found := _list(result.get(path))) is not None
        }
        if not lists or result.get(rule["output_token"]):
            return result
        begin = int(self._asked(rule["input_token"]) or 0)
        size = int(self._asked(rule.get("limit_key", "")) or _DEFAULT_PAGES.get(self._get_action(), DEFAULT_PAGE))
        page, before = dict(result), 0
        # A page is filled from the first list on, with what is left of it from the next.
        for path, found in lists.items():
            page[path] = found[max(0, begin - before) : max(0, begin + size - before)]
            before += len(found)
        if begin + size < before:
            page[rule["output_token"]] = str(begin + size)
        return page

    def _asked(self, member: str) -> Any:
        """What the caller gave for a member of the request; REST's names differ from the model's."""
        if not member:
            return None
        return self._get_param(member) or self._get_param(member[0].lower() + member[1:])


def _list(value: Any) -> list[Any] | None:
    if isinstance(value, list | tuple | ValuesView):
        return list(cast("ValuesView[Any]", value))
    return None


def _strings(value: Any) -> list[str]:
    return cast("list[str]", value) if isinstance(value, list) else [str(value)]
