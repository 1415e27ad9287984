#!/usr/bin/env bash
# Builds the binaries of the test cluster into a cache folder and prints that folder's name.
# The cache is keyed by the modules' checksums and the Go version: cold about 10 minutes on 2 cores, then instant.
# With KUBEBUILDER_ASSETS set, its kube-apiserver, etcd and kubectl are used instead of building them.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
command -v go >/dev/null || { echo "test/cluster: Go is missing; install it (https://go.dev/doc/install) and run again" >&2; exit 2; }

key=$(cat "$here"/modules/*/go.{mod,sum} "$here/build.sh" <(go version) | sha256sum | cut -c1-16)
bin=${PGX_AUDIT_TEST_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/pgx-audit-test}/$key
mkdir -p "$bin"

discoveries=remove_all_sd,enable_kubernetes_sd,enable_dns_sd # the official tags for a Prometheus with these discoveries only

build() { # name module package [ldflags] [tags]
  [ -x "$bin/$1" ] && return
  if [ -n "${KUBEBUILDER_ASSETS:-}" ] && [ -x "$KUBEBUILDER_ASSETS/$1" ]; then ln -s "$KUBEBUILDER_ASSETS/$1" "$bin/$1"; return; fi
  echo "building $1 …" >&2
  (cd "$here/modules/$2" && CGO_ENABLED=0 go build -mod=readonly -trimpath -tags "${5:-}" -ldflags "-s -w ${4:-}" -o "$bin/$1.tmp" "$3")
  mv "$bin/$1.tmp" "$bin/$1"
}

version=k8s.io/component-base/version
stamp="-X $version.gitVersion=v1.36.3 -X $version.gitMajor=1 -X $version.gitMinor=36"
build node_exporter exporters github.com/prometheus/node_exporter "-X github.com/prometheus/common/version.Version=1.12.1"
build etcd kubernetes go.etcd.io/etcd/server/v3
build kwok kubernetes sigs.k8s.io/kwok/cmd/kwok
build kubectl kubernetes k8s.io/kubernetes/cmd/kubectl "$stamp"
build kube-scheduler kubernetes k8s.io/kubernetes/cmd/kube-scheduler "$stamp"
build kube-controller-manager kubernetes k8s.io/kubernetes/cmd/kube-controller-manager "$stamp"
build kube-apiserver kubernetes k8s.io/kubernetes/cmd/kube-apiserver "$stamp"
build operator prometheus-operator github.com/prometheus-operator/prometheus-operator/cmd/operator
prometheus=github.com/prometheus/prometheus/cmd
build prometheus prometheus $prometheus/prometheus "-X github.com/prometheus/common/version.Version=3.16.0" "$discoveries"
build promtool prometheus $prometheus/promtool "-X github.com/prometheus/common/version.Version=3.16.0" "$discoveries"

# kwok's stages (how nodes and pods become Ready) and the operator's CRDs are files of their modules, not of the binaries.
module_dir() { (cd "$here/modules/$1" && go mod download -json "$2" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p'); }
if [ ! -d "$bin/kwok-stages" ]; then
  rm -rf "$bin/kwok-stages.tmp"; cp -r "$(module_dir kubernetes sigs.k8s.io/kwok)/kustomize/stage" "$bin/kwok-stages.tmp"
  chmod -R u+w "$bin/kwok-stages.tmp"; mv "$bin/kwok-stages.tmp" "$bin/kwok-stages"
fi
if [ ! -d "$bin/crds" ]; then
  rm -rf "$bin/crds.tmp"; mkdir "$bin/crds.tmp"
  cp "$(module_dir crds github.com/prometheus-operator/prometheus-operator)"/example/prometheus-operator-crd/*.yaml "$bin/crds.tmp/"
  chmod -R u+w "$bin/crds.tmp"; mv "$bin/crds.tmp" "$bin/crds"
fi
echo "$bin"
