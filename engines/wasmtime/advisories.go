package wasmtime

import (
	"cmp"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/sightglass-go/sightglass/engines"
)

// The list is made by hand, from the RustSec database (its newest entry was
// RUSTSEC-2026-0327 of 2026-10-02) and wasmtime's release notes up to 36.0.19
// and 49.0.4 of 2026-10-19, for the major versions listedFrom to listedTo. Look
// there for what is new, and change the day.
const (
	advisoriesMade   = "2026-11-25"
	advisoriesSource = "the RustSec database up to RUSTSEC-2026-0327 and wasmtime's release notes up to 2026-10-19, for versions 36 to 39"
	listedFrom       = 36
	listedTo         = 39
)

// listed is an advisory and the versions that it concerns: those from since on,
// but in a major version with a fix those before it.
type listed struct {
	id, title string
	since     string
	fixed     []string
	arch      string // GOARCH, "" for all
	meets     string
}

// Of those without meets, what has the fault is not used here.
var advisories = []listed{
	{id: "RUSTSEC-2026-0006", title: "segfault or unused out-of-sandbox load with f64.copysign on x86-64",
		since: "29.0.0", fixed: []string{"36.0.5", "40.0.3", "41.0.1"}, arch: "amd64",
		meets: "with opt-level=none, f32.copysign and f64.copysign of the last bytes of a memory trap although they are valid"},
	{id: "RUSTSEC-2026-0087", title: "segfault or unused out-of-sandbox load with f64x2.splat on x86-64",
		fixed: []string{"24.0.7", "36.0.7", "42.0.2", "43.0.1"}, arch: "amd64",
		meets: "f64x2.splat of the last bytes of a memory may trap although it is valid"},
	{id: "RUSTSEC-2026-0096", title: "miscompiled guest heap access enables sandbox escape on aarch64 Cranelift",
		fixed: []string{"36.0.7", "42.0.2", "43.0.1"}, arch: "arm64", meets: "a guest may leave the sandbox"},
	{id: "GHSA-mghf-wjfp-p5xm", title: "Cranelift on aarch64 can jump to an incorrect target on a large br_table",
		fixed: []string{"36.0.19"}, arch: "arm64", meets: "a guest may leave the sandbox, or compute something else"},
	{id: "GHSA-897f-g5gm-fmxm", title: "bit-packing in Cranelift causes silent overflow and miscompilation",
		fixed: []string{"36.0.19"}, meets: "a guest may leave the sandbox, or compute something else"},
	{id: "RUSTSEC-2026-0269", title: "filesystem sandbox escape when paths or symlinks contain trailing slashes",
		fixed: []string{"24.0.13", "36.0.14", "46.0.3", "47.0.4"},
		meets: "a guest may leave its folder, which is read-only, through a symbolic link that lies in it already"},
	{id: "RUSTSEC-2026-0020", title: "guest-controlled resource exhaustion in WASI implementations",
		fixed: []string{"24.0.6", "36.0.6", "40.0.4", "41.0.4"}, meets: "a guest may take memory of its process"},
	{id: "RUSTSEC-2026-0114", title: "panic when allocating a table exceeding the size of the host's address space",
		since: "30.0.0", fixed: []string{"36.0.8", "43.0.2", "44.0.1"}, meets: "a guest may end its process"},
	{id: "RUSTSEC-2026-0182", title: "leak in WASIp1 fd_renumber",
		fixed: []string{"24.0.10", "36.0.11", "44.0.3", "45.0.2"}, meets: "a guest may take memory of its process"},
	{id: "RUSTSEC-2026-0314", title: "guest can panic the host through filesystem datetime overflow",
		fixed: []string{"36.0.16", "48.0.3", "49.0.1"}, meets: "a guest may end its process"},
	{id: "RUSTSEC-2026-0323", title: "fd_readdir copies uninitialized struct padding into guest memory",
		fixed: []string{"36.0.17", "48.0.4", "49.0.2"}, meets: "a guest may read some bytes of its process"},
	{id: "RUSTSEC-2026-0321", title: "WASI preview 0 poll_oneoff circumvents fuel consumption",
		fixed: []string{"36.0.17", "48.0.4", "49.0.2"}, meets: "fuel does not count what poll_oneoff of preview 0 does"},

	{id: "RUSTSEC-2025-0118", title: "unsound API access to a shared linear memory", fixed: []string{"24.0.5", "36.0.3", "37.0.3", "38.0.4"}},
	{id: "RUSTSEC-2025-0112", title: "possible host crash with host-to-wasm component intrinsics", since: "38.0.0", fixed: []string{"38.0.3"}},
	{id: "RUSTSEC-2026-0021", title: "panic adding excessive fields to a wasi:http/types.fields instance", fixed: []string{"24.0.6", "36.0.6", "40.0.4", "41.0.4"}},
	{id: "RUSTSEC-2026-0022", title: "panic when dropping a [Typed]Func::call_async future", since: "39.0.0", fixed: []string{"40.0.4", "41.0.4"}},
	{id: "RUSTSEC-2026-0085", title: "panic when lifting flags component value", fixed: []string{"24.0.7", "36.0.7", "42.0.2", "43.0.1"}},
	{id: "RUSTSEC-2026-0086", title: "host data leakage with 64-bit tables and Winch", fixed: []string{"36.0.7", "42.0.2", "43.0.1"}},
	{id: "RUSTSEC-2026-0088", title: "data leakage between pooling allocator instances", fixed: []string{"36.0.7", "42.0.2", "43.0.1"}},
	{id: "RUSTSEC-2026-0089", title: "host panic when Winch executes table.fill", fixed: []string{"36.0.7", "42.0.2", "43.0.1"}},
	{id: "RUSTSEC-2026-0091", title: "out-of-bounds write or crash when transcoding component model strings", fixed: []string{"24.0.7", "36.0.7", "42.0.2", "43.0.1"}},
	{id: "RUSTSEC-2026-0092", title: "panic when transcoding misaligned component model UTF-16 strings", fixed: []string{"24.0.7", "36.0.7", "42.0.2", "43.0.1"}},
	{id: "RUSTSEC-2026-0093", title: "heap OOB read in component model string transcoding", fixed: []string{"24.0.7", "36.0.7", "42.0.2", "43.0.1"}},
	{id: "RUSTSEC-2026-0094", title: "improperly masked return value from table.grow with Winch", fixed: []string{"36.0.7", "42.0.2", "43.0.1"}},
	{id: "RUSTSEC-2026-0095", title: "Winch may allow a sandbox-escaping memory access", fixed: []string{"36.0.7", "42.0.2", "43.0.1"}},
	{id: "RUSTSEC-2026-0149", title: "WASI path_open(TRUNCATE) bypasses FilePerms::WRITE", fixed: []string{"24.0.9", "36.0.10", "44.0.2", "45.0.0"}},
	{id: "RUSTSEC-2026-0188", title: "WASI hard links and renames bypass FilePerms for destination", fixed: []string{"24.0.11", "36.0.12", "45.0.3", "46.0.1"}},
	{id: "GHSA-m9f7-9w4p-gv38", title: "filesystem sandbox escape when renaming symlinks with trailing slashes", fixed: []string{"36.0.18"}},
	{id: "RUSTSEC-2026-0222", title: "stores can mix up type indices between engines", fixed: []string{"24.0.12", "36.0.13", "46.0.2", "47.0.3"}},
	{id: "RUSTSEC-2026-0316", title: "dynamic record lifting can allocate beyond the hostcall fuel limit", fixed: []string{"36.0.16", "48.0.3", "49.0.1"}},
	{id: "RUSTSEC-2026-0322", title: "excessive allocated memory on the host when guests don't have stdio", fixed: []string{"36.0.17", "48.0.4", "49.0.2"}},
	{id: "RUSTSEC-2026-0327", title: "component async-lifted callback result count is unvalidated", since: "39.0.0", fixed: []string{"48.0.4", "49.0.2"}},
}

// advisoriesOf returns what concerns a version such as v39.0.1 on a platform,
// first what a guest can meet there.
func advisoriesOf(version, arch string) engines.Advisories {
	list := engines.Advisories{Made: advisoriesMade, Source: advisoriesSource, Known: []engines.Advisory{}}
	// A program's own words may follow the version; a replacement is another one.
	own, _, _ := strings.Cut(version, " ")
	v, ok := parseVersion(own)
	if !ok || strings.Contains(version, " replaced by ") || v[0] < listedFrom || v[0] > listedTo {
		list.Unlisted = true
		return list
	}
	for _, a := range advisories {
		if !a.concerns(v) {
			continue
		}
		known := engines.Advisory{ID: a.id, Title: a.title, Fixed: a.fixes(), Meets: a.meets,
			URL: "https://rustsec.org/advisories/" + a.id + ".html"}
		if strings.HasPrefix(a.id, "GHSA-") {
			known.URL = "https://github.com/bytecodealliance/wasmtime/security/advisories/" + a.id
		}
		if a.arch != "" && a.arch != arch {
			known.Meets = ""
		}
		list.Known = append(list.Known, known)
	}
	slices.SortStableFunc(list.Known, func(a, b engines.Advisory) int {
		return cmp.Compare(min(1, len(b.Meets)), min(1, len(a.Meets)))
	})
	return list
}

func (a *listed) fixes() string {
	if len(a.fixed) == 1 && a.since == "" {
		return a.fixed[0] + " and later lines"
	}
	return strings.Join(a.fixed, ", ")
}

func (a *listed) concerns(v [3]int) bool {
	if since, ok := parseVersion(a.since); ok && slices.Compare(v[:], since[:]) < 0 {
		return false
	}
	for _, text := range a.fixed {
		fixed, ok := parseVersion(text)
		if !ok {
			panic("BUG: wasmtime: " + a.id + ": the version " + text)
		}
		if fixed[0] == v[0] && slices.Compare(v[:], fixed[:]) >= 0 {
			return false
		}
	}
	// Behind the last fix nothing has the fault; between two, what has no fix of
	// its own still does.
	last, _ := parseVersion(a.fixed[len(a.fixed)-1])
	return v[0] <= last[0] || len(a.fixed) == 1 && a.since == ""
}

func parseVersion(text string) (v [3]int, ok bool) {
	parts := strings.Split(strings.TrimPrefix(text, "v"), ".")
	if len(parts) != 3 {
		return v, false
	}
	for i, part := range parts {
		n, err := strconv.Atoi(part)
		if err != nil {
			return v, false
		}
		v[i] = n
	}
	return v, true
}

// Advisories are what is known of the wasmtime of a version such as v39.0.1 on
// this platform: what an engine of this package says of itself, for programs
// that have no such engine.
func Advisories(version string) engines.Advisories { return advisoriesOf(version, runtime.GOARCH) }
