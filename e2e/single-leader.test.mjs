// Failover: what happens to the writes that a failed leader acknowledged.
//
// Every test starts from a scenario without faults and sets it up on the page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { forward, pick, tank } from "./harness.mjs";

const t = tank();
const STORY = "#scenario=stale_follower_read&step=0";

/** What the tests do on the page. */
function reader(page) {
  const sentence = page.locator(".bar .say");
  const knob = (label) => page.locator(".knob", { hasText: label });
  const inspector = page.locator(".inspector");
  return {
    sentence,
    inspector,
    knob,
    leading: page.getByTestId("leading"),
    stage: page.getByTestId("stage"),
    card: (name) => page.locator(".stage .card", { has: page.getByTestId(`node-${name}`) }),
    // A client's routes stand in the menu beside its card, too.
    choose: (label, value) => knob(label).locator("select").last().selectOption({ label: value }),
    pick: async (name) => {
      await page.keyboard.press("Escape");
      await pick(page, name);
    },
    act: (name) => inspector.getByRole("button", { name, exact: true }).click(),
    /** Makes the picked client write. */
    write: async (value) => {
      await inspector.getByLabel("value").fill(value);
      await inspector.getByRole("button", { name: "Write", exact: true }).click();
    },
    /** Steps forward until the locator is visible. */
    until: async (locator, words) => {
      await page.evaluate(() => document.activeElement.blur());
      const seen = locator.filter({ hasText: words });
      for (let n = 0; n < 400; n += 1) {
        if ((await seen.count()) > 0) return;
        await forward(page);
      }
      assert.fail(`no step shows ${words}: ${await locator.allTextContents()}`);
    },
  };
}

test(
  "an asynchronous failover loses an acknowledged write, and the page proves it",
  t.page({}, async ({ page, open, axe, shot }) => {
    await open(STORY);
    const { choose, pick, act, write, until, sentence, leading, inspector } = reader(page);
    await choose("A new leader is chosen by", "a vote of the replicas");
    await pick("Client 1");
    await choose("Its writes go to", "the current leader");
    await until(sentence, /B applied position 1/);
    // Only A receives the next write, and A answers "ok".
    await pick("A");
    await act("Cut off");
    await pick("Client 1");
    await write("plums");
    await until(sentence, /Client 1 hears “ok”: cart = plums/);
    await pick("A");
    await act("Crash");
    await page.keyboard.press("Escape");
    await until(leading, /Nobody leads/);
    await until(leading, /finds? A down/);
    await shot("failover-suspected");
    await until(leading, /[BC] has [12] of 2 votes/);
    await shot("failover-votes");
    await until(leading, /[BC] leads in term/);
    assert.match(await leading.textContent(), /1 change of leader/);
    // A comes back as a follower. The new leader never received the write, so A discards it.
    await pick("A");
    await act("Restart");
    await act("Heal its links");
    await page.keyboard.press("Escape");
    await until(sentence, /discards/);
    const durable = page.getByTestId("verdict-durable");
    assert.match(await durable.textContent(), /told Client 1 “ok” for plums; at .* A lost the last copy/);
    await durable.getByRole("button", { name: "show why" }).click();
    await page.locator(".witnessed").first().waitFor();
    assert.equal(await page.locator(".stage .client.lit").count(), 1);
    await page.getByRole("button", { name: "all", exact: true }).click();
    const lit = page.locator(".timeline .operation.lit");
    assert.match(await lit.textContent(), /plums/);
    await shot("failover-lost-write");
    await axe();
    assert.equal(await inspector.getByText("Click anything on the stage").count(), 1);
  }),
);

for (const fenced of [false, true]) {
  test(
    `a split brain ${fenced ? "ends where terms are checked" : "goes on where nothing is checked"}`,
    t.page({ scheme: fenced ? "dark" : "light" }, async ({ page, open, axe, shot }) => {
      await open(STORY);
      const { choose, pick, act, write, until, sentence, leading, card } = reader(page);
      if (!fenced) await choose("An old leader is fenced by", "nothing");
      await until(sentence, /B applied position 1/);
      await pick("A");
      await act("Cut off");
      await pick("B");
      await act("Make it the leader");
      await page.keyboard.press("Escape");
      await until(leading, /Split brain: A \(term 1\) and B \(term 2.B\) both take writes/);
      assert.match(await card("A").getAttribute("class"), /leads/);
      assert.match(await card("B").getAttribute("class"), /leads/);
      // Both accept writes.
      await pick("Client 1");
      await write("plums");
      await until(sentence, /Client 1 hears “ok”: cart = plums/);
      await choose("Its writes go to", "B");
      await write("beans");
      await until(sentence, /Client 1 hears “ok”: cart = beans/);
      await page.keyboard.press("Escape");
      await shot(`split-brain-${fenced ? "fenced" : "unfenced"}`);
      await axe();
      await pick("A");
      await act("Heal its links");
      await page.keyboard.press("Escape");
      if (fenced) {
        await until(leading, /B leads in term 2/);
        assert.doesNotMatch(await card("A").getAttribute("class"), /leads/);
      } else {
        // Both know of each other and go on: when all messages have arrived, they still differ.
        await until(page.getByTestId("verdict-convergence"), /show why/i);
        assert.match(await leading.textContent(), /Split brain/);
      }
    }),
  );
}

test(
  "three sentinels are added, ticked, and choose the next leader",
  t.page({}, async ({ page, open, axe, shot }) => {
    await open(STORY);
    const { choose, pick, act, knob, until, leading, card } = reader(page);
    assert.equal(await knob("Sentinels that must find it down").count(), 0, "it would change nothing");
    await choose("A new leader is chosen by", "sentinels");
    await page.getByText("Too few sentinels watch").waitFor();
    for (const name of ["D", "E", "F"]) {
      await page.getByRole("button", { name: `Add sentinel ${name}`, exact: true }).click();
    }
    await page.getByText("Too few sentinels watch").waitFor({ state: "detached" });
    assert.match(await card("E").textContent(), /sentinel.*A leads, term 1/);
    await page.setViewportSize({ width: 1280, height: 720 });
    await shot("sentinels");
    await pick("A");
    await act("Crash");
    await page.keyboard.press("Escape");
    await until(leading, /[DEF] finds? A down/);
    await until(leading, /of 2 votes/);
    await axe();
    await until(leading, /[BC] leads in term/);
  }),
);

test(
  "a new follower gets a snapshot in pieces while writes go on",
  t.page({}, async ({ page, open, shot }) => {
    await open("#scenario=first_look&step=0");
    const { knob, until, sentence, card, stage } = reader(page);
    const slide = async (label, key) => {
      const slider = knob(label).getByRole("slider");
      await slider.press(key);
    };
    await slide("Rows in a piece of a snapshot", "Home");
    await slide("Entries kept in the log", "ArrowRight");
    await until(sentence, /dropped the oldest/);
    await until(sentence, /name = /);
    await page.getByRole("button", { name: "Add replica D", exact: true }).click();
    await until(sentence, /took a snapshot/);
    assert.equal(await stage.locator(".envelope.stack").count(), 1);
    assert.match(await stage.locator(".envelope.stack").getAttribute("aria-label"), /snapshot 1 of 2/);
    await shot("snapshot-travels");
    await until(card("D"), /snapshot: 1 of 2 pieces/);
    await until(sentence, /D has the whole snapshot/);
  }),
);

test(
  "a row is numbered anew after a failover, while a store outside remembers the old one",
  t.page({}, async ({ page, open, axe, shot }) => {
    await open(STORY);
    const { choose, pick, act, until, sentence, inspector, card } = reader(page);
    await page.getByRole("button", { name: "Add store D", exact: true }).click();
    assert.match(await card("D").textContent(), /store outside/);
    await pick("A");
    await act("Cut off");
    await pick("Client 1");
    await page.getByTestId("ask-insert").click();
    await until(sentence, /Client 1 is told that the new row has number 1/);
    await inspector.getByLabel("via").selectOption({ label: "D" });
    await inspector.getByLabel("key").fill("1");
    await inspector.getByLabel("value").fill("Kims-mail");
    await act("Write");
    await until(sentence, /Client 1 hears “ok”: 1 = Kims-mail/);
    await pick("A");
    await act("Crash");
    await pick("B");
    await act("Make it the leader");
    await pick("Client 2");
    await choose("Its writes go to", "B");
    await act("Insert into users");
    await until(sentence, /Client 2 is told that the new row has number 1/);
    await page.keyboard.press("Escape");
    assert.match(await card("D").textContent(), /1=Kims-mail/);
    const numbers = page.getByTestId("verdict-unique-numbers");
    await numbers.getByRole("button", { name: "show why" }).click();
    assert.match(await numbers.textContent(), /both rows got number 1.*Set “A write waits for: a majority”/);
    await axe();
    await shot("numbers-given-twice");
  }),
);

test(
  "a crash takes what was not flushed, and the listed followers are waited for",
  t.page({ scheme: "dark", size: "laptop" }, async ({ page, open, axe, shot }) => {
    await open(STORY);
    const { choose, pick, act, write, knob, until, sentence, leading, card } = reader(page);
    for (let n = 0; n < 7; n += 1) {
      await knob("Flush to disk").getByRole("slider").press("ArrowRight");
    }
    await pick("Client 1");
    await write("plums");
    await until(sentence, /Client 1 hears “ok”: cart = plums/);
    assert.equal(await card("A").locator(".cell.memory").count(), 1);
    assert.match(await page.getByTestId("verdict-convergence").textContent(), /decided once/);
    await pick("A");
    await act("Crash");
    await page.keyboard.press("Escape");
    assert.match(await card("A").textContent(), /1 lost with the memory/);
    const durable = page.getByTestId("verdict-durable");
    await durable.getByRole("button", { name: "show why" }).click();
    assert.match(await durable.textContent(), /not flushed before the acknowledgement.*Set “Flush to disk: with each entry”/);
    await shot("flush-window");
    // Every entry is flushed and waits for C: another crash loses nothing, but no write succeeds.
    await durable.getByRole("button", { name: "Set “Flush to disk: with each entry”" }).click();
    await page.keyboard.press("Escape");
    await pick("A");
    await act("Restart");
    await page.keyboard.press("Escape");
    await choose("A write waits for", "fixed followers: synchronous");
    await knob("These followers").getByLabel("C").check();
    assert.equal(await card("C").getByText("synchronous", { exact: true }).count(), 1);
    assert.equal(await card("B").getByText("synchronous", { exact: true }).count(), 0);
    await pick("C");
    await act("Crash");
    await until(card("A"), /0 of 1 yes/);
    await until(leading, /No write (has )?succeeded for/);
    await axe();
    await shot("synchronous-follower-gone");
  }),
);

test(
  "a key that is held on a slider is one act",
  t.page({}, async ({ page, open }) => {
    await open("#scenario=stale_follower_read&step=9");
    const { knob } = reader(page);
    const slider = knob("Flush to disk").getByRole("slider");
    const value = () => slider.getAttribute("aria-valuetext");
    const before = await value();
    await slider.focus();
    for (let n = 0; n < 4; n += 1) await page.keyboard.down("ArrowRight");
    assert.doesNotMatch(page.url(), /do=/, "nothing is set while the key is held");
    await page.keyboard.up("ArrowRight");
    await page.waitForFunction(() => location.hash.includes("do="));
    assert.notEqual(await value(), before);
    await page.locator(".undoing button").first().click();
    await page.waitForFunction(() => !location.hash.includes("do="));
    assert.equal(await value(), before, "one step back undoes all of it");
  }),
);
