// The exam page (考试页面): puts its parts together.
import { Card } from "./card.js";
import { Countdown } from "./clock.js";
import { HandIn } from "./hand-in.js";
import { listenToKeys } from "./keyboard.js";
import { announcer, Banners, button, Ending, link } from "./notices.js";
import { Paper } from "./paper.js";
import { followKeys, followView, Font } from "./preferences.js";
import { showSaveState } from "./save-state.js";
import { Saver } from "./saver.js";
import { ServerClock } from "./server-clock.js";
import { Sheet } from "./sheet.js";
import { SignInAgain } from "./sign-in-again.js";
import { openStore } from "./store.js";
import { watchLeaving } from "./leaving.js";
import { followNews } from "./news.js";
import { holdTab } from "./tab-lock.js";
import { timeOfDay } from "./time.js";
import { Transport } from "./transport.js";

const TEN_SECONDS = 10_000;
const find = (selector) => document.querySelector(selector);

function endings({ ending, room, transport }) {
  const receipt = link("查看回执", room.receiptUrl, "primary");
  const closed = async ({ message, late = [] }) => {
    const kept = late.length ? `有 ${late.length} 条作答在收卷后到达，已留存但不计分。` : "";
    ending.show({ title: "答卷已收", text: `${message ?? ""}${kept}`, tone: "warning", actions: [receipt] });
    const { status, body } = await transport.post(room.handInUrl, { epoch: room.epoch }).catch(() => ({}));
    if (status !== 200) return;
    const received = `服务器已于 ${timeOfDay(body.closed_at)} 收卷，共收到 ${body.answered}/${body.total} 题作答。`;
    ending.show({ title: "答卷已收", text: `${received}${kept}`, tone: "warning", actions: [receipt] });
  };
  const leaseLost = ({ late = [] }) => {
    const kept = late.length ? `本机还有 ${late.length} 条作答在此之后到达，已留存但不计分。` : "";
    ending.show({
      title: "已在另一台设备继续作答",
      text: `您的答卷已转到另一台设备，本页不再接收作答。${kept}`,
      tone: "warning",
      actions: [link("改回本机作答", room.takeOverUrl), link("返回我的考试", "/exams/mine")],
    });
  };
  const notFound = ({ message }) => {
    ending.show({
      title: "没有找到这份答卷",
      text: message ?? "当前登录的账号不是这份答卷的考生，请核对登录名。",
      tone: "danger",
      actions: [link("返回我的考试", "/exams/mine", "primary")],
    });
  };
  return { closed, lease_lost: leaseLost, not_found: notFound };
}

// Goes by its button or by itself, and never takes the keyboard away from who is answering.
function warnAtTenMinutes(popup) {
  const close = () => (popup.hidden = true);
  popup.querySelector("button").addEventListener("click", close);
  return () => {
    popup.hidden = false;
    setTimeout(close, TEN_SECONDS);
  };
}

async function begin(room, { ending, banners, transport, announce }) {
  const store = await openStore(room.attempt, room.storeKey);
  const [kept, notes] = await Promise.all([store.all(), store.noted()]);
  const sheet = new Sheet({ ...room, kept: kept.filter((event) => event.epoch === room.epoch), notes });
  const saver = new Saver({ room, store, transport, kept });
  const clock = new ServerClock({ now: room.now, url: room.clockUrl, transport });
  const paper = new Paper({ root: find("#question"), sheet, nav: find(".question-nav") });
  new Card({ root: find("#answer-card"), sheet, dock: find(".exam-dock"), total: find(".exam-answered strong"), kinds: room.kinds });
  const font = new Font(find(".font-switch"));
  listenToKeys({ sheet, paper, font, isOn: followKeys(find("[data-keys]")) });
  followView(find(".view-switch"), (view) => paper.setView(view));
  document.addEventListener("visibilitychange", () => document.hidden && paper.commit());
  window.addEventListener("pagehide", () => paper.commit());
  for (const step of document.querySelectorAll("[data-step]")) {
    step.addEventListener("click", () => sheet.go(sheet.current + Number(step.dataset.step)));
  }
  const handIn = new HandIn({
    ...{ room, sheet, saver, store, transport, ending, clock },
    dialog: find("#hand-in"),
    opener: find(".hand-in-open"),
    early: find(".hand-in-early"),
  });
  const countdown = new Countdown({
    ...{ clock, announce, deadline: room.deadline },
    element: find(".clock"),
    onTenMinutes: warnAtTenMinutes(find("#ten-minutes")),
    onZero: () => {
      paper.commit();
      handIn.collect("时间到，正在收卷");
    },
  });
  const signIn = new SignInAgain({
    ...{ transport, banners },
    dialog: find("#sign-in-again"),
    url: room.signInAgainUrl,
    onDone: () => saver.resume(),
  });
  connect({ room, sheet, saver, store, clock, countdown, signIn, handIn, banners });
  const over = endings({ ending, room, transport });
  saver.addEventListener("stopped", ({ detail }) => {
    sheet.seal();
    countdown.stop();
    if (detail.reason !== "not_found") store.clear().catch(() => {});
    if (!(handIn.isCollecting && detail.reason === "closed")) over[detail.reason](detail);
  });
  followNews({ room, saver, clock, countdown, handIn, banners, transport, announce, dialog: find("#paused") });
  watchLeaving({ room, saver, sheet, banners, transport, announce, dialog: find("#left") });
  showSaveState({ saver, element: find(".save-state"), banners, announce });
  if (!store.isLasting) {
    banners.show("storage", "warning", "本机存储不可用：断网时请不要刷新或关闭本页，否则未保存的作答会丢失。");
  }
  clock.keep();
  sheet.go(0, { focus: false });
  document.body.dataset.ready = "";
  if (notes.sealed) handIn.collect(notes.sealed);
  return { sheet, saver };
}

function connect({ room, sheet, saver, store, clock, countdown, signIn, handIn, banners }) {
  sheet.addEventListener("answer", ({ detail }) => saver.record(sheet.items[detail.index].id, detail.value));
  sheet.addEventListener("mark", () => store.note(sheet.notes()).catch(() => {}));
  saver.addEventListener("clock", ({ detail }) => {
    clock.hear(detail.now, detail.roundTrip);
    if (detail.deadline) countdown.deadline = room.deadline = detail.deadline;
  });
  saver.addEventListener("signed-out", () => signIn.ask());
  saver.addEventListener("signed-in", () => signIn.done());
  saver.addEventListener("storage", () => {
    banners.show("storage", "warning", "本机存储已满或不可用：断网时请不要刷新或关闭本页，否则未保存的作答会丢失。");
  });
  window.addEventListener("beforeunload", (event) => {
    if (!saver.pending || handIn.isDone) return;
    event.preventDefault();
    event.returnValue = "";
  });
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
}

export default function start() {
  const room = JSON.parse(find("#room-data").textContent);
  const ending = new Ending(find("#room-end"));
  const banners = new Banners(find(".exam-banners"));
  const announce = announcer(find("#announcer"));
  const transport = new Transport(room.csrfToken);
  let parts = null;
  holdTab(room.attempt, {
    onGranted: async () => {
      parts = await begin(room, { ending, banners, transport, announce });
    },
    onElsewhere: (steal) =>
      ending.show({
        title: "本场考试已在另一个标签页打开",
        text: "为免两页作答互相覆盖，同一份答卷只能在一个标签页作答。请回到原来的标签页，或改在本页作答。",
        tone: "warning",
        actions: [button("改在本页作答", steal, "primary")],
      }),
    onTaken: (reload) => {
      parts?.sheet.seal();
      parts?.saver.drain();
      ending.show({
        title: "已改在另一个标签页作答",
        text: "本页不再接收作答，已作的答案都已交给那一页。",
        tone: "warning",
        actions: [button("改回本页作答", reload)],
      });
    },
  });
}
