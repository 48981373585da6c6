// The page's program: `state` says what is shown, `show` draws it, the address keeps it.
const packed = await fetch("data:;base64," + document.getElementById("data").textContent);
const inflated = packed.body.pipeThrough(new DecompressionStream("deflate-raw"));
const data = JSON.parse(await new Response(inflated).text());
const NOWHERE = 0xffffffff;
const VIEWS = ["code", "graph", "calls", "passes", "size"];
const state = { view: "code", unit: 0, step: -1, source: NOWHERE, name: null, target: 0, removed: true, folded: true, missed: false };
const byId = id => document.getElementById(id);
const sourceKey = (file, line) => file * 1048576 + line;

function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter(child => child !== null));
  return element;
}
function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "onclick") element.addEventListener("click", value);
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

// The numbers of a unit's lines after a step, and the last step that changed them.
function linesAfter(unit, step) {
  let lines = [], at = -1;
  for (const snapshot of unit.snapshots) {
    if (snapshot.step > step) break;
    const tail = snapshot.tail ? lines.slice(lines.length - snapshot.tail) : [];
    lines = lines.slice(0, snapshot.head).concat(snapshot.lines, tail);
    at = snapshot.step;
  }
  return { lines, at };
}
const changedSteps = unit => unit.snapshots.map(snapshot => snapshot.step);

// What differs between two lists of numbers: [number, "same" | "new" | "gone"], by a longest common subsequence.
function difference(before, after) {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < before.length - head && tail < after.length - head &&
         before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const a = before.slice(head, before.length - tail), b = after.slice(head, after.length - tail);
  const result = before.slice(0, head).map(line => [line, "same"]);
  if (a.length * b.length > 4e6) {
    result.push(...a.map(line => [line, "gone"]), ...b.map(line => [line, "new"]));
  } else {
    const width = b.length + 1, table = new Uint16Array((a.length + 1) * width);
    for (let i = a.length - 1; i >= 0; i--)
      for (let j = b.length - 1; j >= 0; j--)
        table[i * width + j] = a[i] === b[j] ? table[(i + 1) * width + j + 1] + 1
          : Math.max(table[(i + 1) * width + j], table[i * width + j + 1]);
    let i = 0, j = 0;
    while (i < a.length || j < b.length) {
      if (i < a.length && j < b.length && a[i] === b[j]) { result.push([a[i], "same"]); i++; j++; }
      else if (j >= b.length || i < a.length && table[(i + 1) * width + j] >= table[i * width + j + 1]) result.push([a[i++], "gone"]);
      else result.push([b[j++], "new"]);
    }
  }
  result.push(...before.slice(before.length - tail).map(line => [line, "same"]));
  return result;
}

// A line's names can be clicked: values, slots, blocks. Lines are written as HTML: there are thousands, and that is quick.
const NAME = /\b(?:v\d+|b\d+|self|message\.(?:arg\.\d+|block)|frame\.[A-Za-z0-9_.]+|r[0-9]+[dwb]?|r[abcds][xipl]|r[sd]i|e[abcd]x|e[sd]i|[xwd]\d+|xmm\d+)\b/g;
const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = text => text.replace(/[&<>"]/g, sign => ESCAPES[sign]);
const span = (kind, text) => `<span class="${kind}">${escaped(text)}</span>`;
function written(text) {
  const comment = text.search(/ {2}# /);
  const code = comment < 0 ? text : text.slice(0, comment);
  let html = "", end = 0;
  for (const match of code.matchAll(NAME)) {
    html += `${escaped(code.slice(end, match.index))}<span class="name" data-name="${match[0]}">${match[0]}</span>`;
    end = match.index + match[0].length;
  }
  return html + escaped(code.slice(end)) + (comment < 0 ? "" : span("comment", text.slice(comment)));
}
function line(text, source, kind, before = "") {
  const classes = "line" + (kind && kind !== "same" ? " " + kind : "");
  return `<div class="${classes}"${source === NOWHERE ? "" : ` data-source="${source}"`}>${before}<span>${written(text)}</span></div>`;
}
const fill = (block, lines) => block.insertAdjacentHTML("beforeend", lines.join(""));

function column(title, note, text, ...extra) {
  return make("section", { class: "column", "aria-label": title }, make("h2", {}, title, make("small", {}, note), ...extra), text);
}
function textBlock(id) {
  return make("div", { class: "text", id, tabindex: "0", onclick: picked });
}
function picked(event) {
  const name = event.target.closest(".name"), row = event.target.closest(".line[data-source]");
  if (name) state.name = state.name === name.dataset.name ? null : name.dataset.name;
  if (row) state.source = Number(row.dataset.source);
  if (!name && !row) return;
  highlight(event.currentTarget);
  keep();
}
// Marks the source line and the name that are picked, and brings them into sight in the other columns.
function highlight(own) {
  document.querySelectorAll(".text .hit").forEach(old => old.classList.remove("hit"));
  if (state.name !== null)
    document.querySelectorAll(`.name[data-name="${CSS.escape(state.name)}"]`).forEach(name => name.classList.add("hit"));
  if (state.source === NOWHERE) return;
  for (const text of document.querySelectorAll(".text")) {
    const rows = text.querySelectorAll(`.line[data-source="${state.source}"]`);
    rows.forEach(row => row.classList.add("hit"));
    if (rows.length && text !== own) text.scrollTop = rows[0].offsetTop - text.offsetTop - text.clientHeight / 3;
  }
}

const unitLink = (index, name) => make("button", { class: "link", onclick: () => go({ unit: index }) }, name);
const separated = parts => parts.flatMap((part, index) => index ? [", ", part] : [part]);
// Where the lines of a method without code of its own are: [unit, listing, rows of those lines].
function holdersOf(unit) {
  const own = from => from !== NOWHERE && from >= sourceKey(unit.file, unit.first) && from <= sourceKey(unit.file, unit.last);
  return data.units.flatMap((other, index) => (other.assembly[state.target] ?? [])
    .map(listing => [index, listing, listing.rows.filter(row => own(row[3]))])
    .filter(([, , rows]) => other !== unit && rows.length));
}

// What passes said of a unit's lines, and the marks of it in a line's margin.
const remarksOf = unit => data.remarks.filter(({ source }) => source !== NOWHERE
  && source >= sourceKey(unit.file, unit.first) && source <= sourceKey(unit.file, unit.last));
const SIGNS = { done: "+", missed: "−", note: "·" };
function marks(remarks) {
  const signs = Object.entries(SIGNS).filter(([kind]) => remarks.some(one => one.kind === kind));
  const said = remarks.map(one => `${SIGNS[one.kind]} ${one.what}: ${one.message}`).join("\n");
  return `<span class="marks"${said ? ` title="${escaped(said)}"` : ""}>${signs.map(([kind, sign]) => span(kind, sign)).join("")}</span>`;
}
const numbered = (source, ...rest) => `${span("number", String(source % 1048576))}${rest.join("")}`;
function saying(remark) {
  const text = `${remark.what}: ${remark.message}${remark.count > 1 ? ` (${remark.count} times)` : ""} `;
  const parts = numbered(remark.source, span(remark.kind, SIGNS[remark.kind]), `<span>${escaped(text)}${span("comment", stepName(remark.step))}</span>`);
  return `<div class="line remark" data-source="${remark.source}" data-kind="${remark.kind}" data-step="${remark.step}">${parts}</div>`;
}
// A click on a remark shows the line, and the program after the pass that said so.
function remarked(event) {
  const row = event.target.closest(".remark");
  if (row) go({ step: Number(row.dataset.step), source: Number(row.dataset.source) });
}

const views = {
  code(unit) {
    const file = data.files[unit.file];
    const source = textBlock("source");
    const remarks = remarksOf(unit);
    const bySource = Map.groupBy(remarks, one => one.source);
    fill(source, file.text.split("\n").slice(unit.first - 1, unit.last).map((text, index) => {
      const key = sourceKey(unit.file, unit.first + index);
      return `<div class="line" data-source="${key}">${numbered(key, marks(bySource.get(key) ?? []))}<span>${escaped(text) || " "}</span></div>`;
    }));
    const said = make("div", { class: "text", id: "remarks", tabindex: "0", onclick: remarked });
    fill(said, remarks.filter(one => !state.missed || one.kind === "missed").map(saying));
    const onlyMissed = make("button", { id: "missed", onclick: () => go({ missed: !state.missed }), "aria-pressed": String(state.missed) },
      "missed only");
    const from = column("Source", `${file.name}:${unit.first}`, source);
    if (remarks.length) from.append(make("h2", {}, "Remarks", make("small", {}, "what passes did (+), and could not do (−)"), onlyMissed), said);
    const tree = textBlock("tree");
    const nodes = file.tree.map(number => data.lines[number]).filter(([, at]) => at >= unit.first && at <= unit.last);
    const indent = Math.min(...nodes.map(([text]) => text.search(/\S/)));
    fill(tree, nodes.map(([text, at]) => line(text.slice(indent), sourceKey(unit.file, at))));
    const { lines, at } = linesAfter(unit, state.step);
    const before = linesAfter(unit, at - 1).lines;
    const pass = textBlock("pass");
    const step = data.steps[state.step];
    const compared = at === state.step ? difference(before, lines) : lines.map(number => [number, "same"]);
    fill(pass, compared.filter(([, kind]) => kind !== "gone" || state.removed)
      .map(([number, kind]) => line(...data.lines[number], before.length ? kind : "same")));
    const code = textBlock("assembly");
    const list = (listing, rows, ...name) => {
      code.append(make("div", { class: "heading" }, ...name));
      fill(code, rows.map(([offset, bytes, text, from]) => line(text, from, null, span("number", offset.toString(16)) + span("bytes", bytes))));
    };
    for (const listing of unit.assembly[state.target] ?? []) list(listing, listing.rows, listing.name);
    const holders = code.children.length ? [] : holdersOf(unit);
    for (const [index, listing, rows] of holders) list(listing, rows, "within ", unitLink(index, listing.name));
    if (!code.children.length) code.append(make("div", { class: "heading" }, "No code: it is never called, or all of it is known beforehand."));
    if (!lines.length) pass.append(make("div", { class: "heading" }, ...(holders.length
      ? ["Nothing: it became a part of ", ...separated([...new Set(holders.map(([index]) => index))].map(index => unitLink(index, data.units[index].name)))]
      : ["Nothing: it became a part of its callers, or is never called."])));
    const removed = make("button", { onclick: () => { state.removed = !state.removed; show(); }, "aria-pressed": String(state.removed) },
      state.removed ? "hide removed" : "show removed");
    const target = make("select", { id: "target", "aria-label": "Target", onchange: event => { state.target = event.target.selectedIndex; show(); } },
      ...data.targets.map((name, index) => make("option", { selected: index === state.target }, name)));
    return [passes(unit), make("div", { class: "columns" },
      from,
      column("Tree", "", tree),
      column(step.level === "virtual" ? "Virtual" : "Register", `after ${step.name}: ${at === state.step || at < 0 ? step.about : `unchanged here, as after ${stepName(at)}`}`, pass, removed),
      column("Machine", "", code, target))];
  },

  graph(unit) {
    const blocks = graphOf(linesAfter(unit, state.step).lines);
    return [passes(unit), make("div", { class: "pad" }, drawGraph(unit, blocks))];
  },

  calls(unit) {
    const link = name => {
      const index = data.units.findIndex(other => other.name === name);
      return index < 0 ? make("span", {}, name) : unitLink(index, name);
    };
    const callers = data.units.filter(other => other.calls.includes(unit.name)).map(other => other.name);
    const list = (names, none) => make("div", {}, ...(names.length ? names.map(link) : [make("span", {}, none)]));
    return [make("div", { class: "pad" }, make("h2", {}, "Calls that are left after inlining"),
      make("div", { class: "calls" }, list(callers, "no callers"), make("strong", {}, unit.name), list(unit.calls, "calls nothing")))];
  },

  passes() {
    const most = Math.max(...data.steps.map(step => step.microseconds), 1);
    const row = (step, index) => make("tr", {},
      make("td", {}, make("button", { onclick: () => go({ view: "code", step: index }) }, step.name)), make("td", {}, step.level),
      make("td", { class: "amount" }, (step.microseconds / 1000).toFixed(2)),
      make("td", {}, make("div", { class: "bar", style: `width:${(step.microseconds / most * 12).toFixed(2)}rem` })),
      make("td", { class: "amount" }, String(step.changed)), make("td", {}, step.about));
    const head = make("tr", {}, ...["step", "level", "ms", "", "changed", "what it does"].map(text => make("th", {}, text)));
    return [make("div", { class: "pad" }, make("h2", {}, "Steps, and how many methods each changed"), make("table", {}, head, ...data.steps.map(row)))];
  },

  size() {
    const total = data.bytes.reduce((sum, part) => sum + part.size, 0);
    const why = make("p", { id: "why" }, "Click a part to see why it is in the executable.");
    const parts = data.bytes.map((part, index) => ({ ...part, index })).filter(part => part.size > 0).sort((a, b) => b.size - a.size);
    const map = make("div", { class: "treemap" });
    const kind = part => part.section === ".text" ? "code" : part.section === ".data" ? "data" : "table";
    squarify(parts, 0, 0, 100, 100, total, (part, x, y, w, h) => map.append(make("button", {
      class: "kind-" + kind(part), style: `left:${x}%;top:${y}%;width:${w}%;height:${h}%`, title: `${part.name}: ${part.size} bytes`,
      onclick: () => { why.replaceChildren(...chain(part.index)); },
    }, w * h > 2 ? `${part.name} ${part.size}` : "")));
    return [make("div", { class: "pad" }, make("h2", {}, `${total} bytes in ${parts.length} parts`), map, why)];
  },
};

function chain(index) {
  const parts = [];
  const part = data.bytes[index], title = `${part.name} (${part.kind}, ${part.size} bytes)`;
  for (let reason = part.reason; reason && parts.length < 60; reason = data.bytes[reason[0]].reason) {
    parts.push(` ← ${data.bytes[reason[0]].name} (${reason[1]})`);
  }
  return parts.length ? [`${title} is there because of`, ...parts] : [`${title}: in every program`];
}
// Rectangles whose areas are the sizes, as near to squares as can be (Bruls, Huizing, van Wijk: Squarified Treemaps, 2000).
function squarify(parts, x, y, w, h, total, place) {
  while (parts.length) {
    const across = w >= h, side = across ? h : w, scale = w * h / total;
    let row = [], sum = 0, worst = Infinity;
    for (const part of parts) {
      const next = sum + part.size, length = next * scale / side;
      const ratio = Math.max(...[row[0] ?? part, part].map(one => { const other = one.size * scale / length; return Math.max(length / other, other / length); }));
      if (ratio > worst) break;
      worst = ratio; row.push(part); sum = next;
    }
    const length = sum * scale / side;
    let at = 0;
    for (const part of row) {
      const share = part.size / sum * side;
      if (across) place(part, x, y + at, length, share); else place(part, x + at, y, share, length);
      at += share;
    }
    parts = parts.slice(row.length); total -= sum;
    if (across) { x += length; w -= length; } else { y += length; h -= length; }
  }
}

// Blocks of the texts: name, lines, targets. Versions have graphs of their own: names are `version:block`.
function graphOf(numbers) {
  const blocks = [];
  let version = -1, block = null;
  for (const number of numbers) {
    const text = data.lines[number][0];
    if (/^(method|function) /.test(text)) { version++; block = null; continue; }
    const head = /^(b\d+)\b/.exec(text);
    if (head) { block = { name: `${version}:${head[1]}`, label: head[1], cold: /cold$/.test(text), lines: [], targets: [] }; blocks.push(block); }
    else if (block) block.lines.push(text.trim());
  }
  for (const one of blocks) {
    const last = (one.lines.at(-1) ?? "").replace(/ {2}# .*/, "");
    const own = one.name.split(":")[0];
    one.targets = [...new Set([...last.matchAll(/\bb\d+\b/g)].map(match => `${own}:${match[0]}`))];
  }
  return blocks;
}
// Each block has one place in all passes of a level: ranks are those of the graph of all of them together.
function ranks(unit, level) {
  const edges = new Map();
  for (const step of changedSteps(unit).filter(step => data.steps[step].level === level))
    for (const block of graphOf(linesAfter(unit, step).lines)) {
      const targets = edges.get(block.name) ?? new Set();
      block.targets.forEach(target => targets.add(target));
      edges.set(block.name, targets);
    }
  const rank = new Map();
  const visit = (name, depth, path) => {
    if (path.has(name) || (rank.get(name) ?? -1) >= depth || depth > 400) return;
    rank.set(name, depth);
    path.add(name);
    for (const target of edges.get(name) ?? []) visit(target, depth + 1, path);
    path.delete(name);
  };
  const order = [...edges.keys()];
  let budget = 20000;
  // breadth first is enough where paths are too many
  const queue = order.filter(name => /:b0$/.test(name)).map(name => [name, 0]);
  if (order.length < 40) queue.forEach(([name]) => visit(name, 0, new Set()));
  else while (queue.length && budget-- > 0) {
    const [name, depth] = queue.shift();
    if (rank.has(name)) continue;
    rank.set(name, depth);
    for (const target of edges.get(name) ?? []) queue.push([target, depth + 1]);
  }
  order.forEach(name => { if (!rank.has(name)) rank.set(name, 0); });
  const rows = [];
  for (const name of order) (rows[rank.get(name)] ??= []).push(name);
  const place = new Map();
  rows.forEach((row, y) => row.forEach((name, x) => place.set(name, [x, y])));
  return place;
}
function drawGraph(unit, blocks) {
  const place = ranks(unit, data.steps[state.step].level);
  const width = 210, height = 92, box = 190;
  const shown = new Map(blocks.map(block => [block.name, block]));
  const at = name => { const [x, y] = place.get(name); return [x * width + 10, y * height + 10]; };
  const wide = Math.max(1, ...blocks.map(block => place.get(block.name)[0] + 1)), high = Math.max(1, ...blocks.map(block => place.get(block.name)[1] + 1));
  const picture = svg("svg", { width: wide * width + 20, height: high * height + 20, role: "img", "aria-label": "Control flow" });
  picture.append(svg("defs", {}, svg("marker", { id: "arrow", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" }, svg("path", { d: "M0,0L8,4L0,8z" }))));
  for (const block of blocks)
    for (const target of block.targets.filter(target => shown.has(target))) {
      const [x, y] = at(block.name), [tx, ty] = at(target), back = ty <= y;
      const d = back ? `M${x + box},${y + 30}C${x + box + 60},${y + 30} ${tx + box + 60},${ty + 20} ${tx + box},${ty + 20}`
        : `M${x + box / 2},${y + 62}C${x + box / 2},${y + 80} ${tx + box / 2},${ty - 18} ${tx + box / 2},${ty}`;
      picture.append(svg("path", { d, class: back ? "back" : "", "marker-end": "url(#arrow)" }));
    }
  for (const block of blocks) {
    const [x, y] = at(block.name);
    const cut = text => text.length > 27 ? text.slice(0, 26) + "…" : text;
    const shownLines = block.lines.length > 2 ? [`${block.lines.length - 1} more`, block.lines.at(-1)] : block.lines;
    const group = svg("g", { class: "node", "data-block": block.label, onclick: () => go({ view: "code", name: block.label }) },
      svg("rect", { x, y, width: box, height: 62, rx: 4, class: state.name === block.label ? "hit" : "", "stroke-dasharray": block.cold ? "4 3" : "" }));
    [block.label + (block.cold ? " (cold)" : ""), ...shownLines].forEach((text, index) => {
      const label = svg("text", { x: x + 8, y: y + 17 + index * 17 });
      label.textContent = cut(text.replace(/ {2}# .*/, ""));
      group.append(label);
    });
    picture.append(group);
  }
  return picture;
}

// The steps; those that changed nothing here are folded.
function passes(unit) {
  const bar = make("div", { class: "passes", role: "group", "aria-label": "Passes" });
  const changed = new Set(changedSteps(unit));
  let level = null, folded = [];
  const flush = () => {
    if (!folded.length) return;
    const steps = folded;
    folded = [];
    bar.append(make("button", { class: "same", title: steps.map(step => data.steps[step].name).join(", "),
      onclick: () => { state.folded = false; show(); } }, `${steps.length} unchanged`));
  };
  data.steps.forEach((step, index) => {
    if (step.level !== level) { flush(); level = step.level; bar.append(make("span", { class: "level" }, level)); }
    if (!changed.has(index) && state.folded && index !== state.step) { folded.push(index); return; }
    flush();
    bar.append(make("button", { class: changed.has(index) ? "" : "same", "data-step": index, "aria-current": String(index === state.step),
      title: step.about, onclick: () => go({ step: index }) }, step.name));
  });
  flush();
  return bar;
}

function methods() {
  const wanted = byId("search").value.toLowerCase();
  byId("methods").replaceChildren(...data.units.map((unit, index) => [unit, index])
    .filter(([unit]) => unit.name.toLowerCase().includes(wanted))
    .map(([unit, index]) => make("button", { "data-unit": index, "aria-current": String(index === state.unit), onclick: () => go({ unit: index }) },
      unit.name, make("small", {}, `${unit.first}`))));
}
function show() {
  const unit = data.units[state.unit];
  byId("views").replaceChildren(...VIEWS.map(name => make("button", { role: "tab", "data-view": name, "aria-selected": String(name === state.view),
    onclick: () => go({ view: name }) }, name)));
  methods();
  byId("view").replaceChildren(...(unit ? views[state.view](unit) : [make("p", { class: "pad" }, "The program has no code.")]));
  highlight(null);
  document.querySelector("#methods [aria-current=true]")?.scrollIntoView({ block: "nearest" });
}
// Goes somewhere: the address says where.
function go(to) {
  if (to.unit !== undefined && to.unit !== state.unit) { state.name = null; document.body.classList.remove("menu"); }
  Object.assign(state, to);
  show();
  keep();
}
// `#method,pass,line`; the pass is `name` or `name.2` for its second turn, a view other than code comes last, or alone.
const stepName = index => {
  const turns = data.steps.slice(0, index).filter(step => step.name === data.steps[index].name).length;
  return data.steps[index].name + (turns ? `.${turns + 1}` : "");
};
function keep() {
  const place = state.source === NOWHERE ? "" : `${data.files[Math.floor(state.source / 1048576)].name}:${state.source % 1048576}`;
  const parts = [data.units[state.unit]?.name ?? "", stepName(state.step), place, state.view === "code" ? "" : state.view];
  while (parts.length > 1 && !parts.at(-1)) parts.pop();
  history.replaceState(null, "", "#" + parts.map(encodeURIComponent).join(","));
}
function readAddress() {
  const parts = location.hash.slice(1).split(",").map(decodeURIComponent);
  const [unit, step, place, view = parts.length === 1 ? unit : ""] = parts;
  const index = data.units.findIndex(one => one.name === unit);
  if (index >= 0) state.unit = index;
  const at = data.steps.findIndex((_, number) => stepName(number) === step);
  if (at >= 0) state.step = at;
  if (place) {
    const [, name, number] = /^(?:(.*):)?(\d+)$/.exec(place) ?? [];
    const file = Math.max(0, data.files.findIndex(one => one.name === name));
    if (number) state.source = sourceKey(file, Number(number));
  }
  if (VIEWS.includes(view)) state.view = view;
}
function walk(list, current, by) {
  const at = list.indexOf(current);
  return list[Math.min(list.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
}
document.addEventListener("keydown", event => {
  if (event.target.closest("input, select, dialog")) {
    if (event.key === "Escape" || event.key === "Enter" && event.target.id === "search") {
      if (event.key === "Enter") document.querySelector("#methods button")?.click();
      event.target.blur();
    }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const listed = [...document.querySelectorAll("#methods button")].map(button => Number(button.dataset.unit));
  const actions = {
    "/": () => byId("search").focus(), "?": () => byId("keys").showModal(),
    j: () => go({ unit: walk(listed, state.unit, 1) ?? state.unit }), k: () => go({ unit: walk(listed, state.unit, -1) ?? state.unit }),
    "]": () => go({ step: changedSteps(data.units[state.unit]).find(step => step > state.step) ?? state.step }),
    "[": () => go({ step: changedSteps(data.units[state.unit]).findLast(step => step < state.step) ?? state.step }),
    d: () => go({ removed: !state.removed }), Escape: () => go({ source: NOWHERE, name: null }),
  };
  const action = actions[event.key] ?? (VIEWS[event.key - 1] && (() => go({ view: VIEWS[event.key - 1] })));
  if (action) { event.preventDefault(); action(); }
});
byId("search").addEventListener("input", methods);
byId("help").addEventListener("click", () => byId("keys").showModal());
byId("menu").addEventListener("click", () => byId("menu").setAttribute("aria-expanded", String(document.body.classList.toggle("menu"))));
window.addEventListener("hashchange", () => { readAddress(); show(); });
state.step = data.steps.length - 1;
const main = data.units.findIndex(unit => unit.name.includes("<main>"));
if (main >= 0) state.unit = main;
readAddress();
show();
