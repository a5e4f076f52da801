// Letters and digits choose, Enter submits or goes on, arrows step. The page works without it.
const TYPING = "textarea, select, input:not([type=radio]):not([type=checkbox])";

function place(key) {
  if (/^[1-8]$/.test(key)) return Number(key) - 1;
  const letter = key.toLowerCase();
  return /^[a-h]$/.test(letter) ? letter.charCodeAt(0) - 97 : -1;
}

function step(root, name) {
  root.querySelector(`[data-step=${name}]`)?.click();
}

function enter(root, event) {
  const form = root.querySelector("form");
  const submit = form.querySelector("[type=submit]");
  if (event.target.closest("a, button")) return;
  event.preventDefault();
  if (submit) form.requestSubmit(submit);
  else step(root, "next");
}

function choose(root, event) {
  const inputs = root.querySelectorAll(".practice-answer > .options input:enabled");
  const input = inputs[place(event.key)];
  if (!input) return;
  event.preventDefault();
  input.click();
  input.focus();
}

export default function start(root) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.matches(TYPING)) return;
    const isChoosing = event.target.matches("input[type=radio]") && event.target.matches(":enabled");
    if (event.key === "Enter") enter(root, event);
    else if (event.key === "ArrowLeft" && !isChoosing) step(root, "previous");
    else if (event.key === "ArrowRight" && !isChoosing) step(root, "next");
    else choose(root, event);
  });
}
