// Setting up by hand: from an empty cluster to the first broken guarantee, in fewer than fifteen acts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { drawer, forward, pick, tank } from "./harness.mjs";

const t = tank();
const MODES = ["Single leader", "Multi-leader", "Leaderless"];

/** The hands of a reader; everything but the passing of time counts as an act. */
function hands(page) {
  let acts = 0;
  const act = async (doing) => {
    acts += 1;
    await doing;
  };
  const press = (id) => act(page.getByTestId(id).click());
  return {
    acts: () => acts,
    press,
    click: (locator) => act(locator.click()),
    /** Opens an empty cluster. */
    start: async (mode, { nodes, clients } = {}) => {
      await press("set-up");
      const sheet = page.locator(".sheet");
      await act(sheet.locator(".seg button").nth(MODES.indexOf(mode)).click());
      for (const [label, value] of [[0, nodes], [1, clients]]) {
        if (value !== undefined) await act(sheet.locator("input[type=range]").nth(label).fill(String(value)));
      }
      await press("open-cluster");
      await sheet.waitFor({ state: "detached" });
      await page.waitForFunction(() => location.hash.startsWith("#setup="));
    },
    /** A command of a node's menu. */
    node: async (name, command) => {
      await page.getByTestId(`node-${name}`).click({ position: { x: 14, y: 40 } });
      await press(`act-${command}`);
      await page.keyboard.press("Escape");
    },
    /** Where a client's writes (0) or reads (1) go, chosen beside its card. */
    route: async (client, which, to) => {
      await page.getByTestId(`client-${client}`).click({ position: { x: 20, y: 34 } });
      await act(page.getByTestId("stage-menu").locator("select").nth(which).selectOption(to));
      await page.keyboard.press("Escape");
    },
    set: async (label, value) => {
      await drawer(page, /Settings|설정/);
      await act(page.locator("label.knob", { hasText: label }).locator("select").selectOption(value));
    },
    /** Lets time pass until the page says something. */
    until: async (selector, words) => {
      for (let n = 0; n < 200; n += 1) {
        if (words.test((await page.locator(selector).textContent()) ?? "")) return;
        await forward(page);
      }
      assert.fail(`no step says ${words} in ${selector}`);
    },
  };
}

/** Steps on until this guarantee is broken. */
async function broken(hand, name) {
  await hand.until("[data-testid=verdict-line]", name);
  assert.ok(hand.acts() < 15, `${hand.acts()} acts`);
}

const STORIES = {
  "an asynchronous follower is behind": async (page, hand) => {
    await hand.start("Single leader");
    await hand.route("c2", 1, "C");
    await hand.press("write-c1");
    await hand.until(".bar .say", /Client 1 hears “ok”/);
    await hand.press("read-c2");
    await broken(hand, /Client 2 read nothing after .* was acknowledged/);
  },
  "a write is lost": async (page, hand) => {
    await hand.start("Single leader");
    await hand.node("A", "cut-off");
    await hand.press("write-c1");
    await hand.until(".bar .say", /Client 1 hears “ok”/);
    await hand.node("B", "promote");
    await hand.node("A", "heal-off");
    await broken(hand, /lost|no replica has/);
  },
  "two leaders": async (page, hand) => {
    await hand.start("Single leader");
    await hand.set("An old leader is fenced by", "nothing");
    await hand.node("A", "cut-off");
    await hand.node("B", "promote");
    await hand.press("write-A");
    await hand.press("write-B");
    await hand.until(".bar .say", /hears “ok”.*B|Client 2 hears “ok”/);
    assert.match(await page.getByTestId("leading").textContent(), /Split brain/);
    await hand.node("A", "heal-off");
    await broken(hand, /hold different values/);
  },
  "a client does not read its own write": async (page, hand) => {
    await hand.start("Single leader");
    await hand.route("c1", 1, "B");
    await hand.press("write-c1");
    await hand.until(".bar .say", /Client 1 hears “ok”/);
    await hand.press("read-c1");
    await broken(hand, /Client 1 wrote .* and then read nothing/);
  },
  "a sloppy quorum hides a write": async (page, hand) => {
    await hand.start("Leaderless", { nodes: 4 });
    await hand.set("Hinted handoff", "it counts as well (sloppy quorum)");
    await hand.node("C", "crash");
    await hand.node("D", "crash");
    await hand.press("write-B");
    await hand.until(".bar .say", /hears “ok”/);
    await hand.node("C", "restart");
    await hand.node("D", "restart");
    await hand.node("B", "crash");
    await hand.press("read-c1");
    await broken(hand, /read nothing/);
  },
  "last write wins, and siblings keep both": async (page, hand) => {
    await hand.start("Leaderless");
    await pick(page, "A");
    await hand.click(page.getByRole("button", { name: "Clock ahead by 50 ms" }));
    await hand.press("write-A");
    await hand.until(".bar .say", /Client 1 hears “ok”/);
    await hand.press("write-B");
    await hand.until(".bar .say", /hears “ok”: cart = (?!milk)/);
    await hand.press("read-c1");
    await broken(hand, /lost|no replica|wrote/);
    // With siblings, no write would have been dropped: the same acts, as a branch.
    await page.keyboard.press("Escape");
    await page.locator(".what-if li button", { hasText: "both stay: a dot each" }).click();
    await page.locator(".branches").waitFor();
    assert.doesNotMatch(await page.getByTestId("verdict-line").textContent(), /Durability/);
  },
  "nobody repairs a replica": async (page, hand) => {
    await hand.start("Leaderless");
    await hand.node("C", "crash");
    await hand.press("write-c1");
    await hand.until(".bar .say", /Client 1 hears “ok”/);
    await hand.node("C", "restart");
    await broken(hand, /hold different values/);
  },
};

for (const [name, story] of Object.entries(STORIES)) {
  test(
    `by hand: ${name}`,
    t.page({}, async ({ page, open, axe, shot }) => {
      await open();
      await story(page, hands(page));
      await axe();
      await shot(`by-hand-${name}`);
    }),
  );
}

for (const [locale, size, scheme] of [["ko-KR", "phone", "dark"], ["ko-KR", "desktop", "light"], ["en-US", "book", "dark"]]) {
  test(
    `an empty cluster, a client more, and its route (${size}, ${scheme}, ${locale})`,
    t.page({ locale, size, scheme }, async ({ page, open, axe, shot }) => {
      await open();
      await page.getByTestId("set-up").click();
      await axe();
      await shot(`set-up-${size}-${scheme}`);
      await page.getByTestId("open-cluster").click();
      await page.waitForFunction(() => location.hash.startsWith("#setup="));
      await drawer(page, /Settings|설정/);
      await page.getByTestId("add-client").click();
      // A phone's stage has room for two clients.
      await page.getByTestId("remove-client").waitFor();
      if (size !== "phone") await page.getByTestId("client-c3").waitFor();
      await page.waitForFunction(() => location.hash.includes("clients=3"));
      await axe();
      await page.getByTestId("remove-client").click();
      await page.getByTestId("client-c3").waitFor({ state: "detached" });
      const open_tab = page.locator(".tabs [aria-expanded=true]");
      if (await open_tab.isVisible()) await open_tab.click();
      await page.getByTestId("client-c1").click({ position: { x: 20, y: 34 } });
      await page.getByTestId("stage-menu").locator("select").nth(1).selectOption("B");
      assert.match(await page.getByTestId("client-c1").textContent(), /B/);
      await axe();
      await shot(`own-routes-${size}-${scheme}`);
    }),
  );
}

test(
  "by the keyboard alone: a client does not read its own write",
  t.page({}, async ({ page, open }) => {
    await open();
    const keys = page.keyboard;
    await page.getByTestId("set-up").focus();
    await keys.press("Enter");
    await page.getByTestId("open-cluster").focus();
    await keys.press("Enter");
    await page.waitForFunction(() => location.hash.startsWith("#setup="));
    await page.getByTestId("client-c1").locator(".touch").focus();
    await keys.press("Enter");
    await page.getByTestId("stage-menu").locator("select").nth(1).focus();
    // A list takes letters: B.
    await keys.press("b");
    await keys.press("Escape");
    await page.getByTestId("write-c1").focus();
    await keys.press("Enter");
    for (let n = 0; n < 60 && !/Client 1 hears “ok”/.test(await page.locator(".bar .say").textContent()); n += 1) {
      await forward(page);
    }
    await page.getByTestId("read-c1").focus();
    await keys.press("Enter");
    const verdict = page.getByTestId("verdict-line");
    for (let n = 0; n < 60 && !/and then read nothing/.test(await verdict.textContent()); n += 1) await forward(page);
    assert.match(await verdict.textContent(), /Client 1 wrote .* and then read nothing/);
  }),
);
