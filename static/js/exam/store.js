// Keeps answers the server has not confirmed, encrypted, so that a closed or killed browser loses none (待传队列).
const DATABASE = "zhifa-exam";
const TABLES = { events: ["attempt", "id"], keys: "attempt", notes: "attempt" };

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });
}

function openDatabase() {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => {
    for (const [name, keyPath] of Object.entries(TABLES)) request.result.createObjectStore(name, { keyPath });
  };
  return done(request);
}

function bytes(hex) {
  return new Uint8Array(hex.match(/../g).map((pair) => Number.parseInt(pair, 16)));
}

// The server hands the key out with the page, so that it never lies beside the answers. Without one, a key made here is kept
// where no script can read its bytes.
async function findKey(database, attempt, hex) {
  if (!window.crypto?.subtle) return null;
  if (hex) return crypto.subtle.importKey("raw", bytes(hex), "AES-GCM", false, ["encrypt", "decrypt"]);
  const kept = await done(database.transaction("keys").objectStore("keys").get(attempt));
  if (kept) return kept.key;
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await done(database.transaction("keys", "readwrite").objectStore("keys").put({ attempt, key }));
  return key;
}

class LastingStore {
  isLasting = true;

  constructor(database, attempt, key) {
    Object.assign(this, { database, attempt, key });
  }

  async seal(value) {
    if (!this.key) return { plain: value };
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const text = new TextEncoder().encode(JSON.stringify(value));
    return { iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.key, text) };
  }

  async unseal({ plain, iv, sealed }) {
    if (!sealed) return plain;
    const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, this.key, sealed);
    return JSON.parse(new TextDecoder().decode(text));
  }

  async change(table, work) {
    const change = this.database.transaction(table, "readwrite", { durability: "strict" });
    work(change.objectStore(table));
    return new Promise((resolve, reject) => {
      change.oncomplete = () => resolve();
      change.onerror = change.onabort = () => reject(change.error);
    });
  }

  async add({ id, item, value, seq, epoch }) {
    const row = { attempt: this.attempt, id, seq, epoch, ...(await this.seal({ item, value })) };
    return this.change("events", (table) => table.put(row));
  }

  remove(ids) {
    return this.change("events", (table) => ids.forEach((id) => table.delete([this.attempt, id])));
  }

  async all() {
    const range = IDBKeyRange.bound([this.attempt], [this.attempt, []]);
    const rows = await done(this.database.transaction("events").objectStore("events").getAll(range));
    const events = await Promise.all(
      rows.map(async ({ id, seq, epoch, ...rest }) => {
        const opened = await this.unseal(rest).catch(() => null);
        return opened && { id, seq, epoch, ...opened };
      }),
    );
    return events.filter(Boolean).sort((a, b) => a.epoch - b.epoch || a.seq - b.seq);
  }

  // What only this device knows of the attempt: marks, struck options, whether it is sealed.
  async note(values) {
    const row = { attempt: this.attempt, ...(await this.seal(values)) };
    return this.change("notes", (table) => table.put(row));
  }

  async noted() {
    const row = await done(this.database.transaction("notes").objectStore("notes").get(this.attempt));
    return (row && (await this.unseal(row).catch(() => null))) ?? {};
  }

  async clear() {
    const ids = (await this.all()).map((event) => event.id);
    await this.remove(ids);
    await this.change("notes", (table) => table.delete(this.attempt));
    await this.change("keys", (table) => table.delete(this.attempt));
  }
}

// Where the browser forbids storage the saver's own memory is all there is; the page says so.
class NoStore {
  isLasting = false;
  async add() {}
  async remove() {}
  async all() {
    return [];
  }
  async note() {}
  async noted() {
    return {};
  }
  async clear() {}
}

export async function openStore(attempt, keyHex) {
  try {
    const database = await openDatabase();
    return new LastingStore(database, attempt, await findKey(database, attempt, keyHex));
  } catch {
    return new NoStore();
  }
}

export async function countUnsent() {
  try {
    const database = await openDatabase();
    const count = await done(database.transaction("events").objectStore("events").count());
    database.close();
    return count;
  } catch {
    return 0;
  }
}

// Empties the tables and keeps the database, which a page in another tab may hold open.
export async function forgetAll() {
  try {
    const database = await openDatabase();
    const names = Object.keys(TABLES);
    const change = database.transaction(names, "readwrite");
    await Promise.all(names.map((name) => done(change.objectStore(name).clear())));
    database.close();
  } catch {
    // Nothing was ever kept.
  }
}
