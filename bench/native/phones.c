// Phones: see phones.h.
#define _GNU_SOURCE
#include "phones.h"
#include "frames.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { ADDRESSES = 8, MOST_TRIES = 20, STDIN_MARK = 0x7fffffff };

struct phone *phones;
int phone_count;
long greeted, owned, refused, lost;

static struct server server;
static int poller;
static char **cookies;

uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000ull + time.tv_nsec;
}

static void watch(int how, int fd, uint32_t events, uint32_t mark) {
    struct epoll_event event = {.events = events, .data.u32 = mark};
    epoll_ctl(poller, how, fd, &event);
}

// What each phone has been given by the server.
static void read_cookies(int most) {
    cookies = calloc(most, sizeof *cookies);
    if (!strcmp(server.cookies, "-")) return;
    FILE *file = fopen(server.cookies, "r");
    if (!file) perror(server.cookies), exit(1);
    size_t room = 0;
    for (int i = 0; i < most; i++) {
        ssize_t length = getline(cookies + i, &room, file);
        if (length < 1) fprintf(stderr, "there are cookies for %d phones only\n", i), exit(1);
        cookies[i][length - 1] = 0;
        room = 0;
    }
    fclose(file);
}

void phones_prepare(const struct server *given, int most) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    server = *given;
    read_cookies(most);
    phones = calloc(most, sizeof *phones);
    for (int i = 0; i < most; i++) phones[i].fd = -1;
    poller = epoll_create1(0);
    watch(EPOLL_CTL_ADD, 0, EPOLLIN, STDIN_MARK);
}

void phone_open(struct phone *phone) {
    uint32_t index = phone - phones;
    int on = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (fd < 0) perror("socket"), exit(1);
    // One address has ports for fewer phones than a hall; and going away leaves no port waiting.
    struct linger abrupt = {1, 0};
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(fd, SOL_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &abrupt, sizeof abrupt);
    struct sockaddr_in from = {.sin_family = AF_INET}, to = {.sin_family = AF_INET, .sin_port = htons(server.port)};
    from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + index % ADDRESSES);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    bind(fd, (void *)&from, sizeof from);
    phone->fd = fd, phone->stage = CONNECTING;
    if (!phone->opened) phone->opened = now();
    watch(EPOLL_CTL_ADD, fd, EPOLLOUT, index);
    if (connect(fd, (void *)&to, sizeof to) && errno != EINPROGRESS) perror("connect"), exit(1);
}

void phone_leave(struct phone *phone) {
    if (phone->fd >= 0) close(phone->fd);
    greeted -= phone->greeted != 0;
    owned -= phone->own != 0;
    free(phone->rest);
    *phone = (struct phone){.fd = -1, .tries = phone->tries, .opened = phone->opened, .ballots = phone->ballots};
}

// Its connection failed: who has no page yet comes again, as a browser does.
static void failed(struct phone *phone, const char *why) {
    int had_page = phone->greeted != 0;
    phone_leave(phone);
    if (had_page) {
        if (lost++ < 3) fprintf(stderr, "a phone was cut off: %s\n", why);
    } else {
        if (refused++ < 3) fprintf(stderr, "a phone was refused: %s\n", why);
        if (phone->tries++ >= MOST_TRIES) fprintf(stderr, "a phone gave up\n"), exit(1);
        phone_open(phone);
    }
}

static void ask(struct phone *phone) {
    static const char *form =
        "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: Upgrade\r\nPragma: no-cache\r\nCache-Control: no-cache\r\n"
        "User-Agent: Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 "
        "Mobile Safari/537.36\r\nUpgrade: websocket\r\nOrigin: %s\r\nSec-WebSocket-Version: 13\r\n"
        "Accept-Encoding: gzip, deflate, br\r\nAccept-Language: fr-FR,fr;q=0.9,en;q=0.8\r\n"
        "%s%s%sSec-WebSocket-Key: c2l4dGVlbiBieXRlcyAhIQ==\r\n%s\r\n";
    static const char *offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";
    char request[2048];
    const char *own = cookies[phone - phones];
    int length = snprintf(request, sizeof request, form, server.path, server.port, server.origin, own ? "Cookie: " : "",
                          own ? own : "", own ? "\r\n" : "", server.deflate ? offer : "");
    phone->stage = ASKING;
    watch(EPOLL_CTL_MOD, phone->fd, EPOLLIN, phone - phones);
    if (send(phone->fd, request, length, MSG_NOSIGNAL) != length) failed(phone, "its request was not taken");
}

void phone_say(struct phone *phone, int opcode, const void *body, size_t length) {
    unsigned char frame[1024];
    if (length > sizeof frame - 14) length = sizeof frame - 14;
    size_t size = frame_make(frame, opcode, body, length);
    if (send(phone->fd, frame, size, MSG_NOSIGNAL) != (ssize_t)size) failed(phone, "its frame was not taken");
}

void phone_vote(struct phone *phone, const char *poll) {
    char body[256];
    int index = phone - phones, turn = phone->ballots++;
    int length = snprintf(body, sizeof body,
                          "{\"id\":\"bench-%07d-%06d\",\"command\":{\"do\":\"vote\",\"poll\":\"%s\",\"choice\":[\"%c\"]}}",
                          index, turn, poll, "abc"[(index + turn) % 3]);
    phone->cast = now();
    phone_say(phone, TEXT, body, length);
}

static int begins(const char *text, size_t length, const char *with) {
    size_t size = strlen(with);
    return length >= size && !memcmp(text, with, size);
}

static enum kind entaku_kind(const char *text, size_t length) {
    if (begins(text, length, "{\"ack\"")) return memmem(text, length, "\"refused\"", 9) ? REFUSAL : ANSWER;
    if (begins(text, length, "{")) return BEATEN;
    return begins(text, length, "<hx-partial hx-target=\"#me\"") ? OWN : NEWS;
}

// Engine.IO's ping and the joining of Socket.IO's namespace are answered here; "42" begins an event.
static enum kind socketio_kind(struct phone *phone, const char *text, size_t length) {
    if (begins(text, length, "2")) phone_say(phone, TEXT, "3", 1);
    if (begins(text, length, "0")) phone_say(phone, TEXT, "40", 2);
    return begins(text, length, "42") ? NEWS : MACHINERY;
}

static enum kind kind_of(struct phone *phone, const struct frame *frame) {
    // What was packed with a memory of its own is only counted: all that these servers send is news.
    if (server.dialect == PLAIN || (frame->packed && !phone->shared_unpacking)) return NEWS;
    size_t length;
    const char *text = frame_text(frame, &length);
    if (!text) fprintf(stderr, "a message could not be unpacked\n"), exit(1);
    return server.dialect == ENTAKU ? entaku_kind(text, length) : socketio_kind(phone, text, length);
}

static void take(struct phone *phone, const struct frame *frame, uint64_t when) {
    if (frame->opcode == PING) return phone_say(phone, PONG, frame->body, frame->length);
    if (frame->opcode == CLOSE) return failed(phone, "the server closed");
    enum kind kind = kind_of(phone, frame);
    if (kind == MACHINERY || phone->stage != OPEN) return;
    if (kind == OWN && !phone->own++) owned++;
    if (kind == NEWS && !phone->greeted) {
        phone->greeted = when, greeted++;
    } else {
        heard(phone, kind, frame->whole, when);
    }
}

// Gives how many bytes the answer to the handshake has, 0 while it is not whole.
static size_t answered(struct phone *phone, unsigned char *bytes, size_t length) {
    unsigned char *end = memmem(bytes, length, "\r\n\r\n", 4);
    if (!end) return 0;
    if (!begins((char *)bytes, length, "HTTP/1.1 101")) return failed(phone, "no 101"), 0;
    phone->stage = OPEN;
    phone->shared_unpacking = memmem(bytes, end - bytes, "server_no_context_takeover", 26) != NULL;
    return end + 4 - bytes;
}

static void receive(struct phone *phone) {
    static unsigned char buffer[1 << 20];
    size_t kept = phone->rest_length, at = 0;
    if (kept) memcpy(buffer, phone->rest, kept);
    free(phone->rest);
    phone->rest = NULL, phone->rest_length = 0;
    ssize_t got = recv(phone->fd, buffer + kept, 65536, 0);
    if (got < 0 && errno == EAGAIN) got = 0;
    else if (got <= 0) return failed(phone, got ? strerror(errno) : "the connection ended");
    uint64_t when = now();
    size_t length = kept + got;
    if (phone->stage == ASKING) at = answered(phone, buffer, length);
    struct frame frame;
    while (phone->stage == OPEN && frame_at(buffer + at, length - at, &frame)) {
        at += frame.whole;
        take(phone, &frame, when);
    }
    if (phone->fd < 0 || phone->stage == CONNECTING || at == length) return;
    phone->rest_length = length - at;
    phone->rest = malloc(phone->rest_length);
    memcpy(phone->rest, buffer + at, phone->rest_length);
}

int phones_pump(int wait_ms) {
    static struct epoll_event ready[1024];
    int spoken = 0, count = epoll_wait(poller, ready, 1024, wait_ms);
    for (int i = 0; i < count; i++) {
        if (ready[i].data.u32 == STDIN_MARK) {
            spoken = 1;
            continue;
        }
        struct phone *phone = phones + ready[i].data.u32;
        int error = 0;
        socklen_t size = sizeof error;
        if (phone->stage == CONNECTING) {
            getsockopt(phone->fd, SOL_SOCKET, SO_ERROR, &error, &size);
            error ? failed(phone, strerror(error)) : ask(phone);
        } else if (phone->fd >= 0) {
            receive(phone);
        }
    }
    return spoken;
}
