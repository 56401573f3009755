package soak

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

func missing() error {
	if _, err := os.Stat("/proc/self/status"); err != nil {
		return fmt.Errorf("%w: resident memory, descriptors, threads, mappings and children need /proc: %w", ErrMissing, err)
	}
	return nil
}

// system and memory fill in what the kernel knows. What cannot be read is
// Unknown.
func (s *Sample) system() {
	s.Descriptors = entries("/proc/self/fd")
	s.Children = children(os.Getpid())
}

func (s *Sample) memory() {
	s.Resident, s.Threads, s.Mappings = Unknown, Unknown, Unknown
	// The first is exact. VmRSS of the second, as statm, may lag behind by
	// some pages for each CPU.
	if text, err := os.ReadFile("/proc/self/smaps_rollup"); err == nil {
		s.Resident = kilobytes(text, "\nRss:")
	}
	if text, err := os.ReadFile("/proc/self/status"); err == nil {
		if s.Resident == Unknown {
			s.Resident = kilobytes(text, "\nVmRSS:")
		}
		s.Threads = number(text, "\nThreads:")
	}
	if text, err := os.ReadFile("/proc/self/maps"); err == nil {
		s.Mappings = int64(bytes.Count(text, []byte("\n")))
	}
}

func kilobytes(text []byte, key string) int64 {
	if n := number(text, key); n != Unknown {
		return n << 10
	}
	return Unknown
}

// number is what stands behind a key in a file of /proc.
func number(text []byte, key string) int64 {
	_, rest, ok := bytes.Cut(text, []byte(key))
	fields := bytes.Fields(rest[:min(len(rest), 80)])
	if !ok || len(fields) == 0 {
		return Unknown
	}
	n, err := strconv.ParseInt(string(fields[0]), 10, 64)
	if err != nil {
		return Unknown
	}
	return n
}

// children counts the processes whose parent is the given one.
func children(pid int) (n int64) {
	paths, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil || len(paths) == 0 {
		return Unknown
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended
		}
		// pid (name) state ppid ...: a name may hold anything.
		fields := bytes.Fields(text[bytes.LastIndexByte(text, ')')+1:])
		if len(fields) > 1 && string(fields[1]) == strconv.Itoa(pid) {
			n++
		}
	}
	return n
}
