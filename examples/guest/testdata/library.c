// library is a library, not a program: built with -mexec-model=reactor it has an
// _initialize that runs its constructor.
static int factor;

__attribute__((constructor)) static void prepare(void) { factor = 21; }

__attribute__((export_name("scaled"))) int scaled(int n) { return n * factor; }
