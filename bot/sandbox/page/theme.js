// Light or dark as chosen on this page, set before anything is drawn; without a choice the system decides.

try {
  const chosen = JSON.parse(localStorage.getItem("sandbox.theme") ?? "null");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // A browser that keeps nothing shows the system's theme.
}
