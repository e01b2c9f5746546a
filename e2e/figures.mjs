// node e2e/figures.mjs MODULE NAME...
// MODULE is the output of wasm-bindgen for web/src/bin/figures.rs, for Node. Each figure is an exported
// function of the same name without arguments that returns a number. Prints one line of JSON per figure.
import { createRequire } from "node:module";
import { resolve } from "node:path";

const UNITS = { steps_per_second_wasm: "steps/s", verdicts_frame_p99_ms: "ms", page_bytes_per_step: "bytes" };

const [module, ...names] = process.argv.slice(2);
if (!module || names.length === 0) {
  console.error("usage: node e2e/figures.mjs MODULE NAME...");
  process.exit(2);
}
// The module is CommonJS, although this one is not.
const require = createRequire(import.meta.url);
const path = resolve(module);
for (const name of names) {
  // Each figure gets an instance of its own, so that none finds memory that another one has left behind.
  delete require.cache[path];
  const figures = require(path);
  if (typeof figures[name] !== "function") {
    console.error(`error: web/src/bin/figures.rs exports no function ${name}`);
    process.exitCode = 1;
    continue;
  }
  const value = Math.round(figures[name]() * 100) / 100;
  const on = `wasm, node ${process.version}`;
  console.log(JSON.stringify({ name, value, unit: UNITS[name] ?? "", on }));
}
