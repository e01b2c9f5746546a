// The promises to clients, and the witness of a broken one.
import assert from "node:assert/strict";
import { test } from "node:test";
import { tank } from "./harness.mjs";

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
      const noted = verdict.locator(".notes button");
      assert.match(await noted.nth(2).textContent(), /C applied position 2: cart = flour/);
      await shot(`witness-${scheme}`);
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
    await verdict.locator(".why").waitFor();
    await page.keyboard.press("Home");
    await verdict.getByText(/reads? checked/).waitFor();
    assert.equal(await verdict.locator(".why").count(), 0);
    await page.keyboard.press("End");
    await verdict.locator(".why").waitFor();
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
