// What the invigilator did (监考通知): messages, a pause, more time, the end. Asked for now and then, and often while paused.
import { closeDialog, openModal } from "./dialogs.js";
import { timeOfDay } from "./time.js";

const OFTEN = 5_000;

class News {
  constructor(parts) {
    Object.assign(this, parts);
    this.every = this.room.newsEverySeconds * 1000;
    this.seen = null;
    this.isPaused = false;
    this.dialog.addEventListener("cancel", (event) => event.preventDefault());
    this.saver.addEventListener("held", () => this.pause(true));
    this.saver.addEventListener("stopped", () => this.stop());
    document.addEventListener("visibilitychange", () => document.hidden || this.ask());
    this.pause(this.room.paused);
    this.wait(this.isPaused ? OFTEN : 1_000);
  }

  // Spread over the room, so that two hundred pages do not ask in the same second.
  wait(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), delay * (0.8 + Math.random() * 0.4));
  }

  async ask() {
    if (this.isOver) return;
    try {
      const { status, body, roundTrip } = await this.transport.ask(this.room.newsUrl);
      if (status === 200) this.hear(body, roundTrip);
    } catch {
      // Offline: whatever the invigilator did, the server holds to it.
    }
    if (!this.isOver) this.wait(this.isPaused ? OFTEN : this.every);
  }

  hear({ now, deadline, paused, closed, messages }, roundTrip) {
    const wasPaused = this.isPaused;
    this.clock.hear(now, roundTrip);
    this.pause(paused);
    if (deadline > this.room.deadline) {
      const why = wasPaused ? "暂停的时间已补回" : "考试时间已延长";
      if (!paused && this.seen) this.say("time", "info", `${why}，截止时间改为 ${timeOfDay(deadline)}。`);
      this.countdown.deadline = this.room.deadline = deadline;
    }
    this.show(messages);
    if (closed && !this.handIn.isCollecting) this.saver.stop("closed", { message: "监考员或系统已收卷。" });
  }

  pause(isPaused) {
    if (isPaused === this.isPaused) return;
    this.isPaused = isPaused;
    this.countdown.stand(isPaused);
    if (isPaused) {
      this.saver.isHeld = true;
      openModal(this.dialog);
      this.announce("监考员暂停了您的考试，计时已经停止。");
      this.wait(OFTEN);
      return;
    }
    closeDialog(this.dialog);
    this.saver.release();
    this.announce("考试已恢复，请继续作答。");
  }

  show(messages) {
    const known = this.read();
    this.seen = true;
    for (const { id, words, at } of messages) {
      if (!known.has(id)) this.say(id, "info", `监考员 ${timeOfDay(at)}：${words}`);
    }
  }

  // Stands until it is acknowledged; a page opened again does not repeat what was.
  say(key, tone, text) {
    if (this.banners.lines.has(key) && key !== "time") return;
    this.banners.show(key, tone, text, ["知道了", () => this.dismiss(key)]);
    this.announce(text);
  }

  dismiss(key) {
    this.banners.show(key);
    sessionStorage.setItem(this.place, JSON.stringify([...this.read(), key]));
  }

  get place() {
    return `news-${this.room.attempt}`;
  }

  read() {
    return new Set(JSON.parse(sessionStorage.getItem(this.place) ?? "[]"));
  }

  stop() {
    this.isOver = true;
    clearTimeout(this.timer);
    if (this.isPaused) closeDialog(this.dialog);
  }
}

export function followNews(parts) {
  return new News(parts);
}
