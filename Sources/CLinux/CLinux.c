#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <stdio.h>
#include <sys/prctl.h>

int32_t slots_renameat2(int32_t from_directory, const char *from, int32_t to_directory, const char *to,
                        uint32_t flags) {
    return renameat2(from_directory, from, to_directory, to, flags) == 0 ? 0 : errno;
}

int32_t slots_forbid_dumps(void) {
    return prctl(PR_SET_DUMPABLE, 0L, 0L, 0L, 0L) == 0 ? 0 : errno;
}
