// generate writes the C that stands between what wasm2c makes of a module and this
// engine, and finds what the module imports that nobody has. Both follow from the
// header that wasm2c writes, a comment before each import and export:
//
//	/* import: 'bench' 'start' */
//	void Z_benchZ_start(struct Z_bench_instance_t*);
#define _GNU_SOURCE
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "runtime.h"

static const Function bench[] = {
	{"bench", "start", "void Z_benchZ_start(struct Z_bench_instance_t*);", NULL},
	{"bench", "end", "void Z_benchZ_end(struct Z_bench_instance_t*);", NULL},
	{0},
};

static const Function *among(const Function *list, const char *declaration) {
	for (; list->name != NULL; list++)
		if (strcmp(list->declaration, declaration) == 0)
			return list;
	return NULL;
}

// forward writes the definition of a function of WASI: a call of what its slot holds.
static void forward(FILE *out, const char *declaration, const char *name) {
	const char *open = strchr(declaration, '(');
	bool returns = strncmp(declaration, "void", 4) != 0;
	fprintf(out, "static void *slot_%s;\n%.*s(", name, (int)(open - declaration), declaration);
	int n = 0;
	for (const char *p = open + 1; *p != 0 && *p != ')'; n++) {
		size_t length = strcspn(p, ",)");
		fprintf(out, "%s%.*s a%d", n > 0 ? ", " : "", (int)length, p, n);
		for (p += length; *p == ',' || *p == ' '; p++)
			;
	}
	fprintf(out, ") { %s((%.*s (*)", returns ? "return " : "", returns ? 3 : 4, declaration);
	fprintf(out, "%.*s)slot_%s)(", (int)(strrchr(declaration, ')') + 1 - open), open, name);
	for (int i = 0; i < n; i++)
		fprintf(out, "%sa%d", i > 0 ? ", " : "", i);
	fprintf(out, "); }\n");
}

static bool same_start(const char *text, const char *with) { return strncmp(text, with, strlen(with)) == 0; }

bool generate(const char *header, const char *glue, char **lacking) {
	FILE *in = fopen(header, "r"), *out = in == NULL ? NULL : fopen(glue, "w");
	if (out == NULL) {
		fprintf(stderr, "wasm2c: open %s or %s: %m\n", header, glue);
		if (in != NULL)
			fclose(in);
		return false;
	}
	char *line = NULL, *lacks = NULL, *slots = NULL;
	size_t room = 0, lacks_size, slots_size;
	FILE *l = open_memstream(&lacks, &lacks_size), *s = open_memstream(&slots, &slots_size);
	char what[512] = "";
	int missing = 0, hosts = 0;
	bool start = false, init = false;

	// Functions of the runtime become variables: their declarations in wasm-rt.h do.
	for (const Function *f = runtime; f->name != NULL; f++) {
		fprintf(out, "#define %s (*slot_%s)\n", f->name, f->name);
		fprintf(s, "\t{\"%s\", (void **)&slot_%s},\n", f->name, f->name);
	}
	fprintf(out, "#include \"m.c\"\ntypedef struct { void (*start)(uint8_t *), (*end)(uint8_t *); uint8_t *timer; } Window;\n");
	while (getline(&line, &room, in) >= 0) {
		char *text = line + strspn(line, " ");
		text[strcspn(text, "\n")] = 0;
		char kind[8], module[200], name[200];
		if (sscanf(text, "/* %7[a-z]: '%199[^']' '%199[^']'", kind, module, name) == 3 && strcmp(kind, "import") == 0) {
			snprintf(what, sizeof what, "%s.%s", module, name);
			continue;
		}
		if (same_start(text, "void Z_m_instantiate("))
			for (const char *p = text; (p = strchr(p, ',')) != NULL; p++)
				hosts++;
		start = start || strcmp(text, "void Z_mZ__start(Z_m_instance_t*);") == 0;
		init = init || strcmp(text, "void Z_mZ__initialize(Z_m_instance_t*);") == 0;
		if (what[0] == 0)
			continue;
		const Function *f;
		if ((f = among(bench, text)) != NULL) {
			fprintf(out, "void Z_benchZ_%s(struct Z_bench_instance_t *host) { Window *w = (Window *)host; w->%s(w->timer); }\n", f->name, f->name);
		} else if ((f = among(wasi, text)) != NULL) {
			forward(out, text, f->name);
			fprintf(s, "\t{\"%s\", &slot_%s},\n", f->name, f->name);
		} else {
			fprintf(l, "%s%s", missing++ > 0 ? ", " : "the guest imports what this engine does not have, or not with that type: ", what);
		}
		what[0] = 0;
	}
	fclose(l);
	fclose(s);
	fprintf(out, "static void make(void *i, void *host) {\n\tZ_m_init_module();\n\tZ_m_instantiate(i");
	for (int i = 0; i < hosts; i++)
		fprintf(out, ", host");
	fprintf(out, ");\n}\n");
	if (init)
		fprintf(out, "static void initialize(void *i, void *host) { Z_mZ__initialize(i); }\n");
	if (start)
		fprintf(out, "static void start(void *i, void *host) { Z_mZ__start(i); }\n");
	fprintf(out, "static void destroy(void *i) { Z_m_free(i); }\n"
		"static const struct { const char *name; void **at; } slots[] = {\n%s\t{0},\n};\n"
		"__attribute__((visibility(\"default\"))) const struct { size_t size; const void *slots; void *make, *initialize, *start, *destroy; } guest =\n"
		"\t{sizeof(Z_m_instance_t), slots, make, %s, %s, destroy};\n", slots, init ? "initialize" : "0", start ? "start" : "0");
	free(line);
	free(slots);
	if (missing > 0)
		*lacking = lacks;
	else
		free(lacks);
	fclose(in);
	bool ok = fclose(out) == 0;
	if (!ok)
		fprintf(stderr, "wasm2c: write %s: %m\n", glue);
	return ok;
}
