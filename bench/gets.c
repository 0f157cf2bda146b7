// The limit for `slots check`: the same GETs by libcurl's multi interface, with nothing signed and nothing read.
//
// usage: gets FILE    A line for each slot: its URLs in order; those between two "|" go out together.
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

struct chain {
    char *rest; // the URLs that were not asked yet
    int waiting;
};

static CURLM *multi;
static int epoll, running, failed;
static long timeout = -1;
static CURL *spare[65536];
static int spares;

static size_t forget(char *bytes, size_t size, size_t count, void *context) {
    (void)bytes, (void)context;
    return size * count;
}

static int watch(CURL *easy, curl_socket_t socket, int what, void *context, void *known) {
    (void)easy, (void)context;
    struct epoll_event event = {.events = (what & CURL_POLL_IN ? EPOLLIN : 0) | (what & CURL_POLL_OUT ? EPOLLOUT : 0)};
    event.data.fd = socket;
    if (what == CURL_POLL_REMOVE) return epoll_ctl(epoll, EPOLL_CTL_DEL, socket, &event), 0;
    if (known != NULL) return epoll_ctl(epoll, EPOLL_CTL_MOD, socket, &event);
    curl_multi_assign(multi, socket, &multi);
    return epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event);
}

static int set_timer(CURLM *handle, long milliseconds, void *context) {
    (void)handle, (void)context;
    timeout = milliseconds;
    return 0;
}

static void next_round(struct chain *chain) {
    for (char *url; chain->rest != NULL && (url = strsep(&chain->rest, " \n")) != NULL;) {
        if (*url == '\0') continue;
        if (*url == '|') return;
        CURL *easy = spares > 0 ? spare[--spares] : curl_easy_init();
        curl_easy_setopt(easy, CURLOPT_URL, url);
        curl_easy_setopt(easy, CURLOPT_PROXY, "");
        curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, 1024L);
        curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, forget);
        curl_easy_setopt(easy, CURLOPT_PRIVATE, chain);
        curl_multi_add_handle(multi, easy);
        chain->waiting++;
    }
}

static void finish_done(void) {
    int left;
    for (CURLMsg *note; (note = curl_multi_info_read(multi, &left)) != NULL;) {
        if (note->msg != CURLMSG_DONE) continue;
        CURL *easy = note->easy_handle;
        struct chain *chain;
        curl_easy_getinfo(easy, CURLINFO_PRIVATE, &chain);
        if (note->data.result != CURLE_OK) failed++;
        curl_multi_remove_handle(multi, easy);
        if (spares < 65536) spare[spares++] = easy;
        while (--chain->waiting == 0 && chain->rest != NULL) next_round(chain);
    }
}

int main(int count, char **arguments) {
    FILE *file = count == 2 ? fopen(arguments[1], "r") : NULL;
    if (file == NULL) return 64;
    curl_global_init(CURL_GLOBAL_DEFAULT);
    multi = curl_multi_init();
    epoll = epoll_create1(EPOLL_CLOEXEC);
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, 4096L);
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, watch);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, set_timer);
    char *line = NULL;
    for (size_t size = 0; getline(&line, &size, file) > 0;) {
        struct chain *chain = calloc(1, sizeof *chain);
        chain->rest = strdup(line);
        next_round(chain);
    }
    struct epoll_event events[256];
    curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
    while (running > 0) {
        int ready = epoll_wait(epoll, events, 256, timeout < 0 ? 1000 : (int)timeout);
        if (ready == 0 || timeout == 0) curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
        for (int i = 0; i < ready; i++) {
            int what = (events[i].events & EPOLLIN ? CURL_CSELECT_IN : 0) |
                       (events[i].events & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
                       (events[i].events & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0);
            curl_multi_socket_action(multi, events[i].data.fd, what, &running);
        }
        finish_done();
        // What was just added is counted from the next call on.
        curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
    }
    return failed > 0;
}
