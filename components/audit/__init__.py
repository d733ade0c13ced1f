"""CloudTrail, GuardDuty, Access Analyzer, and the tripwires."""
