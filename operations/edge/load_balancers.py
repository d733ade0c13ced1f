"""The load balancers: which values of the header each load balancer lets in."""

from collections.abc import Mapping, Sequence
from typing import Any

from operations.aws import AwsClient, RefusedError
from operations.recovery.errors import RecoveryError


class LoadBalancers:
    """The rule of each region's load balancer that lets visitors in, by its ARN."""

    def __init__(self, aws: AwsClient, rules: Mapping[str, str], header: str) -> None:
        self._aws, self._rules, self._header = aws, rules, header

    def look(self) -> None:
        """See that every load balancer answers and asks for the header.

        Raises:
            RecoveryError: a rule is gone, or lets in whoever comes.
        """
        for region in self._rules:
            self._accepted(self._conditions(region), region)

    def learn(self, region: str, value: str) -> None:
        """Let a load balancer accept a value besides the newest that it accepts, unless it accepts it already."""
        accepted: list[str] = self._accepted(self._conditions(region), region)["Values"]
        if value not in accepted:
            self.accept(region, [*accepted[-1:], value])

    def accept(self, region: str, values: Sequence[str]) -> None:
        """Let a load balancer accept these values of the header and no other, unless it does."""
        conditions = self._conditions(region)
        accepted = self._accepted(conditions, region)
        if set(accepted["Values"]) == set(values):
            return
        accepted["Values"] = list(values)
        # Done twice, it is the same rule.
        self._aws.call_again(
            region,
            "elbv2",
            "ModifyRule",
            RuleArn=self._rules[region],
            Conditions=[_sent(one) for one in conditions],
        )

    def _conditions(self, region: str) -> list[dict[str, Any]]:
        try:
            (rule,) = self._aws.list_all(region, "elbv2", "DescribeRules", RuleArns=[self._rules[region]])
        except RefusedError as error:
            if error.code != "RuleNotFound":
                raise
            raise RecoveryError(
                f"the load balancer's rule {self._rules[region]} is gone; deploy the stack"
            ) from None
        return rule["Conditions"]

    def _accepted(self, conditions: Sequence[dict[str, Any]], region: str) -> dict[str, Any]:
        for condition in conditions:
            config: dict[str, Any] = condition.get("HttpHeaderConfig", {})
            if config.get("HttpHeaderName", "").lower() == self._header.lower():
                return config
        raise RecoveryError(
            f"the load balancer in {region} lets visitors in without {self._header} (rule {self._rules[region]}); "
            "deploy the stack, which asks for it"
        )


def _sent(condition: Mapping[str, Any]) -> dict[str, Any]:
    """Return a condition as it is given: with its values once, where the answer has them in an older form too."""
    configured = any(name.endswith("Config") for name in condition)
    return {name: value for name, value in condition.items() if not (configured and name == "Values")}
