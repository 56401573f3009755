package doctor

import (
	"io/fs"
	"strconv"
	"strings"

	"github.com/sightglass-go/sightglass/measure/words"
)

// noRandomize is ADDR_NO_RANDOMIZE of <sys/personality.h>, which setarch sets.
const noRandomize = 0x0040000

func aslr(e *exam) result {
	if text, _, ok := e.text("proc/self/personality"); ok {
		if p, err := strconv.ParseUint(text, 16, 64); err == nil && p&noRandomize != 0 {
			return fine("off for this process")
		}
	}
	n, r, ok := e.number("proc/sys/kernel/randomize_va_space")
	switch {
	case !ok:
		return r
	case n == 0:
		return fine("off")
	}
	return found("setarch --addr-no-randomize sightglass ...", "on (randomize_va_space is %d)", n)
}

func hugePages(e *exam) result {
	const file = "sys/kernel/mm/transparent_hugepage/enabled"
	text, r, ok := e.text(file)
	if !ok {
		return r
	}
	_, rest, _ := strings.Cut(text, "[")
	chosen, _, ok := strings.Cut(rest, "]")
	switch {
	case !ok:
		return unknown("/%s says %.40q", file, text)
	case chosen == "always":
		return found("echo madvise | sudo tee /"+file, "transparent huge pages: %s", chosen)
	}
	return fine("transparent huge pages: %s", chosen)
}

// swapped returns how many pages went to or came from swap since boot.
func (e *exam) swapped() (pages uint64, ok bool) {
	text, err := fs.ReadFile(e.root, "proc/vmstat")
	if err != nil {
		return 0, false
	}
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		if name == "pswpin" || name == "pswpout" {
			n, err := strconv.ParseUint(value, 10, 64)
			if err != nil {
				return 0, false
			}
			pages += n
			ok = true
		}
	}
	return pages, ok
}

func swap(e *exam) result {
	switch {
	case e.stopped != nil:
		return unknown("watching was stopped: %v", e.stopped)
	case !e.before.pagesKnown || !e.after.pagesKnown:
		return unknown("/proc/vmstat does not count swapped pages")
	case e.after.pages > e.before.pages:
		return found("free -m; ps -eo rss,pid,comm --sort=-rss | head", "%s swapped while watching",
			words.Count(int(e.after.pages-e.before.pages), "page"))
	}
	return fine("no page was swapped while watching")
}
