//go:build !sightglass_noasm

#include "go_asm.h"
#include "textflag.h"
#include "stamp_linux_arm64.h"

// func start(s *state)
TEXT ·start(SB), NOSPLIT, $0-8
	MOVD s+0(FP), R9
	OPEN
	RET

// func stop(s *state)
TEXT ·stop(SB), NOSPLIT, $0-8
	MOVD s+0(FP), R2
	CLOSE
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

TEXT startC<>(SB), NOSPLIT|NOFRAME, $0-0
	MOVD R0, R9
	CALLED_START
	OPEN
	MOVD ZR, R0
	RET

TEXT stopC<>(SB), NOSPLIT|NOFRAME, $0-0
	MOVD R0, R2
	CLOSE
	CALLED_STOP
	MOVD ZR, R0
	RET
