// The page itself: it starts under its own policy, sends no request elsewhere, and has no axe violation.
import assert from "node:assert/strict";
import { test } from "node:test";
import { tank } from "./harness.mjs";

const t = tank();
const below = tank({ base: "/replicarium/" });

for (const [where, at] of [["at the root", t], ["below a folder, as on Pages", below]]) {
  test(
    `the page starts ${where} without an error and without a request elsewhere`,
    at.page({}, async ({ page, open }) => {
      await open();
      assert.match(await page.title(), /Replicarium/);
    }),
  );
}

for (const scheme of ["light", "dark"]) {
  test(
    `axe finds nothing in ${scheme}`,
    t.page({ scheme }, async ({ open, axe, shot }) => {
      await open();
      await axe();
      await shot(`page-${scheme}`);
    }),
  );
}
