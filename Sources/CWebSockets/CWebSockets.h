#pragma once

#include <libwebsockets.h>
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

// What Swift cannot see of libwebsockets: variadic functions, flags wider than an int, function-like
// macros, and unions that it cannot fill.

/// The number of the calling thread. `pthread_self` is no use: glibc marks it constant, and the
/// optimiser keeps it across a suspension.
static inline long steelyard_thread_number(void) { return syscall(SYS_gettid); }

/// Options of a context whose hosts are made one by one, with TLS ready.
static inline uint64_t steelyard_context_options(void) {
  return LWS_SERVER_OPTION_EXPLICIT_VHOSTS | LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
}

/// Options of a host that speaks TLS, as a server or as a client. Without them a certificate is silently ignored.
static inline uint64_t steelyard_tls_options(void) { return LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT; }

/// Gives an accepted socket to a host: bytes in and bytes out, behind TLS where the host has it.
static inline struct lws *steelyard_adopt_socket(
    struct lws_vhost *host, int descriptor, const char *protocol, void *opaque) {
  lws_adopt_desc_t adoption;
  memset(&adoption, 0, sizeof(adoption));
  adoption.vh = host;
  adoption.type = (lws_adoption_type)(LWS_ADOPT_SOCKET | LWS_ADOPT_ALLOW_SSL);
  adoption.fd.sockfd = descriptor;
  adoption.vh_prot_name = protocol;
  adoption.opaque = opaque;
  return lws_adopt_descriptor_vhost_via_info(&adoption);
}

/// Gives a listening socket to a host, which then tells when somebody knocks.
static inline struct lws *steelyard_adopt_listener(
    struct lws_vhost *host, int descriptor, const char *protocol, void *opaque) {
  lws_adopt_desc_t adoption;
  memset(&adoption, 0, sizeof(adoption));
  adoption.vh = host;
  adoption.type = LWS_ADOPT_RAW_FILE_DESC;
  adoption.fd.filefd = descriptor;
  adoption.vh_prot_name = protocol;
  adoption.opaque = opaque;
  return lws_adopt_descriptor_vhost_via_info(&adoption);
}

/// A timer with the pointer that its callback needs.
struct steelyard_timer {
  lws_sorted_usec_list_t list;
  void *opaque;
};

/// Schedules a timer; microseconds from now.
static inline void steelyard_schedule(
    struct lws_context *context, struct steelyard_timer *timer, sul_cb_t callback,
    long long microseconds) {
  lws_sul_schedule(context, 0, &timer->list, callback, microseconds);
}

/// Takes a timer off the list.
static inline void steelyard_cancel(struct steelyard_timer *timer) {
  lws_sul_cancel(&timer->list);
}

/// Closes a connection at the next turn of the loop.
static inline void steelyard_kill(struct lws *connection) {
  lws_set_timeout(connection, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC);
}

/// Takes libwebsockets' own timeouts off a connection: ours are told in answers and logs.
static inline void steelyard_no_timeout(struct lws *connection) {
  lws_set_timeout(connection, NO_PENDING_TIMEOUT, 0);
}

/// Listens on a numeric address or `localhost`. Returns the descriptor and the port, or minus an errno.
static inline int steelyard_listen(const char *host, uint16_t port, uint16_t *bound) {
  struct addrinfo hints, *found = NULL;
  char service[8];
  memset(&hints, 0, sizeof(hints));
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  snprintf(service, sizeof(service), "%u", (unsigned)port);
  if (getaddrinfo(host, service, &hints, &found) != 0 || !found) return -EADDRNOTAVAIL;
  int failure = EADDRNOTAVAIL;
  int descriptor = socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0) {
    failure = errno;
  } else {
    int on = 1;
    struct sockaddr_storage address;
    socklen_t size = sizeof(address);
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (bind(descriptor, found->ai_addr, found->ai_addrlen) == 0 &&
        listen(descriptor, 1024) == 0 &&
        getsockname(descriptor, (struct sockaddr *)&address, &size) == 0) {
      *bound = ntohs(address.ss_family == AF_INET6
                         ? ((struct sockaddr_in6 *)&address)->sin6_port
                         : ((struct sockaddr_in *)&address)->sin_port);
      failure = 0;
    } else {
      failure = errno;
      close(descriptor);
    }
  }
  freeaddrinfo(found);
  return failure ? -failure : descriptor;
}

// Declared here, because defining _GNU_SOURCE would make this header disagree with Dispatch's.
extern int accept4(int, struct sockaddr *restrict, socklen_t *restrict, int);

/// Takes a connection that waits, with its numeric address. Returns the descriptor, or minus an errno.
static inline int steelyard_accept(
    int listener, char *address, unsigned address_size, uint16_t *port) {
  struct sockaddr_storage peer;
  socklen_t size = sizeof(peer);
  int descriptor =
      accept4(listener, (struct sockaddr *)&peer, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (descriptor < 0) return -errno;
  int on = 1;
  setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  address[0] = 0;
  *port = 0;
  if (peer.ss_family == AF_INET6) {
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)&peer;
    *port = ntohs(six->sin6_port);
    if (IN6_IS_ADDR_V4MAPPED(&six->sin6_addr))
      inet_ntop(AF_INET, &six->sin6_addr.s6_addr[12], address, address_size);
    else
      inet_ntop(AF_INET6, &six->sin6_addr, address, address_size);
  } else if (peer.ss_family == AF_INET) {
    struct sockaddr_in *four = (struct sockaddr_in *)&peer;
    *port = ntohs(four->sin_port);
    inet_ntop(AF_INET, &four->sin_addr, address, address_size);
  }
  return descriptor;
}

/// Says that nothing more will be sent, so that the peer can read what was.
static inline void steelyard_end_sending(struct lws *connection) {
  int descriptor = lws_get_socket_fd(connection);
  if (descriptor >= 0) shutdown(descriptor, SHUT_WR);
}

/// Writes bytes as they are. Returns how many were taken, or a negative number.
static inline int steelyard_write(struct lws *connection, const unsigned char *bytes, size_t count) {
  return lws_write(connection, (unsigned char *)bytes, count, LWS_WRITE_RAW);
}

/// Connects out. `ca_checked` is 1 for TLS with the certificate and the name checked, 0 for none.
static inline struct lws *steelyard_connect(
    struct lws_context *context, struct lws_vhost *host, const char *address, int port,
    int ca_checked, const char *path, const char *host_field, const char *subprotocols,
    const char *method, const char *local_protocol, const lws_retry_bo_t *idle, void *opaque) {
  struct lws_client_connect_info info;
  memset(&info, 0, sizeof(info));
  info.context = context;
  info.vhost = host;
  info.address = address;
  info.port = port;
  info.ssl_connection =
      (ca_checked ? LCCSCF_USE_SSL : 0) | (method ? LCCSCF_HTTP_NO_FOLLOW_REDIRECT : 0);
  info.path = path;
  info.host = host_field;
  info.protocol = subprotocols;
  info.method = method;
  info.alpn = "http/1.1";
  info.local_protocol_name = local_protocol;
  info.retry_and_idle_policy = idle;
  info.opaque_user_data = opaque;
  return lws_client_connect_via_info(&info);
}

/// Writes a whole WebSocket message; `bytes` has LWS_PRE bytes of room before it.
static inline int steelyard_write_message(
    struct lws *connection, unsigned char *bytes, size_t count, int is_text) {
  return lws_write(connection, bytes, count, is_text ? LWS_WRITE_TEXT : LWS_WRITE_BINARY);
}

/// Room that libwebsockets needs before what it frames.
static inline size_t steelyard_room(void) { return LWS_PRE; }

/// Writes the whole body of a request; `bytes` has LWS_PRE bytes of room before it.
static inline int steelyard_write_body(struct lws *connection, unsigned char *bytes, size_t count) {
  return lws_write(connection, bytes, count, LWS_WRITE_HTTP_FINAL);
}

/// Whether a message that comes ends with what was handed over.
static inline int steelyard_is_message_end(struct lws *connection) {
  return lws_is_final_fragment(connection) && lws_remaining_packet_payload(connection) == 0;
}

/// Says with what a WebSocket is closed; the callback then returns -1.
static inline void steelyard_close_reason(
    struct lws *connection, unsigned short code, unsigned char *reason, size_t count) {
  lws_close_reason(connection, (enum lws_close_status)code, reason, count);
}

/// Options of a host that trusts the authorities it is given and not the system's.
static inline uint64_t steelyard_only_given_authorities(void) {
  return LWS_SERVER_OPTION_DISABLE_OS_CA_CERTS | LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
}
