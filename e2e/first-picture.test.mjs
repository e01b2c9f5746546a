// The first picture, which is part of index.html, and how the program takes over from it.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pageDir, tank } from "./harness.mjs";

const t = tank();
const PROGRAM = "**/*_bg.wasm";
const PARTS = [
  ".brand", ".seg", "select.scenario", ".sign", ".story h1", ".story p", ".knob", ".guarantees", ".saw", ".inspector",
  ".stage", ".transport .play", ".clock", ".lanes", ".stage [data-testid^=node-]", ".stage .client", ".stage .link",
];

/** Holds the program back until `release` is called. */
async function hold(page) {
  let release;
  const released = new Promise((resolve) => (release = resolve));
  await page.route(PROGRAM, async (route) => {
    await released;
    await route.continue();
  });
  return release;
}

const ready = (page) => page.locator("[data-ready]").waitFor();

/** Where the parts of the page are that can be seen: [selector, x, y, width, height]. */
const places = (page) =>
  page.evaluate(
    (parts) =>
      parts.flatMap((part) =>
        [...document.querySelectorAll(part)]
          .map((it) => it.getBoundingClientRect())
          .filter((box) => box.width > 0 || box.height > 0)
          .map(({ x, y, width, height }) => [part, x, y, width, height]),
      ),
    PARTS,
  );

/** Adds up the layout shifts of the page from its start on, as `window.shifts`. */
const watchShifts = (page) =>
  page.addInitScript(() => {
    window.shifts = 0;
    const add = (list) => list.getEntries().forEach((entry) => (window.shifts += entry.value));
    new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true });
  });

for (const scheme of ["light", "dark"]) {
  for (const size of ["desktop", "laptop", "phone", "tablet", "wide"]) {
    test(
      `the program takes over without a jump: ${size}, ${scheme}`,
      t.page({ scheme, size, motion: "reduce" }, async ({ page, url, axe, shot }) => {
        await watchShifts(page);
        const release = await hold(page);
        await page.goto(url);
        await page.locator(".stage > svg").filter({ visible: true }).waitFor();
        assert.equal(await page.locator(".stage > svg").filter({ visible: true }).count(), 1, "one drawing shows");
        // A browser may draw the first part of the HTML before the rest of it has arrived.
        await page.evaluate(() => (window.shifts = 0));
        assert.equal(await page.locator("[data-ready]").count(), 0);
        const pressable = page.locator(":is(button, select, input):enabled");
        assert.equal(await pressable.count(), 0, "nothing can be pressed yet");
        await page.getByText("The buttons are being prepared").waitFor();
        assert.equal(await page.evaluate(() => window.shifts), 0, "no layout shift before the program");
        await axe();
        // axe scrolls.
        await page.evaluate(() => {
          window.scrollTo(0, 0);
          window.shifts = 0;
        });
        await shot(`first-picture-${size}-${scheme}`);
        const before = await places(page);

        release();
        await ready(page);
        await page.locator(".timeline svg").first().waitFor();
        const after = await places(page);
        await shot(`taken-over-${size}-${scheme}`);
        assert.equal(after.length, before.length, "the same parts are there");
        before.forEach(([part, ...place], n) => {
          const far = Math.max(...place.map((at, k) => Math.abs(at - after[n][k + 1])));
          assert.ok(far <= 1, `${part} moved or changed its size by ${far}: ${place} to ${after[n]}`);
        });
        assert.ok((await page.evaluate(() => window.shifts)) < 0.01, "no layout shift after it");
        await page.getByRole("button", { name: "One step forward" }).click();
        await page.getByText(/step 1 \//).waitFor();
      }),
    );
  }
}

test("the stage is planned anew when the window changes", t.page({ size: "wide", motion: "reduce" }, async ({ page, open }) => {
  await open();
  await page.setViewportSize({ width: 1100, height: 800 });
  await page.waitForFunction(() => {
    const { clientWidth, clientHeight } = document.querySelector(".stage");
    const box = document.querySelector(".stage > svg").getAttribute("viewBox");
    return box === `0 0 ${clientWidth} ${clientHeight}`;
  });
}));

test("the menu is beside what is picked in a scaled picture", t.page({ size: "tablet", motion: "reduce" }, async ({ page, open }) => {
  await open();
  await page.getByTestId("node-B").click();
  const [card, menu] = await Promise.all([page.getByTestId("node-B").boundingBox(), page.getByTestId("stage-menu").boundingBox()]);
  const gap = (a, b, length) => Math.max(b[a] - (card[a] + card[length]), card[a] - (b[a] + b[length]));
  assert.ok(Math.max(gap("x", menu, "width"), gap("y", menu, "height")) < 20, "near the card");
}));

test("a link to another scenario never shows the first one", t.page({ motion: "reduce" }, async ({ page, url, shot }) => {
  const release = await hold(page);
  await page.goto(`${url}#scenario=stale_follower_read&step=2`);
  await page.getByText("The buttons are being prepared").waitFor();
  assert.equal(await page.locator(".story h1").isVisible(), false);
  assert.equal(await page.locator(".stage > svg").filter({ visible: true }).count(), 0);
  await shot("first-picture-of-a-link");
  release();
  await ready(page);
  assert.equal(await page.locator(".story h1").textContent(), "A stale read from a follower");
  assert.match(await page.locator(".clock").textContent(), /step 2 \//);
}));

test("a chosen theme holds from the first picture on", t.page({ scheme: "light" }, async ({ page, url, open }) => {
  await open();
  await page.getByRole("button", { name: /^Theme/ }).click();
  await page.getByRole("button", { name: /^Theme/ }).click();
  await page.getByRole("button", { name: "Theme: dark" }).waitFor();
  const release = await hold(page);
  await page.goto("about:blank");
  await page.goto(url);
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(20, 23, 28)");
  release();
  await ready(page);
}));

test("without scripts the picture is there, and says what it needs", t.page({ script: false }, async ({ page, url, shot, problems }) => {
  await page.goto(url);
  await page.getByTestId("node-A").filter({ visible: true }).waitFor();
  // Playwright's texts leave out <noscript>.
  await page.locator("noscript p").filter({ visible: true }).waitFor();
  await shot("first-picture-without-script");
  // The browser refuses to load the program, and nothing else. It may say that the program is loaded for nothing.
  const known = /^request failed: .*\/app-[0-9a-f]+\.js: csp$|preloaded using link preload but not used/;
  const others = problems.filter((problem) => !known.test(problem));
  assert.deepEqual(others, []);
  problems.length = 0;
}));

for (const files of ["scenarios/*", "stories/*/*"]) test(`without ${files} a scenario cannot be opened, and what is open stays`, t.page({}, async ({ page, open, problems }) => {
  const title = "A stale read from a follower";
  let offline = true;
  await page.route(`**/${files}`, (route) => (offline ? route.abort("internetdisconnected") : route.continue()));
  await open();
  const list = page.getByRole("combobox", { name: "Scenario" });
  await list.selectOption({ label: title });
  await page.locator(".notice").filter({ hasText: `“${title}” could not be fetched` }).waitFor();
  await page.getByRole("heading", { name: "A leader and two followers" }).waitFor();
  assert.equal(await list.locator("option:checked").textContent(), "A leader and two followers");
  offline = false;
  await list.selectOption({ label: title });
  await page.getByRole("heading", { name: title }).waitFor();
  assert.equal(await page.locator(".notice").count(), 0);
  // The browser logs what it could not fetch.
  problems.length = 0;
}));

test("an idle page fetches the other scenarios with their stories, and the table of what breaks", t.page({ motion: "reduce" }, async ({ page, url }) => {
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(url);
  await ready(page);
  while (!asked.some((path) => path.endsWith("/matrix.txt"))) await page.waitForRequest(() => true);
  for (const folder of ["scenarios", "stories/en"]) {
    const files = readdirSync(join(pageDir(), folder));
    assert.equal(asked.filter((path) => path.includes(`/${folder}/`)).length, files.length - 1);
  }
}));

test("the program contains the text and the stories of the first scenario only", () => {
  const program = readdirSync(pageDir()).find((name) => name.endsWith("_bg.wasm"));
  const bytes = readFileSync(join(pageDir(), program));
  for (const name of readdirSync(join(pageDir(), "scenarios"))) {
    const about = readFileSync(join(pageDir(), "scenarios", name), "utf8").match(/^\| (.*)$/m);
    if (about) assert.equal(bytes.includes(about[1]), name === "first_look.scenario", name);
  }
  for (const lang of ["en", "ko"]) {
    for (const name of readdirSync(join(pageDir(), "stories", lang))) {
      const beat = readFileSync(join(pageDir(), "stories", lang, name), "utf8").match(/^(@|when ).*$/m)[0];
      assert.equal(bytes.includes(beat), name === "first_look.story", `${lang}/${name}`);
    }
  }
});
