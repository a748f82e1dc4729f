// Tabler icons (MIT licence), outline, 24 x 24
const ICONS = {
  play: "M7 4v16l13 -8z",
  pause: "M6 6a1 1 0 0 1 1 -1h2a1 1 0 0 1 1 1v12a1 1 0 0 1 -1 1h-2a1 1 0 0 1 -1 -1z M14 6a1 1 0 0 1 1 -1h2a1 1 0 0 1 1 1v12a1 1 0 0 1 -1 1h-2a1 1 0 0 1 -1 -1z",
  next: "M9 6l6 6l-6 6",
  begins: "M13 12v.01 M3 21h18 M5 21v-16a2 2 0 0 1 2 -2h6m4 10.5v7.5 M21 7h-7m3 -3l-3 3l3 3",
  ends: "M13 12v.01 M3 21h18 M5 21v-16a2 2 0 0 1 2 -2h7.5m2.5 10.5v7.5 M14 7h7m-3 -3l3 3l-3 3",
  crisis: "M13 3v7h6l-8 11v-7h-6l8 -11",
  election: "M9 5h-2a2 2 0 0 0 -2 2v12a2 2 0 0 0 2 2h10a2 2 0 0 0 2 -2v-12a2 2 0 0 0 -2 -2h-2 M9 5a2 2 0 0 1 2 -2h2a2 2 0 0 1 2 2a2 2 0 0 1 -2 2h-2a2 2 0 0 1 -2 -2z M9 14l2 2l4 -4",
  convenor: "M8 7a4 4 0 1 0 8 0a4 4 0 0 0 -8 0 M6 21v-2a4 4 0 0 1 4 -4h4c.348 0 .686 .045 1.009 .128 M16 19h6",
};
const icon = (name) => {
  const box = document.createElement("template"); // the parser knows the namespace of a picture
  box.innerHTML = `<svg viewBox="0 0 24 24" class="cp-people-icon" aria-hidden="true"><path d="${ICONS[name]}"/></svg>`;
  return box.content.firstChild;
};
