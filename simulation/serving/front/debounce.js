// A function that is called once things are quiet: lodash's `debounce` with `trailing`, `maxWait` and `cancel`.
export default (work, wait = 0, { maxWait } = {}) => {
  let timer, first, given;
  const run = () => {
    clearTimeout(timer);
    timer = first = undefined;
    work(...given);
  };
  const later = (...values) => {
    given = values;
    const now = Date.now();
    first ??= now;
    clearTimeout(timer);
    timer = setTimeout(run, maxWait === undefined ? wait : Math.min(wait, Math.max(0, first + maxWait - now)));
  };
  later.cancel = () => {
    clearTimeout(timer);
    timer = first = undefined;
  };
  later.flush = () => timer !== undefined && run();
  return later;
};
