set -eu
umask 077
work=/var/lib/storefront/delivery
tools=/opt/storefront/ansible
cd "$work"
gzip --decompress --keep --force bundle.tar.gz
echo "@SHA256@  bundle.tar" | sha256sum --check --strict
rm -rf tree
mkdir tree
tar --extract --file bundle.tar --directory tree --no-same-owner
@APT_SOURCES@
export DEBIAN_FRONTEND=noninteractive
apt-get update --quiet --quiet
apt-get upgrade --yes --quiet --quiet
apt-get install --yes --quiet --quiet --no-install-recommends python3-venv python3-apt python3-boto3
python3 -m venv "$tools"
"$tools/bin/pip" install --quiet --require-hashes --requirement tree/requirements.lock
install --mode 0644 tree/requirements.lock "$tools/requirements.lock"
echo "@VARIABLES@" | base64 --decode > vars.json
cd tree
# What programs install must be there for others than root; what is secret has a mode of its own.
umask 022
"$tools/bin/ansible-playbook" -i localhost, -c local "playbooks/@KIND@.yml" -e @../vars.json
