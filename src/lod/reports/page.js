(() => {
  "use strict";
  const OPEN_UP_TO = 200; // a filter opens the shapes that have few results left
  const form = document.getElementById("filter");
  if (!form) return;
  const status = form.querySelector(".status");
  const nothing = document.querySelector(".nothing");
  const sections = Array.from(document.querySelectorAll("details.shape"), (section) => ({
    section,
    severity: section.dataset.severity,
    wasOpen: section.open,
    title: section.querySelector("summary").textContent.toLowerCase() +
      Array.from(section.querySelectorAll(":scope > p"), (p) => p.textContent.toLowerCase()).join(" "),
    rows: Array.from(section.querySelectorAll("li"), (item) => ({ item, document: item.dataset.document, text: null })),
  }));
  const total = sections.reduce((sum, { rows }) => sum + rows.length, 0);
  const grouped = (count) => String(count).replace(/\B(?=(\d{3})+$)/g, "\u202f");

  function matches(row, words, title) {
    if (!words.length) return true;
    row.text ??= row.item.textContent.toLowerCase();
    return words.every((word) => row.text.includes(word) || title.includes(word));
  }

  function apply() {
    const severities = new Set(Array.from(form.querySelectorAll("[name=severity]:checked"), (box) => box.value));
    const shape = form.elements.shape.value;
    const source = form.elements.document ? form.elements.document.value : "*";
    const words = form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { section, severity, wasOpen, title, rows } of sections) {
      let here = 0;
      if (severities.has(severity) && (!shape || section.id === shape)) {
        for (const row of rows) {
          const keep = (source === "*" || row.document === source) && matches(row, words, title);
          if (row.item.hidden === keep) row.item.hidden = !keep;
          if (keep) here += 1;
        }
      }
      section.hidden = !here;
      const isNarrow = Boolean(shape || words.length || source !== "*") && here <= OPEN_UP_TO;
      if (here) section.open = wasOpen || Boolean(shape) || isNarrow;
      shown += here;
    }
    status.textContent = status.dataset.text.replace("%s", grouped(shown)).replace("%t", grouped(total));
    nothing.hidden = shown > 0;
  }

  let waiting;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 120);
  });
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => event.preventDefault());
  function reveal() {
    const target = document.getElementById(location.hash.slice(1));
    if (target && target.matches("details.shape")) target.open = true;
  }
  addEventListener("hashchange", reveal);
  form.hidden = false;
  reveal();
  apply();
})();
