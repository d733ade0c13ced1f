"""Database tuning: what the server says of itself, judged, ranked, reported and compared with the last time.

Data flows one way: `collect` reads servers and Performance Insights into one `Snapshot`; `detect` judges a snapshot
by pure
functions; `report` draws it. Nothing here changes a database: a recommendation is text for a person to apply.
"""
