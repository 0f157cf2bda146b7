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
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <sys/xattr.h>
#include <unistd.h>

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

static sigset_t ignored_at_start;
static sigset_t blocked_at_start;

static void keep_signals(void) {
    sigemptyset(&ignored_at_start);
    for (int number = 1; number < NSIG; number++) {
        struct sigaction action;
        if (sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN) {
            sigaddset(&ignored_at_start, number);
        }
    }
    sigprocmask(SIG_BLOCK, NULL, &blocked_at_start);
}

// glibc hands main's parameters to constructors, too.
__attribute__((constructor)) static void keep_start(int count, char **values) {
    argument_count = count;
    arguments = values;
    keep_signals();
}

void slots_restore_signal_actions(void) {
    for (int number = 1; number < NSIG; number++) {
        // Those that cannot be changed, and those of the threads' library, are refused.
        signal(number, sigismember(&ignored_at_start, number) == 1 ? SIG_IGN : SIG_DFL);
    }
}

int32_t slots_restore_signal_mask(void) { return pthread_sigmask(SIG_SETMASK, &blocked_at_start, NULL); }

int32_t slots_close_on_exec(uint32_t lowest, uint32_t highest) {
    if (close_range(lowest, highest, CLOSE_RANGE_CLOEXEC) == 0) return 0;
    // Containers' filters answer EPERM for a call that they do not know.
    if (errno != ENOSYS && errno != EINVAL && errno != EPERM) return errno;
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return errno;
    for (uint32_t file = lowest; file <= highest && file < limit.rlim_cur; file++) {
        int flags = fcntl((int)file, F_GETFD);
        if (flags >= 0 && fcntl((int)file, F_SETFD, flags | FD_CLOEXEC) != 0) return errno;
    }
    return 0;
}

char **slots_environment(void) { return environ; }

int32_t slots_argument_count(void) { return argument_count; }

char **slots_arguments(void) { return arguments; }

int32_t slots_unnamed_file(void) { return memfd_create("slots", MFD_CLOEXEC); }

void slots_start_flush(int32_t file) {
    // fsync(2) comes later and tells what went wrong.
    (void)sync_file_range(file, 0, 0, SYNC_FILE_RANGE_WRITE);
}
