"""The rehearsal's host: what the Pulumi engine is to the program and to the policy pack."""

import os

# gRPC's own library reads this once, as it loads. By default it writes a line whenever a peer leaves.
os.environ.setdefault("GRPC_VERBOSITY", "ERROR")
