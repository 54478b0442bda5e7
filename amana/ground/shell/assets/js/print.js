// A button that prints the page, for papers that are shown once.
export function start() {
  document.addEventListener("click", (event) => event.target.closest("[data-print]") && window.print());
}
