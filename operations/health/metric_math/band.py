"""An approximation of CloudWatch's anomaly detection band.

CloudWatch trains a model on up to two weeks, of what is usual at this hour and on this day; it is not published:
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Anomaly_Detection.html
Here the band is the mean and the standard deviation of what was measured within an hour of this time of day on the
days before, up to two weeks of them. It is wider where the days differ, as CloudWatch's is, and follows a new level
within days. Of weekdays it knows nothing. Nobody should take a figure made with it for one of CloudWatch's.
"""

from collections.abc import Sequence
from math import sqrt

DAY_SECONDS, HOUR_SECONDS = 86_400, 3600
TRAINING_DAYS, FIRST_DAYS = 14, 2
_MIN = 10

Series = Sequence[float | None]
Edges = tuple[float, float] | None


def band(series: Series, period: int, width: float) -> list[Edges]:
    """Return for each datapoint the edges of its band; None while less than two days are known.

    Args:
        series: a value or None (missing) for each period.
        period: the length of a period, in seconds.
        width: in standard deviations, as ANOMALY_DETECTION_BAND takes it.
    """
    day, around = DAY_SECONDS // period, HOUR_SECONDS // period
    sums, squares, counts = _running(series)
    edges: list[Edges] = []
    for index in range(len(series)):
        if index < FIRST_DAYS * day:
            edges.append(None)
            continue
        count = total = square = 0.0
        for days in range(1, TRAINING_DAYS + 1):
            first, end = index - days * day - around, index - days * day + around + 1
            if end <= 0:
                break
            first = max(first, 0)
            count += counts[end] - counts[first]
            total += sums[end] - sums[first]
            square += squares[end] - squares[first]
        edges.append(_edges(count, total, square, width))
    return edges


def _running(series: Series) -> tuple[list[float], list[float], list[float]]:
    """Return the running sums of the values, of their squares, and of how many there are."""
    sums, squares, counts = [0.0], [0.0], [0.0]
    for value in series:
        known = 0.0 if value is None else value
        sums.append(sums[-1] + known)
        squares.append(squares[-1] + known * known)
        counts.append(counts[-1] + (value is not None))
    return sums, squares, counts


def _edges(count: float, total: float, square: float, width: float) -> Edges:
    if count < _MIN:
        return None
    mean = total / count
    deviation = sqrt(max(square / count - mean * mean, 0.0))
    return mean - width * deviation, mean + width * deviation
