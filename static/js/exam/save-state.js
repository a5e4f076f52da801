// Says in the bar and in a banner what has been saved and what has not (保存状态).
import { timeOfDay } from "./time.js";

const ALARM = 60_000;

function wording(saver) {
  const count = `未保存(${saver.pending})`;
  const seconds = Math.floor(saver.failingFor / 1000);
  const texts = {
    saved: `已保存 ${timeOfDay(saver.savedAt)}`,
    saving: "保存中…",
    unsaved: count,
    offline: `${count} 离线 ${seconds} 秒`,
  };
  return texts[saver.state];
}

function warning(saver, isOnline) {
  const seconds = Math.floor(saver.failingFor / 1000);
  if (saver.failingFor >= ALARM) {
    return ["danger", `已离线 ${seconds} 秒，有 ${saver.pending} 条作答未上传。请举手告知监考人员，不要关闭本页，答案仍在本机。`];
  }
  if (saver.state === "offline") return ["warning", `离线 ${seconds} 秒，答案在本机，恢复后自动上传。`];
  if (!isOnline) return ["warning", "网络已断开，可以继续作答，答案存在本机，恢复后自动上传。"];
  return null;
}

export function showSaveState({ saver, element, banners, announce }) {
  let said = "saved";
  const speak = (kind) => {
    if (kind === said) return;
    said = kind;
    if (kind === "offline") announce("网络已断开，答案存在本机，恢复后自动上传。");
    if (kind === "alarm") announce("已离线超过一分钟，请举手告知监考人员。");
    if (kind === "saved") announce("网络已恢复，作答已全部保存。");
  };
  const paint = () => {
    const isAlarm = saver.failingFor >= ALARM && saver.pending > 0;
    const kind = isAlarm ? "alarm" : saver.state;
    element.dataset.state = kind;
    element.textContent = wording(saver);
    const [tone, text] = warning(saver, navigator.onLine) ?? [];
    banners.show("network", tone, text);
    banners.show("rejected", "danger", saver.rejected ? `有 ${saver.rejected} 条作答未被接受，请举手告知监考人员后刷新页面核对。` : null);
    if (kind === "saved" ? saver.failures === 0 : kind === "offline" || kind === "alarm") speak(kind);
  };
  saver.addEventListener("change", paint);
  for (const name of ["online", "offline"]) window.addEventListener(name, paint);
  setInterval(paint, 1_000);
  paint();
}
