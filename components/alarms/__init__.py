"""What an alarm is, and the kinds of resources by which components say what of them is monitored."""
