// Hide screen: the whole page gives way to a neutral one, title too; what was typed stays where it is.
const PRESSES = 3;
const WITHIN_MS = 1000;
const KEY = "amana-hidden"; // a reload must not show what was hidden
let title = "";

function remember(isHidden) {
  try {
    if (isHidden) sessionStorage.setItem(KEY, "1");
    else sessionStorage.removeItem(KEY);
  } catch { /* storage may be switched off: the page is hidden all the same */ }
}

function wasHidden() {
  try {
    return sessionStorage.getItem(KEY) === "1";
  } catch {
    return false;
  }
}

function others(cover) {
  return [...document.body.children].filter((child) => child !== cover && child.tagName !== "TEMPLATE");
}

function show(cover) {
  cover.remove();
  for (const child of others(null)) child.inert = false;
  document.documentElement.classList.remove("am-is-hidden");
  document.title = title;
  remember(false);
}

export function hide() {
  const template = document.getElementById("am-hidden-screen");
  if (!template || document.querySelector(".am-hidden-screen")) return;
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  const cover = template.content.firstElementChild.cloneNode(true);
  document.body.append(cover);
  for (const child of others(cover)) child.inert = true;
  title = document.title;
  document.title = cover.dataset.title;
  document.documentElement.classList.add("am-is-hidden");
  const back = cover.querySelector("[data-show]");
  back.addEventListener("click", () => show(cover));
  back.focus({ focusVisible: false });
  remember(true);
}

export function start() {
  let presses = [];
  document.addEventListener("keydown", (event) => {
    if (event.code !== "Escape" || event.repeat) return;
    presses = [...presses.filter((at) => event.timeStamp - at < WITHIN_MS), event.timeStamp];
    if (presses.length >= PRESSES) {
      presses = [];
      hide();
    }
  });
  document.addEventListener("click", (event) => event.target.closest("[data-hide-screen]") && hide());
  if (wasHidden()) hide();
}
