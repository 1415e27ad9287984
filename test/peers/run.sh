#!/usr/bin/env bash
# Compares what pgx-audit sees of real servers with what nmap, sslscan, sslyze and testssl.sh see of them.
# usage: test/peers/run.sh [--install] [--quick] [vitest arguments]
#   --install  installs what is missing first (Debian packages need root)
#   --quick    one server of each type, each before the quick judges; testssl.sh before one of them
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
PATH=$PATH:/usr/sbin:/sbin
install=no
export PGX_PEERS_QUICK=
while [ $# -gt 0 ]; do
  case $1 in
    --install) install=yes ;;
    --quick) PGX_PEERS_QUICK=yes ;;
    *) break ;;
  esac
  shift
done

if [ "$install" = yes ]; then "$here/install.sh" >/dev/null; fi
if ! PGX_PEERS_BIN=$("$here/install.sh" --check); then
  echo "test/peers: install it with: npm run test:peers -- --install" >&2
  exit 2
fi
export PGX_PEERS_BIN PATH
exec node_modules/.bin/vitest run --config test/peers/vitest.config.ts "$@"
