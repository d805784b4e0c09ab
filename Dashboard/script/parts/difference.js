// Two JSON documents side by side: what was added, removed and changed, each by its path.

/** All figures and words of a document by path: `haircuts.BTC`, `buckets[2].weight`. */
export function flat(value, path = '', found = new Map()) {
  if (Array.isArray(value)) {
    if (value.length === 0) found.set(path, '[]');
    value.forEach((entry, index) => flat(entry, `${path}[${index}]`, found));
  } else if (value !== null && typeof value === 'object') {
    const members = Object.entries(value);
    if (members.length === 0) found.set(path, '{}');
    for (const [name, entry] of members) flat(entry, path === '' ? name : `${path}.${name}`, found);
  } else found.set(path, value);
  return found;
}

/** What is another thing in the second document: `[{path, kind, before, after}]`, in its order, removed ones last. */
export function difference(before, after) {
  const old = flat(before);
  const now = flat(after);
  const changes = [];
  for (const [path, value] of now) {
    if (!old.has(path)) changes.push({ path, kind: 'added', before: null, after: value });
    else if (old.get(path) !== value) changes.push({ path, kind: 'changed', before: old.get(path), after: value });
  }
  for (const [path, value] of old) if (!now.has(path)) changes.push({ path, kind: 'removed', before: value, after: null });
  return changes;
}
