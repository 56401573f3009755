//go:build linux || windows

package job

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestResolvePin(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	allowed, err := allowedCPUs()
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("allowed: %v", allowed)
	last := allowed[len(allowed)-1]
	cpu, why, err := resolvePin(t.Context(), strconv.Itoa(last))
	if err != nil || cpu != last || !strings.HasPrefix(why, fmt.Sprintf("CPU %d, as asked", last)) {
		t.Errorf("CPU %d: %d, %q, %v", last, cpu, why, err)
	}
	cpu, why, err = resolvePin(t.Context(), "auto")
	if err != nil || !strings.HasPrefix(why, fmt.Sprintf("CPU %d, ", cpu)) {
		t.Errorf("auto: %d, %q, %v", cpu, why, err)
	}
	t.Log(why)
	for _, pin := range []string{"", "most", "-1", "1e3", "99999999", "1023"} {
		if slices.Contains(allowed, 1023) && pin == "1023" {
			continue
		}
		if cpu, why, err := resolvePin(t.Context(), pin); !errors.Is(err, ErrPlan) {
			t.Errorf("pin to %q: %d, %q, %v, want ErrPlan", pin, cpu, why, err)
		} else {
			t.Log(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := resolvePin(ctx, "auto"); len(allowed) > 1 && !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if after, err := allowedCPUs(); err != nil || !slices.Equal(after, allowed) {
		t.Errorf("resolving left the thread on %v, %v", after, err)
	}
}
