"use strict";
(() => {
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));

  // Where the font of the plots is missing, another is made to fit, not just set closer.
  const fit = (within) => {
    for (const text of all("svg.plot text", within)) text.setAttribute("lengthAdjust", "spacingAndGlyphs");
  };
  fit(document);

  // Packed text: gzip in base64.
  const unpack = async (id) => {
    const bytes = Uint8Array.from(atob(document.getElementById(id).textContent), (c) => c.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).blob();
  };
  const packs = new Map();
  const plots = (pack) => {
    if (!packs.has(pack)) packs.set(pack, unpack("plots-" + pack).then((b) => b.text()).then(JSON.parse));
    return packs.get(pack);
  };

  // A line's plots open below it.
  const toggle = async (row, button, open) => {
    const next = row.nextElementSibling;
    const there = next && next.classList.contains("below") ? next : null;
    if (open === !!there) return;
    button.setAttribute("aria-expanded", String(open));
    if (!open) { there.remove(); return; }
    const below = document.createElement("tr");
    below.className = "below";
    const cell = below.insertCell();
    cell.className = "plots";
    cell.colSpan = row.cells.length;
    row.after(below);
    const sheet = cell.appendChild(document.createElement("div"));
    try {
      const [pack, place] = row.dataset.plots.split(".");
      const parser = new DOMParser();
      for (const text of (await plots(pack))[place]) {
        sheet.append(document.importNode(parser.parseFromString(text, "text/html").body.firstElementChild, true));
      }
      fit(sheet);
    } catch (err) {
      sheet.textContent = "This browser cannot unpack the plots (" + err + "): sightglass report --plots DIR writes them as files.";
    }
  };
  for (const row of all("tr[data-plots]")) {
    const head = row.cells[0];
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.setAttribute("aria-expanded", "false");
    button.title = (head.title ? head.title + ": " : "") + "every value, and their course";
    button.addEventListener("click", () => toggle(row, button, button.getAttribute("aria-expanded") !== "true"));
    head.append(button);
  }

  // Sorting. Empty values are last in either direction; lines move with their plots.
  const units = { ns: 1e-9, ticks: 1e-9, "µs": 1e-6, ms: 1e-3, s: 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12 };
  const value = (row, column) => {
    const cell = row.cells[column];
    let text = "v" in cell.dataset ? cell.dataset.v : cell.textContent.trim();
    const [, number, unit] = text.match(/^([\d,]+(?:\.\d+)?)(?: (ns|µs|ms|s|ticks|k|M|G|T))?$/) ?? [];
    if (number) text = String(Number(number.replaceAll(",", "")) * (units[unit] ?? 1));
    return text === "" || text === "-" ? null : text;
  };
  for (const table of all("table[data-sortable]")) {
    const heads = all("thead th", table);
    heads.forEach((th, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...th.childNodes);
      th.append(button);
      button.addEventListener("click", () => {
        const sign = th.getAttribute("aria-sort") === "ascending" ? -1 : 1;
        for (const other of heads) other.removeAttribute("aria-sort");
        th.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
        const body = table.tBodies[0];
        const lines = all(":scope > tr:not(.below)", body);
        const keyed = lines.map((row, i) => ({ row, i, x: value(row, column), suite: row.classList.contains("suite") }));
        const numbers = keyed.every((k) => k.x === null || !isNaN(Number(k.x)));
        keyed.sort((a, b) => {
          if (a.suite !== b.suite) return a.suite ? 1 : -1;
          if (a.x === null || b.x === null) return (a.x === null) - (b.x === null) || a.i - b.i;
          const order = numbers ? Number(a.x) - Number(b.x) : a.x.localeCompare(b.x);
          return sign * order || a.i - b.i;
        });
        for (const { row } of keyed) {
          const next = row.nextElementSibling;
          body.append(row);
          if (next && next.classList.contains("below")) body.append(next);
        }
      });
    });
  }

  // Filters work on all tables; a verdict on those that have one.
  const form = document.querySelector("form.filters");
  const shown = () => all("tr[data-plots]:not([hidden])");
  const filter = () => {
    const wanted = {};
    for (const input of all("[data-filter]", form)) wanted[input.dataset.filter] = input.value.trim();
    for (const table of all("table[data-sortable]")) {
      let of = 0, n = 0;
      const heads = all("thead th", table);
      const fitting = (row, kind) => {
        if (!wanted[kind]) return true;
        const cells = heads.flatMap((th, i) => th.dataset.c === kind ? [row.cells[i].textContent] : []);
        return cells.length === 0 || cells.includes(wanted[kind]);
      };
      for (const row of all(":scope > tbody > tr:not(.below)", table)) {
        const head = row.cells[0];
        const name = (head.textContent + " " + head.title).toLowerCase();
        const judged = "comparison" in row.dataset || "suite" in row.dataset;
        const fits = name.includes((wanted.name || "").toLowerCase()) &&
          ["phase", "event", "engine"].every((kind) => fitting(row, kind)) &&
          (!judged || !wanted.verdict || wanted.verdict.split(" ").every((c) => row.classList.contains(c)));
        row.hidden = !fits;
        const below = row.nextElementSibling;
        if (below && below.classList.contains("below")) below.hidden = !fits;
        of++;
        if (fits) n++;
      }
      const count = document.querySelector('.count[data-for="' + table.id + '"]');
      if (count) count.textContent = n === of ? of + " lines" : n + " of " + of + " lines shown";
    }
  };
  if (form) {
    form.hidden = false;
    form.addEventListener("input", filter);
    form.addEventListener("submit", (e) => e.preventDefault());
    form.querySelector("[data-open]")?.addEventListener("click", async () => {
      const seen = new Set();
      for (const row of shown()) {
        if (seen.has(row.dataset.plots)) continue;
        seen.add(row.dataset.plots);
        await toggle(row, row.querySelector("th button"), true);
      }
    });
    filter();
  }

  for (const button of all("button.save")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(await unpack(button.dataset.pack));
      link.download = button.dataset.name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    });
  }
  document.documentElement.dataset.ready = "true";
})();
