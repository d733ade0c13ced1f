"""The manifest: what of a stack stands where, in sections, each a parameter of both regions.

The program fills the models and writes them; procedures read the sections that they need, and nothing else, so that
a failover needs neither Pulumi's state nor the failed region. It holds names and addresses, no secrets.

The models are of one release. A reader ignores sections and keys that it does not know, so that the program can add
to them. A key that a procedure cannot do without raises `VERSION`; one that it can do without has a default.
"""
