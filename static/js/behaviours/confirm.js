// Asks before a button or form with data-confirm acts. data-confirm-label names the deed on the button.
function build(text, label) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  const title = document.createElement("h2");
  title.className = "dialog-title";
  title.id = "confirm-title";
  title.textContent = text;
  const actions = document.createElement("form");
  actions.method = "dialog";
  actions.className = "dialog-actions";
  actions.append(choice("取消", "", ""), choice(label, "yes", "danger"));
  dialog.setAttribute("aria-labelledby", title.id);
  dialog.append(title, actions);
  return dialog;
}

function choice(label, value, kind) {
  const button = document.createElement("button");
  button.className = "button";
  button.value = value;
  button.textContent = label;
  if (kind) button.dataset.kind = kind;
  return button;
}

function ask(text, label) {
  const dialog = build(text, label);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}

export default function start(element) {
  if (!window.HTMLDialogElement) return;
  let isConfirmed = false;
  const event = element instanceof HTMLFormElement ? "submit" : "click";
  element.addEventListener(event, async (occurred) => {
    if (isConfirmed) return;
    occurred.preventDefault();
    const submitter = occurred.submitter ?? element;
    const label = element.dataset.confirmLabel ?? submitter.textContent.trim();
    if (!(await ask(element.dataset.confirm, label))) return;
    isConfirmed = true;
    if (element instanceof HTMLFormElement) element.requestSubmit(occurred.submitter ?? undefined);
    else element.click();
    isConfirmed = false;
  });
}
