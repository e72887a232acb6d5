/* LD_PRELOAD library that records, in order, every change that a process makes to the files of the folder POWER_FOLDER in POWER_LOG. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define MAX_FDS 4096
static char *names[MAX_FDS];
static int log_fd = -1;
static const char *folder;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* Declares `real`, the function of the C library that this library replaces. */
#define REAL(type, name, ...) static type (*real)(__VA_ARGS__); if (!real) real = dlsym(RTLD_NEXT, name)

static ssize_t real_write(int fd, const void *data, size_t length) {
  REAL(ssize_t, "write", int, const void *, size_t);
  return real(fd, data, length);
}

__attribute__((constructor)) static void open_log(void) {
  folder = getenv("POWER_FOLDER");
  const char *log = getenv("POWER_LOG");
  if (!folder || !log) return;
  REAL(int, "open", const char *, int, ...);
  log_fd = real(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

/* Appends one entry: kind (1), length of name (1), name, offset (8), length (8), data for 'w' and 'r'; numbers little-endian. */
static void record_change(char kind, const char *name, uint64_t offset, uint64_t length, const void *data) {
  if (log_fd < 0) return;
  unsigned char head[2 + 255 + 16];
  size_t name_length = strlen(name);
  head[0] = (unsigned char)kind;
  head[1] = (unsigned char)name_length;
  memcpy(head + 2, name, name_length);
  memcpy(head + 2 + name_length, &offset, 8);
  memcpy(head + 10 + name_length, &length, 8);
  pthread_mutex_lock(&lock);
  real_write(log_fd, head, 18 + name_length);
  for (size_t at = 0; data && at < length;) {
    ssize_t done = real_write(log_fd, (const char *)data + at, length - at);
    if (done <= 0) abort();
    at += (size_t)done;
  }
  pthread_mutex_unlock(&lock);
}

/* Returns the name of the file relative to POWER_FOLDER; NULL for a file elsewhere. */
static const char *name_in_folder(const char *path) {
  size_t folder_length = folder ? strlen(folder) : 0;
  return folder_length && strncmp(path, folder, folder_length) == 0 && path[folder_length] == '/' ? path + folder_length + 1 : NULL;
}

/* Keeps the name of an opened file for later writes, and records the truncation that O_TRUNC causes. Returns fd. */
static int remember_name(int fd, const char *path, int flags) {
  const char *name = name_in_folder(path);
  if (fd >= 0 && fd < MAX_FDS) {
    free(names[fd]);
    names[fd] = name ? strdup(name) : NULL;
    if (name && (flags & O_TRUNC)) record_change('t', name, 0, 0, NULL);
  }
  return fd;
}

#define OPEN(fn) int fn(const char *path, int flags, ...) { \
  va_list rest; va_start(rest, flags); mode_t mode = va_arg(rest, mode_t); va_end(rest); \
  REAL(int, #fn, const char *, int, ...); return remember_name(real(path, flags, mode), path, flags); }
OPEN(open)
OPEN(open64)

int close(int fd) {
  REAL(int, "close", int);
  if (fd >= 0 && fd < MAX_FDS) { free(names[fd]); names[fd] = NULL; }
  return real(fd);
}

static const char *name_of(int fd) { return fd >= 0 && fd < MAX_FDS ? names[fd] : NULL; }

#define PWRITE(fn, off) ssize_t fn(int fd, const void *data, size_t length, off offset) { \
  REAL(ssize_t, #fn, int, const void *, size_t, off); ssize_t done = real(fd, data, length, offset); \
  if (done > 0 && name_of(fd)) record_change('w', name_of(fd), (uint64_t)offset, (uint64_t)done, data); return done; }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t write(int fd, const void *data, size_t length) {
  if (!name_of(fd)) return real_write(fd, data, length);
  off_t at = lseek(fd, 0, SEEK_CUR);
  int flags = fcntl(fd, F_GETFL);
  if (flags & O_APPEND) at = lseek(fd, 0, SEEK_END);
  ssize_t done = real_write(fd, data, length);
  if (done > 0) record_change('w', name_of(fd), (uint64_t)at, (uint64_t)done, data);
  return done;
}

#define SYNC(fn) int fn(int fd) { REAL(int, #fn, int); int done = real(fd); if (done == 0 && name_of(fd)) record_change('s', name_of(fd), 0, 0, NULL); return done; }
SYNC(fsync)
SYNC(fdatasync)

#define TRUNC(fn, off) int fn(int fd, off length) { REAL(int, #fn, int, off); int done = real(fd, length); \
  if (done == 0 && name_of(fd)) record_change('t', name_of(fd), (uint64_t)length, 0, NULL); return done; }
TRUNC(ftruncate, off_t)
TRUNC(ftruncate64, off64_t)

int unlink(const char *path) {
  REAL(int, "unlink", const char *);
  int done = real(path);
  if (done == 0 && name_in_folder(path)) record_change('u', name_in_folder(path), 0, 0, NULL);
  return done;
}

int rename(const char *from, const char *to) {
  REAL(int, "rename", const char *, const char *);
  int done = real(from, to);
  if (done == 0 && name_in_folder(from) && name_in_folder(to)) record_change('r', name_in_folder(from), 0, strlen(name_in_folder(to)), name_in_folder(to));
  return done;
}
