#!/bin/sh
# Makes the certificate of this server once, and again when it is about to expire. The load balancer encrypts to it and
# does not verify it (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html),
# so that no authority is needed; the key never leaves the server and is in no image.
set -eu
umask 077
folder=/etc/storefront/tls
month=2592000
if openssl x509 -in "$folder/certificate.pem" -noout -checkend "$month" >/dev/null 2>&1 && [ -s "$folder/key.pem" ]; then
  exit 0
fi
mkdir -p "$folder"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 397 \
  -subj "/CN=$(hostname)" -addext "subjectAltName=DNS:$(hostname)" \
  -keyout "$folder/key.pem.new" -out "$folder/certificate.pem.new" 2>/dev/null
mv "$folder/key.pem.new" "$folder/key.pem"
mv "$folder/certificate.pem.new" "$folder/certificate.pem"
