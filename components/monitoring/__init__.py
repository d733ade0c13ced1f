"""Health: the alarm catalogue as data, the support scheme, and the dashboards made from both."""
