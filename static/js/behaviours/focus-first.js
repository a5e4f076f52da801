// Brings the list of what to correct before the user once the page is there.
export default function start(summary) {
  summary.focus();
}
