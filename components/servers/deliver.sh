set -eu
umask 077
work=/var/lib/storefront/delivery
tools=/opt/storefront/ansible
cd "$work"
gzip --decompress --stdout bundle.tar.gz > bundle.tar || true
got=$(sha256sum bundle.tar | cut -d ' ' -f 1)
if [ "$got" != "{{ Sha256 }}" ]; then
    rm -f bundle.tar bundle.tar.gz
    echo "bundle.tar.gz: the checksum differs: got $got, expected {{ Sha256 }}; nothing was applied. Deliver again; if it differs again, find out who writes to the deliveries' bucket." >&2
    exit 3
fi
rm -rf tree
mkdir tree
tar --extract --file bundle.tar --directory tree --no-same-owner
if [ ! -f "tree/playbooks/{{ Kind }}.yml" ]; then
    echo "{{ Kind }}: the bundle has no playbook for this kind of server; nothing was applied. It has: $(ls tree/playbooks)" >&2
    exit 4
fi
if ! cmp --silent tree/requirements.lock "$tools/requirements.lock"; then
    if [ "{{ Kind }}" != "@OFFLINE@" ]; then
@APT_SOURCES@
        export DEBIAN_FRONTEND=noninteractive
        apt-get update --quiet --quiet
        apt-get install --yes --quiet --quiet --no-install-recommends python3-venv python3-apt python3-boto3
        rm -rf "$tools"
        python3 -m venv "$tools"
        "$tools/bin/pip" install --quiet --require-hashes --requirement tree/requirements.lock
        install --mode 0644 tree/requirements.lock "$tools/requirements.lock"
    elif [ -x "$tools/bin/ansible-playbook" ]; then
        echo "requirements.lock: the bundle's tools differ from the image's, and no {{ Kind }} server reaches a package archive: the image's tools apply it. Start the image pipeline, and bring its image into service." >&2
    else
        echo "$tools: no tools here, and no {{ Kind }} server reaches a package archive; nothing was applied. Launch it from an image of the image pipeline (fleet.images)." >&2
        exit 5
    fi
fi
echo "{{ Variables }}" | base64 --decode > vars.json
cd tree
# What programs install must be there for others than root; what is secret has a mode of its own.
umask 022
"$tools/bin/ansible-playbook" -i localhost, -c local "playbooks/{{ Kind }}.yml" -e @../vars.json
