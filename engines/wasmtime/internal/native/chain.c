// bench.start and bench.end without Go: a measure's own entry points, or a
// chain that enters several measures one after the other.
#include <stdlib.h>

#include "_cgo_export.h"
#include "native.h"

typedef void *(*entry)(void *env);

// struct part is a link as it is walked. A measure that only Go can start is
// entered through go_start and go_stop, with the part's own address as env.
struct part {
	entry start, stop;
	void *env;
	size_t index; // of a Go measure
};

struct chain {
	uint64_t calls; // a measure.Calls
	size_t n, references;
	struct part parts[];
};

static void *go_start(void *env) {
	sightglassStart(((struct part *)env)->index);
	return NULL;
}

static void *go_stop(void *env) {
	sightglassStop(((struct part *)env)->index);
	return NULL;
}

// The last part is called by a jump, so that nothing of the chain lies between
// its stamp and the guest. The calls are written first, and so the chain's
// page and cache line are there.
static void *chain_start(void *env) {
	struct chain *c = env;
	c->calls = c->calls << 2 | 1;
	if (c->n == 0)
		return NULL;
	struct part *p = c->parts, *last = p + c->n - 1;
	for (; p < last; p++)
		p->start(p->env);
	return last->start(last->env);
}

static void *chain_stop(void *env) {
	struct chain *c = env;
	for (size_t i = c->n; i > 0; i--)
		c->parts[i - 1].stop(c->parts[i - 1].env);
	c->calls = c->calls << 2 | 2;
	return NULL;
}

static void chain_release(void *env) {
	struct chain *c = env;
	if (--c->references > 0)
		return;
	for (size_t i = 0; i < c->n; i++)
		if (c->parts[i].start == go_start)
			sightglassRelease(c->parts[i].index);
	free(c);
}

wasmtime_error_t *sightglass_define(wasmtime_linker_t *linker, sightglass_entries e) {
	wasm_valtype_vec_t params = {0, NULL}, results = {0, NULL};
	wasm_functype_t *type = wasm_functype_new(&params, &results);
	// env is the first parameter of the callback, and the entry ignores the
	// others, which every calling convention that has entry points allows.
	wasmtime_error_t *error = wasmtime_linker_define_func_unchecked(linker, "bench", 5, "start", 5, type,
		(wasmtime_func_unchecked_callback_t)e.start, e.env, e.release);
	if (error == NULL)
		error = wasmtime_linker_define_func_unchecked(linker, "bench", 5, "end", 3, type,
			(wasmtime_func_unchecked_callback_t)e.stop, e.env, e.release);
	else if (e.release != NULL)
		e.release(e.env); // for the second, which was not tried
	wasm_functype_delete(type);
	return error;
}

void sightglass_rehearse(uintptr_t start, uintptr_t stop, void *env) {
	((entry)start)(env);
	((entry)stop)(env);
}

sightglass_entries sightglass_chain(sightglass_link *links, size_t n, uint64_t **calls) {
	struct chain *c = malloc(sizeof *c + n * sizeof(struct part));
	if (c == NULL)
		abort();
	c->calls = 0;
	c->n = n;
	c->references = 2; // one for each function that wasmtime finalizes
	for (size_t i = 0; i < n; i++) {
		struct part *p = &c->parts[i];
		if (links[i].start != 0)
			*p = (struct part){(entry)links[i].start, (entry)links[i].stop, (void *)links[i].env, 0};
		else
			*p = (struct part){go_start, go_stop, p, links[i].env};
	}
	*calls = &c->calls;
	return (sightglass_entries){(uintptr_t)chain_start, (uintptr_t)chain_stop, c, chain_release};
}
