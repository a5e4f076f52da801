// Lets only one tab of this browser answer an attempt (标签页锁).
export function holdTab(attempt, { onGranted, onElsewhere, onTaken }) {
  if (!navigator.locks) {
    onGranted();
    return;
  }
  const name = `zhifa-attempt-${attempt}`;
  const hold = () => new Promise(() => {});
  const taken = () => onTaken(() => location.reload());
  const steal = () => navigator.locks.request(name, { steal: true }, () => location.reload());
  navigator.locks
    .request(name, { ifAvailable: true }, (lock) => {
      if (lock) {
        onGranted();
        return hold();
      }
      onElsewhere(steal);
      // When the other tab closes, this page starts afresh with what it left.
      navigator.locks.request(name, () => location.reload()).catch(() => {});
      return undefined;
    })
    .catch(taken);
}
