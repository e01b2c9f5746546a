// Runs before the first picture is painted, which knows neither the reader's theme nor the link that they follow.
{
  const root = document.documentElement;
  try {
    const theme = localStorage.getItem("replicarium-theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch {
    // A browser that stores nothing has no theme to remember.
  }
  // The picture shows the first scenario: a link may lead to another one.
  if (location.hash.length > 1) root.dataset.link = "";
}
