// node e2e/page-figures.mjs [NAME...]
// Figures of the built page (PAGE_DIR) in Chromium, served from this machine.
// Prints one line of JSON per figure.
import { launch, newPage, pageDir } from "./harness.mjs";
import { serve } from "./server.mjs";

const LOADS = 5;
const PLAYED_MS = 5000;
const BUSY = "#scenario=bench_50_in_flight&play";

const FIGURES = {
  page_gzip_bytes: { unit: "bytes", measure: gzipBytes },
  page_first_frame_ms: { unit: "ms", measure: firstFrame },
  page_frame_p95_ms: { unit: "ms", measure: frameP95 },
};

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !(name in FIGURES));
if (unknown) {
  console.error(`error: no such figure: ${unknown}\nfigures: ${Object.keys(FIGURES).join(" ")}`);
  process.exit(2);
}

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

/** Opens the page in a fresh context, hands it to `body`, and refuses a page that complains. */
async function withPage(fragment, body) {
  const { page, context, problems } = await newPage(browser, server.url);
  try {
    // In the page itself, so that no message between the processes is measured with it:
    // the time of the first frame after which a [data-ready] element is there.
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
    const value = await body(page);
    if (problems.length > 0) throw new Error(`the page complained: ${problems.join("; ")}`);
    return value;
  } finally {
    await context.close();
  }
}

/** Everything that the first load transfers, compressed as served; headers are not counted. */
async function gzipBytes() {
  server.sent.clear();
  await withPage("", (page) => page.waitForLoadState("networkidle"));
  for (const [path, bytes] of server.sent) console.error(`  ${path} ${bytes}`);
  return [...server.sent.values()].reduce((sum, bytes) => sum + bytes, 0);
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

/** Intervals between frames while 50 envelopes are moving. */
async function frameP95() {
  const intervals = await withPage(BUSY, (page) =>
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

function quantile(values, q) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)];
}
