// The floor: the least that any server must do to give one message to every phone. It checks nothing, answers every
// handshake alike, and sends one frame, made beforehand, by a plain loop of send().
//
//   floor PORT BYTES     the frame is so long; a phone that says anything sets the broadcast off
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST = 65536 };

// The accept key answers the one key that our crowd sends.
static const char WELCOME[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                              "Sec-WebSocket-Accept: pJ4Txk5qSEBJGbbZRBpmBFNxRlY=\r\n\r\n\x81\x02hi";

static int hall[MOST], seated;
static char is_seated[MOST];
static unsigned char frame[MOST];
static size_t frame_size;

static void make_frame(size_t whole) {
    size_t at = 0, body = whole < 130 ? whole - 2 : whole - 4; // with a short or a longer header
    frame[at++] = 0x81;
    if (body < 126) {
        frame[at++] = body;
    } else {
        frame[at++] = 126, frame[at++] = body >> 8, frame[at++] = body & 255;
    }
    memset(frame + at, 'x', body);
    frame_size = at + body;
}

static int listening_on(int port) {
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener, (void *)&address, sizeof address) || listen(listener, MOST)) perror("floor"), exit(1);
    return listener;
}

static void watch(int poller, int fd) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
}

static void let_in(int poller, int listener) {
    int on = 1, phone;
    while ((phone = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        setsockopt(phone, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        is_seated[phone] = 0;
        watch(poller, phone);
    }
}

static void broadcast(void) {
    for (int i = 0; i < seated; i++) {
        if (send(hall[i], frame, frame_size, MSG_NOSIGNAL) != (ssize_t)frame_size)
            fprintf(stderr, "the floor's frame was not taken\n"), exit(1);
    }
}

static void hear(int phone) {
    static char said[65536];
    ssize_t length = recv(phone, said, sizeof said, 0);
    if (length <= 0) {
        // Its crowd has left as a whole; the next one finds an empty hall.
        close(phone);
        seated = 0;
    } else if (is_seated[phone]) {
        broadcast();
    } else {
        is_seated[phone] = 1;
        hall[seated++] = phone;
        send(phone, WELCOME, sizeof WELCOME - 1, MSG_NOSIGNAL);
    }
}

int main(int count, char **given) {
    if (count != 3) return fprintf(stderr, "see the head of floor.c\n"), 2;
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    int whole = atoi(given[2]);
    if (whole < 3 || whole > MOST) return fprintf(stderr, "no such frame\n"), 2;
    make_frame(whole);
    int listener = listening_on(atoi(given[1])), poller = epoll_create1(0);
    watch(poller, listener);
    for (;;) {
        static struct epoll_event ready[512];
        int many = epoll_wait(poller, ready, 512, -1);
        for (int i = 0; i < many; i++) {
            if (ready[i].data.fd == listener) let_in(poller, listener);
            else hear(ready[i].data.fd);
        }
    }
}
