// node e2e/first-frame.mjs
// Writes the lists in web/first-frame: the functions that the first frame and the first things that a reader does need.
// It opens the page that `cargo xtask test build` has built, with a program that notes which of its functions run.
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { launch, newPage, pageDir } from "./harness.mjs";
import { serve } from "./server.mjs";
import { LANGUAGES, listOf, listed } from "../xtask/names.mjs";
import { watched } from "../xtask/split.mjs";

const ROOT = resolve(import.meta.dirname, "..");
const program = Buffer.from(watched(readFileSync(join(ROOT, "target/wasm-opt/release/app_bg.wasm"))));
const script = readFileSync(join(ROOT, "target/wasm-bindgen/release/app.js"));
const server = await serve(pageDir());
const browser = await launch();
const used = new Map(LANGUAGES.map((language) => [language, new Set()]));
let all = [];

const help = async (page) => {
  await page.locator("button[aria-label^='Help'], button[aria-label^='도움말']").click();
  await page.locator("dialog[open]").waitFor();
};
const locales = { en: "en-US", ko: "ko-KR" };
for (const language of LANGUAGES) {
  for (const size of ["desktop", "phone"]) await visit(language, { size }, async () => {});
  await visit(language, { motion: "reduce" }, async () => {});
  await visit(language, {}, help);
}
await browser.close();
await server.close();

// Only the words of a language are its own: which other functions run differs from one visit to the next.
const run = new Set(LANGUAGES.flatMap((language) => [...used.get(language)]));
const users = (name) => LANGUAGES.filter((language) => used.get(language).has(name));
const languageOf = (name) => LANGUAGES.find((language) => name.includes(`prose::${language}::`) && `${users(name)}` === language);
const lists = [undefined, ...LANGUAGES].map((language) => [language ?? "first", [...run].filter((name) => languageOf(name) === language)]);
for (const [part, names] of lists) {
  const lines = listed(names, all);
  writeFileSync(join(ROOT, listOf(part)), `${lines.join("\n")}\n`);
  console.log(`${part}: ${lines.length} functions`);
}

async function visit(language, setting, act) {
  const { page, context } = await newPage(browser, server.url, { locale: locales[language], ...setting });
  await page.route("**/*_bg.wasm", (route) => route.fulfill({ body: program, contentType: "application/wasm" }));
  await page.route("**/app-*.js", (route) => route.fulfill({ body: script, contentType: "text/javascript" }));
  await page.addInitScript(() => {
    addEventListener("TrunkApplicationStarted", ({ detail }) => (window.program = detail.wasm));
  });
  await page.goto(server.url);
  await page.locator("[data-ready]").waitFor();
  await act(page);
  // What an idle page fetches is also there before the rest may be.
  await page.waitForLoadState("networkidle");
  // The first run goes on, and its later steps need functions of their own.
  await page.waitForTimeout(4000);
  const noted = await page.evaluate(async () => {
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    const marks = Object.entries(window.program).filter(([name]) => name.startsWith("used."));
    const named = (marks) => marks.map(([name]) => name.replace(/^used\.\d+\./, ""));
    return { all: named(marks), names: named(marks.filter(([, mark]) => mark.value === 1)) };
  });
  for (const name of noted.names) used.get(language).add(name);
  all = noted.all;
  await context.close();
}
