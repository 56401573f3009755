package callgrind

// Client requests: what a program under Valgrind asks of it. The numbers are
// Valgrind's, from valgrind.h and callgrind.h.
const (
	runningOnValgrind = 0x1001
	monitorCommand    = 0x1202 // the argument is a command of Valgrind's monitor
	callgrindRequests = 'C'<<24 | 'T'<<16
	zeroStats         = callgrindRequests + 1 // of the calling thread
	dumpStatsAt       = callgrindRequests + 3 // of the calling thread; the argument is a label
	startCounting     = callgrindRequests + 4
	stopCounting      = callgrindRequests + 5
)

// request is a client request: its code and up to five arguments.
type request [6]uint64

// textSize is room for a label or a command, and the zero behind it.
const textSize = 64

// state is what the stamps work on. It lies outside the Go heap, because C code
// keeps a pointer to it. Assembly finds the fields through go_asm.h.
type state struct {
	starts, stops uint64 // counted before the window opens and after it closes
	calls         uint64 // of the entry points, a measure.Calls; written where starts and stops are

	begin, zero request // what a start asks for, in this order
	dump, end   request // what a stop asks for

	label, clear [textSize]byte // what dump and zero point to
}
