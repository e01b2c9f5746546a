// Rules for reads: a second device misses its user's write until what the first one wrote is kept for both.
import assert from "node:assert/strict";
import { test } from "node:test";
import { axe, drawer, forward, shot, tank } from "./harness.mjs";

const t = tank();
const client = (page, name) => page.getByTestId(`client-${name}`).filter({ visible: true }).first();
const WORDS = {
  en: {
    missing: /Client 2|laptop/,
    rule: "Rule for its reads",
    shared: "not behind its writes (all devices)",
    costs: /2 reads answered, 0 by the leader/,
    more: /Inspector/,
  },
  ko: {
    missing: /클라이언트 2/,
    rule: "읽기 규칙",
    shared: "쓴 위치까지 적용한 뒤 (모든 기기)",
    costs: /읽기 2건에 답을 받았고 그중 0건은 리더가 답했다/,
    more: /살펴보기/,
  },
};

/** Whether the line under the stage says that a guarantee is broken. */
const broken = (page) => page.getByTestId("verdict-line").evaluate((line) => line.classList.contains("bad"));

for (const [lang, size, scheme] of [["en", "desktop", "light"], ["ko", "phone", "dark"]]) {
  const words = WORDS[lang];

  test(
    `a second device misses the write, and a position kept for both cures it: ${lang}, ${size}`,
    t.page({ size, scheme }, async ({ page, open }) => {
      await open(`#scenario=other_device_misses_the_write&lang=${lang}`);
      await page.keyboard.press("End");
      await page.locator("[data-testid=verdict-line].bad").filter({ hasText: words.missing }).waitFor();
      await shot(page, `second-device-${lang}-${size}`);
      // Both devices get the rule at the start, and the story goes on from there.
      await page.keyboard.press("Home");
      for (const name of ["c1", "c2"]) {
        await client(page, name).click({ position: { x: 12, y: 12 } });
        if (size === "phone") await drawer(page, words.more);
        const list = page.locator("label.knob", { hasText: words.rule }).filter({ visible: true }).first();
        await list.locator("select").selectOption({ label: words.shared });
        // The drawer covers the stage.
        if (size === "phone") await page.locator(".tabs").getByRole("button", { name: words.more }).click();
      }
      for (let n = 0; n < 45; n += 1) {
        await forward(page);
        assert.ok(!(await broken(page)), `step ${n}`);
      }
      const acts = decodeURIComponent(new URL(page.url()).hash);
      assert.match(acts, /session\+c2\+writes\+shared/, "the rule is in the link");
      await client(page, "c2").click({ position: { x: 12, y: 12 } });
      if (size === "phone") await drawer(page, words.more);
      await page.getByText(words.costs).filter({ visible: true }).first().waitFor();
      await axe(page);
      await shot(page, `rule-for-reads-${lang}-${size}`);
    }),
  );
}
