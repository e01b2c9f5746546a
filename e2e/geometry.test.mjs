// Where things are drawn: in every story, at three moments, nothing lies over a label or a card, and nothing is cut.
//
// GEOMETRY=all tries every story in eight sizes and both languages (about fifteen minutes); otherwise each story is tried in one
// size and language, in turn.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, pageDir } from "./harness.mjs";
import { serve } from "./server.mjs";

const SIZES = { wide: [1920, 1080], desktop: [1440, 900], laptop: [1280, 720], book: [1024, 768], tablet: [768, 1024], phone: [390, 844],
  // 1440×900 and 1280×720 at 200 %.
  zoomed: [720, 450], closer: [640, 360] };
const LANGUAGES = ["en", "ko"];
const ALL = process.env.GEOMETRY === "all";

let server;
let browser;
before(async () => {
  server = await serve(pageDir());
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

/** What is wrong with the picture as it stands. Runs in the page. */
function faults() {
  const found = [];
  const box = (element) => element.getBoundingClientRect();
  const shown = (element) => {
    const { width, height } = box(element);
    // A narrow card has its buttons while the pointer is over it.
    return width > 0 && height > 0 && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  };
  // By how much two boxes overlap, in the direction in which they overlap less.
  const overlap = (a, b) =>
    Math.min(Math.min(a.right, b.right) - Math.max(a.left, b.left), Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));
  const name = (element) => `“${element.textContent.trim()}”`;
  const pairs = (all, most, what) => {
    const boxes = all.map((element) => [element, box(element)]);
    boxes.forEach(([a, place], n) => {
      for (const [b, other] of boxes.slice(n + 1)) {
        if (overlap(place, other) > most) found.push(`${what}: ${name(a)} over ${name(b)}`);
      }
    });
  };
  const inside = (element, frame, what) => {
    const [place, whole] = [box(element), box(frame)];
    const out = Math.max(whole.left - place.left, place.right - whole.right, whole.top - place.top, place.bottom - whole.bottom);
    if (out > 1) found.push(`${what}: ${name(element)} is cut by ${Math.round(out)} px`);
  };
  const all = (selector) => [...document.querySelectorAll(selector)].filter(shown);

  const stage = document.querySelector(".stage");
  const cards = all(".stage .nodes > g, .stage .clients > g.client");
  const papers = cards.map((card) => card.querySelector("rect")).filter(Boolean);
  if (papers.length === 0) found.push("no card is drawn");
  pairs(papers, 1, "cards");
  // An envelope is never under a card.
  for (const envelope of all(".stage .envelope .body")) {
    const place = box(envelope);
    const there = document.elementFromPoint((place.left + place.right) / 2, (place.top + place.bottom) / 2);
    if (there?.closest(".nodes, .clients")) found.push(`${name(envelope.parentElement)} is under a card`);
    inside(envelope, stage, "envelope");
  }
  papers.forEach((paper) => inside(paper, stage, "card"));
  for (const card of cards) {
    // The texts of one card.
    const texts = [...card.querySelectorAll("text")].filter((text) => shown(text) && text.textContent.trim());
    pairs(texts, 2.5, "card texts");
  }
  // No value is left out where it would have room.
  for (const card of cards) {
    const place = box(card.querySelector("rect"));
    const low = Math.max(...[...card.querySelectorAll("text")].filter(shown).map((text) => box(text).bottom));
    const line = box(card).width / card.getBBox().width * 24;
    const more = [...card.querySelectorAll("text.small")].find((text) => /^\+?\d+( more|개 더)$/.test(text.textContent.trim()) && shown(text));
    if (more && place.bottom - low > line + 14) found.push(`${name(more)} is left out, with ${Math.round(place.bottom - low)} px to spare`);
  }
  // How many clients have no card is told beside the cards.
  for (const more of all(".stage .clients > text")) {
    if (papers.some((paper) => overlap(box(more), box(paper)) > 1)) found.push(`${name(more)} is over a card`);
    inside(more, stage, "label");
  }
  // Plugs and handles can be pressed, whatever passes.
  for (const disc of all(".stage :is(.plug, .grip) .disc")) {
    const place = box(disc);
    const there = document.elementFromPoint((place.left + place.right) / 2, (place.top + place.bottom) / 2);
    if (there && !there.closest(".grips, .stage-menu, .notices, .verdict-line, .tabs")) found.push("a plug or a handle is covered");
  }
  pairs(all(".timeline .lane-name"), 1, "names of lanes");
  // Labels of the diagram: not the names of its lanes, behind which labels go out of sight, nor the marks of lost messages.
  const diagram = document.querySelector(".timeline .window");
  const labels = [...diagram.querySelectorAll("text")].filter((text) => shown(text) && text.textContent.trim().length > 1);
  if (labels.length === 0) found.push("the diagram has no label");
  pairs(labels.filter((label) => !label.classList.contains("time")), 3.5, "diagram");
  const axis = diagram.parentElement.querySelector(".playhead .flag");
  // More lanes than a phone has room for scroll.
  const scrolls = document.querySelector(".timeline").scrollHeight > document.querySelector(".timeline").clientHeight + 1;
  if (!scrolls || innerWidth >= 500) inside(axis, document.querySelector(".time .lanes"), "time");
  const flag = diagram.parentElement.querySelector(".playhead .flag");
  for (const time of diagram.querySelectorAll(".axis .time")) {
    if (overlap(box(time), box(flag)) > 0) found.push(`${name(time)} is under the time of the playhead`);
  }

  const line = document.querySelector("[data-testid=verdict-line]");
  const view = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
  const place = box(line);
  if (place.height < 20 || place.top < 0 || place.bottom > view.bottom + 1 || place.right > view.right + 1) found.push("the verdict line is not on the screen");
  // The header is one line, except on a phone.
  const tops = all(".top > *").map((part) => box(part).bottom);
  const low = innerHeight < 600;
  if (innerWidth >= 700 && !low && Math.max(...tops) > 48) found.push("the header has more than one line");
  if (document.documentElement.scrollWidth > innerWidth + 1) found.push("the page is wider than the window");
  return [...new Set(found)];
}

// Those that are meant for readers.
const names = readdirSync(join(pageDir(), "scenarios"))
  .map((file) => file.replace(/\.scenario$/, ""))
  .filter((name) => !name.startsWith("bench_"))
  .sort();
const combinations = Object.keys(SIZES).flatMap((size) => LANGUAGES.map((lang) => [size, lang]));

for (const [turn, [size, lang]] of combinations.entries()) {
  const stories = names.filter((_, n) => ALL || n % combinations.length === turn);
  test(`the geometry of ${stories.length} stories: ${size}, ${lang}`, async () => {
    const [width, height] = SIZES[size];
    const narrow = { isMobile: size === "phone", hasTouch: size === "phone" };
    const context = await browser.newContext({ viewport: { width, height }, reducedMotion: "reduce", ...narrow });
    const page = await context.newPage();
    const clock = page.locator(".clock");
    /** Goes to a step of the story, and waits until it is drawn. */
    const go = async (story, step) => {
      await page.evaluate((hash) => (location.hash = hash), `#scenario=${story}&lang=${lang}&step=${step}`);
      await clock.filter({ hasText: new RegExp(`\\D${step} / `) }).waitFor();
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    };
    const wrong = [];
    for (const story of stories) {
      // A new page, so that nothing of the story before is left.
      await page.goto("about:blank");
      await page.goto(`${server.url}#scenario=${story}&lang=${lang}&step=0`);
      await page.locator("[data-ready]").waitFor({ state: "attached" });
      const steps = Number((await clock.textContent()).match(/\/ (\d+)/)[1]);
      for (const step of [0, Math.floor(steps / 2), steps]) {
        await go(story, step);
        const found = await page.evaluate(faults);
        if (found.length > 0) wrong.push(`${story} at step ${step}: ${found.slice(0, 6).join("; ")}`);
      }
    }
    await context.close();
    assert.deepEqual(wrong, []);
  });
}

// What no story has: many clients, many replicas, many that watch, one replica alone.
const own = (mode, nodes, clients, settings = "") => {
  const each = Array.from({ length: clients }, (_, n) => `client c${n + 1} writes A reads any`);
  const ops = each.map((_, n) => `@${9 + 7 * n}ms c${n + 1} write cart=milk${n}`);
  return ["mode " + mode, `nodes ${nodes}`, "seed 7", "until 400ms", ...settings.split(";").filter(Boolean), ...each, ...ops].join(";");
};
const watched = (last) => `set failover sentinel;set monitors ${last};set sentinel-quorum 3;set suspect 200`;
const CROWDS = {
  "one replica": own("single-leader", 1, 1),
  "two replicas": own("leaderless", 2, 2),
  "three clients": own("multi-leader", 3, 3),
  "seven clients": own("leaderless", 5, 7),
  "seventeen replicas": own("single-leader", 17, 2),
  "five that watch": own("single-leader", 6, 1, watched("B,C,D,E,F")),
  "nine that watch": own("single-leader", 12, 1, watched("D,E,F,G,H,I,J,K,L")),
};
for (const [size, [width, height]] of Object.entries(SIZES)) {
  test(`the geometry of what no story has: ${size}`, async () => {
    const narrow = { isMobile: size === "phone", hasTouch: size === "phone" };
    const context = await browser.newContext({ viewport: { width, height }, reducedMotion: "reduce", ...narrow });
    const page = await context.newPage();
    const wrong = [];
    for (const [name, setup] of Object.entries(CROWDS)) {
      for (const t of [0, 48, 330]) {
        await page.goto("about:blank");
        const text = setup.replaceAll(" ", "+");
        await page.goto(`${server.url}#setup=${text}&t=${t}ms&lang=${t === 48 ? "ko" : "en"}`);
        await page.locator("[data-ready]").waitFor({ state: "attached" });
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
        const found = await page.evaluate(faults);
        if (found.length > 0) wrong.push(`${name} at ${t} ms: ${found.slice(0, 6).join("; ")}`);
      }
    }
    await context.close();
    assert.deepEqual(wrong, []);
  });
}

test("a page at 200 % scrolls, and everything on it is reached", async () => {
  for (const size of ["zoomed", "closer"]) {
    const [width, height] = SIZES[size];
    const context = await browser.newContext({ viewport: { width, height }, reducedMotion: "reduce" });
    const page = await context.newPage();
    await page.goto(`${server.url}#scenario=split_brain_diverges&step=100000`);
    await page.locator("[data-ready]").waitFor({ state: "attached" });
    const line = page.locator("[data-testid=verdict-line]");
    const onScreen = async () => {
      const { y, height: high } = await line.boundingBox();
      return y >= 0 && y + high <= height + 1;
    };
    for (const part of [".stage svg", ".transport", ".timeline svg.window", ".bar .legend"]) {
      await page.locator(part).first().scrollIntoViewIfNeeded();
      assert.ok(await onScreen(), `${size}: the verdict line beside ${part}`);
    }
    const cards = await page.locator(".stage .nodes text.name").evaluateAll((all) => all.map((it) => it.getBoundingClientRect().height));
    assert.ok(Math.min(...cards) > 9, `${size}: names of replicas are ${Math.min(...cards)} px high`);
    for (const tab of await page.locator(".tabs button").all()) {
      await tab.click();
      const panel = page.locator(":is(.left, .right)").filter({ visible: true });
      const box = await panel.boundingBox();
      assert.ok(box.y >= 0 && box.y + box.height <= height + 1 && box.height > height / 2, `${size}: ${await tab.textContent()} ${JSON.stringify(box)}`);
      await tab.click();
      assert.equal(await panel.count(), 0, `${size}: a tab closes its drawer`);
    }
    await context.close();
  }
});

/** Targets that are too small for a pointer (WCAG 2.5.8). Runs in the page. */
function small() {
  const targets = document.querySelectorAll("button, select, input, summary, .stage .button > rect:first-of-type");
  const shown = [...targets].filter((it) => it.checkVisibility({ opacityProperty: true, visibilityProperty: true }));
  const found = shown.flatMap((it) => {
    const { width, height } = it.getBoundingClientRect();
    const name = it.getAttribute("aria-label") ?? it.closest("[aria-label]")?.getAttribute("aria-label") ?? it.textContent;
    return Math.min(width, height) < 23.5 ? [`${it.localName}.${it.className.baseVal ?? it.className} ${name}: ${width}×${height}`] : [];
  });
  const finger = matchMedia("(pointer: coarse)").matches;
  const sliders = shown.filter((it) => it.type === "range" && it.getBoundingClientRect().height < (finger ? 44 : 24));
  return { shown: shown.length, found: [...new Set(found)], sliders: sliders.length };
}

for (const size of ["desktop", "phone"]) {
  test(`every target is large enough: ${size}`, async () => {
    const [width, height] = SIZES[size];
    const context = await browser.newContext({ viewport: { width, height }, isMobile: size === "phone", hasTouch: size === "phone" });
    const page = await context.newPage();
    for (const story of ["semi_sync_goes_on_alone", "statement_log_diverges_on_now", "keys_on_a_ring", "two_data_centres"]) {
      await page.goto("about:blank");
      await page.goto(`${server.url}#scenario=${story}&step=100000`);
      await page.locator("[data-ready]").waitFor({ state: "attached" });
      const drawers = size === "phone" ? await page.locator(".tabs button").all() : [null];
      for (const drawer of drawers) {
        await drawer?.click();
        await page.evaluate(() => document.querySelectorAll("details").forEach((it) => (it.open = true)));
        const { shown, found, sliders } = await page.evaluate(small);
        assert.ok(shown > 10, `${shown} targets`);
        assert.deepEqual([found, sliders], [[], 0], `${story}: ${await drawer?.textContent()}`);
      }
    }
    await context.close();
  });
}

test("on paper there are story, stage, verdict and diagram", async () => {
  const context = await browser.newContext({ viewport: { width: 1024, height: 768 } });
  const page = await context.newPage();
  await page.goto(`${server.url}#scenario=split_brain_diverges&step=100000`);
  await page.locator("[data-ready]").waitFor({ state: "attached" });
  await page.emulateMedia({ media: "print" });
  for (const part of [".story .beats", ".stage", "[data-testid=verdict-line]", ".timeline"]) {
    assert.ok(await page.locator(part).filter({ visible: true }).first().isVisible(), part);
  }
  assert.equal(await page.locator(".knobs").filter({ visible: true }).count(), 0, "settings are left out");
  await context.close();
});
