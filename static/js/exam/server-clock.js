// The server's time on this device (服务器时间): a server moment plus the monotonic clock, so that the device's own date never matters.
const EVERY = 60_000;
const STEP = 2_000;

export class ServerClock extends EventTarget {
  constructor({ now, url, transport }) {
    super();
    Object.assign(this, { url, transport });
    const [navigation] = performance.getEntriesByType("navigation");
    this.offset = now - (navigation?.responseStart || performance.now());
    this.isStale = false;
    this.gap = Date.now() - performance.now();
    this.syncedAt = performance.now();
  }

  now() {
    return performance.now() + this.offset;
  }

  hear(now, roundTrip = 0) {
    if (!now) return;
    this.offset = now + roundTrip / 2 - performance.now();
    this.isStale = false;
    this.syncedAt = performance.now();
    this.dispatchEvent(new Event("sync"));
  }

  async sync() {
    try {
      const { status, body, roundTrip } = await this.transport.ask(this.url);
      if (status === 200) this.hear(body.now, roundTrip);
    } catch {
      // Offline: the monotonic clock goes on.
    }
    this.isStale = false;
  }

  // Asks again every minute, when the page comes back, and after a sleep, during which the monotonic clock may stand still.
  keep() {
    document.addEventListener("visibilitychange", () => document.hidden || this.sync());
    setInterval(() => {
      const gap = Date.now() - performance.now();
      const hasSlept = Math.abs(gap - this.gap) > STEP;
      this.gap = gap;
      if (hasSlept) this.isStale = true;
      if (hasSlept || performance.now() - this.syncedAt > EVERY) {
        this.syncedAt = performance.now() - Math.random() * (EVERY / 6);
        this.sync();
      }
    }, 1_000);
  }
}
