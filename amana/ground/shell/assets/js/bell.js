// How much is new, asked for once the page stands: no page waits for it. Never again on the same page, or a forgotten one would keep its session alive.
export async function start() {
  const place = document.querySelector("[data-new-notices]");
  if (!place) return;
  if (document.readyState !== "complete") await new Promise((loaded) => addEventListener("load", loaded, { once: true }));
  try {
    const answer = await fetch(place.dataset.newNotices, { cache: "no-store", credentials: "same-origin" });
    if (answer.ok && !answer.redirected) place.innerHTML = await answer.text();
  } catch {
    // without a line the bell has no number; its page says the rest
  }
}
