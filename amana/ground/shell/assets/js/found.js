// By arrows from the box of a search to what it found and back; never to what an earlier text had found. On its page nothing else is asked for by htmx.
export function start() {
  const box = document.querySelector("[data-finds]");
  if (!box) return;
  let asked = box.value, shownFor = asked, goes = false;

  document.addEventListener("htmx:configRequest", () => { asked = box.value; });
  document.addEventListener("htmx:load", () => {
    shownFor = asked;
    if (goes && shownFor === box.value) document.querySelector("[data-row-link]")?.focus();
    goes = false;
  });
  box.addEventListener("input", () => { goes = false; });
  document.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.code];
    if (!step || event.isComposing) return;
    const all = [box, ...document.querySelectorAll("[data-row-link]")];
    const here = all.indexOf(event.target);
    if (here < 0) return;
    event.preventDefault();
    if (here || shownFor === box.value) all[here + step]?.focus();
    else goes = step > 0;
  });
}
