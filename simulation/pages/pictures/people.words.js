// A future in words: who somebody is, what happened, how things stand.
const saying = (words, future) => {
  const { head, role, circle } = future;
  const number = (nth) => head.places[nth];
  const place = (nth) => (head.places.length === 1 && !head.by_team ? words.only : fill(head.by_team ? words.team : words.institution, { n: number(nth) }));
  const title = (person) => {
    const kind = role[person] === PEER ? "peer" : role[person] === SUPPORTED ? "supported" : "colleague";
    return fill(words.titles[kind], { n: person + 1, place: circle[person] < head.circles ? place(circle[person]) : "" });
  };
  const event = ([, kind, places]) => {
    if (kind !== "crisis" || !places?.length || head.places.length === 1) return words.events[kind];
    return fill(words.events[places.length > 3 ? "crisis_many" : "crisis_in"], { n: places.length, places: places.map((each) => figures(each)).join(", ") });
  };
  const month = (week) => fill(words.month, { n: Math.min(Math.floor(week / WEEKS_A_MONTH) + 1, Math.ceil(head.weeks / WEEKS_A_MONTH)) });
  const state = (person, week) => {
    if (role[person] === PEER) return "";
    const of = (series) => Math.round(100 * valueAt(future, future[series], person, week, future.changes[person]));
    return fill(words.state, { practice: of("practice"), habit: of("habit") });
  };
  const label = (nth) => {
    const name = place(nth);
    return { long: name.charAt(0).toUpperCase() + name.slice(1), short: figures(number(nth)) };
  };
  return { title, event, month, state, label };
};
