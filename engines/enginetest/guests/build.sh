#!/bin/sh
# Rebuilds the guests: all of them but those whose first lines say that wat2wasm
# cannot (README.md says how those were built).
#
#   engines/enginetest/guests/build.sh          # in place
#   OUT=dir engines/enginetest/guests/build.sh  # into dir
#
# The committed files were built by wat2wasm 1.0.32 (Debian 12: apt-get install
# wabt). What follows wat2wasm in the Build line of a text is what it was built
# with.
set -eu
cd "$(dirname "$0")"
out=${OUT:-.}

for text in *.wat; do
  name=${text%.wat}
  if command=$(grep "^;; Build: wat2wasm " "$text"); then
    flags=$(echo "$command" | sed 's/^;; Build: wat2wasm//; s/ [^ ]* -o [^ ]*$//')
    # shellcheck disable=SC2086 # flags are words
    "${WAT2WASM:-wat2wasm}" $flags "$text" -o "$out/$name.wasm"
  fi
done

# What no tool would write.
printf 'This is not WebAssembly.\n' >"$out/not-wasm.wasm"
: >"$out/empty.wasm"
printf '\0asm\015\0\001\0\001' >"$out/component.wasm"
cat noop.wat >"$out/wat-text.wasm"
# noop without the last bytes of its code section.
head -c 66 "$out/noop.wasm" >"$out/truncated.wasm"
# A type section of five bytes, which are a count of 2^32-1.
printf '\0asm\001\0\0\0\001\005\377\377\377\377\017' >"$out/absurd-count.wasm"
# noop up to its code section's size; then a code section whose one function has
# 2^32-1 locals of type i64.
{
  head -c 60 "$out/noop.wasm"
  printf '\016\001\014\001\377\377\377\377\017\176\020\0\020\001\013'
} >"$out/huge-locals.wasm"

mkdir -p "$out/components"
head -c 150 components/noop.wasm >"$out/components/truncated.wasm"
{
  printf '\0asm\015\0\001\0'
  tail -c +9 "$out/noop.wasm"
} >"$out/components/core-inside.wasm"
# A core module section of 16 bytes.
printf '\0asm\015\0\001\0\001\020;; noop: an empt' >"$out/components/invalid-core.wasm"
