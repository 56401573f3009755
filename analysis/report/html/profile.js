// Opening and closing stacks needs no script; looking into the flame graph does.
(() => {
  const svg = document.querySelector("svg.flames");
  const all = document.querySelector("button.all");
  const says = document.querySelector(".zoomed");
  const width = svg.viewBox.baseVal.width, height = 20, letter = 7.2;
  const path = [];
  // Frames are in the order of the tree: a caller, then all that it calls.
  const frames = [...svg.querySelectorAll("g")].map(g => {
    const rect = g.querySelector("rect");
    const f = { g, rect, label: g.dataset.label, depth: rect.getAttribute("y") / height, calls: [] };
    f.x = Number(rect.getAttribute("x"));
    f.width = Number(g.dataset.width);
    path.length = f.depth;
    f.caller = path[f.depth - 1];
    if (f.caller) f.caller.calls.push(f);
    path.push(f);
    g.setAttribute("role", "button");
    g.setAttribute("aria-label", g.querySelector("title").textContent);
    g.tabIndex = -1;
    return f;
  });
  if (frames.length === 0) return;
  const root = frames[0];
  let at = root;

  const write = (f, x, room) => {
    let text = f.g.querySelector("text");
    const letters = Math.floor((room - 6) / letter);
    if (letters < 3) return text && text.remove();
    if (!text) {
      text = document.createElementNS(svg.namespaceURI, "text");
      text.setAttribute("y", f.depth * height + 14);
      f.g.append(text);
    }
    const label = [...f.label];
    text.setAttribute("x", x + 3);
    text.textContent = label.length > letters ? label.slice(0, letters - 1).join("") + "…" : f.label;
  };
  const show = (f, x, wide) => {
    f.g.toggleAttribute("hidden", wide < 1);
    f.rect.setAttribute("x", x);
    f.rect.setAttribute("width", Math.max(0, wide - 0.5));
    write(f, x, wide);
  };
  const go = f => {
    at.g.tabIndex = -1;
    at = f;
    at.g.tabIndex = 0;
    at.g.focus();
  };
  // zoom makes a frame as wide as all, and hides what is beside it.
  const zoom = to => {
    const by = width / to.width;
    for (const f of frames) f.g.setAttribute("hidden", "");
    let deepest = 0;
    const inside = f => {
      show(f, (f.x - to.x) * by, f.width * by);
      if (!f.g.hasAttribute("hidden")) deepest = Math.max(deepest, f.depth);
      f.calls.forEach(inside);
    };
    inside(to);
    for (let f = to.caller; f; f = f.caller) show(f, 0, width);
    svg.setAttribute("viewBox", `0 0 ${width} ${(deepest + 1) * height}`);
    all.hidden = to === root;
    says.textContent = to === root ? "" : "At full width: " + to.g.getAttribute("aria-label");
    if (at.g.hasAttribute("hidden")) {
      at.g.tabIndex = -1;
      at = to;
      at.g.tabIndex = 0;
    }
  };
  const seen = list => list.filter(f => !f.g.hasAttribute("hidden"));
  const keys = {
    ArrowUp: () => at.caller,
    ArrowDown: () => seen(at.calls)[0],
    ArrowLeft: () => beside(-1),
    ArrowRight: () => beside(1),
  };
  const beside = by => {
    const list = at.caller ? seen(at.caller.calls) : [at];
    return list[list.indexOf(at) + by];
  };
  svg.addEventListener("click", e => {
    const f = frames.find(f => f.g.contains(e.target));
    if (f) { zoom(f); go(f); }
  });
  svg.addEventListener("keydown", e => {
    if (e.key === "Enter" || e.key === " ") zoom(at);
    else if (keys[e.key]) { const f = keys[e.key](); if (f) go(f); }
    else return;
    e.preventDefault();
  });
  const leave = () => { zoom(root); go(root); };
  document.addEventListener("keydown", e => { if (e.key === "Escape" && !all.hidden) leave(); });
  all.addEventListener("click", leave);
  svg.setAttribute("role", "group");
  root.g.tabIndex = 0;
})();
document.documentElement.dataset.ready = "true";
