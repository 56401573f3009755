(() => {
  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes ?? {})) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const draw = (tag, attributes, text) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    if (text !== undefined) element.textContent = text;
    return element;
  };

  // What opens below a line: its values by process, and in the order of time.
  const scale = (p) => p.log
    ? (x) => (Math.log(x) - Math.log(p.low)) / (Math.log(p.high) - Math.log(p.low))
    : (x) => (x - p.low) / (p.high - p.low);
  const kindOf = (process, i) => i < (process.warm ?? 0) ? "warm" : process.outliers?.includes(i) ? "outlier" : "";
  const said = { "": "", warm: ", warm-up, left out", outlier: ", outlier, kept" };

  // A chart is a drawing whose places across are percentages, so that it is as wide as
  // the page while its text stays as large as the page's. Its points are said in
  // words under the pointer, and by the arrow keys.
  const chart = (heading, label, height, fill) => {
    const svg = draw("svg", { class: "chart", height, role: "img", tabindex: 0, "aria-label": heading + ": " + label + ". Arrow keys read the values." });
    const read = make("p", { class: "read", role: "status" });
    const spots = [];
    fill(svg, spots);
    const hit = svg.appendChild(draw("circle", { class: "hit", r: 6, visibility: "hidden" }));
    let now = -1;
    const show = (n) => {
      now = n;
      hit.setAttribute("visibility", n < 0 ? "hidden" : "visible");
      read.textContent = n < 0 ? "" : spots[n].text;
      if (n < 0) return;
      hit.setAttribute("cx", spots[n].x + "%");
      hit.setAttribute("cy", spots[n].y);
    };
    svg.addEventListener("pointermove", (e) => {
      const box = svg.getBoundingClientRect();
      let best = 400, found = -1;
      spots.forEach((s, n) => {
        const far = (box.left + s.x / 100 * box.width - e.clientX) ** 2 + (box.top + s.y - e.clientY) ** 2;
        if (far < best) [best, found] = [far, n];
      });
      show(found);
    });
    svg.addEventListener("keydown", (e) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[e.key];
      if (!step || spots.length === 0) return;
      e.preventDefault();
      show(now < 0 ? (step > 0 ? 0 : spots.length - 1) : (now + step + spots.length) % spots.length);
    });
    return make("div", {}, make("h4", {}, heading), svg, make("p", { class: "keys" }, label), read);
  };
  const across = (p) => { const at = scale(p); return (x) => Math.round(1e4 * at(x)) / 100; };
  const dot = (g, x, y, kind) => g.append(draw("circle", { cx: x + "%", cy: y, r: kind ? 3 : 2, ...(kind ? { class: kind } : {}) }));

  const distribution = (p, arms) => {
    const rows = arms.map(({ arm }) => 22 + Math.min(Math.max(7 * arm.processes.length, 14), 160));
    const height = rows.reduce((a, b) => a + b, 0) + 26;
    return chart("Every value by process", "One line for each process, the first at the top; a stroke marks its median. " + p.label, height, (svg, spots) => {
      const x = across(p);
      for (const t of p.ticks) {
        const at = x(t.at);
        svg.append(draw("line", { class: "grid", x1: at + "%", x2: at + "%", y1: 0, y2: height - 20 }),
          draw("text", { x: at + "%", y: height - 5, "text-anchor": at < 6 ? "start" : at > 94 ? "end" : "middle" }, t.label));
      }
      let top = 0;
      arms.forEach(({ arm, pen }, k) => {
        const g = svg.appendChild(draw("g", { class: "a" + pen }));
        g.append(draw("text", { class: "arm", x: 2, y: top + 14 }, arm.name));
        const step = (rows[k] - 22) / arm.processes.length;
        arm.processes.forEach((process, n) => {
          const y = top + 20 + step * (n + 0.5);
          process.counts.forEach((count, i) => {
            const kind = kindOf(process, i);
            dot(g, x(count), y, kind);
            spots.push({ x: x(count), y, text: value(p, arm, process, n, i) + said[kind] });
          });
          if (process.median !== null) g.append(draw("line", { class: "median", x1: x(process.median) + "%", x2: x(process.median) + "%", y1: y - Math.min(step, 8) / 2, y2: y + Math.min(step, 8) / 2 }));
          if (process.odd) g.append(draw("text", { class: "odd", x: "100%", y: y + 4, "text-anchor": "end" }, "! outlying process"));
        });
        top += rows[k];
      });
    });
  };
  const value = (p, arm, process, n, i) => arm.name + ", process " + (n + 1) + ", iteration " + ((process.index?.[i] ?? i) + 1) + ": " + words.quantity(process.counts[i], p.unit);

  const order = (p, arms) => chart("In the order of time", "Each process in its place; the lines join the medians of processes. " + p.label, 190, (svg, spots) => {
    const at = scale(p), y = (x) => Math.round(10 * (170 - 160 * at(x))) / 10;
    const n = 1 + Math.max(...arms.flatMap(({ arm }) => arm.processes.map((q) => q.at)));
    for (const t of p.ticks) svg.append(draw("line", { class: "grid", x1: 0, x2: "100%", y1: y(t.at), y2: y(t.at) }));
    arms.forEach(({ arm, pen }, k) => {
      const g = svg.appendChild(draw("g", { class: "a" + pen }));
      const x = (process, within) => Math.round(1e4 * (process.at + (k + 0.1 + 0.8 * within) / arms.length) / n) / 100;
      let last = null;
      arm.processes.forEach((process, q) => {
        const most = Math.max(process.counts.length, 1 + Math.max(-1, ...(process.index ?? [])));
        process.counts.forEach((count, i) => {
          const kind = kindOf(process, i), px = x(process, ((process.index?.[i] ?? i) + 0.5) / most);
          dot(g, px, y(count), kind);
          spots.push({ x: px, y: y(count), text: value(p, arm, process, q, i) + said[kind] });
        });
        if (process.median === null) return;
        const here = { x: x(process, 0.5), y: y(process.median) };
        if (last) g.append(draw("line", { class: "course", x1: last.x + "%", y1: last.y, x2: here.x + "%", y2: here.y }));
        if (process.odd) g.append(draw("text", { class: "odd", x: here.x + "%", y: here.y + 16, "text-anchor": "middle" }, "!"));
        last = here;
      });
    });
    for (const t of p.ticks) svg.append(draw("text", { class: "over", x: 0, y: y(t.at) - 3 }, t.label));
    svg.append(draw("text", { x: 0, y: 186 }, "first process"), draw("text", { x: "100%", y: 186, "text-anchor": "end" }, "last"));
  });

  const fill = async (row) => {
    // What a line opens is an element without a script, and with one text until then:
    // hundreds of tables would make the page slow to open.
    const plain = row.querySelector(".more > noscript");
    if (plain) plain.parentElement.innerHTML = plain.textContent;
    if (!row.dataset.points || row.querySelector(".charts")) return;
    const charts = make("div", { class: "charts" });
    row.querySelector(".more").append(charts);
    try {
      const [pack, place, ...wanted] = row.dataset.points.split(".").map(Number);
      const p = (await packedJSON("points-" + pack))[place];
      const arms = wanted.map((n, pen) => ({ arm: p.arms[n], pen: pen % 6 }));
      charts.append(distribution(p, arms), order(p, arms));
      const keys = make("p", { class: "keys" }, ...arms.map(({ arm, pen }) => make("span", { class: "a" + pen }, make("span", { class: "dot", "aria-hidden": "true" }, "● "), arm.name)),
        make("span", {}, "ring: warm-up, left out"), make("span", {}, "red ring: outlier, kept"));
      for (const { arm } of arms) if (arm.thinned) keys.append(make("span", {}, arm.thinned));
      charts.append(keys);
    } catch (err) {
      charts.textContent = "This browser cannot unpack the values (" + err + "): sightglass report --plots DIR writes plots as files.";
    }
  };

  // The answer, and the lines of benchmarks.
  const compared = document.getElementById("compared");
  // What another baseline comes to was worked out like the rest, and is packed.
  const others = new Map(all("script[data-baseline]").map((s) => [s.dataset.baseline, s.id]));
  const bases = [compared.querySelector("[data-baseline]")?.value, ...others.keys()];
  const parked = new Map(); // what is not shown now, by its baseline
  const started = new Set();
  let baseline = compared.querySelector("[data-baseline]")?.value, phase = "";
  const rebase = async (name) => {
    if (!parked.has(name) && name !== baseline) {
      const holder = make("div", {});
      holder.innerHTML = await (await unpack(others.get(name))).text();
      const part = new DocumentFragment();
      part.append(...holder.childNodes);
      parked.set(name, part);
    }
    if (name === baseline || compared.querySelector("[data-baseline]").value !== name) return;
    const was = new DocumentFragment();
    compared.querySelector("[data-baseline]").value = baseline;
    was.append(...compared.childNodes);
    parked.set(baseline, was);
    compared.append(parked.get(name));
    baseline = name;
    if (started.has(name)) choose(phase);
    else start();
    compared.querySelector("[data-baseline]").focus();
  };
  const choose = (name, focus) => {
    phase = name;
    for (const tab of all("[role=tab]", compared)) {
      const on = tab.dataset.phase === name;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      if (on && focus) tab.focus();
    }
    for (const part of all(".phase", compared)) part.hidden = part.dataset.phase !== name;
    filter();
  };
  const filter = () => {
    const wanted = {};
    for (const input of all("[data-filter]", compared)) wanted[input.dataset.filter] = input.value.trim();
    let of = 0, n = 0;
    for (const panel of all(".panel", compared)) {
      panel.hidden = ["event", "engine"].some((kind) => wanted[kind] && panel.dataset[kind] !== wanted[kind]);
      for (const row of all(".row", panel)) {
        const name = row.querySelector(".name").textContent.toLowerCase();
        const fits = name.includes((wanted.name ?? "").toLowerCase()) &&
          (wanted.verdict ?? "").split(" ").every((c) => !c || row.classList.contains(c));
        row.hidden = !fits;
        if (panel.hidden || panel.parentElement.hidden) continue;
        of++;
        if (fits) n++;
      }
    }
    compared.querySelector(".count").textContent = (n === of ? of : n + " of " + of) + (of === 1 ? " line" : " lines") + (n === of ? "" : " shown");
  };
  const sort = (by) => {
    for (const panel of all(".panel", compared)) {
      const rows = all(".row", panel);
      const key = (row) => Number(row.dataset[by] ?? NaN);
      rows.forEach((row, i) => { row.dataset.first ??= i; });
      const last = (row) => row.classList.contains("suite") ? 1 : 0;
      rows.sort((a, b) => {
        if (last(a) !== last(b)) return last(a) - last(b);
        if (by === "name") return a.querySelector(".name").textContent.localeCompare(b.querySelector(".name").textContent, undefined, { numeric: true });
        if (by === "ratio" || by === "size") return (isNaN(key(a)) - isNaN(key(b))) || (key(b) - key(a)) || a.dataset.first - b.dataset.first;
        return a.dataset.first - b.dataset.first;
      });
      panel.append(...rows);
    }
  };
  const copy = async () => {
    const button = compared.querySelector("[data-copy]"), label = button.dataset.label ??= button.textContent;
    const text = await (await unpack("markdown")).text();
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      const area = compared.querySelector("textarea") ?? make("textarea", { rows: 8, "aria-label": "Markdown to copy" });
      area.value = text;
      button.after(area);
      area.select();
    }
    setTimeout(() => { button.textContent = label; }, 2000);
  };
  const start = () => {
    started.add(baseline);
    const choice = compared.querySelector("[data-baseline]");
    if (choice && others.size > 0) {
      choice.replaceChildren(...bases.map((name) => new Option(name, name, false, name === baseline)));
      choice.closest("label").hidden = false;
    }
    for (const hidden of all(".tabs, form.filters", compared)) hidden.hidden = false;
    const tabs = all("[role=tab]", compared);
    for (const part of all(".phase", compared)) {
      part.setAttribute("role", "tabpanel");
      part.setAttribute("aria-labelledby", "tab-" + part.dataset.phase);
    }
    tabs.forEach((tab, i) => {
      tab.addEventListener("click", () => choose(tab.dataset.phase));
      tab.addEventListener("keydown", (e) => {
        const to = { ArrowRight: i + 1, ArrowLeft: i - 1 + tabs.length, Home: 0, End: tabs.length - 1 }[e.key];
        if (to === undefined) return;
        e.preventDefault();
        choose(tabs[to % tabs.length].dataset.phase, true);
      });
    });
    const form = compared.querySelector("form.filters");
    form.addEventListener("submit", (e) => e.preventDefault());
    form.addEventListener("input", (e) => {
      if (e.target.dataset.filter) filter();
      if ("order" in e.target.dataset) sort(e.target.value);
      if ("baseline" in e.target.dataset) rebase(e.target.value);
    });
    form.querySelector("[data-open]").addEventListener("click", () => {
      const rows = all(".row", compared).filter((row) => row.offsetParent);
      const open = rows.some((row) => !row.open);
      for (const row of rows) row.open = open;
    });
    form.querySelector("[data-copy]")?.addEventListener("click", copy);
    if (tabs.length > 0) choose((tabs.find((t) => t.dataset.phase === phase) ?? tabs[0]).dataset.phase);
  };
  compared.addEventListener("toggle", (e) => { if (e.target.open && e.target.matches(".row")) fill(e.target); }, true);
  compared.addEventListener("click", (e) => { if (e.target.matches("a[href^='#']") && e.target.hash === location.hash) setTimeout(jump); });
  const jump = () => {
    const row = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!row || !row.matches(".row")) return;
    const part = row.closest(".phase");
    if (part) choose(part.dataset.phase);
    row.hidden = false;
    row.open = true;
    row.scrollIntoView();
  };
  addEventListener("hashchange", jump);
  start();
  jump();

  // Another page, dropped onto this one: values beside each other, and what they come
  // to. Intervals and verdicts take the rows, and are left to the command.
  const valuesIn = async (text) => {
    // Names in a page are escaped, so that what looks like an element is one.
    if (!/<meta name="generator" content="sightglass">/.test(text)) throw new Error("it was not written by sightglass report");
    const packed = /<script type="text\/plain" id="values">([^<]*)<\/script>/.exec(text)?.[1];
    if (!packed) throw new Error("it carries no values: it is a history, or was written by an older version");
    try {
      return JSON.parse(await (await unpacked(packed)).text());
    } catch {
      throw new Error("the values in it are damaged");
    }
  };
  const output = document.getElementById("other");
  const beside = async (file) => {
    output.replaceChildren(make("p", {}, "Reading " + file.name + "."));
    try {
      const mine = await packedJSON("values"), theirs = await valuesIn(await file.text());
      const key = (v) => JSON.stringify([v.arch, v.wasm, v.phase, v.event, v.engine]);
      const known = new Map(mine.values.map((v) => [key(v), v]));
      const lines = [];
      for (const b of theirs.values) {
        const a = known.get(key(b));
        if (!a) continue;
        const ratio = a.median > 0 && b.median > 0 ? b.median / a.median : NaN;
        const event = mine.events[a.event] ?? {};
        lines.push({ a, b, event, ratio, worse: (event.better === "higher" ? -1 : 1) * (Math.log(ratio) || 0) });
      }
      if (lines.length === 0) throw new Error("no benchmark, phase, event and engine is in both pages");
      lines.sort((x, y) => y.worse - x.worse);
      const head = make("tr", {}, ...["Benchmark", "Phase", "Event", "Engine", "This page", file.name, "Change of medians"].map((t) => make("th", { scope: "col" }, t)));
      const rows = lines.map(({ a, b, event, ratio }) => make("tr", {}, make("th", { scope: "row" }, a.wasm), make("td", {}, a.phase), make("td", {}, a.event), make("td", {}, a.engine),
        make("td", { class: "n" }, a.text), make("td", { class: "n" }, b.text), make("td", {}, words.change(ratio, event))));
      output.replaceChildren(make("h3", {}, file.name + " against this page"),
        make("p", { class: "warn mild" }, "Medians alone, the worst first: how sure these differences are is not known here. ", make("code", {}, "sightglass compare"), " of the recordings that both pages were made of gives intervals and verdicts."),
        make("p", { class: "count" }, lines.length + " of " + mine.values.length + " values are in both pages."),
        make("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "values of both pages" }, make("table", {}, make("thead", {}, head), make("tbody", {}, ...rows))));
      output.scrollIntoView();
    } catch (err) {
      output.replaceChildren(make("p", { class: "warn" }, "Cannot compare with " + file.name + ": " + err.message + "."));
    }
  };
  document.querySelector(".drop").hidden = false;
  document.getElementById("page").addEventListener("change", (e) => { if (e.target.files[0]) beside(e.target.files[0]); });
  const files = (e) => Array.from(e.dataTransfer?.types ?? []).includes("Files");
  const over = (on) => document.body.classList.toggle("dropping", on);
  addEventListener("dragover", (e) => { if (files(e)) { e.preventDefault(); over(true); } });
  addEventListener("dragleave", (e) => { if (!e.relatedTarget) over(false); });
  addEventListener("drop", (e) => {
    if (!files(e)) return;
    e.preventDefault();
    over(false);
    beside(e.dataTransfer.files[0]);
  });

  for (const button of all("button.save")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const link = make("a", { href: URL.createObjectURL(await unpack(button.dataset.pack)), download: button.dataset.name });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    });
  }
  document.documentElement.dataset.ready = "true";
})();
