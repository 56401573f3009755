// WASI preview 1 for guests that nobody trusts: a folder that is read-only and that no
// path leads out of, three streams, clocks, random numbers, arguments and variables.
import fs from "node:fs";
import { randomFillSync } from "node:crypto";

const E = {
  ACCES: 2, BADF: 8, EXIST: 20, FAULT: 21, ILSEQ: 25, INVAL: 28, IO: 29, ISDIR: 31, LOOP: 32, MFILE: 33,
  NAMETOOLONG: 37, NOENT: 44, NOTDIR: 54, NOTSOCK: 57, NOTSUP: 58, PERM: 63, ROFS: 69, SPIPE: 70, NOTCAPABLE: 76,
};
const TYPE = { unknown: 0, directory: 3, file: 4, link: 7 };
const RIGHTS = {
  in: 1n << 1n | 1n << 21n, // fd_read, fd_filestat_get
  out: 1n << 6n | 1n << 21n, // fd_write, fd_filestat_get
  file: 1n << 1n | 1n << 2n | 1n << 5n | 1n << 21n, // fd_read, fd_seek, fd_tell, fd_filestat_get
  dir: 1n << 13n | 1n << 14n | 1n << 15n | 1n << 18n | 1n << 21n, // path_open, fd_readdir, path_readlink, path_filestat_get, fd_filestat_get
};
const WRITE = 1n << 6n;
const MAX_FILES = 1000;
const C = fs.constants;
const text = new TextDecoder("utf-8", { fatal: true });

// Exit is thrown through the guest by proc_exit.
export class Exit extends Error {}

class Errno extends Error {
  constructor(errno) {
    super(`errno ${errno}`);
    this.errno = errno;
  }
}

const fail = (errno) => {
  throw new Errno(errno);
};

// --- folders

// byDescriptor is whether a folder can be held, and not only its name: where the paths
// of descriptors lead into open folders.
const byDescriptor = process.platform === "linux";

function openFolder(path) {
  if (byDescriptor) {
    const fd = fs.openSync(path, C.O_RDONLY | C.O_DIRECTORY | C.O_NOFOLLOW);
    return { kind: "dir", fd, at: `/proc/self/fd/${fd}` };
  }
  const stat = fs.lstatSync(path);
  if (stat.isSymbolicLink()) fail(E.LOOP);
  if (!stat.isDirectory()) fail(E.NOTDIR);
  return { kind: "dir", fd: -1, at: path };
}

const closeHost = ({ fd }) => {
  if (fd >= 0) fs.closeSync(fd);
};

// within walks a path from a folder, one name after the other and never through a link
// that the system would follow, and calls use with the folder that the last name is in,
// and that name: "." for the folder itself.
function within(folder, path, follow, use) {
  if (path === "") fail(E.NOENT);
  if (path.length > 4096) fail(E.NAMETOOLONG);
  if (path.includes("\0")) fail(E.ILSEQ);
  const above = []; // folders opened on the way
  let here = folder;
  let links = 0;
  let rest = path.split("/");
  if (rest[0] === "") fail(E.NOTCAPABLE);
  try {
    for (;;) {
      const name = rest.shift();
      const last = rest.length === 0;
      if (name === "..") {
        if (above.length === 0) fail(E.NOTCAPABLE);
        closeHost(here);
        here = above.pop();
      } else if (name !== "." && name !== "") {
        if (process.platform === "win32" && /[\\:*?"<>|]|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(name)) fail(E.NOENT);
        const full = `${here.at}/${name}`;
        if (!last || follow) {
          if (fs.lstatSync(full).isSymbolicLink()) {
            const target = fs.readlinkSync(full);
            if (++links > 40) fail(E.LOOP);
            if (target.startsWith("/") || process.platform === "win32" && /[\\:]/.test(target)) fail(E.NOTCAPABLE);
            rest = [...target.split("/"), ...rest];
            continue;
          }
        }
        if (last) return use(here, name);
        const next = openFolder(full);
        above.push(here);
        here = next;
      }
      if (last) return use(here, ".");
    }
  } finally {
    [...above, here].filter((f) => f !== folder).forEach(closeHost);
  }
}

// open opens what a name in a folder is, if that is a file or a folder.
function open(folder, name) {
  const path = name === "." ? folder.at : `${folder.at}/${name}`;
  if (name === "." && byDescriptor) {
    const fd = fs.openSync(`${path}/.`, C.O_RDONLY | C.O_DIRECTORY);
    return { kind: "dir", fd, at: `/proc/self/fd/${fd}` };
  }
  if (fs.lstatSync(path).isDirectory()) return openFolder(path);
  const fd = fs.openSync(path, C.O_RDONLY | (C.O_NOFOLLOW ?? 0) | (C.O_NONBLOCK ?? 0));
  const stat = fs.fstatSync(fd);
  if (stat.isFile()) return { kind: "file", fd, position: 0n };
  fs.closeSync(fd);
  return fail(E.ACCES);
}

// --- functions

export class Wasi {
  constructor({ args = [], env = [], dir = "", stdin = "", stdout = "", stderr = "" }) {
    this.args = args.map((s) => Buffer.from(s + "\0"));
    this.env = env.map((s) => Buffer.from(s + "\0"));
    this.files = new Map();
    this.exited = undefined;
    this.memory = undefined;
    try {
      this.files.set(0, { kind: "in", fd: stdin ? fs.openSync(stdin, "r") : -1, position: 0n });
      this.files.set(1, { kind: "out", fd: stdout ? fs.openSync(stdout, "a") : -1 });
      this.files.set(2, { kind: "out", fd: stderr ? fs.openSync(stderr, "a") : -1 });
      if (dir) this.files.set(3, { ...openFolder(fs.realpathSync(dir)), preopened: true });
    } catch (e) {
      this.close();
      throw e;
    }
    this.functions = Object.fromEntries(
      Object.entries(functions).map(([name, f]) => [name, (...args) => this.guarded(f, args)]),
    );
  }

  close() {
    for (const file of this.files.values()) closeHost(file);
    this.files.clear();
  }

  // guarded makes an errno of whatever a function throws.
  guarded(f, args) {
    if (this.exited !== undefined) throw new Exit();
    try {
      return f.call(this, ...args.map((a) => (typeof a === "number" ? a >>> 0 : BigInt.asUintN(64, a)))) ?? 0;
    } catch (e) {
      if (e instanceof Exit || e instanceof RangeError && /call stack/.test(e.message)) throw e;
      if (e instanceof Errno) return e.errno;
      if (e instanceof RangeError) return E.FAULT;
      if (e instanceof TypeError && e.code === undefined) return E.ILSEQ; // not UTF-8
      return { EACCES: E.ACCES, EPERM: E.PERM, ENOENT: E.NOENT, ENOTDIR: E.NOTDIR, ELOOP: E.LOOP, EISDIR: E.ISDIR, EINVAL: E.INVAL, ENAMETOOLONG: E.NAMETOOLONG, EMFILE: E.MFILE, ENFILE: E.MFILE }[e.code] ?? E.IO;
    }
  }

  file(fd, ...kinds) {
    const file = this.files.get(fd) ?? fail(E.BADF);
    if (kinds.length && !kinds.includes(file.kind)) fail(file.kind === "dir" ? E.ISDIR : kinds.includes("dir") ? E.NOTDIR : E.NOTCAPABLE);
    return file;
  }

  view() {
    return new DataView((this.memory ?? fail(E.FAULT)).buffer);
  }

  bytes(at, n) {
    return new Uint8Array((this.memory ?? fail(E.FAULT)).buffer, at, n);
  }

  path(at, n) {
    if (n > 4096) fail(E.NAMETOOLONG);
    return text.decode(this.bytes(at, n).slice());
  }

  // vectors are the pieces of memory of iovecs, all of which lie in it.
  vectors(at, n) {
    this.bytes(at, n * 8);
    const view = this.view();
    const list = [];
    for (let i = 0; i < n; i++) {
      const piece = this.bytes(view.getUint32(at + 8 * i, true), view.getUint32(at + 8 * i + 4, true));
      if (piece.length) list.push(piece);
    }
    return list;
  }

  strings(list, pointers, at) {
    const view = this.view();
    for (const s of list) {
      view.setUint32(pointers, at, true);
      this.bytes(at, s.length).set(s);
      pointers += 4;
      at += s.length;
    }
  }

  sizes(list, count, size) {
    this.view().setUint32(count, list.length, true);
    this.view().setUint32(size, list.reduce((sum, s) => sum + s.length, 0), true);
  }

  // read reads into memory from a position of a file.
  read(file, pieces, position) {
    let done = 0;
    if (file.fd < 0 || position > BigInt(Number.MAX_SAFE_INTEGER)) return done;
    for (const piece of pieces) {
      for (let filled = 0; filled < piece.length;) {
        const n = fs.readSync(file.fd, piece, filled, piece.length - filled, Number(position) + done);
        if (n === 0) return done;
        filled += n;
        done += n;
      }
    }
    return done;
  }

  stat(at, stat) {
    const view = this.view();
    this.bytes(at, 64).fill(0);
    if (!stat) return; // a stream says nothing of the file that it is
    view.setBigUint64(at, stat.dev, true);
    view.setBigUint64(at + 8, stat.ino, true);
    view.setUint8(at + 16, typeOf(stat));
    view.setBigUint64(at + 24, stat.nlink, true);
    view.setBigUint64(at + 32, stat.size, true);
    view.setBigUint64(at + 40, stat.atimeNs, true);
    view.setBigUint64(at + 48, stat.mtimeNs, true);
    view.setBigUint64(at + 56, stat.ctimeNs, true);
  }
}

function typeOf(stat) {
  return stat.isFile() ? TYPE.file : stat.isDirectory() ? TYPE.directory : stat.isSymbolicLink() ? TYPE.link : TYPE.unknown;
}

const statOf = (file) => (file.fd >= 0 ? fs.fstatSync(file.fd, { bigint: true }) : fs.lstatSync(file.at, { bigint: true }));
const readOnly = () => E.ROFS;
const notSocket = () => E.NOTSOCK;
const SIGNED_MAX = (1n << 63n) - 1n;
const realtime = () => BigInt(Math.round((performance.timeOrigin + performance.now()) * 1e3)) * 1000n;
const sleeper = new Int32Array(new SharedArrayBuffer(4));

const functions = {
  args_get(pointers, at) { this.strings(this.args, pointers, at); },
  args_sizes_get(count, size) { this.sizes(this.args, count, size); },
  environ_get(pointers, at) { this.strings(this.env, pointers, at); },
  environ_sizes_get(count, size) { this.sizes(this.env, count, size); },

  clock_res_get(clock, at) {
    if (clock > 1) return E.INVAL;
    this.view().setBigUint64(at, clock === 0 ? 1000n : 1n, true);
  },
  clock_time_get(clock, _precision, at) {
    if (clock > 1) return E.INVAL;
    this.view().setBigUint64(at, clock === 0 ? realtime() : process.hrtime.bigint(), true);
  },

  fd_advise(fd) { this.file(fd); },
  fd_allocate: readOnly,
  fd_close(fd) {
    closeHost(this.file(fd));
    this.files.delete(fd);
  },
  fd_datasync(fd) { this.file(fd); },
  fd_sync(fd) { this.file(fd); },
  fd_fdstat_get(fd, at) {
    const { kind } = this.file(fd);
    this.bytes(at, 24).fill(0);
    this.view().setUint8(at, kind === "dir" ? TYPE.directory : kind === "file" ? TYPE.file : TYPE.unknown);
    this.view().setBigUint64(at + 8, RIGHTS[kind], true);
    if (kind === "dir") this.view().setBigUint64(at + 16, RIGHTS.dir | RIGHTS.file, true);
  },
  fd_fdstat_set_flags(fd, flags) {
    this.file(fd);
    return flags === 0 ? 0 : E.NOTSUP;
  },
  fd_fdstat_set_rights(fd) { this.file(fd); },
  fd_filestat_get(fd, at) {
    const file = this.file(fd);
    this.stat(at, file.kind === "file" || file.kind === "dir" ? statOf(file) : null);
  },
  fd_filestat_set_size: readOnly,
  fd_filestat_set_times: readOnly,
  fd_prestat_get(fd, at) {
    if (!this.file(fd).preopened) return E.BADF;
    this.view().setUint32(at, 0, true);
    this.view().setUint32(at + 4, 1, true);
  },
  fd_prestat_dir_name(fd, at, n) {
    if (!this.file(fd).preopened) return E.BADF;
    if (n < 1) return E.NAMETOOLONG;
    this.bytes(at, 1)[0] = 0x2f;
  },
  fd_pread(fd, at, n, offset, result) {
    const file = this.file(fd, "file");
    if (offset > SIGNED_MAX) return E.INVAL;
    this.view().setUint32(result, 0, true);
    this.view().setUint32(result, this.read(file, this.vectors(at, n), offset), true);
  },
  fd_pwrite: readOnly,
  fd_read(fd, at, n, result) {
    const file = this.file(fd, "file", "in");
    this.view().setUint32(result, 0, true);
    const done = this.read(file, this.vectors(at, n), file.position);
    file.position += BigInt(done);
    this.view().setUint32(result, done, true);
  },
  fd_readdir(fd, at, n, cookie, result) {
    const file = this.file(fd, "dir");
    this.view().setUint32(result, 0, true);
    const out = this.bytes(at, n);
    if (cookie === 0n || !file.entries) file.entries = [".", "..", ...fs.readdirSync(file.at, { encoding: "buffer" }).filter((b) => b.length)];
    let used = 0;
    for (let i = cookie; i < BigInt(file.entries.length) && used < n; i++) {
      const entry = file.entries[Number(i)];
      const name = Buffer.from(entry);
      let type = TYPE.directory;
      let ino = 0n; // of the folder above nothing is told
      if (entry === ".") ino = statOf(file).ino;
      else if (entry !== "..") {
        try {
          const stat = fs.lstatSync(Buffer.concat([Buffer.from(file.at + "/"), name]), { bigint: true });
          type = typeOf(stat);
          ino = stat.ino;
        } catch {
          type = TYPE.unknown; // it is gone by now
        }
      }
      const record = Buffer.alloc(24 + name.length);
      record.writeBigUInt64LE(i + 1n, 0);
      record.writeBigUInt64LE(ino, 8);
      record.writeUInt32LE(name.length, 16);
      record.writeUInt8(type, 20);
      name.copy(record, 24);
      out.set(record.subarray(0, n - used), used);
      used += Math.min(record.length, n - used);
    }
    this.view().setUint32(result, used, true);
  },
  fd_renumber(from, to) {
    const file = this.file(from);
    const other = this.file(to);
    if (from === to) return;
    closeHost(other);
    this.files.delete(from);
    this.files.set(to, file);
  },
  fd_seek(fd, offset, whence, result) {
    const file = this.file(fd, "file");
    const by = BigInt.asIntN(64, offset);
    const base = [() => 0n, () => file.position, () => statOf(file).size][whence] ?? fail(E.INVAL);
    const position = base() + by;
    if (position < 0n || position > SIGNED_MAX) return E.INVAL;
    this.view().setBigUint64(result, position, true);
    file.position = position;
  },
  fd_tell(fd, result) { this.view().setBigUint64(result, this.file(fd, "file").position, true); },
  fd_write(fd, at, n, result) {
    const file = this.file(fd, "out");
    const pieces = this.vectors(at, n);
    this.view().setUint32(result, 0, true);
    let done = 0;
    for (let piece of pieces) {
      done += piece.length;
      while (file.fd >= 0 && piece.length) piece = piece.subarray(fs.writeSync(file.fd, piece));
    }
    this.view().setUint32(result, done, true);
  },

  path_create_directory: readOnly,
  path_filestat_get(fd, lookup, at, n, result) {
    const folder = this.file(fd, "dir");
    const stat = within(folder, this.path(at, n), lookup & 1, (f, name) => (name === "." ? statOf(f) : fs.lstatSync(`${f.at}/${name}`, { bigint: true })));
    this.stat(result, stat);
  },
  path_filestat_set_times: readOnly,
  path_link: readOnly,
  path_open(fd, lookup, at, n, oflags, rights, _inheriting, fdflags, result) {
    const folder = this.file(fd, "dir");
    const path = this.path(at, n);
    if (oflags & ~2) return E.ROFS; // all but O_DIRECTORY makes or empties something
    if (this.files.size >= MAX_FILES) return E.MFILE;
    this.view().setUint32(result, 0, true);
    const opened = within(folder, path, lookup & 1, open);
    if (opened.kind === "file" && (oflags & 2 || rights & WRITE || fdflags & 1)) {
      closeHost(opened);
      return oflags & 2 ? E.NOTDIR : E.ROFS;
    }
    let number = 4;
    while (this.files.has(number)) number++;
    this.files.set(number, opened);
    this.view().setUint32(result, number, true);
  },
  path_readlink(fd, at, n, buffer, size, result) {
    const folder = this.file(fd, "dir");
    const target = within(folder, this.path(at, n), false, (f, name) => (name === "." ? fail(E.INVAL) : fs.readlinkSync(`${f.at}/${name}`, { encoding: "buffer" })));
    if (target[0] === 0x2f || process.platform === "win32" && /[\\:]/.test(target)) return E.NOTCAPABLE; // a path of the host's
    const part = target.subarray(0, size);
    this.bytes(buffer, size).set(part);
    this.view().setUint32(result, part.length, true);
  },
  path_remove_directory: readOnly,
  path_rename: readOnly,
  path_symlink: readOnly,
  path_unlink_file: readOnly,

  // What can be waited for is time: a file is always ready.
  poll_oneoff(at, out, n, result) {
    if (n === 0) return E.INVAL;
    this.bytes(at, 48 * n);
    this.bytes(out, 32 * n);
    const view = this.view();
    view.setUint32(result, 0, true);
    let ready = [];
    let clocks = [];
    let soonest = SIGNED_MAX;
    for (let i = 0; i < n; i++) {
      const s = at + 48 * i;
      const kind = view.getUint8(s + 8);
      const event = { data: view.getBigUint64(s, true), kind, errno: 0 };
      if (kind > 2) return E.INVAL;
      if (kind > 0) {
        event.errno = this.files.has(view.getUint32(s + 16, true)) ? 0 : E.BADF;
        ready.push(event);
        continue;
      }
      const clock = view.getUint32(s + 16, true);
      const flags = view.getUint16(s + 40, true);
      if (clock > 1 || flags > 1) return E.INVAL;
      const timeout = view.getBigUint64(s + 24, true);
      event.wait = flags === 0 ? timeout : timeout - (clock === 0 ? realtime() : process.hrtime.bigint());
      if (event.wait < soonest) soonest = event.wait;
      clocks.push(event);
    }
    if (ready.length) soonest = 0n;
    const until = process.hrtime.bigint() + soonest;
    for (let left = soonest; left > 0n; left = until - process.hrtime.bigint()) {
      Atomics.wait(sleeper, 0, 0, Math.min(Number(left) / 1e6, 1e9));
    }
    ready = [...ready, ...clocks.filter((c) => c.wait <= soonest)];
    ready.forEach(({ data, kind, errno }, i) => {
      this.bytes(out + 32 * i, 32).fill(0);
      view.setBigUint64(out + 32 * i, data, true);
      view.setUint16(out + 32 * i + 8, errno, true);
      view.setUint8(out + 32 * i + 10, kind);
    });
    view.setUint32(result, ready.length, true);
  },

  proc_exit(code) {
    this.exited = code;
    throw new Exit();
  },
  proc_raise() { return E.NOTSUP; },
  random_get(at, n) { randomFillSync(this.bytes(at, n)); },
  sched_yield() {},
  sock_accept: notSocket,
  sock_recv: notSocket,
  sock_send: notSocket,
  sock_shutdown: notSocket,
};
