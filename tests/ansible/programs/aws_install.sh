#!/bin/sh
# Takes the options of the AWS CLI's own installer and lays files where it does.
set -eu
while [ $# -gt 0 ]; do
  case $1 in
    --install-dir) folder=$2; shift 2 ;;
    --bin-dir) bin=$2; shift 2 ;;
    --update) shift ;;
    *) echo "unknown option $1" >&2; exit 1 ;;
  esac
done
mkdir -p "$folder/v2/2.31.0/bin"
printf '#!/bin/sh\necho aws-cli/2.31.0\n' > "$folder/v2/2.31.0/bin/aws"
chmod 755 "$folder/v2/2.31.0/bin/aws"
ln -sfn "$folder/v2/2.31.0/bin/aws" "$bin/aws"
