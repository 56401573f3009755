//go:build (linux || darwin || freebsd) && !sightglass_noasm

#include "go_asm.h"
#include "textflag.h"

// func startEntry() uintptr
TEXT ·startEntry(SB), NOSPLIT, $0-8
	LEAQ startC<>(SB), AX
	MOVQ AX, ret+0(FP)
	RET

// func stopEntry() uintptr
TEXT ·stopEntry(SB), NOSPLIT, $0-8
	LEAQ stopC<>(SB), AX
	MOVQ AX, ret+0(FP)
	RET

// System V: env in DI, result in AX; AX, CX and DX are caller-saved. The
// alignment puts all of both functions that matters into one cache line, so
// that the call of the first has fetched the second. A start appends 1 to the
// calls and a stop 2: measure.CallStart and measure.CallStop.
TEXT startC<>(SB), NOSPLIT|NOFRAME, $0-0
	PCALIGN $64
	INCQ state_starts(DI)
	SHLQ $2, state_calls(DI)
	INCQ state_calls(DI)
	LFENCE
	RDTSC
	SHLQ $32, DX
	ORQ  DX, AX
	MOVQ AX, state_start(DI)
	XORL AX, AX
	RET

TEXT stopC<>(SB), NOSPLIT|NOFRAME, $0-0
	PCALIGN $32
	RDTSCP
	LFENCE
	SHLQ $32, DX
	ORQ  DX, AX
	MOVQ AX, state_stop(DI)
	INCQ state_stops(DI)
	SHLQ $2, state_calls(DI)
	ADDQ $2, state_calls(DI)
	XORL AX, AX
	RET
