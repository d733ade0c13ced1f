"""Database tuning: what the server says of itself, evaluated, ranked, reported and compared with the last time.

Data flows one way: `collect` reads servers, and `insights` their load, into one `Snapshot`; `detect` evaluates it
by pure functions; `report` draws it. Nothing here changes a database: a person applies the advice.

Two functions run it (`database_reading` inside the VPC, `database_tuning` outside it), as does `storefront database
tune`.
"""
