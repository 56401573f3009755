#!/bin/sh
# Rebuilds the components, from the sources of the benchmarks of these names in
# ../benchmarks:
#
#   examples/components/build.sh              # in place
#   OUT=dir examples/components/build.sh      # into dir
#   TOOLS=dir examples/components/build.sh    # with what an earlier run fetched into dir
#
# On Debian 12, the committed bytes are built by clang-14, lld-14, wasi-libc, rustc,
# libstd-rust-dev-wasm32 and nodejs of Debian, and these versions of packages of npm.
set -eu
cd "$(dirname "$0")"
transpile=@bytecodealliance/jco-transpile@0.15.0 jco=@bytecodealliance/jco@1.35.0
RUSTC=${RUSTC:-/usr/bin/rustc} CLANG=${CLANG:-clang-14}
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
TOOLS=${TOOLS:-$work}
adapter=package/lib/wasi_snapshot_preview1.command.wasm

if [ ! -f "$TOOLS/$adapter" ]; then
  npm install --silent --ignore-scripts --no-audit --no-fund --prefix "$TOOLS" "$transpile"
  (cd "$TOOLS" && npm pack --silent "$jco" >/dev/null && tar -xzf bytecodealliance-jco-1.35.0.tgz "$adapter")
fi
cp testdata/component.mjs "$TOOLS"

component() { # of a module, with its name
  mkdir -p "${OUT:-.}/$2"
  node "$TOOLS/component.mjs" "$TOOLS/$adapter" "$1" "${OUT:-.}/$2/$2.wasm"
}

"$CLANG" --target=wasm32-wasi -O2 -Wall -Wextra -Werror -c testdata/realloc.c -o "$work/realloc.o"

"$CLANG" --target=wasm32-wasi -O2 -Wall -Wextra -Werror -I../benchmarks/testdata \
  -c ../benchmarks/hash-table/testdata/hash-table.c -o "$work/hash-table.o"
"$CLANG" --target=wasm32-wasi -Wl,--strip-all "$work/hash-table.o" "$work/realloc.o" -o "$work/hash-table.wasm"
component "$work/hash-table.wasm" hash-table

"$RUSTC" --edition 2021 --target wasm32-wasi -C opt-level=3 -C lto=fat -C panic=abort -C strip=symbols \
  -C link-arg="$work/realloc.o" -C link-arg=--export=cabi_realloc \
  -o "$work/rust-records.wasm" ../benchmarks/rust-records/testdata/rust-records.rs
component "$work/rust-records.wasm" rust-records
