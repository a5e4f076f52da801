// On the receipt: sends what a closed or killed browser had not sent, says what became of it, and leaves nothing behind (补传).
import { Saver } from "./saver.js";
import { openStore } from "./store.js";
import { Transport } from "./transport.js";

const RELOAD = 5_000;

function outcome(count, saver) {
  const lost = saver.late ? `其中 ${saver.late} 条在收卷后到达，已留存但不计分。` : "";
  return `本机尚有 ${count} 条作答，现已上传。${lost}`;
}

export default async function start(element) {
  const { attempt, saveUrl, storeKey, csrf } = element.dataset;
  if ("collecting" in element.dataset) setTimeout(() => location.reload(), RELOAD);
  const store = await openStore(attempt, storeKey);
  const kept = await store.all();
  if (!kept.length) {
    await store.clear();
    return;
  }
  const room = { epoch: Number.MAX_SAFE_INTEGER, saveUrl, nextSeq: 0, now: 0 };
  const saver = new Saver({ room, store, transport: new Transport(csrf), kept });
  element.hidden = false;
  saver.addEventListener("change", async () => {
    element.textContent = saver.pending ? `本机尚有 ${saver.pending} 条作答，正在上传，请勿关闭本页。` : outcome(kept.length, saver);
    if (!saver.pending) await store.clear();
  });
}
