//go:build linux

#include "go_asm.h"
#include "textflag.h"

// VALGRIND makes the client request whose words R4 points to. The default answer
// is in R3, and so is the answer. Outside Valgrind the rotations, by 128 in all,
// leave R12 as it was, and nothing happens.
#define VALGRIND \
	ROR $3, R12, R12; ROR $13, R12, R12; ROR $51, R12, R12; ROR $61, R12, R12; \
	ORR R10, R10, R10

// ASK makes a request of the state that R0 points to.
#define ASK(request) \
	ADD $request, R0, R4; \
	MOVD ZR, R3; \
	VALGRIND

// func ask(words *request) uint64
TEXT ·ask(SB), NOSPLIT, $0-16
	MOVD words+0(FP), R4
	MOVD ZR, R3
	VALGRIND
	MOVD R3, ret+8(FP)
	RET

// func start(s *state)
TEXT ·start(SB), NOSPLIT, $0-8
	MOVD s+0(FP), R0
	MOVD state_starts(R0), R1
	ADD  $1, R1
	MOVD R1, state_starts(R0)
	ASK(state_begin)
	ASK(state_zero)
	RET

// func stop(s *state)
TEXT ·stop(SB), NOSPLIT, $0-8
	MOVD s+0(FP), R0
	ASK(state_dump)
	ASK(state_end)
	MOVD state_stops(R0), R1
	ADD  $1, R1
	MOVD R1, state_stops(R0)
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

// AAPCS64: env in R0, result in R0; R1 to R17 are caller-saved. A start appends 1
// to the calls and a stop 2: measure.CallStart and measure.CallStop.
TEXT startC<>(SB), NOSPLIT|NOFRAME, $0-0
	MOVD state_starts(R0), R1
	MOVD state_calls(R0), R2
	ADD  $1, R1
	LSL  $2, R2
	ADD  $1, R2
	MOVD R1, state_starts(R0)
	MOVD R2, state_calls(R0)
	ASK(state_begin)
	ASK(state_zero)
	MOVD ZR, R0
	RET

TEXT stopC<>(SB), NOSPLIT|NOFRAME, $0-0
	ASK(state_dump)
	ASK(state_end)
	MOVD state_stops(R0), R1
	MOVD state_calls(R0), R2
	ADD  $1, R1
	LSL  $2, R2
	ADD  $2, R2
	MOVD R1, state_stops(R0)
	MOVD R2, state_calls(R0)
	MOVD ZR, R0
	RET
