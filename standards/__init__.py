"""What settings and guardrails hold to alike: one set of numbers, and one reader of schedules.

The settings refuse a value before anything is made, the pack refuses what stands there whoever made it: a number of
which each had a copy would sooner or later be two.
"""
