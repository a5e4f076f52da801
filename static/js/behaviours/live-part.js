// Keeps a part of the page fresh by asking with its last ETag; tells ages of <time data-age> by the second.
function age(seconds) {
  if (seconds < 60) return `${Math.max(0, seconds)} 秒前`;
  return seconds < 3600 ? `${Math.floor(seconds / 60)} 分钟前` : `${Math.floor(seconds / 3600)} 小时前`;
}

function tellAges(part, offset) {
  for (const time of part.querySelectorAll("time[data-age]")) {
    time.title = time.title || time.textContent;
    time.textContent = age(Math.round((Date.now() + offset - Date.parse(time.dateTime)) / 1000));
  }
}

// Whoever is on a link in the part stays on it when the part is replaced.
function replace(part, html) {
  const held = part.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  part.innerHTML = html;
  if (held) part.querySelector(`a[href="${CSS.escape(held)}"]`)?.focus();
}

export default function start(part) {
  const { url, seconds } = part.dataset;
  const state = document.querySelector(part.dataset.state);
  let tag = null;
  let offset = 0;
  let failures = 0;
  const ask = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(url, { headers: tag ? { "If-None-Match": tag } : {}, credentials: "same-origin", redirect: "manual", cache: "no-store" });
      const date = Date.parse(answer.headers.get("Date") ?? "");
      if (date) offset = date - Date.now();
      if (answer.status !== 304 && !answer.ok) throw new Error(String(answer.status));
      if (answer.ok) {
        tag = answer.headers.get("ETag");
        replace(part, await answer.text());
      }
      failures = 0;
      if (state) state.textContent = `座位每 ${seconds} 秒自动更新。`;
    } catch {
      failures += 1;
      if (state) state.textContent = `暂时连不上服务器（已试 ${failures} 次），下面是之前的情况；恢复后自动更新。`;
    }
    tellAges(part, offset);
  };
  setInterval(ask, Number(seconds) * 1000);
  setInterval(() => tellAges(part, offset), 1000);
  document.addEventListener("visibilitychange", () => document.hidden || ask());
  tellAges(part, offset);
}
