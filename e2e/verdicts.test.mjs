// The promises to clients, and the witness of a broken one.
import assert from "node:assert/strict";
import { test } from "node:test";
import { drawer, tank } from "./harness.mjs";

const t = tank();
const END = "#scenario=stale_follower_read&step=37";

for (const scheme of ["light", "dark"]) {
  test(
    `read your writes breaks on an asynchronous follower, and the witness is shown (${scheme})`,
    t.page({ scheme }, async ({ page, open, axe, shot }) => {
      await open(END);
      const verdict = page.getByTestId("verdict-read-your-writes");
      assert.match(await verdict.textContent(), /Client 1 wrote flour, was told “ok”, and then read milk/);
      await verdict.getByRole("button", { name: "show why" }).click();

      // The playhead moves to the step that completes the witness: the answer to the read.
      await page.locator(".bar .say", { hasText: "Client 1 read cart: “milk”" }).waitFor();
      assert.match(await verdict.textContent(), /asynchronous followers never promised this/);

      // Highlighted: the write that had not arrived, the client, the leader and the follower that was read.
      const lit = page.locator(".stage .envelope.lit");
      assert.match(await lit.getAttribute("aria-label"), /append.*flour/i);
      assert.equal(await page.locator(".stage .card.lit").count(), 2);
      assert.equal(await page.locator(".stage .client.lit").count(), 1);
      assert.equal(await page.locator(".timeline .operation.lit").count(), 2);
      // The nodes' notes: the old value applied, the write appended, and the write applied too late.
      assert.equal(await page.locator(".timeline .noted").count(), 3);
      // The evidence, in order of time: three notes and the ends of two operations.
      const evidence = verdict.locator(".evidence button");
      assert.equal(await evidence.count(), 5);
      assert.match(await evidence.last().textContent(), /C applied position 2: cart = flour/);
      await shot(`witness-${scheme}`);
      await axe();

      // All evidence is on the screen, and the arrows go from piece to piece.
      const frame = await page.locator(".timeline svg.window").boundingBox();
      for (const piece of await page.locator(".timeline :is(.noted, .operation.lit)").all()) {
        const box = await piece.boundingBox();
        assert.ok(box.x >= frame.x && box.x + box.width <= frame.x + frame.width, "evidence is in the window");
      }
      const line = page.getByTestId("verdict-line");
      for (let n = 0; n < 5; n += 1) await page.keyboard.press("ArrowLeft");
      assert.match(await line.textContent(), /Evidence 1 of 5 · .*C applied position 1/);
      for (let n = 2; n <= 5; n += 1) {
        await page.keyboard.press("ArrowRight");
        assert.match(await line.textContent(), new RegExp(`Evidence ${n} of 5`));
      }
      await shot(`witness-walked-${scheme}`);
      await axe();

      await page.keyboard.press("Escape");
      await page.locator(".witnessed").first().waitFor({ state: "detached" });
    }),
  );
}

test(
  "a promise is kept until it breaks, also when time goes back",
  t.page({}, async ({ page, open }) => {
    await open(END);
    const verdict = page.getByTestId("verdict-read-your-writes");
    await verdict.locator(".why").first().waitFor();
    await page.keyboard.press("Home");
    assert.equal(await page.getByTestId("verdict-line").textContent(), "–Nothing is checked yet: no operation has ended.");
    assert.match(await verdict.textContent(), /: not checked yet/);
    assert.equal(await verdict.locator(".why").count(), 0);
    await page.keyboard.press("End");
    await verdict.locator(".why").first().waitFor();
  }),
);

test(
  "a lost write is named, and its witness is one click away",
  t.page({}, async ({ page, open }) => {
    await open("#scenario=skewed_clocks_lose_a_write&step=44");
    const durable = page.getByTestId("verdict-durable");
    assert.match(await durable.textContent(), /B told Client 2 “ok” for flour, and no replica ever stored it/);
    await durable.locator(".why").first().click();
    await page.locator(".witnessed").first().waitFor();
  }),
);

const BROKEN = [
  ["async_failover_loses_acknowledged_write", "durable"],
  ["stale_follower_read", "read-your-writes"],
  ["split_brain_diverges", "logs-agree"],
];
for (const size of ["wide", "desktop", "laptop", "book", "phone"]) {
  test(
    `the verdict is on the screen at the end of a story: ${size}`,
    t.page({ size }, async ({ page, open, axe, shot }) => {
      for (const [story, property] of BROKEN) {
        await open(`#scenario=${story}&step=100000`);
        const line = page.getByTestId("verdict-line");
        await line.getByRole("button", { name: "Show why" }).waitFor();
        const seen = async (locator) => {
          const box = await locator.boundingBox();
          const { width, height } = page.viewportSize();
          return box !== null && box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height;
        };
        assert.ok(await seen(line), "the verdict line");
        assert.ok(await seen(page.getByTestId("stage")), "the stage");
        assert.ok(await seen(page.locator(".transport .play")), "the transport");
        assert.ok(await seen(page.getByTestId("timeline")), "the diagram");
        await drawer(page, "Guarantees");
        assert.ok(await seen(page.getByTestId(`verdict-${property}`).locator("summary").first()), `the ✕ of ${property}`);
        if (size !== "phone") {
          const place = await page.locator(".saw").boundingBox();
          const rows = await Promise.all((await page.locator(".saw .op").all()).map((row) => row.boundingBox()));
          const whole = rows.filter((row) => row.y >= place.y && row.y + row.height <= place.y + place.height + 1);
          assert.ok(whole.length >= Math.min(4, rows.length), `${whole.length} of ${rows.length} operations are seen`);
        }
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `nothing hangs over the side: ${wide}`);
        await axe();
        await shot(`verdict-${story}-${size}`);
        if (size === "book" || size === "phone") await page.locator(".tabs").getByRole("button", { name: "Guarantees" }).click();
      }
    }),
  );
}

for (const [size, lang, scheme] of [["desktop", "en", "light"], ["phone", "ko", "dark"]]) {
  test(
    `what would have saved it: a button opens the changed run (${size}, ${lang}, ${scheme})`,
    t.page({ scheme, size }, async ({ page, open, axe, shot }) => {
      await open(`${END}&lang=${lang}`);
      await drawer(page, lang === "ko" ? "보장" : "guarantees");
      const list = page.getByTestId("what-if");
      const buttons = list.getByRole("button");
      await buttons.first().waitFor();
      assert.equal(await list.getAttribute("aria-busy"), "false");
      assert.match(await list.locator("h3").textContent(), lang === "ko" ? /무엇이 막을 수 있었나/ : /What would have saved it/);
      await axe();
      await shot(`what-if-${size}`);
      const moment = async () => /t = [\d.]+ ms/.exec(await page.locator(".bar").textContent())[0];
      const before = await moment();
      await buttons.first().click();

      // The same moment of another run, in which nothing is broken.
      await page.locator(".branches button").nth(1).waitFor();
      await page.locator(".verdict-line.ok").waitFor();
      assert.equal(await moment(), before);

      // It is in the address, and undo takes it back.
      const there = await page.locator(".bar .clock").textContent();
      await page.waitForFunction(() => location.hash.includes("do="));
      await page.reload();
      await page.locator("[data-ready]").waitFor();
      await page.locator(".verdict-line.ok").waitFor();
      assert.equal(await page.locator(".bar .clock").textContent(), there);
    }),
  );
}
