// The table of what breaks, and the recorded runs that it links to.
import assert from "node:assert/strict";
import { test } from "node:test";
import { tank } from "./harness.mjs";

const t = tank();
const RUN = "single-leader-reads-follower-linearizable";
const CELL = /^✕ \d+ steps: Read your writes, .*from its own follower$/;

async function followed({ page, open, axe, shot }, name) {
  await open("#scenario=stale_follower_read&step=0");
  await page.getByRole("button", { name: "What breaks" }).click();
  const table = page.getByRole("dialog", { name: "What breaks" }).getByRole("table");
  await table.waitFor();
  await axe();
  await shot(`matrix-table-${name}`);
  await table.getByRole("link", { name: CELL }).click();
  const line = page.getByTestId("verdict-line");
  await line.filter({ hasText: "Read your writes" }).getByRole("button", { name: "Show why" }).waitFor();
  assert.equal(await page.getByRole("dialog").count(), 0, "the table is closed");
  const focused = await page.evaluate(() => document.activeElement.textContent);
  assert.equal(focused, "What breaks", "the focus is where it came from");
  assert.match(page.url(), new RegExp(`#run=${RUN}$`));
  assert.match(await page.locator(".clock").textContent(), /step 6 \/ 6/);
  await axe();
  await shot(`matrix-run-${name}`);
}

test("a violated cell links to its run", t.page({}, (it) => followed(it, "light")));
test("a violated cell links to its run, in the dark", t.page({ scheme: "dark", size: "laptop" }, (it) => followed(it, "dark")));
test("a violated cell links to its run, on a phone", t.page({ size: "phone" }, (it) => followed(it, "phone")));

test("crossed settings are folded, and unfolded by key", t.page({ size: "laptop" }, async ({ page, open, axe, shot }) => {
  await open("#scenario=stale_follower_read&step=0");
  await page.getByRole("button", { name: "What breaks" }).click();
  const fold = page.getByRole("button", { name: "n = 3, w = 2, r = 2" });
  await fold.focus();
  assert.equal(await fold.getAttribute("aria-expanded"), "false");
  await page.keyboard.press("Enter");
  const run = page.getByRole("link", { name: /Read your writes, .*w = 2, r = 2.*: siblings by dot; sloppy quorum$/ });
  await run.waitFor();
  assert.equal(await fold.getAttribute("aria-expanded"), "true");
  const [head, heading] = await Promise.all([page.getByRole("columnheader", { name: "Setting" }).boundingBox(), fold.boundingBox()]);
  assert.ok(heading.y >= head.y + head.height - 1, "what has the focus is not behind the promises");
  await axe();
  await shot("matrix-crossed");
  await run.click();
  await page.getByTestId("verdict-read-your-writes").filter({ hasText: "show why" }).waitFor();
  assert.match(page.url(), /#run=leaderless-w2-r2-dotted-sloppy-/);
}));

test("a link to a run opens it at its step, and a scenario can be chosen from there", t.page({}, async ({ page, open }) => {
  await open(`#run=${RUN}&step=2`);
  const clock = page.locator(".clock");
  await clock.filter({ hasText: "step 2 / 6" }).waitFor();
  await page.getByRole("button", { name: "Trace", exact: true }).click();
  await page.getByText(`replicarium run core/tests/golden/matrix/${RUN}.trace`).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("combobox", { name: "Scenario" }).selectOption({ label: "A stale read from a follower" });
  await page.getByRole("heading", { name: "A stale read from a follower" }).waitFor();
  assert.match(page.url(), /#scenario=stale_follower_read$/);
}));

test("a link to a run that does not exist shows a notice", t.page({}, async ({ page, open, problems }) => {
  const notice = page.locator(".notice");
  await open("#run=../index.html");
  await notice.filter({ hasText: "The recorded run “../index.html” cannot be fetched" }).waitFor();
  assert.deepEqual(problems, [], "nonsense is not even asked for");
  await page.evaluate(() => {
    location.hash = "#run=no-such-run";
  });
  await notice.filter({ hasText: "The recorded run “no-such-run” cannot be fetched" }).waitFor();
  // The browser logs the missing file.
  problems.length = 0;
}));
