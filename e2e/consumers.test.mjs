// Consumers: a card says how far one has got, and a setting says what it takes.
import { test } from "node:test";
import { axe, drawer, shot, tank } from "./harness.mjs";

const t = tank();
const node = (page, name) => page.getByTestId(`node-${name}`).filter({ visible: true }).first();
const WORDS = {
  en: { card: "at 2", rows: "at 1, 2 rows", says: /It has recorded row 2 of the change table/, wrong: /“FORM” stands where/ },
  ko: { card: "위치 2", rows: "위치 1", says: /변경 테이블의 로우 2까지 기록했다/, wrong: /“FORM” 자리에 와야 하는 것: FROM/ },
};

for (const [lang, size, scheme] of [["en", "desktop", "light"], ["ko", "desktop", "dark"], ["ko", "phone", "light"]]) {
  const words = WORDS[lang];

  test(
    `a consumer shows its position and its rows: ${lang}, ${size}`,
    t.page({ size, scheme, motion: "reduce" }, async ({ page, open }) => {
      await open(`#scenario=consumer_crash_applies_twice&lang=${lang}&t=308ms`);
      await node(page, "D").getByText(words.rows).first().waitFor();
      await shot(page, `consumer-twice-${lang}-${size}`);
      await page.keyboard.press("End");
      await node(page, "D").getByText(words.card).first().waitFor();
      await node(page, "D").click({ position: { x: 14, y: 12 } });
      if (size === "phone") await drawer(page, lang === "ko" ? /살펴보기/ : /Inspect/);
      await page.getByText(words.says).first().waitFor();
      await axe(page);
      await shot(page, `consumer-${lang}-${size}`);
    }),
  );
}

for (const lang of ["en", "ko"]) {
  test(
    `what a consumer takes is typed, and refused with the word that is wrong: ${lang}`,
    t.page({ motion: "reduce" }, async ({ page, open }) => {
      await open(`#scenario=trigger_replicates_a_subset&lang=${lang}&t=230ms`);
      const field = page.locator('input[name="consumer-takes"]');
      await field.fill("SELECT name FORM users");
      await field.press("Enter");
      await page.getByRole("alert").filter({ hasText: WORDS[lang].wrong }).waitFor();
      await shot(page, `consumer-takes-${lang}`);
      await field.fill("SELECT city FROM users");
      await field.press("Enter");
      await page.getByRole("alert").waitFor({ state: "detached" });
      await page.locator(".say").getByText("SELECT city FROM users").first().waitFor();
    }),
  );
}
