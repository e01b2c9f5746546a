// A text that two people edit: each types on a device of their own, and both texts become one.
import assert from "node:assert/strict";
import { test } from "node:test";
import { axe, drawer, shot, tank } from "./harness.mjs";

const t = tank();
const WORDS = { en: { settings: /Inspect/, after: "B is after 3 characters", play: /^Play/ }, ko: { settings: /살펴보기/, after: "B는 3번째 글자 뒤에 있다", play: /^재생/ } };

for (const [lang, size, scheme] of [["en", "desktop", "light"], ["ko", "phone", "dark"]]) {
  const words = WORDS[lang];
  test(
    `two people type into one text: ${lang}, ${size}`,
    t.page({ size, scheme, motion: "reduce" }, async ({ page, open }) => {
      await open(`#scenario=typing_together&lang=${lang}&t=390ms`);
      if (size === "phone") await drawer(page, words.settings);
      const pane = (name) => page.getByRole("textbox", { name: new RegExp(`^${name}, `) });
      assert.equal(await pane("A").inputValue(), "tea+milk");
      assert.equal(await pane("B").inputValue(), "tea+milk");
      // Each keystroke is an update at the pane's device, and the caret stays where it is.
      await pane("A").focus();
      await page.keyboard.press("End");
      await page.keyboard.type("!?");
      assert.equal(await pane("A").inputValue(), "tea+milk!?");
      await pane("B").focus();
      await page.keyboard.press("Home");
      await page.keyboard.type("my ");
      assert.equal(await pane("B").inputValue(), "my tea+milk");
      await axe(page);
      await shot(page, `editors-apart-${lang}-${size}`);
      // Time goes on with more typing: the texts come together, also around a caret.
      await page.evaluate(() => document.activeElement.blur());
      for (let n = 0; n < 60 && (await pane("A").inputValue()) !== "my tea+milk!?"; n++) {
        await page.keyboard.press("ArrowRight");
      }
      for (let n = 0; n < 60 && (await pane("B").inputValue()) !== "my tea+milk!?"; n++) {
        await page.keyboard.press("ArrowRight");
      }
      assert.equal(await pane("A").inputValue(), "my tea+milk!?");
      assert.equal(await pane("B").inputValue(), "my tea+milk!?");
      // What is deleted leaves a tombstone.
      await pane("A").focus();
      await page.keyboard.press("End");
      await page.keyboard.press("Backspace");
      assert.equal(await pane("A").inputValue(), "my tea+milk!");
      await page.locator(".pane .made del").first().waitFor();
      // Each pane says where the last edit of the other person, as far as it has come, leaves them.
      const caret = (name) => page.locator(".pane", { has: pane(name) }).locator(".caret");
      assert.equal(await caret("A").textContent(), "B");
      assert.equal(await caret("B").textContent(), "A");
      const before = (it) => it.evaluate((caret) => caret.previousSibling.textContent);
      assert.equal(await before(caret("A")), "my ");
      assert.equal(await before(caret("B")), "my tea+milk!?");
      await page.locator(".pane", { has: pane("A") }).getByText(words.after, { exact: true }).waitFor({ state: "attached" });
      await shot(page, `editors-${lang}-${size}`);
    }),
  );
}
