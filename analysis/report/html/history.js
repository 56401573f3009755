(() => {
  const one = (selector) => document.querySelector(selector);
  const list = one(".trends"), rows = all(".trend"), filters = one("form.filters"), two = one("form.two");
  const { points, files } = JSON.parse(document.getElementById("numbers").textContent);

  const name = (row) => row.querySelector(".name").textContent;
  const phone = matchMedia("(max-width:760px)");
  // A line that opens draws its course: the one that is as wide as there is room, or to be scrolled.
  const draw = async (row) => {
    if (!row.open || row.querySelector(".course")) return;
    const box = document.createElement("div");
    box.className = "course";
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", "course of " + [name(row), row.dataset.phase, row.dataset.engine, row.dataset.event].join(", "));
    row.querySelector(".more").prepend(box);
    try {
      const [pack, place] = row.dataset.course.split(".");
      const widths = (await packedJSON("plots-" + pack))[place];
      const text = phone.matches ? widths.at(-1) : widths[0];
      box.append(document.importNode(new DOMParser().parseFromString(text, "text/html").body.firstElementChild, true));
      for (const t of all("svg text", box)) t.setAttribute("lengthAdjust", "spacingAndGlyphs");
    } catch (err) {
      box.textContent = "This browser cannot unpack the course (" + err + ").";
    }
  };
  for (const row of rows) row.addEventListener("toggle", () => draw(row));
  phone.addEventListener("change", () => {
    for (const box of all(".course")) box.remove();
    rows.forEach(draw);
  });

  // Filters and order.
  const filter = () => {
    const wanted = {};
    for (const input of all("[data-filter]", filters)) wanted[input.dataset.filter] = input.value.trim();
    let n = 0;
    for (const row of rows) {
      const d = row.dataset;
      const fits = name(row).toLowerCase().includes((wanted.name || "").toLowerCase()) &&
        ["phase", "engine", "event"].every((kind) => !wanted[kind] || d[kind] === wanted[kind]) &&
        (!wanted.kind || wanted.kind.split(" ").some((kind) => row.classList.contains(kind))) && (!wanted.since || Number(d.to) >= Number(wanted.since));
      row.hidden = !fits;
      if (fits) n++;
    }
    one(".count").textContent = n === rows.length ? n + " lines" : n + " of " + rows.length + " lines shown";
  };
  const sort = (by) => {
    const sorted = rows.slice();
    if (by === "name") sorted.sort((a, b) => name(a).localeCompare(name(b)));
    if (by === "to") sorted.sort((a, b) => Number(b.dataset.to) - Number(a.dataset.to));
    list.append(...sorted);
  };
  filters.hidden = false;
  filters.addEventListener("input", (e) => (e.target.dataset.order === undefined ? filter() : sort(e.target.value)));

  // What is said of two recordings was said when the page was made: of the levels on which they lie.
  const between = (l, a, b) => {
    const level = (point) => (l.b || []).filter((begin) => point >= begin).length;
    if (!l.t[a] || !l.t[b]) return ["-", "", ""];
    if (l.few) return ["too few recordings", "", ""];
    if (level(a) === level(b)) return ["no change found", "", ""];
    return l.c[level(a) + "," + level(b)];
  };
  const from = one("[data-point=from]"), to = one("[data-point=to]");
  const compare = async () => {
    if (Number(from.value) > Number(to.value)) [from.value, to.value] = [to.value, from.value];
    const a = Number(from.value), b = Number(to.value);
    one("[data-head=from]").textContent = points[a].label;
    one("[data-head=to]").textContent = points[b].label;
    one(".command").textContent = a === b ? "choose two recordings" :
      files[a] && files[b] ? "sightglass report --output-file two.html " + files[a] + " " + files[b] : "not known which files these recordings are in";
    one("[data-copy]").disabled = a === b || !files[a] || !files[b];
    const levels = await packedJSON("levels");
    if (a !== Number(from.value) || b !== Number(to.value)) return;
    for (const row of rows) {
      const l = levels[row.dataset.series];
      const [words, interval, tone] = between(l, a, b);
      row.querySelector(".from").textContent = l.t[a] || "-";
      row.querySelector(".to").textContent = l.t[b] || "-";
      const change = row.querySelector(".change");
      change.textContent = words;
      change.title = interval;
      change.className = "change " + tone;
      row.querySelector(".pair")?.remove();
      if (interval) {
        const said = document.createElement("p");
        said.className = "pair";
        said.textContent = "From " + points[a].label + " to " + points[b].label + ": " + words + " (" + interval + ").";
        row.querySelector(".more").append(said);
      }
    }
  };
  for (const select of [from, to]) {
    points.forEach((p, i) => {
      const date = p.started ? " · " + p.started.slice(0, 10) : "";
      select.append(new Option(p.label + date, String(i)));
    });
    select.addEventListener("input", compare);
  }
  from.value = "0";
  to.value = String(points.length - 1);
  two.hidden = points.length < 2;
  one("[data-copy]").addEventListener("click", async (e) => {
    const text = one(".command").textContent;
    try {
      await navigator.clipboard.writeText(text);
      e.target.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(one(".command"));
      e.target.textContent = "Selected: copy it";
    }
    setTimeout(() => { e.target.textContent = "Copy"; }, 2000);
  });
  for (const form of [filters, two]) form.addEventListener("submit", (e) => e.preventDefault());

  // A link to a line opens it, and shows it whatever the filters say.
  const follow = () => {
    const row = rows.find((r) => "#" + r.id === location.hash);
    if (!row) return;
    if (row.hidden) {
      filters.reset();
      sort("");
      filter();
    }
    row.open = true;
    row.scrollIntoView();
  };
  addEventListener("hashchange", follow);
  for (const link of all('a[href^="#"]')) link.addEventListener("click", () => setTimeout(follow));

  filter();
  compare().then(follow);
  document.documentElement.dataset.ready = "true";
})();
