"""What an alarm is: every component that is monitored names its own subjects by these words."""
