// node e2e/page-figures.mjs [NAME...]
// Measures the built page (PAGE_DIR) in Chromium, served from this machine.
// Prints one line of JSON per figure.
import { launch, newPage, pageDir } from "./harness.mjs";
import { serve } from "./server.mjs";

const LOADS = 5;
const PLAYED_MS = 5000;
const BUSY = "#scenario=bench_50_in_flight&play";
const LONG = "#scenario=bench_50_in_flight&step=20000";
const ACTS = 30;
const LENGTH = 10_000;

/** A slow phone: 1.6 Mb/s, 150 ms a round trip, a processor four times slower than this one. */
const SLOW = { latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 1.6e6 / 8, processor: 4 };

const FIGURES = {
  page_gzip_bytes: { unit: "bytes", measure: gzipBytes },
  page_first_frame_ms: { unit: "ms", measure: firstFrame },
  page_first_picture_ms: { unit: "ms", measure: async () => (await slowLoads()).picture },
  page_interactive_ms: { unit: "ms", measure: async () => (await slowLoads()).interactive },
  page_frame_p95_ms: { unit: "ms", measure: frameP95 },
  page_text_frame_p95_ms: { unit: "ms", measure: textFrameP95 },
  act_at_20000_ms: { unit: "ms", measure: actLate },
  act_growth_ratio: { unit: "ratio", measure: actGrowth },
};

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !(name in FIGURES));
if (unknown) {
  console.error(`error: no such figure: ${unknown}\nfigures: ${Object.keys(FIGURES).join(" ")}`);
  process.exit(2);
}

let slow;
const server = await serve(pageDir());
const browser = await launch();
try {
  const on = `Chromium ${browser.version()}, headless`;
  for (const [name, { unit, measure }] of Object.entries(FIGURES)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const value = Math.round((await measure()) * 100) / 100;
    console.log(JSON.stringify({ name, value, unit, on }));
  }
} finally {
  await browser.close();
  await server.close();
}

/** Opens the page in a fresh context and passes it to `body`; fails if the page has problems. */
async function withPage(fragment, body) {
  const { page, context, problems } = await newPage(browser, server.url);
  try {
    // The page itself takes the time, as messages between processes take time too: when the first frame
    // with a [data-ready] element has been painted.
    await page.addInitScript(() => {
      const look = () => {
        if (!document.querySelector("[data-ready]")) return requestAnimationFrame(look);
        // This frame paints it; the next one starts after that.
        return requestAnimationFrame(() => (window.firstFrame = performance.now()));
      };
      requestAnimationFrame(look);
    });
    await page.goto(server.url + fragment);
    await page.waitForFunction(() => window.firstFrame !== undefined);
    const notices = await page.locator(".notice").allInnerTexts();
    if (notices.length > 0) throw new Error(`the page does not open what is measured: ${notices.join("; ")}`);
    const value = await body(page);
    if (problems.length > 0) throw new Error(`the page had problems: ${problems.join("; ")}`);
    return value;
  } finally {
    await context.close();
  }
}

/**
 * The bytes of the first load, compressed as served and without headers: the files that the browser asks for
 * until the program draws its first frame. What an idle page fetches later is counted apart.
 */
async function gzipBytes() {
  server.sent.clear();
  const early = await withPage("", async (page) => {
    await page.waitForLoadState("networkidle");
    return page.evaluate(() =>
      performance
        .getEntriesByType("resource")
        .filter((entry) => entry.startTime <= window.firstFrame)
        .map((entry) => new URL(entry.name).pathname),
    );
  });
  let [first, idle] = [0, 0];
  for (const [path, bytes] of server.sent) {
    const counts = !/[/](scenarios|stories)[/]|_(rest|en|ko)[.]wasm$/.test(path) && path !== "/matrix.txt";
    if (!counts && !early.includes(path)) {
      if (path.endsWith(".wasm")) console.error(`  ${path} ${bytes}, after the first frame`);
      idle += bytes;
      continue;
    }
    console.error(`  ${path} ${bytes}`);
    first += bytes;
  }
  console.error(`  fetched by an idle page: ${idle}`);
  return first;
}

/** From the start of the navigation, the median of some fresh contexts. */
async function firstFrame() {
  const times = [];
  for (let load = 0; load < LOADS; load += 1) {
    times.push(await withPage("", (page) => page.evaluate(() => window.firstFrame)));
  }
  console.error(`  ${times.map((time) => time.toFixed(0)).join(" ")}`);
  return quantile(times, 0.5);
}

/** The medians of some fresh contexts on a slow phone; both figures come from the same loads. */
function slowLoads() {
  slow ??= measureSlowLoads();
  return slow;
}

async function measureSlowLoads() {
  const loads = [];
  for (let load = 0; load < LOADS; load += 1) loads.push(await slowLoad());
  const median = (name) => {
    const times = loads.map((it) => it[name]);
    console.error(`  ${name}: ${times.map((time) => time.toFixed(0)).join(" ")}`);
    return quantile(times, 0.5);
  };
  return { picture: median("picture"), interactive: median("interactive") };
}

/**
 * Loads the page once on a slow phone. Answers two times, in ms since the navigation began:
 * `picture`, when a frame with the replicas' cards has been painted, whoever drew it; and
 * `interactive`, when a press on the help button has opened its dialog. The button is pressed in every frame.
 */
async function slowLoad() {
  const { page, context, problems } = await newPage(browser, server.url);
  try {
    const devtools = await context.newCDPSession(page);
    const { processor, ...network } = SLOW;
    await devtools.send("Network.enable");
    await devtools.send("Network.emulateNetworkConditions", { offline: false, ...network });
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: processor });
    await page.addInitScript(() => {
      const times = (window.loaded = {});
      const isShown = (selector) =>
        [...document.querySelectorAll(selector)].some((it) => it.getBoundingClientRect().width > 0);
      const look = () => {
        if (!times.picture && isShown(".stage .nodes > g .paper")) {
          times.picture = Infinity;
          // This frame paints it; the next one starts after that.
          requestAnimationFrame(() => (times.picture = performance.now()));
        }
        if (document.querySelector("dialog[open]")) {
          requestAnimationFrame(() => (times.interactive = performance.now()));
          return;
        }
        document.querySelector("button[aria-label^='Help']")?.click();
        requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    await page.goto(server.url);
    await page.waitForFunction(() => window.loaded.interactive !== undefined);
    if (problems.length > 0) throw new Error(`the page had problems: ${problems.join("; ")}`);
    return await page.evaluate(() => window.loaded);
  } finally {
    await context.close();
  }
}

/** Intervals between frames while 50 envelopes are moving. */
function frameP95() {
  return frames(BUSY);
}

/** Intervals between frames while four people type into a text of 10 000 characters, each at a copy of their own. */
function textFrameP95() {
  return frames(`#setup=${typing().map(encodeURIComponent).join(";")}&t=199ms&play`);
}

/** The setup: the text comes in pieces, and then each of the four types at a place of their own. */
function typing() {
  const nodes = ["A", "B", "C", "D"];
  const lines = ["mode multi-leader", "nodes 4", "until 3s", "set delay uniform 20ms 60ms", "set client-delay fixed 1ms"];
  lines.push("set resolution merge", ...nodes.map((node, n) => `client c${n + 1} writes ${node} reads ${node}`));
  const text = "Several people write one text, and each has a copy of it. ".repeat(200).slice(0, LENGTH);
  for (let at = 0; at < LENGTH; at += 500) {
    lines.push(`@${1 + at / 100}ms c1 update doc="sequence insert ${at} ${text.slice(at, at + 500)}"`);
  }
  for (let n = 0; n < 60; n += 1) {
    nodes.forEach((_, person) => {
      const at = 1000 + 2500 * person + n;
      lines.push(`@${200 + 20 * n + 5 * person}ms c${person + 1} update doc="sequence insert ${at} x"`);
    });
  }
  return lines;
}

/** Intervals between frames while a run plays: 95 % are no longer. */
async function frames(link) {
  const intervals = await withPage(link, (page) =>
    page.evaluate(
      (played) =>
        new Promise((resolve) => {
          const intervals = [];
          let start;
          let last;
          const frame = (now) => {
            if (last !== undefined) intervals.push(now - last);
            start ??= now;
            last = now;
            if (now - start < played) requestAnimationFrame(frame);
            else resolve(intervals);
          };
          requestAnimationFrame(frame);
        }),
      PLAYED_MS,
    ),
  );
  const p50 = quantile(intervals, 0.5).toFixed(2);
  console.error(`  ${intervals.length} frames, median ${p50} ms, longest ${Math.max(...intervals).toFixed(2)} ms`);
  return quantile(intervals, 0.95);
}

/** Acts at the end of a run of 20 000 steps: 95 % take no longer than this. */
async function actLate() {
  const { late } = await acts();
  return quantile(late, 0.95);
}

/** How much longer an act takes at step 20 000 than at step 200 of the same run; the medians are compared. */
async function actGrowth() {
  const { late, early } = await acts();
  return quantile(late, 0.5) / quantile(early, 0.5);
}

/**
 * How long acts take, from the click until the page has drawn and laid out what came of it: a node crashes and
 * restarts by turns at the end of the run, and crashes at step 200 in one new branch after the other.
 */
async function acts() {
  const times = await withPage(LONG, (page) =>
    page.evaluate(async (acts) => {
      const clock = () => document.querySelector(".clock").textContent;
      const find = (...names) => document.querySelector(names.map((name) => `[data-testid=act-${name}]`).join());
      const press = (key) => document.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
      // A message is a task of its own: all that the page does at once is done by then.
      const settled = () =>
        new Promise((resolve) => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = resolve;
          port2.postMessage(0);
        });
      const drawn = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      const done = async (deed) => {
        deed();
        await settled();
      };
      const timed = async (button) => {
        const before = clock();
        const start = performance.now();
        await done(() => button.click());
        for (let task = 0; clock() === before && task < 1000; task += 1) await settled();
        document.body.getBoundingClientRect();
        const time = performance.now() - start;
        if (clock() === before) {
          const notice = document.querySelector(".notice")?.textContent;
          throw new Error(`the page has not answered "${button.textContent}" at once: ${before}, ${notice}`);
        }
        await drawn();
        return time;
      };
      await done(() => document.querySelector("[data-testid=node-B]").dispatchEvent(new MouseEvent("click", { bubbles: true })));
      // Judging catches up before anything is measured.
      for (let frame = 0; frame < 300; frame += 1) await drawn();
      const late = [];
      for (let act = 0; act < acts; act += 1) late.push(await timed(find("crash", "restart")));
      await done(() => press("Home"));
      for (let step = 0; step < 200; step += 1) await done(() => press("ArrowRight"));
      const early = [];
      for (let act = 0; act < acts; act += 1) {
        early.push(await timed(find("crash")));
        await done(() => document.querySelector(".branches button").click());
        await drawn();
      }
      return { late, early };
    }, ACTS),
  );
  for (const [name, all] of Object.entries(times)) {
    console.error(`  ${name}: median ${quantile(all, 0.5).toFixed(2)} ms, longest ${Math.max(...all).toFixed(2)} ms`);
  }
  return times;
}

function quantile(values, q) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)];
}
