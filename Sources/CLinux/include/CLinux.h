#pragma once

// Linux calls that Glibc's Swift overlay does not import.

#include <stdint.h>

/// renameat2(2): returns 0, or an errno value.
int32_t slots_renameat2(int32_t from_directory, const char *from, int32_t to_directory, const char *to,
                        uint32_t flags);

/// statx(2): 1 when something is mounted at this name itself, 0 when not or where the kernel does not tell (before 5.8), or
/// a negative errno value.
int32_t slots_is_mount_point(int32_t directory, const char *name);

/// fcntl(F_SETLEASE): whoever opens the file from now on waits until this descriptor is closed, or the kernel's time for
/// it is over (45 s). Nobody else may have it open. Returns 0, or an errno value.
int32_t slots_hold_alone(int32_t file);

/// prctl(PR_SET_DUMPABLE, 0): no core dump and no ptrace by others. Returns 0, or an errno value.
int32_t slots_forbid_dumps(void);

/// Gives every signal of a fault, and SIGQUIT, its default action back; what is ignored stays ignored.
void slots_forbid_crash_reports(void);

/// Copies the extended attributes of one open file (access lists among them) to another. Attributes that the target's
/// file system or our rights do not allow are passed over. Returns 0, or an errno value.
int32_t slots_copy_open_attributes(int32_t from, int32_t to);

/// Takes away an open file's access list (acl(5)), such as the one that a new file inherits from its folder; one without
/// stays as it is. Returns 0, or an errno value.
int32_t slots_remove_access_list(int32_t file);

/// Begins to write what an open file has in memory to the disk, and does not wait for it: sync_file_range(2).
void slots_start_flush(int32_t file);

/// For a `posix_spawn_file_actions_t`: the new program starts in this folder. Returns 0, or an errno value.
int32_t slots_spawn_change_folder(void *actions, const char *path);

/// For a `posix_spawn_file_actions_t`: the new program gets no descriptor from this one on. Returns 0, or an errno value.
int32_t slots_spawn_close_from(void *actions, int32_t lowest);

/// A file without a name, closed on execve: memfd_create(2). Returns its descriptor, or -1 with errno.
int32_t slots_unnamed_file(void);

/// prctl(PR_GET_DUMPABLE): 1 when a crash may leave a core dump and others of the user may attach, 0 when not, or a
/// negative errno value.
int32_t slots_may_be_dumped(void);

/// adjtimex(2), reading only: 1 when the kernel's clock is kept in step by a time service, 0 when not, or a negative
/// errno value. `maximum_error`: microseconds by which it may be wrong at most, as the service tells the kernel.
int32_t slots_clock_is_synchronized(int64_t *maximum_error);

/// Gives every signal the action that it had when the process was started: ignored, or the default.
void slots_restore_signal_actions(void);

/// Blocks for the calling thread the signals that were blocked when the process was started, and no others. Returns 0, or an
/// errno value.
int32_t slots_restore_signal_mask(void);

/// Has the descriptors of a range, both ends included, closed on execve: close_range(2), and one by one where the kernel does
/// not know that (before 5.11). Returns 0, or an errno value.
int32_t slots_close_on_exec(uint32_t lowest, uint32_t highest);

/// environ(7); to be read while no other thread changes it.
char **slots_environment(void);

/// How many arguments the process got from execve(2), its own name among them, and the arguments.
///
/// The standard library looks for them by way of /proc, and finds none where that cannot be read.
int32_t slots_argument_count(void);
char **slots_arguments(void);
