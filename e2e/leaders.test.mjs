// Several leaders: a room that is booked twice, a ring that breaks, and a handler that is typed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { axe, drawer, shot, tank } from "./harness.mjs";

const t = tank();
const node = (page, name) => page.getByTestId(`node-${name}`).filter({ visible: true }).first();
/** A text that is drawn on a card; titles are not. */
const on = (card, text) => card.getByText(text).filter({ visible: true }).first();
const WORDS = {
  en: {
    inspect: /Inspect/, ships: "It ships its log to B.", twice: "9h-Lee", settings: /Settings/,
    held: "waits for write 1 of A: “nice”", wrong: /“conca”/, follows: "follows A",
  },
  ko: {
    inspect: /살펴보기/, ships: "로그를 보내는 노드: B", twice: "9h-Lee", settings: /설정/,
    held: "A의 쓰기 1번을 기다림: “nice”", wrong: /“conca”/, follows: "A를 따름",
  },
};

for (const [lang, size, scheme] of [["en", "desktop", "light"], ["ko", "phone", "dark"]]) {
  const words = WORDS[lang];
  const at = (page, open, scenario, t) => open(`#scenario=${scenario}&lang=${lang}&t=${t}ms`);
  const settings = { size, scheme, motion: "reduce" };

  test(
    `a room is booked twice: ${lang}, ${size}`,
    t.page(settings, async ({ page, open }) => {
      await at(page, open, "room_booked_twice", 200);
      // Both leaders have both bookings, and nothing is in conflict. The card of a phone has room for one of them.
      for (const name of ["A", "B"]) {
        for (const value of ["9h-Kim", "9h-Lee"]) await node(page, name).getByText(value).first().waitFor({ state: "attached" });
      }
      await axe(page);
      await shot(page, `room-${lang}-${size}`);
    }),
  );

  test(
    `a ring breaks: ${lang}, ${size}`,
    t.page(settings, async ({ page, open }) => {
      await at(page, open, "ring_breaks", 50);
      await node(page, "A").click({ position: { x: 14, y: 12 } });
      if (size === "phone") await drawer(page, words.inspect);
      await page.getByText(words.ships).first().waitFor();
      await shot(page, `ring-${lang}-${size}`);
      await at(page, open, "ring_breaks", 400);
      await on(node(page, "A"), "two").waitFor();
      assert.equal(await node(page, "C").getByText("two").count(), 0);
      await axe(page);
      await shot(page, `ring-broken-${lang}-${size}`);
    }),
  );

  test(
    `a write is held back: ${lang}, ${size}`,
    t.page(settings, async ({ page, open }) => {
      await at(page, open, "causal_delivery_waits", 100);
      await on(node(page, "C"), words.held.slice(0, 6)).waitFor();
      await node(page, "C").click({ position: { x: 14, y: 12 } });
      if (size === "phone") await drawer(page, words.inspect);
      await on(page, words.held).waitFor();
      await shot(page, `held-back-${lang}-${size}`);
    }),
  );

  test(
    `two data centres stand apart: ${lang}, ${size}`,
    t.page(settings, async ({ page, open }) => {
      await at(page, open, "two_centres_survive_the_loss_of_one", 90);
      await node(page, "C").getByText(words.follows).first().waitFor({ state: "attached" });
      await shot(page, `centres-${lang}-${size}`);
    }),
  );
}

test(
  "a handler is typed, and refused with the word that is wrong",
  t.page({ motion: "reduce" }, async ({ page, open }) => {
    await open("#scenario=handler_depends_on_order&lang=en&t=100ms");
    const field = page.locator('input[name="handler"]');
    await field.fill("conca");
    await field.press("Enter");
    await page.getByRole("alert").filter({ hasText: WORDS.en.wrong }).waitFor();
    await shot(page, "handler-refused");
    await field.fill("union");
    await field.press("Enter");
    await page.getByRole("alert").waitFor({ state: "detached" });
    await on(node(page, "C"), "one,three,two").waitFor();
    await shot(page, "handler-union");
  }),
);
