#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <sys/xattr.h>

int32_t slots_renameat2(int32_t from_directory, const char *from, int32_t to_directory, const char *to,
                        uint32_t flags) {
    return renameat2(from_directory, from, to_directory, to, flags) == 0 ? 0 : errno;
}

int32_t slots_is_mount_point(int32_t directory, const char *name) {
    struct statx status;
    int flags = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT;
    if (statx(directory, name, flags, STATX_TYPE, &status) != 0) return -errno;
    return (status.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
}

int32_t slots_hold_alone(int32_t file) {
    // The signal that tells of somebody who waits; its default, SIGIO, would end the process.
    if (fcntl(file, F_SETSIG, SIGURG) != 0) return errno;
    return fcntl(file, F_SETLEASE, F_WRLCK) == 0 ? 0 : errno;
}

int32_t slots_forbid_dumps(void) {
    return prctl(PR_SET_DUMPABLE, 0L, 0L, 0L, 0L) == 0 ? 0 : errno;
}

void slots_forbid_crash_reports(void) {
    static const int faults[] = {SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV};
    for (size_t index = 0; index < sizeof faults / sizeof faults[0]; index++) {
        struct sigaction action;
        if (sigaction(faults[index], NULL, &action) != 0 || action.sa_handler == SIG_IGN) continue;
        signal(faults[index], SIG_DFL);
    }
}

int32_t slots_spawn_change_folder(void *actions, const char *path) {
    return posix_spawn_file_actions_addchdir_np(actions, path);
}

int32_t slots_spawn_close_from(void *actions, int32_t lowest) {
    return posix_spawn_file_actions_addclosefrom_np(actions, lowest);
}

/// The kernel's limit for a list of names and for a value (xattr(7)).
enum { attribute_limit = 64 << 10 };

int32_t slots_copy_open_attributes(int32_t from, int32_t to) {
    char *names = malloc(2 * attribute_limit);
    if (names == NULL) return ENOMEM;
    char *value = names + attribute_limit;
    int32_t result = 0;

    ssize_t length = flistxattr(from, names, attribute_limit);
    if (length < 0 && errno != ENOTSUP) result = errno;
    for (char *name = names; result == 0 && length > 0 && name < names + length; name += strlen(name) + 1) {
        ssize_t size = fgetxattr(from, name, value, attribute_limit);
        if (size < 0) {
            if (errno != ENODATA && errno != EPERM && errno != EACCES) result = errno;
            continue;
        }
        if (fsetxattr(to, name, value, (size_t)size, 0) != 0 && errno != ENOTSUP && errno != EPERM) {
            result = errno;
        }
    }
    free(names);
    return result;
}

int32_t slots_remove_access_list(int32_t file) {
    if (fremovexattr(file, "system.posix_acl_access") == 0) return 0;
    return errno == ENODATA || errno == ENOTSUP ? 0 : errno;
}

int32_t slots_may_be_dumped(void) {
    int answer = prctl(PR_GET_DUMPABLE, 0L, 0L, 0L, 0L);
    return answer < 0 ? -errno : answer != 0;
}

int32_t slots_clock_is_synchronized(int64_t *maximum_error) {
    struct timex clock = {0};
    int state = adjtimex(&clock);
    if (state < 0) return -errno;
    *maximum_error = clock.maxerror;
    return state != TIME_ERROR && (clock.status & STA_UNSYNC) == 0;
}

static int argument_count;
static char **arguments;

// glibc hands main's parameters to constructors, too.
__attribute__((constructor)) static void keep_arguments(int count, char **values) {
    argument_count = count;
    arguments = values;
}

int32_t slots_argument_count(void) { return argument_count; }

char **slots_arguments(void) { return arguments; }

int32_t slots_unnamed_file(void) { return memfd_create("slots", MFD_CLOEXEC); }

void slots_start_flush(int32_t file) {
    // fsync(2) comes later and tells what went wrong.
    (void)sync_file_range(file, 0, 0, SYNC_FILE_RANGE_WRITE);
}
