// Speaks to the server in JSON, with a time limit, and knows the current CSRF token.
const LIMIT = 10_000;

export class Transport {
  constructor(token) {
    this.token = token;
  }

  // Resolves to {status, body, roundTrip}; rejects only when no answer came.
  async post(url, body, { keepalive = false } = {}) {
    return this.ask(url, {
      method: "POST",
      keepalive,
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.token },
      body: JSON.stringify(body),
    });
  }

  // Takes a new token from any page of ours, when the old one went with a session that was replaced.
  async renew(url) {
    const page = await fetch(url, { cache: "no-store", credentials: "same-origin" });
    const found = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("input[name='csrf_token']");
    if (found) this.token = found.value;
    return Boolean(found);
  }

  async ask(url, request = {}) {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), LIMIT);
    const sentAt = performance.now();
    try {
      const response = await fetch(url, {
        ...request,
        headers: { Accept: "application/json", ...request.headers },
        cache: "no-store",
        credentials: "same-origin",
        redirect: "manual",
        signal: abort.signal,
      });
      const body = await response.json().catch(() => ({}));
      const status = response.type === "opaqueredirect" ? 401 : response.status;
      return { status, body, roundTrip: performance.now() - sentAt };
    } finally {
      clearTimeout(timer);
    }
  }
}
