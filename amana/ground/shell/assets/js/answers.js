// In a form of many questions a digit answers the one that has the focus and goes on to the next; nothing is sent by it.
import { areOn } from "./shortcuts.js";

export function start() {
  document.addEventListener("keydown", (event) => {
    if (!areOn() || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return;
    const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code);
    const question = digit && event.target.matches("input[type='radio']") && event.target.closest("[data-question]");
    const option = question && question.querySelector(`[data-answer-key='${digit[1]}']`);
    if (!option) return;
    event.preventDefault();
    option.click();
    const questions = [...document.querySelectorAll("[data-question]")];
    const next = questions[questions.indexOf(question) + 1];
    const target = next && (next.querySelector("input:checked") || next.querySelector("input"));
    if (!target) return;
    target.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  });
}
