#include "CWiping.h"

#include <malloc.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

// free(3) and realloc(3) for the whole process, which overwrite what is given back: the text of a bot's config, a
// request in libcurl's buffer, half of a list that grew. Secrets have memory of their own; this is for the copies
// that libraries, and we in passing, make of them.
//
// The C library calls a program's own functions where there are some (glibc manual, "Replacing malloc"), and keeps its
// own under the names below. Whoever brings another allocator has to replace malloc(3) and calloc(3), too; here blocks
// come from the library's own and go back to it.

// A sanitizer has an allocator of its own, which those names would go past.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define SLOTS_HAS_SANITIZER
#endif
#endif

// Set once, before there are other threads.
static bool is_wiping = false;

void slots_wipe_freed_memory(void) { is_wiping = true; }

#ifndef SLOTS_HAS_SANITIZER

extern void *__libc_malloc(size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void __libc_free(void *block);

/// Zeroes in a way that the compiler keeps.
static inline void wipe(void *start, size_t count) {
    memset(start, 0, count);
    __asm__ volatile("" : : "r"(start) : "memory");
}

void free(void *block) {
    if (block == NULL) return;
    if (is_wiping) wipe(block, malloc_usable_size(block));
    __libc_free(block);
}

void *realloc(void *block, size_t size) {
    if (block == NULL) return __libc_malloc(size);
    if (!is_wiping) return __libc_realloc(block, size);
    size_t old_size = malloc_usable_size(block);
    if (size <= old_size) {
        wipe((char *)block + size, old_size - size);
        return __libc_realloc(block, size);
    }
    void *larger = __libc_malloc(size);
    if (larger == NULL) return NULL;
    memcpy(larger, block, old_size);
    free(block);
    return larger;
}

#endif
