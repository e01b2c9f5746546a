// Terms of a story: each is explained where it stands, in the reader's language.
import assert from "node:assert/strict";
import { test } from "node:test";
import { drawer, tank } from "./harness.mjs";

const t = tank();
const HINT = { en: /^A node keeps a write for a home that does not answer/, ko: /^응답하지 않는 홈 노드 대신/ };
const term = (page, text) => page.locator(".beats .term").getByText(text, { exact: true });
const tip = (page) => page.getByRole("tooltip");

/** The explanation is shown, says what it should, and is whole: in the window, and nothing lies over it. */
async function shown(page, says) {
  await tip(page).filter({ hasText: says }).waitFor();
  assert.equal(await tip(page).count(), 1);
  const seen = await tip(page).evaluate((tip) => {
    const { left, top, right, bottom } = tip.getBoundingClientRect();
    const within = left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
    const corners = [[left + 6, top + 6], [right - 6, top + 6], [left + 6, bottom - 6], [right - 6, bottom - 6]];
    return within && corners.every(([x, y]) => document.elementFromPoint(x, y) === tip);
  });
  assert.ok(seen, "the explanation is cut or covered");
}

const hidden = (page) => tip(page).waitFor({ state: "hidden" });

for (const [lang, word] of [["en", "hint"], ["ko", "힌트"]]) {
  const link = `#scenario=sloppy_quorum_and_hints&step=0&lang=${lang}`;

  test(`a term is explained to a pointer, ${lang}`, t.page({}, async ({ page, open, axe, shot }) => {
    await open(link);
    await term(page, word).hover();
    await shown(page, HINT[lang]);
    await shot(`term-${lang}`);
    await axe();
    // The pointer may go onto the explanation.
    await tip(page).hover();
    await shown(page, HINT[lang]);
    await page.mouse.move(700, 300);
    await hidden(page);
    // Escape closes it, and does nothing else.
    await page.getByTestId("node-B").click();
    await term(page, word).hover();
    await shown(page, HINT[lang]);
    await page.keyboard.press("Escape");
    await hidden(page);
    assert.equal(await page.locator(".stage .picked").count() > 0, true, "the selection is still there");
  }));

  test(`a term is explained to a keyboard, ${lang}`, t.page({ scheme: "dark" }, async ({ page, open, axe }) => {
    await open(link);
    const it = term(page, word);
    await it.focus();
    await shown(page, HINT[lang]);
    await axe();
    const described = await it.getAttribute("aria-describedby");
    assert.match(await page.locator(`#${described}`).textContent(), HINT[lang]);
    await page.keyboard.press("Escape");
    await hidden(page);
    await page.keyboard.press("Enter");
    await shown(page, HINT[lang]);
    // The panel can be scrolled under it.
    await page.locator(".left").evaluate((panel) => panel.scrollBy(0, 40));
    await page.waitForFunction(() => {
      const [term, tip] = [document.activeElement, document.querySelector(".tip:not([hidden])")];
      const [at, own] = [term.getBoundingClientRect(), tip.getBoundingClientRect()];
      return Math.abs(own.top - at.bottom) < 2 || Math.abs(own.bottom - at.top) < 2;
    });
    await page.keyboard.press("Tab");
    await tip(page).filter({ hasText: HINT[lang] }).waitFor({ state: "hidden" });
  }));

  test(`a term is explained to a finger, ${lang}`, t.page({ size: "phone" }, async ({ page, open, axe, shot }) => {
    await open(link);
    await drawer(page, /Story|이야기/);
    await term(page, word).tap();
    await shown(page, HINT[lang]);
    await shot(`term-phone-${lang}`);
    await axe();
    const { height } = await term(page, word).boundingBox();
    assert.ok(height >= 24, `${height} px are not enough for a finger`);
    await page.locator(".story h1").tap();
    await hidden(page);
    // Wherever a term stands, its explanation is whole.
    for (const it of await page.locator(".story .term").all()) {
      await it.tap();
      await shown(page, /\S/);
      await page.locator(".story h1").tap();
      await hidden(page);
    }
  }));
}

test("without the glossary a term says so", t.page({}, async ({ page, open, problems }) => {
  await page.route("**/glossary.md", (route) => route.abort("internetdisconnected"));
  await open("#scenario=sloppy_quorum_and_hints&step=0");
  await term(page, "hint").hover();
  await shown(page, /could not be fetched/);
  await page.unroute("**/glossary.md");
  await page.mouse.move(700, 300);
  await term(page, "hint").hover();
  await shown(page, HINT.en);
  // The browser logs what it could not fetch.
  problems.length = 0;
}));
