// Runs a program of WebAssembly, a test binary say, with its arguments, in the project's folder.
import { readFile } from "node:fs/promises";
import { argv, env } from "node:process";
import { fileURLToPath } from "node:url";
import { WASI } from "node:wasi";

const [, , program, ...args] = argv;
const root = fileURLToPath(new URL("..", import.meta.url));
const wasi = new WASI({
  version: "preview1",
  args: [program, ...args],
  env,
  preopens: { [root]: root },
  returnOnExit: false,
});
const module = await WebAssembly.compile(await readFile(program));
wasi.start(await WebAssembly.instantiate(module, wasi.getImportObject()));
