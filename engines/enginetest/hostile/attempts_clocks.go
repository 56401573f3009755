package hostile

// onClocks are calls with clocks that there are not and times that are past:
// the guest learns what time it is, and nothing else happens. A sleep without
// end is in the guest sleep-forever.
func onClocks() (list attempts) {
	const realtime, monotonic, absolute = 0, 1, 1
	for _, clock := range []uint64{0, 1, 2, 3, 4, 99, 1<<32 - 1} {
		list.harmless("clock_time_get "+num(clock), calls("clock_time_get", clock, 0, resultAt))
		list.harmless("clock_res_get "+num(clock), calls("clock_res_get", clock, resultAt))
	}
	sleep := func(name string, clock, timeout, flags uint64) {
		list.harmless("poll_oneoff "+name, func(c *caller) Errno {
			c.subscribe(0, 0, clock, timeout, flags)
			return c.call("poll_oneoff", subscriptionAt, bufferAt, 1, resultAt)
		})
	}
	// Beside a nanosecond of sleep: wazero v1.12 sleeps forever if nothing but
	// such descriptors is asked for.
	poll := func(kind, fd uint64) func(*caller) Errno {
		return func(c *caller) Errno {
			c.subscribe(0, kind, fd, 0, 0)
			c.subscribe(1, 0, monotonic, 1, 0)
			return c.call("poll_oneoff", subscriptionAt, bufferAt, 2, resultAt)
		}
	}
	sleep("till 1970", realtime, 1, absolute)
	sleep("till the machine's start", monotonic, 1, absolute)
	sleep("for no time", monotonic, 0, 0)
	sleep("for a nanosecond", monotonic, 1, 0)
	sleep("by the processor's clock", 2, 1, 0)
	sleep("by a clock that there is not", 99, 1, 0)
	sleep("with flags that there are not", monotonic, 1, 77)
	for _, fd := range []uint64{stdin, stdout, folder, 4, 17, 1 << 31} {
		list.harmless("poll_oneoff for reading "+num(fd), poll(1, fd))
		list.harmless("poll_oneoff for writing "+num(fd), poll(2, fd))
	}
	list.refuse("poll_oneoff for what there is not", poll(77, 0))
	list.refuse("poll_oneoff for nothing", calls("poll_oneoff", subscriptionAt, bufferAt, 0, resultAt))
	list.harmless("sched_yield", calls("sched_yield"))
	return list
}

// subscribe puts the nth subscription: to a clock (kind 0), or to a descriptor
// that can be read (1) or written (2), whose number is then in clock.
func (c *caller) subscribe(nth, kind, clock, timeout, flags uint64) {
	for i, word := range []uint64{42, kind, clock, timeout, 0, flags} {
		c.do("store64", subscriptionAt+48*nth+8*uint64(i), word)
	}
}
