// The people kept: a week as PNG or SVG, every week as numbers.
const ROLES = ["supported", "colleague", "peer"]; // as in people_payload.py

const pngOf = (canvas, colours) => { // on paper: a canvas has no ground of its own
  const whole = make("canvas", { width: canvas.width, height: canvas.height });
  const context = whole.getContext("2d");
  context.fillStyle = colours.paper;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(canvas, 0, 0);
  return whole.toDataURL("image/png");
};

const svgOf = (future, layout, colours, say, ruler, { week, chosen }) => {
  const { width, height } = layout;
  const [below, above, all] = [new SvgContext(ruler), new SvgContext(ruler), new SvgContext(ruler)];
  below.fillStyle = colours.paper;
  below.fillRect(0, 0, width, height);
  paintStill(below, future, layout, colours);
  paintLabels(above, layout, colours, say.label);
  paintWeek(all, below, above, future, layout, colours, { week, chosen, sweeps: false });
  return all.whole(width, height);
};

// A row a person and week, then a row a tie and week; people by their number in the picture.
const csvOf = (future) => {
  const { head, role, circle, giver, receiver } = future;
  const share = ({ count, rows }, frame, entry) => (rows[frame * count + entry] / 255).toFixed(3);
  const place = (person) => (circle[person] < head.circles ? head.places[circle[person]] : "");
  const rows = [`week,what,person,${head.by_team ? "team" : "institution"},role,practice,habit,peer,warmth,trust`];
  for (let frame = 0; frame < head.frames; frame += 1) {
    const week = Math.min(frame * head.step, head.weeks);
    role.forEach((kind, person) => rows.push([week, "person", person + 1, place(person), ROLES[kind], share(future.practice, frame, person), share(future.habit, frame, person), "", "", ""].join(",")));
    giver.forEach((peer, tie) => rows.push([week, "tie", receiver[tie] + 1, "", "", "", "", peer + 1, share(future.warmth, frame, tie), share(future.trust, frame, tie)].join(",")));
  }
  return rows.join("\n");
};
