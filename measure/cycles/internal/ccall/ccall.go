//go:build cgo

package ccall

/*
#cgo LDFLAGS: -lpthread
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

typedef void *(*entry)(void *env, ...);

// Everything that lives across a call is in callee-saved registers or on the
// stack; a callee that breaks either makes the sum wrong.
static uint64_t pairs(uintptr_t start, uintptr_t stop, void *env, uint64_t n) {
	uint64_t a = 1, b = 2, c = 3, d = 5, e = 7, bad = 0;
	for (uint64_t i = 0; i < n; i++) {
		bad |= (uintptr_t)((entry)start)(env, NULL, NULL, 0, NULL, 0);
		a += i; b ^= a; c += b; d ^= c; e += d;
		bad |= (uintptr_t)((entry)stop)(env, NULL, NULL, 0, NULL, 0);
		a += e;
	}
	return bad ? 0 : a + b + c + d + e;
}

static uint64_t nopairs(uint64_t n) {
	uint64_t a = 1, b = 2, c = 3, d = 5, e = 7;
	for (uint64_t i = 0; i < n; i++) {
		a += i; b ^= a; c += b; d ^= c; e += d;
		a += e;
	}
	return a + b + c + d + e;
}

static void *nothing(void *env, ...) { return NULL; }
static uintptr_t nothing_address(void) { return (uintptr_t)nothing; }

struct job { uintptr_t start, stop; void *env; uint64_t n, sum; };

static void *run(void *p) {
	struct job *j = p;
	j->sum = pairs(j->start, j->stop, j->env, j->n);
	return NULL;
}

static uint64_t on_thread(uintptr_t start, uintptr_t stop, void *env, uint64_t n) {
	struct job j = { start, stop, env, n, 0 };
	pthread_t t;
	if (pthread_create(&t, NULL, run, &j) != 0) return 0;
	pthread_join(t, NULL);
	return j.sum;
}
*/
import "C"

import "unsafe"

// Pairs calls start(env) and stop(env) n times in turn, with live values in
// registers across the calls, and returns a checksum over these: 0 if an
// entry returned anything but NULL, Want(n) if all is well. It is sound if env
// is what goes with start and stop: C hands it to them and does nothing else.
func Pairs(start, stop uintptr, env unsafe.Pointer, n int) uint64 {
	return uint64(C.pairs(C.uintptr_t(start), C.uintptr_t(stop), env, C.uint64_t(n)))
}

// PairsOnThread is Pairs, and as sound, on a thread that Go knows nothing of.
// The thread has ended when it returns.
func PairsOnThread(start, stop uintptr, env unsafe.Pointer, n int) uint64 {
	return uint64(C.on_thread(C.uintptr_t(start), C.uintptr_t(stop), env, C.uint64_t(n)))
}

// Want is the checksum of Pairs.
func Want(n int) uint64 { return uint64(C.nopairs(C.uint64_t(n))) }

// Nothing is the address of a C function that does nothing and returns NULL.
func Nothing() uintptr { return uintptr(C.nothing_address()) }
