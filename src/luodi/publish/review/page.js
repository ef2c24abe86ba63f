"use strict";
// The review page: the text, the records beside it, and the corrections made. Everything of the document reaches the
// page as text nodes, never as markup.

const PAGE = JSON.parse(document.getElementById("data").textContent);
const DOCUMENT = PAGE.document;
const SITE = PAGE.site; // where the page is one of a site: {home, who, save}; `save` is there for those who may correct
const CORRECTS = !SITE || Boolean(SITE.save);
const KINDS = ["task", "target", "fact", "commitment", "project", "metadata", "finding", "correction"];
const ROLES = ["lead", "duty", "cooperate"];
const COMPARATORS = [">", ">=", "<", "<=", "=", "~", "range"];
const SIGNS = { ">=": "≥", "<=": "≤", "~": "约", "=": "", range: "" };
// What a person can correct of each kind: the field, what it holds, whether it may be empty.
const FIELDS = {
  task: [["title", "text"]],
  target: [["subject", "text"], ["comparator", "comparator"], ["value", "number"], ["value_max", "number", true], ["unit", "text", true], ["year", "year", true]],
  fact: [["subject", "text"], ["value", "number"], ["value_max", "number", true], ["unit", "text", true], ["year", "year", true]],
  commitment: [["subject", "text"], ["comparator", "comparator"], ["amount", "number"], ["amount_max", "number", true], ["unit", "text", true]],
  project: [["name", "text"]],
  metadata: [["title", "text", true], ["number", "text", true], ["issuers", "list", true], ["issued", "date", true], ["period.start", "date", true], ["period.end", "date", true], ["addressees", "list", true], ["approved_by", "text", true], ["urgency", "text", true]],
};
const LETTERS = { task: "t", target: "g" };

const $ = (id) => document.getElementById(id);

// An element with attributes, listeners (`on…` functions) and children; strings become text nodes.
function el(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (typeof value === "function") element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

function button(words, action, attributes) {
  return el("button", { type: "button", onclick: action, ...attributes }, words);
}

// ---------------------------------------------------------------- what is kept between visits

const KEPT = "luodi-review:" + DOCUMENT.id + (SITE ? ":" + SITE.who : "");

function kept(key, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? otherwise;
  } catch (error) {
    return otherwise; // no storage here, or not ours
  }
}

function keep(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch (error) {
    return false;
  }
}

const state = {
  language: !SITE && kept("luodi-review-language", null) === "en" ? "en" : SITE ? PAGE.language : kept("luodi-review-language", PAGE.language),
  kind: "", // of FIELDS and more; empty for all
  selected: null, // id of a record
  corrections: [], // made on this page; those the plan was compiled with are PAGE.corrections
  undone: [], // those of PAGE.corrections that the site shall forget
};

function say(key, values) {
  const [first, name] = key.split(/\.(.*)/s);
  const group = PAGE.messages[first];
  const entry = name === undefined ? group : has(group, name) ? group[name] : null;
  if (!entry) return name; // the code of a finding, the field of a correction that this page does not know
  return entry[state.language].replace(/\{(\w+)\}/g, (_, name) => String((values || {})[name]));
}

// ---------------------------------------------------------------- records

// The records in the order of the page: {id, kind, given (as compiled, null if added here), at (start of the anchor)}.
const records = new Map();

function enter(kind, given, id = given.id) {
  records.set(id, { id, kind, given, at: given.anchor ? given.anchor.start : -1, card: null, spans: [], findings: [] });
}

function enterAll() {
  records.clear();
  enter("metadata", DOCUMENT);
  PAGE.tasks.forEach((each) => enter("task", each));
  PAGE.targets.forEach((each) => enter("target", each));
  PAGE.facts.forEach((each) => enter("fact", each));
  PAGE.commitments.forEach((each) => enter("commitment", each));
  PAGE.projects.forEach((each) => enter("project", each));
  for (const each of state.corrections) enterAdded(each);
  PAGE.findings.forEach((each, i) => enter("finding", each, "n" + i));
  PAGE.spans.forEach((span, i) => span.records.forEach((id) => records.has(id) && records.get(id).spans.push(i)));
  PAGE.findings.forEach((each, i) => each.records.forEach((id) => records.has(id) && records.get(id).findings.push(i)));
}

function enterAdded(correction) {
  const kind = { t: "task", g: "target", f: "fact", m: "commitment", j: "project" }[correction.id[0]];
  if (correction.field || !isMapping(correction.new) || records.has(correction.id) || !kind) return;
  const empty = { assignments: [], clauses: [], dues: [], category: [], id: correction.id, path: "" };
  enter(kind, { ...empty, ...correction.new });
  const entry = records.get(correction.id);
  const provision = PAGE.provisions.find(([path]) => path === entry.given.path);
  Object.assign(entry, { added: true, at: provision ? provision[2] : -1 });
}

// Whether an id is the record's or one of its clauses'.
function owns(entry, id) {
  return entry.id === id || (entry.given.clauses || []).some((clause) => clause.id === id);
}

// A record as corrected so far.
function current(entry) {
  if (!FIELDS[entry.kind]) return { record: entry.given, removed: false, stale: new Set() };
  const own = state.corrections.filter((each) => owns(entry, each.id));
  return own.length ? corrected(entry.given, own) : { record: entry.given, removed: false, stale: new Set() };
}

// The parts of a task that have bodies of their own: its clauses where there are several, else the task.
function holders(task) {
  return task.clauses.length > 1 ? task.clauses : [task];
}

function figure(value, most, unit, comparator) {
  const sign = has(SIGNS, comparator) ? SIGNS[comparator] : comparator || "";
  return isGiven(most) ? `${value}—${most}${unit}` : `${sign}${value}${unit}`;
}

function nameOf(entry) {
  const { record } = current(entry);
  if (entry.kind === "finding") return record[state.language][0];
  return record.title || record.subject || record.name || say("untitled");
}

// ---------------------------------------------------------------- the text

const spanPieces = PAGE.spans.map(() => []); // the elements of each span
const spanAt = new Map(PAGE.spans.map((span, i) => [`${span.kind}:${span.start}:${span.end}`, i]));
const blockElements = []; // {start, end, element} in the order of the text
const margins = []; // the finding buttons, to be put into another language

function drawText() {
  const drawn = document.createDocumentFragment();
  for (const block of PAGE.blocks) {
    if (isGiven(block.page)) drawn.append(el("p", { class: "page", "data-page": block.page }));
    const element = block.kind === "table" ? drawnTable(block) : drawnParagraph(block);
    blockElements.push({ start: block.start, end: block.end, element });
    drawn.append(element);
  }
  $("document").append(drawn);
}

function drawnParagraph(block) {
  const name = block.level === null ? "p" : "h" + (block.level + 2);
  const words = el(name, { class: block.level === 0 ? "words titling" : "words" }, ...drawnPieces(block.pieces));
  return el("div", { class: "block" }, words, drawnMargin("div", block.findings));
}

function drawnTable(block) {
  const noted = block.rows.some((row) => row.findings.length);
  const rows = block.rows.map((row) => {
    const cells = row.cells.map((cell) =>
      el("td", { rowspan: cell.rows > 1 && cell.rows, colspan: cell.columns > 1 && cell.columns }, ...drawnPieces(cell.pieces))
    );
    return el("tr", {}, ...cells, noted ? drawnMargin("td", row.findings) || el("td", { class: "margin" }) : null);
  });
  const table = el("table", {}, el("tbody", {}, ...rows));
  return el("div", { class: "block tabular", role: "region", tabindex: 0, "data-label": "table" }, table);
}

function drawnPieces(pieces) {
  return pieces.map(([text, spans]) => {
    if (!spans.length) return text;
    const piece = el("span", { class: "s " + spans.map((i) => "s-" + PAGE.spans[i].kind).join(" ") }, text);
    piece.spans = spans;
    spans.forEach((i) => spanPieces[i].push(piece));
    return piece;
  });
}

function drawnMargin(name, findings) {
  if (!findings.length) return null;
  return el(name, { class: "margin" }, ...findings.map((i) => {
    const note = button("", () => select("n" + i, { from: "text" }), { class: "note " + PAGE.findings[i].severity, tabindex: 0 });
    margins.push([note, PAGE.findings[i]]);
    return note;
  }));
}

// The record that a click on a piece means: of the narrowest span; clicked again, the next one.
function meant(piece) {
  const ids = [...piece.spans].reverse().flatMap((i) => PAGE.spans[i].records).filter((id) => records.has(id));
  const distinct = [...new Set(ids)];
  return distinct[(distinct.indexOf(state.selected) + 1) % distinct.length];
}

function explained(piece) {
  const innermost = PAGE.spans[piece.spans[piece.spans.length - 1]];
  const names = innermost.records.filter((id) => records.has(id)).slice(0, 3).map((id) => nameOf(records.get(id)));
  return say("span." + innermost.kind) + (names.length ? " · " + names.join(" · ") : "");
}

// ---------------------------------------------------------------- the cards

function drawCards() {
  const drawn = document.createDocumentFragment();
  for (const entry of records.values()) drawn.append((entry.card = drawnCard(entry)));
  for (const each of [...PAGE.corrections, ...state.corrections]) drawn.append(drawnCorrection(each));
  $("list").replaceChildren(drawn);
}

function redraw(id) {
  const entry = records.get(id);
  const old = entry.card;
  entry.card = drawnCard(entry);
  old.replaceWith(entry.card);
  if (state.selected === id) mark(entry, true);
}

function drawnCard(entry) {
  const { record, removed, stale } = current(entry);
  const edited = state.corrections.filter((each) => owns(entry, each.id));
  const card = el("article", {
    class: `card k-${entry.kind} ${entry.given.severity || ""} ${removed ? "removed" : ""}`, id: "r-" + entry.id, tabindex: -1,
    "aria-label": `${say("kind." + entry.kind)}：${nameOf(entry)}`,
  });
  card.entry = entry;
  const label = entry.kind === "finding" ? say("severity." + entry.given.severity) : say("kind." + entry.kind);
  card.append(el("p", { class: "over" },
    el("span", { class: "label" }, label),
    el("span", { class: "path" }, record.path || (entry.kind === "finding" ? say("code." + record.code) : "")),
    edited.length ? el("span", { class: "edited" }, say(stale.size ? "stale" : removed ? "removed" : entry.added ? "added" : "edited")) : null,
    CORRECTS && FIELDS[entry.kind] ? button(say("edit"), () => openForm(entry), { class: "inner edit", tabindex: -1 }) : null,
    button(say("to-text"), () => showText(entry), { class: "inner to-text", tabindex: -1 })));
  if (entry.kind !== "metadata") card.append(el("h3", {}, nameOf(entry)));
  card.append(...BODIES[entry.kind](record, entry));
  for (const i of entry.findings) {
    const found = PAGE.findings[i];
    card.append(button(`${say("severity." + found.severity)}：${say("code." + found.code)}`, () => select("n" + i), { class: "inner badge " + found.severity, tabindex: -1 }));
  }
  return card;
}

const BODIES = {
  task: (task) => [
    ...holders(task).flatMap((part) => [
      part === task ? null : el("p", { class: "clause" }, clipped(part.text, 60)),
      ...ROLES.map((role) => line(say("role." + role), part.assignments.filter((each) => each.role === role).map(bodyChip), "assigned " + role)),
    ]),
    task.assignments.length ? null : el("p", { class: "missing" }, say("nobody")),
    line(say("due"), task.dues.map((due) => chip(dueWords(due), "due", due.anchor))),
    line(say("remark"), [task.remark]),
  ].filter(Boolean),
  target: (target) => [
    el("p", { class: "figure" }, (target.aspirational || "") + figure(target.value, target.value_max, target.unit, target.comparator),
      el("small", {}, [isGiven(target.year) ? target.year : "", recurrence(target.recurrence)].filter(Boolean).join(" · ") || say("no-year"))),
    line(say("baseline"), [target.baseline && figure(target.baseline.value, null, target.baseline.unit) + (target.baseline.year ? `（${target.baseline.year}）` : "")]),
    line(say("part-of"), [target.part_of && records.has(target.part_of) && reference(target.part_of)]),
    line(say("qualifier"), [target.qualifier && target.qualifier.written]),
    line(say("kind.task"), (target.tasks || []).filter((id) => records.has(id)).map(reference)),
    quoted(target.sentence),
  ].filter(Boolean),
  fact: (fact) => [
    el("p", { class: "figure" }, figure(fact.value, fact.value_max, fact.unit), el("small", {}, isGiven(fact.year) ? String(fact.year) : "")),
    quoted(fact.sentence),
  ].filter(Boolean),
  commitment: (money) => [
    el("p", { class: "figure" }, figure(money.amount, money.amount_max, money.unit, money.comparator),
      el("small", {}, [say("money." + money.kind), recurrence(money.recurrence)].filter(Boolean).join(" · "))),
    quoted(money.sentence),
  ].filter(Boolean),
  project: () => [],
  metadata: (meta) => FIELDS.metadata.map(([field]) => {
    const value = field.split(".").reduce((part, name) => part && part[name], meta);
    const where = (meta.marks || []).find((each) => each.field === (MARKED[field] || field.split(".")[0]));
    const values = (Array.isArray(value) ? value : [value]).filter(isGiven);
    return line(say("field." + field), where && values.length ? [chip(values.join("、"), "metadata", where.anchor)] : [values.join("、")]);
  }).concat(line(say("basis"), (meta.basis || []).map((each) => chip(`《${each.title}》` + (each.number || ""), "metadata", each.anchor)))).filter(Boolean),
  finding: (found) => [
    el("p", { class: "advice" }, found[state.language][1]),
    line(say("concerns"), found.records.filter((id) => records.has(id)).map(reference)),
  ].filter(Boolean),
};
const MARKED = { issuers: "signature", issued: "date" };

function line(label, values, name = "") {
  const shown = values.filter(Boolean);
  return shown.length ? el("div", { class: "line " + name }, el("span", { class: "term" }, label), el("span", { class: "values" }, ...shown)) : null;
}

function bodyChip(each) {
  const written = each.written && each.written !== each.name ? say("written", { written: each.written }) : null;
  const open = each.open ? say("and-others") : "";
  return chip(each.name + open, each.role, each.anchor, [written, each.group ? say("group") : null].filter(Boolean).join("；"));
}

// A value that shows where it stands.
function chip(words, kind, anchor, title) {
  const i = anchor ? spanAt.get(`${kind}:${anchor.start}:${anchor.end}`) : undefined;
  if (i === undefined) return el("span", { class: "chip c-" + kind, title }, words);
  return button(words, (event) => { event.stopPropagation(); point(i); }, { class: "inner chip c-" + kind, title, tabindex: -1 });
}

function reference(id) {
  return button(clipped(nameOf(records.get(id)), 30), (event) => { event.stopPropagation(); select(id); }, { class: "inner chip", tabindex: -1 });
}

function quoted(sentence) {
  return sentence ? el("blockquote", {}, clipped(sentence, 400)) : null;
}

function clipped(text, length) {
  return text.length > length ? text.slice(0, length - 1) + "…" : text;
}

function recurrence(value) {
  const yearly = /^R\/P(\d+)Y$/.exec(value || "");
  return !value ? "" : value === "continuous" ? say("continuous") : yearly ? say(yearly[1] === "1" ? "yearly" : "every", { n: yearly[1] }) : value;
}

function dueWords(due) {
  const days = [due.from, due.by].filter(Boolean).join("—") || recurrence(due.recurrence);
  return due.written && due.written !== days ? (days ? `${days}（${due.written}）` : due.written) : days;
}

// ---------------------------------------------------------------- selecting

function select(id, { from = "", focus = false } = {}) {
  const entry = records.get(id);
  if (!entry) return;
  if (state.selected && records.has(state.selected)) mark(records.get(state.selected), false);
  document.querySelectorAll(".pointed").forEach((piece) => piece.classList.remove("pointed"));
  state.selected = id;
  if (entry.card.hidden) clearFilters();
  mark(entry, true);
  if (from === "text") pane("records");
  entry.card.scrollIntoView({ block: from === "card" ? "nearest" : "center" });
  if (focus) entry.card.focus({ preventScroll: true });
  if (from !== "text") scrollText(entry);
  $("status").textContent = say("selected", { what: `${say("kind." + entry.kind)} ${nameOf(entry)}` });
}

// Show or stop showing which record is selected. Only its own controls are tab stops.
function mark(entry, on) {
  entry.card.classList.toggle("selected", on);
  entry.card.tabIndex = on ? 0 : -1;
  if (on) entry.card.setAttribute("aria-current", "true");
  else entry.card.removeAttribute("aria-current");
  entry.card.querySelectorAll(".inner").forEach((inner) => (inner.tabIndex = on ? 0 : -1));
  for (const i of entry.spans) spanPieces[i].forEach((piece) => piece.classList.toggle(isSentence(i) ? "around" : "on", on));
  const { anchor } = entry.given;
  for (let i = anchor ? blockIndex(anchor.start) : blockElements.length; i < blockElements.length; i++) {
    if (blockElements[i].start >= Math.max(anchor.end, anchor.start + 1)) break;
    if (!blockElements[i].element.classList.contains("tabular")) blockElements[i].element.classList.toggle("here", on);
  }
}

function isSentence(i) {
  return PAGE.spans[i].kind.endsWith("-sentence");
}

// The block that holds a position, else the one before it.
function blockIndex(position) {
  let [low, high] = [0, blockElements.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (blockElements[middle].start <= position) low = middle;
    else high = middle - 1;
  }
  return low;
}

function scrollText(entry) {
  const figures = entry.spans.filter((i) => !isSentence(i));
  const piece = (figures.length ? figures : entry.spans).map((i) => spanPieces[i][0]).find(Boolean);
  const block = entry.at >= 0 && blockElements.length ? blockElements[blockIndex(entry.at)].element : null;
  if (piece || block) (piece || block).scrollIntoView({ block: "center" });
}

// Show one span of a record.
function point(i) {
  document.querySelectorAll(".pointed").forEach((piece) => piece.classList.remove("pointed"));
  pane("text");
  spanPieces[i].forEach((piece) => piece.classList.add("pointed"));
  if (spanPieces[i].length) spanPieces[i][0].scrollIntoView({ block: "center" });
}

function showText(entry) {
  select(entry.id, { from: "card" });
  pane("text");
  scrollText(entry);
}

function step(by, wanted = () => true) {
  const all = [...$("list").children];
  const start = all.findIndex((card) => card.entry && card.entry.id === state.selected);
  const first = start < 0 && by < 0 ? 0 : start;
  for (let i = 1; i <= all.length; i++) {
    const card = all[(first + i * by + all.length * 2) % all.length];
    if (!card.hidden && card.entry && wanted(card.entry)) return select(card.entry.id, { focus: true });
  }
}

function nextFinding() {
  if (records.size && ![...records.values()].some((entry) => entry.kind === "finding" && !entry.card.hidden)) clearFilters();
  step(1, (entry) => entry.kind === "finding");
}

// Which side a narrow screen shows.
function pane(name) {
  document.body.dataset.pane = name;
  document.querySelectorAll(".panes button").forEach((each) => each.setAttribute("aria-pressed", String(each.dataset.pane === name)));
}

// ---------------------------------------------------------------- filters

function folded(text) {
  return text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
}

function filter() {
  const query = folded($("query").value);
  const [body, role, code] = [$("body").value, $("role").value, $("finding").value];
  let count = 0;
  for (const card of $("list").children) {
    const { entry } = card;
    const kind = entry ? entry.kind : "correction";
    let shown = state.kind ? kind === state.kind : kind !== "correction";
    if (shown && (body || role)) {
      shown = kind === "task" && current(entry).record.assignments.some((each) => (!body || each.name === body) && (!role || each.role === role));
    }
    if (shown && code) {
      const found = !entry ? [] : kind === "finding" ? [entry.given] : entry.findings.map((i) => PAGE.findings[i]);
      shown = found.some((each) => code === "*" || each.code === code);
    }
    if (shown && query) {
      if (card.words === undefined) card.words = folded(card.textContent);
      shown = card.words.includes(query);
    }
    card.hidden = !shown;
    count += shown ? 1 : 0;
  }
  $("count").textContent = say(count ? "count" : "none", { n: count });
  document.querySelectorAll("#kinds button").forEach((each) => each.setAttribute("aria-pressed", String(each.dataset.kind === state.kind)));
}

function clearFilters() {
  state.kind = "";
  for (const id of ["query", "body", "role", "finding"]) $(id).value = "";
  filter();
}

function drawFilters() {
  const count = { correction: allCorrections().length };
  for (const { kind } of records.values()) count[kind] = (count[kind] || 0) + 1;
  const chosen = (kind) => { state.kind = kind; filter(); };
  $("kinds").replaceChildren(
    button(say("all"), () => chosen(""), { "data-kind": "" }),
    ...KINDS.filter((kind) => count[kind] || kind === "correction").map((kind) =>
      button(`${say("kind." + kind)} ${kind === "metadata" ? "" : count[kind]}`.trim(), () => chosen(kind), { "data-kind": kind, class: "k-" + kind }))
  );
  const tally = new Map();
  for (const entry of records.values()) {
    if (entry.kind !== "task") continue;
    for (const name of new Set(current(entry).record.assignments.map((each) => each.name))) tally.set(name, (tally.get(name) || 0) + 1);
  }
  const bodies = [...tally].sort((one, other) => other[1] - one[1] || (one[0] < other[0] ? -1 : 1));
  choices($("body"), [["", say("any-body")], ...bodies.map(([name, times]) => [name, `${name}（${times}）`])]);
  choices($("role"), [["", say("any-role")], ...ROLES.map((role) => [role, say("role." + role)])]);
  const codes = [...new Set(PAGE.findings.map((each) => each.code))];
  choices($("finding"), [["", say("any-finding")], ["*", say("with-finding")], ...codes.map((code) => [code, say("code." + code)])]);
}

function choices(selection, options) {
  const { value } = selection;
  selection.replaceChildren(...options.map(([key, words]) => el("option", { value: key }, words)));
  selection.value = options.some(([key]) => key === value) ? value : "";
}

// ---------------------------------------------------------------- correcting

function today() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

function openForm(entry) {
  const open = entry.card.querySelector("form");
  if (open) return open.querySelector("input, select").focus();
  select(entry.id, { from: "card" });
  const { record } = current(entry);
  const rows = [];
  const inputs = FIELDS[entry.kind].map(([field, type, empty]) => fieldInput(field, type, empty, valueOf(record, field)));
  const parts = [fieldset(inputs.map((each) => each.label))];
  if (entry.kind === "task") {
    for (const part of holders(record)) parts.push(assignmentRows(part, part.id, rows, part === record ? "" : clipped(part.text, 40)));
    parts.push(dueRows(record, rows));
  }
  const close = () => { redraw(entry.id); records.get(entry.id).card.focus(); };
  const remove = entry.kind !== "metadata" && button(say("remove-" + (LETTERS[entry.kind] ? entry.kind : "record")), () => finish(form, () => [
    { id: entry.id, field: "", old: { [record.title ? "title" : record.subject ? "subject" : "name"]: record.title || record.subject || record.name } },
  ]), { class: "danger" });
  const form = drawnForm(parts, () => [
    ...inputs.filter((each) => each.changed()).map((each) => ({ id: entry.id, field: each.field, old: each.old, new: each.value() })),
    ...rows.flatMap((row) => row.corrections()),
  ], close, remove);
  entry.card.append(form);
  entry.card.scrollIntoView({ block: "nearest" });
  form.querySelector("input, select").focus();
}

function valueOf(record, field) {
  const value = field.split(".").reduce((part, name) => (isGiven(part) ? part[name] : null), record);
  return value === undefined ? null : value;
}

function fieldset(children, legend) {
  return el("fieldset", {}, legend ? el("legend", {}, legend) : null, ...children);
}

// A labelled input of a type, with the value it holds as the plan file has it.
function fieldInput(field, type, empty, old) {
  const shown = Array.isArray(old) ? old.join("、") : isGiven(old) ? String(old) : "";
  const input = type === "comparator" ? el("select", {}, ...COMPARATORS.map((each) => el("option", { value: each }, say("comparator." + each))))
    : el("input", { type: type === "date" ? "date" : "text", inputmode: type === "number" ? "decimal" : type === "year" ? "numeric" : null,
      pattern: type === "number" ? "-?[0-9]+([.][0-9]+)?" : type === "year" ? "[12][0-9]{3}" : null, required: !empty, title: say("hint." + type) });
  input.value = shown;
  const value = () => {
    const words = input.value.trim();
    if (type === "list") return words.split(/[、，,；;]/).map((each) => each.trim()).filter(Boolean);
    if (!words) return field === "unit" ? "" : null;
    return type === "number" ? exact(words.replace(/^\+/, "")) : type === "year" ? Number(words) : words;
  };
  const plain = type === "number" && isGiven(old) ? exact(old) : old;
  return { field, label: el("label", { class: ["title", "subject", "name", "issuers", "addressees"].includes(field) && "wide" }, say("field." + field), input), old: plain, value, changed: () => input.value.trim() !== shown };
}

function assignmentRows(part, id, rows, about) {
  const list = el("div", { class: "rows" });
  const add = (given) => {
    const role = el("select", { "aria-label": say("role") }, ...ROLES.map((each) => el("option", { value: each }, say("role." + each))));
    const name = el("input", { type: "text", "aria-label": say("body"), required: true, list: "bodies" });
    role.value = given ? given.role : "lead";
    name.value = given ? given.name : "";
    const old = given && { role: given.role, name: given.name };
    rows.push(row(list, [role, name], () => ({ role: role.value, name: name.value.trim() }), id, "assignments", old));
    return name;
  };
  part.assignments.forEach(add);
  return fieldset([list, button(say("add-assignment"), () => add(null).focus())], about ? say("assignments-of", { about }) : say("assignments"));
}

function dueRows(task, rows) {
  const list = el("div", { class: "rows" });
  const add = (given) => {
    const by = el("input", { type: "date", "aria-label": say("due"), required: !given || Boolean(given.by) });
    by.value = (given && given.by) || "";
    const words = given && given.written ? el("small", {}, given.written) : null;
    const old = given && { by: given.by, written: given.written };
    const value = () => (given ? { by: by.value || null, written: given.written } : { by: by.value });
    rows.push(row(list, [by, words].filter(Boolean), value, task.id, "dues", old));
    return by;
  };
  task.dues.forEach(add);
  return fieldset([list, button(say("add-due"), () => add(null).focus())], say("due"));
}

// A row of a list: what it was (null if it is new), what it is, and the corrections that make the one the other.
function row(list, inputs, value, id, field, old) {
  let gone = false;
  const element = el("div", { class: "row" }, ...inputs);
  element.append(button("✕", () => { gone = true; element.remove(); }, { "aria-label": say("remove-row") }));
  list.append(element);
  return {
    corrections() {
      if (gone) return old ? [{ id, field, old }] : [];
      const now = value();
      return !old ? [{ id, field, new: now }] : same(old, now) ? [] : [{ id, field, old, new: now }];
    },
  };
}

function drawnForm(parts, corrections, close, remove) {
  const who = el("input", { type: "text", name: "who", required: true, autocomplete: "name" });
  const why = el("input", { type: "text", name: "why", required: true });
  who.value = SITE ? SITE.who : kept("luodi-review-who", "");
  const form = el("form", { class: "editing", onsubmit: (event) => { event.preventDefault(); finish(form, corrections); } },
    ...parts,
    fieldset([el("label", { hidden: Boolean(SITE) }, say("who"), who), el("label", { class: SITE && "wide" }, say("why"), why)]),
    el("p", { class: "wrong", role: "alert" }),
    el("p", { class: "ends" }, el("button", { type: "submit", class: "strong" }, say("done")), button(say("cancel"), close), remove || null));
  form.close = close;
  return form;
}

// Take the corrections of a form, if who and why are given and it changes anything.
function finish(form, corrections) {
  if (!form.reportValidity()) return;
  const [who, why] = [form.elements.who.value.trim(), form.elements.why.value.trim()];
  const made = corrections().map((each) => ({ ...each, who, when: today(), why }));
  if (!who || !why || !made.length) {
    form.querySelector(".wrong").textContent = say(made.length ? "who-and-why" : "unchanged");
    return;
  }
  if (!SITE) keep("luodi-review-who", who);
  made.forEach((each) => (state.corrections = joined(state.corrections, each)));
  changedCorrections(made[0].id);
}

function allCorrections() {
  return [...PAGE.corrections.filter((each) => !state.undone.includes(each)), ...state.corrections];
}

// Draw all anew after a change of the corrections, and show the record that was corrected.
function changedCorrections(id) {
  const at = $("records").scrollTop;
  refresh();
  const stored = keep(KEPT, state.corrections) && keep(KEPT + ":undone", state.undone);
  $("records").scrollTop = at;
  const owner = [...records.values()].find((entry) => owns(entry, id));
  if (owner) select(owner.id, { from: "card", focus: true });
  $("status").textContent = say((SITE ? "site-" : "") + (stored ? "kept" : "not-kept"), { n: state.corrections.length + state.undone.length });
}

function openNew(kind) {
  const near = state.selected && records.get(state.selected) ? records.get(state.selected).given.path : "";
  const path = el("select", {}, ...PAGE.provisions.map(([each, heading]) => el("option", { value: each }, clipped(`${each} ${heading}`, 40))));
  if (near) path.value = near;
  const inputs = FIELDS[kind].map(([field, type, empty]) => fieldInput(field, type, empty, null));
  const rows = [];
  const parts = [el("h3", {}, say("add-" + kind)), fieldset([el("label", {}, say("provision"), path), ...inputs.map((each) => each.label)])];
  const id = newId(LETTERS[kind]);
  if (kind === "task") parts.push(assignmentRows({ assignments: [] }, id, rows, ""));
  const close = () => { $("new").replaceChildren(); $("add-" + kind).focus(); };
  const form = drawnForm(parts, () => {
    const record = { path: path.value || "" };
    for (const each of inputs) {
      const value = each.value();
      if (value !== null) record[each.field] = value;
    }
    return [{ id, field: "", new: record }, ...rows.flatMap((each) => each.corrections())];
  }, close);
  $("new").replaceChildren(form);
  path.focus();
}

function newId(letter) {
  const bytes = crypto.getRandomValues(new Uint8Array(6));
  return letter + "-" + [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function drawnCorrection(each) {
  const made = state.corrections.includes(each);
  const undone = state.undone.includes(each);
  const owner = [...records.values()].find((entry) => owns(entry, each.id));
  const stale = made && (!owner || current(owner).stale.has(each));
  const change = !each.field ? say(isGiven(each.old) ? "removed" : "added") : say("field." + each.field);
  const undo = () => {
    if (made) state.corrections = state.corrections.filter((other) => other !== each);
    else state.undone = undone ? state.undone.filter((other) => other !== each) : [...state.undone, each];
    changedCorrections(each.id);
  };
  return el("article", { class: `card k-correction ${undone ? "removed" : ""}`, "aria-label": say("kind.correction") },
    el("p", { class: "over" }, el("span", { class: "label" }, change), el("span", { class: "path" }, undone ? say("undone") : !made ? say("applied") : stale ? say("stale") : ""),
      made || (SITE && SITE.save) ? button(say(undone ? "redo" : "undo"), undo, { class: "edit" }) : null),
    owner ? el("h3", {}, owner.kind === "metadata" ? say("kind.metadata") : nameOf(owner)) : el("h3", {}, each.id),
    el("p", { class: "change" }, isGiven(each.old) ? el("del", {}, valueWords(each.old)) : null, isGiven(each.old) && isGiven(each.new) ? " → " : null, isGiven(each.new) ? el("ins", {}, valueWords(each.new)) : null),
    el("p", { class: "advice" }, `${each.who} · ${each.when} · ${each.why}`));
}

function valueWords(value) {
  if (Array.isArray(value)) return value.map(valueWords).join("、");
  if (!isMapping(value)) return String(value);
  return Object.entries(value).filter(([, each]) => isGiven(each)).map(([key, each]) => (key === "role" ? say("role." + each) : valueWords(each))).join(" ");
}

function save() {
  const link = el("a", { download: `${(DOCUMENT.number || DOCUMENT.id).replace(/[^\p{L}\p{N}〔〕-]/gu, "")}-更正.yaml` });
  link.href = URL.createObjectURL(new Blob([toYaml(allCorrections())], { type: "application/yaml" }));
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  $("status").textContent = say(SITE ? "saved-here" : "saved", { name: link.download });
}

async function load(file) {
  const before = state.corrections;
  try {
    const known = allCorrections();
    const fresh = fromYaml(await file.text()).filter((each) => !known.some((other) => same(other, each)));
    state.corrections = [...state.corrections, ...fresh];
    changedCorrections(fresh.length ? fresh[0].id : "");
    state.kind = "correction";
    filter();
    $("status").textContent = say("loaded", { n: fresh.length });
  } catch (error) {
    state.corrections = before; // also when they cannot be shown: a value of another form than the field's
    changedCorrections("");
    $("status").textContent = say("not-loaded", { where: error instanceof SyntaxError ? error.message : "?" });
  }
}

// ---------------------------------------------------------------- the page

function speak() {
  document.documentElement.lang = state.language === "zh" ? "zh-CN" : "en";
  document.querySelectorAll("[data-say]").forEach((each) => (each.textContent = say(each.dataset.say)));
  document.querySelectorAll("[data-label]").forEach((each) => each.setAttribute("aria-label", say(each.dataset.label)));
  document.querySelectorAll("[data-hint]").forEach((each) => each.setAttribute("placeholder", say(each.dataset.hint)));
  document.querySelectorAll("[data-page]").forEach((each) => (each.textContent = say("page", { n: each.dataset.page })));
  for (const [note, found] of margins) {
    const [message, advice] = found[state.language];
    note.replaceChildren(el("b", {}, say("severity." + found.severity)), " " + message, el("small", {}, advice));
  }
  $("language").textContent = say("other-language");
  $("legend").replaceChildren(...["task", "lead", "duty", "cooperate", "due", "target", "fact", "commitment", "project", "metadata", "uncovered"]
    .filter((kind) => PAGE.spans.some((span) => span.kind === kind))
    .map((kind) => el("li", { class: "s s-" + kind }, say("span." + kind))));
}

function refresh() {
  enterAll();
  drawCards();
  drawFilters();
  filter();
  $("new").replaceChildren();
  $("save").textContent = say("save", { n: allCorrections().length });
  $("save").disabled = !allCorrections().length;
  if (SITE && SITE.save) drawSend();
  const severities = ["error", "warning", "info"].map((each) => [each, PAGE.findings.filter((found) => found.severity === each).length]);
  $("about").textContent = [DOCUMENT.number, DOCUMENT.issued, ...severities.filter(([, n]) => n).map(([each, n]) => `${say("severity." + each)} ${n}`)].filter(Boolean).join(" · ");
}

function begin() {
  if (SITE) settle();
  const stored = CORRECTS ? kept(KEPT, []) : [];
  const undone = SITE && SITE.save ? kept(KEPT + ":undone", []) : [];
  state.undone = PAGE.corrections.filter((each) => undone.some((other) => same(other, each)));
  state.corrections = (Array.isArray(stored) ? stored : []).filter((each) => isCorrection(each) && !PAGE.corrections.some((other) => same(other, each)));
  drawText();
  speak();
  refresh();
  pane("text");
  const bodies = [...$("body").options].map((option) => option.value).filter(Boolean);
  document.body.append(el("datalist", { id: "bodies" }, ...bodies.map((name) => el("option", { value: name }))));

  $("document").addEventListener("click", (event) => {
    const piece = event.target.closest(".s");
    if (piece && piece.spans && !String(getSelection())) select(meant(piece), { from: "text", focus: true });
  });
  $("document").addEventListener("pointerover", (event) => {
    const piece = event.target.closest(".s");
    if (piece && piece.spans) piece.title = explained(piece);
  });
  $("list").addEventListener("click", (event) => {
    const card = event.target.closest(".card");
    if (card && card.entry && !event.target.closest("button, form, a")) select(card.entry.id, { from: "card", focus: true });
  });
  $("filters").addEventListener("input", filter);
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  $("save").addEventListener("click", save);
  $("load").addEventListener("change", (event) => {
    if (event.target.files.length) load(event.target.files[0]);
    event.target.value = "";
  });
  $("language").addEventListener("click", () => {
    state.language = state.language === "zh" ? "en" : "zh";
    keep("luodi-review-language", state.language);
    speak();
    refresh();
    $("status").textContent = "";
    if (state.selected && records.has(state.selected)) mark(records.get(state.selected), true);
  });
  for (const kind of Object.keys(LETTERS)) $("add-" + kind).addEventListener("click", () => openNew(kind));
  document.querySelectorAll(".panes button").forEach((each) => each.addEventListener("click", () => pane(each.dataset.pane)));
  document.addEventListener("keydown", pressed);
  addEventListener("hashchange", selectAddressed);
  selectAddressed();
  if (SITE && SITE.save) tellSent();
}

// The record that the address names: …#t-9f3a2c71be04
function selectAddressed() {
  const id = location.hash.slice(1);
  if (records.has(id)) select(id, { focus: true });
}

// On a site: the way back to it, and no controls for those who may only read.
function settle() {
  document.querySelector(".naming").prepend(el("a", { href: SITE.home, id: "home", "data-say": "home" }));
  if (CORRECTS) return $("save").classList.remove("strong");
  for (const id of ["save", "load", "add-task", "add-target"]) (id === "load" ? $(id).parentElement : $(id)).hidden = true;
  document.querySelector(".keys").dataset.say = "keys-reading";
}

function pressed(event) {
  const form = event.target.closest && event.target.closest("form.editing");
  if (event.key === "Escape" && form) return form.close();
  const typing = event.target.matches && event.target.matches("input, select, textarea");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const actions = {
    j: () => step(1),
    k: () => step(-1),
    f: nextFinding,
    e: () => CORRECTS && state.selected && FIELDS[records.get(state.selected).kind] && openForm(records.get(state.selected)),
    "/": () => $("query").focus(),
  };
  if (!has(actions, event.key)) return;
  event.preventDefault();
  actions[event.key]();
}

begin();
