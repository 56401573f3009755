package doctor

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
)

const cgroups = "sys/fs/cgroup"

// quota is how much processor time a group may use.
type quota struct {
	file      string // that says so
	unlimited string // what to write there to lift it
	cpus      float64
	throttled string // how often it has stopped processes, "" if not known
}

// cgroupQuota looks at this process's groups and all above them, in the first
// and the second version of control groups: the tightest one binds.
func cgroupQuota(e *exam) result {
	text, r, ok := e.text("proc/self/cgroup")
	if !ok {
		return r
	}
	var tightest *quota
	seen := false
	for line := range strings.Lines(text) {
		f := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(f) != 3 {
			continue
		}
		read, mounts := e.quota1, []string{cgroups + "/" + f[1], cgroups + "/cpu", cgroups + "/cpu,cpuacct"}
		if f[0] == "0" && f[1] == "" {
			read, mounts = e.quota2, []string{cgroups, cgroups + "/unified"}
		} else if !slices.Contains(strings.Split(f[1], ","), "cpu") {
			continue
		}
		for _, mount := range mounts {
			seen = seen || e.has(mount)
			// In a container the path may be the host's, and the mount the
			// container's own.
			for _, dir := range upwards(f[2]) {
				q := read(path.Join(mount, dir))
				if q != nil && (tightest == nil || q.cpus < tightest.cpus) {
					tightest = q
				}
			}
		}
	}
	switch {
	case tightest != nil:
		return found("echo "+tightest.unlimited+" | sudo tee /"+tightest.file, "%.3g CPUs, by /%s%s", tightest.cpus, tightest.file, tightest.throttled)
	case !seen:
		return unknown("control groups are not mounted below /%s", cgroups)
	}
	return fine("none")
}

// upwards returns a group's path and those above it, the root last.
func upwards(group string) (dirs []string) {
	for dir := path.Clean("/" + group); ; dir = path.Dir(dir) {
		dirs = append(dirs, dir)
		if dir == "/" {
			return dirs
		}
	}
}

// quota2 reads "50000 100000" or "max 100000", in microseconds.
func (e *exam) quota2(dir string) *quota {
	file := path.Join(dir, "cpu.max")
	text, _, ok := e.text(file)
	f := strings.Fields(text)
	if !ok || len(f) != 2 {
		return nil
	}
	return e.newQuota(dir, file, "max", f[0], f[1])
}

// quota1 reads the same from two files; the quota is -1 without a limit.
func (e *exam) quota1(dir string) *quota {
	file := path.Join(dir, "cpu.cfs_quota_us")
	micros, _, ok := e.text(file)
	period, _, ok2 := e.text(path.Join(dir, "cpu.cfs_period_us"))
	if !ok || !ok2 {
		return nil
	}
	return e.newQuota(dir, file, "-1", micros, period)
}

func (e *exam) newQuota(dir, file, unlimited, micros, period string) *quota {
	m, err := strconv.ParseInt(micros, 10, 64)
	p, err2 := strconv.ParseInt(period, 10, 64)
	if err != nil || err2 != nil || m <= 0 || p <= 0 {
		return nil
	}
	q := &quota{file: file, unlimited: unlimited, cpus: float64(m) / float64(p)}
	stat, _, _ := e.text(path.Join(dir, "cpu.stat"))
	for line := range strings.Lines(stat) {
		if n, ok := strings.CutPrefix(strings.TrimSpace(line), "nr_throttled "); ok {
			q.throttled = fmt.Sprintf("; it has stopped processes %s times", n)
		}
	}
	return q
}
