// The program comes in parts (xtask/split.mjs): the first frame needs the first one and the reader's language only.
import assert from "node:assert/strict";
import { test } from "node:test";
import { tank } from "./harness.mjs";

const t = tank();
const REST = "**/*_rest.wasm";
const RENEW = "the first frame needs the rest: `node e2e/first-frame.mjs` renews the lists of what it needs";
const whole = (page) => page.locator("html[data-whole]").waitFor({ state: "attached" });
const crash = async (page) => {
  await page.getByTestId("node-A").filter({ visible: true }).click();
  await page.getByRole("button", { name: "Crash A", exact: true }).click();
};

for (const [locale, size] of [["en-US", "desktop"], ["ko-KR", "phone"]]) {
  test(
    `the first frame and the help do without the rest: ${locale}, ${size}`,
    t.page({ locale, size }, async ({ page, open }) => {
      let asked = 0;
      const languages = [];
      page.on("request", (request) => languages.push(.../_(en|ko)\.wasm$/.exec(request.url())?.slice(1) ?? []));
      let release;
      const released = new Promise((resolve) => (release = resolve));
      await page.route(REST, async (route) => {
        asked += 1;
        await released;
        await route.continue();
      });
      await open();
      if (size === "desktop") {
        await page.locator("button[aria-label^='Help']").click();
        await page.locator("dialog[open]").waitFor();
      }
      assert.deepEqual([...new Set(languages)], [locale.slice(0, 2)], "no other language comes before the first frame");
      // The page asks for the rest by itself, once. A request that the program waits for would be a second one.
      release();
      await whole(page);
      assert.equal(asked, 1, RENEW);
    }),
  );
}

for (const [locale, other] of [["en-US", "ko"], ["ko-KR", "en"]]) {
  test(
    `the first frame is the one that the whole program draws: ${locale}`,
    t.page({ locale, motion: "reduce" }, async ({ page, open }) => {
      let release;
      const released = new Promise((resolve) => (release = resolve));
      const isLate = new RegExp(`_(rest|${other})\\.wasm$`);
      await page.route(isLate, async (route) => {
        await released;
        await route.continue();
      });
      await open();
      const drawn = () =>
        page.evaluate(() => {
          const copy = document.querySelector(".page").cloneNode(true);
          // The glossary comes when it comes.
          for (const tip of copy.querySelectorAll(".tip")) tip.remove();
          return copy.outerHTML;
        });
      const early = await drawn();
      release();
      await whole(page);
      // In the other language all is drawn anew, and then once more.
      for (const code of [other, locale.slice(0, 2)]) {
        await page.getByTestId("language").click();
        await page.locator(`html[lang=${code}]`).waitFor({ state: "attached" });
        await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
      }
      const late = await drawn();
      const at = [...early].findIndex((letter, n) => letter !== late[n]);
      assert.ok(early === late, `at ${at}: ${early.slice(at - 80, at + 80)}\nlater: ${late.slice(at - 80, at + 80)}`);
    }),
  );
}

test(
  "a reader who is faster than the rest waits for it",
  t.page({}, async ({ page, open }) => {
    await page.route(REST, async (route) => {
      await new Promise((passed) => setTimeout(passed, 2000));
      await route.continue();
    });
    await open();
    await crash(page);
    await page.getByRole("button", { name: "Restart A", exact: true }).first().waitFor();
  }),
);

test(
  "a page whose rest cannot be loaded says so",
  t.page({}, async ({ page, open, problems }) => {
    await page.route(REST, (route) => route.abort());
    await open();
    await page.locator(".needs.lost").waitFor({ state: "hidden" });
    await crash(page).catch(() => {});
    await page.locator(".needs.lost").waitFor();
    assert.match(await page.locator(".needs.lost").innerText(), /Reload the page\./);
    problems.length = 0;
  }),
);

test(
  "a link waits for the whole program",
  t.page({}, async ({ page, open }) => {
    await open("#scenario=skewed_clocks");
    assert.equal(await page.locator("html[data-whole]").count(), 1);
  }),
);
