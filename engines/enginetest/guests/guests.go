package guests

import (
	"embed"
	"os"
	"path/filepath"
	"slices"
)

//go:embed *.wasm components/*.wasm
var files embed.FS

// Guest is a WebAssembly file and what it does, as a host sees it that lets it.
type Guest struct {
	// Name is the name of the file, without .wasm.
	Name string
	// About is what it is or does, in one line.
	About string
	// Benchmark is set if it has the imports and the export of a benchmark, with
	// their types; whether it calls the imports as it should is in Calls.
	Benchmark bool

	// Ends is how far an engine gets with it, and Exit the status with which it
	// exits if that is how it ends.
	Ends Ending
	Exit uint32
	// Calls are the calls of bench.start and bench.end that it makes, in order,
	// for as long as the host lets it: "start end".
	Calls string

	// Needs names the proposals without which an engine is to refuse it when it
	// compiles it. Those that became part of WebAssembly 2.0 are named too.
	Needs []string

	// Args (the program's name first), Env and Stdin are to be given to it, and
	// if Files is set, as its first and only directory the one that WriteTree
	// makes, for reading only.
	Args, Env []string
	Stdin     string
	Files     bool
	// Stdout and Stderr are what it then writes. That of a guest with Denied or
	// Heavy set is not fixed, and is not given.
	Stdout, Stderr string
	// Denied is set for what tries things that a host has to deny it: the lines
	// of its output are numbers, WASI's errno for each attempt, and none may
	// be 0.
	Denied bool

	// Heavy is set for what takes gigabytes, or forever: to be run with care.
	Heavy bool
	// Note says in what engines were seen to differ.
	Note string
}

// Ending is how far an engine gets with a guest.
type Ending int

// The endings, from the earliest to the latest.
const (
	// Unreadable: it is not a core module, or cut off; nobody can read it.
	Unreadable Ending = iota
	// Invalid: it can be read, but must be refused at compilation.
	Invalid
	// Unlinkable: it needs imports that there are not.
	Unlinkable
	// Uncallable: it can be instantiated, but has no _start that can be called.
	Uncallable
	// Unstartable: instantiation runs its start function or _initialize, which
	// traps.
	Unstartable
	// Traps: it traps when it is called.
	Traps
	// Hangs: it never returns.
	Hangs
	// Exits: it calls proc_exit.
	Exits
	// Returns: it returns from _start.
	Returns
)

// String is the name of the constant in lower case.
func (e Ending) String() string {
	names := [...]string{"unreadable", "invalid", "unlinkable", "uncallable", "unstartable",
		"traps", "hangs", "exits", "returns"}
	if e < 0 || int(e) >= len(names) {
		return "unknown"
	}
	return names[e]
}

// All returns the guests, kind by kind.
func All() []Guest {
	return slices.Concat(plain, fileAccess, hostile, imports, protocol, traps, resources, features, invalid)
}

// Lookup finds a guest by its name.
func Lookup(name string) (Guest, bool) {
	all := All()
	i := slices.IndexFunc(all, func(g Guest) bool { return g.Name == name })
	if i < 0 {
		return Guest{}, false
	}
	return all[i], true
}

// Wasm returns the content of the guest's file. It panics if there is no guest
// of that name, which only a test can have written.
func Wasm(name string) []byte {
	b, err := files.ReadFile(name + ".wasm")
	if err != nil {
		panic("BUG: there is no guest " + name)
	}
	return b
}

// Wasm returns the content of the guest's file.
func (g Guest) Wasm() []byte { return Wasm(g.Name) }

// Secret is the content of the file that no guest may read.
const Secret = "what no guest may read\n"

// WriteTree makes the files that guests with Files set expect, in dir, which is
// best an empty one, and returns the directory to give to them: dir/root. In it
// lie input.txt, delete.txt and rename.txt, and link.txt, a symbolic link to
// dir/secret.txt, which holds Secret.
func WriteTree(dir string) (root string, err error) {
	root = filepath.Join(dir, "root")
	if err := os.Mkdir(root, 0o755); err != nil {
		return "", err
	}
	for name, content := range map[string]string{
		"secret.txt":      Secret,
		"root/input.txt":  "what the guest may read\n",
		"root/delete.txt": "to be deleted\n",
		"root/rename.txt": "to be renamed\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), []byte(content), 0o644); err != nil {
			return "", err
		}
	}
	return root, os.Symlink(filepath.Join("..", "secret.txt"), filepath.Join(root, "link.txt"))
}
