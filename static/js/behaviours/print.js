// Shows a button that only works with script and prints the page with it.
export default function start(button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
