#!/usr/bin/env node
// An engine program of sightglass: the WebAssembly engine of Node.js, Deno or Bun,
// whichever runs it. ../../../engines/program/PROTOCOL.md says what it answers, and
// README.md what is to be known of its numbers.
import fs from "node:fs";
import v8 from "node:v8";
import { Exit, Wasi } from "./wasi.mjs";

// The global process: importing node:process makes standard input one that does not wait.
const now = process.hrtime.bigint;
const PROTOCOL = 1;
const modules = new Map(); // number: WebAssembly.Module
const instances = new Map(); // number: Guest

class Failure extends Error {
  constructor(kind, message, more) {
    super(message);
    this.kind = kind;
    this.more = more;
  }
}

// --- hello

const host = globalThis.Bun
  ? { name: "bun", version: `v${Bun.version} JavaScriptCore ${process.versions.webkit ?? "unknown"}` }
  : globalThis.Deno
  ? { name: "deno", version: `v${Deno.version.deno} V8 ${Deno.version.v8}` }
  : { name: "node", version: `${process.version} V8 ${process.versions.v8}` };

// Flags of V8, set before it compiles anything.
const v8Flags = {
  "tier=liftoff": ["--liftoff", "--no-wasm-tier-up", "--no-wasm-dynamic-tiering"],
  "tier=turbofan": ["--no-liftoff", "--no-wasm-tier-up", "--no-wasm-dynamic-tiering"],
  "tier=dynamic": [],
  "compile=eager": ["--no-wasm-lazy-compilation"],
  "compile=lazy": ["--wasm-lazy-compilation"],
};

function hello({ protocol, flags = "" }) {
  if (protocol !== PROTOCOL) return { protocol: PROTOCOL, name: host.name, version: host.version, clock: "none" };
  const known = host.name === "node" ? v8Flags : {};
  for (const flag of flags.split(/[ ,]+/).filter(Boolean)) {
    if (!Object.hasOwn(known, flag)) {
      throw new Failure("flag", `unknown flag ${flag}; known are ${Object.keys(known).join(", ") || "none"}`);
    }
    known[flag].forEach((f) => v8.setFlagsFromString(f));
  }
  // What changes the engine from outside is another version of it.
  const options = [...process.execArgv, process.env.NODE_OPTIONS ?? ""].filter(Boolean).join(" ").replace(/[^ -~]/g, "?");
  return {
    protocol: PROTOCOL,
    name: host.name,
    version: `${host.version} ${options}`.trim().slice(0, 200),
    clock: "process.hrtime.bigint",
    abilities: ["globals"],
  };
}

// --- compile

let compiled = 0n;

// fresh is the module with a custom section that no other has: V8 would take the code of
// a module with the same bytes that is still alive.
function fresh(wasm) {
  if (wasm.length < 8) return wasm;
  const section = new Uint8Array(11); // id, size, a name of no length, eight bytes
  section.set([0, 9, 0]);
  new DataView(section.buffer).setBigUint64(3, ++compiled);
  return Buffer.concat([wasm.subarray(0, 8), section, wasm.subarray(8)]);
}

function compile({ module, wasm = "" }) {
  const bytes = fresh(Buffer.from(wasm, "base64"));
  try {
    const began = now();
    const made = new WebAssembly.Module(bytes);
    const nanoseconds = now() - began;
    modules.set(module, made);
    return { nanoseconds: Number(nanoseconds) };
  } catch (e) {
    throw new Failure("compile", e.message);
  }
}

// --- instances

class Guest {
  constructor(module, options) {
    this.module = module;
    this.kinds = ["", "", "", ""];
    this.at = [0n, 0n, 0n, 0n];
    this.read = [[], [], [], []];
    this.calls = 0;
    this.globals = [];
    this.wasi = new Wasi(options);
    this.imports = { wasi_snapshot_preview1: this.wasi.functions, bench: this.bench() };
    for (const { module: from, name } of WebAssembly.Module.imports(module)) {
      if (!Object.hasOwn(this.imports, from) || !Object.hasOwn(this.imports[from], name)) {
        throw new Failure("import", `${from}.${name} is not offered`);
      }
    }
  }

  // bench are the guest's windows: as little as possible lies between it and the clock.
  bench() {
    const { kinds, at } = this;
    return {
      start: () => {
        const n = this.calls;
        if (n > 3) return;
        this.calls = n + 1;
        kinds[n] = "start";
        if (this.globals.length) this.read[n] = this.values(this.globals);
        at[n] = now();
      },
      end: () => {
        const t = now();
        const n = this.calls;
        if (n > 3) return;
        this.calls = n + 1;
        kinds[n] = "end";
        if (this.globals.length) this.read[n] = this.values(this.globals);
        at[n] = t;
      },
    };
  }

  values(names) {
    return names.map((name) => {
      const global = this.instance.exports[name];
      if (!(global instanceof WebAssembly.Global) || typeof global.value !== "bigint") {
        throw new Failure("failed", `${name} is not an exported global of type i64`);
      }
      return String(BigInt.asUintN(64, global.value));
    });
  }

  // timed runs the guest and says how that went.
  timed(f, other) {
    this.calls = 0;
    const began = now();
    let error;
    let results;
    try {
      results = f();
    } catch (e) {
      error = e;
    }
    const nanoseconds = Number(now() - began);
    const calls = [];
    for (let n = 0; n < this.calls; n++) {
      const call = { bench: this.kinds[n], at: Number(this.at[n] - began) };
      if (this.globals.length) call.globals = this.read[n];
      calls.push(call);
    }
    const more = { nanoseconds, calls };
    if (this.wasi.exited !== undefined) { // whatever the guest made of it
      const code = this.wasi.exited;
      this.wasi.exited = undefined;
      throw new Failure("exit", "", { ...more, code });
    }
    if (error) throw failureOf(error, other, more);
    return { results, more };
  }

  instantiate(initialize) {
    return this.timed(() => {
      this.instance = new WebAssembly.Instance(this.module, this.imports);
      this.wasi.memory = this.instance.exports.memory;
      if (initialize) this.instance.exports._initialize();
    }, "instantiate").more;
  }

  call({ name, params = [], results = [], values = [], globals = [] }) {
    const f = this.instance?.exports[name];
    if (typeof f !== "function") throw new Failure("export", `${name} is not an exported function`);
    const args = values.map((v, i) => fromBits(params[i], v));
    this.globals = globals;
    const { results: got, more } = this.timed(() => f(...args), "failed");
    const list = results.length === 0 ? [] : results.length === 1 ? [got] : [...got];
    return { ...more, values: list.map((v, i) => toBits(results[i], v)), globals: this.values(globals) };
  }
}

function failureOf(e, other, more) {
  if (e instanceof Failure) return new Failure(e.kind, e.message, more);
  const trapped = e instanceof WebAssembly.RuntimeError || e instanceof WebAssembly.Exception ||
    e instanceof RangeError && /call stack/.test(e.message);
  return new Failure(trapped ? "trap" : other, e?.message ?? String(e), more);
}

const scratch = new DataView(new ArrayBuffer(8));

function fromBits(type, text) {
  scratch.setBigUint64(0, BigInt(text));
  switch (type) {
    case "i32": return scratch.getInt32(4);
    case "i64": return scratch.getBigInt64(0);
    case "f32": return scratch.getFloat32(4);
    case "f64": return scratch.getFloat64(0);
  }
  throw new Failure("args", `a parameter of type ${type}`);
}

function toBits(type, value) {
  scratch.setBigUint64(0, 0n);
  switch (type) {
    case "i32": scratch.setInt32(4, value); break;
    case "i64": scratch.setBigInt64(0, value); break;
    case "f32": scratch.setFloat32(4, value); break;
    case "f64": scratch.setFloat64(0, value); break;
    default: throw new Failure("args", `a result of type ${type}`);
  }
  return String(scratch.getBigUint64(0));
}

function link(request) {
  const module = modules.get(request.module);
  if (!module) throw new Failure("failed", `no module ${request.module}`);
  try {
    instances.set(request.instance, new Guest(module, request));
  } catch (e) {
    throw e instanceof Failure ? e : new Failure("host", e.message);
  }
  return {};
}

function guest({ instance }) {
  const g = instances.get(instance);
  if (!g) throw new Failure("failed", `no instance ${instance}`);
  return g;
}

function close({ module, instance }) {
  if (instance) {
    guest({ instance }).wasi.close();
    instances.delete(instance);
  }
  if (module) modules.delete(module);
  return {};
}

// --- the loop

const requests = {
  hello,
  compile,
  link,
  instantiate: (r) => guest(r).instantiate(r.initialize),
  call: (r) => guest(r).call(r),
  globals: (r) => ({ globals: guest(r).values(r.globals) }),
  close,
};

function answer(line) {
  const request = JSON.parse(line);
  try {
    if (!Object.hasOwn(requests, request.do)) throw new Failure("failed", `no request ${request.do} is known`);
    return { id: request.id, ...requests[request.do](request) };
  } catch (e) {
    const { code, ...more } = e.more ?? {};
    return { id: request.id, error: { kind: e.kind ?? "failed", message: e.message ?? String(e), code }, ...more };
  }
}

function write(text) {
  let rest = Buffer.from(text);
  while (rest.length) rest = rest.subarray(fs.writeSync(1, rest));
}

process.on("SIGINT", () => {}); // the parent process decides
const chunk = Buffer.alloc(1 << 20);
let pending = [];
for (;;) {
  const n = fs.readSync(0, chunk, 0, chunk.length, null);
  if (n === 0) process.exit(0);
  let rest = chunk.subarray(0, n);
  for (let end; (end = rest.indexOf(10)) >= 0; rest = rest.subarray(end + 1)) {
    const line = Buffer.concat([...pending, rest.subarray(0, end)]).toString();
    pending = [];
    write(JSON.stringify(answer(line)) + "\n");
  }
  if (rest.length) pending.push(Buffer.from(rest));
}
