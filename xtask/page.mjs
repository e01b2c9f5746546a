// Finishes index.html after each of Trunk's builds (see Trunk.toml).
//
// 1. Puts the first picture into it: the file that FIRST_PICTURE names, which `cargo xtask dist` draws. The
//    development server does without.
// 2. Splits the program of a release build in parts (split.mjs): what the first frame needs, by the lists in
//    web/first-frame, and the rest.
// 3. Allows the inline scripts and styles in the page's policy by their hashes, so that exactly these apply.
//    A nonce would not do: the published page is a file, the same for everybody.
import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { split } from "./split.mjs";
import { PARTS, chosen, listOf } from "./names.mjs";

const OUTLINE = /<!-- Until the program starts\. -->[\s\S]*<!-- Until here\. -->/;

const staging = process.env.TRUNK_STAGING_DIR;
if (!staging) fail("TRUNK_STAGING_DIR is not set: Trunk runs this as a hook");

const file = join(staging, "index.html");
let html = readFileSync(file, "utf8");

const picture = process.env.FIRST_PICTURE;
if (picture) {
  if (!OUTLINE.test(html)) fail(`index.html has no place for the first picture: ${OUTLINE}`);
  const drawn = readFileSync(picture, "utf8").trim();
  html = html.replace(OUTLINE, () => drawn);
  splitProgram();
}

// `trunk serve` fills these in while serving, which would change the hash of its reload script.
html = html
  .replaceAll("'{{__TRUNK_ADDRESS__}}'", "window.location.host")
  .replaceAll("{{__TRUNK_WS_BASE__}}", "/");

allow("script-src 'self' 'wasm-unsafe-eval'", /<script\b([^>]*)>([\s\S]*?)<\/script>/g);
allow("style-src 'self'", /<style\b([^>]*)>([\s\S]*?)<\/style>/g);
writeFileSync(file, html);

/** Writes the parts, and JavaScript that joins them; all get a new name, as a browser may keep old files. */
function splitProgram() {
  const whole = readdirSync(staging).find((name) => name.endsWith("_bg.wasm")) ?? fail("there is no program");
  const [, name] = /^app-(\w+)_bg\.wasm$/.exec(whole) ?? fail(`${whole} has no hash in its name`);
  const listed = PARTS.slice(0, -1);
  const lists = listed.map((part) => readFileSync(listOf(part), "utf8").trim().split("\n"));
  const parts = split(readFileSync(join(staging, whole)), PARTS, (names) => chosen(lists, names)).map(shrunk);

  const start = "return __wbg_finalize_init(instance, module);\n}\n\nexport";
  const js = readFileSync(join(staging, `app-${name}.js`), "utf8");
  if (!js.includes(start)) fail(`app-${name}.js does not end as expected: ${start}`);
  const joining = "await joinParts(instance.exports, imports, (part) => new URL(`app-HASH_${part}.wasm`, import.meta.url));\n    ";
  const joined = js.replace(start, () => joining + start) + readFileSync(join("static", "parts.js"), "utf8");

  const hash = createHash("sha256");
  for (const part of [...parts, joined]) hash.update(part);
  const to = hash.digest("hex").slice(0, 16);
  for (const file of [whole, `app-${name}.js`]) rmSync(join(staging, file));
  writeFileSync(join(staging, `app-${to}.js`), joined.replace("HASH", to));
  // The first part keeps the name by which the page preloads it.
  PARTS.forEach((part, n) => writeFileSync(join(staging, `app-${to}_${n === 0 ? "bg" : part}.wasm`), parts[n]));
  html = html.replaceAll(`app-${name}`, `app-${to}`);
}

/** The same module without stubs that nobody calls, and without names. */
function shrunk(bytes) {
  const file = join(staging, "half.wasm");
  writeFileSync(file, bytes);
  const passes = ["--remove-unused-module-elements", "--vacuum", "--reorder-functions-by-name", "--strip-debug"];
  execFileSync("wasm-opt", ["-g", file, ...passes, "--strip-producers", "-o", file]);
  const small = readFileSync(file);
  rmSync(file);
  return small;
}

/** Adds the hashes of the inline elements that `pattern` finds to a directive of the policy. */
function allow(directive, pattern) {
  if (!html.includes(directive)) fail(`index.html has no policy with "${directive}"`);
  const hashes = [...html.matchAll(pattern)]
    .filter(([, attributes]) => !/\ssrc\s*=/.test(attributes))
    .map(([, , body]) => `'sha256-${createHash("sha256").update(body).digest("base64")}'`);
  html = html.replace(directive, [directive, ...hashes].join(" "));
}

function fail(message) {
  console.error(`xtask/page.mjs: ${message}`);
  process.exit(1);
}
