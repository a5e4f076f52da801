// The form of a question (命题表): rows come and go without a page load, and what is wrong is told at rest.
// Every button works without this module; here the same request is sent and only its answer is put in.
const REST = 1_500;
const IN_PLACE = /^(add|remove|reshape)/;

export default function start(form) {
  let timer = 0;
  let asked = 0;

  async function ask(action) {
    const body = new FormData(form);
    body.set("action", action);
    body.delete("upload");
    const turn = ++asked;
    const response = await fetch(location.href, { method: "POST", body, headers: { Accept: "text/html" } });
    if (!response.ok || turn !== asked) return null;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    return page.querySelector("form[data-behaviour~='questions/editor']");
  }

  function putRows(fresh) {
    for (const group of fresh.querySelectorAll(".editor-rows")) {
      const old = document.getElementById(group.id);
      if (old && !old.parentElement.closest(".editor-rows")) old.replaceWith(group);
    }
  }

  function focusAfter(action) {
    const [verb, name] = action.split(":");
    if (verb !== "add") return form.querySelector(".editor-rows")?.focus();
    const rows = [...form.querySelectorAll(`[name^="${name}-"]`)].filter((control) => control.type !== "hidden");
    const last = rows.at(-1)?.name.slice(0, rows.at(-1).name.indexOf("-", name.length + 1));
    return rows.find((control) => control.name.startsWith(`${last}-`))?.focus();
  }

  async function change(button) {
    const fresh = await ask(button.value);
    if (!fresh) return form.requestSubmit(button);
    putRows(fresh);
    return focusAfter(button.value);
  }

  async function check() {
    const fresh = await ask("check");
    const [told, old] = [fresh, form].map((one) => one?.querySelector("[data-findings]"));
    if (told && old) old.replaceWith(told);
  }

  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    clearTimeout(timer);
    if (!button || !IN_PLACE.test(button.value) || button.dataset.again) return;
    event.preventDefault();
    button.dataset.again = "true";
    change(button);
  });
  form.addEventListener("change", (event) => {
    if (event.target.type === "file") return;
    if (event.target.matches("[data-reshapes]")) form.querySelector("button[value=reshape]")?.click();
    clearTimeout(timer);
    timer = setTimeout(check, REST);
  });
}
