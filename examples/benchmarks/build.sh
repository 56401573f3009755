#!/bin/sh
# Rebuilds the corpus: all of it, or the benchmarks named.
#
#   examples/benchmarks/build.sh                  # everything
#   examples/benchmarks/build.sh noop nqueens     # these two
#   OUT=dir examples/benchmarks/build.sh          # into dir, not beside the sources
#   examples/benchmarks/build.sh -native sha256   # machine code beside the wasm, from C
#   examples/benchmarks/build.sh -versions        # the tools that would be used
#
# What a benchmark is written in decides how it is built:
#
#   <name>/testdata/<name>.c    clang with wasi-libc
#   <name>/testdata/<name>.wat  wat2wasm
#   <name>/testdata/<name>.ts   AssemblyScript
#   <name>/testdata/<name>.rs   Rust
#   <name>/testdata/main.go     the Go toolchain
#
# The tools of versions.txt build the committed bytes; other versions build
# other bytes. On Debian 12:
#
#   apt-get install clang-14 lld-14 wasi-libc libclang-rt-14-dev-wasm32 wabt \
#     rustc libstd-rust-dev-wasm32
#   npm install -g assemblyscript@0.28.20 binaryen@131.0.0-nightly.20260721
#
# The latter has wasm-as, which builds what is in proposals/.
set -eu
cd "$(dirname "$0")"
CLANG=${CLANG:-clang-14} GO=${GO:-go} WAT2WASM=${WAT2WASM:-wat2wasm} ASC=${ASC:-asc} WASM_AS=${WASM_AS:-wasm-as}
if [ -z "${RUSTC:-}" ]; then # Debian's, whatever another installer has put before it
  RUSTC=/usr/bin/rustc
  [ -x "$RUSTC" ] || RUSTC=rustc
fi

# build_proposal builds from text that wat2wasm does not read yet.
build_proposal() {
  "$WASM_AS" --all-features "$1/testdata/$(basename "$1").wat" -o "$2"
}

build_wat() {
  "$WAT2WASM" "$1/testdata/$1.wat" -o "$2"
}

build_go() {
  # What the environment may hold of these would change the bytes.
  GOOS=wasip1 GOARCH=wasm GOFLAGS='' GOWASM='' GOEXPERIMENT='' GOFIPS140=off GOWORK=off GO111MODULE=on CGO_ENABLED=0 \
    "$GO" build -trimpath -buildvcs=false -ldflags='-s -w' \
    -modfile=testdata/guest.mod -o "$2" "$1/testdata/main.go"
}

# Compiling and linking are two steps because clang, optimising and linking in
# one, runs whatever wasm-opt it finds on the PATH over the result.
build_c() {
  src=$1/testdata/$1.c
  flags=$(sed -n 's,^// Flags: *,,p' "$src") # a benchmark's own, as SIMD needs
  # shellcheck disable=SC2086 # flags are words
  "$CLANG" --target=wasm32-wasi -O2 $flags -Wall -Wextra -Werror -Itestdata -c "$src" -o "$2.o"
  "$CLANG" --target=wasm32-wasi -Wl,--strip-all "$2.o" -o "$2"
  rm "$2.o"
}

build_as() {
  "$ASC" "$1/testdata/$1.ts" -o "$2" -O3 --runtime incremental --exportStart _start \
    --use "abort=$1/testdata/$1/fail"
}

build_rust() {
  "$RUSTC" --edition 2021 --target wasm32-wasi -C opt-level=3 -C lto=fat -C panic=abort \
    -C strip=symbols -o "$2" "$1/testdata/$1.rs"
}

# build_native makes what the engine "native" runs, for this machine.
build_native() {
  if ! [ -f "$1/testdata/$1.c" ]; then
    echo "build.sh: $1 has no machine code: there is no C source $1/testdata/$1.c" >&2
    exit 1
  fi
  "${CC:-cc}" -O2 -Wall -Wextra -Wno-format -Itestdata -shared -fPIC -o "${OUT:-$1}/$1.so" "$1/testdata/$1.c" -lm
  chmod a-x "${OUT:-$1}/$1.so"
}

# build_reactor builds a library that is called function by function.
build_reactor() {
  "$CLANG" --target=wasm32-wasi -O2 -Wall -Wextra -Werror -Itestdata -c "$1/testdata/$(basename "$1").c" -o "$2.o"
  "$CLANG" --target=wasm32-wasi -mexec-model=reactor -Wl,--strip-all "$2.o" -o "$2"
  rm "$2.o"
}

build() {
  out=${OUT:-$1}/$(basename "$1").wasm
  if [ "${1#proposals/}" != "$1" ]; then
    build_proposal "$1" "$out"
  elif [ "${1#reactors/}" != "$1" ]; then
    build_reactor "$1" "$out"
  elif [ -f "$1/testdata/$1.wat" ]; then
    build_wat "$1" "$out"
  elif [ -f "$1/testdata/main.go" ]; then
    build_go "$1" "$out"
  elif [ -f "$1/testdata/$1.ts" ]; then
    build_as "$1" "$out"
  elif [ -f "$1/testdata/$1.rs" ]; then
    build_rust "$1" "$out"
  elif [ -f "$1/testdata/$1.c" ]; then
    build_c "$1" "$out"
  else
    echo "build.sh: no source for $1 under $1/testdata" >&2
    exit 1
  fi
  chmod a-x "$out" # it is data
}

# One line a tool: its name and what decides the bytes it makes. Libraries are
# told by their digest, for distributions patch them under one version.
versions() {
  if command -v "$GO" >/dev/null; then
    echo "go $(GOWORK=off "$GO" env GOVERSION)"
  fi
  if command -v "$WAT2WASM" >/dev/null; then
    echo "wat2wasm $("$WAT2WASM" --version)"
  fi
  if command -v "$WASM_AS" >/dev/null; then
    echo "wasm-as $("$WASM_AS" --version)"
  fi
  if command -v "$ASC" >/dev/null; then
    echo "asc $("$ASC" --version)"
  fi
  if command -v "$RUSTC" >/dev/null; then
    echo "rustc $("$RUSTC" --version)"
    echo "rust-std $(digest "$(echo "$("$RUSTC" --print sysroot)"/lib/rustlib/wasm32-wasi/lib/libstd-*.rlib)")"
  fi
  if command -v "$CLANG" >/dev/null; then
    echo "clang $("$CLANG" --version | head -n 1)"
    ld=$("$CLANG" --target=wasm32-wasi -print-prog-name=wasm-ld)
    echo "wasm-ld $("$ld" --version 2>/dev/null || echo none)"
    for lib in libc.a libm.a crt1-command.o; do
      echo "$lib $(digest "$("$CLANG" --target=wasm32-wasi -print-file-name=$lib)")"
    done
    echo "builtins $(digest "$("$CLANG" --target=wasm32-wasi -print-libgcc-file-name)")"
  fi
}

digest() {
  if [ -f "$1" ]; then
    cksum <"$1" | tr ' ' '-'
  else
    echo none
  fi
}

if [ "${1:-}" = -versions ]; then
  versions
  exit
fi
build=build
if [ "${1:-}" = -native ]; then
  build=build_native
  shift
  if [ $# -eq 0 ]; then
    for source in */testdata/*.c; do # SIMD is WebAssembly's own
      grep -q wasm_simd128.h "$source" || set -- "$@" "$(basename "$source" .c)"
    done
  fi
fi
if [ $# -eq 0 ]; then
  for dir in */testdata proposals/*/testdata reactors/*/testdata; do
    set -- "$@" "$(dirname "$dir")"
  done
fi
for name in "$@"; do
  "$build" "${name%/}"
done
