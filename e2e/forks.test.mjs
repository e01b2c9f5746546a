// Several leaders: links that a reader draws, a plug that is pulled, a conflict as a fork, and the laws of handlers.
import assert from "node:assert/strict";
import { test } from "node:test";
import { axe, drawer, forward, shot, tank } from "./harness.mjs";

const t = tank();
const shown = (page, testid) => page.getByTestId(testid).filter({ visible: true }).first();
const WORDS = {
  en: {
    inspect: /Inspect/, settings: /Settings/, stop: "Ship no more to C",
    out: /^Plug A in/, whole: /^Pull the plug of A/, ok: "ok from A", fork: "Conflict on x", kept: /is kept: .* is lost\./,
    made: /the handler concat\("\/"\) makes “.*” of them/, law: "Not commutative", laws: "It is commutative, associative and idempotent",
  },
  ko: {
    inspect: /살펴보기/, settings: /설정/, stop: "C에 그만 보내기",
    out: /^A의 플러그 꽂기/, whole: /^A의 플러그 뽑기/, ok: "성공, A", fork: "x의 충돌", kept: /남는다\. .* 사라진다\./,
    made: /핸들러 concat\("\/"\).* “.*”. 만든다/, law: "교환 법칙이 깨진다", laws: "교환·결합·멱등 법칙을 모두 지킨다",
  },
};

/** The middle of an element. */
const middle = async (locator) => {
  const { x, y, width, height } = await locator.boundingBox();
  return { x: x + width / 2, y: y + height / 2 };
};

/** Drags from one element to another, with a mouse or with a finger. `over` is called before it lets go. */
async function drag(page, from, to, finger, over = async () => {}) {
  const [start, end] = [await middle(from), await middle(to)];
  const half = { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 };
  if (!finger) {
    await page.mouse.move(start.x, start.y);
    await page.mouse.down();
    for (const { x, y } of [half, end]) await page.mouse.move(x, y);
    await over();
    return page.mouse.up();
  }
  const touch = await page.context().newCDPSession(page);
  const send = (type, ...touchPoints) => touch.send("Input.dispatchTouchEvent", { type, touchPoints });
  await send("touchStart", start);
  await send("touchMove", half);
  await send("touchMove", end);
  await over();
  await send("touchEnd");
}

for (const [lang, size, scheme] of [["en", "desktop", "light"], ["ko", "phone", "dark"]]) {
  const [words, finger] = [WORDS[lang], size === "phone"];
  const at = (open, scenario, ms) => open(`#scenario=${scenario}&lang=${lang}&t=${ms}ms`);
  const settings = { size, scheme, motion: "reduce" };
  const press = (locator) => (finger ? locator.tap() : locator.click());
  /** Picks a node, and opens its details where these are in a drawer. */
  const inspect = async (page, name) => {
    await press(page.locator(".guide").getByRole("button", { name, exact: true }));
  };

  test(
    `a link is drawn and removed: ${lang}, ${size}`,
    t.page(settings, async ({ page, open }) => {
      await at(open, "ring_breaks", 50);
      const links = page.locator(".stage .oneway");
      assert.equal(await links.count(), 3);
      const [a, c] = [shown(page, "grip-A"), shown(page, "node-C")];
      const { width, height } = await a.boundingBox();
      assert.ok(Math.min(width, height) >= (finger ? 44 : 24), `${width}×${height}`);
      await drag(page, a, c, finger, async () => {
        await page.locator(".stage .drawn .aim").waitFor();
        await shot(page, `link-drawn-${lang}-${size}`);
      });
      await page.waitForFunction(() => location.hash.includes("peer-links"));
      // Both directions between A and C are one line; undone, the ring is back.
      await page.waitForFunction(() => document.querySelectorAll(".stage .oneway").length === 2);
      await axe(page);
      await drag(page, a, c, finger, () => page.locator(".stage .drawn.removes").waitFor());
      await page.waitForFunction(() => document.querySelectorAll(".stage .oneway").length === 3);
      await page.keyboard.press("Control+z");
      await page.waitForFunction(() => document.querySelectorAll(".stage .oneway").length === 2);
      // The same by key.
      await page.locator("[data-testid=node-A] .touch").filter({ visible: true }).first().focus();
      await page.keyboard.press("Enter");
      await page.getByTestId("stage-menu").getByRole("button", { name: words.stop, exact: true }).focus();
      await shot(page, `link-menu-${lang}-${size}`);
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => document.querySelectorAll(".stage .oneway").length === 3);
    }),
  );

  test(
    `a plug is pulled and plugged in: ${lang}, ${size}`,
    t.page(settings, async ({ page, open }) => {
      await at(open, "room_booked_twice", 150);
      const plug = shown(page, "plug-A");
      assert.match(await plug.getAttribute("aria-label"), words.whole);
      await press(plug);
      await page.locator(".stage .plug.out").first().waitFor();
      assert.match(await plug.getAttribute("aria-label"), words.out);
      assert.equal(await page.locator(".stage .oneway.cut").count(), 2);
      await axe(page);
      await shot(page, `unplugged-${lang}-${size}`);
      // Its client still reaches it.
      // A small card shows its buttons on a phone once it is picked.
      if (finger) await shown(page, "node-A").tap({ position: { x: 14, y: 12 } });
      await press(shown(page, "write-A"));
      for (let n = 0; n < 2; n += 1) await forward(page);
      await page.locator(".stage .clients").getByText(words.ok).first().waitFor({ state: "attached" });
      // By key, as one act.
      await plug.focus();
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => !document.querySelector(".stage .oneway.cut"));
      await page.keyboard.press("Control+z");
      await page.waitForFunction(() => document.querySelectorAll(".stage .oneway.cut").length === 2);
    }),
  );

  test(
    `a conflict is a fork: ${lang}, ${size}`,
    t.page(settings, async ({ page, open }) => {
      for (const [scenario, ms, says] of [["leaders_converge_after_a_cut", 420, words.kept], ["handler_depends_on_order", 140, words.made]]) {
        await at(open, scenario, ms);
        if (finger) await drawer(page, words.inspect);
        await inspect(page, "A");
        const fork = page.locator(".inspector .fork").first();
        await fork.locator("figcaption").filter({ hasText: says }).waitFor();
        await fork.scrollIntoViewIfNeeded();
        await axe(page);
        await shot(page, `fork-${scenario}-${lang}-${size}`);
      }
    }),
  );

  test(
    `three orders prove that a handler diverges: ${lang}, ${size}`,
    t.page(settings, async ({ page, open }) => {
      await at(open, "handler_depends_on_order", 140);
      if (finger) await drawer(page, words.settings);
      const laws = shown(page, "laws");
      await laws.scrollIntoViewIfNeeded();
      assert.equal(await laws.locator("tbody tr").count(), 3);
      await laws.getByText(words.law).waitFor();
      await axe(page);
      await shot(page, `laws-${lang}-${size}`);
      const field = page.locator('input[name="handler"]').filter({ visible: true }).first();
      await field.fill("union");
      await field.press("Enter");
      await laws.getByText(words.laws).waitFor();
      assert.equal(await laws.locator("table").count(), 0);
    }),
  );
}
