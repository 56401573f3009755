//go:build (linux || darwin || freebsd) && !sightglass_noasm

#include "go_asm.h"
#include "textflag.h"

// func startEntry() uintptr
TEXT ·startEntry(SB), NOSPLIT, $0-8
	MOVD $startC<>(SB), R0
	MOVD R0, ret+0(FP)
	RET

// func stopEntry() uintptr
TEXT ·stopEntry(SB), NOSPLIT, $0-8
	MOVD $stopC<>(SB), R0
	MOVD R0, ret+0(FP)
	RET

// AAPCS64: env and result in R0; R0 to R17 are caller-saved. The first is
// aligned and twelve instructions long, so that the second takes its stamp in
// the same cache line. A start appends 1 to the calls and a stop 2:
// measure.CallStart and measure.CallStop.
TEXT startC<>(SB), NOSPLIT|NOFRAME, $0-0
	PCALIGN $64
	MOVD state_starts(R0), R1
	ADD  $1, R1
	MOVD R1, state_starts(R0)
	MOVD state_calls(R0), R1
	LSL  $2, R1
	ADD  $1, R1
	MOVD R1, state_calls(R0)
	ISB  $15
	MRS  CNTVCT_EL0, R1
	MOVD R1, state_start(R0)
	MOVD ZR, R0
	RET

TEXT stopC<>(SB), NOSPLIT|NOFRAME, $0-0
	ISB  $15
	MRS  CNTVCT_EL0, R1
	MOVD R1, state_stop(R0)
	MOVD state_stops(R0), R1
	ADD  $1, R1
	MOVD R1, state_stops(R0)
	MOVD state_calls(R0), R1
	LSL  $2, R1
	ADD  $2, R1
	MOVD R1, state_calls(R0)
	MOVD ZR, R0
	RET
