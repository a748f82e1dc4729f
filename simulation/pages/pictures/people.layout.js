// Where everybody stands: circles in a grid, in each a dot a person in rings, peers from outside at the two sides.
// The same future in a picture of the same size always gives the same places.
const MOST_DOT = 19, LEAST_DOT = 2.5;

// Of the grids whose circles are nearly as large as can be, the one with the most rows: it leaves lines to the sides clear.
const gridOf = (count, width, height, label) => {
  const grids = Array.from({ length: count }, (_, fewer) => {
    const columns = fewer + 1, rows = Math.ceil(count / columns);
    return { columns, rows, r: Math.max(Math.min(width / columns / 2 - 5, (height / rows - label) / 2 - 3), 8) };
  });
  const largest = Math.max(...grids.map(({ r }) => r));
  const { columns, rows, r } = grids.find((grid) => grid.r >= 0.88 * largest);
  const [wide, high] = [width / columns, height / rows];
  return Array.from({ length: count }, (_, nth) => {
    const row = Math.floor(nth / columns), inRow = Math.min(columns, count - row * columns);
    return { x: (width - inRow * wide) / 2 + ((nth % columns) + 0.5) * wide, y: row * high + label + (high - label) / 2, r };
  });
};

// How many dots of radius dot each ring of a circle takes, the inmost first.
const ringsOf = (r, dot) => {
  const rings = [];
  for (let ring = r - 1.35 * dot; ring > -0.3 * dot; ring -= 2.3 * dot)
    rings.unshift(ring < 1.15 * dot ? { ring: 0, room: 1 } : { ring, room: Math.floor(Math.PI / Math.asin((1.12 * dot) / ring)) });
  return rings;
};
const roomOf = (rings) => rings.reduce((sum, { room }) => sum + room, 0);

const dotFor = (r, count) => {
  let dot = MOST_DOT;
  while (dot > LEAST_DOT && roomOf(ringsOf(r, dot)) < count) dot -= 0.25;
  return dot;
};

// Places of a circle's people; who comes first in the list stands inmost, in a ring teams stay together.
const placesOf = ({ x, y, r }, dot, people, team) => {
  const rings = ringsOf(r, dot), room = roomOf(rings), places = new Map();
  let given = 0, seen = 0;
  rings.forEach((ring, nth) => {
    seen += ring.room;
    const many = (nth === rings.length - 1 ? people.length : Math.min(Math.round((people.length * seen) / Math.max(room, 1)), people.length)) - given;
    const here = people.slice(given, given + many).sort((a, b) => team[a] - team[b] || a - b);
    given += many;
    here.forEach((person, place) => {
      const angle = (2 * Math.PI * (place + 0.5 * (nth % 2))) / here.length - Math.PI / 2;
      const from = here.length === 1 && nth === 0 && rings.length === 1 ? 0 : ring.ring;
      places.set(person, { x: x + from * Math.cos(angle), y: y + from * Math.sin(angle), r: dot });
    });
  });
  return places;
};

// label: pixels above each circle for its name.
const layoutOf = (future, width, height, label) => {
  const { head, circle, role, team, giver, receiver } = future;
  const everybody = Array.from({ length: head.people }, (_, person) => person);
  const peers = everybody.filter((person) => role[person] === PEER);
  const side = peers.length ? Math.min(Math.max(0.11 * width, 36), 110) : 4;
  const circles = gridOf(head.circles, width - 2 * side, height, label).map((one) => ({ ...one, x: one.x + side }));
  const people = Array(head.people);
  const groups = circles.map((_, nth) => everybody.filter((person) => circle[person] === nth));
  const dot = Math.min(...circles.map(({ r }, nth) => dotFor(r, Math.max(groups[nth].length, 1))));
  circles.forEach((one, nth) => placesOf(one, dot, groups[nth], team).forEach((place, person) => {
    people[person] = role[person] === SUPPORTED ? place : { ...place, r: 0.9 * place.r };
  }));
  const centre = (peer) => {
    const mine = [...giver.keys()].filter((tie) => giver[tie] === peer).map((tie) => people[receiver[tie]]);
    const mean = (axis) => mine.reduce((sum, place) => sum + place[axis], 0) / Math.max(mine.length, 1);
    return { peer, x: mean("x"), y: mean("y") };
  };
  const byX = peers.map(centre).sort((a, b) => a.x - b.x || a.peer - b.peer);
  const half = Math.ceil(byX.length / 2);
  [byX.slice(0, half), byX.slice(half)].forEach((group, right) => {
    const spread = group.sort((a, b) => a.y - b.y || a.peer - b.peer);
    const files = Math.max(1, Math.ceil((spread.length * 22) / height)); // side by side where one file has no room
    const size = Math.max(Math.min(1.1 * dot, 14, side / (2.6 * files), (height * files) / spread.length / 2.4), 4);
    spread.forEach(({ peer }, nth) => {
      const edge = side / 2 + ((nth % files) - (files - 1) / 2) * 2.4 * size;
      people[peer] = { x: right ? width - edge : edge, y: (height * (nth + 0.5)) / spread.length, r: size };
    });
  });
  const curves = Array.from(giver, (from, tie) => {
    const a = people[from], b = people[receiver[tie]];
    const bow = 0.16 * (head.mutual ? 1 : a.x < b.x ? 1 : -1);
    const y = (a.y + b.y) / 2 - bow * (b.x - a.x);
    return { a, b, x: (a.x + b.x) / 2 + bow * (b.y - a.y), y: Math.min(Math.max(y, 2), height - 2) };
  });
  return { width, height, circles, people, curves, dot };
};
