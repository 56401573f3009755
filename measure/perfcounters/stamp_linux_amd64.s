//go:build !sightglass_noasm

#include "go_asm.h"
#include "textflag.h"

// The state is in DI at first, as System V has it, and then in R8. A system
// call changes AX, CX and R11 only; all of these are caller-saved. Numbers:
// read is 0, ioctl 16, PERF_EVENT_IOC_ENABLE 0x2400, _DISABLE 0x2401.

#define START \
	MOVQ DI, R8 \
	INCQ state_starts(R8) \
	MOVQ state_fd(R8), DI \
	LEAQ state_begin(R8), SI \
	MOVL $block__size, DX \
	XORL AX, AX \
	SYSCALL \
	MOVQ AX, state_readResult(R8) \
	MOVQ state_fd(R8), DI \
	MOVL $0x2400, SI \
	XORL DX, DX \
	MOVL $16, AX \
	SYSCALL \
	MOVQ AX, state_enableResult(R8)

#define STOP \
	MOVQ DI, R8 \
	MOVQ state_fd(R8), DI \
	MOVL $0x2401, SI \
	XORL DX, DX \
	MOVL $16, AX \
	SYSCALL \
	MOVQ AX, state_disableResult(R8) \
	INCQ state_stops(R8)

// func start(s *state)
TEXT ·start(SB), NOSPLIT, $0-8
	MOVQ s+0(FP), DI
	START
	RET

// func stop(s *state)
TEXT ·stop(SB), NOSPLIT, $0-8
	MOVQ s+0(FP), DI
	STOP
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

// A start appends 1 to the calls and a stop 2: measure.CallStart and
// measure.CallStop.
TEXT startC<>(SB), NOSPLIT|NOFRAME, $0-0
	SHLQ $2, state_calls(DI)
	INCQ state_calls(DI)
	START
	XORL AX, AX
	RET

TEXT stopC<>(SB), NOSPLIT|NOFRAME, $0-0
	STOP
	SHLQ $2, state_calls(R8)
	ADDQ $2, state_calls(R8)
	XORL AX, AX
	RET
