// What the stamps are made of. A system call changes AX, CX and R11 only; what
// is used here is caller-saved. Numbers: read is 0, ioctl 16,
// PERF_EVENT_IOC_ENABLE 0x2400. The ioctls look at bit 0 of their argument
// (PERF_IOC_FLAG_GROUP) and at nothing else, so the address of the state,
// which is even, stands for 0 and is still there after the call: that saves
// instructions inside the window.

// OPEN counts a start, reads the group and enables it; the state is in R8.
#define OPEN \
	INCQ state_starts(R8) \
	MOVQ state_fd(R8), DI \
	LEAQ state_begin(R8), SI \
	MOVL $block__size, DX \
	XORL AX, AX \
	SYSCALL \
	MOVQ AX, state_readResult(R8) \
	MOVQ state_fd(R8), DI \
	MOVL $0x2400, SI \
	MOVQ R8, DX \
	MOVL $16, AX \
	SYSCALL

// CLOSE disables the group and counts a stop; the state is in DX.
#define CLOSE \
	MOVQ state_fd(DX), DI \
	MOVQ state_disable(DX), SI \
	MOVL $16, AX \
	SYSCALL \
	MOVQ AX, state_disableResult(DX) \
	INCQ state_stops(DX)

// A start appends 1 to the calls and a stop 2: measure.CallStart and
// measure.CallStop.
#define CALLED_START \
	SHLQ $2, state_calls(R8) \
	INCQ state_calls(R8)

#define CALLED_STOP \
	SHLQ $2, state_calls(DX) \
	ADDQ $2, state_calls(DX)
