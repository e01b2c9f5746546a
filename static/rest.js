// Follows the generated JavaScript of a release build, whose program xtask/split.mjs has split: fetches the rest.

/** A module that exports the function that it imports, as only such a function can stand in a table. */
const BRIDGE = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 2, 7, 1, 1, 97, 1, 97, 0, 0, 7, 5, 1, 1, 97, 0, 0];

/**
 * Prepares the first half for the rest, and fetches the rest: at once if a link leads somewhere that the first half
 * does not know, and otherwise when the first frame has been painted. If the reader is faster, the page waits.
 */
async function joinRest(exports, imports, url) {
  const lent = { ...imports, rest: {} };
  for (const [name, value] of Object.entries(exports)) {
    if (name.startsWith("rest.")) lent.rest[name.slice(5)] = value;
  }
  const { there, t0: table, fetches } = lent.rest;
  const arrived = () => {
    there.value = 1;
    document.documentElement.dataset.whole = "";
  };
  const now = () => {
    try {
      const request = new XMLHttpRequest();
      request.open("GET", url, false);
      request.overrideMimeType("text/plain; charset=x-user-defined");
      request.send();
      if (request.status !== 200) throw new Error(`${url}: ${request.status}`);
      const bytes = Uint8Array.from(request.responseText, (letter) => letter.charCodeAt(0) & 255);
      new WebAssembly.Instance(new WebAssembly.Module(bytes), lent);
      arrived();
    } catch (error) {
      // The program cannot go on: a notice in index.html says so.
      document.documentElement.dataset.lost = "";
      throw error;
    }
  };
  const bridge = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(BRIDGE)), { a: { a: now } });
  table.set(fetches.value, bridge.exports.a);

  const later = async () => {
    const module = await WebAssembly.compileStreaming(fetch(url));
    if (there.value) return;
    await WebAssembly.instantiate(module, lent);
    arrived();
  };
  // What fails here is tried again when it is needed.
  const quietly = () => later().catch(() => {});
  if ("link" in document.documentElement.dataset) return quietly();
  const look = () => {
    if (document.querySelector("[data-ready]")) return requestAnimationFrame(() => setTimeout(quietly));
    return requestAnimationFrame(look);
  };
  look();
}
