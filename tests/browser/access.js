// Questions to a page as it stands; each answers with what is wrong, said so that it can be found, or with nothing.
const told = (element) => `${element.tagName.toLowerCase()}.${[...element.classList].join(".")}: ${(element.getAttribute("aria-label") ?? element.textContent).trim().slice(0, 50)}`;
const seen = (element) => element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && !element.closest(".cp-unseen, .cp-people-spoken, [inert]");
const dialog = () => document.querySelector("dialog[open]");
const all = (names) => [...(dialog() ?? document).querySelectorAll(names)].filter(seen);
const clipped = (element) => /inset\(50%/.test(getComputedStyle(element).clipPath) || (element.parentElement && clipped(element.parentElement));
const CONTROLS = "button, a[href], input, select, summary";
const scroller = (element, axis) => {
  for (let up = element.parentElement; up; up = up.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(up)[axis])) return up;
    if (getComputedStyle(up).position === "fixed" || up.tagName === "DIALOG") return null;
  }
  return null;
};

// The page, or a part that scrolls down, is wider than the window.
const sideways = () => [
  ...(document.documentElement.scrollWidth > innerWidth ? [`the page: ${document.documentElement.scrollWidth} of ${innerWidth}`] : []),
  ...["main", "dialog[open]", ".cp-at-side", ".cp-view-people", ".cp-menu"].flatMap((name) => [...document.querySelectorAll(name)])
    .filter((each) => seen(each) && each.scrollWidth > each.clientWidth + 1).map((each) => `${told(each)}: ${each.scrollWidth} of ${each.clientWidth}`),
];

// Text that does not fit into its box, or leaves the window at a side.
const cut = () => all("p, h1, h2, h3, li, label, button, summary, b, span, td, th, a").filter((each) => {
  const own = [...each.childNodes].filter((node) => node.nodeType === 3 && node.textContent.trim());
  if (!own.length || clipped(each)) return false;
  const range = document.createRange();
  const rows = own.flatMap((node) => (range.selectNodeContents(node), [...range.getClientRects()])).filter(({ width }) => width > 1);
  if (!rows.length) return false;
  const far = (side, most) => most(...rows.map((row) => row[side]));
  const text = { left: far("left", Math.min), right: far("right", Math.max), top: far("top", Math.min), bottom: far("bottom", Math.max) };
  const sideScroll = scroller(each, "overflowX");
  const within = sideScroll && sideScroll.tagName !== "MAIN" && !sideScroll.matches("dialog, .cp-at-side, .cp-view-people");
  if (!within && (text.left < -1 || text.right > innerWidth + 1)) return true;
  for (let up = each; up && up !== document.body; up = up.parentElement) {
    const { overflowX, overflowY, textOverflow } = getComputedStyle(up);
    const box = up.getBoundingClientRect();
    if (textOverflow === "ellipsis") return false; // shortened on purpose, and said so
    if (overflowY === "hidden" && (text.bottom > box.bottom + 2 || text.top < box.top - 2)) return true;
    if (overflowX === "hidden" && (text.right > box.right + 2 || text.left < box.left - 2)) return true;
    if (/auto|scroll/.test(overflowY)) break;
  }
  return false;
}).map(told);

// Controls that stay outside the window, or under something else, even when scrolled to.
const unreachable = () => {
  const places = [...document.querySelectorAll("*")].map((each) => [each, each.scrollTop]);
  const found = all(CONTROLS).filter((each) => !clipped(each)).filter((each) => {
    each.scrollIntoView({ block: "nearest", inline: "nearest" });
    const box = each.getBoundingClientRect();
    const x = box.left + box.width / 2, y = box.top + Math.min(box.height, innerHeight) / 2;
    if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) return true;
    const top = document.elementFromPoint(x, y);
    if (top?.closest(".cp-menu") || (each.disabled && !top)) return false; // the menu was opened on purpose
    return !(top && (each.contains(top) || top.contains(each) || each.labels?.[0]?.contains(top) || top.closest("label") === each.closest("label") && each.closest("label")));
  }).map(told);
  for (const [each, top] of places) if (each.scrollTop !== top) each.scrollTop = top;
  return found;
};

// Each slider, brought into sight, leaves the drawn part of the picture in sight, too.
const together = () => {
  const stages = ".cp-view-over-time .cp-fan, .cp-people-stage, .cp-view-a-or-b .cp-fan";
  const picture = [...document.querySelectorAll(stages)].find(seen);
  const within = (box, by) => box.top >= -by && box.bottom <= innerHeight + by && box.left >= -by && box.right <= innerWidth + by;
  const foot = document.querySelector(".cp-foot").getBoundingClientRect().top, bar = document.querySelector(".cp-bar").getBoundingClientRect().bottom;
  document.querySelector("main").scrollTop = 0;
  const found = [...document.querySelectorAll("[data-lever] input[type=range]")].filter(seen).filter((slider) => {
    slider.scrollIntoView({ block: "nearest" });
    const box = picture.getBoundingClientRect(), own = slider.getBoundingClientRect();
    return !(within(own, 0) && own.bottom <= foot + 1 && own.top >= bar - 1 && within(box, 1) && box.bottom <= foot + 1 && box.top >= bar - 1 && box.height > 90);
  }).map((slider) => `${told(slider)}, picture at ${JSON.stringify(picture.getBoundingClientRect())}`);
  document.querySelector("main").scrollTop = 0;
  return found;
};

// ---- in the system's colours
const colour = (text) => {
  const probe = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  probe.fillStyle = text;
  probe.fillRect(0, 0, 1, 1);
  return probe.getImageData(0, 0, 1, 1).data;
};
const ground = () => colour("Canvas");
const apart = (one, other) => Math.max(...[0, 1, 2].map((nth) => Math.abs(one[nth] - other[nth])));
const stands = (text) => { const found = colour(text); return found[3] > 100 && apart(found, ground()) > 60; };
const edged = (element) => {
  const style = getComputedStyle(element);
  const bordered = ["Top", "Bottom"].some((side) => parseFloat(style[`border${side}Width`]) > 0 && style[`border${side}Style`] !== "none" && stands(style[`border${side}Color`]));
  return bordered || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 && stands(style.outlineColor)) || stands(style.backgroundColor);
};

// Buttons without an edge; those that are an icon or a mark need none, and those in a framed group share its edge.
const edgeless = () => all("button, select, input[type=number], input[type=text]").filter((each) => !clipped(each))
  .filter((each) => !each.matches(".cp-mark, .cp-tool, .cp-why, .cp-choice, .cp-people-next") && !(each.matches(".cp-tab") && edged(each.parentElement)))
  .filter((each) => !edged(each)).map(told);

// What is chosen looks like what is not.
const alikeChosen = () => {
  const look = (each) => { const style = getComputedStyle(each); return [style.backgroundColor, style.color, style.outlineStyle, style.outlineWidth, style.borderTopWidth, style.fontWeight].join(); };
  const differs = (chosen, other, inner) => look(inner ? chosen.querySelector(inner) : chosen).split(",").join() !== look(inner ? other.querySelector(inner) : other).split(",").join();
  const filled = (each) => stands(getComputedStyle(each).backgroundColor) || (getComputedStyle(each).outlineStyle !== "none" && parseFloat(getComputedStyle(each).outlineWidth) >= 2);
  const found = [];
  for (const chosen of all("[aria-pressed=true]")) {
    const other = [...chosen.parentElement.querySelectorAll("[aria-pressed=false]")].find(seen);
    if (other && (!differs(chosen, other) || !filled(chosen))) found.push(told(chosen));
  }
  const now = document.querySelector(".cp-mark[aria-current] i"), rest = document.querySelector(".cp-mark:not([aria-current]) i");
  if (now && seen(now) && (!differs(now, rest) || !filled(now))) found.push("the mark of the step");
  return found;
};

// Tracks, bars and samples whose parts do not stand off the ground.
const unseenParts = () => {
  const found = [];
  for (const input of all("input[type=range]")) {
    const own = getComputedStyle(input), track = getComputedStyle(input, "::-webkit-slider-runnable-track"), thumb = getComputedStyle(input, "::-webkit-slider-thumb");
    const drawn = input.closest(".cp-lever, .cp-people");
    if (own.appearance === "none" && (!drawn || own.forcedColorAdjust !== "none")) found.push(told(input));
    void track, thumb;
  }
  for (const each of all(".cp-bet-bar, .cp-key span[aria-hidden], .cp-mark i, .cp-sure-bar")) if (getComputedStyle(each).forcedColorAdjust !== "none") found.push(told(each));
  return found;
};

// Pictures in which hardly anything stands off the ground.
const emptyPictures = () => all("canvas").filter((each) => each.width > 30 && !each.closest(".cp-bet:not(.cp-bet-open)")).filter((each) => {
  const { data } = each.getContext("2d").getImageData(0, 0, each.width, each.height);
  const back = ground();
  let marked = 0;
  for (let at = 0; at < data.length; at += 4) if (data[at + 3] > 100 && apart(data.subarray(at, at + 3), back) > 60) marked += 1;
  return marked < 0.001 * each.width * each.height;
}).map((each) => told(each.parentElement));

// Whether a ring can be seen round what has the focus: its own, or that of the label or sibling which stands for it.
const ring = () => {
  const now = document.activeElement;
  return [now, now.nextElementSibling, now.closest("label, fieldset, .cp-plan")].some((each) => {
    if (!each) return false;
    const style = getComputedStyle(each);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && stands(style.outlineColor);
  });
};

// A number that tells how all pictures are painted.
const painted = () => all("canvas").map((each) => {
  const { data } = each.getContext("2d").getImageData(0, 0, each.width, each.height);
  let sum = 0;
  for (let at = 0; at < data.length; at += 16) sum = (sum * 31 + data[at] + data[at + 3]) % 1000000007;
  return sum;
});
