// Statements: a log of them diverges, its entries can be opened, and a reader's own statements are executed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { axe, drawer, forward, shot, tank } from "./harness.mjs";

const t = tank();
const node = (page, name) => page.getByTestId(`node-${name}`).filter({ visible: true }).first();
const WORDS = {
  en: { broken: /at is 54 on A and 69 on B/, entry: /Entry 2: statements, 56 bytes/, wrong: /“FORM” stands where/, rows: "rows" },
  ko: { broken: /at: A 54, B 69/, entry: /항목 2: 구문, 56바이트/, wrong: /“FORM” 자리에 와야 하는 것: FROM/, rows: "로우" },
};

for (const [lang, size, scheme] of [["en", "desktop", "light"], ["ko", "phone", "dark"]]) {
  const words = WORDS[lang];

  test(
    `a statement log diverges, and its entry says why: ${lang}, ${size}`,
    t.page({ size, scheme }, async ({ page, open }) => {
      await open(`#scenario=statement_log_diverges_on_now&lang=${lang}`);
      await page.keyboard.press("End");
      await page.getByTestId("verdict-line").filter({ hasText: words.broken }).waitFor();
      await shot(page, `statement-log-${lang}-${size}`);
      await node(page, "A").click({ position: { x: 14, y: 30 } });
      if (size === "phone") await drawer(page, /살펴보기/);
      const record = page.getByTestId("record").first();
      await record.locator("summary").filter({ hasText: words.entry }).click();
      // The same statement in four formats, as it was executed here: rows have the time, the statement has NOW().
      const formats = record.locator("table").nth(1).locator("tr");
      assert.equal(await formats.count(), 5);
      assert.match(await formats.nth(1).innerText(), /NOW\(\)/);
      assert.match(await formats.filter({ hasText: words.rows }).last().innerText(), /54/);
      await axe(page);
      await shot(page, `log-entry-${lang}-${size}`);
    }),
  );

  test(
    `a statement is typed, refused with the word that is wrong, and executed: ${lang}, ${size}`,
    t.page({ size, scheme }, async ({ page, open }) => {
      await open(`#scenario=statement_log_diverges_on_now&lang=${lang}`);
      await page.keyboard.press("End");
      await node(page, "B").click({ position: { x: 14, y: 30 } });
      if (size === "phone") await drawer(page, /살펴보기/);
      const form = page.locator(".asking .statement");
      const field = form.locator("input");
      assert.match(await field.inputValue(), /^SELECT/, "the newest statement of the run is suggested");
      assert.ok((await page.locator("#statements option").count()) >= 3);
      await field.fill("SELECT * FORM users");
      await form.locator("button").click();
      await page.locator(".asking .wrong").filter({ hasText: words.wrong }).waitFor();
      await field.fill("SELECT COUNT(*) FROM users");
      await form.locator("button").click();
      for (let n = 0; n < 12; n += 1) await forward(page);
      await page.waitForFunction(() => document.querySelector(".bar .say") !== null);
      const acts = decodeURIComponent(new URL(page.url()).hash);
      assert.match(acts, /COUNT/, "the statement is in the link");
    }),
  );
}

for (const [lang, size, scheme] of [["en", "desktop", "dark"], ["ko", "phone", "light"]]) {
  test(
    `a transaction stays open until it is committed: ${lang}, ${size}`,
    t.page({ size, scheme }, async ({ page, open }) => {
      await open(`#scenario=auto_increment_diverges_under_concurrency&lang=${lang}`);
      await page.keyboard.press("End");
      await page.getByTestId("verdict-line").filter({ hasText: /users\/1/ }).waitFor();
      await shot(page, `open-transactions-${lang}-${size}`);
      await node(page, "A").click({ position: { x: 14, y: 30 } });
      if (size === "phone") await drawer(page, /살펴보기/);
      const form = page.locator(".asking .statement");
      const note = page.getByTestId("open-transaction");
      const execute = async (text) => {
        await form.locator("input").fill(text);
        await form.locator("button").click();
        for (let n = 0; n < 10; n += 1) await forward(page);
      };
      assert.equal(await note.count(), 0);
      await execute("BEGIN");
      await note.filter({ hasText: lang === "en" ? /Client 1 has a transaction open at A/ : /클라이언트 1의 트랜잭션이 A에 열려/ }).waitFor();
      await execute("UPDATE users SET name = 'Park' WHERE id = 1");
      await note.waitFor();
      assert.ok((await form.locator("input").boundingBox()).width > 150, "the note leaves the field its room");
      await axe(page);
      await shot(page, `open-transaction-${lang}-${size}`);
      await execute("COMMIT");
      await note.waitFor({ state: "detached" });
    }),
  );
}

test(
  "by hand: a cluster logs statements, and its rows diverge",
  t.page({}, async ({ page, open }) => {
    await open();
    await page.getByTestId("set-up").click();
    await page.getByTestId("open-cluster").click();
    await page.waitForFunction(() => location.hash.startsWith("#setup="));
    await page.locator("label.knob", { hasText: "Replication log" }).locator("select").selectOption("statements");
    await node(page, "A").click({ position: { x: 14, y: 40 } });
    const form = page.locator(".asking .statement");
    await form.locator("input").fill("INSERT INTO users (at) VALUES (NOW())");
    await form.locator("button").click();
    for (let n = 0; n < 60; n += 1) {
      await forward(page);
      if (/different rows of users\/1/.test(await page.getByTestId("verdict-line").innerText())) return;
    }
    assert.fail("no step makes the rows differ");
  }),
);
