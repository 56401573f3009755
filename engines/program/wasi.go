package program

import (
	"strings"

	"github.com/sightglass-go/sightglass/engines/inspect"
)

// preview1 are the functions of WASI preview 1 that every program offers, and their
// parameters: i for i32, I for i64. All but proc_exit return an i32.
const preview1 = `args_get ii, args_sizes_get ii, clock_res_get ii, clock_time_get iIi, environ_get ii, environ_sizes_get ii,
fd_advise iIIi, fd_allocate iII, fd_close i, fd_datasync i, fd_fdstat_get ii, fd_fdstat_set_flags ii, fd_fdstat_set_rights iII,
fd_filestat_get ii, fd_filestat_set_size iI, fd_filestat_set_times iIIi, fd_pread iiiIi, fd_prestat_dir_name iii,
fd_prestat_get ii, fd_pwrite iiiIi, fd_read iiii, fd_readdir iiiIi, fd_renumber ii, fd_seek iIii, fd_sync i, fd_tell ii,
fd_write iiii, path_create_directory iii, path_filestat_get iiiii, path_filestat_set_times iiiiIIi, path_link iiiiiii,
path_open iiiiiIIii, path_readlink iiiiii, path_remove_directory iii, path_rename iiiiii, path_symlink iiiii,
path_unlink_file iii, poll_oneoff iiii, proc_exit i, proc_raise i, random_get ii, sched_yield, sock_accept iii,
sock_recv iiiiii, sock_send iiiii, sock_shutdown ii`

var offered = func() map[string]inspect.FuncType {
	types := map[string]inspect.FuncType{}
	for text := range strings.SplitSeq(preview1, ",") {
		name, params, _ := strings.Cut(strings.TrimSpace(text), " ")
		var t inspect.FuncType
		for _, p := range params {
			t.Params = append(t.Params, map[rune]inspect.ValType{'i': inspect.I32, 'I': inspect.I64}[p])
		}
		if name != "proc_exit" {
			t.Results = []inspect.ValType{inspect.I32}
		}
		types["wasi_snapshot_preview1."+name] = t
	}
	types[inspect.BenchModule+"."+inspect.BenchStart] = inspect.FuncType{}
	types[inspect.BenchModule+"."+inspect.BenchEnd] = inspect.FuncType{}
	return types
}()

// offers is what the host has.
func offers(i inspect.Import) (inspect.Offer, bool) {
	t, ok := offered[i.String()]
	return inspect.Offer{Type: t}, ok
}
