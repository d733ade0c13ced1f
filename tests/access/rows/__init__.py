"""What each role must be able to do and what it must not: the matrix, as rows of plain data.

In a resource `{p}` is the environment's prefix of names (`storefront-prod-`), `{e}` the environment, `{a}` the account,
`{r}` the region of the role or the one that serves, `{primary}`, `{replica}` the instances' resource ids, and
`{key-PURPOSE}` a key's ARN, `{secret-ROLE}` that of a database role's secret in the region. A regional role stands once
for all regions, by its name without the region.
"""

from tests.access.rows import database, people, pipelines, servers, watch

ROWS = (*people.ROWS, *pipelines.ROWS, *database.ROWS, *servers.ROWS, *watch.ROWS)
