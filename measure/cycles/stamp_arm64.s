//go:build !sightglass_noasm

#include "go_asm.h"
#include "textflag.h"

// func start(s *state)
TEXT ·start(SB), NOSPLIT, $0-8
	MOVD s+0(FP), R0
	MOVD state_starts(R0), R1
	ADD  $1, R1
	MOVD R1, state_starts(R0)
	ISB  $15
	MRS  CNTVCT_EL0, R1
	MOVD R1, state_start(R0)
	RET

// func stop(s *state)
TEXT ·stop(SB), NOSPLIT, $0-8
	ISB  $15
	MRS  CNTVCT_EL0, R1
	MOVD s+0(FP), R0
	MOVD R1, state_stop(R0)
	MOVD state_stops(R0), R1
	ADD  $1, R1
	MOVD R1, state_stops(R0)
	RET
