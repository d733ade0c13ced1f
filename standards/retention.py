"""For how many days things are kept at the least, by what an environment is for."""

_KINDS_WITH_LESS = ("test", "disposable")
_SHORTEST = 1  # what AWS takes: nothing here is kept for less than a day

# Corruption is often found days later: https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/
# rel_backing_up_data_automated_backups_data.html; Security Hub's RDS.11 asks for seven days.
BACKUP_DAYS = 7
# Ours: an intruder is found after weeks. Security Hub's CloudWatch.16 asks for a year unless another is set.
LOG_DAYS = 30


def shortest_days(in_production: int, kind: object) -> int:
    """Return the fewest days in an environment of a kind; one that says nothing of itself is production.

    A test or disposable environment holds nothing that somebody would want back.
    """
    return _SHORTEST if kind in _KINDS_WITH_LESS else in_production
