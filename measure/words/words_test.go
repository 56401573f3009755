package words

import (
	"math"
	"testing"
)

func TestWords(t *testing.T) {
	const ns, cycles = "ns", "cycles"
	for _, tt := range []struct{ got, want string }{
		{Count(0, "row"), "0 rows"},
		{Count(1, "process"), "1 process"},
		{Count(2, "process"), "2 processes"},
		{Count(uint64(1<<64-1), "count"), "18446744073709551615 counts"},
		{Or(), ""},
		{Or("csv"), "csv"},
		{Or("csv", "json"), "csv or json"},
		{Or("csv", "json", "jsonl"), "csv, json or jsonl"},
		{Quantity(math.NaN(), cycles), "-"},
		{Quantity(math.Inf(1), ns), "-"},
		{Quantity(0, cycles), "0"},
		{Quantity(12.25, cycles), "12.2"},
		{Quantity(999.96, cycles), "1,000.0"},
		{Quantity(1234.5, cycles), "1,234"},
		{Quantity(1234567, cycles), "1,234,567"},
		{Quantity(1.5e9, cycles), "1,500.0 M"},
		{Quantity(2e15, cycles), "2.000e+15"},
		{Quantity(999, ns), "999 ns"},
		{Quantity(0.5, ns), "0.500 ns"},
		{Quantity(999.96, ns), "1.000 µs"},
		{Quantity(12345, ns), "12.35 µs"},
		{Quantity(5.4321e12, ns), "5,432 s"},
		{Quantity(0, ns), "0 ns"},
		{Quantity(7.5, ns), "7.500 ns"},
		{Quantity(999.99, ns), "1.000 µs"},
		{Quantity(1000, ns), "1.000 µs"},
		{Quantity(1234, ns), "1.234 µs"},
		{Quantity(99999, ns), "100.0 µs"},
		{Quantity(999949, ns), "999.9 µs"},
		{Quantity(999999, ns), "1.000 ms"},
		{Quantity(1e9, ns), "1.000 s"},
		{Quantity(1234567890123, ns), "1,235 s"},
		{Quantity(56.5, cycles), "56.5"},
		{Quantity(999, cycles), "999"},
		{Quantity(1000.5, cycles), "1,000"},
		{Quantity(999999999, cycles), "999,999,999"},
		{Quantity(1234567890, cycles), "1,234.6 M"},
		{Quantity(1<<60, cycles), "1.153e+18"},
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
