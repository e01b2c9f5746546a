// The page in Korean, and the switch between the languages.
import assert from "node:assert/strict";
import { test } from "node:test";
import { tank } from "./harness.mjs";

const t = tank();
const PROGRAM = "**/*_bg.wasm";

/** The step and the fingerprint of the run, and the language of the page. */
const state = (page) =>
  page.evaluate(() => {
    const [step, , , run] = document.querySelectorAll(".clock span");
    return {
      step: step.textContent.match(/\d+/g).join("/"),
      run: run.title.match(/[0-9a-f]{16}/)[0],
      lang: document.documentElement.lang,
      title: document.title,
      description: document.querySelector("meta[name=description]").content,
      branches: document.querySelectorAll(".branches button").length,
    };
  });

const switchLanguage = (page) => page.getByTestId("language").click();

test("a reader switches the language in the middle of a run", t.page({ motion: "reduce" }, async ({ page, open, url }) => {
  await open("#scenario=stale_follower_read&step=9");
  await page.getByTestId("node-B").click();
  await page.getByRole("button", { name: "Crash", exact: true }).first().click();
  const english = await state(page);
  assert.equal(english.lang, "en");
  await page.locator(".say").getByText("B crashed and lost what was only in memory.").waitFor();

  await switchLanguage(page);
  await page.locator(".say").getByText("B가 죽었다. 메모리에만 있던 것을 잃었다.").waitFor();
  const korean = await state(page);
  assert.deepEqual([korean.step, korean.run, korean.branches], [english.step, english.run, english.branches]);
  assert.equal(korean.lang, "ko");
  assert.match(korean.title, /유리 수조/);
  assert.match(korean.description, /놀이터/);
  await page.getByRole("heading", { name: "팔로워에서 읽은 뒤처진 값" }).waitFor();
  await page.locator(".beats li").getByText("복제가 비동기식이기 때문이다.").waitFor();
  await page.getByRole("button", { name: "재시작" }).first().waitFor();
  await page.getByTestId("node-B").getByText("죽음").first().waitFor();

  await page.keyboard.press("ArrowLeft");
  await switchLanguage(page);
  await page.getByRole("heading", { name: "Who leads" }).waitFor();
  assert.equal((await state(page)).lang, "en");

  // The choice is kept.
  await switchLanguage(page);
  await page.goto(url + "#scenario=first_look");
  await page.reload();
  await page.getByRole("heading", { name: "보장", exact: true }).waitFor();
}));

test("a story that cannot be fetched leaves the one that is told", t.page({ motion: "reduce" }, async ({ page, open, problems }) => {
  await page.route("**/stories/ko/*", (route) => route.abort("internetdisconnected"));
  await open("#scenario=stale_follower_read&step=9");
  await switchLanguage(page);
  await page.locator(".notice").filter({ hasText: "팔로워에서 읽은 뒤처진 값" }).waitFor();
  await page.locator(".beats li").getByText("replication is asynchronous.").waitFor();
  assert.equal((await state(page)).step.split("/")[0], "9");
  // The browser logs what it could not fetch.
  problems.length = 0;
}));

test("a link may ask for a language, else the page is in the reader's", t.page({ motion: "reduce" }, async ({ page, open }) => {
  await open("#scenario=stale_follower_read&step=3&lang=ko");
  await page.getByRole("heading", { name: "보장", exact: true }).waitFor();
  // Switched, the address asks for the other language, and still for the same step.
  await switchLanguage(page);
  await page.getByRole("heading", { name: "Guarantees" }).waitFor();
  assert.match(page.url(), /#scenario=stale_follower_read&step=3&lang=en$/);
  // A link that is followed in the same tab may switch too, and one without a language does not.
  await page.evaluate(() => (location.hash = "#scenario=first_look&step=2&lang=ko"));
  await page.getByText("단계 2 /").waitFor();
  await page.evaluate(() => (location.hash = "#scenario=first_look&step=1"));
  await page.getByText("단계 1 /").waitFor();
}));

test("the browser's language is the first one", t.page({ motion: "reduce", locale: "ko-KR" }, async ({ page, open }) => {
  await open("#scenario=stale_follower_read&step=3");
  await page.getByRole("heading", { name: "보장", exact: true }).waitFor();
  await open("#scenario=stale_follower_read&step=3&lang=en");
  await page.reload();
  await page.getByRole("heading", { name: "Guarantees" }).waitFor();
}));

for (const scheme of ["light", "dark"]) {
  for (const size of ["desktop", "book", "phone"]) {
    test(
      `the first picture is Korean for a Korean reader: ${size}, ${scheme}`,
      t.page({ scheme, size, motion: "reduce", locale: "ko-KR" }, async ({ page, url, axe, shot }) => {
        let release;
        const released = new Promise((resolve) => (release = resolve));
        await page.route(PROGRAM, async (route) => {
          await released;
          await route.continue();
        });
        // Every text that is ever painted before the program.
        await page.addInitScript(() => {
          window.painted = new Set();
          const look = () => {
            const shown = document.querySelector(".page");
            if (shown && getComputedStyle(shown).visibility === "visible") window.painted.add(shown.innerText);
            requestAnimationFrame(look);
          };
          requestAnimationFrame(look);
        });
        await page.goto(url);
        await page.getByText("프로그램을 불러오는 중이다.").waitFor();
        await axe();
        await shot(`first-picture-ko-${size}-${scheme}`);
        for (const text of await page.evaluate(() => [...window.painted])) {
          assert.doesNotMatch(text, /Cluster|Heartbeat|loading|Play/, "no English was shown");
        }
        release();
        await page.locator("[data-ready]").waitFor();
        await page.getByText("아직 아무 일도 일어나지 않았다.").waitFor();
      }),
    );

    test(
      `the Korean page is accessible and fits: ${size}, ${scheme}`,
      t.page({ scheme, size, motion: "reduce", locale: "ko-KR" }, async ({ page, open, axe, shot }) => {
        await open("#scenario=async_failover_loses_acknowledged_write&step=40");
        await axe();
        await shot(`ko-failover-${size}-${scheme}`);
        await open("#scenario=sloppy_quorum_and_hints&step=20");
        await page.getByTestId("node-A").click();
        await axe();
        await shot(`ko-hints-${size}-${scheme}`);
        await page.keyboard.press("Escape");
        await page.keyboard.press("?");
        await page.getByRole("heading", { name: "단축키와 용어" }).waitFor();
        await axe();
        await page.keyboard.press("Escape");
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `nothing is cut at the side: ${wide}`);
      }),
    );
  }
}

/** Latin words of the page that are neither ids, keys, values nor units, nor terms in brackets. */
const englishWords = (page) =>
  page.evaluate(() => {
    const walker = document.createTreeWalker(document.querySelector(".page"), NodeFilter.SHOW_TEXT);
    const texts = [];
    // Stories have tests of their own.
    while (walker.nextNode()) {
      const { data, parentElement } = walker.currentNode;
      if (!parentElement.closest(".story")) texts.push(data);
    }
    for (const element of document.querySelectorAll(".page :is([aria-label], [title], [aria-valuetext]):not([lang])")) {
      for (const name of ["aria-label", "title", "aria-valuetext"]) texts.push(element.getAttribute(name) ?? "");
    }
    const known = /^(ms|ok|[a-z]|Replicarium|CRDT|DDIA|English|Esc|Ctrl|Shift|dot|[A-Z]|c\d+|e\d+|t\d+|a\d+|b\d+|rent|milk|flour|cart|name|Kim|Lee|eggs|bacon|ham|tea|users|rice|seat|title|city|Seoul|will|counter|NOW|RAND|UUID|LIMIT|WAL)$/;
    return texts
      .flatMap((text) => text.replace(/[0-9a-f]{4,16}/g, "").match(/[A-Za-z][A-Za-z0-9]*/g) ?? [])
      .filter((word) => !known.test(word));
  });

for (const link of [
  "#scenario=first_look&step=40",
  "#scenario=async_failover_loses_acknowledged_write&step=60",
  "#scenario=sloppy_quorum_and_hints&step=30",
  "#scenario=cart_of_two_clients&step=60",
  "#scenario=leaders_converge_after_a_cut&step=40",
  "#scenario=anti_entropy&step=60",
]) {
  test(`no English remains on the Korean page: ${link}`, t.page({ motion: "reduce", locale: "ko-KR" }, async ({ page, open }) => {
    await open(link);
    assert.deepEqual([...new Set(await englishWords(page))], []);
    for (const pick of ["node-A", "node-B", "client-c1"]) {
      const card = page.getByTestId(pick).locator(".touch");
      if ((await card.count()) === 0) continue;
      await card.press("Enter");
      assert.deepEqual([...new Set(await englishWords(page))], [], pick);
    }
  }));
}

test("values can be Hangul, and the limit is told", t.page({ motion: "reduce", locale: "ko-KR" }, async ({ page, open }) => {
  await open("#scenario=stale_follower_read&step=0");
  await page.getByTestId("client-c1").click();
  const inspector = page.locator(".inspector");
  await inspector.locator("input[name=key]").fill("장을볼때쓸바구니");
  await inspector.getByRole("button", { name: "쓰기", exact: true }).click();
  await page.getByText("키가 너무 길다(24바이트). 최대 23바이트, 한글로 7자까지 쓸 수 있다.").waitFor();
  await inspector.locator("input[name=key]").fill("장바구니");
  await inspector.locator("input[name=value]").fill("쌀");
  await inspector.getByRole("button", { name: "쓰기", exact: true }).click();
  await page.locator(".say").getByText("클라이언트 1이 A에 장바구니 = 쌀 쓰기를 요청한다.").waitFor();
}));

test("a key that an input method takes is no command", t.page({ motion: "reduce" }, async ({ page, open }) => {
  await open("#scenario=stale_follower_read&step=3");
  const press = (options) =>
    page.evaluate((options) => {
      const event = new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true, cancelable: true, ...options });
      if (options.code229) Object.defineProperty(event, "keyCode", { value: 229 });
      document.body.dispatchEvent(event);
      return event.defaultPrevented;
    }, options);
  assert.equal(await press({ isComposing: true }), false);
  assert.equal(await press({ code229: true }), false);
  await page.getByText("step 3 /").waitFor();
  assert.equal(await press({}), true);
  await page.getByText("step 4 /").waitFor();
}));
