// A crowd of phones in one thread, led by lines on standard input; each is answered by one line of JSON.
//
//   crowd PORT PATH ORIGIN DIALECT(entaku|plain|socketio) DEFLATE(0|1) MOST COOKIES(a file with one line for each phone|-)
//
//   connect N W       have N phones there, at most W of them on their way at once; until each has its page
//   leave             all of them go away at once
//   idle MS           let time pass
//   beat 0|1          whether phones send a heartbeat every five seconds, spread evenly
//   stir              every phone sends a heartbeat and hears its answer, so that none is asked whether it is still there
//   round             from now on count what arrives
//   go                the first phone asks a peer for a broadcast
//   heard K MS        wait until each phone heard K broadcasts in this round, at most so long
//   vote POLL N E     N phones cast E ballots each, the next one when the last was answered
//   pace POLL N R     N phones cast one ballot each, R of them per second
#define _GNU_SOURCE
#include "frames.h"
#include "phones.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BEAT_MS = 5000, CALM_MS = 10000, STEP_MS = 100 };

struct times {
    uint64_t *at;
    long count, room;
};

static struct times news, answers, answered_at;
static uint64_t round_bytes, beaten, refusals;
static long full; // phones that heard as much as is wanted
static uint32_t wanted;
static const char *poll, *trigger;
static int beating;

static void note(struct times *times, uint64_t at) {
    if (times->count == times->room) {
        times->room = times->room ? 2 * times->room : 65536;
        times->at = realloc(times->at, times->room * sizeof *times->at);
    }
    times->at[times->count++] = at;
}

static int earlier(const void *one, const void *other) {
    uint64_t a = *(const uint64_t *)one, b = *(const uint64_t *)other;
    return (a > b) - (a < b);
}

// Write percentiles in ms, counted from `since`.
static void tell(const char *name, struct times *times, uint64_t since) {
    qsort(times->at, times->count, sizeof *times->at, earlier);
    long last = times->count - 1;
    if (last < 0) return;
    printf("\"%s\":{\"p50\":%.3f,\"p99\":%.3f,\"max\":%.3f},", name, (times->at[last / 2] - since) / 1e6,
           (times->at[last * 99 / 100] - since) / 1e6, (times->at[last] - since) / 1e6);
}

void heard(struct phone *phone, enum kind kind, size_t wire_bytes, uint64_t when) {
    if (kind == NEWS) {
        note(&news, when);
        round_bytes += wire_bytes;
        full += ++phone->news == wanted;
    } else if (kind == ANSWER || kind == REFUSAL) {
        note(&answers, when - phone->cast);
        note(&answered_at, when);
        refusals += kind == REFUSAL;
        if (phone->ballots_left && phone->ballots_left--) phone_vote(phone, poll);
    } else {
        beaten += kind == BEATEN;
    }
}

// Heartbeats that are due; the phones take turns, so that they come evenly.
static void beat(void) {
    static uint64_t since, sent;
    if (!beating || !phone_count) return (void)(since = 0);
    if (!since) since = now(), sent = 0;
    uint64_t due = (now() - since) / 1000000 * phone_count / BEAT_MS;
    for (; sent < due; sent++) {
        struct phone *phone = phones + sent % phone_count;
        if (phone->stage == OPEN && phone->greeted) phone_say(phone, TEXT, "{\"beat\":1}", 10);
    }
}

static void stir(void) {
    beaten = 0;
    for (int i = 0; i < phone_count; i++) {
        if (phones[i].greeted) phone_say(phones + i, TEXT, "{\"beat\":1}", 10);
        if (i % 64 == 63) phones_pump(0);
    }
    for (uint64_t end = now() + 10000000000ull; beaten < (uint64_t)greeted && now() < end;) phones_pump(STEP_MS);
    printf("{\"beaten\":%lu}\n", beaten);
}

static void pump(int wait_ms) {
    beat();
    phones_pump(beating && wait_ms > 2 ? 2 : wait_ms);
}

static void pass(uint64_t ms) {
    for (uint64_t end = now() + ms * 1000000; now() < end;) pump(5);
}

static void start_round(void) {
    for (int i = 0; i < phone_count; i++) phones[i].news = 0;
    news.count = answers.count = answered_at.count = 0;
    round_bytes = beaten = refusals = full = wanted = 0;
    printf("{\"at\":%lu}\n", now());
}

static void come(int count, int window) {
    uint64_t began = now(), all_greeted, quiet;
    struct times pages = {0};
    long refused_before = refused;
    while (greeted < count) {
        while (phone_count < count && phone_count - greeted < window) phone_open(phones + phone_count++);
        pump(STEP_MS);
    }
    all_greeted = now();
    for (int i = 0; i < count; i++) note(&pages, phones[i].greeted);
    // Then comes what is each one's own; who does not send any is not waited for long.
    for (quiet = now(); owned < count && now() - quiet < CALM_MS * 100000ull;) {
        long before = owned;
        pump(5);
        if (owned != before) quiet = now();
    }
    printf("{\"phones\":%d,\"refused\":%ld,\"seconds\":%.3f,", count, refused - refused_before, (all_greeted - began) / 1e9);
    tell("page_ms", &pages, began);
    printf("\"own_parts\":%ld,\"own_seconds\":%.3f}\n", owned, (quiet - began) / 1e9);
    free(pages.at);
}

static void leave(void) {
    for (int i = 0; i < phone_count; i++) {
        phone_leave(phones + i);
        phones[i].opened = phones[i].tries = 0;
    }
    phone_count = 0;
    printf("{\"at\":%lu}\n", now());
}

// While a round runs, the crowd polls without ever sleeping: on loopback it is the sender who pays for waking a
// sleeping receiver, which no server pays on a network, and which would depend on who of the two is faster.
static void wait_for_news(uint32_t each, uint64_t ms) {
    wanted = each, full = 0;
    for (int i = 0; i < phone_count; i++) full += phones[i].news >= each;
    for (uint64_t end = now() + ms * 1000000; full < phone_count && now() < end;) pump(0);
    uint64_t first = news.count ? news.at[0] : now();
    for (long i = 0; i < news.count; i++) first = news.at[i] < first ? news.at[i] : first;
    printf("{\"deliveries\":%ld,\"bytes\":%lu,\"missed\":%ld,\"beaten\":%lu,\"first_at\":%lu,", news.count, round_bytes,
           phone_count - full, beaten, first);
    tell("after_first_ms", &news, first);
    printf("\"lost\":%ld}\n", lost);
}

static void tell_ballots(uint64_t began, long count) {
    uint64_t ended = now();
    printf("{\"ballots\":%ld,\"unanswered\":%ld,\"refused\":%lu,\"seconds\":%.4f,", answers.count, count - answers.count,
           refusals, (ended - began) / 1e9);
    tell("answer_ms", &answers, 0);
    printf("\"answered_at\":[");
    for (long i = 0; i < answered_at.count; i++) printf("%s%lu", i ? "," : "", answered_at.at[i]);
    printf("]}\n");
}

static void vote(long voters, long each) {
    uint64_t began = now();
    for (long i = 0; i < voters; i++) {
        phones[i].ballots_left = each - 1;
        phone_vote(phones + i, poll);
        if (i % 64 == 63) pump(0);
    }
    while (answers.count < voters * each && now() - began < 60000000000ull) pump(STEP_MS);
    tell_ballots(began, voters * each);
}

static void pace(long voters, long per_second) {
    uint64_t began = now();
    for (long cast = 0; answers.count < voters && now() - began < 60000000000ull;) {
        long due = (now() - began) * per_second / 1000000000;
        for (; cast < due && cast < voters; cast++) phone_vote(phones + cast, poll);
        pump(1);
    }
    tell_ballots(began, voters);
}

static void obey(char *line) {
    static char name[64];
    char word[16] = "";
    long first = 0, second = 0;
    if (sscanf(line, "%15s %ld %ld", word, &first, &second) == 1) sscanf(line, "%*s %63s %ld %ld", name, &first, &second);
    poll = name;
    if (!strcmp(word, "connect")) come(first, second);
    else if (!strcmp(word, "leave")) leave();
    else if (!strcmp(word, "idle")) pass(first), printf("{\"beaten\":%lu}\n", beaten);
    else if (!strcmp(word, "beat")) beating = first, printf("{}\n");
    else if (!strcmp(word, "stir")) stir();
    else if (!strcmp(word, "round")) start_round();
    else if (!strcmp(word, "go")) phone_say(phones, TEXT, trigger, strlen(trigger)), printf("{\"at\":%lu}\n", now());
    else if (!strcmp(word, "heard")) wait_for_news(first, second);
    else if (!strcmp(word, "vote")) vote(first, second);
    else if (!strcmp(word, "pace")) pace(first, second);
    else fprintf(stderr, "not understood: %s\n", line), exit(2);
    fflush(stdout);
}

int main(int count, char **given) {
    if (count != 8) return fprintf(stderr, "see the head of crowd.c\n"), 2;
    enum dialect dialect = !strcmp(given[4], "entaku") ? ENTAKU : !strcmp(given[4], "plain") ? PLAIN : SOCKETIO;
    trigger = dialect == SOCKETIO ? "42[\"go\"]" : "go";
    struct server server = {atoi(given[1]), given[2], given[3], dialect, atoi(given[5]), given[7]};
    phones_prepare(&server, atoi(given[6]));
    char line[256];
    for (;;) {
        beat();
        if (!phones_pump(beating ? 2 : STEP_MS)) continue;
        ssize_t length = read(0, line, sizeof line - 1); // one command at a time: the next follows the answer
        if (length <= 0) return 0;
        line[length] = 0;
        obey(line);
    }
}
