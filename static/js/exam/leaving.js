// Notes when the exam page is left for five seconds or more, and long pastes (离开考试页面): evidence for people, never a verdict.
import { openModal, closeDialog } from "./dialogs.js";
import { newId } from "./ids.js";

const LEAST = 5;
const LONG_PASTE = 20;
const AGAIN = 30_000;

class Leaving {
  constructor(parts) {
    Object.assign(this, parts);
    this.since = null;
    this.queue = this.read("queue") ?? [];
    for (const name of ["visibilitychange", "freeze", "resume"]) document.addEventListener(name, () => this.look());
    for (const name of ["blur", "focus", "pageshow"]) window.addEventListener(name, () => setTimeout(() => this.look()));
    window.addEventListener("pagehide", () => this.write("left", Date.now()));
    document.addEventListener("paste", (event) => this.paste(event));
    dialog(this);
    this.comeBack();
    this.send();
    setInterval(() => this.send(), AGAIN);
  }

  // A page that was closed or reloaded tells how long it was gone by the device's clock.
  comeBack() {
    const left = this.read("left");
    this.write("left", null);
    if (left) this.away((Date.now() - left) / 1000);
  }

  look() {
    const isAway = document.hidden || !document.hasFocus();
    if (isAway && this.since === null) this.since = performance.now();
    if (isAway || this.since === null) return;
    const seconds = (performance.now() - this.since) / 1000;
    this.since = null;
    this.away(seconds);
  }

  away(seconds) {
    if (seconds >= LEAST) this.note("away", Math.round(seconds));
  }

  paste(event) {
    const length = event.clipboardData?.getData("text").length ?? 0;
    if (length >= LONG_PASTE) this.note("paste", Math.min(length, 86_400));
  }

  note(kind, amount) {
    if (this.saver.ended) return;
    this.queue.push({ id: newId(), kind, amount: Math.min(amount, 86_400), number: this.sheet.current + 1 });
    this.write("queue", this.queue);
    this.send();
  }

  async send() {
    if (!this.queue.length || this.isSending) return;
    this.isSending = true;
    const events = this.queue.slice(0, 50);
    try {
      const { status, body } = await this.transport.post(this.room.incidentsUrl, { events });
      if (status === 200 || status === 422) this.sent(events);
      if (status === 200) this.hear(body, events);
    } catch {
      // Offline: they wait with the answers.
    } finally {
      this.isSending = false;
    }
  }

  sent(events) {
    this.queue = this.queue.filter((one) => !events.includes(one));
    this.write("queue", this.queue);
  }

  hear({ count, words, collected }, events) {
    if (collected) {
      this.saver.stop("closed", { message: "离开考试页面达到本场考试规定的限度，系统已收卷。" });
      return;
    }
    if (!count || !events.some(({ kind }) => kind === "away")) return;
    this.banners.show("away", "warning", `您已${words}。`);
    this.announce(`您已${words}。`);
    if (this.room.leavePolicy === "record") return;
    const { leaveLimit, leavePolicy } = this.room;
    const rule = leavePolicy === "collect" ? `离开满 ${leaveLimit} 次且累计满 60 秒，系统将自动收卷。` : "离开情况会告知监考人员。";
    this.dialog.querySelector("[data-left-words]").textContent = `您已${words}。${rule}`;
    openModal(this.dialog);
  }

  read(name) {
    return JSON.parse(sessionStorage.getItem(`leaving-${name}-${this.room.attempt}`) ?? "null");
  }

  write(name, value) {
    sessionStorage.setItem(`leaving-${name}-${this.room.attempt}`, JSON.stringify(value));
  }
}

function dialog(leaving) {
  leaving.dialog.querySelector("button").addEventListener("click", () => closeDialog(leaving.dialog));
  leaving.saver.addEventListener("stopped", () => closeDialog(leaving.dialog));
}

export function watchLeaving(parts) {
  return new Leaving(parts);
}
