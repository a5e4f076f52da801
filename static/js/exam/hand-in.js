// Handing in, by choice or because time is over (交卷): everything saved goes first, then the paper is closed.
import { closeDialog, openModal } from "./dialogs.js";
import { button } from "./notices.js";
import { timeOfDay } from "./time.js";

const PATIENCE = 3;
const RETRY = 3_000;
const CONFIRM = "确认交卷";

export class HandIn {
  constructor(parts) {
    Object.assign(this, parts);
    this.confirm = this.dialog.querySelector("[data-confirm-hand-in]");
    this.opener.addEventListener("click", () => this.ask());
    this.dialog.querySelector("[data-look-again]").addEventListener("click", () => closeDialog(this.dialog));
    this.confirm.addEventListener("click", () => this.collect("正在交卷"));
    // Enter is pressed by habit; handing in asks for more intent than that.
    this.confirm.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
    this.dialog.addEventListener("close", () => clearInterval(this.waiting));
    this.open();
  }

  // Keeps the button grey, with the reason, until the shortest time is over (最短交卷时间).
  open() {
    const left = this.room.handInFrom - this.clock.now();
    const isEarly = left > 0;
    this.opener.disabled = isEarly;
    this.early.hidden = !isEarly;
    if (!isEarly) return;
    this.early.textContent = `${timeOfDay(this.room.handInFrom)} 后可交卷（进场满 ${this.room.minimumMinutes} 分钟）`;
    setTimeout(() => this.open(), Math.min(left, 1_000));
  }

  ask() {
    this.count();
    this.listBlank();
    this.holdBack();
    openModal(this.dialog);
    this.dialog.querySelector("[data-look-again]").focus();
  }

  count() {
    const { sheet } = this;
    const blank = sheet.blank().length;
    const counts = { total: sheet.length, answered: sheet.length - blank, blank, marked: sheet.marks.size };
    for (const [name, value] of Object.entries(counts)) {
      this.dialog.querySelector(`[data-count="${name}"]`).textContent = String(value);
    }
  }

  listBlank() {
    const blank = this.sheet.blank();
    this.dialog.querySelector("[data-blank-text]").textContent = blank.length
      ? "还有以下题目没有作答，点题号可返回作答："
      : "全部试题均已作答。";
    this.dialog.querySelector(".hand-in-blank").replaceChildren(...blank.map((index) => this.blankCell(index)));
  }

  blankCell(index) {
    const place = document.createElement("li");
    const cell = button(String(index + 1), () => {
      closeDialog(this.dialog);
      this.sheet.go(index);
    });
    cell.className = "card-cell";
    cell.dataset.state = "blank";
    cell.setAttribute("aria-label", `第 ${index + 1} 题，未答`);
    place.append(cell);
    return place;
  }

  holdBack() {
    let seconds = PATIENCE;
    const paint = () => {
      this.confirm.disabled = seconds > 0;
      this.confirm.textContent = seconds > 0 ? `${CONFIRM}（${seconds}）` : CONFIRM;
      if (seconds <= 0) clearInterval(this.waiting);
      seconds -= 1;
    };
    clearInterval(this.waiting);
    paint();
    this.waiting = setInterval(paint, 1_000);
  }

  async collect(title) {
    if (this.isCollecting) return;
    this.isCollecting = true;
    closeDialog(this.dialog);
    this.sheet.seal();
    this.store.note({ ...this.sheet.notes(), sealed: title }).catch(() => {});
    this.ending.show({ title, text: "答卷已在本机封存，正在上传最后的作答，请稍候。" });
    while (!(await this.deliver(title))) await this.pause(title);
  }

  // Resolves to true when there is nothing more to do here.
  async deliver() {
    await this.saver.drain();
    const { ended } = this.saver;
    if (ended === "lease_lost" || ended === "not_found") return true;
    if (this.saver.pending) return false;
    try {
      const { status, body } = await this.transport.post(this.room.handInUrl, { epoch: this.room.epoch });
      return await this.hear(status, body);
    } catch {
      return false;
    }
  }

  hear(status, body) {
    if (status === 200) return this.finish(body);
    if (status === 400) return this.saver.renew(body).then(() => false);
    if (status === 401) this.saver.pause(body);
    if (status === 404 || status === 409) {
      this.saver.stop(status === 409 ? "lease_lost" : "not_found", body);
      return true;
    }
    return false;
  }

  async finish(body) {
    this.isDone = true;
    this.saver.ended = this.saver.ended ?? "closed";
    await this.store.clear().catch(() => {});
    location.replace(body.url);
    return true;
  }

  // Waits for the next try: a moment, the return of the network, or the button.
  pause(title) {
    const count = this.saver.pending ? `，还有 ${this.saver.pending} 条作答待上传` : "";
    const text = this.saver.isPaused
      ? `已在本机封卷${count}。登录已失效，请重新登录后继续上传。`
      : `已在本机封卷，正在上传${count}。网络恢复后自动完成，请不要关闭本页。`;
    return new Promise((resolve) => {
      const retry = button("立即重试", resolve, "primary");
      this.ending.show({ title, text, tone: "warning", actions: [retry] });
      window.addEventListener("online", resolve, { once: true });
      setTimeout(resolve, RETRY);
    });
  }
}
