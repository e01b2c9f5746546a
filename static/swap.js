// Puts the words of another language into the first picture, from the list before this script, and asks for its part of
// the program.
{
  const root = document.documentElement;
  if ("swap" in root.dataset) {
    const { title, description, page } = JSON.parse(document.getElementById(root.lang).textContent);
    document.title = title;
    document.querySelector("meta[name=description]").content = description;
    const first = document.querySelector(".page");
    const elements = [first, ...first.querySelectorAll("*")];
    let at = 0;
    for (const [skipped, attributes, texts] of page) {
      const element = elements[(at += skipped)];
      for (const [name, value] of Object.entries(attributes)) {
        if (value === null) element.removeAttribute(name);
        else element.setAttribute(name, value);
      }
      // A text for each place between the element's children.
      const children = [...element.children];
      (texts || []).forEach((text, n) => {
        const before = n < children.length ? children[n].previousSibling : element.lastChild;
        if (before?.nodeType === Node.TEXT_NODE) before.data = text;
        else if (text) element.insertBefore(new Text(text), children[n] ?? null);
      });
      at += 1;
    }
    delete root.dataset.swap;
  }

  // The program's part for this language comes together with its first part.
  const program = document.querySelector("link[rel=preload][href$='_bg.wasm']");
  if (program) {
    const words = program.cloneNode();
    words.href = program.href.replace("_bg.wasm", `_${root.lang}.wasm`);
    document.head.append(words);
  }
}
