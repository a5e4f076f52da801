// data-behaviour="live-preview" on a form: shows below what the server understands of what is typed.
//   data-preview="/address"   takes the form by POST, answers {html}
//   data-target="id"          where it is shown
// Without script the form has a button that does the same.
const PAUSE = 600;

export default function start(form) {
  const target = document.getElementById(form.dataset.target);
  let timer = 0;
  let asking = null;

  async function show() {
    asking?.abort();
    asking = new AbortController();
    try {
      const response = await fetch(form.dataset.preview, {
        method: "POST",
        body: new FormData(form),
        credentials: "same-origin",
        signal: asking.signal,
      });
      if (!response.ok) return;
      const { html } = await response.json();
      const page = new DOMParser().parseFromString(html, "text/html");
      target.replaceChildren(...page.body.childNodes);
    } catch (error) {
      if (error.name !== "AbortError") target.textContent = "预览暂时不能更新，请按“预览”按钮。";
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, PAUSE);
  });
}
