// as-markdown: a text in Markdown rendered to HTML, many times over.
//
// Exercises: AssemblyScript as it is usually written: strings of UTF-16 that are cut
//            and joined, arrays of them, small objects with virtual methods, and its
//            incremental collector behind all of that.
// Workload:  default.input (16 kB, 10 times) or small.input (4 kB, once), written
//            by testdata/geninputs.go.
// Build:     asc as-markdown/testdata/as-markdown.ts -O3 --runtime incremental
//            --exportStart _start --use abort=as-markdown/testdata/as-markdown/fail
//            -o as-markdown/as-markdown.wasm

@external("bench", "start") declare function benchStart(): void;
@external("bench", "end") declare function benchEnd(): void;
@external("wasi_snapshot_preview1", "environ_sizes_get") declare function environSizesGet(count: usize, size: usize): i32;
@external("wasi_snapshot_preview1", "environ_get") declare function environGet(at: usize, text: usize): i32;
@external("wasi_snapshot_preview1", "path_open") declare function pathOpen(dir: i32, follow: i32, path: usize, length: usize, flags: i32, rights: i64, inherited: i64, more: i32, fd: usize): i32;
@external("wasi_snapshot_preview1", "fd_read") declare function fdRead(fd: i32, vectors: usize, count: usize, got: usize): i32;
@external("wasi_snapshot_preview1", "fd_write") declare function fdWrite(fd: i32, vectors: usize, count: usize, done: usize): i32;
@external("wasi_snapshot_preview1", "proc_exit") declare function procExit(code: i32): void;

// The parts of WASI that this program needs.

function write(fd: i32, text: string): void {
  const bytes = String.UTF8.encode(text);
  const vector = new StaticArray<usize>(3); // address, length; written
  let done = 0;
  while (done < bytes.byteLength) {
    vector[0] = changetype<usize>(bytes) + done;
    vector[1] = bytes.byteLength - done;
    if (fdWrite(fd, changetype<usize>(vector), 1, changetype<usize>(vector) + 2 * sizeof<usize>()) != 0) procExit(1);
    done += <i32>vector[2];
  }
}

// fail is what the runtime calls for a failed assertion or an exception.
export function fail(message: string | null, file: string | null, line: u32, column: u32): void {
  write(2, (message ? message : "failed") + " at line " + line.toString() + "\n");
  procExit(1);
}

function read(path: string): string {
  const name = String.UTF8.encode(path);
  const out = new StaticArray<usize>(3);
  const at = changetype<usize>(out);
  if (pathOpen(3, 0, changetype<usize>(name), name.byteLength, 0, 2, 0, 0, at) != 0) throw new Error("cannot open " + path);
  const fd = <i32>load<u32>(at);
  let text = new Uint8Array(0);
  const part = new Uint8Array(4096);
  while (true) {
    out[0] = part.dataStart;
    out[1] = part.length;
    if (fdRead(fd, at, 1, at + 2 * sizeof<usize>()) != 0) throw new Error("cannot read " + path);
    const got = <i32>out[2];
    if (got == 0) return String.UTF8.decode(text.buffer);
    const longer = new Uint8Array(text.length + got);
    longer.set(text);
    longer.set(part.subarray(0, got), text.length);
    text = longer;
  }
}

function small(): bool {
  const out = new StaticArray<usize>(2);
  if (environSizesGet(changetype<usize>(out), changetype<usize>(out) + sizeof<usize>()) != 0 || out[0] == 0) return false;
  const at = new StaticArray<usize>(<i32>out[0]);
  const text = new StaticArray<u8>(<i32>out[1]);
  if (environGet(changetype<usize>(at), changetype<usize>(text)) != 0) return false;
  for (let i = 0; i < at.length; i++) {
    if (String.UTF8.decodeUnsafe(at[i], changetype<usize>(text) + text.length - at[i], true).startsWith("WASM_BENCH_USE_SMALL_WORKLOAD=")) return true;
  }
  return false;
}

// The renderer. A document is a list of blocks, each of which renders itself.

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

// inline renders code, emphasis and links. A mark that has no second one is text.
function inline(text: string): string {
  const out: string[] = [];
  let plain = 0; // where text begins that has no marks
  let i = 0;
  while (i < text.length) {
    const c = text.charCodeAt(i);
    let open = "", close = "", tag = "";
    if (c == 0x60) { // `
      open = "`"; close = "`"; tag = "code";
    } else if (c == 0x2a) { // *
      if (i + 1 < text.length && text.charCodeAt(i + 1) == 0x2a) {
        open = "**"; close = "**"; tag = "strong";
      } else {
        open = "*"; close = "*"; tag = "em";
      }
    } else if (c == 0x5b) { // [
      open = "["; close = "]("; tag = "a";
    } else {
      i++;
      continue;
    }
    const end = text.indexOf(close, i + open.length);
    const target = tag == "a" && end >= 0 ? text.indexOf(")", end) : end;
    if (end < 0 || target < 0) {
      i += open.length;
      continue;
    }
    out.push(escape(text.substring(plain, i)));
    const inside = text.substring(i + open.length, end);
    if (tag == "a") {
      out.push('<a href="' + escape(text.substring(end + close.length, target)) + '">' + inline(inside) + "</a>");
      i = target + 1;
    } else {
      out.push("<" + tag + ">" + (tag == "code" ? escape(inside) : inline(inside)) + "</" + tag + ">");
      i = end + close.length;
    }
    plain = i;
  }
  out.push(escape(text.substring(plain)));
  return out.join("");
}

abstract class Block {
  abstract render(): string;
}

class Heading extends Block {
  constructor(private level: i32, private text: string) { super(); }
  render(): string {
    const n = this.level.toString();
    return "<h" + n + ">" + inline(this.text) + "</h" + n + ">\n";
  }
}

class Paragraph extends Block {
  private lines: string[] = [];
  add(line: string): void { this.lines.push(line); }
  render(): string { return "<p>" + inline(this.lines.join("\n")) + "</p>\n"; }
}

class Quote extends Block {
  private lines: string[] = [];
  add(line: string): void { this.lines.push(line); }
  render(): string { return "<blockquote><p>" + inline(this.lines.join("\n")) + "</p></blockquote>\n"; }
}

class Fence extends Block {
  private lines: string[] = [];
  constructor(private language: string) { super(); }
  add(line: string): void { this.lines.push(escape(line) + "\n"); }
  render(): string { return '<pre><code class="' + escape(this.language) + '">' + this.lines.join("") + "</code></pre>\n"; }
}

class List extends Block {
  private items: string[] = [];
  constructor(private tag: string) { super(); }
  add(item: string): void { this.items.push(item); }
  render(): string {
    let out = "<" + this.tag + ">\n";
    for (let i = 0; i < this.items.length; i++) out += "<li>" + inline(this.items[i]) + "</li>\n";
    return out + "</" + this.tag + ">\n";
  }
}

// numbered is the length of "12. ", 0 if a line does not begin so.
function numbered(line: string): i32 {
  let i = 0;
  while (i < line.length && line.charCodeAt(i) >= 0x30 && line.charCodeAt(i) <= 0x39) i++;
  return i > 0 && line.startsWith(". ", i) ? i + 2 : 0;
}

function parse(text: string): Block[] {
  const blocks: Block[] = [];
  const lines = text.split("\n");
  let last: Block | null = null; // that a next line may belong to
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    if (last instanceof Fence) {
      if (line == "```") last = null;
      else (last as Fence).add(line);
      continue;
    }
    let level = 0;
    while (level < line.length && line.charCodeAt(level) == 0x23) level++; // #
    const number = numbered(line);
    if (line.trim().length == 0) {
      last = null;
    } else if (line.startsWith("```")) {
      blocks.push(last = new Fence(line.substring(3)));
    } else if (level > 0 && level < 7 && line.startsWith(" ", level)) {
      blocks.push(new Heading(level, line.substring(level + 1)));
      last = null;
    } else if (line.startsWith("> ")) {
      if (!(last instanceof Quote)) blocks.push(last = new Quote());
      (last as Quote).add(line.substring(2));
    } else if (line.startsWith("- ") || number > 0) {
      if (!(last instanceof List)) blocks.push(last = new List(number > 0 ? "ol" : "ul"));
      (last as List).add(line.substring(number > 0 ? number : 2));
    } else {
      if (!(last instanceof Paragraph)) blocks.push(last = new Paragraph());
      (last as Paragraph).add(line);
    }
  }
  return blocks;
}

function digest(state: u32, text: string): u32 {
  for (let i = 0; i < text.length; i++) state = (state ^ <u32>text.charCodeAt(i)) * 16777619;
  return state;
}

const few = small();
const text = read(few ? "small.input" : "default.input");
const passes = few ? 1 : 10;
let blocks = 0, length = 0, state: u32 = 2166136261;

benchStart();
for (let pass = 0; pass < passes; pass++) {
  const parsed = parse(text);
  for (let i = 0; i < parsed.length; i++) {
    const html = parsed[i].render();
    length += html.length;
    state = digest(state, html);
  }
  blocks += parsed.length;
}
benchEnd();

write(1, passes.toString() + " passes, " + blocks.toString() + " blocks, " + length.toString() + " characters, digest " + state.toString(16) + "\n");
