// web/first-frame.txt: the functions that the first frame needs, by name. Functions with different types have the
// same name; if the frame needs some of them only, their hashes follow. A compiler of another version hashes
// differently: then all functions of the name are taken. Functions without a name, which are few, belong to the first
// half.

/** The lines for the functions that ran, of all functions. */
export function listed(used, all) {
  const ran = grouped(used);
  const known = grouped(all);
  const line = ([name, hashes]) => [name, ...(hashes.size < known.get(name).size ? [...hashes].sort() : [])].join("\t");
  return [...ran].filter(([name]) => name !== "").map(line).sort();
}

/** For each of all functions, whether the lines list it. */
export function chosen(lines, all) {
  const known = grouped(all);
  const list = new Map(lines.map((line) => line.split("\t")).map(([name, ...hashes]) => [name, hashes]));
  return all.map((full) => {
    const { name, hash } = parts(full);
    if (name === "") return true;
    const hashes = list.get(name);
    if (!hashes) return false;
    return !hashes.some((it) => known.get(name).has(it)) || hashes.includes(hash);
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
