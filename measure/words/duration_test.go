package words

import (
	"testing"
	"time"
)

func TestDuration(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0s", 1: "1ns", 320_400 * time.Microsecond: "320ms", 8349 * time.Millisecond: "8.3s", 9999 * time.Millisecond: "10s",
		-20 * time.Second: "-20s", 10 * time.Second: "10s", 59_600 * time.Millisecond: "1m", 200 * time.Second: "3m20s", 5 * time.Minute: "5m",
		time.Hour: "1h", 80 * time.Minute: "1h20m", time.Hour + time.Second: "1h0m1s", 10 * time.Hour: "10h",
	} {
		if got := Duration(d); got != want {
			t.Errorf("%d: %s, want %s", d, got, want)
		}
	}
}
