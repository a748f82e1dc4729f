// Binary values in a widget's state, as Jupyter's widget messaging protocol has them: they are taken out and travel beside
// the JSON, and `paths` says where each belongs.
export const bytes = (value) => (ArrayBuffer.isView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : new Uint8Array(value));

export const isBinary = (value) => ArrayBuffer.isView(value) || Object.prototype.toString.call(value) === "[object ArrayBuffer]";

const isPlain = (value) => value !== null && typeof value === "object" && (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype);

// A state without its binary values, their paths, and the values as bytes. The state given stays as it is.
export const taken = (state) => {
  const paths = [], buffers = [];
  const walk = (value, path) => {
    if (!isPlain(value)) return value;
    const one = (name, inner) => {
      if (!isBinary(inner)) return [name, walk(inner, [...path, name])];
      paths.push([...path, name]);
      buffers.push(bytes(inner));
      return [name, null];
    };
    if (Array.isArray(value)) return value.map((inner, nth) => one(nth, inner)[1]);
    const kept = Object.entries(value).map(([name, inner]) => [one(name, inner), isBinary(inner)]);
    return Object.fromEntries(kept.filter(([, binary]) => !binary).map(([entry]) => entry));
  };
  return { state: walk(state, []), paths, buffers };
};

// Put binary values where they belong.
export const place = (into, paths, buffers) =>
  (paths ?? []).forEach((path, nth) => {
    const holder = path.slice(0, -1).reduce((at, name) => at[name], into);
    holder[path.at(-1)] = buffers[nth];
  });

// Whether two values are equal all the way down, bytes included.
export const same = (a, b) => {
  if (Object.is(a, b)) return true;
  if (isBinary(a) && isBinary(b)) {
    const [one, other] = [bytes(a), bytes(b)];
    return a.constructor === b.constructor && one.length === other.length && one.every((byte, nth) => byte === other[nth]);
  }
  if (!isPlain(a) || !isPlain(b) || Array.isArray(a) !== Array.isArray(b)) return false;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && same(a[name], b[name]));
};
