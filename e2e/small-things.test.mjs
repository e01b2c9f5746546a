// What readers stumble over: a button that has to wait, a plug of two nodes, a focus that goes, many lanes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { drawer, tank } from "./harness.mjs";

const t = tank();
const focused = (page) =>
  page.evaluate(() => document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent.trim());
const says = (page, start) =>
  page.waitForFunction((start) => (document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent).startsWith(start), start);

for (const [locale, size, name, why] of [
  ["en-US", "desktop", "Client 2: write: still waits for an answer", /Client 2 still waits for an answer/],
  ["ko-KR", "phone", "클라이언트 2: 쓰기: 아직 응답을 기다린다", /클라이언트 2는? ?아직 응답을 기다린다|클라이언트 2가? ?아직 응답을 기다린다/],
]) {
  test(
    `a busy client's button says why it waits: ${locale}, ${size}`,
    t.page({ locale, size, motion: "reduce" }, async ({ page, open, axe }) => {
      await open("#scenario=first_look&step=20");
      const button = page.getByTestId("write-c2");
      assert.equal(await button.getAttribute("aria-label"), name);
      assert.equal(await button.getAttribute("aria-disabled"), "true");
      // Playwright does not press what is disabled.
      await button.focus();
      await page.keyboard.press("Enter");
      await page.getByRole("status").filter({ hasText: why }).waitFor();
      assert.doesNotMatch(page.url(), /do=/, "nothing is done");
      await axe();
    }),
  );
}

test(
  "of two nodes only the plug that was pulled is out",
  t.page({ motion: "reduce" }, async ({ page, open, axe }) => {
    await open("#setup=mode+multi-leader;nodes+2;until+400ms;client+c1+writes+A+reads+A&t=20ms");
    const plug = (name) => page.getByTestId(`plug-${name}`);
    await plug("B").click();
    await page.waitForFunction(() => document.querySelector("[data-testid=plug-B]").classList.contains("out"));
    assert.equal(await plug("A").getAttribute("aria-disabled"), "true");
    assert.match(await plug("A").getAttribute("aria-label"), /^A is plugged in/);
    await axe();
    await plug("B").click();
    await page.waitForFunction(() => document.querySelectorAll(".plug.out, .plug[aria-disabled]").length === 0);
  }),
);

test(
  "when what has the focus goes, the focus returns to where it was",
  t.page({ motion: "reduce" }, async ({ page, open }) => {
    await open("#scenario=first_look&step=20");
    const card = page.locator("[data-testid=node-B] .touch");
    await card.focus();
    await page.keyboard.press("Enter");
    await page.getByTestId("act-crash").first().focus();
    await page.keyboard.press("Enter");
    await page.getByTestId("act-restart").first().waitFor();
    await says(page, "replica B");
    await page.locator(".inspector .close").focus();
    await page.keyboard.press("Enter");
    await page.locator(".guide").waitFor();
    await says(page, "replica B");
    assert.match(await focused(page), /crashed/);
  }),
);

test(
  "Esc closes the legend and a drawer, and the focus returns to what opens them",
  t.page({ size: "book", motion: "reduce" }, async ({ page, open }) => {
    await open("#scenario=first_look&step=20");
    await page.locator(".legend summary").click();
    await page.locator(".legend-body").focus();
    await page.keyboard.press("Escape");
    await page.locator(".legend:not([open])").waitFor();
    await says(page, "Legend");
    await drawer(page, "Settings");
    await page.locator(".knobs select").first().focus();
    await page.keyboard.press("Escape");
    // A list keeps its own keys; from anywhere else the key is the page's.
    await page.locator(".knobs button").first().focus();
    await page.keyboard.press("Escape");
    await page.locator(".left").waitFor({ state: "hidden" });
    await says(page, "Settings");
  }),
);

test(
  "with seventeen replicas every lane has a name that can be read, and every bar its value",
  t.page({ motion: "reduce" }, async ({ page, open }) => {
    const writes = [9, 20, 31].map((at, n) => `;@${at}ms+c1+write+cart=v${n}`).join("");
    await open(`#setup=mode+single-leader;nodes+17;until+400ms;client+c1+writes+A+reads+any${writes}&t=70ms`);
    const names = await page.locator(".timeline .lane-name").evaluateAll((all) =>
      all.map((it) => {
        const { x, y, width, height } = it.getBoundingClientRect();
        return { text: it.textContent, x, y, width, height };
      }),
    );
    assert.equal(names.length, 18);
    assert.ok(names.every((it) => it.height >= 11), JSON.stringify(names));
    names.forEach((a, n) => {
      for (const b of names.slice(n + 1)) {
        const apart = Math.max(b.x - a.x - a.width, a.x - b.x - b.width, b.y - a.y - a.height, a.y - b.y - b.height);
        assert.ok(apart > -1, `${a.text} over ${b.text}`);
      }
    });
    const bars = await page.locator(".timeline .operation text").allTextContents();
    assert.deepEqual(bars.map((text) => text.slice(0, 3)), ["=v0", "=v1", "=v2"]);
  }),
);
