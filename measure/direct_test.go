package measure

import "testing"

func TestCalls(t *testing.T) {
	if OneWindow.Len() != 2 || OneWindow.At(0) != CallStart || OneWindow.At(1) != CallStop {
		t.Errorf("one window is %b", OneWindow)
	}
	if c := Calls(0).Then(OneWindow); c != OneWindow {
		t.Errorf("nothing and then one window is %b", c)
	}
	if c := OneWindow.Then(0); c != OneWindow {
		t.Errorf("one window and then nothing is %b", c)
	}
	c := CallStop.Then(CallStop).Then(CallStart)
	if c.Len() != 3 || c.At(0) != CallStop || c.At(1) != CallStop || c.At(2) != CallStart {
		t.Errorf("stop, stop, start is %b", c)
	}
	// What begins with a start has a highest bit of 0, and so does nothing.
	for n := range 40 {
		c = c<<2 | CallStart
		if want := min(n+4, 32); c.Len() != want {
			t.Errorf("%d calls have length %d", n+4, c.Len())
		}
	}
	if c == OneWindow {
		t.Error("many calls look like one window")
	}
}
