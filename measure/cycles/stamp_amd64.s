//go:build !sightglass_noasm

#include "go_asm.h"
#include "textflag.h"

// func start(s *state)
TEXT ·start(SB), NOSPLIT, $0-8
	MOVQ s+0(FP), DI
	INCQ state_starts(DI)
	LFENCE
	RDTSC
	SHLQ $32, DX
	ORQ  DX, AX
	MOVQ AX, state_start(DI)
	RET

// func stop(s *state)
TEXT ·stop(SB), NOSPLIT, $0-8
	RDTSCP
	LFENCE
	SHLQ $32, DX
	ORQ  DX, AX
	MOVQ s+0(FP), DI
	MOVQ AX, state_stop(DI)
	INCQ state_stops(DI)
	RET
