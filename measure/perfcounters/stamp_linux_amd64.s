//go:build !sightglass_noasm

#include "go_asm.h"
#include "textflag.h"
#include "stamp_linux_amd64.h"

// func start(s *state)
TEXT ·start(SB), NOSPLIT, $0-8
	MOVQ s+0(FP), R8
	OPEN
	RET

// func stop(s *state)
TEXT ·stop(SB), NOSPLIT, $0-8
	MOVQ s+0(FP), DX
	CLOSE
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

TEXT startC<>(SB), NOSPLIT|NOFRAME, $0-0
	MOVQ DI, R8
	CALLED_START
	OPEN
	XORL AX, AX
	RET

TEXT stopC<>(SB), NOSPLIT|NOFRAME, $0-0
	MOVQ DI, DX
	CLOSE
	CALLED_STOP
	XORL AX, AX
	RET
