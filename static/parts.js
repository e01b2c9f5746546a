// Follows the generated JavaScript of a release build, whose program xtask/split.mjs has split: fetches the other parts.

/** A module that exports the function that it imports, as only such a function can stand in a table. */
const BRIDGE = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 2, 7, 1, 1, 97, 1, 97, 0, 0, 7, 5, 1, 1, 97, 0, 0];

/**
 * Prepares the first part for the others, and fetches them: the reader's language before the program starts; the rest
 * at once if a link leads somewhere that the first part does not know, and otherwise when the first frame has been
 * painted. A part that is needed earlier is fetched while the page waits.
 */
async function joinParts(exports, imports, urlOf) {
  const lent = { ...imports, rest: {} };
  const there = new Map();
  for (const [name, value] of Object.entries(exports)) {
    if (!name.startsWith("rest.")) continue;
    lent.rest[name.slice(5)] = value;
    if (name.startsWith("rest.there_")) there.set(name.slice(11), value);
  }
  const root = document.documentElement;
  const joined = (part) => {
    there.get(part).value = 1;
    if ([...there.values()].every(({ value }) => value === 1)) root.dataset.whole = "";
  };
  const now = (part) => () => {
    try {
      const request = new XMLHttpRequest();
      request.open("GET", urlOf(part), false);
      request.overrideMimeType("text/plain; charset=x-user-defined");
      request.send();
      if (request.status !== 200) throw new Error(`${urlOf(part)}: ${request.status}`);
      const bytes = Uint8Array.from(request.responseText, (letter) => letter.charCodeAt(0) & 255);
      new WebAssembly.Instance(new WebAssembly.Module(bytes), lent);
      joined(part);
    } catch (error) {
      // The program cannot go on: a notice in index.html says so.
      root.dataset.lost = "";
      throw error;
    }
  };
  let slot = lent.rest.fetches.value;
  for (const part of there.keys()) {
    const bridge = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(BRIDGE)), { a: { a: now(part) } });
    lent.rest.t0.set(slot, bridge.exports.a);
    slot += 1;
  }

  const later = async (part) => {
    const module = await WebAssembly.compileStreaming(fetch(urlOf(part)));
    if (there.get(part).value) return;
    await WebAssembly.instantiate(module, lent);
    joined(part);
  };
  // What fails here is tried again when it is needed.
  const quietly = (part) => later(part).catch(() => {});
  const others = async () => {
    for (const part of ["rest", ...there.keys()]) {
      if (!there.get(part).value) await quietly(part);
    }
  };
  const language = there.has(root.lang) ? quietly(root.lang) : undefined;
  if ("link" in root.dataset) return Promise.all([language, quietly("rest")]).then(() => void others());
  const look = () => {
    if (document.querySelector("[data-ready]")) return requestAnimationFrame(() => setTimeout(others));
    return requestAnimationFrame(look);
  };
  look();
  return language;
}
