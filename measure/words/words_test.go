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
		{Whole(800001), "800,001"},
		{Whole(1000.5), "1,000.5"},
		{Ratio(1), "1.0000"},
		{Ratio(999999), "999999.0000"},
		{Ratio(1e6), "1.00e+06"},
		{Ratio(0.00009), "9.00e-05"},
		{ShortRatio(0.5), "0.500"},
		{ShortRatio(12.3456), "12.35"},
		{ShortRatio(1e6), "1.00e+06"},
		{Level(0.99), "99%"},
		{Level(0.9995), "99.95%"},
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
