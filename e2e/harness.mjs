// Shared by all tests of the built page.
//
//   import { test } from "node:test";
//   import { tank } from "./harness.mjs";
//
//   const t = tank();                            // one server and one Chromium for the file
//   test("a reader crashes the leader", t.page({ scheme: "dark" }, async ({ page, open, axe, shot }) => {
//     await open("#scenario=first_look&step=0"); // loads the page, waits for [data-ready]
//     await page.getByRole("button", { name: "Crash A", exact: true }).click();
//     await axe();                               // fails on an accessibility violation in this state
//     await shot("leader-crashed");              // target/screenshots/leader-crashed.png
//   }));
//
// Options of `page`: scheme "light" (default) or "dark"; size "desktop" (default), "wide", "laptop", "book", "tablet"
// or "phone"; motion "no-preference" (default) or "reduce"; script true (default) or false; locale "en-US" (default) or
// another one. Every test has a fresh browser context.
// A test fails if the page writes an error or a warning to the console, throws, fails to load a file, or
// sends a request to another origin. `problems` lists what has happened so far; a test that provokes a
// problem on purpose empties it (`problems.length = 0`).
// A failed test leaves a screenshot: target/screenshots/failed-<name>.png.
//
// PAGE_DIR names the folder of the built page (default: target/page, where `cargo xtask test` builds
// it). CHROMIUM names the browser. Tests wait for something on the page, never for time to pass.
import assert from "node:assert/strict";
import { accessSync, constants, existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join, resolve } from "node:path";
import { after, before } from "node:test";
import { chromium } from "playwright-core";
import { serve } from "./server.mjs";

const ROOT = resolve(import.meta.dirname, "..");
const SHOTS = join(ROOT, "target", "screenshots");
const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

const SIZES = {
  desktop: { viewport: { width: 1440, height: 900 } },
  laptop: { viewport: { width: 1280, height: 720 } },
  wide: { viewport: { width: 1920, height: 1080 } },
  book: { viewport: { width: 1024, height: 768 } },
  tablet: { viewport: { width: 768, height: 1024 } },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
};

/** The folder with the built page. */
export function pageDir() {
  const folder = resolve(ROOT, process.env.PAGE_DIR ?? join("target", "page"));
  assert.ok(
    existsSync(join(folder, "index.html")),
    `no page in ${folder}: build it with \`cargo xtask test build\``,
  );
  return folder;
}

/** The system's Chromium, so that no browser has to be downloaded. */
export function chromiumPath() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  for (const name of names) {
    for (const folder of (process.env.PATH ?? "").split(delimiter)) {
      const file = join(folder, name);
      if (executable(file)) return file;
    }
  }
  throw new Error(`none of ${names.join(", ")} is on PATH: \`cargo xtask test\` installs Chromium`);
}

/** Starts Chromium. Its sandbox refuses to run as root, as in a container. */
export function launch() {
  const root = process.getuid?.() === 0;
  return chromium.launch({
    executablePath: chromiumPath(),
    args: [
      ...(root ? ["--no-sandbox"] : []),
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--disable-background-networking",
      "--disable-component-update",
      "--no-first-run",
    ],
  });
}

/** A page in a fresh context, with the list of its problems. */
export async function newPage(browser, origin, { scheme = "light", size = "desktop", motion = "no-preference", script = true, locale = "en-US" } = {}) {
  assert.ok(SIZES[size], `no such size: ${size}`);
  const settings = { colorScheme: scheme, reducedMotion: motion, javaScriptEnabled: script, locale };
  const context = await browser.newContext({ ...SIZES[size], ...settings });
  const page = await context.newPage();
  return { page, context, problems: watch(page, origin) };
}

/** One server and one browser for a file of tests; see above. */
export function tank({ base = "/" } = {}) {
  let server;
  let browser;
  before(async () => {
    server = await serve(pageDir(), { base });
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  const page = (options, body) => async (context) => {
    const opened = await newPage(browser, server.url, options);
    const { page, problems } = opened;
    const open = async (fragment = "") => {
      await page.goto(server.url + fragment);
      await page.locator("[data-ready]").first().waitFor({ state: "attached" });
    };
    try {
      await body({ page, open, problems, url: server.url, axe: () => axe(page), shot: (name) => shot(page, name) });
      assert.deepEqual(problems, [], "the page had problems");
    } catch (error) {
      await shot(page, `failed-${context.name}`).catch(() => {});
      if (problems.length > 0 && error.actual !== problems) {
        console.error(`the page had problems too:\n  ${problems.join("\n  ")}`);
      }
      throw error;
    } finally {
      await opened.context.close();
    }
  };
  return { page };
}

/** Opens a panel where the panels are drawers: "Story", "Settings", "Guarantees" or "Inspect". */
export async function drawer(page, name) {
  const tab = page.locator(".tabs").getByRole("button", { name });
  if ((await tab.isVisible()) && (await tab.getAttribute("aria-expanded")) === "false") await tab.click();
}

/** Goes a step forward. On a busy machine the page is drawn later than the key is pressed. */
export async function forward(page) {
  const before = await page.locator(".clock").textContent();
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction((before) => document.querySelector(".clock").textContent !== before, before);
}

/** Picks a replica, a client or a key by the buttons of the guide. */
export async function pick(page, name) {
  await drawer(page, "Inspect");
  await page.locator(".guide").getByRole("button", { name, exact: true }).click();
}

/** Fails if axe finds a violation in the current state of the page, and lists what it found. */
export async function axe(page) {
  // Evaluated over the debugger, as the page's policy blocks another <script>.
  if (!(await page.evaluate(() => "axe" in window))) {
    await page.evaluate(readFileSync(AXE, "utf8"));
  }
  const violations = await page.evaluate(async () => (await window.axe.run()).violations);
  const lines = violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.target.join(" ")}: ${node.html.slice(0, 160)}`),
  );
  assert.deepEqual(lines, [], "axe found violations");
}

/** Writes a screenshot to target/screenshots/ and returns its path. */
export async function shot(page, name) {
  mkdirSync(SHOTS, { recursive: true });
  const path = join(SHOTS, `${name.toLowerCase().replace(/[^a-z0-9]+/g, "-")}.png`);
  await page.screenshot({ path });
  return path;
}

function watch(page, url) {
  const { origin } = new URL(url);
  const problems = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) {
      problems.push(`console ${message.type()}: ${message.text()}`);
    }
  });
  page.on("pageerror", (error) => problems.push(`page error: ${error.message}`));
  page.on("requestfailed", (request) => {
    // The browser aborts what a page still loads (its icon, say) when the page is closed.
    const reason = request.failure()?.errorText;
    if (reason !== "net::ERR_ABORTED") problems.push(`request failed: ${request.url()}: ${reason}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) problems.push(`status ${response.status()}: ${response.url()}`);
  });
  page.on("request", (request) => {
    const target = new URL(request.url());
    if (["http:", "https:", "ws:", "wss:"].includes(target.protocol) && target.origin !== origin) {
      problems.push(`request to another origin: ${request.url()}`);
    }
  });
  page.on("websocket", (socket) => problems.push(`web socket opened: ${socket.url()}`));
  return problems;
}

function executable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
