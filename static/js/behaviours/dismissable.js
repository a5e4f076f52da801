// Gives a notice a button that closes it.
export default function start(notice) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "notice-close";
  button.setAttribute("aria-label", "关闭提示");
  button.textContent = "✕";
  button.addEventListener("click", () => notice.remove());
  notice.dataset.closable = "";
  notice.append(button);
}
