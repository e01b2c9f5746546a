// web/first-frame: the functions that the first frame needs (first.txt), and the words that it needs in one
// language only (en.txt, ko.txt), by name. Functions with different types have the same name; if the frame needs
// some of them only, their hashes follow. A compiler of another version hashes differently: then all functions of the
// name are taken. Functions without a name, which are few, belong to the first part.

/** The parts of the program; all but the rest have a list. */
export const PARTS = ["first", "en", "ko", "rest"];
export const LANGUAGES = ["en", "ko"];

/** The file of a part's list, below the root of the project. */
export function listOf(part) {
  return `web/first-frame/${part}.txt`;
}

/** The lines for the functions that ran, of all functions. */
export function listed(used, all) {
  const ran = grouped(used);
  const known = grouped(all);
  const line = ([name, hashes]) => [name, ...(hashes.size < known.get(name).size ? [...hashes].sort() : [])].join("\t");
  return [...ran].filter(([name]) => name !== "").map(line).sort();
}

/** For each of all functions, the part that has it. `lists` has the lines of each list, in the order of the parts. */
export function chosen(lists, all) {
  const known = grouped(all);
  const maps = lists.map((lines) => new Map(lines.map((line) => line.split("\t")).map(([name, ...hashes]) => [name, hashes])));
  const has = (map, { name, hash }) => {
    const hashes = map.get(name);
    return hashes !== undefined && (!hashes.some((it) => known.get(name).has(it)) || hashes.includes(hash));
  };
  return all.map((full) => {
    const it = parts(full);
    if (it.name === "") return 0;
    const part = maps.findIndex((map) => has(map, it));
    return part < 0 ? PARTS.indexOf("rest") : part;
  });
}

function grouped(names) {
  const groups = new Map();
  for (const { name, hash } of names.map(parts)) groups.set(name, (groups.get(name) ?? new Set()).add(hash));
  return groups;
}

function parts(full) {
  const hashes = full.match(/[0-9a-f]{16}/g) ?? [];
  return { name: full.replace(/(::|_)?h?[0-9a-f]{16}/g, ""), hash: hashes.join("-") };
}
