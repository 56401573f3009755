//go:build linux

#include "go_asm.h"
#include "textflag.h"

// VALGRIND makes the client request whose words AX points to. The default answer
// is in DX, and so is the answer. Outside Valgrind the rotations, by 128 in all,
// leave DI as it was, and nothing happens.
#define VALGRIND \
	ROLQ $3, DI; ROLQ $13, DI; ROLQ $61, DI; ROLQ $51, DI; \
	XCHGQ BX, BX

// ASK makes a request of the state that DI points to.
#define ASK(request) \
	LEAQ request(DI), AX; \
	XORL DX, DX; \
	VALGRIND

// func ask(words *request) uint64
TEXT ·ask(SB), NOSPLIT, $0-16
	MOVQ words+0(FP), AX
	XORL DX, DX
	VALGRIND
	MOVQ DX, ret+8(FP)
	RET

// func start(s *state)
TEXT ·start(SB), NOSPLIT, $0-8
	MOVQ s+0(FP), DI
	INCQ state_starts(DI)
	ASK(state_begin)
	ASK(state_zero)
	RET

// func stop(s *state)
TEXT ·stop(SB), NOSPLIT, $0-8
	MOVQ s+0(FP), DI
	ASK(state_dump)
	ASK(state_end)
	INCQ state_stops(DI)
	RET

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

// System V: env in DI, result in AX; AX and DX are caller-saved. A start appends
// 1 to the calls and a stop 2: measure.CallStart and measure.CallStop.
TEXT startC<>(SB), NOSPLIT|NOFRAME, $0-0
	INCQ state_starts(DI)
	SHLQ $2, state_calls(DI)
	INCQ state_calls(DI)
	ASK(state_begin)
	ASK(state_zero)
	XORL AX, AX
	RET

TEXT stopC<>(SB), NOSPLIT|NOFRAME, $0-0
	ASK(state_dump)
	ASK(state_end)
	INCQ state_stops(DI)
	SHLQ $2, state_calls(DI)
	ADDQ $2, state_calls(DI)
	XORL AX, AX
	RET
