// Everything here makes a page that already works without it quicker to use. No inline styles, no eval: the security policy forbids both.
import "./storage.js";
import htmx from "htmx.org";
import { start as answers } from "./answers.js";
import { start as bell } from "./bell.js";
import { start as board } from "./board.js";
import { start as busy } from "./busy.js";
import { start as combobox } from "./combobox.js";
import { start as copy } from "./copy.js";
import { start as errors } from "./errors.js";
import { start as found } from "./found.js";
import { start as hide } from "./hide.js";
import { start as menus } from "./menus.js";
import { start as palette } from "./palette.js";
import { start as print } from "./print.js";
import { start as shortcuts } from "./shortcuts.js";
import { start as signature } from "./signature.js";
import { start as tabs } from "./tabs.js";
import { start as theme } from "./theme.js";
import { start as toasts } from "./toasts.js";
import { say as sayUnsent, start as unsent } from "./unsent.js";

// set here and in the page's <meta>, so that a page without the meta is as safe
Object.assign(htmx.config, {
  includeIndicatorStyles: false, allowEval: false, allowScriptTags: false, selfRequestsOnly: true,
  historyCacheSize: 0, refreshOnHistoryMiss: true, // no page with a person is kept in the browser's storage
});

// CSRF for requests that htmx sends outside a form
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("meta[name='csrf-token']");
  if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token.content;
});

// The session ended, or the page moved: the answer belongs to another address, so go there instead of putting it in; but never away from what is being typed
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, pathInfo } = event.detail;
  const asked = new URL(pathInfo.requestPath, location.href);
  if (!xhr.responseURL || new URL(xhr.responseURL).pathname === asked.pathname) return;
  event.detail.shouldSwap = false;
  if (event.detail.requestConfig.verb !== "get" && sayUnsent(document.querySelector("main form[method=post]"), "am-signed-out")) return;
  location.assign(xhr.responseURL);
});

document.documentElement.classList.add("has-script");

// The script is deferred: the page stands.
for (const part of [hide, answers, bell, board, unsent, busy, combobox, copy, errors, found, menus, palette, print, shortcuts, signature, tabs, theme, toasts]) part();
