// WebSocket frames as a client sees them: whole frames in, masked text frames out.
#ifndef FRAMES_H
#define FRAMES_H
#include <stddef.h>

enum { TEXT = 1, CLOSE = 8, PING = 9, PONG = 10 };

struct frame {
    int opcode, packed; // packed: compressed, the frame's RSV1 bit
    unsigned char *body;
    size_t length, whole; // of the body, and with its header
};

// Whether a whole frame stands at the beginning of these bytes.
int frame_at(unsigned char *bytes, size_t available, struct frame *found);

// Write a masked frame; gives its size. `into` has room for the body and 14 bytes.
size_t frame_make(unsigned char *into, int opcode, const void *body, size_t length);

// The body as text, unpacked if need be, and valid until the next call. The same compressed body, which
// thousands of phones receive, is unpacked once. NULL if it cannot be unpacked.
const char *frame_text(const struct frame *frame, size_t *length);

#endif
