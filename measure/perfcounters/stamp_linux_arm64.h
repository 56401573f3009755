// What the stamps are made of. A system call changes R0 only; R0 to R17 are
// caller-saved. Numbers: read is 63, ioctl 29, PERF_EVENT_IOC_ENABLE 0x2400.
// The ioctls look at bit 0 of their argument (PERF_IOC_FLAG_GROUP) and at
// nothing else, so the address of the state, which is even, stands for 0 and
// is still there after the call: that saves instructions inside the window.

// OPEN counts a start, reads the group and enables it; the state is in R9.
#define OPEN \
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
	MOVD R9, R2 \
	MOVD $29, R8 \
	SVC

// CLOSE disables the group and counts a stop; the state is in R2.
#define CLOSE \
	LDP  state_fd(R2), (R0, R1) \
	MOVD $29, R8 \
	SVC  \
	MOVD R0, state_disableResult(R2) \
	MOVD state_stops(R2), R1 \
	ADD  $1, R1 \
	MOVD R1, state_stops(R2)

// A start appends 1 to the calls and a stop 2: measure.CallStart and
// measure.CallStop.
#define CALLED_START \
	MOVD state_calls(R9), R1 \
	LSL  $2, R1 \
	ADD  $1, R1 \
	MOVD R1, state_calls(R9)

#define CALLED_STOP \
	MOVD state_calls(R2), R1 \
	LSL  $2, R1 \
	ADD  $2, R1 \
	MOVD R1, state_calls(R2)
