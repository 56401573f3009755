// The functions of wasm-rt.h. wabt's own handle faults for a whole program, and this
// one is Go's: here, what is no guest's fault is handed to the handler that was there.
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include "runtime.h"

static __thread Host *current; // whose guest runs on this thread

void leave(Host *host) {
	siglongjmp(host->leave, 1);
}

static void trap(wasm_rt_trap_t why) {
	if (current == NULL)
		abort();
	current->trap = why;
	leave(current);
}

const char *trap_text(wasm_rt_trap_t trap) {
	switch (trap) {
	case WASM_RT_TRAP_OOB: return "access out of bounds";
	case WASM_RT_TRAP_INT_OVERFLOW: return "integer overflow";
	case WASM_RT_TRAP_DIV_BY_ZERO: return "integer divided by zero";
	case WASM_RT_TRAP_INVALID_CONVERSION: return "not a number converted to an integer";
	case WASM_RT_TRAP_UNREACHABLE: return "unreachable executed";
	case WASM_RT_TRAP_CALL_INDIRECT: return "indirect call of nothing, or of another type";
	case WASM_RT_TRAP_EXHAUSTION: return "call stack exhausted";
	default: return "trapped";
	}
}

// Memories are reserved as far as any address of 32 bits with any offset reaches, so
// that accesses need no check.
static const size_t RESERVED = ((size_t)8 << 30) + (64 << 10);
static const uint64_t PAGE = 64 << 10;

static struct sigaction before[2]; // of SIGSEGV and SIGBUS

static void fault(int signal, siginfo_t *info, void *context) {
	ucontext_t *c = context;
#if defined(__x86_64__)
	uintptr_t stack = (uintptr_t)c->uc_mcontext.gregs[REG_RSP];
#else
	uintptr_t stack = (uintptr_t)c->uc_mcontext.sp;
#endif
	uintptr_t at = (uintptr_t)info->si_addr;
	if (current != NULL && info->si_code > 0) {
		if (current->memory != NULL && at - (uintptr_t)current->memory->data < RESERVED)
			trap(WASM_RT_TRAP_OOB);
		if (at - stack + (1 << 20) < 2 << 20)
			trap(WASM_RT_TRAP_EXHAUSTION);
	}
	struct sigaction *next = &before[signal == SIGBUS];
	if (next->sa_flags & SA_SIGINFO)
		next->sa_sigaction(signal, info, context);
	else if (next->sa_handler == SIG_DFL || next->sa_handler == SIG_IGN)
		sigaction(signal, next, NULL); // and again
	else
		next->sa_handler(signal);
}

static void handle_faults(void) {
	struct sigaction ours = {.sa_sigaction = fault, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
	sigaction(SIGSEGV, &ours, &before[0]);
	sigaction(SIGBUS, &ours, &before[1]);
}

bool enter(Host *host, void (*f)(void *, Host *), void *instance) {
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, handle_faults);
	host->trap = WASM_RT_TRAP_NONE;
	host->exited = false;
	bool returned = false;
	if (sigsetjmp(host->leave, 0) == 0) {
		current = host;
		f(instance, host);
		returned = true;
	}
	current = NULL;
	return returned;
}

static void allocate_memory(wasm_rt_memory_t *m, uint32_t pages, uint32_t most) {
	void *at = mmap(NULL, RESERVED, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (at == MAP_FAILED || mprotect(at, pages * PAGE, PROT_READ | PROT_WRITE) != 0) {
		fprintf(stderr, "wasm2c: no room for a memory of %u pages\n", pages);
		trap(WASM_RT_TRAP_OOB);
	}
	*m = (wasm_rt_memory_t){.data = at, .pages = pages, .max_pages = most, .size = pages * PAGE};
	if (current->memory == NULL)
		current->memory = m;
}

static uint32_t grow_memory(wasm_rt_memory_t *m, uint32_t pages) {
	uint32_t old = m->pages;
	uint64_t new = (uint64_t)old + pages;
	// wasm-rt.h holds sizes in 32 bits.
	if (new > m->max_pages || new >= 65536 || mprotect(m->data, new * PAGE, PROT_READ | PROT_WRITE) != 0)
		return UINT32_MAX;
	m->pages = new;
	m->size = new * PAGE;
	return old;
}

static void free_memory(wasm_rt_memory_t *m) {
	if (m->data != NULL)
		munmap(m->data, RESERVED);
	m->data = NULL;
}

#define TABLES(kind)                                                                                   \
	static void allocate_##kind##_table(wasm_rt_##kind##_table_t *t, uint32_t n, uint32_t most) {      \
		*t = (wasm_rt_##kind##_table_t){.data = calloc(n > 0 ? n : 1, sizeof *t->data), .max_size = most, .size = n}; \
		if (t->data == NULL)                                                                           \
			trap(WASM_RT_TRAP_OOB);                                                                    \
	}                                                                                                  \
	static void free_##kind##_table(wasm_rt_##kind##_table_t *t) {                                     \
		free(t->data);                                                                                 \
		t->data = NULL;                                                                                \
	}                                                                                                  \
	static uint32_t grow_##kind##_table(wasm_rt_##kind##_table_t *t, uint32_t n, wasm_rt_##kind##_t with) { \
		uint32_t old = t->size;                                                                        \
		uint64_t new = (uint64_t)old + n;                                                              \
		if (new > t->max_size)                                                                         \
			return UINT32_MAX;                                                                         \
		void *data = realloc(t->data, (new > 0 ? new : 1) * sizeof *t->data);                          \
		if (data == NULL)                                                                              \
			return UINT32_MAX;                                                                         \
		t->data = data;                                                                                \
		for (t->size = new; n > 0; n--)                                                                \
			t->data[new - n] = with;                                                                   \
		return old;                                                                                    \
	}
TABLES(funcref)
TABLES(externref)

// The number of a function's type is the same for the same type: its place in a list
// of what types are written as. Engines on other threads share it.
static uint32_t register_func_type(uint32_t params, uint32_t results, ...) {
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	static char **types;
	static uint32_t n;
	uint32_t number = 0;
	char *text = malloc(params + results + 2);
	if (text == NULL)
		abort();
	va_list list;
	va_start(list, results);
	for (uint32_t i = 0; i < params + results; i++)
		text[i] = (char)('a' + va_arg(list, int));
	va_end(list);
	text[params + results] = 0;
	memmove(text + params + 1, text + params, results + 1);
	text[params] = ':';
	pthread_mutex_lock(&lock);
	while (number < n && strcmp(types[number], text) != 0)
		number++;
	if (number < n) {
		free(text);
	} else {
		types = realloc(types, ++n * sizeof *types);
		if (types == NULL)
			abort();
		types[number] = text;
	}
	pthread_mutex_unlock(&lock);
	return number + 1;
}

#define OWN(name) {"runtime", "wasm_rt_" #name, NULL, name}
const Function runtime[] = {
	OWN(trap), OWN(register_func_type), OWN(allocate_memory), OWN(grow_memory), OWN(free_memory),
	OWN(allocate_funcref_table), OWN(grow_funcref_table), OWN(free_funcref_table),
	OWN(allocate_externref_table), OWN(grow_externref_table), OWN(free_externref_table),
	{0},
};
