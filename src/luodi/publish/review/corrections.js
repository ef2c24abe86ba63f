"use strict";
// The corrections file (see luodi.plan.corrections): YAML in and out, and what a correction does to a record.

// ---------------------------------------------------------------- comparing

// A number in the digits that matter, so that 1.350, "1.35" and 1.35 are one; null for what is no number.
function decimal(value) {
  const found = /^([-+]?)0*(\d*)(?:\.(\d*?)0*)?$/.exec(String(value));
  if (!found || !/\d/.test(String(value)) || typeof value === "boolean") return null;
  const digits = (found[2] || "0") + (found[3] ? "." + found[3] : "");
  return found[1] === "-" && digits !== "0" ? "-" + digits : digits;
}

// Plain data is what is expected of it; of a mapping, as far as it is expected.
function agrees(plain, expected) {
  if (Array.isArray(plain) && Array.isArray(expected)) {
    return plain.length === expected.length && plain.every((each, i) => agrees(each, expected[i]));
  }
  if (isMapping(plain) && isMapping(expected)) {
    return Object.keys(expected).every((key) => has(plain, key) && agrees(plain[key], expected[key]));
  }
  const number = decimal(plain);
  return plain === expected || (number !== null && number === decimal(expected));
}

function same(one, other) {
  return agrees(one, other) && agrees(other, one);
}

function has(mapping, key) {
  return Object.prototype.hasOwnProperty.call(mapping, key);
}

function isMapping(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

// ---------------------------------------------------------------- applying

// The record (a copy) with its corrections carried out; `removed`, and those that found something else: `stale`.
function corrected(record, corrections) {
  const result = { record: JSON.parse(JSON.stringify(record)), removed: false, stale: new Set() };
  for (const correction of corrections) {
    if (!correction.field) {
      if (isGiven(correction.old)) result.removed = true;
    } else if (!applied(result.record, correction)) {
      result.stale.add(correction);
    }
  }
  return result;
}

function isGiven(value) {
  return value !== undefined && value !== null;
}

function applied(record, correction) {
  const clauses = record.clauses || [];
  const clause = clauses.find((each) => each.id === correction.id);
  const divided = clauses.some((each) => each.assignments.length) || (clauses.length && !record.assignments.length);
  const owners = clause ? [clause] : correction.field === "assignments" && divided ? clauses : [record];
  const done = owners.filter((owner) => changed(owner, correction.field.split("."), correction)).length > 0;
  if (done && divided) record.assignments = union(clauses);
  return done;
}

// The assignments of a task: those of its clauses, a body in a role once.
function union(clauses) {
  const first = new Map();
  for (const each of clauses.flatMap((clause) => clause.assignments)) {
    const key = each.role + "\n" + each.name;
    if (!first.has(key)) first.set(key, each);
  }
  return [...first.values()];
}

function changed(owner, path, correction) {
  const [field, ...rest] = path;
  if (!isMapping(owner) || !has(owner, field)) return false;
  if (rest.length) return changed(owner[field], rest, correction);
  const now = owner[field];
  const old = correction.old ?? null;
  const fresh = correction.new ?? null;
  if (Array.isArray(now) && !Array.isArray(old) && !Array.isArray(fresh)) return changedElement(owner, field, old, fresh);
  const expected = Array.isArray(now) && !now.length && old === null ? [] : old;
  if (!agrees(now, expected)) return fresh !== null && agrees(now, fresh);
  owner[field] = merged(now, fresh);
  return true;
}

function changedElement(owner, field, old, fresh) {
  const now = owner[field];
  const matches = (element) => old !== null && agrees(element, old);
  const there = fresh !== null && now.some((element) => agrees(element, fresh));
  if (!now.some(matches)) {
    if (there || (old === null && fresh === null)) return true;
    if (old !== null) return false;
    owner[field] = [...now, fresh];
  } else if (fresh === null) {
    owner[field] = now.filter((element) => !matches(element));
  } else {
    owner[field] = now.map((element) => (matches(element) ? merged(element, fresh) : element));
  }
  return true;
}

function merged(plain, fresh) {
  return isMapping(plain) && isMapping(fresh) ? { ...plain, ...fresh } : fresh;
}

// The list with one more correction: a second one of the same thing continues the first.
function joined(corrections, correction) {
  const { id, field } = correction;
  if (!field && isGiven(correction.old) && corrections.some((each) => each.id === id && !each.field)) {
    return corrections.filter((each) => each.id !== id); // a record added here and now removed
  }
  const continued = (each) => each.id === id && each.field === field && isGiven(each.new) && same(each.new, correction.old ?? null);
  const index = corrections.map(continued).lastIndexOf(true);
  if (!field || index < 0) return [...corrections, correction];
  const whole = { ...correction, old: corrections[index].old };
  const others = corrections.filter((_, i) => i !== index);
  return same(whole.old ?? null, whole.new ?? null) ? others : [...others, whole];
}

// ---------------------------------------------------------------- YAML out

// Corrections as luodi.plan.corrections.load reads them. Strings are quoted as JSON, which YAML includes.
function toYaml(corrections) {
  const keys = ["id", "field", "old", "new", "who", "when", "why"];
  const entry = (each) =>
    keys
      .filter((key) => isGiven(each[key]))
      .map((key, i) => (i ? "  " : "- ") + key + ": " + scalar(each[key]))
      .join("\n");
  return corrections.length ? corrections.map(entry).join("\n") + "\n" : "[]\n";
}

const PLAIN = /^(?!(?:y|n|yes|no|on|off|true|false|null)$)[\p{Script=Han}A-Za-z][\p{Script=Han}A-Za-z0-9_./（）〔〕、。；“”《》—-]*$/iu;

function scalar(value) {
  if (Array.isArray(value)) return "[" + value.map(scalar).join(", ") + "]";
  if (isMapping(value)) {
    return "{" + Object.entries(value).map(([key, each]) => scalar(key) + ": " + scalar(each)).join(", ") + "}";
  }
  if (typeof value !== "string") return value === null || value === undefined ? "null" : String(value);
  if (PLAIN.test(value)) return value;
  // What YAML does not print must be escaped; half a character cannot be written at all.
  return JSON.stringify(value.replace(/\p{Surrogate}/gu, "\ufffd")).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => "\\u" + character.charCodeAt(0).toString(16).padStart(4, "0")
  );
}

// ---------------------------------------------------------------- YAML in

// The corrections of a file: the part of YAML that such files are written in, by hand or by luodi. Throws a SyntaxError
// with the number of the line, or of the entry behind a #.
function fromYaml(source) {
  const data = new Reader(source).document() ?? [];
  if (!Array.isArray(data)) throw new SyntaxError("1");
  const wrong = data.findIndex((each) => !isCorrection(each));
  if (wrong >= 0) throw new SyntaxError("#" + (wrong + 1));
  return data;
}

function isCorrection(value) {
  const keys = ["id", "field", "old", "new", "who", "when", "why"];
  if (!isMapping(value) || !Object.keys(value).every((key) => keys.includes(key))) return false;
  return keys.every((key) => key === "old" || key === "new" || typeof value[key] === "string");
}

class Reader {
  constructor(source) {
    this.lines = source.replace(/^\ufeff/, "").split(/\r\n?|\n/);
    this.at = 0;
  }

  fail() {
    throw new SyntaxError(String(Math.min(this.at + 1, this.lines.length)));
  }

  // The next line that says something: its indentation and its words.
  peek() {
    while (this.at < this.lines.length && /^\s*(#.*)?$/.test(this.lines[this.at])) this.at++;
    if (this.at >= this.lines.length) return null;
    const [, blank, words] = /^( *)(.*)$/.exec(this.lines[this.at]);
    return { indent: blank.length, words };
  }

  document() {
    const first = this.peek();
    if (first && /^---\s*$/.test(first.words)) this.at++;
    const data = this.node(0);
    const last = this.peek();
    if (last && last.words !== "...") this.fail();
    return data;
  }

  node(indent) {
    const line = this.peek();
    if (!line || line.indent < indent) return null;
    if (/^-(\s|$)/.test(line.words)) return this.sequence(line.indent);
    if (KEY.test(line.words)) return this.mapping(line.indent);
    this.at++;
    return this.value(line.words, line.indent - 1);
  }

  sequence(indent) {
    const items = [];
    for (let line = this.peek(); line && line.indent === indent && /^-(\s|$)/.test(line.words); line = this.peek()) {
      this.lines[this.at] = " ".repeat(indent + 1) + line.words.slice(1);
      items.push(this.node(indent + 1));
    }
    return items;
  }

  mapping(indent) {
    const entries = new Map();
    for (let line = this.peek(); line && line.indent === indent; line = this.peek()) {
      const found = KEY.exec(line.words);
      if (!found) this.fail();
      const key = String(new Flow(found[1], () => this.fail()).value());
      if (entries.has(key)) this.fail();
      this.at++;
      entries.set(key, this.value(found[2], indent));
    }
    return Object.fromEntries(entries);
  }

  // What stands behind a key or a dash; more of it may stand on the following lines, further in than `indent`.
  value(words, indent) {
    const start = words.trim();
    if (!start || start.startsWith("#")) {
      const next = this.peek();
      const list = next && next.indent === indent && /^-(\s|$)/.test(next.words);
      return list ? this.sequence(indent) : this.node(indent + 1);
    }
    const literal = /^([|>])([-+]?)(\d?)([-+]?)\s*(?:#.*)?$/.exec(start);
    if (literal) return this.literal(literal, indent);
    const more = [start];
    while (this.at < this.lines.length && (!this.lines[this.at].trim() || /^ */.exec(this.lines[this.at])[0].length > indent)) {
      more.push(this.lines[this.at++].trim());
    }
    const flow = new Flow(more.join("\n"), () => this.fail());
    const value = /^[[{"']/.test(start) ? flow.value() : flow.plain(/$^/);
    flow.end();
    return value;
  }

  literal([, style, keep, digit, keepAfter], indent) {
    const lines = [];
    let inner = digit ? indent + Number(digit) : null;
    for (; this.at < this.lines.length; this.at++) {
      const line = this.lines[this.at];
      const blank = /^ */.exec(line)[0].length;
      if (line.trim()) {
        if (inner === null) inner = blank;
        if (blank < inner || blank <= indent) break;
      }
      lines.push(line.slice(inner ?? 0));
    }
    const text = lines.join("\n");
    const body = text.replace(/\n*$/, "");
    const folded = style === "|" ? body : folding(body);
    const mode = keep || keepAfter;
    return mode === "-" ? folded : mode === "+" ? folded + text.slice(body.length) + "\n" : folded && folded + "\n";
  }
}

const KEY = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[\w.$-]+)\s*:((?:\s.*)?)$/;

function folding(text) {
  return text.replace(/[ \t]*\n[ \t]*((?:\n[ \t]*)*)/g, (_, blanks) => blanks.replace(/[ \t]/g, "") || " ");
}

// A value in one string: quoted, plain, or a collection in brackets.
class Flow {
  constructor(text, fail) {
    this.text = text;
    this.at = 0;
    this.fail = fail;
  }

  take(pattern) {
    const sticky = new RegExp(pattern.source, "y" + pattern.flags);
    sticky.lastIndex = this.at;
    const found = sticky.exec(this.text);
    if (found) this.at = sticky.lastIndex;
    return found;
  }

  skip() {
    this.take(/\s*(?:(?<=\s)#[^\n]*\s*)*/);
  }

  end() {
    this.skip();
    if (this.at < this.text.length) this.fail();
  }

  value(depth = 0) {
    this.skip();
    if (depth > 50) this.fail();
    if (this.take(/\[/)) return this.items("]", depth, () => this.value(depth + 1));
    if (this.take(/\{/)) return Object.fromEntries(this.items("}", depth, () => this.pair(depth + 1)));
    const double = this.take(/"((?:[^"\\]|\\[^])*)"/);
    if (double) return this.unescaped(folding(double[1].replace(/\\\n\s*/g, "")));
    const single = this.take(/'((?:[^']|'')*)'/);
    if (single) return folding(single[1]).replace(/''/g, "'");
    return this.plain(/[,\[\]{}]/);
  }

  items(close, depth, read) {
    const items = [];
    for (this.skip(); !this.take(close === "]" ? /\]/ : /\}/); this.skip()) {
      if (items.length && !this.take(/,/)) this.fail();
      this.skip();
      if (items.length && this.text[this.at] === close) continue;
      if (this.at >= this.text.length) this.fail();
      items.push(read());
    }
    return items;
  }

  pair(depth) {
    const key = this.value(depth);
    this.skip();
    if (!this.take(/:/)) this.fail();
    return [String(key), this.value(depth)];
  }

  plain(stop) {
    let words = "";
    while (this.at < this.text.length) {
      const rest = this.text.slice(this.at, this.at + 2);
      if (stop.test(rest[0]) || (/^\s/.test(rest) && rest[1] === "#")) break;
      if (rest[0] === ":" && (rest.length < 2 || /[\s,\[\]{}]/.test(rest[1]))) break;
      words += rest[0];
      this.at++;
    }
    words = folding(words.trim());
    if (/^[&*!|>%@`]/.test(words)) this.fail();
    return resolved(words);
  }

  unescaped(text) {
    const letters = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", v: "\v", a: "\x07", e: "\x1b", 0: "\0", _: "\u00a0", N: "\u0085", L: "\u2028", P: "\u2029" };
    return text.replace(/\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([^]))/g, (_, x, u, U, letter) =>
      letter === undefined ? String.fromCodePoint(parseInt(x || u || U, 16)) : letters[letter] ?? letter
    );
  }
}

// What a plain word means. Numbers that would lose digits stay strings, which luodi reads as the same number.
function resolved(words) {
  if (/^(?:~|null|Null|NULL|)$/.test(words)) return null;
  if (/^(?:true|yes|on)$/i.test(words)) return true;
  if (/^(?:false|no|off)$/i.test(words)) return false;
  return /^[-+]?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(words) ? exact(words) : words;
}

function exact(digits) {
  return String(Number(digits)) === digits ? Number(digits) : digits;
}
