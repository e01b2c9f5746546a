// Splits the program in parts: what the first frame needs, what it needs in each language, and the rest, which comes
// while the reader looks at it.
//
// Each part is the whole module with some functions replaced, so that no index changes and no instruction is read. A
// function of another part is a stub: it calls through a slot of the function table, which the part that has the
// function fills. The first part has memory, tables and globals, and the others import them. A stub asks for its part
// if that is not there yet (static/parts.js), so that any choice of functions is correct: the choice only decides what
// is waited for.
//
// wasm-opt removes the stubs that nobody calls.
//
// What memory holds from the start, the statics and literals of the program, is divided as well. The linker keeps each
// of them in a piece of its own (web/build.rs). A piece that only functions of one part can reach comes with that part.
// Every number in a function or in a piece that could be an address in a piece, or near it, counts as one; a piece to
// which no number leads comes first. So too many pieces come first. e2e/rest.test.mjs holds the first frame against the
// one that the whole program draws.

const [TYPES, IMPORTS, FUNCTIONS, TABLES, MEMORIES, GLOBALS, EXPORTS, ELEMENTS, CODE] = [1, 2, 3, 4, 5, 6, 7, 9, 10];
const [START, DATA, COUNT] = [8, 11, 12];
/**
 * How far from a piece an address of it may lie. A loop may count from before its first item, or from its end; and an
 * address may be computed from that of the piece beside it.
 */
const MARGIN = 64;
/** How a section of these names what the first part lends to the others. */
const LENT = "rest";

/**
 * The parts of a module, each as bytes. `choose(names)` says of each function which part has it: an index into `parts`,
 * the names of the parts, of which the first is there before all others.
 */
export function split(bytes, parts, choose) {
  const module = parse(bytes);
  const { bodies, imported, types, tables, globals } = module;
  const partOf = choose(module.names);
  const later = [...parts.keys()].slice(1);
  const homes = homesOf(module.pieces, bodies, partOf);
  const memory = (part) => vector(joined(module.pieces, (n) => homes[n] === part));

  // After the table's own slots, each later part has one for the function that fetches it, and each function has one:
  // those of a part follow each other.
  const fetches = (part) => module.slots + part - 1;
  const members = parts.map((_, part) => [...bodies.keys()].filter((n) => partOf[n] === part));
  const slots = new Map(members.flat().map((n, at) => [n, module.slots + later.length + at]));
  // After the module's own indices: a type of functions without parameters, and for each later part whether it is
  // there, and a function that sees to it.
  const plain = types.length;
  const there = (part) => globals.length + part - 1;
  const see = (part) => imported + bodies.length + part - 1;
  const seeing = (part) => {
    const fetching = [0x41, ...sleb(fetches(part)), 0x11, ...leb(plain), 0];
    return sized([0, 0x23, ...leb(there(part)), 0x45, 0x04, 0x40, ...fetching, 0x0b, 0x0b]);
  };
  const stub = (n) => {
    const parameters = types[module.typeOf[n]].parameters;
    const before = partOf[n] === 0 ? [] : [0x10, ...leb(see(partOf[n]))];
    const passed = Array.from({ length: parameters }, (_, at) => [0x20, ...leb(at)]).flat();
    return sized([0, ...before, ...passed, 0x41, ...sleb(slots.get(n)), 0x11, ...leb(module.typeOf[n]), 0, 0x0b]);
  };
  const code = (part) => vector([...bodies.map((body, n) => (partOf[n] === part ? body : stub(n))), ...later.map(seeing)]);
  const fill = (at, list) => [0, 0x41, ...sleb(at), 0x0b, ...leb(list.length), ...list.flatMap((n) => leb(imported + n))];
  const filled = (list) => (list.length > 0 ? [fill(slots.get(list[0]), list)] : []);

  const grown = tables.map((table, n) => (n === 0 ? limits(table, module.slots + later.length + bodies.length) : table));
  const flag = [0x7f, 1, 0x41, 0, 0x0b];
  const constant = [0x7f, 0, 0x41, ...sleb(module.slots), 0x0b];
  const lent = [
    ...tables.map((_, n) => [`t${n}`, 1, n]),
    ["m", 2, 0],
    ...globals.map((_, n) => [`g${n}`, 3, n]),
    ...later.map((part) => [`there_${parts[part]}`, 3, there(part)]),
    ["fetches", 3, globals.length + later.length],
  ].map(([name, kind, n]) => [...text(`${LENT}.${name}`), kind, ...leb(n)]);
  const first = new Map(module.sections);
  first.set(TYPES, vector([...types.map(({ bytes }) => bytes), [0x60, 0, 0]]));
  first.set(FUNCTIONS, vector([...module.typeOf, ...later.map(() => plain)].map(leb)));
  first.set(TABLES, vector(grown));
  first.set(GLOBALS, vector([...globals.map(({ bytes }) => bytes), ...later.map(() => flag), constant]));
  first.set(EXPORTS, vector([...module.exports, ...lent]));
  first.set(ELEMENTS, vector([...module.elements, ...filled(members[0])]));
  first.set(CODE, code(0));
  setMemory(first, memory(0));

  const from = (name, kind, type) => [...text(LENT), ...text(name), kind, ...type];
  const borrowed = [
    ...grown.map((table, n) => from(`t${n}`, 1, table)),
    from("m", 2, module.memories[0]),
    ...globals.map(({ type }, n) => from(`g${n}`, 3, type)),
    ...later.map((part) => from(`there_${parts[part]}`, 3, [0x7f, 1])),
  ];
  const other = (part) => {
    const sections = new Map(module.sections);
    for (const section of [TABLES, MEMORIES, GLOBALS, EXPORTS, START]) sections.delete(section);
    sections.set(TYPES, first.get(TYPES));
    sections.set(FUNCTIONS, first.get(FUNCTIONS));
    sections.set(IMPORTS, vector([...module.imports.map(({ bytes }) => bytes), ...borrowed]));
    const taken = module.taken.filter(({ n }) => n >= 0 && partOf[n] === part).map(({ at, n }) => fill(at, [n]));
    sections.set(ELEMENTS, vector([...taken, ...filled(members[part])]));
    sections.set(CODE, code(part));
    setMemory(sections, memory(part));
    return sections;
  };
  return [first, ...later.map(other)].map((sections) => assemble(sections, module.custom));
}

/** Replaces what memory holds from the start. */
function setMemory(sections, pieces) {
  sections.set(DATA, pieces);
  if (sections.has(COUNT)) sections.set(COUNT, leb(reader(pieces).leb()));
}

/** For each piece, the part that it comes with: the only one whose functions reach it, or else the first. */
function homesOf(pieces, bodies, partOf) {
  const inCode = near(pieces, MARGIN);
  // A pointer in memory is as it was written.
  const inMemory = near(pieces, 0);
  const next = pieces.map(({ bytes }) => inMemory(words(bytes)));
  const homes = pieces.map(() => undefined);
  for (const part of new Set(partOf)) {
    const reached = new Set();
    const open = bodies.flatMap((body, n) => (partOf[n] === part ? inCode(addresses(body)) : []));
    while (open.length > 0) {
      const n = open.pop();
      if (reached.has(n)) continue;
      reached.add(n);
      open.push(...next[n]);
    }
    for (const n of reached) homes[n] = homes[n] === undefined ? part : 0;
  }
  return homes.map((home) => home ?? 0);
}

/** A function that finds the pieces, by index, that lie at some addresses or no farther than `margin`. */
function near(pieces, margin) {
  const [low, high] = [pieces[0].start - margin, pieces.at(-1).end + margin];
  return (addresses) => {
    const found = new Set();
    for (const address of addresses) {
      if (address < low || address > high) continue;
      let [from, to] = [0, pieces.length];
      while (from < to) {
        const middle = (from + to) >> 1;
        if (pieces[middle].end + margin <= address) from = middle + 1;
        else to = middle;
      }
      for (let n = from; n < pieces.length && pieces[n].start - margin <= address; n += 1) found.add(n);
    }
    return [...found];
  };
}

/** Every address that could stand in a body, wherever an instruction may begin: a constant, or what is added to one. */
function* addresses(body) {
  for (let at = 0; at < body.length; at += 1) {
    const isConstant = body[at] === 0x41;
    const isAccess = body[at] >= 0x28 && body[at] <= 0x3e && body[at + 1] <= 4;
    if (!isConstant && !isAccess) continue;
    const it = reader(body);
    it.at = at + (isConstant ? 1 : 2);
    yield it.leb();
  }
}

/** The words of a piece that could be addresses. */
function* words(bytes) {
  const view = new DataView(Uint8Array.from(bytes).buffer);
  for (let at = 0; at + 4 <= bytes.length; at += 4) yield view.getUint32(at, true);
}

/** The chosen pieces as segments. Those that follow each other become one. */
function joined(pieces, isChosen) {
  const runs = [];
  pieces.forEach((piece, n) => {
    if (!isChosen(n)) return;
    const last = runs.at(-1);
    if (last?.next !== n) return runs.push({ start: piece.start, next: n + 1, parts: [piece.bytes], end: piece.end });
    last.parts.push(new Uint8Array(piece.start - last.end), piece.bytes);
    Object.assign(last, { next: n + 1, end: piece.end });
  });
  return runs.map(({ start, end, parts }) => concat([[0, 0x41, ...sleb(start), 0x0b], leb(end - start), ...parts]));
}

/** The same module, which sets a global of its own, exported as `used.NAME`, whenever a function runs. */
export function watched(bytes) {
  const module = parse(bytes);
  const { bodies, imported, globals } = module;
  const sections = new Map(module.sections);
  const marks = bodies.map(() => [0x7f, 1, 0x41, 0, 0x0b]);
  sections.set(GLOBALS, vector([...globals.map(({ bytes }) => bytes), ...marks]));
  const shown = module.names.map((name, n) => [...text(`used.${n}.${name}`), 3, ...leb(globals.length + n)]);
  sections.set(EXPORTS, vector([...module.exports, ...shown]));
  sections.set(CODE, vector(bodies.map((body, n) => marked(body, globals.length + n))));
  return assemble(sections, []);
}

/** A body that sets a global first. */
function marked(body, global) {
  const read = reader(body);
  const size = read.leb();
  const from = read.at;
  for (let groups = read.leb(); groups > 0; groups -= 1) [read.leb(), read.leb()];
  return sized([...body.slice(from, read.at), 0x41, 1, 0x24, ...leb(global), ...body.slice(read.at, from + size)]);
}

function parse(bytes) {
  const [sections, custom, names] = [new Map(), [], new Map()];
  const read = reader(bytes);
  read.at = 8;
  while (read.at < bytes.length) {
    const [id, size] = [read.byte(), read.leb()];
    const body = read.take(size);
    if (id !== 0) sections.set(id, body);
    else if (!readNames(body, names)) custom.push(body);
  }
  const each = (id, one) => items(sections.get(id) ?? [0], one);
  const imports = each(IMPORTS, readImport);
  if (imports.some(({ kind }) => kind !== 0)) throw new Error("the program imports more than functions");
  const elements = each(ELEMENTS, readElement);
  const imported = imports.length;
  const typeOf = each(FUNCTIONS, (it) => it.leb());
  const tables = each(TABLES, (it) => bytesOf(it, () => [it.leb(), readLimits(it)]));
  return {
    sections, custom, imports, imported, tables, typeOf,
    names: typeOf.map((_, n) => names.get(imported + n) ?? ""),
    types: each(TYPES, readType),
    memories: each(MEMORIES, (it) => bytesOf(it, () => readLimits(it))),
    globals: each(GLOBALS, readGlobal),
    exports: each(EXPORTS, (it) => bytesOf(it, () => [it.take(it.leb()), it.byte(), it.leb()])),
    elements: elements.map(({ bytes }) => bytes),
    taken: elements.flatMap(({ start, list }) => list.map((n, at) => ({ at: start + at, n: n - imported }))),
    slots: readMinimum(tables[0]),
    bodies: each(CODE, (it) => bytesOf(it, () => it.take(it.leb()))),
    pieces: each(DATA, readPiece).sort((a, b) => a.start - b.start),
  };
}

/** A piece of what memory holds from the start. */
function readPiece(it) {
  if (it.leb() !== 0 || it.byte() !== 0x41) throw new Error("a piece of memory that has no constant place");
  const start = it.leb();
  it.byte();
  const bytes = it.take(it.leb());
  return { start, end: start + bytes.length, bytes };
}

function readType(it) {
  const from = it.at;
  if (it.byte() !== 0x60) throw new Error("a type that is no function");
  const parameters = it.leb();
  it.take(parameters);
  it.take(it.leb());
  return { parameters, bytes: it.since(from) };
}

function readImport(it) {
  const from = it.at;
  it.take(it.leb());
  const name = new TextDecoder().decode(Uint8Array.from(it.take(it.leb())));
  const kind = it.byte();
  it.leb();
  return { kind, name, bytes: it.since(from) };
}

function readGlobal(it) {
  const from = it.at;
  const type = it.take(2);
  // A constant: one instruction with a number, or a null.
  const instruction = it.byte();
  if (instruction === 0x44) it.take(8);
  else if (instruction === 0x43) it.take(4);
  else if ([0x41, 0x42, 0x23, 0xd0].includes(instruction)) it.leb();
  else throw new Error(`a global begins with ${instruction}`);
  if (it.byte() !== 0x0b) throw new Error("a global is no constant");
  return { type, bytes: it.since(from) };
}

/** A segment of the function table that has a constant place. */
function readElement(it) {
  const from = it.at;
  if (it.leb() !== 0 || it.byte() !== 0x41) throw new Error("a segment of the table that has no constant place");
  const start = it.leb();
  it.byte();
  const list = Array.from({ length: it.leb() }, () => it.leb());
  return { start, list, bytes: it.since(from) };
}

function readLimits(it) {
  const bounded = it.leb() & 1;
  it.leb();
  if (bounded) it.leb();
}

function readMinimum(table) {
  const it = reader(table);
  [it.leb(), it.leb()];
  return it.leb();
}

/** A table of this many slots, of the same type. */
function limits(table, slots) {
  return [table[0], 1, ...leb(slots), ...leb(slots)];
}

/** Reads the names of functions; answers whether this was the section of names. */
function readNames(body, names) {
  const it = reader(body);
  const name = (bytes) => new TextDecoder().decode(Uint8Array.from(bytes));
  if (name(it.take(it.leb())) !== "name") return false;
  while (it.at < body.length) {
    const [id, size] = [it.byte(), it.leb()];
    const end = it.at + size;
    if (id === 1) for (let left = it.leb(); left > 0; left -= 1) names.set(it.leb(), name(it.take(it.leb())));
    it.at = end;
  }
  return true;
}

function reader(bytes) {
  return {
    at: 0,
    byte() {
      return bytes[this.at++];
    },
    leb() {
      let [value, scale, byte] = [0, 1, 0];
      do {
        byte = bytes[this.at++];
        value += (byte & 127) * scale;
        scale *= 128;
      } while (byte > 127);
      return value;
    },
    take(size) {
      this.at += size;
      return bytes.slice(this.at - size, this.at);
    },
    since(from) {
      return bytes.slice(from, this.at);
    },
  };
}

function items(body, one) {
  const it = reader(body);
  return Array.from({ length: it.leb() }, () => one(it));
}

function bytesOf(it, skip) {
  const from = it.at;
  skip();
  return it.since(from);
}

function leb(value) {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value & 127) | 128);
  return [...bytes, value];
}

/** A positive number where a signed one is read. */
function sleb(value) {
  const bytes = leb(value);
  if (bytes.at(-1) & 64) bytes.push(bytes.pop() | 128, 0);
  return bytes;
}

function text(of) {
  const bytes = new TextEncoder().encode(of);
  return [...leb(bytes.length), ...bytes];
}

/** A body with its size before it. */
function sized(code) {
  return [...leb(code.length), ...code];
}

function vector(parts) {
  return concat([leb(parts.length), ...parts]);
}

function concat(parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function assemble(sections, custom) {
  // The count of data segments stands before the code.
  const order = [...sections.keys()].sort((a, b) => place(a) - place(b));
  const all = [...order.map((id) => [id, sections.get(id)]), ...custom.map((body) => [0, body])];
  const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  return concat([header, ...all.flatMap(([id, body]) => [[id], leb(body.length), body])]);
}

function place(id) {
  return id === COUNT ? CODE - 0.5 : id;
}
