# Ubuntu's mirrors within EC2 answer HTTP alone, and no server has a way out but HTTPS: these answer both.
# On a first boot cloud-init writes the sources; afterwards, also of an image, it leaves them as they are.
if command -v cloud-init > /dev/null; then
    cloud-init status --wait > /dev/null || true
    printf 'apt:\n  preserve_sources_list: true\n' > /etc/cloud/cloud.cfg.d/99-storefront-apt.cfg
fi
for sources in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
    if [ -f "$sources" ]; then
        sed -i -E \
            -e 's#http://([a-z0-9.-]+\.)?archive\.ubuntu\.com/#https://archive.ubuntu.com/#g' \
            -e 's#http://([a-z0-9.-]+\.)?ports\.ubuntu\.com/#https://ports.ubuntu.com/#g' \
            -e 's#http://security\.ubuntu\.com/#https://security.ubuntu.com/#g' "$sources"
        if grep -Eq '^[^#]*http://' "$sources"; then
            echo "$sources: got a source without TLS: $(grep -Em1 '^[^#]*http://' "$sources"); expected https, which alone leads out. Name a mirror that answers it." >&2
            exit 6
        fi
    fi
done
