// Toasts stay ten seconds, longer while the pointer or the focus is on them, and until dismissed where they offer to undo; the status region announces what came with the page.
const STAY_MS = 10000;

function leaveLater(toast) {
  let timer;
  const wait = () => { timer = setTimeout(() => toast.remove(), STAY_MS); };
  const hold = () => clearTimeout(timer);
  for (const name of ["pointerenter", "focusin"]) toast.addEventListener(name, hold);
  for (const name of ["pointerleave", "focusout"]) toast.addEventListener(name, () => { hold(); wait(); });
  wait();
}

export function start() {
  const region = document.querySelector(".am-toasts");
  if (!region) return;
  const toasts = [...region.children];
  region.replaceChildren();
  requestAnimationFrame(() => region.append(...toasts)); // put in after load, so that screen readers say it
  toasts.filter((toast) => !toast.querySelector("form")).forEach(leaveLater);
  region.addEventListener("click", (event) => {
    const button = event.target.closest("[data-dismiss]");
    if (button) button.closest(".am-toast").remove();
  });
}
