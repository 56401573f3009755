// A stand-in for VTune's collector, which writes what it was called with to LOG. The
// structures are the API's, in C's own words.
//
//	(nothing)  fills in the functions of the program's descriptor, as newer collectors do
//	CREATES    does, too, and creates domains and names itself
//	OLD        is asked for each function by its name
//	OFF        has the domain switched off
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct domain { volatile int flags; const char *name; void *wide; int extra1; void *extra2; struct domain *next; } domain;
typedef struct handle { const char *name; void *wide; int extra1; void *extra2; struct handle *next; } handle;
typedef struct { unsigned long long d1, d2, d3; } id;
typedef struct { const char *name; void **function; void *init, *null; int group; } info;
typedef struct global {
	unsigned char magic[8];
	unsigned long major, minor, build;
	volatile long initialized, mutex_initialized, counter;
	pthread_mutex_t mutex;
	void *library, *error_handler;
	const char **dll_path;
	info *list;
	struct global *next;
	void *threads;
	domain *domains;
	handle *handles;
	int state;
	void *counters;
	unsigned int pt_events;
	void *histograms;
} global;

static global *program;

static void say(const char *format, ...) {
	FILE *f = fopen(LOG, "a");
	if (!f) abort();
	va_list args;
	va_start(args, format);
	vfprintf(f, format, args);
	va_end(args);
	fclose(f);
}

// known is whether the program's own lists hold what a task is begun with.
static int known(const domain *d, const handle *h) {
	if (!program || !program->domains) return 1; // they are this library's
	int found = 0;
	for (domain *i = program->domains; i; i = i->next) found += i == d;
	for (handle *i = program->handles; i; i = i->next) found += i == h;
	return found == 2;
}

static void begin(const domain *d, id task, id parent, const handle *name) {
	unsigned long long ids = task.d1 | task.d2 | task.d3 | parent.d1 | parent.d2 | parent.d3;
	say("begin %s %s%s%s\n", d->name, name->name, ids ? " with an id" : "", known(d, name) ? "" : " unknown");
}
static void end(const domain *d) { say("end %s\n", d->name); }

static domain *create_domain(const char *name) {
	domain *d = calloc(1, sizeof *d);
#ifndef OFF
	d->flags = 1;
#endif
	d->name = strdup(name);
	say("domain %s\n", name);
	return d;
}
static handle *create_handle(const char *name) {
	handle *h = calloc(1, sizeof *h);
	h->name = strdup(name);
	say("name %s\n", name);
	return h;
}

#ifdef OLD
domain *__itt_domain_create(const char *name) { return create_domain(name); }
handle *__itt_string_handle_create(const char *name) { return create_handle(name); }
void __itt_task_begin(const domain *d, id task, id parent, const handle *name) { begin(d, task, parent, name); }
void __itt_task_end(const domain *d) { end(d); }
#else
void __itt_api_init(global *g, int groups) {
	static const unsigned char magic[8] = {0xED, 0xAB, 0xAB, 0xEC, 0x0D, 0xEE, 0xDA, 0x30};
	say("init %s, version %lu.%lu.%lu, groups %d, state %d, library %d\n", memcmp(g->magic, magic, 8) ? "something else" : "an ITT program",
		g->major, g->minor, g->build, groups, g->state, g->library != NULL);
	if (pthread_mutex_lock(&g->mutex) || pthread_mutex_unlock(&g->mutex)) say("the mutex does not work\n");
	program = g;
	for (info *i = g->list; i->name; i++) {
		*i->function = i->null;
		if (!strcmp(i->name, "__itt_task_begin")) *i->function = (void *)begin;
		if (!strcmp(i->name, "__itt_task_end")) *i->function = (void *)end;
#ifdef CREATES
		if (!strcmp(i->name, "__itt_domain_create")) *i->function = (void *)create_domain;
		if (!strcmp(i->name, "__itt_string_handle_create")) *i->function = (void *)create_handle;
#endif
	}
	(void)create_domain, (void)create_handle;
}
#endif
