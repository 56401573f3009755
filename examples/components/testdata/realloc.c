// cabi_realloc is where a host allocates what it hands to a component. Without it, the
// adapter of WASI preview 1 takes pages that the C library of 2022 takes, too.
#include <stdlib.h>
#include <string.h>

__attribute__((export_name("cabi_realloc")))
void *cabi_realloc(void *old, size_t old_size, size_t align, size_t size) {
	size_t rounded = (size + align - 1) / align * align;
	void *new = aligned_alloc(align < sizeof(void *) ? sizeof(void *) : align, rounded == 0 ? align : rounded);
	if (new == NULL)
		abort();
	if (old != NULL) {
		memcpy(new, old, old_size < size ? old_size : size);
		free(old);
	}
	return new;
}
