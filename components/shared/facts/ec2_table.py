"""EC2's instance types for servers, and where they are: written by `make facts`, never by hand.

Source: cfn-lint 1.58.0 (schemas of 2026-10-20) and moto 5.2.5.
"""

# fmt: off
# Family and architecture: each size with its virtual processors and its GiB of memory.
SIZES: dict[str, str] = {
    "c5 x86_64": (
        "large:2:4 xlarge:4:8 2xlarge:8:16 4xlarge:16:32 9xlarge:36:72 12xlarge:48:96 18xlarge:72:144 "
        "24xlarge:96:192"
    ),
    "c5a x86_64": (
        "large:2:4 xlarge:4:8 2xlarge:8:16 4xlarge:16:32 8xlarge:32:64 12xlarge:48:96 16xlarge:64:128 "
        "24xlarge:96:192"
    ),
    "c5ad x86_64": (
        "large:2:4 xlarge:4:8 2xlarge:8:16 4xlarge:16:32 8xlarge:32:64 12xlarge:48:96 16xlarge:64:128 "
        "24xlarge:96:192"
    ),
    "c5d x86_64": (
        "large:2:4 xlarge:4:8 2xlarge:8:16 4xlarge:16:32 9xlarge:36:72 12xlarge:48:96 18xlarge:72:144 "
        "24xlarge:96:192"
    ),
    "c5n x86_64": (
        "large:2:5.25 xlarge:4:10.5 2xlarge:8:21 4xlarge:16:42 9xlarge:36:96 18xlarge:72:192"
    ),
    "c6a x86_64": (
        "large:2:4 xlarge:4:8 2xlarge:8:16 4xlarge:16:32 8xlarge:32:64 12xlarge:48:96 16xlarge:64:128 "
        "24xlarge:96:192 32xlarge:128:256 48xlarge:192:384"
    ),
    "c6g arm64": (
        "medium:1:2 large:2:4 xlarge:4:8 2xlarge:8:16 4xlarge:16:32 8xlarge:32:64 12xlarge:48:96 "
        "16xlarge:64:128"
    ),
    "c6gd arm64": (
        "medium:1:2 large:2:4 xlarge:4:8 2xlarge:8:16 4xlarge:16:32 8xlarge:32:64 12xlarge:48:96 "
        "16xlarge:64:128"
    ),
    "c6gn arm64": (
        "medium:1:2 large:2:4 xlarge:4:8 2xlarge:8:16 4xlarge:16:32 8xlarge:32:64 12xlarge:48:96 "
        "16xlarge:64:128"
    ),
    "c6i x86_64": (
        "large:2:4 xlarge:4:8 2xlarge:8:16 4xlarge:16:32 8xlarge:32:64 12xlarge:48:96 16xlarge:64:128 "
        "24xlarge:96:192 32xlarge:128:256"
    ),
    "c6id x86_64": (
        "large:2:4 xlarge:4:8 2xlarge:8:16 4xlarge:16:32 8xlarge:32:64 12xlarge:48:96 16xlarge:64:128 "
        "24xlarge:96:192 32xlarge:128:256"
    ),
    "c6in x86_64": (
        "large:2:4 xlarge:4:8 2xlarge:8:16 4xlarge:16:32 8xlarge:32:64 12xlarge:48:96 16xlarge:64:128 "
        "24xlarge:96:192 32xlarge:128:256"
    ),
    "c7a x86_64": (
        "medium:1:2 large:2:4 xlarge:4:8 2xlarge:8:16 4xlarge:16:32 8xlarge:32:64 12xlarge:48:96 "
        "16xlarge:64:128 24xlarge:96:192 32xlarge:128:256 48xlarge:192:384"
    ),
    "c7g arm64": (
        "medium:1:2 large:2:4 xlarge:4:8 2xlarge:8:16 4xlarge:16:32 8xlarge:32:64 12xlarge:48:96 "
        "16xlarge:64:128"
    ),
    "c7gd arm64": (
        "medium:1:2 large:2:4 xlarge:4:8 2xlarge:8:16 4xlarge:16:32 8xlarge:32:64 12xlarge:48:96 "
        "16xlarge:64:128"
    ),
    "c7gn arm64": (
        "medium:1:2 large:2:4 xlarge:4:8 2xlarge:8:16 4xlarge:16:32 8xlarge:32:64 12xlarge:48:96 "
        "16xlarge:64:128"
    ),
    "c7i x86_64": (
        "large:2:4 xlarge:4:8 2xlarge:8:16 4xlarge:16:32 8xlarge:32:64 12xlarge:48:96 16xlarge:64:128 "
        "24xlarge:96:192 48xlarge:192:384"
    ),
    "c7i-flex x86_64": (
        "large:2:4 xlarge:4:8 2xlarge:8:16 4xlarge:16:32 8xlarge:32:64 12xlarge:48:96 16xlarge:64:128"
    ),
    "c8a x86_64": (
        "medium:1:2 large:2:4 xlarge:4:8 2xlarge:8:16 4xlarge:16:32 8xlarge:32:64 12xlarge:48:96 "
        "16xlarge:64:128 24xlarge:96:192 48xlarge:192:384"
    ),
    "c8g arm64": (
        "medium:1:2 large:2:4 xlarge:4:8 2xlarge:8:16 4xlarge:16:32 8xlarge:32:64 12xlarge:48:96 "
        "16xlarge:64:128 24xlarge:96:192 48xlarge:192:384"
    ),
    "c8gb arm64": (
        "medium:1:2 large:2:4 xlarge:4:8 2xlarge:8:16 4xlarge:16:32 8xlarge:32:64 12xlarge:48:96 "
        "16xlarge:64:128 24xlarge:96:192 48xlarge:192:384"
    ),
    "c8gd arm64": (
        "medium:1:2 large:2:4 xlarge:4:8 2xlarge:8:16 4xlarge:16:32 8xlarge:32:64 12xlarge:48:96 "
        "16xlarge:64:128 24xlarge:96:192 48xlarge:192:384"
    ),
    "c8gn arm64": (
        "medium:1:2 large:2:4 xlarge:4:8 2xlarge:8:16 4xlarge:16:32 8xlarge:32:64 12xlarge:48:96 "
        "16xlarge:64:128 24xlarge:96:192 48xlarge:192:384"
    ),
    "c8i x86_64": (
        "large:2:4 xlarge:4:8 2xlarge:8:16 4xlarge:16:32 8xlarge:32:64 12xlarge:48:96 16xlarge:64:128 "
        "24xlarge:96:192 32xlarge:128:256 48xlarge:192:384 96xlarge:384:768"
    ),
    "c8i-flex x86_64": (
        "large:2:4 xlarge:4:8 2xlarge:8:16 4xlarge:16:32 8xlarge:32:64 12xlarge:48:96 16xlarge:64:128"
    ),
    "c8ib x86_64": (
        "large:2:4 xlarge:4:8 2xlarge:8:16 4xlarge:16:32 8xlarge:32:64 12xlarge:48:96 16xlarge:64:128 "
        "24xlarge:96:192 32xlarge:128:256 48xlarge:192:384 96xlarge:384:768"
    ),
    "c8id x86_64": (
        "large:2:4 xlarge:4:8 2xlarge:8:16 4xlarge:16:32 8xlarge:32:64 12xlarge:48:96 16xlarge:64:128 "
        "24xlarge:96:192 32xlarge:128:256 48xlarge:192:384 96xlarge:384:768"
    ),
    "c8in x86_64": (
        "large:2:4 xlarge:4:8 2xlarge:8:16 4xlarge:16:32 8xlarge:32:64 12xlarge:48:96 16xlarge:64:128 "
        "24xlarge:96:192 32xlarge:128:256 48xlarge:192:384 96xlarge:384:768"
    ),
    "c8ine x86_64": "large:2:4 xlarge:4:8 2xlarge:8:16 4xlarge:16:32 8xlarge:32:64 12xlarge:48:96",
    "c9g arm64": (
        "medium:1:2 large:2:4 xlarge:4:8 2xlarge:8:16 4xlarge:16:32 8xlarge:32:64 12xlarge:48:96 "
        "16xlarge:64:128 24xlarge:96:192 48xlarge:192:384"
    ),
    "c9gd arm64": (
        "medium:1:2 large:2:4 xlarge:4:8 2xlarge:8:16 4xlarge:16:32 8xlarge:32:64 12xlarge:48:96 "
        "16xlarge:64:128 24xlarge:96:192 48xlarge:192:384"
    ),
    "m5 x86_64": (
        "large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 16xlarge:64:256 "
        "24xlarge:96:384"
    ),
    "m5a x86_64": (
        "large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 16xlarge:64:256 "
        "24xlarge:96:384"
    ),
    "m5ad x86_64": (
        "large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 16xlarge:64:256 "
        "24xlarge:96:384"
    ),
    "m5d x86_64": (
        "large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 16xlarge:64:256 "
        "24xlarge:96:384"
    ),
    "m5dn x86_64": (
        "large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 16xlarge:64:256 "
        "24xlarge:96:384"
    ),
    "m5n x86_64": (
        "large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 16xlarge:64:256 "
        "24xlarge:96:384"
    ),
    "m5zn x86_64": "large:2:8 xlarge:4:16 2xlarge:8:32 3xlarge:12:48 6xlarge:24:96 12xlarge:48:192",
    "m6a x86_64": (
        "large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 16xlarge:64:256 "
        "24xlarge:96:384 32xlarge:128:512 48xlarge:192:768"
    ),
    "m6g arm64": (
        "medium:1:4 large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 "
        "16xlarge:64:256"
    ),
    "m6gd arm64": (
        "medium:1:4 large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 "
        "16xlarge:64:256"
    ),
    "m6i x86_64": (
        "large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 16xlarge:64:256 "
        "24xlarge:96:384 32xlarge:128:512"
    ),
    "m6id x86_64": (
        "large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 16xlarge:64:256 "
        "24xlarge:96:384 32xlarge:128:512"
    ),
    "m6idn x86_64": (
        "large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 16xlarge:64:256 "
        "24xlarge:96:384 32xlarge:128:512"
    ),
    "m6in x86_64": (
        "large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 16xlarge:64:256 "
        "24xlarge:96:384 32xlarge:128:512"
    ),
    "m7a x86_64": (
        "medium:1:4 large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 "
        "16xlarge:64:256 24xlarge:96:384 32xlarge:128:512 48xlarge:192:768"
    ),
    "m7g arm64": (
        "medium:1:4 large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 "
        "16xlarge:64:256"
    ),
    "m7gd arm64": (
        "medium:1:4 large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 "
        "16xlarge:64:256"
    ),
    "m7i x86_64": (
        "large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 16xlarge:64:256 "
        "24xlarge:96:384 48xlarge:192:768"
    ),
    "m7i-flex x86_64": (
        "large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 16xlarge:64:256"
    ),
    "m8a x86_64": (
        "medium:1:4 large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 "
        "16xlarge:64:256 24xlarge:96:384 48xlarge:192:768"
    ),
    "m8azn x86_64": (
        "medium:1:4 large:2:8 xlarge:4:16 3xlarge:12:48 6xlarge:24:96 12xlarge:48:192 24xlarge:96:384"
    ),
    "m8g arm64": (
        "medium:1:4 large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 "
        "16xlarge:64:256 24xlarge:96:384 48xlarge:192:768"
    ),
    "m8gb arm64": (
        "medium:1:4 large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 "
        "16xlarge:64:256 24xlarge:96:384 48xlarge:192:768"
    ),
    "m8gd arm64": (
        "medium:1:4 large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 "
        "16xlarge:64:256 24xlarge:96:384 48xlarge:192:768"
    ),
    "m8gn arm64": (
        "medium:1:4 large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 "
        "16xlarge:64:256 24xlarge:96:384 48xlarge:192:768"
    ),
    "m8i x86_64": (
        "large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 16xlarge:64:256 "
        "24xlarge:96:384 32xlarge:128:512 48xlarge:192:768 96xlarge:384:1536"
    ),
    "m8i-flex x86_64": (
        "large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 16xlarge:64:256"
    ),
    "m8ib x86_64": (
        "large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 16xlarge:64:256 "
        "24xlarge:96:384 32xlarge:128:512 48xlarge:192:768 96xlarge:384:1536"
    ),
    "m8id x86_64": (
        "large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 16xlarge:64:256 "
        "24xlarge:96:384 32xlarge:128:512 48xlarge:192:768 96xlarge:384:1536"
    ),
    "m8idb x86_64": (
        "large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 16xlarge:64:256 "
        "24xlarge:96:384 32xlarge:128:512 48xlarge:192:768 96xlarge:384:1536"
    ),
    "m8idn x86_64": (
        "large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 16xlarge:64:256 "
        "24xlarge:96:384 32xlarge:128:512 48xlarge:192:768 96xlarge:384:1536"
    ),
    "m8in x86_64": (
        "large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 16xlarge:64:256 "
        "24xlarge:96:384 32xlarge:128:512 48xlarge:192:768 96xlarge:384:1536"
    ),
    "m8ine x86_64": "large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192",
    "m9g arm64": (
        "medium:1:4 large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 "
        "16xlarge:64:256 24xlarge:96:384 48xlarge:192:768"
    ),
    "m9gd arm64": (
        "medium:1:4 large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 "
        "16xlarge:64:256 24xlarge:96:384 48xlarge:192:768"
    ),
    "r5 x86_64": (
        "large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 16xlarge:64:512 "
        "24xlarge:96:768"
    ),
    "r5a x86_64": (
        "large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 16xlarge:64:512 "
        "24xlarge:96:768"
    ),
    "r5ad x86_64": (
        "large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 16xlarge:64:512 "
        "24xlarge:96:768"
    ),
    "r5b x86_64": (
        "large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 16xlarge:64:512 "
        "24xlarge:96:768"
    ),
    "r5d x86_64": (
        "large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 16xlarge:64:512 "
        "24xlarge:96:768"
    ),
    "r5dn x86_64": (
        "large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 16xlarge:64:512 "
        "24xlarge:96:768"
    ),
    "r5n x86_64": (
        "large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 16xlarge:64:512 "
        "24xlarge:96:768"
    ),
    "r6a x86_64": (
        "large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 16xlarge:64:512 "
        "24xlarge:96:768 32xlarge:128:1024 48xlarge:192:1536"
    ),
    "r6g arm64": (
        "medium:1:8 large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 "
        "16xlarge:64:512"
    ),
    "r6gd arm64": (
        "medium:1:8 large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 "
        "16xlarge:64:512"
    ),
    "r6i x86_64": (
        "large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 16xlarge:64:512 "
        "24xlarge:96:768 32xlarge:128:1024"
    ),
    "r6id x86_64": (
        "large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 16xlarge:64:512 "
        "24xlarge:96:768 32xlarge:128:1024"
    ),
    "r6idn x86_64": (
        "large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 16xlarge:64:512 "
        "24xlarge:96:768 32xlarge:128:1024"
    ),
    "r6in x86_64": (
        "large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 16xlarge:64:512 "
        "24xlarge:96:768 32xlarge:128:1024"
    ),
    "r7a x86_64": (
        "medium:1:8 large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 "
        "16xlarge:64:512 24xlarge:96:768 32xlarge:128:1024 48xlarge:192:1536"
    ),
    "r7g arm64": (
        "medium:1:8 large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 "
        "16xlarge:64:512"
    ),
    "r7gd arm64": (
        "medium:1:8 large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 "
        "16xlarge:64:512"
    ),
    "r7i x86_64": (
        "large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 16xlarge:64:512 "
        "24xlarge:96:768 48xlarge:192:1536"
    ),
    "r7iz x86_64": (
        "large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 16xlarge:64:512 "
        "32xlarge:128:1024"
    ),
    "r8a x86_64": (
        "medium:1:8 large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 "
        "16xlarge:64:512 24xlarge:96:768 48xlarge:192:1536"
    ),
    "r8g arm64": (
        "medium:1:8 large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 "
        "16xlarge:64:512 24xlarge:96:768 48xlarge:192:1536"
    ),
    "r8gb arm64": (
        "medium:1:8 large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 "
        "16xlarge:64:512 24xlarge:96:768 48xlarge:192:1536"
    ),
    "r8gd arm64": (
        "medium:1:8 large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 "
        "16xlarge:64:512 24xlarge:96:768 48xlarge:192:1536"
    ),
    "r8gn arm64": (
        "medium:1:8 large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 "
        "16xlarge:64:512 24xlarge:96:768 48xlarge:192:1536"
    ),
    "r8i x86_64": (
        "large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 16xlarge:64:512 "
        "24xlarge:96:768 32xlarge:128:1024 48xlarge:192:1536 96xlarge:384:3072"
    ),
    "r8i-flex x86_64": (
        "large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 16xlarge:64:512"
    ),
    "r8ib x86_64": (
        "large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 16xlarge:64:512 "
        "24xlarge:96:768 32xlarge:128:1024 48xlarge:192:1536 96xlarge:384:3072"
    ),
    "r8id x86_64": (
        "large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 16xlarge:64:512 "
        "24xlarge:96:768 32xlarge:128:1024 48xlarge:192:1536 96xlarge:384:3072"
    ),
    "r8idb x86_64": (
        "large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 16xlarge:64:512 "
        "24xlarge:96:768 32xlarge:128:1024 48xlarge:192:1536 96xlarge:384:3072"
    ),
    "r8idn x86_64": (
        "large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 16xlarge:64:512 "
        "24xlarge:96:768 32xlarge:128:1024 48xlarge:192:1536 96xlarge:384:3072"
    ),
    "r8in x86_64": (
        "large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 16xlarge:64:512 "
        "24xlarge:96:768 32xlarge:128:1024 48xlarge:192:1536 96xlarge:384:3072"
    ),
    "r9g arm64": (
        "medium:1:8 large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 "
        "16xlarge:64:512 24xlarge:96:768 48xlarge:192:1536"
    ),
    "r9gd arm64": (
        "medium:1:8 large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 "
        "16xlarge:64:512 24xlarge:96:768 48xlarge:192:1536"
    ),
    "t3 x86_64": "micro:2:1 small:2:2 medium:2:4 large:2:8 xlarge:4:16 2xlarge:8:32",
    "t3a x86_64": "micro:2:1 small:2:2 medium:2:4 large:2:8 xlarge:4:16 2xlarge:8:32",
    "t4g arm64": "micro:2:1 small:2:2 medium:2:4 large:2:8 xlarge:4:16 2xlarge:8:32",
    "t8i x86_64": "micro:2:1 small:2:2 medium:2:4",
}

# Region: the families that it has, in some zone; single types where it has not all sizes.
OFFERED: dict[str, str] = {
    "af-south-1": (
        "c5 c5a c5ad c5d c5n c6g c6gd c6i c6in c7g c7i c7i-flex c8g c8gn c8i c8i-flex m5 m5d m6g m6gd m6i m7g "
        "m7i m8g m8i m8i-flex r5 r5d r5dn r5n r6g r6gd r6i r6id r7g r7gd r8g r8gd r8i r8i-flex t3 t4g x2iedn"
    ),
    "ap-east-1": (
        "c5 c5a c5d.18xlarge c5d.2xlarge c5d.4xlarge c5d.9xlarge c5d.large c5d.xlarge c5n c6a c6g c6gn c6i "
        "c6in c7g c7i c7i-flex c8g c8gn m5 m5d m6g m6gd m6i m7g m7i m7i-flex m8g r5 r5d r5n r6g r6i r7g r7gd "
        "r8g r8gd t3 t4g"
    ),
    "ap-east-2": (
        "c6g c6gn c6i.12xlarge c6i.16xlarge c6i.2xlarge c6i.4xlarge c6i.8xlarge c6i.large c6i.xlarge c6id "
        "c6in c7g c7i c7i-flex c8g m6g m6gd m6i.12xlarge m6i.16xlarge m6i.2xlarge m6i.4xlarge m6i.8xlarge "
        "m6i.large m6i.xlarge m6id m7g m7gd m7i m7i-flex m8g r6g r6i.12xlarge r6i.16xlarge r6i.2xlarge "
        "r6i.4xlarge r6i.8xlarge r6i.large r6i.xlarge r6id r7g r7gd r7i r8a r8gd t3 t4g"
    ),
    "ap-northeast-1": (
        "c5 c5a c5d c5n c6a c6g c6gd c6gn c6i c6id c6in c7a c7g c7gd c7gn c7i c7i-flex c8a c8g c8gd c8gn c8i "
        "c8i-flex c8id c8in c8ine c9g c9gd m5 m5a m5ad m5d m5dn m5n m5zn m6a m6g m6gd m6i m6id m6idn m6in m7a "
        "m7g m7gd m7i m7i-flex m8a m8azn m8g m8gd m8i m8i-flex m8ib m8id m8idb m8idn m8in m9g m9gd r5 r5a "
        "r5ad r5b r5d r5dn r5n r6a r6g r6gd r6i r6id r6idn r6in r7a r7g r7gd r7i r7iz r8a r8g r8gd r8i "
        "r8i-flex r8ib r8id r8idb r8idn r8in t3 t3a t4g t8i x2iedn"
    ),
    "ap-northeast-2": (
        "c5 c5a c5d c5n c6g c6gd c6gn c6i c6id c6in c7g c7gd c7i c7i-flex c8g c8gn c8i c8i-flex m5 m5a m5ad "
        "m5d m5zn m6g m6gd m6i m6id m6idn m6in m7g m7gd m7i m7i-flex m8g m8i m8i-flex r5 r5a r5ad r5b r5d "
        "r5dn r5n r6g r6gd r6i r6id r7g r7gd r7i r8g r8gd r8i r8i-flex t3 t3a t4g t8i x2iedn"
    ),
    "ap-northeast-3": (
        "c5 c5d c5n c6g c6gd c6gn c6i c6in c7g c7gd c7i c8g m5 m5d m6g m6gd m6i m7g m7i m7i-flex m8g r5 r5d "
        "r6g r6gd r6i r7g r7gd r7i r8g r8gd t3 t4g x2iedn"
    ),
    "ap-south-1": (
        "c5 c5a c5d c5n c6a c6g c6gd c6gn c6i c6in c7g c7gd c7i c7i-flex c8g c8gn c8i c8i-flex c8id m5 m5a "
        "m5ad m5d m6a m6g m6gd m6i m6id m6idn m6in m7g m7gd m7i m7i-flex m8a m8g m8gd m8i m8i-flex m8id r5 "
        "r5a r5ad r5d r5n r6a r6g r6gd r6i r6id r7g r7gd r7i r8g r8gd r8i r8i-flex r8id t3 t3a t4g t8i x2iedn"
    ),
    "ap-south-2": (
        "c5 c5d c6a c6g c6i c6in c7g c7i c7i-flex c8g c8gn c8i c8i-flex m5 m5d m6a m6g m6gd m6i m6idn m6in "
        "m7g m7i m7i-flex m8a m8g m8i m8i-flex r5 r5d r6a r6g r6i r7a r7g r7gd r7i r8g r8i r8i-flex t3 t4g "
        "t8i x2iedn"
    ),
    "ap-southeast-1": (
        "c5 c5a c5ad c5d c5n c6a c6g c6gd c6gn c6i c6id c6in c7a c7g c7gd c7i c7i-flex c8g c8gd c8gn c8i "
        "c8i-flex c8in m5 m5a m5ad m5d m5dn m5n m5zn m6a m6g m6gd m6i m6id m6idn m6in m7g m7gd m7i m7i-flex "
        "m8g m8i m8i-flex m9g m9gd r5 r5a r5ad r5b r5d r5dn r5n r6a r6g r6gd r6i r6id r6idn r6in r7g r7gd r7i "
        "r8g r8gd r8i r8i-flex t3 t3a t4g t8i x2iedn"
    ),
    "ap-southeast-2": (
        "c5 c5a c5ad c5d c5n c6a c6g c6gd c6gn c6i c6id c6in c7g c7gd c7i c7i-flex c8g c8gd c8gn c8i c8i-flex "
        "c8id c8in m5 m5a m5ad m5d m5zn m6a m6g m6gd m6i m6id m6idn m6in m7a m7g m7gd m7i m7i-flex m8g m8gd "
        "m8i m8i-flex m9g m9gd r5 r5a r5ad r5b r5d r5dn r5n r6a r6g r6gd r6i r6id r6idn r6in r7g r7gd r7i r8g "
        "r8gd r8i r8i-flex r8id t3 t3a t4g t8i x2iedn"
    ),
    "ap-southeast-3": (
        "c5 c5d c5n c6g c6gd c6gn c6in c7g c7gd c7i c7i-flex c8g c8gn m5 m5d m6g m6gd m6i m7g m7i "
        "m7i-flex.2xlarge m7i-flex.4xlarge m7i-flex.8xlarge m7i-flex.large m7i-flex.xlarge m8g r5 r5d r6g "
        "r6gd r7g r7gd r7i r8g r8gd t3 t4g x2iedn"
    ),
    "ap-southeast-4": (
        "c5 c5d c6g c6in c7i c8g c8gn m5 m5d m6g m6gd m7g m7i m7i-flex m8g m8gd r5 r5d r6g r7g r7i r8g r8gd "
        "t3 t4g"
    ),
    "ap-southeast-5": (
        "c6g c6gn c6i c6id c6in c7g c7gd c7i c7i-flex c8g c8gd c8gn c8i c8i-flex c8in m6g m6gd m6i m6id m7g "
        "m7gd m7i m7i-flex m8g m8gd m8i m8i-flex r6g r6i r6id r7g r7gd r7i r8g r8gd r8i r8i-flex r8id t3 t4g "
        "t8i x2iedn"
    ),
    "ap-southeast-6": (
        "c6g c6gn c6i.12xlarge c6i.16xlarge c6i.2xlarge c6i.4xlarge c6i.8xlarge c6i.large c6i.xlarge c6id c7g "
        "c7i c7i-flex c8g c8gd c8i c8i-flex m6g m6gd m6i.12xlarge m6i.16xlarge m6i.2xlarge m6i.4xlarge "
        "m6i.8xlarge m6i.large m6i.xlarge m6id m7g m7gd m7i m7i-flex m8i m8i-flex r6g r6i.12xlarge "
        "r6i.16xlarge r6i.2xlarge r6i.4xlarge r6i.8xlarge r6i.large r6i.xlarge r6id r7g r7gd r7i r8g r8i "
        "r8i-flex t3 t4g"
    ),
    "ap-southeast-7": (
        "c6g c6gn c6i c6id c6in c7g c7i c7i-flex c8g c8gd c8gn m6g m6gd m6i m6id m7g m7gd m7i m7i-flex m8g "
        "r6g r6i r6id r7g r7gd r7i r8g t3 t4g x2iedn"
    ),
    "ca-central-1": (
        "c5 c5a c5d c5n c6a c6g c6gd c6gn c6i c6id c6in c7g c7gd c7i c7i-flex c8g c8gd c8gn c8i c8i-flex c8id "
        "m5 m5a m5ad m5d m6a m6g m6gd m6i m6id m6idn m6in m7g m7i m7i-flex m8g m8gd m8i m8i-flex m8id r5 r5a "
        "r5ad r5b r5d r5n r6a r6g r6gd r6i r6idn r6in r7g r7i r8a r8g r8gd r8i r8i-flex r8id t3 t3a t4g t8i "
        "x2iedn"
    ),
    "ca-west-1": (
        "c5 c6g c6gn c6i c6id c6in c7g c7i c8g c8gn m5 m5d m6g m6gd m6i m6id m8g m8i m8i-flex r5 r6g r6i r6id "
        "r7g r8g r8gd r8i r8i-flex t3 t4g"
    ),
    "eu-central-1": (
        "c5 c5a c5ad c5d c5n c6a c6g c6gd c6gn c6i c6id c6in c7a c7g c7gd c7i c7i-flex c8a c8g c8gd c8gn c8i "
        "c8i-flex c8id c8in c8ine c9g c9gd m5 m5a m5ad m5d m5dn m5n m5zn m6a m6g m6gd m6i m6id m6idn m6in m7a "
        "m7g m7gd m7i m7i-flex m8a m8azn m8g m8gd m8i m8i-flex m8id m9g m9gd r5 r5a r5ad r5b r5d r5dn r5n r6a "
        "r6g r6gd r6i r6id r6idn r6in r7a r7g r7gd r7i r7iz r8a r8g r8gd r8i r8i-flex r8ib r8id r8idb r8idn "
        "r8in r9g r9gd t3 t3a t4g t8i x2iedn"
    ),
    "eu-central-2": (
        "c5 c5d c6g c6gd c6in c7g c7gd c7i c7i-flex c8g c8gn m5 m5d m6g m6gd m6i m6id m6idn m6in m7g m7i m8g "
        "r5 r5d r6g r6gd r6i r7g r8g r8gd r8i r8i-flex t3 t4g x2iedn"
    ),
    "eu-north-1": (
        "c5 c5a c5d c5n c6g c6gd c6gn c6i c6in c7a c7g c7gd c7i c7i-flex c8g c8gn c8i c8id m5 m5d m6g m6gd "
        "m6i m6idn m6in m7a m7g m7gd m7i m7i-flex m8g m8id r5 r5b r5d r5dn r5n r6g r6gd r6i r6idn r6in r7a "
        "r7g r7gd r7i r8g r8gd r8i r8i-flex r8id t3 t4g x2iedn"
    ),
    "eu-south-1": (
        "c5 c5a c5ad c5d c5n c6g c6gn c6i c6id c6in c7g c7i c7i-flex c8g c8gn m5 m5a m5d m6a m6g m6gd m6i "
        "m6id m7i m8g r5 r5a r5b r5d r5dn r5n r6g r6i r7g r7gd r7i r8g r8gd r8i r8i-flex t3 t3a t4g x2iedn"
    ),
    "eu-south-2": (
        "c5 c5d c6g c6gd c6in c7a c7g c7gd c7i c7i-flex c8a c8g c8gd c8gn c8i c8i-flex c8id c8in m5 m5d m6g "
        "m6gd m6id m6idn m6in m7a m7g m7gd m7i m7i-flex m8a m8g m8gd m8i m8i-flex m8ib m8id m8idb m8idn m8in "
        "r5 r5d r6g r6gd r6id r7a r7g r7gd r7i r8a r8g r8gd r8i r8i-flex r8ib r8id r8idb r8idn r8in t3 t4g "
        "x2iedn"
    ),
    "eu-west-1": (
        "c5 c5a c5ad c5d c5n c6a c6g c6gd c6gn c6i c6id c6in c7a c7g c7gd c7gn c7i c7i-flex c8a c8g c8gd c8gn "
        "c8i c8i-flex c8in m5 m5a m5ad m5d m5dn m5n m5zn m6a m6g m6gd m6i m6id m6idn m6in m7a m7g m7gd m7i "
        "m7i-flex m8a m8azn m8g m8gb m8gd m8gn m8i m8i-flex m8ib m8id m8idb m8idn m8in m9g m9gd r5 r5a r5ad "
        "r5b r5d r5dn r5n r6a r6g r6gd r6i r6id r6idn r6in r7a r7g r7gd r7i r7iz r8a r8g r8gd r8i r8i-flex "
        "r8ib r8id r8idb r8idn r8in t3 t3a t4g t8i x2gd x2iedn"
    ),
    "eu-west-2": (
        "c5 c5a c5d c5n c6a c6g c6gd c6gn c6i c6id c6in c7a c7g c7gd c7gn c7i c7i-flex c8g c8gd c8gn c8i "
        "c8i-flex m5 m5a m5ad m5d m6a m6g m6gd m6i m6id m6idn m6in m7a m7g m7gd m7i m7i-flex m8g m8gd m8i "
        "m8i-flex m8id r5 r5a r5ad r5b r5d r5n r6a r6g r6gd r6i r6id r7g r7gd r7i r8g r8gd r8i r8i-flex r8id "
        "t3 t3a t4g t8i x2iedn"
    ),
    "eu-west-3": (
        "c5 c5a c5d.18xlarge c5d.2xlarge c5d.4xlarge c5d.9xlarge c5d.large c5d.xlarge c5n c6g c6gd c6gn c6i "
        "c6id c6in c7g c7gd c7i c7i-flex c8g c8gn c8i c8i-flex m5 m5a m5ad m5d m6a m6g m6gd m6i m7g m7gd m7i "
        "m7i-flex m8g m8gd m8i m8i-flex r5 r5a r5ad r5d r5dn r5n r6g r6gd r6i r6idn r6in r7g r7gd r7i r8g "
        "r8gd r8i r8i-flex t3 t3a t4g t8i x2iedn"
    ),
    "il-central-1": (
        "c5 c5d c6g c6gn c6i c6id c6in c7g c7i c8g m5 m5d m6g m6gd m6i m6id m7g m7i r5 r5d r6g r6i r6id r7g "
        "r7gd r8i t3 t3a t4g"
    ),
    "me-central-1": (
        "c5 c5d c6g c6in c7i c8gn m5 m5d m6g m6gd m6i m7g m7gd m7i m8g r5 r5d r6g r6i r7g r7gd r8g r8i"
    ),
    "mx-central-1": (
        "c6g c6gn c6i c6id c6in c7g c7i c7i-flex m6g m6gd m6i m6id m7g m7gd m7i m7i-flex m8g m8gd r6g r6i "
        "r6id r7g r7gd r7i r8g t3 t4g"
    ),
    "sa-east-1": (
        "c5 c5a c5ad c5d c5n c6a c6g c6gd c6gn c6i c6id c6in c7g c7gd c7i c7i-flex c8g c8gd c8gn c8i c8i-flex "
        "m5 m5a m5ad m5d m5zn m6a m6g m6gd m6i m6id m6idn m6in m7g m7gd m7i m7i-flex m8g m8gd m8i m8i-flex r5 "
        "r5a r5ad r5b r5d r5n r6g r6gd r6i r7g r7gd r7i r8g r8gd r8i r8i-flex t3 t3a t4g x2iedn"
    ),
    "us-east-1": (
        "c5 c5a c5ad c5d c5n c6a c6g c6gd c6gn c6i c6id c6in c7a c7g c7gd c7gn c7i c7i-flex c8a c8g c8gb c8gd "
        "c8gn c8i c8i-flex c8ib c8id c8in c8ine c9g c9gd m5 m5a m5ad m5d m5dn m5n m5zn m6a m6g m6gd m6i m6id "
        "m6idn m6in m7a m7g m7gd m7i m7i-flex m8a m8azn m8g m8gb m8gd m8gn m8i m8i-flex m8ib m8id m8idb m8idn "
        "m8in m8ine m9g m9gd r5 r5a r5ad r5b r5d r5dn r5n r6a r6g r6gd r6i r6id r6idn r6in r7a r7g r7gd r7i "
        "r7iz r8a r8g r8gb r8gd r8gn r8i r8i-flex r8ib r8id r8idb r8idn r8in r9g r9gd t3 t3a t4g t8i x2gd "
        "x2iedn"
    ),
    "us-east-2": (
        "c5 c5a c5ad c5d c5n c6a c6g c6gd c6gn c6i c6id c6in c7a c7g c7gd c7gn c7i c7i-flex c8a c8g c8gd c8gn "
        "c8i c8i-flex c8id c8in c9g c9gd m5 m5a m5ad m5d m5dn m5n m5zn m6a m6g m6gd m6i m6id m6idn m6in m7a "
        "m7g m7gd m7i m7i-flex m8a m8azn m8g m8gd m8i m8i-flex m8ib m8id m8idb m8idn m8in m9g m9gd r5 r5a "
        "r5ad r5b r5d r5dn r5n r6a r6g r6gd r6i r6id r6idn r6in r7a r7g r7gd r7i r7iz r8a r8g r8gd r8i "
        "r8i-flex r8ib r8id r8idb r8idn r8in r9g r9gd t3 t3a t4g t8i x2gd x2iedn"
    ),
    "us-west-1": (
        "c5 c5a c5d c5n c6a c6g c6gd c6gn c6i c6in c7a c7g c7gd c7i c7i-flex c8g c8gn c8i c8i-flex m5 m5a "
        "m5ad m5d m5zn m6a m6g m6gd m6i m6id m6idn m6in m7g m7gd m7i m7i-flex m8g m8i m8i-flex r5 r5a r5ad "
        "r5d r5n r6a r6g r6gd r6i r7g r7gd r7i r8g r8gd r8i r8i-flex t3 t3a t4g t8i x2iedn"
    ),
    "us-west-2": (
        "c5 c5a c5ad c5d c5n c6a c6g c6gd c6gn c6i c6id c6in c7a c7g c7gd c7gn c7i c7i-flex c8a c8g c8gb c8gd "
        "c8gn c8i c8i-flex c8ib c8id c8in c8ine c9g c9gd m5 m5a m5ad m5d m5dn m5n m5zn m6a m6g m6gd m6i m6id "
        "m6idn m6in m7a m7g m7gd m7i m7i-flex m8a m8azn m8g m8gb m8gd m8gn m8i m8i-flex m8ib m8id m8idb m8idn "
        "m8in m8ine m9g m9gd r5 r5a r5ad r5b r5d r5dn r5n r6a r6g r6gd r6i r6id r6idn r6in r7a r7g r7gd r7i "
        "r7iz r8a r8g r8gb r8gd r8gn r8i r8i-flex r8ib r8id r8idb r8idn r8in r9g r9gd t3 t3a t4g t8i x2gd "
        "x2iedn"
    ),
}

# Zone, by its id: the families and types of its region that it has not.
LACKING: dict[str, str] = {
    "afs1-az1": "c6g r8gd",
    "afs1-az3": "c7i-flex m6gd",
    "ape1-az2": "c6a r8gd",
    "ape1-az3": "c8gn",
    "apne1-az1": "r5ad t3a",
    "apne1-az2": "c5a",
    "apne2-az1": "c7i-flex",
    "apne2-az2": "c7gd m5a m5ad m5zn m6id r5a r5ad r5dn t3a",
    "apne2-az3": "c7i-flex m6gd m7gd r6gd r8gd",
    "apne2-az4": "c5a c5n c6gd c6gn c6id c7gd m5a m5ad m5zn r5a r5ad r5b r5dn r6gd r8g t3a x2iedn",
    "apne3-az2": "c7gd r8gd",
    "apne3-az3": "c5d.12xlarge c5d.24xlarge r6gd",
    "aps1-az2": "x2iedn",
    "aps2-az3": "r7a x2iedn",
    "apse1-az1": "c5ad r8gd",
    "apse1-az3": "c8gd m5zn r6a x2iedn",
    "apse2-az3": "m5zn",
    "apse3-az1": "r8gd",
    "apse3-az2": "c7gd x2iedn",
    "apse4-az1": "m8gd",
    "cac1-az2": "c7gd c8id m8id r8id",
    "cac1-az4": "c6id m5ad r5a r5ad r6a r6idn r6in r8a t3a",
    "caw1-az2": "r8gd",
    "caw1-az3": "c7i c8g c8gn m8g m8i m8i-flex r8g r8i r8i-flex",
    "euc1-az1": "m5ad m5zn",
    "euc2-az1": "c7g c7gd",
    "euc2-az2": "c8gn r8gd",
    "euc2-az3": "c8g x2iedn",
    "eun1-az1": "r5b r5dn r8gd",
    "eun1-az2": "m8id r8i-flex r8id",
    "eun1-az3": "r6gd",
    "eus1-az1": "c7i-flex r8gd",
    "eus1-az3": "m6id",
    "eus2-az3": "c6gd c8gn x2iedn",
    "euw1-az1": "m8idb m8idn r8idb r8idn",
    "euw1-az2": "c8a",
    "euw1-az3": "m8id r8a",
    "euw2-az1": "c7gn m6id",
    "euw2-az2": "c7gn m6in m7gd r8id",
    "euw2-az3": "c6id c7gn m7gd r6gd",
    "euw2-az4": (
        "c5 c5a c5d c5n c6a c6g c6gd c6gn c6i c6in c7a c7gd c8gd c8gn c8i c8i-flex m5 m5a m5ad m5d m6a m6g "
        "m6gd m6i m6idn m6in m7a m8i m8i-flex m8id r5 r5a r5ad r5b r5d r5n r6a r6g r6gd r6i r8i r8i-flex r8id "
        "t3a t8i x2iedn"
    ),
    "euw3-az1": "c6id r8gd",
    "euw3-az2": "c5a",
    "euw3-az3": "c7gd c8gn m8gd r5dn",
    "ilc1-az2": "c7i",
    "mec1-az1": "r8i",
    "sae1-az1": "c8i",
    "sae1-az2": "m5ad m6id r5a r5ad",
    "sae1-az3": "c5ad c7gd m5zn m7gd",
    "use1-az1": (
        "c5d.12xlarge c5d.24xlarge c8gb.12xlarge c8gb.16xlarge c8gb.24xlarge c8gb.2xlarge c8gb.4xlarge "
        "c8gb.8xlarge c8gb.large c8gb.medium c8gb.xlarge"
    ),
    "use1-az3": (
        "c5 c5a c5ad c5d c5n c6a c6g c6gd c6gn c6i c6id c6in c7a c7g c7gd c7gn c7i c7i-flex c8a c8g c8gb c8gd "
        "c8gn c8i c8i-flex c8ib c8id c8in c8ine c9g c9gd m5 m5a m5ad m5d m5dn m5n m5zn m6a m6g m6gd m6i m6id "
        "m6idn m6in m7a m7g m7gd m7i m7i-flex m8a m8azn m8g m8gb m8gd m8gn m8i m8i-flex m8ib m8id m8idb m8idn "
        "m8in m8ine m9g m9gd r5 r5a r5ad r5b r5d r5dn r5n r6a r6g r6gd r6i r6id r6idn r6in r7a r7g r7gd r7i "
        "r7iz r8a r8g r8gb r8gd r8gn r8i r8i-flex r8ib r8id r8idb r8idn r8in r9g r9gd t3 t3a t4g t8i x2gd "
        "x2iedn"
    ),
    "use1-az5": (
        "c5d.12xlarge c5d.24xlarge c8ib c8in c8ine c9g c9gd m7i-flex.12xlarge m7i-flex.16xlarge m8gb m8gn "
        "m8idb m8idn m8ine m9g m9gd r5b r8gb r8gn r8idb r8idn r9g r9gd t8i"
    ),
    "use2-az3": "c5ad",
    "usw2-az3": "c5ad",
    "usw2-az4": "c6in m5dn m5n m5zn m8azn m8gb m8gn r5b r5n r6idn r6in r8gb r8gn x2iedn",
}

# Families whose hardware does not encrypt what goes from one instance to another.
CLEAR = (
    "c5 c5d c6g c6gd m5 m5a m5ad m5d m6g m6gd r5 r5a r5ad r5b r5d r6g r6gd t3 t3a t4g x2gd"
)
