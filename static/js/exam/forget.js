// At sign-out: nothing of an exam stays on this device, and nothing unsent goes without a word (退出清理).
import { countUnsent, forgetAll } from "./store.js";

const LONGEST = 1_500;

export default function start(form) {
  let isDone = false;
  form.addEventListener("submit", async (event) => {
    if (isDone) return;
    event.preventDefault();
    const count = await countUnsent();
    const question = `本机还有 ${count} 条作答没有上传，退出后将被清除。请先回到考试页面上传。确定仍要退出吗？`;
    if (count && !window.confirm(question)) return;
    await Promise.race([forgetAll(), new Promise((resolve) => setTimeout(resolve, LONGEST))]);
    isDone = true;
    form.submit();
  });
}
