// Makes a component of a core module of WASI preview 1 that imports bench.start and
// bench.end:
//
//   node component.mjs ADAPTER MODULE COMPONENT
import { readFile, writeFile } from "node:fs/promises";
import { componentEmbed, componentNew } from "@bytecodealliance/jco-transpile/wasm-tools";

const [, , adapter, module, component] = process.argv;
const witSource = `package sightglass:benchmark;
world benchmark {
  import bench: interface {
    start: func();
    end: func();
  }
}`;
const embedded = await componentEmbed({ binary: await readFile(module), witSource, world: "benchmark" });
const adapted = await componentNew(embedded, [["wasi_snapshot_preview1", await readFile(adapter)]]);
await writeFile(component, adapted);
