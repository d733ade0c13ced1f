"""Facts of AWS that no kept package carries: each with its day of entry, and the page to hold it to."""

# Major versions of PostgreSQL, with the last day of their standard support on RDS; after it Extended Support is
# charged for, by the processor. Entered 2026-11-30:
# https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-release-calendar.html
STANDARD_SUPPORT = {
    14: "2027-02-28",
    15: "2028-02-29",
    16: "2029-02-28",
    17: "2030-02-28",
    18: "2031-02-28",
}

# What PostgreSQL 17 reserves: `SELECT word FROM pg_get_keywords() WHERE catcode IN ('R', 'T')`, read from 17.6 on
# 2026-11-30; `tests/postgres/test_words.py` holds it against the server that the proofs run on.
_RESERVED = (
    "all analyse analyze and any array as asc asymmetric authorization binary both case cast check "
    "collate collation column concurrently constraint create cross current_catalog current_date "
    "current_role current_schema current_time current_timestamp current_user default deferrable desc "
    "distinct do else end except false fetch for foreign freeze from full grant group having ilike in "
    "initially inner intersect into is isnull join lateral leading left like limit localtime "
    "localtimestamp natural not notnull null offset on only or order outer overlaps placing primary "
    "references returning right select session_user similar some symmetric system_user table "
    "tablesample then to trailing true union unique user using variadic verbose when where window "
    "with "
)
RESERVED_WORDS = frozenset(_RESERVED.split())

# Databases that every instance has before the store's: PostgreSQL's own, and RDS's for its own user.
# https://www.postgresql.org/docs/17/manage-ag-templatedbs.html
STANDING_DATABASES = frozenset({"postgres", "rdsadmin", "template0", "template1"})

# Not reserved by PostgreSQL, and called reserved by RDS all the same. Entered 2026-11-30; `admin` as reported in
# awslabs/aws-saas-boost#180, the others from CreateDBInstance ("can't be a word reserved by the engine"):
# https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
REFUSED_DATABASES = frozenset({"admin", "database", "db"})
