// An engine that runs nothing, calls its timers as it should, and prints what it
// was given; with a macro it does one thing wrong.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench-api.h"

static WasmBenchConfig config;
static char text[4000];
static int instances;

#ifdef OTHER // another build of the same
const char *other = "another build";
#endif

#ifdef CRASH_ON_LOAD
__attribute__((constructor)) static void load(void) { abort(); }
#endif

#ifdef NEEDS
int needed(void);
#endif

static void say(const char *name, Text t) {
	sprintf(text + strlen(text), "%s=%.*s%s\n", name, (int)t.length, (const char *)t.at, t.at == NULL ? "(null)" : "");
}

static void phase(Timer t) {
#ifdef BACKWARDS
	t.end(t.timer);
	t.start(t.timer);
#elif !defined(NEVER)
	t.start(t.timer);
	t.end(t.timer);
#endif
#ifdef TWICE
	t.start(t.timer);
	t.end(t.timer);
#endif
#ifdef OPEN
	t.start(t.timer);
#endif
#ifdef MANY
	for (int i = 0; i < 100; i++)
		t.start(t.timer);
#endif
}

int wasm_bench_create(WasmBenchConfig c, void **state) {
#ifdef CRASH_IN_CREATE
	fprintf(stderr, "no engine today\n");
	abort();
#endif
#ifdef FAILS_IN_CREATE
	fprintf(stderr, "unknown flag\n");
	return 7;
#endif
#ifdef NEEDS
	needed();
#endif
	config = c;
	instances = 0;
	*text = 0;
	say("working_dir", c.working_dir);
	say("stdout_path", c.stdout_path);
	say("stderr_path", c.stderr_path);
	say("stdin_path", c.stdin_path);
	say("execution_flags", c.execution_flags);
#ifndef NO_STATE
	*state = text;
#endif
	return 0;
}

void wasm_bench_free(void *state) {}

int wasm_bench_compile(void *state, const uint8_t *wasm, size_t length) {
#ifdef FAILS_IN_COMPILE
	fprintf(stderr, "no compiler today\n");
	return -3;
#endif
#ifdef HANGS
	for (;;)
		pause();
#endif
	phase(config.compilation);
	return 0;
}

int wasm_bench_instantiate(void *state) {
#ifdef ONE_INSTANCE
	if (instances++ > 0)
		return 1;
#endif
	config.instantiation.start(config.instantiation.timer);
	config.instantiation.end(config.instantiation.timer);
	return 0;
}

#ifndef NO_EXECUTE
int wasm_bench_execute(void *state) {
	char path[1000];
	const char *small = getenv("WASM_BENCH_USE_SMALL_WORKLOAD");
	snprintf(path, sizeof path, "%s", strstr(text, "stdout_path=") + strlen("stdout_path="));
	*strchr(path, '\n') = 0;
	FILE *f = fopen(path, "w");
	if (f == NULL)
		return 1;
	fprintf(f, "%ssmall=%s\n", text, small ? small : "(null)");
	fclose(f);
#ifdef FAILS_IN_EXECUTE
	fprintf(stderr, "no execution today\n");
	return 1;
#endif
#ifdef COMPILES_IN_EXECUTE
	phase(config.compilation);
#endif
#ifdef MOVES
	if (chdir("/") != 0)
		return 1;
#endif
#ifdef EXITS
	exit(EXITS);
#endif
#ifdef FORKS // a child that lives on, with all that it has of its parent's
	if (fork() == 0) {
		sleep(60);
		_exit(0);
	}
#endif
#ifndef NEVER_EXECUTES
	config.execution.start(config.execution.timer);
	config.execution.end(config.execution.timer);
#endif
	return 0;
}
#endif

// One that the program that loads the library may have as well.
int wasm_engine_new(void) { return 42; }
const char *wasm_bench_version(void) {
	static char version[40];
	snprintf(version, sizeof version, "own symbols %d", wasm_engine_new());
	return version;
}
