// An engine library for sightglass that makes native code of guests: wasm2c of wabt
// makes C of a module, a C compiler a shared library of that, which is loaded. See
// README.md.
#define _GNU_SOURCE
#include <bench-api.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runtime.h"

// Functions of a guest's library, which generate.c writes.
typedef struct {
	size_t size; // of an instance
	const struct { const char *name; void **at; } *slots;
	void (*make)(void *instance, Host *host);
	void (*initialize)(void *instance, Host *host); // NULL if there is none
	void (*start)(void *instance, Host *host);      // likewise
	void (*destroy)(void *instance);
} Guest;

bool generate(const char *header, const char *glue, char **lacking);

typedef struct {
	char *dir, *out, *err, *in;
	Timer compilation, instantiation;
	Host host;
	void *library;  // that was loaded, NULL if none is
	Guest *guest;   // in it
	char *lacking;  // what the module imports and nobody has, NULL if there is nothing
	void *instance; // NULL if there is none
} State;

static char *copy(Text text) {
	char *s = text.at == NULL ? NULL : strndup((const char *)text.at, text.length);
	if (text.at != NULL && s == NULL)
		abort();
	return s;
}

static const char *compiler(void) {
	const char *cc = getenv("CC");
	return cc != NULL && *cc != 0 ? cc : "cc";
}

// run runs a program, whose temporary files belong into a folder, and is whether it
// ended with 0.
static bool run(const char *dir, char *const argv[]) {
	extern char **environ;
	size_t n = 0, kept = 1;
	while (environ[n] != NULL)
		n++;
	char *env[n + 2], tmpdir[4096];
	snprintf(tmpdir, sizeof tmpdir, "TMPDIR=%s", dir);
	env[0] = tmpdir;
	for (size_t i = 0; i < n; i++)
		if (strncmp(environ[i], "TMPDIR=", 7) != 0)
			env[kept++] = environ[i];
	env[kept] = NULL;
	pid_t child;
	int status;
	posix_spawn_file_actions_t files;
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&files, 2, 1);
	int e = posix_spawnp(&child, argv[0], &files, NULL, argv, env);
	posix_spawn_file_actions_destroy(&files);
	if (e != 0) {
		fprintf(stderr, "wasm2c: start %s: %s; apt-get install wabt gcc\n", argv[0], strerror(e));
		return false;
	}
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return false;
	if (status != 0)
		fprintf(stderr, "wasm2c: %s ended with %s %d\n", argv[0], WIFSIGNALED(status) ? "signal" : "code", WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
	return status == 0;
}

static void forget_instance(State *s) {
	if (s->instance != NULL) {
		s->guest->destroy(s->instance);
		free(s->instance);
	}
	s->instance = NULL;
	s->host.memory = NULL;
	for (int i = 0; i < FILES; i++) {
		if (s->host.files[i] >= 0)
			close(s->host.files[i]);
		s->host.files[i] = -1;
	}
}

static void forget_module(State *s) {
	forget_instance(s);
	if (s->library != NULL)
		dlclose(s->library);
	free(s->lacking);
	s->library = NULL;
	s->lacking = NULL;
	s->guest = NULL;
}

int wasm_bench_create(WasmBenchConfig config, void **state) {
	if (config.execution_flags.length > 0) {
		fprintf(stderr, "wasm2c: it has no flags, and is given \"%.*s\"\n", (int)config.execution_flags.length, (const char *)config.execution_flags.at);
		return 1;
	}
	State *s = calloc(1, sizeof *s);
	if (s == NULL)
		abort();
	*state = s;
	s->dir = copy(config.working_dir);
	s->out = copy(config.stdout_path);
	s->err = copy(config.stderr_path);
	s->in = copy(config.stdin_path);
	s->compilation = config.compilation;
	s->instantiation = config.instantiation;
	s->host.window = (Window){config.execution.start, config.execution.end, config.execution.timer};
	for (int i = 0; i < FILES; i++)
		s->host.files[i] = -1;
	return 0;
}

// find is what a slot of a guest's library is for.
static void *find(const char *name) {
	for (const Function *f = runtime; f->name != NULL; f++)
		if (strcmp(f->name, name) == 0)
			return f->at;
	for (const Function *f = wasi; f->name != NULL; f++)
		if (strcmp(f->name, name) == 0)
			return f->at;
	return NULL;
}

static bool load(State *s, const char *path) {
	s->library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	s->guest = s->library == NULL ? NULL : dlsym(s->library, "guest");
	if (s->guest == NULL) {
		fprintf(stderr, "wasm2c: load what was compiled: %s\n", dlerror());
		return false;
	}
	for (int i = 0; s->guest->slots[i].name != NULL; i++) {
		*s->guest->slots[i].at = find(s->guest->slots[i].name);
		if (*s->guest->slots[i].at == NULL) {
			fprintf(stderr, "wasm2c: the code needs %s, which only other versions of wabt know\n", s->guest->slots[i].name);
			return false;
		}
	}
	return true;
}

// build makes a library of the module in a folder, unless the module imports what is
// lacking; instantiate says that.
static bool build(State *s, const char *dir, const uint8_t *wasm, size_t length) {
	char paths[5][4096];
	static const char *const names[] = {"m.wasm", "m.c", "m.h", "glue.c", "m.so"};
	for (int i = 0; i < 5; i++)
		snprintf(paths[i], sizeof paths[i], "%s/%s", dir, names[i]);
	FILE *f = fopen(paths[0], "w");
	bool ok = f != NULL && fwrite(wasm, 1, length, f) == length;
	ok = f != NULL && fclose(f) == 0 && ok;
	if (!ok)
		fprintf(stderr, "wasm2c: write %s: %s\n", paths[0], strerror(errno));
	ok = ok && run(dir, (char *[]){"wasm2c", "-n", "m", "-o", paths[1], paths[0], NULL}) && generate(paths[2], paths[3], &s->lacking);
	if (ok && s->lacking == NULL)
		ok = run(dir, (char *[]){(char *)compiler(), "-O2", "-w", "-DNDEBUG", "-shared", "-fPIC", "-fvisibility=hidden", "-fstack-clash-protection", "-fno-optimize-sibling-calls", "-o", paths[4], paths[3], "-lm", NULL}) && load(s, paths[4]);
	for (int i = 0; i < 5; i++)
		unlink(paths[i]);
	return ok;
}

int wasm_bench_compile(void *state, const uint8_t *wasm, size_t length) {
	State *s = state;
	forget_module(s);
	const char *tmp = getenv("TMPDIR"), *end = s->out == NULL ? NULL : strrchr(s->out, '/');
	char dir[3072];
	s->compilation.start(s->compilation.timer);
	// Beside what the guest prints: a recorder that kills this process for taking too
	// long removes that folder.
	if (end != NULL)
		snprintf(dir, sizeof dir, "%.*s/wasm2c-XXXXXX", (int)(end - s->out), s->out);
	else
		snprintf(dir, sizeof dir, "%s/sightglass-wasm2c-XXXXXX", tmp != NULL && *tmp != 0 ? tmp : "/tmp");
	bool ok = mkdtemp(dir) != NULL;
	if (!ok)
		fprintf(stderr, "wasm2c: make a folder %s: %s\n", dir, strerror(errno));
	if (ok) {
		ok = build(s, dir, wasm, length);
		rmdir(dir);
	}
	s->compilation.end(s->compilation.timer);
	return ok ? 0 : 1;
}

// ended says how a guest ended that did not return, 0 if that was well.
static int ended(Host *h, const char *what) {
	if (h->exited && h->code == 0 && strcmp(what, "execute") == 0)
		return 0;
	if (h->exited)
		fprintf(stderr, "%s: the guest exited with code %u\n", what, h->code);
	else
		fprintf(stderr, "%s: the guest trapped: %s\n", what, trap_text(h->trap));
	return 1;
}

static int open_as(Host *h, int fd, const char *path, int flags) {
	h->files[fd] = open(path, flags | O_CLOEXEC, 0666);
	if (h->files[fd] < 0)
		fprintf(stderr, "instantiate: open %s: %s\n", path, strerror(errno));
	return h->files[fd] >= 0;
}

static void initialize(void *state, Host *host) {
	State *s = state;
	s->guest->make(s->instance, host);
	if (s->guest->initialize != NULL)
		s->guest->initialize(s->instance, host);
}

int wasm_bench_instantiate(void *state) {
	State *s = state;
	Host *h = &s->host;
	forget_instance(s);
	if (s->lacking != NULL || s->guest == NULL) {
		fprintf(stderr, "instantiate: %s\n", s->lacking != NULL ? s->lacking : "nothing was compiled");
		return 1;
	}
	if (!open_as(h, 0, s->in != NULL ? s->in : "/dev/null", O_RDONLY) || !open_as(h, 1, s->out, O_WRONLY | O_CREAT | O_TRUNC) ||
		!open_as(h, 2, s->err, O_WRONLY | O_CREAT | O_TRUNC) || !open_as(h, FOLDER, s->dir, O_PATH | O_DIRECTORY))
		return 1;
	s->instantiation.start(s->instantiation.timer);
	s->instance = calloc(1, s->guest->size);
	if (s->instance == NULL)
		abort();
	bool ok = enter(h, initialize, s);
	s->instantiation.end(s->instantiation.timer);
	if (ok)
		return 0;
	ended(h, "instantiate");
	forget_instance(s);
	return 1;
}

int wasm_bench_execute(void *state) {
	State *s = state;
	if (s->instance == NULL || s->guest->start == NULL) {
		fprintf(stderr, "execute: %s\n", s->instance == NULL ? "there is no instance" : "the module exports no function _start without parameters and results");
		return 1;
	}
	return enter(&s->host, s->guest->start, s->instance) ? 0 : ended(&s->host, "execute");
}

void wasm_bench_free(void *state) {
	State *s = state;
	forget_module(s);
	free(s->dir);
	free(s->out);
	free(s->err);
	free(s->in);
	free(s);
}

// first is the first line that a program prints.
static void first(const char *command, char *line, int n) {
	FILE *f = popen(command, "r");
	line[0] = 0;
	if (f != NULL) {
		if (fgets(line, n, f) == NULL)
			line[0] = 0;
		pclose(f);
	}
	line[strcspn(line, "\n")] = 0;
}

const char *wasm_bench_version(void) {
	static char version[100];
	char wabt[40], cc[40], command[256];
	snprintf(command, sizeof command, "%s -dumpfullversion -dumpversion 2>/dev/null", compiler());
	first("wasm2c --version 2>/dev/null", wabt, sizeof wabt);
	first(command, cc, sizeof cc);
	snprintf(version, sizeof version, "wabt-%s+%s-%s", wabt, compiler(), cc);
	return version;
}
