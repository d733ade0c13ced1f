"""CloudWatch's metric math, as much of it as the catalogue and the dashboards use.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
A series is a value or None for each period. What is divided by zero is missing, as is every result of missing
values, but for FILL.
"""

import ast
import operator
from collections.abc import Callable, Mapping, Sequence

Series = list[float | None]
Operand = Series | float


class ExpressionError(ValueError):
    """The expression uses what this evaluator does not know; the message says what."""


def evaluate(expression: str, series: Mapping[str, Series], period: int, length: int) -> Series:
    """Evaluate an expression.

    Args:
        expression: over the ids of `series`.
        series: the metrics by id; calls that fetch (DB_PERF_INSIGHTS) are looked up by their own text.
        period: of every series, in seconds.
        length: of every series, in datapoints.
    """
    try:
        tree = ast.parse(expression, mode="eval").body
    except SyntaxError as error:
        raise ExpressionError(f"{expression}: {error.msg}") from None
    return _series(_Evaluation(series, period, length).of(tree), length)


class _Evaluation:
    def __init__(self, series: Mapping[str, Series], period: int, length: int) -> None:
        self._known, self._period, self._length = series, period, length

    def of(self, node: ast.expr) -> Operand:
        match node:
            case ast.Constant(value=int() | float() as value):
                return float(value)
            case ast.Name(id=name) if name in self._known:
                return self._known[name]
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self._each(_negate, operand)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
                return self._each(_ARITHMETIC[type(op)], left, right)
            case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _COMPARISONS:
                return self._each(_COMPARISONS[type(op)], left, right)
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return self._call(name, arguments, ast.unparse(node))
            case _:
                raise ExpressionError(f"{ast.unparse(node)} is not known here")

    def _call(self, name: str, arguments: Sequence[ast.expr], text: str) -> Operand:
        if text in self._known:
            return self._known[text]
        match name, arguments:
            case "IF", [condition, true, *false] if len(false) <= 1:
                return self._choose(condition, true, *false)
            case "PERIOD", [_]:
                return float(self._period)
            case "FILL", [series, filling]:
                return self._fill(series, filling)
            case "RATE", [series]:
                return self._rate(self._listed(series))
            case "ABS", [series]:
                return self._each(_absolute, series)
            case _:
                raise ExpressionError(f"{text} is not known here")

    def _listed(self, node: ast.expr) -> Series:
        return _series(self.of(node), self._length)

    def _each(self, function: Callable[..., float | None], *nodes: ast.expr) -> Series:
        columns = [self._listed(node) for node in nodes]
        return [
            None if any(value is None for value in row) else function(*row) for row in zip(*columns, strict=True)
        ]

    def _choose(self, condition: ast.expr, true: ast.expr, false: ast.expr | None = None) -> Series:
        """Choose datapoint by datapoint: what is missing in the part that is not chosen does not matter."""
        otherwise: Series = [None] * self._length if false is None else self._listed(false)
        parts = zip(self._listed(condition), self._listed(true), otherwise, strict=True)
        return [None if holds is None else (yes if holds else no) for holds, yes, no in parts]

    def _fill(self, series: ast.expr, filling: ast.expr) -> Series:
        pairs = zip(self._listed(series), self._listed(filling), strict=True)
        return [filled if value is None else value for value, filled in pairs]

    def _rate(self, series: Series) -> Series:
        """Return the change a second since the last datapoint that there is; the first has none."""
        rates: Series = []
        last: tuple[int, float] | None = None
        for index, value in enumerate(series):
            if value is None or last is None:
                rates.append(None)
            else:
                rates.append((value - last[1]) / ((index - last[0]) * self._period))
            if value is not None:
                last = index, value
        return rates


def _series(operand: Operand, length: int) -> Series:
    return operand if isinstance(operand, list) else [operand] * length


def _negate(value: float) -> float:
    return -value


def _absolute(value: float) -> float:
    return abs(value)


def _divide(left: float, right: float) -> float | None:
    return left / right if right else None


_ARITHMETIC: Mapping[type[ast.operator], Callable[[float, float], float | None]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: _divide,
}
_COMPARISONS: Mapping[type[ast.cmpop], Callable[[float, float], float]] = {
    ast.Lt: lambda left, right: float(left < right),
    ast.LtE: lambda left, right: float(left <= right),
    ast.Gt: lambda left, right: float(left > right),
    ast.GtE: lambda left, right: float(left >= right),
    ast.Eq: lambda left, right: float(left == right),
}
