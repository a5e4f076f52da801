// Copies the text of the element named by data-copy-from and says so on the button.
const SAID_FOR = 2000;

export default function start(button) {
  const source = document.getElementById(button.dataset.copyFrom);
  if (!source || !navigator.clipboard) return;
  const label = button.textContent;
  button.hidden = false;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
    button.textContent = "已复制";
    setTimeout(() => { button.textContent = label; }, SAID_FOR);
  });
}
