//go:build !sightglass_noasm

#include "go_asm.h"
#include "textflag.h"
#include "stamp_linux_arm64.h"

// A counter's number is part of the instruction, so that each set of counters
// has stamps of its own: see layout. ISB keeps what lies before a read before
// it. A start reads in reverse order, so that the first event is innermost.
// The state is in R0 at first and then in R9.

#define FIRST (state_user+userState_first)
#define LAST (state_user+userState_last)

#define FIRST1 MRS PMEVCNTR0_EL0, R10; MOVD R10, FIRST(R9)
#define FIRST2 MRS PMEVCNTR0_EL0, R11; MRS PMCCNTR_EL0, R10; STP (R10, R11), FIRST(R9)
#define FIRST3 MRS PMEVCNTR1_EL0, R12; MOVD R12, (FIRST+16)(R9); FIRST2
#define FIRST4 MRS PMEVCNTR2_EL0, R13; MOVD R13, (FIRST+24)(R9); FIRST3

#define LAST1 MRS PMEVCNTR0_EL0, R10; MOVD R0, R9; MOVD R10, LAST(R9)
#define LAST2 MRS PMCCNTR_EL0, R10; MRS PMEVCNTR0_EL0, R11; MOVD R0, R9; STP (R10, R11), LAST(R9)
#define LAST3 LAST2; MRS PMEVCNTR1_EL0, R12; MOVD R12, (LAST+16)(R9)
#define LAST4 LAST3; MRS PMEVCNTR2_EL0, R13; MOVD R13, (LAST+24)(R9)

// PAGES copies lock and index of each event's page.
#define PAGE(i, to) \
	MOVD (state_user+userState_page+8*i)(R9), R6; \
	MOVD (R6), R7; \
	MOVD R7, (state_user+to+8*i)(R9)
#define PAGES(to) PAGE(0, to); PAGE(1, to); PAGE(2, to); PAGE(3, to)

// START and STOP open and close a window around the reads.
#define START(READ) OPEN; PAGES(userState_before); ISB $15; READ
#define STOP(READ) ISB $15; READ; PAGES(userState_after); MOVD R9, R2; CLOSE

// For Go and for C.
#define STAMPS(START_GO, STOP_GO, START_C, STOP_C, READ_FIRST, READ_LAST) \
TEXT START_GO, NOSPLIT|NOFRAME, $0-0; MOVD R0, R9; START(READ_FIRST); RET \
TEXT STOP_GO, NOSPLIT|NOFRAME, $0-0; STOP(READ_LAST); RET \
TEXT START_C, NOSPLIT|NOFRAME, $0-0; MOVD R0, R9; CALLED_START; START(READ_FIRST); MOVD ZR, R0; RET \
TEXT STOP_C, NOSPLIT|NOFRAME, $0-0; STOP(READ_LAST); CALLED_STOP; MOVD ZR, R0; RET

STAMPS(startGo1<>(SB), stopGo1<>(SB), startC1<>(SB), stopC1<>(SB), FIRST1, LAST1)
STAMPS(startGo2<>(SB), stopGo2<>(SB), startC2<>(SB), stopC2<>(SB), FIRST2, LAST2)
STAMPS(startGo3<>(SB), stopGo3<>(SB), startC3<>(SB), stopC3<>(SB), FIRST3, LAST3)
STAMPS(startGo4<>(SB), stopGo4<>(SB), startC4<>(SB), stopC4<>(SB), FIRST4, LAST4)

// The plain stamps, for a state in R0.
TEXT startGo0<>(SB), NOSPLIT|NOFRAME, $0-0
	MOVD R0, R9
	OPEN
	RET

TEXT stopGo0<>(SB), NOSPLIT|NOFRAME, $0-0
	MOVD R0, R2
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
	MOVD $stamps<>(SB), R0
	MOVD R0, ret+0(FP)
	RET

// func startUser(s *state)
TEXT ·startUser(SB), NOSPLIT, $0-8
	MOVD s+0(FP), R0
	MOVD (state_user+userState_startGo)(R0), R1
	JMP  (R1)

// func stopUser(s *state)
TEXT ·stopUser(SB), NOSPLIT, $0-8
	MOVD s+0(FP), R0
	MOVD (state_user+userState_stopGo)(R0), R1
	JMP  (R1)
