package words

import (
	"testing"
)

func TestWords(t *testing.T) {
	for _, tt := range []struct{ got, want string }{
		{Count(0, "row"), "0 rows"},
		{Count(1, "process"), "1 process"},
		{Count(2, "process"), "2 processes"},
		{Count(uint64(1<<64-1), "count"), "18446744073709551615 counts"},
		{Or(), ""},
		{Or("csv"), "csv"},
		{Or("csv", "json"), "csv or json"},
		{Or("csv", "json", "jsonl"), "csv, json or jsonl"},
		{Whole(800001), "800,001"},
		{Whole(1000.5), "1,000.5"},
		{Level(0.99), "99%"},
		{Level(0.9995), "99.95%"},
		{Level(0.99999), "99.999%"},
		{Level(0.999999999), "99.9999999%"},
		{Level(1), "100%"},
		{Level(0.01), "1%"},
		{Percent(0.024), "2.40%"},
		{Percent(0.2), "20%"},
		{Percent(0.1234), "12.3%"},
		{Percent(0.997), "99.70%"},
		{Percent(0.00001234), "0.0012%"},
		{Share(1, 3), "33.3%"},
		{Share(7, 2), "350%"},
		{Share(-1, 3), "-33.3%"},
		{Share(-1, 3000), "0.0%"},
		{Share(1, 0), "-"},
		{Share(1, 8), "12.5%"},
		{Share(9, 8), "112%"},
		{Share(0, 0), "-"},
		{Bytes(1), "1 byte"},
		{Bytes(999), "999 bytes"},
		{Bytes(12345), "12.3 kB"},
		{Bytes(4_000_000), "4.0 MB"},
	} {
		if tt.got != tt.want {
			t.Errorf("%q, want %q", tt.got, tt.want)
		}
	}
}
