/* A disk below SQLite, for LD_PRELOAD: it writes down every change to the files of one folder and every wait for the
   disk, in order, so that the states a power cut may leave can be rebuilt; and it can be full.

   DISK_FOLDER   the folder that is watched (absolute)
   DISK_JOURNAL  where changes are written down, as records: operation, length of the name, offset or size,
                 length of the data, name, data
   DISK_FULL     while a file of this name exists, no watched file can grow
   DISK_SICK     while a file of this name exists, waiting for the disk fails */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FILES 1024
#define NAME 64
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

struct __attribute__((packed)) record {
    uint8_t operation;
    uint8_t name_length;
    uint64_t offset;
    uint32_t length;
};

static char names[FILES][NAME]; /* of open watched files; "." is the folder itself */
static pthread_mutex_t writing = PTHREAD_MUTEX_INITIALIZER;

static void put(int journal, const void *bytes, size_t length) {
    while (length > 0) {
        long written = syscall(SYS_write, journal, bytes, length);
        if (written < 0)
            abort();
        bytes = (const char *)bytes + written;
        length -= (size_t)written;
    }
}

static void note(char operation, const char *name, uint64_t offset, const void *data, size_t length) {
    static int journal = -1;
    const char *path = getenv("DISK_JOURNAL");
    if (path == NULL)
        return;
    pthread_mutex_lock(&writing);
    if (journal < 0)
        journal = (int)syscall(SYS_openat, AT_FDCWD, path, O_CREAT | O_APPEND | O_WRONLY | O_CLOEXEC, 0600);
    struct record record = {(uint8_t)operation, (uint8_t)strlen(name), offset, (uint32_t)length};
    put(journal, &record, sizeof record);
    put(journal, name, record.name_length);
    put(journal, data, length);
    pthread_mutex_unlock(&writing);
}

static const char *watched(const char *path) {
    const char *folder = getenv("DISK_FOLDER");
    size_t length = folder == NULL ? 0 : strlen(folder);
    if (length == 0 || strncmp(path, folder, length) != 0)
        return NULL;
    if (path[length] == '\0')
        return ".";
    return path[length] == '/' ? path + length + 1 : NULL;
}

static const char *name_of(int file) {
    return file >= 0 && file < FILES && names[file][0] != '\0' ? names[file] : NULL;
}

static int raised(const char *variable) {
    const char *flag = getenv(variable);
    return flag != NULL && access(flag, F_OK) == 0;
}

static int full(int file, off_t end) {
    struct stat now;
    if (!raised("DISK_FULL") || fstat(file, &now) != 0 || end <= now.st_size)
        return 0;
    errno = ENOSPC;
    return 1;
}

static int opened(int (*real)(const char *, int, ...), const char *path, int flags, mode_t mode) {
    const char *name = watched(path);
    int made = name != NULL && (flags & O_CREAT) != 0 && access(path, F_OK) != 0;
    int file = real(path, flags, mode);
    if (file < 0 || file >= FILES || name == NULL || strlen(name) >= NAME)
        return file;
    strcpy(names[file], name);
    if (made)
        note('c', name, 0, "", 0);
    else if ((flags & O_TRUNC) != 0)
        note('t', name, 0, "", 0);
    return file;
}

#define OPEN(function)                                                                                                 \
    int function(const char *path, int flags, ...) {                                                                   \
        va_list rest;                                                                                                  \
        va_start(rest, flags);                                                                                         \
        mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;                                               \
        va_end(rest);                                                                                                  \
        return opened(REAL(function), path, flags, mode);                                                              \
    }
OPEN(open)
OPEN(open64)

int close(int file) {
    if (name_of(file) != NULL)
        names[file][0] = '\0';
    return REAL(close)(file);
}

static ssize_t put_at(int file, const void *bytes, size_t length, off_t offset) {
    const char *name = name_of(file);
    if (name != NULL && full(file, offset + (off_t)length))
        return -1;
    ssize_t written = syscall(SYS_pwrite64, file, bytes, length, offset);
    if (name != NULL && written > 0)
        note('w', name, (uint64_t)offset, bytes, (size_t)written);
    return written;
}

ssize_t pwrite(int file, const void *bytes, size_t length, off_t offset) {
    return put_at(file, bytes, length, offset);
}

ssize_t pwrite64(int file, const void *bytes, size_t length, off64_t offset) {
    return put_at(file, bytes, length, offset);
}

ssize_t write(int file, const void *bytes, size_t length) {
    if (name_of(file) == NULL)
        return syscall(SYS_write, file, bytes, length);
    ssize_t written = put_at(file, bytes, length, lseek(file, 0, SEEK_CUR));
    if (written > 0)
        lseek(file, written, SEEK_CUR);
    return written;
}

static int resized(int file, off_t size) {
    int answer = (int)syscall(SYS_ftruncate, file, size);
    if (answer == 0 && name_of(file) != NULL)
        note('t', name_of(file), (uint64_t)size, "", 0);
    return answer;
}

int ftruncate(int file, off_t size) {
    return resized(file, size);
}

int ftruncate64(int file, off64_t size) {
    return resized(file, size);
}

static int synced(int file, long call) {
    if (name_of(file) != NULL && raised("DISK_SICK")) {
        errno = EIO;
        return -1;
    }
    int answer = (int)syscall(call, file);
    if (answer == 0 && name_of(file) != NULL)
        note('s', name_of(file), 0, "", 0);
    return answer;
}

int fsync(int file) {
    return synced(file, SYS_fsync);
}

int fdatasync(int file) {
    return synced(file, SYS_fdatasync);
}

int unlink(const char *path) {
    int answer = REAL(unlink)(path);
    if (answer == 0 && watched(path) != NULL)
        note('u', watched(path), 0, "", 0);
    return answer;
}

int rename(const char *from, const char *to) {
    int answer = REAL(rename)(from, to);
    if (answer == 0 && watched(from) != NULL && watched(to) != NULL)
        note('r', watched(from), 0, watched(to), strlen(watched(to)));
    return answer;
}
