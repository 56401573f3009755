//go:build !sightglass_noasm

#include "go_asm.h"
#include "textflag.h"

// The state is in R0 at first, as AAPCS64 has it, and then in R9. A system
// call changes R0 only; R0 to R17 are caller-saved. Numbers: read is 63,
// ioctl 29, PERF_EVENT_IOC_ENABLE 0x2400, _DISABLE 0x2401.

#define START \
	MOVD R0, R9 \
	MOVD state_starts(R9), R1 \
	ADD  $1, R1 \
	MOVD R1, state_starts(R9) \
	MOVD state_fd(R9), R0 \
	ADD  $state_begin, R9, R1 \
	MOVD $block__size, R2 \
	MOVD $63, R8 \
	SVC  \
	MOVD R0, state_readResult(R9) \
	MOVD state_fd(R9), R0 \
	MOVD $0x2400, R1 \
	MOVD ZR, R2 \
	MOVD $29, R8 \
	SVC  \
	MOVD R0, state_enableResult(R9)

#define STOP \
	MOVD R0, R9 \
	MOVD state_fd(R9), R0 \
	MOVD $0x2401, R1 \
	MOVD ZR, R2 \
	MOVD $29, R8 \
	SVC  \
	MOVD R0, state_disableResult(R9) \
	MOVD state_stops(R9), R1 \
	ADD  $1, R1 \
	MOVD R1, state_stops(R9)

// func start(s *state)
TEXT ·start(SB), NOSPLIT, $0-8
	MOVD s+0(FP), R0
	START
	RET

// func stop(s *state)
TEXT ·stop(SB), NOSPLIT, $0-8
	MOVD s+0(FP), R0
	STOP
	RET

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

// A start appends 1 to the calls and a stop 2: measure.CallStart and
// measure.CallStop.
TEXT startC<>(SB), NOSPLIT|NOFRAME, $0-0
	MOVD state_calls(R0), R1
	LSL  $2, R1
	ADD  $1, R1
	MOVD R1, state_calls(R0)
	START
	MOVD ZR, R0
	RET

TEXT stopC<>(SB), NOSPLIT|NOFRAME, $0-0
	STOP
	MOVD state_calls(R9), R1
	LSL  $2, R1
	ADD  $2, R1
	MOVD R1, state_calls(R9)
	MOVD ZR, R0
	RET
