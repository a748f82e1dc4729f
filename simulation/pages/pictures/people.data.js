// One future as the kernel packed it (people_payload.py), and what of it holds in a week.
const SUPPORTED = 0, PEER = 2; // roles; 1 is a colleague
const WEEKS_A_MONTH = 52 / 12;
const NEW_WEEKS = 13; // so long is somebody a newcomer

const readFuture = (head, view) => {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  let at = 0;
  const take = (count) => bytes.subarray(at, (at += count));
  const events = (count) => Array.from({ length: count }, () => {
    const [whose, low, high] = take(3);
    return { whose, week: low + 256 * high };
  });
  const { people, ties, links, circles, frames } = head;
  const future = { head, circle: take(people), team: take(people), role: take(people), giver: take(ties), receiver: take(ties), links: take(2 * links) };
  for (const [name, count] of [["practice", people], ["habit", people], ["warmth", ties], ["trust", ties], ["strain", circles], ["window", circles]])
    future[name] = { count, rows: take(count * frames) };
  const weeksOf = (count, list) => list.reduce((all, { whose, week }) => (all[whose].push(week), all), Array.from({ length: count }, () => []));
  future.changes = weeksOf(people, events(head.departures)); // weeks in which each person's post changed hands
  future.breaches = weeksOf(ties, events(head.breaches));
  future.tieChanges = Array.from({ length: ties }, (_, tie) =>
    [...future.changes[future.giver[tie]], ...future.changes[future.receiver[tie]]].sort((a, b) => a - b));
  return future;
};

// A number of an entry in a week (whole or not), 0 to 1: even between two frames, but a change of hands is a step.
const valueAt = ({ head }, { count, rows }, entry, week, changes = []) => {
  const frame = Math.min(Math.floor(week / head.step), Math.max(head.frames - 2, 0));
  const from = frame * head.step, to = Math.min(from + head.step, head.weeks);
  const before = rows[frame * count + entry], after = rows[Math.min(frame + 1, head.frames - 1) * count + entry];
  const change = changes.find((one) => one > from && one <= to);
  if (change !== undefined) return (week < change ? before : after) / 255;
  return (before + (after - before) * (to > from ? Math.min((week - from) / (to - from), 1) : 1)) / 255;
};

// Weeks since the newest of some weeks that is not after this one; Infinity for none yet.
const since = (weeks, week) => weeks.reduce((least, one) => (one <= week && week - one < least ? week - one : least), Infinity);
const until = (weeks, week) => weeks.reduce((least, one) => (one > week && one - week < least ? one - week : least), Infinity);
