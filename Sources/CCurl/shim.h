#pragma once

// libcurl, and the Linux calls of its event loop that Glibc's Swift overlay does not import.

#include <curl/curl.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <unistd.h>

/// Prepares OpenSSL by our own rules, with OPENSSL_init_crypto(3). To be called before the first use of it, by libcurl or
/// otherwise; does nothing where libcurl has another TLS library.
///
/// OPENSSL_INIT_NO_ATEXIT: it does not take itself apart in exit(3), while other threads may be within it.
/// OPENSSL_INIT_NO_LOAD_CONFIG: no configuration file is read, neither the system's nor the one that OPENSSL_CONF names,
/// which could lower what keys and signatures of servers must be; the first call decides for the process.
static inline void slots_prepare_openssl(void) {
    int (*init)(uint64_t, const void *) = (int (*)(uint64_t, const void *))dlsym(NULL, "OPENSSL_init_crypto");
    if (init != NULL) init(UINT64_C(0x00080000) | UINT64_C(0x00000080), NULL);
}

// Swift cannot call C variadics. One typed inline function for each argument type in use.

static inline CURLcode slots_easy_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode slots_easy_set_string(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode slots_easy_set_pointer(CURL *easy, CURLoption option, void *value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode slots_easy_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(easy, option, value);
}
/// For `CURLOPT_WRITEFUNCTION`, `CURLOPT_HEADERFUNCTION` and `CURLOPT_READFUNCTION`, which are called alike.
static inline CURLcode slots_easy_set_sink(CURL *easy, CURLoption option, curl_write_callback value) {
    return curl_easy_setopt(easy, option, value);
}
static inline CURLcode slots_easy_set_before_request(CURL *easy, curl_prereq_callback value) {
    return curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, value);
}
static inline CURLcode slots_easy_set_progress(CURL *easy, curl_xferinfo_callback value) {
    return curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, value);
}
static inline CURLcode slots_easy_set_debug(CURL *easy, curl_debug_callback value) {
    return curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, value);
}
static inline CURLcode slots_easy_set_open_socket(CURL *easy, curl_opensocket_callback value) {
    return curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, value);
}
static inline CURLcode slots_easy_get_long(CURL *easy, CURLINFO info, long *value) {
    return curl_easy_getinfo(easy, info, value);
}
static inline CURLcode slots_easy_get_offset(CURL *easy, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(easy, info, value);
}
static inline CURLcode slots_easy_get_string(CURL *easy, CURLINFO info, char **value) {
    return curl_easy_getinfo(easy, info, value);
}
static inline CURLcode slots_easy_get_private(CURL *easy, void **value) {
    return curl_easy_getinfo(easy, CURLINFO_PRIVATE, value);
}
static inline CURLMcode slots_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}
static inline CURLMcode slots_multi_set_pointer(CURLM *multi, CURLMoption option, void *value) {
    return curl_multi_setopt(multi, option, value);
}
static inline CURLMcode slots_multi_set_socket_callback(CURLM *multi, curl_socket_callback value) {
    return curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, value);
}
static inline CURLMcode slots_multi_set_timer_callback(CURLM *multi, curl_multi_timer_callback value) {
    return curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, value);
}

/// A descriptor that `slots_epoll_wait` found ready, and what for, in libcurl's words (`CURL_CSELECT_…`).
struct slots_ready {
    int32_t descriptor;
    int32_t actions;
};

/// epoll_create1(2): a descriptor that is closed on exec, or -1.
static inline int32_t slots_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

/// epoll_ctl(2): watches a descriptor, or changes what is watched. Returns 0, or an errno value.
static inline int32_t slots_epoll_watch(int32_t epoll, int32_t descriptor, int32_t reading, int32_t writing) {
    struct epoll_event event = {.events = (reading ? EPOLLIN : 0u) | (writing ? EPOLLOUT : 0u)};
    event.data.fd = descriptor;
    if (epoll_ctl(epoll, EPOLL_CTL_MOD, descriptor, &event) == 0) return 0;
    if (errno != ENOENT) return errno;
    return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) == 0 ? 0 : errno;
}

/// epoll_ctl(2): stops watching; a descriptor that is not watched is no error.
static inline void slots_epoll_forget(int32_t epoll, int32_t descriptor) {
    struct epoll_event unused = {0};
    (void)epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, &unused);
}

/// epoll_wait(2): fills `ready` and returns how many there are; 0 also when a signal came. At most 256.
static inline int32_t slots_epoll_wait(int32_t epoll, struct slots_ready *ready, int32_t capacity,
                                       int32_t milliseconds) {
    struct epoll_event events[256];
    int32_t count = epoll_wait(epoll, events, capacity < 256 ? capacity : 256, milliseconds);
    if (count < 0) return errno == EINTR ? 0 : -1;
    for (int32_t i = 0; i < count; i++) {
        ready[i].descriptor = events[i].data.fd;
        ready[i].actions = ((events[i].events & EPOLLIN) ? CURL_CSELECT_IN : 0) |
                           ((events[i].events & EPOLLOUT) ? CURL_CSELECT_OUT : 0) |
                           ((events[i].events & (EPOLLERR | EPOLLHUP)) ? CURL_CSELECT_ERR : 0);
    }
    return count;
}

/// eventfd(2): a counter to wake another thread with, never blocking, closed on exec; or -1.
static inline int32_t slots_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

/// prctl(2): names the calling thread, at most 15 bytes.
static inline void slots_name_thread(const char *name) { (void)prctl(PR_SET_NAME, name); }

/// curl_version_info(3) with the newest fields that these headers know; a constant of the library.
static inline const curl_version_info_data *slots_curl_version(void) {
    return curl_version_info(CURLVERSION_NOW);
}
