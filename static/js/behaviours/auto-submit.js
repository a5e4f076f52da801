// Sends a filter form as soon as a choice changes. Off unless the form carries data-behaviour="auto-submit".
export default function start(form) {
  form.addEventListener("change", (event) => {
    if (event.target.matches("select, input[type=checkbox], input[type=radio], input[type=date]")) form.requestSubmit();
  });
}
