// Shows the time left, warns, speaks, and says when it is over (倒计时).
import { countdown } from "./time.js";

const MINUTE = 60_000;
const TEN = 10 * MINUTE;
const SPOKEN = [TEN, 5 * MINUTE, MINUTE, 10_000];

function phase(left) {
  if (left <= MINUTE) return "last";
  return left <= 5 * MINUTE ? "soon" : "calm";
}

function spoken(left) {
  return left < MINUTE ? `还剩 ${Math.round(left / 1000)} 秒。` : `还剩 ${Math.round(left / MINUTE)} 分钟。`;
}

function crossed(before, left) {
  const halfHour = Math.floor(before / (30 * MINUTE)) * 30 * MINUTE;
  return [...SPOKEN, halfHour].find((mark) => mark > 0 && before > mark && left <= mark);
}

export class Countdown {
  constructor({ element, clock, deadline, announce, onTenMinutes, onZero }) {
    Object.assign(this, { element, clock, deadline, announce, onTenMinutes, onZero });
    this.display = element.querySelector(".clock-time");
    this.toggle = element.querySelector(".clock-toggle");
    this.standsAt = null;
    this.before = this.left;
    this.isHidden = false;
    this.isOver = false;
    this.toggle.addEventListener("click", () => this.hide(!this.isHidden));
    this.timer = setInterval(() => this.tick(), 250);
    this.tick();
  }

  // Stands still at what is left while the invigilator has stopped the clock.
  stand(isStill) {
    this.standsAt = isStill ? (this.standsAt ?? this.left) : null;
    this.before = this.left;
  }

  get left() {
    if (this.standsAt !== null) return this.standsAt;
    return this.deadline - this.clock.now();
  }

  hide(isHidden) {
    this.isHidden = isHidden;
    this.toggle.textContent = isHidden ? "显示" : "隐藏";
    this.toggle.setAttribute("aria-label", isHidden ? "显示剩余时间" : "隐藏剩余时间");
    this.paint(this.left);
  }

  paint(left) {
    const text = this.clock.isStale ? "校时中…" : countdown(left);
    const shown = this.isHidden ? "已隐藏" : text;
    if (this.display.textContent !== shown) this.display.textContent = shown;
    this.element.dataset.phase = phase(left);
  }

  tick() {
    const { left } = this;
    this.paint(left);
    const mark = crossed(this.before, left);
    if (mark) this.announce(spoken(mark));
    if (mark === TEN) this.onTenMinutes();
    this.before = left;
    if (left <= 0 && this.standsAt === null && !this.isOver && !this.clock.isStale) this.end();
  }

  end() {
    this.isOver = true;
    clearInterval(this.timer);
    this.onZero();
  }

  stop() {
    clearInterval(this.timer);
  }
}
