"""The states that alarms come to over a series, as CloudWatch's documentation has it."""
