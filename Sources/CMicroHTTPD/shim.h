#pragma once
#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <string.h>

// Swift cannot call functions with variadic arguments: one typed function for each use.

/// MHD_start_daemon(3) on a listening socket of ours, which the daemon closes when it stops.
/// `threads` above 1 makes a pool of so many threads, each with its own epoll.
static inline struct MHD_Daemon *slots_httpd_start(
    int socket, unsigned int threads, unsigned int connections, MHD_AccessHandlerCallback handler,
    void *(*started)(void *context, const char *target, struct MHD_Connection *connection),
    MHD_RequestCompletedCallback completed, void *context)
{
    return MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TURBO, 0, NULL, NULL, handler, context,
        MHD_OPTION_LISTEN_SOCKET, (MHD_socket)socket,
        MHD_OPTION_CONNECTION_LIMIT, connections,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)(24 * 1024),
        MHD_OPTION_CONNECTION_TIMEOUT, 120u,
        MHD_OPTION_URI_LOG_CALLBACK, started, context,
        MHD_OPTION_NOTIFY_COMPLETED, completed, context,
        threads > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, threads,
        MHD_OPTION_END);
}

/// MHD_lookup_connection_value(3) of a request header; NULL when it is absent.
static inline const char *slots_httpd_header(struct MHD_Connection *connection, const char *name)
{
    return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

/// MHD_create_response_from_buffer(3) with a copy of the bytes.
static inline struct MHD_Response *slots_httpd_response(const void *bytes, size_t count)
{
    return MHD_create_response_from_buffer(count, (void *)bytes, MHD_RESPMEM_MUST_COPY);
}

/// The client's IPv4 address in network byte order, as MHD_get_connection_info(3) tells it; 0 when it does not.
static inline uint32_t slots_httpd_peer(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    if (info == NULL || info->client_addr == NULL || info->client_addr->sa_family != AF_INET) return 0;
    struct sockaddr_in address;
    memcpy(&address, info->client_addr, sizeof address);
    return address.sin_addr.s_addr;
}
