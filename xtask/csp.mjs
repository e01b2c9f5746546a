// Runs after each of Trunk's builds (see Trunk.toml).
// Trunk starts the program from an inline module script, which `script-src 'self'` blocks.
// This writes the hash of every inline script into the page's policy, so that exactly these run.
// A nonce would not do: the published page is a file, the same for everybody.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const POLICY = "script-src 'self' 'wasm-unsafe-eval'";

const staging = process.env.TRUNK_STAGING_DIR;
if (!staging) fail("TRUNK_STAGING_DIR is not set: this is a hook of Trunk's, not a command");

const file = join(staging, "index.html");
let html = readFileSync(file, "utf8");

// `trunk serve` fills these in while serving, which would change the hash of its reload script.
html = html
  .replaceAll("'{{__TRUNK_ADDRESS__}}'", "window.location.host")
  .replaceAll("{{__TRUNK_WS_BASE__}}", "/");

const hashes = [...html.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/g)]
  .filter(([, attributes]) => !/\ssrc\s*=/.test(attributes))
  .map(([, , body]) => `'sha256-${createHash("sha256").update(body).digest("base64")}'`);

if (!html.includes(POLICY)) fail(`index.html has no policy with "${POLICY}"`);
writeFileSync(file, html.replace(POLICY, [POLICY, ...hashes].join(" ")));

function fail(message) {
  console.error(`xtask/csp.mjs: ${message}`);
  process.exit(1);
}
