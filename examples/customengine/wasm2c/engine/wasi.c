// WASI preview 1 for benchmarks: streams, clocks, random numbers, and the files of one
// folder, for reading. All else is refused, and the first time said by name.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "runtime.h"

enum { SUCCESS, BADF = 8, FAULT = 21, INVAL = 28, IO = 29, NAMETOOLONG = 37, NFILE = 41, NOENT = 44, NOTDIR = 54, NOTSUP = 58, ROFS = 69, SPIPE = 70, NOTCAPABLE = 76 };

static const char variable[] = "WASM_BENCH_USE_SMALL_WORKLOAD";

static u32 error(void) {
	switch (errno) {
	case EBADF: return BADF;
	case EINVAL: return INVAL;
	case ENAMETOOLONG: return NAMETOOLONG;
	case ENOENT: return NOENT;
	case ENOTDIR: return NOTDIR;
	case ESPIPE: return SPIPE;
	case EXDEV: case ELOOP: case EACCES: case EPERM: case ENOSYS: return NOTCAPABLE;
	default: return IO;
	}
}

// at is n bytes of the guest's memory, NULL if they are not all in it.
static uint8_t *at(Host *h, u32 where, u64 n) {
	if (h->memory == NULL || where + n > h->memory->size)
		return NULL;
	return h->memory->data + where;
}

static bool put(Host *h, u32 where, u64 value, int bytes) {
	uint8_t *to = at(h, where, bytes);
	if (to != NULL)
		memcpy(to, &value, bytes);
	return to != NULL;
}

static u64 get(const uint8_t *from, int bytes) {
	u64 value = 0;
	memcpy(&value, from, bytes);
	return value;
}

static int file(Host *h, u32 fd) { return fd < FILES ? h->files[fd] : -1; }

// The small workload is all of the environment, and there are no arguments.
static const char *environment(void) { return getenv(variable); }

static u32 args_sizes_get(Host *h, u32 n, u32 bytes) { return put(h, n, 0, 4) && put(h, bytes, 0, 4) ? SUCCESS : FAULT; }
static u32 args_get(Host *h, u32 list, u32 text) { return SUCCESS; }

static u32 environ_sizes_get(Host *h, u32 n, u32 bytes) {
	const char *value = environment();
	return put(h, n, value != NULL, 4) && put(h, bytes, value == NULL ? 0 : sizeof variable + strlen(value) + 1, 4) ? SUCCESS : FAULT;
}

static u32 environ_get(Host *h, u32 list, u32 text) {
	const char *value = environment();
	if (value == NULL)
		return SUCCESS;
	uint8_t *to = at(h, text, sizeof variable + strlen(value) + 1);
	if (to == NULL || !put(h, list, text, 4))
		return FAULT;
	memcpy(to, variable, sizeof variable - 1);
	to[sizeof variable - 1] = '=';
	strcpy((char *)to + sizeof variable, value);
	return SUCCESS;
}

static u32 clock_get(Host *h, u32 id, u32 to, int (*ask)(clockid_t, struct timespec *)) {
	static const clockid_t clocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC};
	struct timespec t;
	if (id >= 2 || ask(clocks[id], &t) != 0)
		return INVAL;
	return put(h, to, (u64)t.tv_sec * 1000000000 + t.tv_nsec, 8) ? SUCCESS : FAULT;
}

static u32 clock_res(Host *h, u32 id, u32 to) { return clock_get(h, id, to, clock_getres); }
static u32 clock_time(Host *h, u32 id, u64 precision, u32 to) { return clock_get(h, id, to, clock_gettime); }

static u32 random_get(Host *h, u32 to, u32 n) {
	uint8_t *b = at(h, to, n);
	if (b == NULL)
		return FAULT;
	for (u32 done = 0; done < n;) {
		ssize_t got = getrandom(b + done, n - done, 0);
		if (got < 0 && errno != EINTR)
			return IO;
		done += got > 0 ? got : 0;
	}
	return SUCCESS;
}

// move reads into or writes from a list of buffers, at an offset unless that is -1.
static u32 move(Host *h, u32 fd, u32 list, u32 n, int64_t offset, u32 result, bool writes) {
	int f = file(h, fd);
	if (f < 0)
		return BADF;
	if (at(h, list, (u64)n * 8) == NULL || at(h, result, 4) == NULL)
		return FAULT;
	u64 total = 0;
	for (u32 i = 0; i < n; i++) {
		const uint8_t *iovec = at(h, list + i * 8, 8);
		u64 length = get(iovec + 4, 4);
		uint8_t *b = at(h, get(iovec, 4), length);
		if (b == NULL)
			return FAULT;
		for (u64 done = 0; done < length;) {
			ssize_t k = writes ? write(f, b + done, length - done)
				: offset < 0 ? read(f, b + done, length - done) : pread(f, b + done, length - done, offset + total);
			if (k < 0 && errno == EINTR)
				continue;
			if (k < 0)
				return error();
			total += k;
			done += k;
			if (k == 0)
				return put(h, result, total, 4) ? SUCCESS : FAULT;
		}
	}
	return put(h, result, total, 4) ? SUCCESS : FAULT;
}

static u32 fd_read(Host *h, u32 fd, u32 list, u32 n, u32 result) { return move(h, fd, list, n, -1, result, false); }
static u32 fd_write(Host *h, u32 fd, u32 list, u32 n, u32 result) { return move(h, fd, list, n, -1, result, true); }
static u32 fd_pread(Host *h, u32 fd, u32 list, u32 n, u64 offset, u32 result) {
	return offset > INT64_MAX ? INVAL : move(h, fd, list, n, offset, result, false);
}

static u32 fd_close(Host *h, u32 fd) {
	int f = file(h, fd);
	if (f < 0)
		return BADF;
	h->files[fd] = -1;
	return close(f) == 0 ? SUCCESS : error();
}

static u32 fd_seek(Host *h, u32 fd, u64 offset, u32 whence, u32 result) {
	static const int whences[] = {SEEK_SET, SEEK_CUR, SEEK_END};
	int f = file(h, fd);
	if (f < 0)
		return BADF;
	if (whence > 2)
		return INVAL;
	off_t now = lseek(f, (off_t)offset, whences[whence]);
	if (now < 0)
		return error();
	return put(h, result, now, 8) ? SUCCESS : FAULT;
}

static u32 fd_tell(Host *h, u32 fd, u32 result) { return fd_seek(h, fd, 0, 1, result); }

static int filetype(mode_t mode) { return S_ISDIR(mode) ? 3 : S_ISREG(mode) ? 4 : S_ISLNK(mode) ? 7 : 0; }

static u32 fd_fdstat_get(Host *h, u32 fd, u32 to) {
	struct stat s;
	int f = file(h, fd);
	if (f < 0)
		return BADF;
	if (fstat(f, &s) != 0)
		return error();
	// All rights: what is refused is refused when it is tried.
	return put(h, to, filetype(s.st_mode), 8) && put(h, to + 8, 0x1fffffff, 8) && put(h, to + 16, 0x1fffffff, 8) ? SUCCESS : FAULT;
}

static u64 nanoseconds(struct timespec t) { return (u64)t.tv_sec * 1000000000 + t.tv_nsec; }

static u32 filestat(Host *h, int f, u32 to, bool stream) {
	struct stat s;
	if (fstat(f, &s) != 0)
		return error();
	u64 words[] = {stream ? 0 : s.st_dev, stream ? 0 : s.st_ino, filetype(s.st_mode), s.st_nlink, s.st_size,
		nanoseconds(s.st_atim), nanoseconds(s.st_mtim), nanoseconds(s.st_ctim)};
	uint8_t *b = at(h, to, sizeof words);
	if (b == NULL)
		return FAULT;
	memcpy(b, words, sizeof words);
	return SUCCESS;
}

static u32 fd_filestat_get(Host *h, u32 fd, u32 to) {
	return file(h, fd) < 0 ? BADF : filestat(h, file(h, fd), to, fd < FOLDER);
}

static u32 fd_prestat_get(Host *h, u32 fd, u32 to) {
	if (fd != FOLDER || file(h, fd) < 0)
		return BADF;
	return put(h, to, 0, 4) && put(h, to + 4, 1, 4) ? SUCCESS : FAULT;
}

static u32 fd_prestat_dir_name(Host *h, u32 fd, u32 to, u32 n) {
	if (fd != FOLDER || file(h, fd) < 0)
		return BADF;
	if (n < 1)
		return NAMETOOLONG;
	return put(h, to, '/', 1) ? SUCCESS : FAULT;
}

// look finds a path below a folder of the guest's, through no link that leads out of it.
static u32 look(Host *h, u32 fd, u32 path, u32 n, int flags, int *found) {
	char name[4096];
	int f = file(h, fd);
	const uint8_t *text = at(h, path, n);
	if (f < 0)
		return BADF;
	if (text == NULL)
		return FAULT;
	if (n >= sizeof name)
		return NAMETOOLONG;
	if (memchr(text, 0, n) != NULL)
		return INVAL;
	memcpy(name, text, n);
	name[n] = 0;
	struct open_how how = {.flags = flags | O_CLOEXEC, .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
	*found = (int)syscall(SYS_openat2, f, name, &how, sizeof how);
	return *found < 0 ? error() : SUCCESS;
}

static u32 path_open(Host *h, u32 fd, u32 lookup, u32 path, u32 n, u32 oflags, u64 rights, u64 inheriting, u32 fdflags, u32 result) {
	enum { CREAT = 1, DIRECTORY = 2, EXCL = 4, TRUNC = 8 };
	int f;
	struct stat s;
	u32 own = FOLDER + 1;
	if (oflags & (CREAT | EXCL | TRUNC))
		return ROFS;
	while (own < FILES && h->files[own] >= 0)
		own++;
	if (own == FILES)
		return NFILE;
	// A FIFO would otherwise wait for its other end.
	u32 e = look(h, fd, path, n, O_RDONLY | O_NONBLOCK | (lookup & 1 ? 0 : O_NOFOLLOW) | (oflags & DIRECTORY ? O_DIRECTORY : 0), &f);
	if (e != SUCCESS)
		return e;
	e = fstat(f, &s) != 0 ? error() : !S_ISREG(s.st_mode) && !S_ISDIR(s.st_mode) ? NOTSUP : put(h, result, own, 4) ? SUCCESS : FAULT;
	if (e == SUCCESS)
		h->files[own] = f;
	else
		close(f);
	return e;
}

static u32 path_filestat_get(Host *h, u32 fd, u32 lookup, u32 path, u32 n, u32 to) {
	int f;
	u32 e = look(h, fd, path, n, O_PATH | (lookup & 1 ? 0 : O_NOFOLLOW), &f);
	if (e != SUCCESS)
		return e;
	e = filestat(h, f, to, false);
	close(f);
	return e;
}

static u32 fd_readdir(Host *h, u32 fd, u32 to, u32 n, u64 cookie, u32 result) {
	uint8_t *b = at(h, to, n);
	int f = file(h, fd);
	if (f < 0)
		return BADF;
	if (b == NULL || at(h, result, 4) == NULL)
		return FAULT;
	DIR *dir = NULL;
	if ((f = openat(f, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0 || (dir = fdopendir(f)) == NULL) {
		u32 e = error();
		if (f >= 0)
			close(f);
		return e;
	}
	u32 used = 0;
	struct dirent *entry;
	for (u64 i = 1; used < n && (entry = readdir(dir)) != NULL; i++) {
		if (i <= cookie)
			continue;
		static const int types[] = {[DT_DIR] = 3, [DT_REG] = 4, [DT_LNK] = 7};
		uint8_t dirent[24] = {0};
		u64 inode = strcmp(entry->d_name, "..") == 0 ? 0 : entry->d_ino;
		u32 length = strlen(entry->d_name);
		memcpy(dirent, &i, 8);
		memcpy(dirent + 8, &inode, 8);
		memcpy(dirent + 16, &length, 4);
		dirent[20] = entry->d_type < sizeof types / sizeof *types ? types[entry->d_type] : 0;
		u32 fits = n - used < 24 ? n - used : 24;
		memcpy(b + used, dirent, fits);
		used += fits;
		fits = n - used < length ? n - used : length;
		memcpy(b + used, entry->d_name, fits);
		used += fits;
	}
	closedir(dir);
	return put(h, result, used, 4) ? SUCCESS : FAULT;
}

// poll_oneoff sleeps until the first clock, and reports that; streams are always ready.
static u32 poll_oneoff(Host *h, u32 in, u32 out, u32 n, u32 result) {
	if (n == 0)
		return INVAL;
	if (at(h, in, (u64)n * 48) == NULL || at(h, out, (u64)n * 32) == NULL || at(h, result, 4) == NULL)
		return FAULT;
	u64 least = UINT64_MAX, user = 0, now;
	bool ready = false;
	u32 events = 0;
	for (u32 i = 0; i < n; i++) {
		const uint8_t *s = at(h, in + i * 48, 48);
		uint8_t event[32] = {0};
		memcpy(event, s, 8);
		event[10] = s[8];
		if (s[8] == 0) {
			struct timespec t;
			u32 id = get(s + 16, 4);
			if (id > 1)
				return INVAL;
			clock_gettime(id == 0 ? CLOCK_REALTIME : CLOCK_MONOTONIC, &t);
			now = nanoseconds(t);
			u64 until = get(s + 24, 8), wait = get(s + 40, 2) & 1 ? (until > now ? until - now : 0) : until;
			if (wait <= least) {
				least = wait;
				user = get(s, 8);
			}
			continue;
		}
		u32 e = s[8] > 2 ? INVAL : file(h, get(s + 16, 4)) < 0 ? BADF : SUCCESS;
		memcpy(event + 8, &(uint16_t){e}, 2);
		memcpy(at(h, out + 32 * events++, 32), event, 32);
		ready = true;
	}
	if (!ready) {
		struct timespec t = {.tv_sec = least / 1000000000, .tv_nsec = least % 1000000000};
		while (nanosleep(&t, &t) != 0 && errno == EINTR)
			;
		uint8_t event[32] = {0};
		memcpy(event, &user, 8);
		memcpy(at(h, out, 32), event, 32);
		events = 1;
	}
	return put(h, result, events, 4) ? SUCCESS : FAULT;
}

static u32 yield(Host *h) { return SUCCESS; }

static void proc_exit(Host *h, u32 code) {
	h->exited = true;
	h->code = code;
	leave(h);
}

static u32 refuse(const char *name, bool *said) {
	if (!__atomic_exchange_n(said, true, __ATOMIC_RELAXED))
		fprintf(stderr, "wasm2c: the guest calls %s of WASI, which this engine refuses\n", name);
	return NOTSUP;
}

#define REFUSED(name)                                         \
	static u32 name(void) {                                   \
		static bool said;                                     \
		return refuse(#name, &said);                          \
	}
REFUSED(fd_advise) REFUSED(fd_allocate) REFUSED(fd_datasync) REFUSED(fd_fdstat_set_flags) REFUSED(fd_fdstat_set_rights)
REFUSED(fd_filestat_set_size) REFUSED(fd_filestat_set_times) REFUSED(fd_pwrite) REFUSED(fd_renumber) REFUSED(fd_sync)
REFUSED(path_create_directory) REFUSED(path_filestat_set_times) REFUSED(path_link) REFUSED(path_readlink)
REFUSED(path_remove_directory) REFUSED(path_rename) REFUSED(path_symlink) REFUSED(path_unlink_file) REFUSED(proc_raise)
REFUSED(sock_accept) REFUSED(sock_recv) REFUSED(sock_send) REFUSED(sock_shutdown)

#define M "wasi_snapshot_preview1"
#define W(result, name, at, ...) {M, #name, #result " Z_" M "Z_" #name "(struct Z_" M "_instance_t*" __VA_ARGS__ ");", at}
#define P1 ", u32"
#define P2 P1 ", u32"
#define P3 P2 ", u32"
#define P4 P3 ", u32"
#define P5 P4 ", u32"
#define P6 P5 ", u32"
#define P7 P6 ", u32"
#define Q ", u64"
const Function wasi[] = {
	W(u32, args_get, args_get, P2), W(u32, args_sizes_get, args_sizes_get, P2),
	W(u32, clock_res_get, clock_res, P2), W(u32, clock_time_get, clock_time, P1 Q P1),
	W(u32, environ_get, environ_get, P2), W(u32, environ_sizes_get, environ_sizes_get, P2),
	W(u32, fd_advise, fd_advise, P1 Q Q P1), W(u32, fd_allocate, fd_allocate, P1 Q Q), W(u32, fd_close, fd_close, P1),
	W(u32, fd_datasync, fd_datasync, P1), W(u32, fd_fdstat_get, fd_fdstat_get, P2),
	W(u32, fd_fdstat_set_flags, fd_fdstat_set_flags, P2), W(u32, fd_fdstat_set_rights, fd_fdstat_set_rights, P1 Q Q),
	W(u32, fd_filestat_get, fd_filestat_get, P2), W(u32, fd_filestat_set_size, fd_filestat_set_size, P1 Q),
	W(u32, fd_filestat_set_times, fd_filestat_set_times, P1 Q Q P1), W(u32, fd_pread, fd_pread, P3 Q P1),
	W(u32, fd_prestat_dir_name, fd_prestat_dir_name, P3), W(u32, fd_prestat_get, fd_prestat_get, P2),
	W(u32, fd_pwrite, fd_pwrite, P3 Q P1), W(u32, fd_read, fd_read, P4), W(u32, fd_readdir, fd_readdir, P3 Q P1),
	W(u32, fd_renumber, fd_renumber, P2), W(u32, fd_seek, fd_seek, P1 Q P2), W(u32, fd_sync, fd_sync, P1),
	W(u32, fd_tell, fd_tell, P2), W(u32, fd_write, fd_write, P4),
	W(u32, path_create_directory, path_create_directory, P3), W(u32, path_filestat_get, path_filestat_get, P5),
	W(u32, path_filestat_set_times, path_filestat_set_times, P4 Q Q P1), W(u32, path_link, path_link, P7),
	W(u32, path_open, path_open, P5 Q Q P2), W(u32, path_readlink, path_readlink, P6),
	W(u32, path_remove_directory, path_remove_directory, P3), W(u32, path_rename, path_rename, P6),
	W(u32, path_symlink, path_symlink, P5), W(u32, path_unlink_file, path_unlink_file, P3),
	W(u32, poll_oneoff, poll_oneoff, P4), W(void, proc_exit, proc_exit, P1), W(u32, proc_raise, proc_raise, P1),
	W(u32, random_get, random_get, P2), W(u32, sched_yield, yield, ), W(u32, sock_accept, sock_accept, P3),
	W(u32, sock_recv, sock_recv, P6), W(u32, sock_send, sock_send, P5), W(u32, sock_shutdown, sock_shutdown, P2),
	{0},
};
