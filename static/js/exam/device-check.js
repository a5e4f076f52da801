// Looks before the exam at what could go wrong during it (设备检测).
import { openStore } from "./store.js";

const ROUNDS = 3;
const SLOW = 800;
const WRONG_CLOCK = 120_000;
const NARROWEST = 360;

async function network(transport, url, clock) {
  const trips = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const { status, body, roundTrip } = await transport.ask(url);
    if (status !== 200) throw new Error(String(status));
    trips.push(roundTrip);
    clock.hear(body.now, roundTrip);
  }
  const best = Math.round(Math.min(...trips));
  return best < SLOW ? ["success", `通畅，往返 ${best} 毫秒`] : ["warning", `较慢，往返 ${best} 毫秒，答案会先存在本机`];
}

function deviceClock(clock) {
  const wrong = Math.round(Math.abs(Date.now() - clock.now()) / 60_000);
  if (wrong * 60_000 < WRONG_CLOCK) return ["success", "与服务器时间一致"];
  return ["info", `与服务器相差约 ${wrong} 分钟，不影响考试，计时以服务器为准`];
}

async function storage() {
  const store = await openStore("device-check");
  await store.note({ isWritable: true });
  const isKept = (await store.noted()).isWritable === true;
  await store.clear();
  return isKept ? ["success", "可用，断网时答案存在本机"] : ["warning", "不可用，断网时请勿刷新或关闭考试页面"];
}

function screenWidth() {
  const width = window.innerWidth;
  if (width < NARROWEST) return ["warning", `宽 ${width} 像素，偏窄，建议横屏或换用较大屏幕`];
  return ["success", `宽 ${width} 像素，可正常显示`];
}

function browserKind() {
  if (/MicroMessenger/i.test(navigator.userAgent)) {
    return ["warning", "正在微信内打开，切换聊天可能刷新页面，建议改用系统浏览器"];
  }
  return navigator.locks && window.HTMLDialogElement ? ["success", "支持"] : ["warning", "版本较旧，建议升级"];
}

const UNREACHABLE = ["danger", "连接不上服务器，请检查网络后刷新本页"];

export async function checkDevice(list, { transport, url, clock }) {
  const show = (name, [tone, text]) => {
    const item = list.querySelector(`[data-check="${name}"]`);
    item.dataset.tone = tone;
    item.textContent = text;
  };
  show("screen", screenWidth());
  show("browser", browserKind());
  show("storage", await storage().catch(() => ["warning", "不可用，断网时请勿刷新或关闭考试页面"]));
  show("network", await network(transport, url, clock).catch(() => UNREACHABLE));
  show("clock", deviceClock(clock));
}
