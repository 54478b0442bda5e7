// The theme changes at once; the cookie tells the server for the next page. Without script the form is posted.
export function start() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-theme-form]") || !event.submitter) return;
    event.preventDefault();
    const theme = event.submitter.value;
    if (theme === "system") document.documentElement.removeAttribute("data-bs-theme");
    else document.documentElement.dataset.bsTheme = theme;
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `amana-theme=${theme}; path=/; max-age=31536000; samesite=lax${secure}`;
    for (const button of document.querySelectorAll("[data-theme-form] button")) {
      button.setAttribute("aria-pressed", String(button.value === theme));
    }
  });
}
