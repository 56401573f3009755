package hostile

import "fmt"

// Errno is what a function of WASI preview 1 returns: 0 for success, else the
// number of an error; or one of the constants here.
type Errno uint32

// What is no number of preview 1.
const (
	// Trapped: the engine ended the guest instead of returning a number.
	Trapped Errno = 1<<16 + iota
	// Waits: the call did not return until the host did what it waited for.
	Waits
)

// Those that this package uses itself.
const (
	success Errno = 0
	badf    Errno = 8
	notsup  Errno = 58
)

// String returns the name that preview 1 gives the number, in capitals.
func (e Errno) String() string {
	switch {
	case e == Trapped:
		return "trap"
	case e == Waits:
		return "waits"
	case int(e) < len(errnoNames):
		return errnoNames[e]
	}
	return fmt.Sprintf("errno %d", uint32(e))
}

// errnoNames are those of the preview 1 specification, in its order.
var errnoNames = [...]string{
	"SUCCESS", "E2BIG", "EACCES", "EADDRINUSE", "EADDRNOTAVAIL", "EAFNOSUPPORT", "EAGAIN", "EALREADY",
	"EBADF", "EBADMSG", "EBUSY", "ECANCELED", "ECHILD", "ECONNABORTED", "ECONNREFUSED", "ECONNRESET",
	"EDEADLK", "EDESTADDRREQ", "EDOM", "EDQUOT", "EEXIST", "EFAULT", "EFBIG", "EHOSTUNREACH",
	"EIDRM", "EILSEQ", "EINPROGRESS", "EINTR", "EINVAL", "EIO", "EISCONN", "EISDIR",
	"ELOOP", "EMFILE", "EMLINK", "EMSGSIZE", "EMULTIHOP", "ENAMETOOLONG", "ENETDOWN", "ENETRESET",
	"ENETUNREACH", "ENFILE", "ENOBUFS", "ENODEV", "ENOENT", "ENOEXEC", "ENOLCK", "ENOLINK",
	"ENOMEM", "ENOMSG", "ENOPROTOOPT", "ENOSPC", "ENOSYS", "ENOTCONN", "ENOTDIR", "ENOTEMPTY",
	"ENOTRECOVERABLE", "ENOTSOCK", "ENOTSUP", "ENOTTY", "ENXIO", "EOVERFLOW", "EOWNERDEAD", "EPERM",
	"EPIPE", "EPROTO", "EPROTONOSUPPORT", "EPROTOTYPE", "ERANGE", "EROFS", "ESPIPE", "ESRCH",
	"ESTALE", "ETIMEDOUT", "ETXTBSY", "EXDEV", "ENOTCAPABLE",
}
