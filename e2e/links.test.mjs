// Links, undo, saves and the browser's history: nothing that a reader did is lost.
import assert from "node:assert/strict";
import { test } from "node:test";
import { tank } from "./harness.mjs";

const t = tank();
const STORY = "#scenario=stale_follower_read";
const OTHER = "#scenario=quorum_one_replica_down";

/** What is open: the place of the playhead, the branches, what is drawn. */
const state = (page) =>
  page.evaluate(() => {
    const [step, , , run] = document.querySelectorAll(".clock span");
    return {
      step: step.textContent,
      run: run.title.match(/[0-9a-f]{16}/)[0],
      say: document.querySelector(".say").textContent,
      branches: [...document.querySelectorAll(".branches button")].map((button) => button.textContent),
      nodes: [...document.querySelectorAll(".stage [data-testid^=node-]")].map((node) => node.textContent),
    };
  });

const pick = async (page, name) => {
  await page.getByTestId(`node-${name}`).click();
};

const act = async (page, node, name) => {
  await pick(page, node);
  await page.getByRole("button", { name, exact: true }).first().click();
  await page.keyboard.press("Escape");
};

/** Waits until the address has this part. */
const inAddress = (page, part) => page.waitForFunction((part) => location.hash.includes(part), part);

const undo = (page) => page.getByRole("button", { name: /^Undo/ });
const redo = (page) => page.getByRole("button", { name: /^Redo/ });

const saves = (page) =>
  page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("replicarium-save-")));

/** A story at step 9 in which B was crashed and restarted, on a branch of its own. */
async function acted({ page, open }) {
  await open(`${STORY}&step=9`);
  await act(page, "B", "Crash");
  await page.keyboard.press("ArrowRight");
  await act(page, "B", "Restart");
  await inAddress(page, "&do=");
  return state(page);
}

test("a link with own acts opens on the same run and frame in a fresh profile", t.page({ motion: "reduce" }, async (it) => {
  const { page, url, shot } = it;
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const before = await acted(it);
  await page.getByRole("button", { name: "Share" }).click();
  await page.getByText("Copied").waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.ok(link.startsWith(url) && link.length < 300, link);
  const browser = page.context().browser();
  const fresh = await browser.newContext({ viewport: page.viewportSize(), reducedMotion: "reduce", locale: "en-US" });
  const other = await fresh.newPage();
  await other.goto(link);
  await other.locator("[data-ready]").waitFor();
  assert.deepEqual(await state(other), before);
  assert.equal(await other.locator(".notice").count(), 0);
  const frame = (page) => page.locator(".stage").first().innerHTML();
  assert.equal(await frame(other), await frame(page));
  await shot("link-opened");
  await fresh.close();
}));

test("a link of another engine says so, and one that is half nonsense opens", t.page({ motion: "reduce" }, async ({ page, open }) => {
  await open(`${STORY}&do=_xc0KB&t=30ms&print=0123456789abcdef&utm_source=chat`);
  const notice = page.locator(".notice");
  await notice.filter({ hasText: "The part “utm_source=chat” of the link makes no sense here and is ignored." }).waitFor();
  await notice.filter({ hasText: "Another version of the engine made the link" }).waitFor();
  assert.equal((await state(page)).branches.length, 2);
}));

test("a setting, a seed and a moment can be written by hand", t.page({ motion: "reduce" }, async ({ page, open }) => {
  await open(`${OTHER}&w=1&seed=7&t=63ms`);
  await page.getByText("seed 7").first().waitFor();
  assert.equal(await page.locator(".notice").count(), 0);
  assert.match(await page.locator(".clock").textContent(), /63\.0 ms/);
}));

test("every act can be undone and done again, by button and by key", t.page({ motion: "reduce" }, async (it) => {
  const { page, open, axe } = it;
  await open(`${STORY}&step=9`);
  const start = await state(page);
  assert.equal(await undo(page).getAttribute("aria-disabled"), "true");
  await act(page, "B", "Crash");
  const crashed = await state(page);
  assert.match(await undo(page).getAttribute("title"), /^Undo: .*B.*Ctrl\+Z/);
  await act(page, "C", "Pause");
  const paused = await state(page);
  await axe();
  await undo(page).click();
  assert.deepEqual(await state(page), crashed);
  await page.keyboard.press("Control+z");
  assert.deepEqual(await state(page), start);
  await page.keyboard.press("Control+z");
  assert.deepEqual(await state(page), start);
  await redo(page).click();
  assert.deepEqual(await state(page), crashed);
  await page.keyboard.press("Control+Shift+Z");
  assert.deepEqual(await state(page), paused);
  assert.equal(await redo(page).getAttribute("aria-disabled"), "true");
}));

test("a reload loses nothing", t.page({ motion: "reduce" }, async (it) => {
  const { page } = it;
  const before = await acted(it);
  await page.reload();
  await page.locator("[data-ready]").waitFor();
  assert.deepEqual(await state(page), before);
  await page.keyboard.press("Control+z");
  assert.notDeepEqual(await state(page), before);
}));

test("what was done is offered at the next visit, and in its story", t.page({ motion: "reduce" }, async (it) => {
  const { page, open, axe, shot } = it;
  const before = await acted(it);
  assert.equal((await saves(page)).length, 1);
  // The tab is closed, and the page is visited again without a link.
  await page.goto("about:blank");
  await open("");
  const notice = page.locator(".notice");
  await notice.filter({ hasText: "You did 2 things in “A stale read from a follower” last time." }).waitFor();
  await axe();
  await shot("continue");
  await notice.getByRole("link", { name: "Continue where you were" }).click();
  await page.getByRole("heading", { name: "A stale read from a follower" }).waitFor();
  await page.waitForFunction((say) => document.querySelector(".say").textContent === say, before.say);
  assert.deepEqual(await state(page), before);
  // Another story, and back by the menu: the story begins anew, and what was done is offered.
  const menu = page.getByRole("combobox", { name: "Scenario" });
  await menu.selectOption({ index: 0 });
  await page.getByRole("heading", { name: "A stale read from a follower" }).waitFor({ state: "detached" });
  assert.equal(await notice.count(), 0);
  await menu.selectOption({ label: "A stale read from a follower" });
  await notice.getByRole("button", { name: "Start anew" }).click();
  await notice.waitFor({ state: "detached" });
  assert.equal((await state(page)).branches.length, 0);
  assert.equal((await saves(page)).length, 1, "what was done is still there");
}));

test("two tabs do not overwrite each other", t.page({ motion: "reduce" }, async (it) => {
  const { page, url } = it;
  await acted(it);
  const other = await page.context().newPage();
  await other.goto(`${url}${STORY}&step=12`);
  await other.locator("[data-ready]").waitFor();
  await act(other, "C", "Crash");
  await inAddress(other, "&do=");
  assert.equal((await saves(page)).length, 2);
  // Each goes on by itself.
  await act(page, "A", "Pause");
  await page.waitForFunction(() => location.hash.split(";").length === 3);
  assert.equal((await saves(page)).length, 2);
}));

test("back and forward walk through what was opened, with what was done", t.page({ motion: "reduce" }, async (it) => {
  const { page } = it;
  const before = await acted(it);
  const heading = (name) => page.getByRole("heading", { name });
  await page.getByRole("combobox", { name: "Scenario" }).selectOption({ label: "A quorum with one replica down" });
  await heading("A quorum with one replica down").waitFor();
  await page.goBack();
  await heading("A stale read from a follower").waitFor();
  await page.waitForFunction((say) => document.querySelector(".say").textContent === say, before.say);
  assert.deepEqual(await state(page), before);
  await page.goForward();
  await heading("A quorum with one replica down").waitFor();
}));

test("a damaged save is set aside", t.page({ motion: "reduce" }, async ({ page, open, url }) => {
  await open(STORY);
  await page.evaluate(() => localStorage.setItem("replicarium-save-1", "7 #scenario=first_look&do=<b>"));
  await page.goto("about:blank");
  await open("");
  await page.locator(".notice").filter({ hasText: "cannot be read; it is set aside" }).waitFor();
  const kept = await page.evaluate(() => localStorage.getItem("replicarium-damaged-1"));
  assert.equal(kept, "7 #scenario=first_look&do=<b>");
  assert.deepEqual(await saves(page), []);
}));
