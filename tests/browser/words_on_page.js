// What a reader of a page sees in words: every visible text and spoken name. Found: `hardCoded`, words that no catalogue
// has changed; `overflowing`, elements whose text does not fit them or that leave the window.
() => {
  const NAMES = /^(PNG|SVG|CSV|QR)$/; // kinds of files
  const hidden = (element) => !element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) || element.closest("[hidden], script, style, pre, code, cite");
  const described = (element) => `${element.tagName.toLowerCase()}.${[...element.classList].join(".")}`;
  const unchanged = (text) => {
    const kept = text.replace(/\u202e[^\u202c]*\u202c/g, " "); // mirrored words
    return kept.split(/[^\p{L}]+/u).filter((word) => /^[A-Za-z]{2,}$/.test(word) && /[aceidnosuyz]/i.test(word) && !NAMES.test(word));
  };
  const hardCoded = new Set(), overflowing = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const holders = new Set();
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const element = node.parentElement;
    if (!node.textContent.trim() || hidden(element)) continue;
    holders.add(element);
    const words = unchanged(node.textContent);
    if (words.length) hardCoded.add(`${described(element)}: ${node.textContent.trim().slice(0, 80)}`);
  }
  for (const element of document.querySelectorAll("[aria-label], [title], [placeholder], [alt], [aria-valuetext]")) {
    if (hidden(element) || element.closest("[aria-hidden=true]")) continue;
    for (const name of ["aria-label", "title", "placeholder", "alt", "aria-valuetext"]) {
      const text = element.getAttribute(name) ?? "";
      if (unchanged(text).length) hardCoded.add(`${described(element)} ${name}: ${text.slice(0, 80)}`);
    }
  }
  const scrolls = (element) => /auto|scroll/.test(getComputedStyle(element).overflowX);
  const inScroller = (element) => element && element !== document.body && (scrolls(element) && element.tagName !== "MAIN" || inScroller(element.parentElement));
  const unseen = (element) => { const { width, height } = element.getBoundingClientRect(); return width < 2 || height < 2; };
  for (const element of holders) {
    if (unseen(element) || inScroller(element)) continue;
    const style = getComputedStyle(element);
    const own = document.createRange();
    own.selectNodeContents(element);
    const text = own.getBoundingClientRect(), box = element.getBoundingClientRect();
    const said = `${described(element)}: ${element.textContent.trim().slice(0, 60)}`;
    if (style.display !== "inline" && (text.right > box.right + 1.5 || text.left < box.left - 1.5)) overflowing.add(`wider than its box by ${Math.round(Math.max(text.right - box.right, box.left - text.left))}: ${said}`);
    else if (style.overflowY === "hidden" && element.scrollHeight > element.clientHeight + 3) overflowing.add(`higher than its box: ${said}`);
    else if (text.right > innerWidth + 1 || text.left < -1) overflowing.add(`outside the window: ${said}`);
  }
  if (document.documentElement.scrollWidth > innerWidth) overflowing.add(`the page is ${document.documentElement.scrollWidth} wide`);
  return { hardCoded: [...hardCoded], overflowing: [...overflowing] };
}
