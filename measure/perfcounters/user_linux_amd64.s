//go:build !sightglass_noasm

#include "go_asm.h"
#include "textflag.h"
#include "stamp_linux_amd64.h"

// RDPMC reads the counter numbered in CX into DX and AX. LFENCE keeps what
// lies before a read before it. A start reads in reverse order, so that the
// first event is innermost. The state is in DI at first, and then in R8.

#define READ(i, to) \
	MOVL (state_user+userState_index+8*i)(R8), CX; \
	RDPMC; \
	SHLQ $32, DX; \
	ORQ  DX, AX; \
	MOVQ AX, (state_user+to+8*i)(R8)

#define FIRST1 READ(0, userState_first)
#define FIRST2 READ(1, userState_first); FIRST1
#define FIRST3 READ(2, userState_first); FIRST2
#define FIRST4 READ(3, userState_first); FIRST3

#define LAST1 READ(0, userState_last)
#define LAST2 LAST1; READ(1, userState_last)
#define LAST3 LAST2; READ(2, userState_last)
#define LAST4 LAST3; READ(3, userState_last)

// PAGES copies lock and index of each event's page.
#define PAGE(i, to) \
	MOVQ (state_user+userState_page+8*i)(R8), SI; \
	MOVQ (SI), SI; \
	MOVQ SI, (state_user+to+8*i)(R8)
#define PAGES(to) PAGE(0, to); PAGE(1, to); PAGE(2, to); PAGE(3, to)

// START and STOP open and close a window around the reads.
#define START(READS) OPEN; PAGES(userState_before); LFENCE; READS
#define STOP(READS) MOVQ DI, R8; LFENCE; READS; PAGES(userState_after); MOVQ R8, DX; CLOSE

// For Go and for C.
#define STAMPS(START_GO, STOP_GO, START_C, STOP_C, READ_FIRST, READ_LAST) \
TEXT START_GO, NOSPLIT|NOFRAME, $0-0; MOVQ DI, R8; START(READ_FIRST); RET \
TEXT STOP_GO, NOSPLIT|NOFRAME, $0-0; STOP(READ_LAST); RET \
TEXT START_C, NOSPLIT|NOFRAME, $0-0; MOVQ DI, R8; CALLED_START; START(READ_FIRST); XORL AX, AX; RET \
TEXT STOP_C, NOSPLIT|NOFRAME, $0-0; STOP(READ_LAST); CALLED_STOP; XORL AX, AX; RET

STAMPS(startGo1<>(SB), stopGo1<>(SB), startC1<>(SB), stopC1<>(SB), FIRST1, LAST1)
STAMPS(startGo2<>(SB), stopGo2<>(SB), startC2<>(SB), stopC2<>(SB), FIRST2, LAST2)
STAMPS(startGo3<>(SB), stopGo3<>(SB), startC3<>(SB), stopC3<>(SB), FIRST3, LAST3)
STAMPS(startGo4<>(SB), stopGo4<>(SB), startC4<>(SB), stopC4<>(SB), FIRST4, LAST4)

// The plain stamps, for a state in DI.
TEXT startGo0<>(SB), NOSPLIT|NOFRAME, $0-0
	MOVQ DI, R8
	OPEN
	RET

TEXT stopGo0<>(SB), NOSPLIT|NOFRAME, $0-0
	MOVQ DI, DX
	CLOSE
	RET

// What userStamps returns, four addresses for each number of events; the
// first have no entry points of their own.
#define ROW(n, START_GO, STOP_GO, START_C, STOP_C) \
DATA stamps<>+(32*n+0)(SB)/8, START_GO \
DATA stamps<>+(32*n+8)(SB)/8, STOP_GO \
DATA stamps<>+(32*n+16)(SB)/8, START_C \
DATA stamps<>+(32*n+24)(SB)/8, STOP_C

ROW(0, $startGo0<>(SB), $stopGo0<>(SB), $0, $0)
ROW(1, $startGo1<>(SB), $stopGo1<>(SB), $startC1<>(SB), $stopC1<>(SB))
ROW(2, $startGo2<>(SB), $stopGo2<>(SB), $startC2<>(SB), $stopC2<>(SB))
ROW(3, $startGo3<>(SB), $stopGo3<>(SB), $startC3<>(SB), $stopC3<>(SB))
ROW(4, $startGo4<>(SB), $stopGo4<>(SB), $startC4<>(SB), $stopC4<>(SB))
GLOBL stamps<>(SB), RODATA, $160

// func userStamps() *[maxUser + 1]userStamp
TEXT ·userStamps(SB), NOSPLIT, $0-8
	LEAQ stamps<>(SB), AX
	MOVQ AX, ret+0(FP)
	RET

// func startUser(s *state)
TEXT ·startUser(SB), NOSPLIT, $0-8
	MOVQ s+0(FP), DI
	MOVQ (state_user+userState_startGo)(DI), AX
	JMP  AX

// func stopUser(s *state)
TEXT ·stopUser(SB), NOSPLIT, $0-8
	MOVQ s+0(FP), DI
	MOVQ (state_user+userState_stopGo)(DI), AX
	JMP  AX
