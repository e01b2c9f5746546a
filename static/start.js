// Runs before the first picture is painted, which knows neither the reader's theme nor their language nor the link that
// they follow.
{
  const root = document.documentElement;
  // A browser that stores nothing has nothing to remember.
  const stored = (name) => {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  };
  const theme = stored("replicarium-theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;

  // The language: of the link, of an earlier visit, of the browser. The program decides in the same way.
  const known = (lang) => (["en", "ko"].includes(lang) ? lang : undefined);
  const asked = /(?:#|&)lang=(\w+)/.exec(location.hash)?.[1];
  const lang = known(asked) ?? known(stored("replicarium-language")) ?? known(navigator.language?.split("-")[0]);
  // Hidden until the script after the picture has put the words in.
  if (lang === "ko") {
    root.lang = lang;
    root.dataset.swap = "";
  }

  // The picture shows the first scenario: a link may lead to another one.
  if (location.hash.replace(/[#&]lang=\w+/, "").length > 1) root.dataset.link = "";
}
