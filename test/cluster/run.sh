#!/usr/bin/env bash
# Proves the built CLI against a real Kubernetes API and real exporters, without containers and without root: a control plane,
# kwok's nodes and pods, and one process per pod on the pod's own address, in a private network namespace that ends with this script.
# usage: test/cluster/run.sh [vitest arguments]     "--watch" keeps the cluster up and reruns what changes
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
PATH=$PATH:/usr/sbin:/sbin

missing=()
need() { # command, Debian package
  command -v "$1" >/dev/null || missing+=("$2")
}
need openssl openssl
need unshare util-linux
need ip iproute2
need prometheus-node-exporter prometheus-node-exporter
need prometheus-postgres-exporter prometheus-postgres-exporter
need nginx nginx
need javac openjdk-17-jdk-headless
need sslscan sslscan
need prometheus prometheus
[ -e /usr/lib/nginx/modules/ngx_stream_module.so ] || missing+=(libnginx-mod-stream)
if [ ${#missing[@]} -gt 0 ]; then
  echo "test/cluster: missing on this machine; install and run again:" >&2
  echo "  apt-get install -y --no-install-recommends ${missing[*]}" >&2
  exit 2
fi

namespaces=(unshare -Urnm --pid --fork --mount-proc --kill-child)
if ! "${namespaces[@]}" true 2>/dev/null; then
  echo "test/cluster: user namespaces are not allowed here; allow them (sysctl kernel.unprivileged_userns_clone=1," >&2
  echo "  kernel.apparmor_restrict_unprivileged_userns=0, or a container with --security-opt seccomp=unconfined) and run again" >&2
  exit 2
fi

PGX_CLUSTER_BIN=$("$here/build.sh")
export PGX_CLUSTER_BIN PATH
npm run --silent build
[ $# -gt 0 ] || set -- --run
exec "${namespaces[@]}" sh -c '
  ip link set lo up
  ip route add local 10.244.0.0/16 dev lo # every pod address is an address of this machine
  ip -6 route add local fd00:244::/64 dev lo
  ip route add local 10.96.0.0/16 dev lo # and every cluster IP
  exec node_modules/.bin/vitest --config test/cluster/vitest.config.ts "$@"' sh "$@"
