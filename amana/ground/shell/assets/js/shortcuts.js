// Single keys by their place on the keyboard, so that they work under an Arabic layout. None of them accepts, sends, merges or deletes.
// Off while typing; can be switched off (WCAG 2.1.4). Elements say what they are reached by: data-shortcut="KeyN" or data-go="KeyP" (after g).
const KEY = "amana-shortcuts";
const GO_WITHIN_MS = 1500;

export function areOn() {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return true;
  }
}

function isTyping(target) {
  return target.isContentEditable || target.closest("input:not([type='checkbox'], [type='radio'], [type='button'], [type='submit']), select, textarea");
}

function activate(element) {
  if (!element) return false;
  if (element.matches("input[type='radio']")) {
    element.focus();
    element.click();
  } else if (element.matches("input")) {
    element.focus();
    element.select();
  } else element.click();
  return true;
}

// offsetParent is null for what is not displayed: those have no shortcut
const visible = (selector) => [...document.querySelectorAll(selector)].find((element) => element.offsetParent !== null);

function move(step) {
  const links = [...document.querySelectorAll("[data-row-link]")].filter((link) => link.offsetParent !== null);
  if (!links.length) return false;
  const here = links.findIndex((link) => link.closest(".am-row, tr")?.contains(document.activeElement));
  const next = here < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, here + step));
  links[next].focus();
  return true;
}

function help() {
  const dialog = document.getElementById("am-shortcuts");
  if (dialog && !dialog.open) dialog.showModal();
  return Boolean(dialog);
}

export function start() {
  let wentAt = -Infinity;
  document.addEventListener("keydown", (event) => {
    if (!areOn() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
    if (document.querySelector("dialog[open], .am-hidden-screen")) return;
    const isAfterGo = event.timeStamp - wentAt < GO_WITHIN_MS;
    wentAt = -Infinity;
    let isDone = false;
    if (event.code === "Slash") isDone = event.shiftKey ? help() : activate(visible("[data-shortcut='Slash']"));
    else if (event.shiftKey) return;
    else if (isAfterGo) isDone = activate(document.querySelector(`[data-go='${CSS.escape(event.code)}']`));
    else if (event.code === "KeyG") wentAt = event.timeStamp;
    else if (event.code === "KeyJ") isDone = move(1) || activate(visible("[data-shortcut='KeyJ']"));
    else if (event.code === "KeyK") isDone = move(-1);
    else isDone = activate(visible(`[data-shortcut='${CSS.escape(event.code)}']`));
    if (isDone) event.preventDefault();
  });
  for (const box of document.querySelectorAll("[data-shortcuts-switch]")) {
    box.checked = areOn();
    box.addEventListener("change", () => {
      try {
        localStorage.setItem(KEY, box.checked ? "on" : "off");
      } catch { /* without storage the choice lasts as long as the page */ }
    });
  }
}
