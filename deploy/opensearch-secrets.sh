#!/bin/sh
# The certificates and the user of deploy/compose-opensearch.yml, in a folder of their own:
#   deploy/opensearch-secrets.sh /srv/wenda/opensearch [HASH]
# HASH is the password's, as the image's plugins/opensearch-security/tools/hash.sh prints it; see docs/operate.md.
# What is there already stays. Certificates are good for five years; delete a node's folder to renew it.
set -eu
umask 077
folder=${1:?usage: opensearch-secrets.sh FOLDER [HASH]}
hash=${2:-}
mkdir -p "$folder"
cd "$folder"

if [ ! -e ca.key ]; then
    openssl req -x509 -newkey rsa:3072 -sha256 -nodes -days 1826 -subj "/CN=wenda-ca" -keyout ca.key -out ca.pem \
        -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign,cRLSign" 2>/dev/null
fi
for node in node-1 node-2 node-3; do
    [ ! -e "$node/node.pem" ] || continue
    mkdir -p "$node"
    openssl req -newkey rsa:3072 -sha256 -nodes -subj "/CN=$node" -keyout "$node/node.key" -out "$node/node.csr" 2>/dev/null
    printf 'subjectAltName=DNS:%s\nextendedKeyUsage=serverAuth,clientAuth\n' "$node" >"$node/node.ext"
    openssl x509 -req -sha256 -days 1826 -in "$node/node.csr" -CA ca.pem -CAkey ca.key -CAcreateserial \
        -extfile "$node/node.ext" -out "$node/node.pem" 2>/dev/null
    cp ca.pem "$node/ca.pem"
    rm "$node/node.csr" "$node/node.ext"
done
if [ -n "$hash" ]; then
    cat >users.yml <<YAML
_meta:
  type: "internalusers"
  config_version: 2
wenda:
  hash: "$hash"
  reserved: true
  backend_roles: ["admin"]
YAML
fi
# The image's user reads the nodes' keys and the users; the authority's key is for this machine's root alone.
chmod 0755 . && chmod 0644 ca.pem
for node in node-1 node-2 node-3; do
    chmod 0750 "$node" && chmod 0640 "$node"/*
    [ "$(id -u)" != 0 ] || chown -R 1000:1000 "$node"
done
[ ! -e users.yml ] || { chmod 0640 users.yml && { [ "$(id -u)" != 0 ] || chown 1000:1000 users.yml; }; }
