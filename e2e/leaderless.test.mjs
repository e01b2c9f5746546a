// Leaderless stores: the shopping cart, and nodes that stand in for the homes of a key.
import assert from "node:assert/strict";
import { test } from "node:test";
import { drawer, forward, pick, tank } from "./harness.mjs";

const t = tank();

/** The parts of the page that the tests look at. */
function reader(page) {
  const inspector = page.locator(".inspector");
  const sentence = page.locator(".bar .say");
  return {
    inspector,
    sentence,
    card: (name) => page.getByTestId(`node-${name}`),
    pick: (name) => pick(page, name),
    leave: () => inspector.getByRole("button", { name: "Pick nothing" }).click(),
    button: (name) => inspector.getByRole("button", { name, exact: true }),
    /** Steps forward until the sentence matches. */
    until: async (words) => {
      for (let n = 0; n < 300; n += 1) {
        if (words.test(await sentence.textContent())) return;
        await forward(page);
      }
      assert.fail(`no step says ${words}`);
    },
  };
}

for (const scheme of ["light", "dark"]) {
  test(
    `two clients, one cart: siblings, their merge, and an item that stays removed (${scheme})`,
    t.page({ scheme }, async ({ page, open, axe, shot }) => {
      await open("#scenario=removed_items_stay_removed&step=0");
      const { inspector, card, pick, leave, button, until } = reader(page);
      await until(/Client 1 hears “ok”: cart = milk,-ham/);
      await pick("Key cart");
      const versions = inspector.locator(".copies tbody tr");
      await versions.first().filter({ hasText: "milk,-ham" }).filter({ hasText: "milk,ham,eggs" }).waitFor();
      assert.match(await card("A").textContent(), /milk,-ham A:3.*milk,ham,eggs B:1/s);
      const pair = inspector.locator("details", { hasText: "are concurrent" });
      await pair.locator("summary").click();
      await pair.getByText("had seen 0: 1 > 0, not known").waitFor();
      assert.equal(await inspector.locator(".lineage .chip.held").count(), 2);
      await axe();
      await shot(`cart-siblings-${scheme}`);
      // Client 1 reads both values and removes milk: one value is left, and both marks stay.
      await leave();
      await until(/Client 1 read 2 siblings/);
      await pick("Client 1");
      await button("Remove milk").click();
      await until(/Client 1 hears “ok”: cart = eggs,-ham,-milk|Client 1 hears “ok”: cart = -ham,eggs,-milk/);
      await leave();
      await pick("Key cart");
      assert.equal(await inspector.locator(".lineage .chip.held").count(), 1);
      await axe();
      await shot(`cart-merged-${scheme}`);
      // The menu beside the client's card adds an item, and then deletes the key; a tombstone is left.
      await leave();
      await page.getByTestId("client-c1").click();
      await page.getByTestId("ask-add").click();
      assert.match(await page.getByTestId("client-c1").textContent(), /add flourto cart/);
      await until(/Client 1 hears “ok”: cart = .*flour/);
      await page.getByTestId("ask-delete").click();
      assert.match(await page.getByTestId("client-c1").textContent(), /delete cart/);
      await until(/Client 1 hears “ok”: cart is deleted/);
      await page.locator(".stage .chip.tombstone").first().waitFor();
      await shot(`cart-deleted-${scheme}`);
    }),
  );

  test(
    `a sloppy quorum: who is home, who stands in, and the hints until they are given back (${scheme})`,
    t.page({ scheme }, async ({ page, open, axe, shot }) => {
      await open("#scenario=sloppy_quorum_and_hints&step=0");
      const { inspector, card, pick, leave, until } = reader(page);
      await until(/B stored “milk” for cart and sends it to C and D/);
      await pick("B");
      await inspector.locator(".quorum", { hasText: "1 of 2 yes" }).waitFor();
      assert.match(await inspector.locator(".quorum .meter").textContent(), /B ✓.*C ….*D …/);
      await shot(`quorum-fills-up-${scheme}`);
      await leave();
      await until(/Client 1 hears “ok”/);
      assert.match(await card("A").textContent(), /stand-in.*for C.*cart=milk/s);
      assert.match(await card("B").textContent(), /home of cart/);
      await pick("Key cart");
      await inspector.getByText("Hints outstanding: A for C, E for D").waitFor();
      assert.equal(await inspector.locator(".copies .late").count(), 2);
      await inspector.getByRole("img", { name: "Preference list: D → C → B" }).waitFor();
      assert.equal(await page.locator(".stage .card.home").count(), 3);
      assert.equal(await page.locator(".stage .tag.late").count(), 2, "C and D say how far they are behind");
      await page.getByTestId("lag").getByText("2 replicas behind · 2 hints outstanding · 2 keys to repair").waitFor();
      await axe();
      await shot(`sloppy-hints-${scheme}`);
      await until(/C has .* now: A drops the hint/);
      await page.keyboard.press("End");
      await inspector.getByText("Hints outstanding").waitFor({ state: "detached" });
      assert.equal(await inspector.locator(".copies .late").count(), 0);
      await page.getByTestId("lag").getByText("no replica is behind").waitFor();
      await shot(`sloppy-handed-off-${scheme}`);
    }),
  );
}

test(
  "two vectors are merged beside the card, and the larger entry wins",
  t.page({}, async ({ page, open, axe, shot }) => {
    await open("#scenario=removed_items_stay_removed&step=0");
    const { until } = reader(page);
    const merge = page.locator(".stage .merge", { hasText: "B merges cart" });
    await until(/B stored .*milk,-ham/);
    await merge.waitFor();
    assert.deepEqual(await merge.locator(".wins").allTextContents(), ["B:1", "A:3", "A:3", "B:1"]);
    // While the run stands still, all rows are shown, none over another.
    const rows = await merge.locator(".entry").evaluateAll((all) => [...new Set(all.map((it) => Number(it.getAttribute("y"))))]);
    assert.equal(rows.length, 3);
    await axe();
    await shot("merge-shown");
    // It is there for its own step only.
    await page.keyboard.press("ArrowRight");
    await merge.waitFor({ state: "detached" });
    await page.keyboard.press("ArrowLeft");
    await merge.waitFor();
    // While the run plays, the rows slide into the result.
    const held = merge.getByText("A:2");
    const apart = Number(await held.getAttribute("y"));
    await page.getByLabel("Speed").selectOption("0.1×");
    await page.keyboard.press("Space");
    await page.waitForFunction((apart) => {
      const rows = [...document.querySelectorAll(".stage .merge .entry")].filter((it) => it.textContent === "A:2");
      return rows.some((it) => Number(it.getAttribute("y")) > apart);
    }, apart);
    await page.locator(".transport .play", { hasText: "Pause" }).click();
    await merge.waitFor({ state: "detached" });
    await until(/Client 1 asks A to write/);
    await page.locator(".stage .merge", { hasText: "Client 1 merges cart" }).waitFor();
    await shot("merge-by-client");
  }),
);

test(
  "vectors are compared entry by entry, and a tree of hashes lights what differed",
  t.page({ motion: "reduce" }, async ({ page, open, axe, shot }) => {
    await open("#scenario=removed_items_stay_removed&step=0");
    const { inspector, pick, leave, until } = reader(page);
    await until(/B stored .*milk,ham,eggs/);
    await pick("Key cart");
    const pair = inspector.locator("details:has(.entries)").first();
    await pair.locator("summary").click();
    await pair.locator(".wins").first().waitFor();
    await axe();
    await shot("vectors-compared");
    await leave();
    await open("#scenario=anti_entropy&step=0");
    await until(/compared hashes with .*: [1-9]/);
    const node = (await page.locator(".bar .say").textContent())[0];
    await pick(node);
    await inspector.locator(".merkle .differs").first().waitFor();
    await inspector.locator(".merkle").scrollIntoViewIfNeeded();
    await axe();
    await shot("merkle-walk");
  }),
);

for (const [scheme, lang, size] of [["light", "en", "desktop"], ["dark", "ko", "desktop"], ["light", "ko", "phone"]]) {
  test(
    `both trees are shown while they are compared (${scheme}, ${lang}, ${size})`,
    t.page({ scheme, size, motion: "reduce" }, async ({ page, open, axe, shot }) => {
      const figure = page.getByTestId("comparison");
      /** The page after this number of steps, with C picked. */
      const at = async (step) => {
        await open(`#scenario=anti_entropy&step=${step}&pick=C&lang=${lang}`);
        await page.locator(".clock", { hasText: new RegExp(`\\D${step} / `) }).waitFor();
        await drawer(page, /Inspect|살펴보기/);
        await page.locator(".inspector").waitFor();
      };
      /** Steps on until this number of leaves differs in the trees of C and another replica; null: until no comparison is shown. */
      const until = async (wanted) => {
        for (let n = 0; n < 60; n += 1) {
          const leaves = (await figure.count()) === 0 ? null : Number((await figure.first().locator("figcaption").textContent()).match(/One|\d|$/)[0].replace("One", "1"));
          if (leaves === wanted) return;
          await forward(page);
        }
        assert.fail(`no step has ${wanted}`);
      };
      await at(46);
      await until(1);
      // The root, the path to the leaf, and the leaf, in both trees: each by its colour and by its corner.
      const trees = figure.first().locator("svg > g");
      assert.equal(await trees.count(), 2);
      for (const tree of await trees.all()) {
        assert.equal(await tree.locator(".differs").count(), 5);
        assert.equal(await tree.locator(".corner").count(), 5);
        assert.equal(await tree.locator(".asked").count() > 0, true);
      }
      assert.match(await trees.first().textContent(), /^C/);
      await figure.first().scrollIntoViewIfNeeded();
      await axe();
      await shot(`trees-${scheme}-${lang}-${size}`);
      // The row arrives, and the trees are the same; then the comparison is over, and its result is left.
      await until(0);
      assert.equal(await figure.first().locator(".differs, .corner").count(), 0);
      await until(null);
      await page.locator(".inspector .merkle", { hasText: /Hashes compared with|해시를 비교함/ }).waitFor();
    }),
  );
}

for (const size of ["desktop", "laptop", "phone"]) {
  test(
    `two data centres are told apart, and a quorum is local (${size})`,
    t.page({ size, scheme: size === "laptop" ? "dark" : "light" }, async ({ page, open, axe, shot }) => {
      await open("#scenario=two_data_centres&step=0");
      const { inspector, card, pick, leave, until } = reader(page);
      await until(/A stored “12C” for seat/);
      assert.match(await page.locator(".stage .walls").textContent(), /west.*east/);
      // The nodes of west are on one side of the wall, those of east on the other, and each shows its rows.
      const side = async (name) => (await card(name).boundingBox()).x;
      const [west, east] = await Promise.all([..."ACE", ..."BDF"].map(side)).then((x) => [x.slice(0, 3), x.slice(3)]);
      assert.ok(Math.max(...west) < Math.min(...east), `${west} | ${east}`);
      assert.match(await card("A").textContent(), /west.*12C/s);
      await pick("A");
      await inspector.locator(".quorum", { hasText: "1 of 2 yes in west" }).waitFor();
      assert.match(await inspector.locator(".quorum").textContent(), /A ✓C …E … *elsewhere, not waited for:B …D …F …/);
      await leave();
      await until(/A has 2 answers from west, enough for/);
      await shot(`centres-${size}`);
      await pick("Key seat");
      await inspector.locator(".wheel", { hasText: "● west: C → A → E" }).waitFor();
      assert.equal(await inspector.locator(".wheel .peg").count(), 24, "eight pegs for each of east");
      await axe();
      await shot(`centres-ring-${size}`);
    }),
  );
}

test(
  "on a phone a key fits",
  t.page({ size: "phone" }, async ({ page, open, axe, shot }) => {
    await open("#scenario=sloppy_quorum_and_hints&step=20");
    const { inspector, pick } = reader(page);
    await pick("Key cart");
    await inspector.locator(".wheel svg").scrollIntoViewIfNeeded();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
    assert.equal(wide, false, "nothing hangs over the side");
    await axe();
    await shot("key-phone");
  }),
);
