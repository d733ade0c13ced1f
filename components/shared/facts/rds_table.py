"""What RDS sells for PostgreSQL: written by `make facts`, never by hand.

Source: cfn-lint 1.58.0 (schemas of 2026-10-20) and moto 5.2.5.
"""

# fmt: off
# Versions on sale.
VERSIONS = (
    "14.18 14.19 14.20 14.21 14.22 14.23 14.24 15.13 15.14 15.15 15.16 15.17 15.18 15.19 16.9 16.10 16.11 "
    "16.12 16.13 16.14 16.15 17.5 17.6 17.7 17.8 17.9 17.10 17.11 18.1 18.2 18.3 18.4 18.6"
)

# Family: each size with its virtual processors and its GiB of memory.
SIZES: dict[str, str] = {
    "c6gd": (
        "medium:1:2 large:2:4 xlarge:4:8 2xlarge:8:16 4xlarge:16:32 8xlarge:32:64 12xlarge:48:96 "
        "16xlarge:64:128"
    ),
    "m5": (
        "large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 16xlarge:64:256 "
        "24xlarge:96:384"
    ),
    "m5d": (
        "large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 16xlarge:64:256 "
        "24xlarge:96:384"
    ),
    "m6g": (
        "large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 16xlarge:64:256"
    ),
    "m6gd": (
        "large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 16xlarge:64:256"
    ),
    "m6i": (
        "large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 16xlarge:64:256 "
        "24xlarge:96:384 32xlarge:128:512"
    ),
    "m6id": (
        "large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 16xlarge:64:256 "
        "24xlarge:96:384 32xlarge:128:512"
    ),
    "m6idn": (
        "large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 16xlarge:64:256 "
        "24xlarge:96:384 32xlarge:128:512"
    ),
    "m6in": (
        "large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 16xlarge:64:256 "
        "24xlarge:96:384 32xlarge:128:512"
    ),
    "m7g": (
        "large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 16xlarge:64:256"
    ),
    "m7i": (
        "large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 16xlarge:64:256 "
        "24xlarge:96:384 48xlarge:192:768"
    ),
    "m8a": (
        "large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 16xlarge:64:256 "
        "24xlarge:96:384 48xlarge:192:768"
    ),
    "m8g": (
        "large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 16xlarge:64:256 "
        "24xlarge:96:384 48xlarge:192:768"
    ),
    "m8gd": (
        "large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 16xlarge:64:256 "
        "24xlarge:96:384 48xlarge:192:768"
    ),
    "m9g": (
        "large:2:8 xlarge:4:16 2xlarge:8:32 4xlarge:16:64 8xlarge:32:128 12xlarge:48:192 16xlarge:64:256 "
        "24xlarge:96:384 48xlarge:192:768"
    ),
    "r5": (
        "large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 16xlarge:64:512 "
        "24xlarge:96:768"
    ),
    "r5b": (
        "large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 16xlarge:64:512 "
        "24xlarge:96:768"
    ),
    "r5d": (
        "large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 16xlarge:64:512 "
        "24xlarge:96:768"
    ),
    "r6g": (
        "large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 16xlarge:64:512"
    ),
    "r6gd": (
        "large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 16xlarge:64:512"
    ),
    "r6i": (
        "large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 16xlarge:64:512 "
        "24xlarge:96:768 32xlarge:128:1024"
    ),
    "r6id": (
        "large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 16xlarge:64:512 "
        "24xlarge:96:768 32xlarge:128:1024"
    ),
    "r6idn": (
        "large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 16xlarge:64:512 "
        "24xlarge:96:768 32xlarge:128:1024"
    ),
    "r6in": (
        "large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 16xlarge:64:512 "
        "24xlarge:96:768 32xlarge:128:1024"
    ),
    "r7g": (
        "large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 16xlarge:64:512"
    ),
    "r7i": (
        "large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 16xlarge:64:512 "
        "24xlarge:96:768 48xlarge:192:1536"
    ),
    "r8a": (
        "large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 16xlarge:64:512 "
        "24xlarge:96:768 48xlarge:192:1536"
    ),
    "r8g": (
        "large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 16xlarge:64:512 "
        "24xlarge:96:768 48xlarge:192:1536"
    ),
    "r8gd": (
        "large:2:16 xlarge:4:32 2xlarge:8:64 4xlarge:16:128 8xlarge:32:256 12xlarge:48:384 16xlarge:64:512 "
        "24xlarge:96:768 48xlarge:192:1536"
    ),
    "t3": "micro:2:1 small:2:2 medium:2:4 large:2:8 xlarge:4:16 2xlarge:8:32",
    "t4g": "micro:2:1 small:2:2 medium:2:4 large:2:8 xlarge:4:16 2xlarge:8:32",
    "x2g": (
        "large:2:32 xlarge:4:64 2xlarge:8:128 4xlarge:16:256 8xlarge:32:512 12xlarge:48:768 16xlarge:64:1024"
    ),
    "x2iedn": (
        "xlarge:4:128 2xlarge:8:256 4xlarge:16:512 8xlarge:32:1024 16xlarge:64:2048 24xlarge:96:3072 "
        "32xlarge:128:4096"
    ),
}

# Families that EC2 calls otherwise.
HARDWARE: dict[str, str] = {
    "x2g": "x2gd",
}

# Region: the families that it sells, each in every size.
FAMILIES: dict[str, str] = {
    "af-south-1": "m5 m5d m6g m6i m8g r5 r5d r6g r6i r8gd t3 t4g",
    "ap-east-1": "m5 m5d m6g m6gd m6i m8g r5 r5d r6g r6i r7g r8g r8gd t3 t4g",
    "ap-east-2": "m6g m6gd m6i m6id m7g m7i r6g r6gd r6i r6id r7g r7i r8a t3 t4g",
    "ap-northeast-1": (
        "m5 m5d m6g m6gd m6i m6id m6idn m6in m7g m7i m8a m8g m8gd r5 r5b r5d r6g r6gd r6i r6id r6idn r6in r7g "
        "r7i r8a r8g r8gd t3 t4g"
    ),
    "ap-northeast-2": "m5 m5d m6g m6gd m6i m7g m7i m8g r5 r5d r6g r6i r7g r7i r8g r8gd t3 t4g",
    "ap-northeast-3": "m5 m5d m6g m6gd m6i m7g r5 r5d r6g r6gd r6i r7g r8g t3 t4g",
    "ap-south-1": "m5 m5d m6g m6gd m6i m7g m7i m8a m8g r5 r5d r6g r6gd r6i r7g r7i r8g t3 t4g",
    "ap-south-2": "m5 m6g m6gd m6i m7g m8a m8g r5 r6g r7g r8g t3 t4g",
    "ap-southeast-1": "m5 m5d m6g m6gd m6i m7g m7i m8g r5 r5b r5d r6g r6gd r6i r7g r7i r8g t3 t4g",
    "ap-southeast-2": (
        "m5 m5d m6g m6gd m6i m6id m7g m7i m8g m8gd r5 r5d r6g r6gd r6i r6id r7g r7i r8g r8gd t3 t4g x2iedn"
    ),
    "ap-southeast-3": "m5 m5d m6g m6gd m6i m7g m7i r5 r5d r6g r6gd r7g r7i r8g r8gd t3 t4g",
    "ap-southeast-4": "m5 m6g m6gd m7g m7i r5 r6g r8g t3 t4g",
    "ap-southeast-5": "m6g m6gd m6i m6id m7g m7i m8g m8gd r6g r6gd r6i r6id r7g r7i r8g r8gd t3 t4g",
    "ap-southeast-6": "m6g m6gd m6i m6id m7g m7i r6g r6i r6id r7g r7i t3 t4g",
    "ap-southeast-7": "m6g m6gd m6i m6id m7g r6g r6gd r6i r6id r7g t3 t4g",
    "ca-central-1": (
        "m5 m5d m6g m6gd m6i m7g m7i m8gd r5 r5d r6g r6gd r6i r7g r7i r8a r8g r8gd t3 t4g x2iedn"
    ),
    "ca-west-1": "m6g m6gd m6i m6id m8g r6g r6i r6id r7g r8gd t3",
    "eu-central-1": (
        "m5 m5d m6g m6gd m6i m6id m7g m7i m8a m8g m8gd m9g r5 r5b r5d r6g r6gd r6i r6id r7g r7i r8a r8g r8gd "
        "t3 t4g x2iedn"
    ),
    "eu-central-2": "m5 m6g m6gd m7g m8g r5 r6g r6gd r7g r8g t3 t4g",
    "eu-north-1": "m5 m5d m6g m6gd m6i m7g m7i m8g r5 r5d r6g r6i r7g r7i r8g t3 t4g x2iedn",
    "eu-south-1": "m5 m5d m6g m6gd m6i m8g r5 r5d r6g r6i r7g r7i t3 t4g x2iedn",
    "eu-south-2": "m5 m6g m6gd m7g m7i m8a m8g m8gd r5 r6g r6gd r7g r7i r8a r8g r8gd t3 t4g",
    "eu-west-1": (
        "m5 m5d m6g m6gd m6i m6id m6idn m6in m7g m7i m8a m8g m8gd r5 r5d r6g r6gd r6i r6id r6idn r6in r7g r7i "
        "r8a r8g r8gd t3 t4g x2g x2iedn"
    ),
    "eu-west-2": "m5 m5d m6g m6gd m6i m7g m7i m8g m8gd r5 r5d r6g r6i r7g r7i r8g r8gd t3 t4g",
    "eu-west-3": "m5 m5d m6g m6gd m6i m7g m7i m8g r5 r5d r6g r6gd r6i r7i r8g t3 t4g",
    "il-central-1": "m5 m6g m6gd m6i m7g r5 r6g r6gd r6i r6id r7g t3 t4g",
    "me-central-1": "m5 m5d m6g m6gd m7g r5 r5d r6g t3 t4g",
    "mx-central-1": "m6g m6gd m6i m6id m7g m7i r6g r6gd r6i r6id r7g r7i r8g t3 t4g",
    "sa-east-1": "m5 m5d m6g m6i m7g m7i m8g m8gd r5 r5d r6g r6i r7g r7i r8g r8gd t3 t4g",
    "us-east-1": (
        "m5 m5d m6g m6gd m6i m6id m6idn m6in m7g m7i m8a m8g m8gd m9g r5 r5b r5d r6g r6gd r6i r6id r6idn r6in "
        "r7g r7i r8a r8g r8gd t3 t4g x2g x2iedn"
    ),
    "us-east-2": (
        "m5 m5d m6g m6gd m6i m6id m6idn m6in m7g m7i m8a m8g m8gd m9g r5 r5b r5d r6g r6gd r6i r6id r6idn r6in "
        "r7g r7i r8a r8g r8gd t3 t4g x2g"
    ),
    "us-west-1": "m5 m5d m6g m6gd m6i m7g m7i m8g r5 r5d r6g r6gd r6i r7g r7i r8g r8gd t3 t4g",
    "us-west-2": (
        "m5 m5d m6g m6gd m6i m6id m6idn m6in m7g m7i m8a m8g m8gd m9g r5 r5b r5d r6g r6gd r6i r6id r6idn r6in "
        "r7g r7i r8a r8g r8gd t3 t4g x2g x2iedn"
    ),
}
