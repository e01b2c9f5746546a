// A walk through the page.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join, resolve } from "node:path";
import { before, describe, test } from "node:test";
import { forward, pick, tank } from "./harness.mjs";

const t = tank();
const STORY = "#scenario=stale_follower_read";

/** The parts of the page that the tests look at. */
function reader(page) {
  const right = page.locator(".right");
  const button = (name) => page.getByRole("button", { name, exact: true });
  const clock = page.locator(".clock");
  return {
    right,
    button,
    clock,
    play: page.locator(".transport .play"),
    sentence: page.locator(".bar .say"),
    operations: page.locator(".saw .op"),
    inspector: page.locator(".inspector"),
    notice: page.locator(".notice"),
    branches: page.getByRole("group", { name: "Branches of this run" }).getByRole("button"),
    step: async () => Number((await clock.textContent()).match(/step (\d+)/)[1]),
    run: () => page.locator(".clock [title]").getAttribute("title"),
    pause: () => page.locator(".transport .play", { hasText: "Pause" }).click(),
    press: (...keys) => keys.reduce((done, key) => done.then(() => page.keyboard.press(key)), Promise.resolve()),
    /** Waits until at least `steps` steps are applied. */
    reach: (steps) =>
      page.waitForFunction(
        (steps) => Number(document.querySelector(".clock").textContent.match(/step (\d+)/)[1]) >= steps,
        steps,
      ),
    /** Steps forward until the sentence matches. */
    until: async (words) => {
      const sentence = page.locator(".bar .say");
      for (let n = 0; n < 200; n += 1) {
        if (words.test(await sentence.textContent())) return;
        await forward(page);
      }
      assert.fail(`no step says ${words}`);
    },
    pick: (name) => pick(page, name),
  };
}

test(
  "the first screen is alive by itself",
  t.page({}, async ({ page, open, shot }) => {
    await open();
    const { play, operations } = reader(page);
    await page.locator("[data-testid^=envelope-]").first().waitFor();
    await operations.first().waitFor();
    assert.equal(await play.textContent(), "Pause");
    await shot("first-look");
  }),
);

test(
  "a client writes what the reader types, and bad input is told",
  t.page({}, async ({ page, open }) => {
    await open(`${STORY}&step=0`);
    const { pick, inspector, operations, press } = reader(page);
    await pick("Client 2");
    const key = inspector.getByLabel("key");
    const value = inspector.getByLabel("value");
    await key.fill("two words");
    await value.fill("an apple pie");
    await inspector.getByRole("button", { name: "Write" }).click();
    const wrong = inspector.getByRole("alert");
    assert.match(await wrong.textContent(), /space/);
    assert.equal(await key.inputValue(), "two words", "nothing typed is lost");
    assert.equal(await value.inputValue(), "an apple pie", "nothing typed is lost");
    await key.fill("pie");
    await inspector.getByRole("button", { name: "Write" }).click();
    await wrong.waitFor({ state: "detached" });
    await inspector.getByRole("button", { name: "Pick nothing" }).click();
    await press("End");
    await operations.filter({ hasText: /Client 2.*an apple pie/ }).filter({ hasText: "ok" }).first().waitFor();
  }),
);

test(
  "killing the leader leaves writes unanswered, while reads go on",
  t.page({}, async ({ page, open, shot }) => {
    await open();
    const { reach, pause, button, play, sentence } = reader(page);
    await reach(10);
    await pause();
    await button("Crash A").click();
    assert.match(await sentence.textContent(), /A crashed/);
    await page.getByLabel("Speed").selectOption("10×");
    await play.click();
    // The newest operation comes first. A read that began after an unanswered write is answered,
    // and no write that began after it is.
    const newer = await page.waitForFunction(() => {
      const operations = [...document.querySelectorAll(".saw .op")];
      const is = (op, state, request) => op.classList.contains(state) && op.textContent.includes(request);
      const unanswered = operations.findIndex((op) => is(op, "unknown", "write"));
      const newer = operations.slice(0, Math.max(unanswered, 0));
      const answered = (request) => newer.filter((op) => is(op, "ok", request)).length;
      return answered("read") > 0 && { writes: answered("write") };
    });
    assert.deepEqual(await newer.jsonValue(), { writes: 0 });
    await shot("leader-crashed");
  }),
);

test(
  "a follower tells what the leader has long replaced",
  t.page({}, async ({ page, open }) => {
    await open(`${STORY}&step=0`);
    const { until, operations } = reader(page);
    await until(/Client 1 hears “ok”: cart = flour/);
    await until(/Client 1 read cart: “milk”/);
    assert.match(await operations.first().textContent(), /read cart → milk/);
  }),
);

test(
  "a step back takes back what happened",
  t.page({}, async ({ page, open }) => {
    await open(`${STORY}&step=0`);
    const { until, sentence, clock, operations, press } = reader(page);
    await until(/Client 1 hears “ok”/);
    const after = [await clock.textContent(), await sentence.textContent()];
    await press("ArrowLeft");
    assert.notEqual(await clock.textContent(), after[0]);
    assert.match(await operations.first().textContent(), /waiting/);
    await press("ArrowRight");
    assert.deepEqual([await clock.textContent(), await sentence.textContent()], after);
  }),
);

test(
  "a scenario that was chosen is open again after a reload",
  t.page({}, async ({ page, open }) => {
    await open();
    await page.getByLabel("Scenario").selectOption("Skewed clocks lose a write");
    const title = page.getByRole("heading", { level: 1, name: "Skewed clocks lose a write" });
    await title.waitFor();
    await page.waitForURL(/#scenario=skewed_clocks_lose_a_write$/);
    await page.reload();
    await title.waitFor();
    await page.getByRole("button", { name: "Multi-leader" }).click();
    await page.getByRole("heading", { level: 1, name: "Two leaders disagree, then converge" }).waitFor();
  }),
);

test(
  "a link is cut and healed",
  t.page({}, async ({ page, open, shot }) => {
    await open(`${STORY}&step=3`);
    const { inspector, sentence, right } = reader(page);
    await page.getByTestId("link-A-B").press("Enter");
    await inspector.getByRole("button", { name: "Cut both ways" }).click();
    assert.match(await sentence.textContent(), /The link from \w to \w is cut/);
    assert.equal(await inspector.getByText("cut", { exact: true }).count(), 2);
    await shot("link-cut");
    await right.getByRole("button", { name: "Heal both ways" }).click();
    assert.equal(await inspector.getByText("whole", { exact: true }).count(), 2);
  }),
);

test(
  "an envelope that is held arrives only once it is released",
  t.page({}, async ({ page, open, shot }) => {
    await open(`${STORY}&step=0`);
    const { until, inspector, press } = reader(page);
    await until(/A put cart = milk/);
    await page.locator("[data-testid^=envelope-]", { hasText: "append" }).first().press("Enter");
    await inspector.getByRole("button", { name: "Hold" }).click();
    await press("End");
    await inspector.getByText("held back until you release it").waitFor();
    await shot("envelope-held");
    await inspector.getByRole("button", { name: "Release" }).click();
    await press("End");
    await inspector.getByText(/arrived at/).waitFor();
  }),
);

test(
  "acting in the past keeps the old branch",
  t.page({}, async ({ page, open, shot }) => {
    await open(`${STORY}&step=0`);
    const { press, run, pick, inspector, branches, step } = reader(page);
    await press("End");
    const [before, steps] = [await run(), await step()];
    await press("Home", "ArrowRight", "ArrowRight", "ArrowRight");
    await pick("C");
    await inspector.getByRole("button", { name: "Crash" }).click();
    await branches.nth(1).waitFor();
    assert.match(await branches.nth(1).textContent(), /branch 2 at .*C crashed/);
    assert.notEqual(await run(), before);
    await shot("branches");
    await branches.nth(0).click();
    await press("End");
    assert.deepEqual([await run(), await step()], [before, steps]);
    await branches.nth(1).click();
    assert.notEqual(await run(), before);
  }),
);

test(
  "what cannot be done is told, and changes nothing",
  t.page({}, async ({ page, open }) => {
    await open(`${STORY}&step=1`);
    const { pick, inspector, notice, clock } = reader(page);
    const before = await clock.textContent();
    await pick("Client 1");
    await inspector.getByRole("button", { name: "Read" }).click();
    assert.match(await notice.textContent(), /Client 1 still waits/);
    assert.equal(await clock.textContent(), before);
    await page.keyboard.press("Escape");
    await notice.waitFor({ state: "detached" });
  }),
);

for (const [fragment, words] of [
  ["#scenario=atlantis", /no scenario named “atlantis”/],
  ["#scenario=first_look&step=many", /The part “step=many” of the link makes no sense here and is ignored/],
  ["#%3Cimg%20src=x%3E", /The part “%3Cimg.*” of the link makes no sense here and is ignored/],
]) {
  test(
    `a wrong link is told: ${fragment}`,
    t.page({}, async ({ page, open }) => {
      await open(fragment);
      assert.match(await reader(page).notice.textContent(), words);
      await page.getByRole("heading", { level: 1, name: "A leader and two followers" }).waitFor();
    }),
  );
}

test(
  "the keyboard does what the buttons do",
  t.page({}, async ({ page, open, shot }) => {
    await open(`${STORY}&step=0`);
    const { press, play, step, reach } = reader(page);
    await press(" ");
    await page.locator(".play", { hasText: "Pause" }).waitFor();
    await reach(3);
    await press(" ");
    assert.equal(await play.textContent(), "Next");
    await press("Home");
    assert.equal(await play.textContent(), "Start");
    assert.equal(await step(), 0);
    await press("End", "ArrowLeft", "+");
    const speed = page.getByLabel("Speed");
    assert.equal(await speed.evaluate((list) => list.selectedOptions[0].text), "2×");
    await press("-", "-", "?");
    assert.equal(await speed.evaluate((list) => list.selectedOptions[0].text), "0.5×");
    const help = page.getByRole("dialog", { name: "Keys and words" });
    await help.waitFor();
    await shot("help");
    const before = await step();
    await press("ArrowLeft");
    assert.equal(await step(), before, "keys rest while a dialog is open");
    await press("Escape");
    await help.waitFor({ state: "detached" });
  }),
);

test(
  "nothing moves by itself where less motion is asked for",
  t.page({ motion: "reduce" }, async ({ page, open }) => {
    await open();
    const { play, step, press, reach, clock } = reader(page);
    assert.deepEqual([await play.textContent(), await step()], ["Play", 0]);
    await press("+", "+", "+");
    await play.click();
    await reach(2);
    assert.match(await clock.textContent(), /step \d/);
  }),
);

describe("the trace", () => {
  const root = resolve(import.meta.dirname, "..");
  const target = resolve(root, process.env.CARGO_TARGET_DIR ?? "target");
  before(() => {
    execFileSync("cargo", ["build", "--quiet", "--package", "replicarium-cli"], { cwd: root, stdio: "inherit" });
  });
  for (const name of ["stale_follower_read", "skewed_clocks_lose_a_write", "leaders_converge_after_a_cut"]) {
    test(
      `is what the command line prints: ${name}`,
      t.page({}, async ({ page, open, shot }) => {
        await open(`#scenario=${name}&step=0`);
        await page.getByRole("button", { name: "Trace" }).click();
        const shown = await page.locator(".trace").textContent();
        const file = join("core", "scenarios", `${name}.scenario`);
        const printed = execFileSync(join(target, "debug", "replicarium"), ["run", file], { cwd: root, encoding: "utf8" });
        assert.equal(shown, printed);
        await shot("trace");
      }),
    );
  }
});

for (const scheme of ["light", "dark"]) {
  for (const size of ["desktop", "laptop", "phone"]) {
    test(
      `axe finds nothing, ${scheme}, ${size}`,
      t.page({ scheme, size }, async ({ page, open, axe, shot }) => {
        const { press, pick } = reader(page);
        for (const [name, scenario, title] of [
          ["single-leader", "stale_follower_read", "A stale read from a follower"],
          ["multi-leader", "leaders_converge_after_a_cut", "Two leaders disagree, then converge"],
          ["leaderless", "quorum_one_replica_down", "A quorum with one replica down"],
        ]) {
          // From the second one on, the link is opened in the same tab.
          await open(`#scenario=${scenario}&step=14`);
          await page.getByRole("heading", { level: 1, name: title }).waitFor();
          await axe();
          await shot(`${name}-${scheme}-${size}`);
        }
        await pick("B");
        await axe();
        await shot(`replica-${scheme}-${size}`);
        await page.locator(".inspector").getByRole("button", { name: "Crash" }).click();
        await axe();
        // On a phone the first one closes the drawer.
        await press("Escape", "Escape");
        await pick("Client 1");
        await axe();
        await shot(`client-${scheme}-${size}`);
        await press("Escape", "?");
        await page.getByRole("dialog").waitFor();
        await axe();
        await press("Escape");
        await page.getByRole("button", { name: "Trace" }).click();
        await page.getByRole("dialog").waitFor();
        await axe();
      }),
    );
  }
}

test(
  "a story waits for its reader, stops after each beat, and begins again",
  t.page({}, async ({ page, open, shot }) => {
    await open("#scenario=async_failover_loses_acknowledged_write");
    const { play, step, button } = reader(page);
    assert.deepEqual([await play.textContent(), await step()], ["Start", 0]);
    const beats = page.locator(".beats li");
    await page.getByLabel("Speed").selectOption("10×");
    for (let beat = 0; beat < (await beats.count()); beat += 1) {
      while (!/now/.test(await beats.nth(beat).getAttribute("class"))) {
        await play.filter({ hasNotText: "Pause" }).click();
        await play.filter({ hasNotText: "Pause" }).waitFor();
      }
      assert.equal(await beats.and(page.locator(".now")).count(), 1);
    }
    await shot("story-at-its-last-beat");
    await page.keyboard.press("End");
    assert.equal(await play.textContent(), "Again");
    const before = await step();
    await button("Go on").click();
    await page.waitForFunction((before) => Number(document.querySelector(".clock").textContent.match(/step (\d+)/)[1]) > before, before);
    await page.keyboard.press("End");
    // At 10× the first beat may be over before anyone sees that it plays.
    await page.getByLabel("Speed").selectOption("0.1×");
    await play.filter({ hasText: "Again" }).click();
    await play.filter({ hasText: "Pause" }).waitFor();
    // A sentence of the story leads to its moment.
    await beats.nth(2).getByRole("button").click();
    await beats.nth(2).and(page.locator(".now")).waitFor();
  }),
);

test(
  "a link with play plays a story through",
  t.page({}, async ({ page, open }) => {
    await open("#scenario=stale_follower_read&play");
    const { play } = reader(page);
    await page.getByLabel("Speed").selectOption("10×");
    await play.filter({ hasText: "Again" }).waitFor();
  }),
);

test(
  "a replica is reached with the keyboard alone, and the focus returns to it",
  t.page({ motion: "reduce" }, async ({ page, open, shot }) => {
    await open(`${STORY}&step=9`);
    const { press, inspector } = reader(page);
    await press("Tab", "Enter");
    const focused = () => page.evaluate(() => document.activeElement.getAttribute("aria-label"));
    assert.match(await focused(), /^replica A/);
    await press("ArrowDown");
    assert.match(await focused(), /^replica B/);
    await press("Enter");
    await inspector.getByRole("heading", { name: /Replica B/ }).waitFor();
    await shot("keyboard-on-a-replica");
    await inspector.getByRole("button", { name: "Crash" }).focus();
    await press("Escape");
    assert.match(await focused(), /^replica B/);
  }),
);

for (const [locale, size] of [["en-US", "desktop"], ["ko-KR", "phone"]]) {
  test(
    `the legend opens over the picture (${size}, ${locale})`,
    t.page({ locale, size }, async ({ page, open, axe, shot }) => {
      await open("#scenario=split_brain_diverges&step=20");
      await page.locator(".legend summary").click();
      const body = page.locator(".legend-body");
      await body.getByText("t2.B").first().waitFor();
      const box = await body.boundingBox();
      assert.ok(box.x >= 0 && box.x + box.width <= page.viewportSize().width && box.y >= 0, JSON.stringify(box));
      await axe();
      await shot(`legend-${size}`);
    }),
  );
}
