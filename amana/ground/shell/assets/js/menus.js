// Menus close on Esc and outside clicks; dialogs open by a button; a password can be looked at.
function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.am-closes[open]")) if (menu !== except) menu.open = false;
}

function openDialog(id) {
  const dialog = document.getElementById(id);
  if (!dialog) return;
  dialog.showModal();
  const safe = dialog.querySelector("[data-safe]");
  if (safe) safe.focus();
}

function showPassword(button) {
  const input = document.getElementById(button.getAttribute("aria-controls"));
  const isShown = input.type === "text";
  input.type = isShown ? "password" : "text";
  button.setAttribute("aria-pressed", String(!isShown));
  button.querySelector("span").textContent = isShown ? button.dataset.show : button.dataset.hide;
}

export function start() {
  // A phone that is turned, a window that grows: wide, nothing would open what was folded.
  const narrow = matchMedia("(max-width: 767.98px)");
  const fold = () => {
    for (const sheet of document.querySelectorAll("[data-sheet]")) {
      sheet.open = !narrow.matches;
      sheet.dataset.sheet = "ready";
    }
  };
  fold();
  narrow.addEventListener("change", fold);
  document.addEventListener("click", (event) => {
    const on = (selector) => event.target.closest(selector);
    closeMenus(on("details.am-closes"));
    if (on("[data-dialog]")) {
      event.preventDefault();
      openDialog(on("[data-dialog]").dataset.dialog);
    }
    if (on("[data-close]")) on("dialog").close();
    if (on("[data-show-password]")) showPassword(on("[data-show-password]"));
  });
  document.addEventListener("keydown", (event) => {
    if (event.code !== "Escape") return;
    const open = document.querySelector("details.am-closes[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    }
    if (location.hash === "#am-side") location.hash = "#am-more";
  });
}
