// One week of a future on a canvas. What never moves is painted once on canvases of its own: circles and links below,
// names above.
const MOST_LINE = 6; // pixels, of the warmest tie where there are few; the more there are, the thinner
const FEW_TIES = 30;
const STEPS = 16; // of a ramp between two colours
const GONE = 0.03; // warmth below which no line is drawn
const BREACH_WEEKS = 6; // so long a broken promise shows

const COLOURS = { paper: "#FAF8F4", card: "#FFFFFF", ink: "#1D2530", "ink-2": "#56606D", line: "#E3DDD2", a: "#0E6F70", b: "#A9460F", strain: "#7A3E9D" };
const SYSTEM = { paper: "Canvas", card: "Canvas", ink: "CanvasText", "ink-2": "CanvasText", line: "GrayText", a: "Highlight", b: "CanvasText", strain: "LinkText" };

const coloursOf = (element, context, forced) => {
  const style = getComputedStyle(element), found = { font: style.fontFamily, size: 0.82 * parseFloat(style.fontSize) };
  for (const [name, fallback] of Object.entries(COLOURS)) {
    context.fillStyle = fallback;
    context.fillStyle = forced ? SYSTEM[name] : style.getPropertyValue(`--cp-${name}`).trim() || fallback;
    found[name] = context.fillStyle; // as the canvas says it: #rrggbb
  }
  const parts = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  const mixed = (from, to, share) => `rgb(${parts(from).map((low, nth) => Math.round(low + (parts(to)[nth] - low) * share)).join(", ")})`;
  const ramp = (from, to) => Array.from({ length: STEPS + 1 }, (_, step) => mixed(found[from], found[to], step / STEPS));
  found.trust = ramp("ink-2", "b");
  found.ring = ramp("ink-2", "a");
  found.circle = forced ? found.paper : mixed(found.paper, found.line, 0.6);
  found.rim = forced ? found.ink : found.circle; // of a circle
  found.link = mixed(found.line, found["ink-2"], 0.22);
  return found;
};
const onRamp = (ramp, share) => ramp[Math.round(Math.min(Math.max(share, 0), 1) * STEPS)];

const disc = (context, x, y, r) => {
  context.beginPath();
  context.arc(x, y, r, 0, 2 * Math.PI);
};

const paintStill = (context, future, layout, colours) => {
  const { circles, people } = layout;
  for (const { x, y, r } of circles) {
    disc(context, x, y, r);
    context.fillStyle = colours.circle;
    context.fill();
    context.strokeStyle = colours.rim;
    context.lineWidth = 1;
    context.stroke();
  }
  context.strokeStyle = colours.link;
  for (const within of [true, false]) { // links between circles are many and long: fainter
    context.lineWidth = within ? 0.9 : 0.35;
    context.beginPath();
    for (let at = 0; at < future.links.length; at += 2) {
      const [one, other] = [future.links[at], future.links[at + 1]];
      if (future.role[one] === PEER || (future.circle[one] === future.circle[other]) !== within) continue;
      context.moveTo(people[one].x, people[one].y);
      context.lineTo(people[other].x, people[other].y);
    }
    context.stroke();
  }
};

// The names of the circles, over the lines; the short ones where a long one has no room.
const paintLabels = (context, layout, colours, label) => {
  context.textAlign = "center";
  context.font = `${colours.size}px ${colours.font}`;
  context.lineWidth = 3;
  context.lineJoin = "round";
  const names = layout.circles.map((_, nth) => label(nth));
  const roomy = layout.circles.every(({ r }, nth) => context.measureText(names[nth].long).width <= 2 * r + 8);
  layout.circles.forEach(({ x, y, r }, nth) => {
    const text = roomy ? names[nth].long : names[nth].short;
    context.strokeStyle = colours.paper;
    context.strokeText(text, x, y - r - 5);
    context.fillStyle = colours["ink-2"];
    context.fillText(text, x, y - r - 5);
  });
};

const paintTies = (context, future, layout, colours, week, chosen) => {
  const most = Math.min(MOST_LINE, 0.55 * layout.dot, MOST_LINE * Math.sqrt(FEW_TIES / Math.max(layout.curves.length, 1)));
  const theirs = (tie) => future.giver[tie] === chosen || future.receiver[tie] === chosen;
  const dims = layout.curves.length > FEW_TIES && layout.curves.some((_, tie) => theirs(tie)); // all but those of the chosen
  layout.curves.forEach(({ a, b, x, y }, tie) => {
    const warmth = valueAt(future, future.warmth, tie, week, future.tieChanges[tie]);
    if (warmth < GONE) return;
    const trust = valueAt(future, future.trust, tie, week, future.tieChanges[tie]);
    const broken = since(future.breaches[tie], week) < BREACH_WEEKS;
    context.strokeStyle = broken ? colours.strain : onRamp(colours.trust, 1.3 * trust);
    context.globalAlpha = (0.4 + 0.5 * trust) * (dims && !theirs(tie) ? 0.4 : 1);
    context.lineWidth = 0.6 + warmth * most;
    if (broken) context.setLineDash([4, 4]);
    context.beginPath();
    context.moveTo(a.x, a.y);
    context.quadraticCurveTo(x, y, b.x, b.y);
    context.stroke();
    if (broken) context.setLineDash([]);
  });
  context.globalAlpha = 1;
};

// Glasses with rims: filled from below by practice, the rim thick by habit; a newcomer's has no ground yet. All of one
// strength at once: ground and filling are one path each.
const paintGlasses = (context, glasses, strength, newcomers, colours) => {
  context.globalAlpha = strength;
  context.beginPath();
  for (const { x, y, r } of glasses) {
    context.moveTo(x + r, y);
    context.arc(x, y, r, 0, 2 * Math.PI);
  }
  context.fillStyle = newcomers ? colours.circle : colours.card;
  context.fill();
  context.beginPath();
  for (const { x, y, r, practice } of glasses) {
    if (practice <= 0.01) continue;
    const angle = Math.asin(Math.min(Math.max(1 - 2 * practice, -1), 1)), inner = 0.8 * r;
    context.moveTo(x + inner * Math.cos(angle), y + inner * Math.sin(angle));
    context.arc(x, y, inner, angle, Math.PI - angle);
  }
  context.fillStyle = colours.a;
  context.globalAlpha = strength * (newcomers ? 0.6 : 1);
  context.fill();
  context.globalAlpha = strength;
  for (const { x, y, r, habit } of glasses) {
    const rim = Math.max(0.9, (0.06 + 0.2 * habit) * r);
    if (newcomers) context.setLineDash([0.32 * r, 0.24 * r]);
    disc(context, x, y, r - rim / 2);
    context.strokeStyle = onRamp(colours.ring, 1.5 * habit);
    context.lineWidth = rim;
    context.stroke();
  }
  if (newcomers) context.setLineDash([]);
};

const paintPeer = (context, { x, y, r }, newcomer, colours) => {
  context.beginPath();
  context.moveTo(x, y - 1.2 * r);
  context.lineTo(x + 1.2 * r, y);
  context.lineTo(x, y + 1.2 * r);
  context.lineTo(x - 1.2 * r, y);
  context.closePath();
  context.fillStyle = newcomer ? colours.paper : colours.b;
  context.strokeStyle = colours.b;
  context.lineWidth = 1.6;
  context.fill();
  context.stroke();
};

const paintCrises = (context, future, layout, colours, week) => {
  layout.circles.forEach(({ x, y, r }, nth) => {
    const strain = valueAt(future, future.strain, nth, week), open = valueAt(future, future.window, nth, week);
    if (strain > 0.02) {
      disc(context, x, y, r);
      context.fillStyle = colours.strain;
      context.globalAlpha = 0.45 * strain;
      context.fill();
      context.globalAlpha = 1;
    }
    if (open <= future.head.open) return;
    disc(context, x, y, r - 1);
    context.strokeStyle = colours.strain;
    context.lineWidth = 2.5;
    context.setLineDash([8, 5]);
    context.stroke();
    context.setLineDash([]);
  });
};

const SWEEP_WEEKS = 4;
// An election sweeps over the picture from the left, dark at the front.
const paintElection = (context, future, layout, colours, week) => {
  for (const [at, kind] of future.head.events) {
    const way = (week - at + 1) / SWEEP_WEEKS;
    if (kind !== "election" || way <= 0 || way >= 1) continue;
    const wide = 0.3 * layout.width, front = way * (layout.width + wide);
    const shade = context.createLinearGradient(front - wide, 0, front, 0);
    shade.addColorStop(0, `${colours["ink-2"]}00`);
    shade.addColorStop(1, `${colours["ink-2"]}55`);
    context.fillStyle = shade;
    context.fillRect(front - wide, 0, wide, layout.height);
  }
};

const paintWeek = (context, below, above, future, layout, colours, { week, chosen, sweeps }) => {
  const { width, height, people } = layout;
  context.clearRect(0, 0, width, height);
  context.drawImage(below, 0, 0, width, height);
  paintCrises(context, future, layout, colours, week);
  paintTies(context, future, layout, colours, week, chosen);
  context.drawImage(above, 0, 0, width, height);
  const settled = [];
  people.forEach((place, person) => {
    const changes = future.changes[person];
    const leaving = until(changes, week), newcomer = since(changes, week) < NEW_WEEKS;
    const strength = Math.max(0.15, Math.min(1, leaving / 3, (since(changes, week) + 0.5) / 2)); // who leaves fades
    if (future.role[person] === PEER) {
      context.globalAlpha = strength;
      paintPeer(context, place, newcomer, colours);
      return;
    }
    const of = (series) => valueAt(future, series, person, week, changes);
    const glass = { ...place, practice: of(future.practice), habit: of(future.habit) };
    if (newcomer || strength < 1) paintGlasses(context, [glass], strength, newcomer, colours);
    else settled.push(glass);
  });
  paintGlasses(context, settled, 1, false, colours);
  context.globalAlpha = 1;
  if (sweeps) paintElection(context, future, layout, colours, week);
  if (chosen === null || !people[chosen]) return;
  const { x, y, r } = people[chosen];
  disc(context, x, y, r + 5.5);
  context.strokeStyle = colours.paper;
  context.lineWidth = 4.5;
  context.stroke();
  context.strokeStyle = colours.ink;
  context.lineWidth = 2.5;
  context.stroke();
};
