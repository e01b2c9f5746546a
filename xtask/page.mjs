// Finishes index.html after each of Trunk's builds (see Trunk.toml).
//
// 1. Puts the first picture into it: the file that FIRST_PICTURE names, which `cargo xtask dist` draws. The
//    development server does without.
// 2. Allows the inline scripts and styles in the page's policy by their hashes, so that exactly these apply.
//    A nonce would not do: the published page is a file, the same for everybody.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

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
}

// `trunk serve` fills these in while serving, which would change the hash of its reload script.
html = html
  .replaceAll("'{{__TRUNK_ADDRESS__}}'", "window.location.host")
  .replaceAll("{{__TRUNK_WS_BASE__}}", "/");

allow("script-src 'self' 'wasm-unsafe-eval'", /<script\b([^>]*)>([\s\S]*?)<\/script>/g);
allow("style-src 'self'", /<style\b([^>]*)>([\s\S]*?)<\/style>/g);
writeFileSync(file, html);

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
