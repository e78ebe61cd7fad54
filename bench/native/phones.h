// Phones: many WebSockets in one thread. What arrives is sorted into kinds; crowd.c measures.
#ifndef PHONES_H
#define PHONES_H
#include <stddef.h>
#include <stdint.h>

enum dialect { ENTAKU, PLAIN, SOCKETIO };
enum kind { NEWS, OWN, ANSWER, REFUSAL, BEATEN, MACHINERY }; // NEWS is what everybody gets

struct server {
    int port;
    const char *path, *origin;
    enum dialect dialect;
    int deflate;        // offer permessage-deflate
    const char *cookies; // a file with a line for each phone, or "-" for none
};

struct phone {
    int fd, tries;
    enum { AWAY, CONNECTING, ASKING, OPEN } stage;
    int shared_unpacking; // every message can be unpacked by itself
    unsigned char *rest;  // the beginning of a frame whose end has not come
    size_t rest_length;
    uint64_t opened, greeted; // when, in ns; greeted is 0 until the first page came
    uint32_t news, own;       // since the round began, since it came
    uint32_t ballots_left, ballots;
    uint64_t cast; // when its ballot in flight left, or 0
};

extern struct phone *phones;
extern int phone_count;
extern long greeted, owned, refused, lost; // phones that have their page, that have their own part; connections

uint64_t now(void); // monotonic ns, as Python's time.monotonic_ns()

void phones_prepare(const struct server *server, int most);
void phone_open(struct phone *phone);
void phone_leave(struct phone *phone);
void phone_say(struct phone *phone, int opcode, const void *body, size_t length);
void phone_vote(struct phone *phone, const char *poll);

// Take what has arrived, or wait for it at most so long. Every message that is not the machinery's is told
// to `heard` of crowd.c. Gives whether somebody spoke on standard input.
int phones_pump(int wait_ms);
void heard(struct phone *phone, enum kind kind, size_t wire_bytes, uint64_t when);

#endif
