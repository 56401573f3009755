#!/bin/sh
# Rebuilds the corpus: all of it, or the benchmarks named.
#
#   examples/benchmarks/build.sh                  # everything
#   examples/benchmarks/build.sh noop nqueens     # these two
#   OUT=dir examples/benchmarks/build.sh          # into dir, not beside the sources
#
# What a benchmark is written in decides how it is built:
#
#   <name>/testdata/<name>.c    clang with wasi-libc
#   <name>/testdata/<name>.wat  wat2wasm
#   <name>/testdata/main.go     the Go toolchain
#
# versions.txt says which tools built the committed files; the same tools build
# the same bytes. On Debian 12: apt-get install clang-14 lld-14 wasi-libc \
#   libclang-rt-14-dev-wasm32 wabt
set -eu
cd "$(dirname "$0")"

build() {
  name=$1
  out=${OUT:-$name}/$name.wasm
  src=$name/testdata
  if [ -f "$src/$name.wat" ]; then
    "${WAT2WASM:-wat2wasm}" "$src/$name.wat" -o "$out"
  elif [ -f "$src/main.go" ]; then
    # GOFLAGS, GOWASM and the like would change the bytes.
    GOOS=wasip1 GOARCH=wasm GOFLAGS= GOWASM= GOEXPERIMENT= GOWORK=off CGO_ENABLED=0 \
      "${GO:-go}" build -trimpath -buildvcs=false -ldflags='-s -w' -o "$out" "$src/main.go"
  elif [ -f "$src/$name.c" ]; then
    # A benchmark may ask for flags of its own, as SIMD does. Compiling and
    # linking are two steps because clang, optimising and linking in one, runs
    # whatever wasm-opt it finds on the PATH over the result.
    flags=$(sed -n 's,^// Flags: *,,p' "$src/$name.c")
    # shellcheck disable=SC2086 # flags are words
    "${CLANG:-clang-14}" --target=wasm32-wasi -O2 $flags -Wall -Wextra -Werror \
      -Itestdata -c "$src/$name.c" -o "$out.o"
    "${CLANG:-clang-14}" --target=wasm32-wasi -Wl,--strip-all "$out.o" -o "$out"
    rm "$out.o"
    chmod a-x "$out"
  else
    echo "build.sh: $name: no source under $src" >&2
    exit 1
  fi
}

if [ $# -eq 0 ]; then
  set -- $(for dir in */testdata; do dirname "$dir"; done)
fi
for name in "$@"; do
  build "${name%/}"
done
