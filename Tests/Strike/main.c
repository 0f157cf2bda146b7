// Runs a program, counts its calls that change files, and strikes at one of them.
//
//     strike NUMBER WHAT LOG PROGRAM [ARGUMENT…]
//
// NUMBER: from 1, over all threads of the program; 0: none. WHAT, right before the call:
//     kill        SIGKILL
//     signal=N    this signal to the program
//     stop        SIGSTOP, and SIGCONT a tenth of a second later
//     error=N     the call does nothing and fails with this error number
//     short       the call writes only half of what it was to write
// Behind it may stand `,reads`: calls that open for reading count, too; and `,no-exchange`: renameat2 fails each time, as
// on file systems that cannot exchange names.
// LOG gets a line for each call that counts, `fsync /path`, and a last one, `struck`, when the strike fell. Calls of
// other programs that the program starts do not count, nor do those on pipes, sockets and the system's own folders.
//
// Made of ptrace(2) and a filter of seccomp(2), so that only calls that may count are stopped at.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef __x86_64__

int main(void) {
    fputs("strike: knows the registers of x86-64 only\n", stderr);
    return 125;
}

#else

/// What the first argument of a call is.
enum target { by_descriptor, by_path, by_folder_and_path, opening, opening_in_folder };

struct call {
    long number;
    const char *name;
    enum target target;
};

static const struct call calls[] = {
    {SYS_write, "write", by_descriptor},
    {SYS_pwrite64, "pwrite64", by_descriptor},
    {SYS_writev, "writev", by_descriptor},
    {SYS_pwritev, "pwritev", by_descriptor},
    {SYS_ftruncate, "ftruncate", by_descriptor},
    {SYS_fallocate, "fallocate", by_descriptor},
    {SYS_fsync, "fsync", by_descriptor},
    {SYS_fdatasync, "fdatasync", by_descriptor},
    {SYS_fchmod, "fchmod", by_descriptor},
    {SYS_fchown, "fchown", by_descriptor},
    {SYS_fsetxattr, "fsetxattr", by_descriptor},
    {SYS_fremovexattr, "fremovexattr", by_descriptor},
    {SYS_truncate, "truncate", by_path},
    {SYS_chmod, "chmod", by_path},
    {SYS_chown, "chown", by_path},
    {SYS_rename, "rename", by_path},
    {SYS_link, "link", by_path},
    {SYS_symlink, "symlink", by_path},
    {SYS_unlink, "unlink", by_path},
    {SYS_mkdir, "mkdir", by_path},
    {SYS_rmdir, "rmdir", by_path},
    {SYS_fchmodat, "fchmodat", by_folder_and_path},
    {SYS_fchownat, "fchownat", by_folder_and_path},
    {SYS_renameat, "renameat", by_folder_and_path},
    {SYS_renameat2, "renameat2", by_folder_and_path},
    {SYS_linkat, "linkat", by_folder_and_path},
    {SYS_symlinkat, "symlinkat", by_folder_and_path},
    {SYS_unlinkat, "unlinkat", by_folder_and_path},
    {SYS_mkdirat, "mkdirat", by_folder_and_path},
    {SYS_utimensat, "utimensat", by_folder_and_path},
    {SYS_open, "open", opening},
    {SYS_creat, "creat", by_path},
    {SYS_openat, "openat", opening_in_folder},
};
enum { call_count = sizeof calls / sizeof calls[0] };

static pid_t program;
static int countsReading, cannotExchange;

static void fail(const char *what) {
    perror(what);
    if (program > 0) kill(program, SIGKILL);
    exit(125);
}

/// Lets the tracer see the calls of the table, from this thread on and in all that it starts.
static void filter(void) {
    struct sock_filter code[2 * call_count + 5];
    int length = 0;
    code[length++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
    code[length++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0);
    code[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    code[length++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    for (int index = 0; index < call_count; index++) {
        code[length++] =
            (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)calls[index].number, 0, 1);
        code[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE);
    }
    code[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    struct sock_fprog text = {(unsigned short)length, code};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) fail("strike: no new privileges");
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &text) != 0) fail("strike: seccomp");
}

static int isOfProgram(pid_t thread) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/task/%d", program, thread);
    return access(path, F_OK) == 0;
}

static void readText(pid_t thread, unsigned long address, char *text, size_t size) {
    // A page at a time: what lies behind the text may not be there.
    size_t count = 0;
    while (count < size - 1) {
        size_t part = 64 - (address + count) % 64;
        if (part > size - 1 - count) part = size - 1 - count;
        struct iovec here = {text + count, part}, there = {(void *)(address + count), part};
        if (process_vm_readv(thread, &here, 1, &there, 1, 0) != (ssize_t)part) break;
        if (memchr(text + count, 0, part)) return;
        count += part;
    }
    text[count] = 0;
}

static int isOfSystem(const char *path) {
    static const char *const folders[] = {"/proc/", "/sys/", "/dev/", "/etc/", "/usr/", "/lib", "/bin/"};
    for (size_t index = 0; index < sizeof folders / sizeof folders[0]; index++) {
        if (strncmp(path, folders[index], strlen(folders[index])) == 0) return 1;
    }
    return 0;
}

/// Whether a call counts; with the path or the name that it is about.
static int counts(pid_t thread, const struct call *call, const struct user_regs_struct *registers, char *path,
                  size_t size) {
    unsigned long flags = 0;
    switch (call->target) {
    case by_descriptor: {
        char link[64];
        snprintf(link, sizeof link, "/proc/%d/fd/%d", program, (int)registers->rdi);
        ssize_t length = readlink(link, path, size - 1);
        if (length < 0) return 0;
        path[length] = 0;
        return path[0] == '/' && strncmp(path, "/memfd:", 7) != 0 && !isOfSystem(path);
    }
    case by_path: readText(thread, registers->rdi, path, size); break;
    case by_folder_and_path: readText(thread, registers->rsi, path, size); break;
    case opening:
        readText(thread, registers->rdi, path, size);
        flags = registers->rsi;
        break;
    case opening_in_folder:
        readText(thread, registers->rsi, path, size);
        flags = registers->rdx;
        break;
    }
    int isOpening = call->target == opening || call->target == opening_in_folder;
    if (isOpening && !(flags & (O_CREAT | O_TRUNC)) && !countsReading) return 0;
    return !isOfSystem(path);
}

/// Lets a call do nothing but fail.
static int refuse(pid_t thread, struct user_regs_struct *registers, long code) {
    registers->orig_rax = (unsigned long)-1;
    registers->rax = (unsigned long)-code;
    return ptrace(PTRACE_SETREGS, thread, NULL, registers) == 0;
}

/// Strikes; answers whether it did.
static int strike(const char *what, pid_t thread, struct user_regs_struct *registers) {
    if (strcmp(what, "kill") == 0) return kill(program, SIGKILL) == 0;
    if (strncmp(what, "signal=", 7) == 0) return kill(program, atoi(what + 7)) == 0;
    if (strcmp(what, "stop") == 0) {
        struct itimerval wait = {.it_value = {.tv_usec = 100000}};
        setitimer(ITIMER_REAL, &wait, NULL);
        return kill(program, SIGSTOP) == 0;
    }
    if (strncmp(what, "error=", 6) == 0) return refuse(thread, registers, atol(what + 6));
    if (strcmp(what, "short") == 0) {
        int isWrite = registers->orig_rax == SYS_write || registers->orig_rax == SYS_pwrite64;
        if (!isWrite || registers->rdx < 2) return 0;
        registers->rdx /= 2;
        return ptrace(PTRACE_SETREGS, thread, NULL, registers) == 0;
    }
    return 0;
}

static void goOn(int signal) {
    (void)signal;
    kill(program, SIGCONT);
}

static void begin(char **arguments) {
    int ready[2];
    if (pipe2(ready, O_CLOEXEC) != 0) fail("strike: pipe");
    program = fork();
    if (program < 0) fail("strike: fork");
    if (program == 0) {
        char byte;
        if (read(ready[0], &byte, 1) != 1) _exit(125);
        filter();
        execvp(arguments[0], arguments);
        perror(arguments[0]);
        _exit(127);
    }
    long options = PTRACE_O_TRACESECCOMP | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK
        | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL;
    if (ptrace(PTRACE_SEIZE, program, NULL, options) != 0) fail("strike: ptrace");
    if (write(ready[1], "x", 1) != 1) fail("strike: write");
    close(ready[0]);
    close(ready[1]);
}

int main(int count, char **arguments) {
    if (count < 5) {
        fputs("usage: strike NUMBER WHAT LOG PROGRAM [ARGUMENT…]\n", stderr);
        return 125;
    }
    long number = atol(arguments[1]), counted = 0;
    char *what = arguments[2], *option = strchr(what, ',');
    cannotExchange = option != NULL && strstr(option, ",no-exchange") != NULL;
    countsReading = option != NULL && strstr(option, ",reads") != NULL;
    if (option != NULL) *option = 0;
    FILE *log = fopen(arguments[3], "we");
    if (log == NULL) fail(arguments[3]);
    struct sigaction action = {.sa_handler = goOn};
    sigaction(SIGALRM, &action, NULL);
    begin(arguments + 4);

    int exitCode = 125;
    for (;;) {
        int status;
        pid_t thread = waitpid(-1, &status, __WALL);
        if (thread < 0 && errno == EINTR) continue;
        if (thread < 0) break;
        if (!WIFSTOPPED(status)) {
            if (thread == program) exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
            continue;
        }
        int event = status >> 16, signal = WSTOPSIG(status);
        if (event == PTRACE_EVENT_STOP) {
            // A thread that begins, or one that is stopped together with the others.
            int isStopped = signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
            ptrace(isStopped ? PTRACE_LISTEN : PTRACE_CONT, thread, NULL, NULL);
            continue;
        }
        if (event == PTRACE_EVENT_SECCOMP && isOfProgram(thread)) {
            struct user_regs_struct registers;
            char path[4096] = "";
            if (ptrace(PTRACE_GETREGS, thread, NULL, &registers) == 0) {
                for (int index = 0; index < call_count; index++) {
                    if (calls[index].number != (long)registers.orig_rax) continue;
                    if (cannotExchange && registers.orig_rax == SYS_renameat2) {
                        refuse(thread, &registers, EINVAL);
                        break;
                    }
                    if (!counts(thread, &calls[index], &registers, path, sizeof path)) break;
                    counted++;
                    fprintf(log, "%s %s\n", calls[index].name, path);
                    if (counted == number && strike(what, thread, &registers)) fputs("struck\n", log);
                    fflush(log);
                    break;
                }
            }
        }
        ptrace(PTRACE_CONT, thread, NULL, event ? NULL : (void *)(long)signal);
    }
    fclose(log);
    return exitCode;
}

#endif
