package words

import (
	"strings"
	"time"
)

// Duration is how long something takes, for people: to the second from 10 s on,
// below to two digits: "3m20s", "5m", "1h20m", "8.3s", "320ms".
func Duration(d time.Duration) string {
	to := time.Second
	for d.Abs() < 10*to && to > 1 {
		to /= 10
	}
	text := d.Round(to).String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}
