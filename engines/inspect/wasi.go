package inspect

import (
	"maps"
	"slices"
	"strings"
)

// WASIModule is the name of WASI preview 1 as a module to import from.
const WASIModule = "wasi_snapshot_preview1"

// WASI returns the type of a function of WASI preview 1, false if there is none of that
// name.
func WASI(name string) (FuncType, bool) {
	text, ok := wasi[name]
	params, results, _ := strings.Cut(text, ":")
	return FuncType{Params: letters(params), Results: letters(results)}, ok
}

// WASINames returns the names of the functions of WASI preview 1, sorted.
func WASINames() []string { return slices.Sorted(maps.Keys(wasi)) }

func letters(text string) (types []ValType) {
	for _, letter := range text {
		types = append(types, map[rune]ValType{'i': I32, 'I': I64}[letter])
	}
	return types
}

// wasi are the types: i for i32 and I for i64, the parameters before the colon.
var wasi = map[string]string{
	"args_get":                "ii:i",
	"args_sizes_get":          "ii:i",
	"clock_res_get":           "ii:i",
	"clock_time_get":          "iIi:i",
	"environ_get":             "ii:i",
	"environ_sizes_get":       "ii:i",
	"fd_advise":               "iIIi:i",
	"fd_allocate":             "iII:i",
	"fd_close":                "i:i",
	"fd_datasync":             "i:i",
	"fd_fdstat_get":           "ii:i",
	"fd_fdstat_set_flags":     "ii:i",
	"fd_fdstat_set_rights":    "iII:i",
	"fd_filestat_get":         "ii:i",
	"fd_filestat_set_size":    "iI:i",
	"fd_filestat_set_times":   "iIIi:i",
	"fd_pread":                "iiiIi:i",
	"fd_prestat_dir_name":     "iii:i",
	"fd_prestat_get":          "ii:i",
	"fd_pwrite":               "iiiIi:i",
	"fd_read":                 "iiii:i",
	"fd_readdir":              "iiiIi:i",
	"fd_renumber":             "ii:i",
	"fd_seek":                 "iIii:i",
	"fd_sync":                 "i:i",
	"fd_tell":                 "ii:i",
	"fd_write":                "iiii:i",
	"path_create_directory":   "iii:i",
	"path_filestat_get":       "iiiii:i",
	"path_filestat_set_times": "iiiiIIi:i",
	"path_link":               "iiiiiii:i",
	"path_open":               "iiiiiIIii:i",
	"path_readlink":           "iiiiii:i",
	"path_remove_directory":   "iii:i",
	"path_rename":             "iiiiii:i",
	"path_symlink":            "iiiii:i",
	"path_unlink_file":        "iii:i",
	"poll_oneoff":             "iiii:i",
	"proc_exit":               "i:",
	"proc_raise":              "i:i",
	"random_get":              "ii:i",
	"sched_yield":             ":i",
	"sock_accept":             "iii:i",
	"sock_recv":               "iiiiii:i",
	"sock_send":               "iiiii:i",
	"sock_shutdown":           "ii:i",
}
