"""What is known of the modules, programs and imports of servers' files: which go out, and as which program of the table.

A value of None says that it goes nowhere by itself. What is not here is not known: `test_asked` fails with its name.
"""

from collections.abc import Mapping

_LOCAL = (
    "[", "augenrules", "base64", "basename", "blkid", "cd", "cmp", "command", "create-certificate", "cut", "debugfs",
    "echo", "grep", "gzip", "hostname", "install", "load-image", "ls", "mkdir", "mkfs.ext4", "mv", "openssl",
    "prepare-volume", "printf", "rm", "sed", "sha256sum", "tar", "true", "umask", "with-credentials", "check-replica",
    "run-bridge", "storefront-application",
)  # fmt: skip
PROGRAMS: Mapping[str, str | None] = {
    **dict.fromkeys(_LOCAL),
    "ansible-playbook": None,  # on the server itself: what its modules do is in MODULES
    "apt-get": "apt",
    "cloud-init": None,  # it asks the instance's metadata: a row of link_local
    "docker": None,  # the image comes as an artefact: `NEVER_PULLED`
    "fetch-secret": "role `credential`",
    "pip": "pip",
    "psql": None,  # to the database, by the rows of the security groups
    "python3": None,  # what its programs import is in IMPORTS
}
NEVER_PULLED = "--pull=never"
OFFLINE = "--no-index"
"""With it pip asks no index."""

_WITHIN = (
    "assert", "command", "copy", "file", "import_tasks", "include_role", "lineinfile", "meta", "systemd_service",
    "template", "unarchive", "user", "validate_argument_spec",
)  # fmt: skip
MODULES: Mapping[str, str | None] = {
    **{f"ansible.builtin.{name}": None for name in _WITHIN},
    "ansible.builtin.apt": "apt",
    "s3_artifact": "role `artifact`",
}
_STANDARD = (
    "__future__",
    "argparse",
    "collections",
    "hashlib",
    "json",
    "os",
    "pathlib",
    "sys",
    "tempfile",
    "typing",
)
IMPORTS: Mapping[str, str | None] = {
    **dict.fromkeys(_STANDARD),
    "ansible": None,
    "boto3": None,  # which services its clients ask is read with them
    "botocore": None,
}
