// Sends answers until the server has confirmed each (保存作答).
// Events: "change", "stopped", "storage", "clock", "signed-out", "signed-in".
import { newId } from "./ids.js";

const DELAY = 600;
const MOST = 200;
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 15_000;
const SIGN_IN = "/sign-in";

export class Saver extends EventTarget {
  constructor({ room, store, transport, kept }) {
    super();
    Object.assign(this, { room, store, transport });
    this.queue = new Map(kept.map((event) => [event.id, event]));
    this.seq = Math.max(room.nextSeq, ...kept.map((event) => event.seq + 1));
    this.savedAt = room.now;
    this.failures = 0;
    this.failingSince = null;
    this.batch = MOST;
    this.rejected = 0;
    this.late = 0;
    this.ended = null;
    this.isPaused = false;
    this.isHeld = false;
    this.hasRenewed = false;
    this.isSending = false;
    this.running = null;
    for (const name of ["online", "pageshow"]) window.addEventListener(name, () => this.retryNow());
    document.addEventListener("visibilitychange", () => this.flush({ keepalive: document.hidden }));
    // Whoever signed in again on another page of ours comes back here.
    window.addEventListener("focus", () => this.isPaused && this.resume());
    if (kept.length) this.schedule(0);
  }

  get pending() {
    return this.queue.size;
  }

  // saved | saving | unsaved | offline
  get state() {
    if (!this.pending) return "saved";
    if (this.failingSince !== null) return "offline";
    return this.isPaused || this.isHeld || this.ended ? "unsaved" : "saving";
  }

  get failingFor() {
    return this.failingSince === null ? 0 : performance.now() - this.failingSince;
  }

  record(item, value) {
    if (this.ended) return;
    const event = { id: newId(), item, value, seq: this.seq++, epoch: this.room.epoch };
    this.queue.set(event.id, event);
    this.store.add(event).then(
      () => this.queue.has(event.id) || this.store.remove([event.id]).catch(() => {}),
      () => this.tell("storage"),
    );
    if (!this.timer) this.schedule(DELAY);
    this.tell("change");
  }

  retryNow() {
    if (this.pending) this.schedule(0);
  }

  schedule(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = null;
      this.flush();
    }, delay);
  }

  // Sends one batch unless one is under way; resolves to whether anything moved.
  flush(options = {}) {
    if (this.running) return this.running;
    if (!this.pending || this.isPaused || this.isHeld || this.ended === "not_found") return Promise.resolve(false);
    this.running = this.send(options).finally(() => {
      this.running = null;
      if (this.pending && !this.timer && !this.isPaused && !this.isHeld) this.schedule(this.wait());
      this.tell("change");
    });
    return this.running;
  }

  // Sends everything; resolves to whether the queue is empty.
  async drain() {
    while (this.pending) if (!(await this.flush())) return false;
    return true;
  }

  wait() {
    if (!this.failures) return 0;
    const longest = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (this.failures - 1));
    return longest * (0.5 + Math.random() / 2);
  }

  next() {
    const [first, ...rest] = this.queue.values();
    return [first, ...rest.filter((event) => event.epoch === first.epoch)].slice(0, this.batch);
  }

  async send({ keepalive = false }) {
    const batch = this.next();
    const { epoch } = batch[0];
    const events = batch.map(({ id, item, value, seq }) => ({ id, item, value, seq }));
    this.isSending = true;
    this.tell("change");
    try {
      const answer = await this.transport.post(this.room.saveUrl, { epoch, events }, { keepalive });
      return await this.hear(answer, batch);
    } catch {
      return this.fail();
    } finally {
      this.isSending = false;
    }
  }

  hear({ status, body, roundTrip }, batch) {
    if (status === 200) return this.accept(batch, body, roundTrip);
    if (status === 400) return this.renew(body);
    if (status === 401) return this.pause(body);
    if (status === 404) return this.stop("not_found", body);
    if (status === 409) return this.refuse(batch, body, "lease_lost");
    if (status === 410) return this.refuse(batch, body, "closed");
    if (status === 422) return this.isolate(batch);
    if (status === 423) return this.hold();
    return this.fail();
  }

  accept(batch, body, roundTrip) {
    this.recover();
    this.tell("signed-in");
    this.savedAt = body.now;
    this.late += body.late?.length ?? 0;
    this.forget([...(body.saved ?? []), ...(body.late ?? [])]);
    this.tell("clock", { now: body.now, deadline: body.deadline, roundTrip });
    return true;
  }

  // What the server keeps unscored is kept: sending it again would change nothing.
  refuse(batch, body, reason) {
    this.recover();
    this.late += body.late?.length ?? 0;
    this.forget(batch.map((event) => event.id));
    if (reason === "closed" || batch[0].epoch >= this.room.epoch) this.stop(reason, body);
    return true;
  }

  // One bad event must not hold up the good ones: they go one by one until it is found.
  isolate(batch) {
    this.recover();
    if (batch.length === 1) {
      this.rejected += 1;
      this.forget([batch[0].id]);
    }
    this.batch = 1;
    return true;
  }

  async renew(body) {
    if (this.hasRenewed || !(await this.transport.renew(SIGN_IN))) return this.pause(body);
    this.hasRenewed = true;
    return true;
  }

  pause(body) {
    this.recover();
    if (!this.isPaused) this.tell("signed-out", body);
    this.isPaused = true;
    return false;
  }

  // The invigilator has stopped the clock: everything waits here, and nothing is lost.
  hold() {
    this.recover();
    this.isHeld = true;
    this.tell("held");
    return false;
  }

  release() {
    if (!this.isHeld) return;
    this.isHeld = false;
    this.retryNow();
  }

  resume() {
    this.isPaused = false;
    this.retryNow();
  }

  stop(reason, body) {
    if (!this.ended) this.tell("stopped", { ...body, reason });
    this.ended = this.ended ?? reason;
    return false;
  }

  fail() {
    this.failures += 1;
    this.failingSince = this.failingSince ?? performance.now();
    return false;
  }

  recover() {
    this.hasRenewed = false;
    this.failures = 0;
    this.failingSince = null;
  }

  forget(ids) {
    for (const id of ids) this.queue.delete(id);
    if (ids.length) this.store.remove(ids).catch(() => this.tell("storage"));
  }

  tell(name, detail = {}) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
