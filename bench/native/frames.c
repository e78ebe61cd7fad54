// WebSocket frames: see frames.h.
#include "frames.h"
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

int frame_at(unsigned char *bytes, size_t available, struct frame *found) {
    if (available < 2) return 0;
    size_t length = bytes[1] & 127, header = 2;
    int wide = length == 126 ? 2 : length == 127 ? 8 : 0;
    if (wide) {
        if (available < 2u + wide) return 0;
        length = 0;
        for (int i = 0; i < wide; i++) length = length << 8 | bytes[2 + i];
        header += wide;
    }
    if (available - header < length) return 0;
    *found = (struct frame){bytes[0] & 15, bytes[0] & 0x40, bytes + header, length, header + length};
    return 1;
}

size_t frame_make(unsigned char *into, int opcode, const void *body, size_t length) {
    static const unsigned char mask[4] = {0x12, 0x34, 0x56, 0x78};
    const unsigned char *plain = body;
    size_t at = 0;
    into[at++] = 0x80 | opcode;
    if (length < 126) {
        into[at++] = 0x80 | length;
    } else {
        into[at++] = 0x80 | 126;
        into[at++] = length >> 8;
        into[at++] = length & 255;
    }
    memcpy(into + at, mask, 4);
    at += 4;
    for (size_t i = 0; i < length; i++) into[at + i] = plain[i] ^ mask[i & 3];
    return at + length;
}

const char *frame_text(const struct frame *frame, size_t *length) {
    static unsigned char seen[1 << 18], text[1 << 20];
    static size_t seen_length, text_length;
    static z_stream unpacker;
    if (!frame->packed) {
        *length = frame->length;
        return (const char *)frame->body;
    }
    if (frame->length != seen_length || memcmp(frame->body, seen, seen_length)) {
        static const unsigned char end[4] = {0, 0, 0xff, 0xff}; // left out on the wire (RFC 7692)
        if (frame->length + 4 > sizeof seen) return NULL;
        if (!unpacker.state && inflateInit2(&unpacker, -15) != Z_OK) return NULL;
        memcpy(seen, frame->body, frame->length);
        memcpy(seen + frame->length, end, 4);
        inflateReset(&unpacker);
        unpacker.next_in = seen, unpacker.avail_in = frame->length + 4;
        unpacker.next_out = text, unpacker.avail_out = sizeof text;
        int result = inflate(&unpacker, Z_SYNC_FLUSH);
        seen_length = result == Z_OK || result == Z_BUF_ERROR ? frame->length : 0;
        if (!seen_length) return NULL;
        text_length = sizeof text - unpacker.avail_out;
    }
    *length = text_length;
    return (const char *)text;
}
