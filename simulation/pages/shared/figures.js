// A number in the digits and with the signs of the page's language, which its root element names.
const figures = (number, options = {}) => {
  const root = document.documentElement;
  try {
    return new Intl.NumberFormat(root.dataset.numbers || root.lang || "en", { useGrouping: false, ...options }).format(number).replace("-", "−");
  } catch { // a tag that this browser does not know
    return String(number).replace("-", "−");
  }
};
const signed = (number) => figures(number, { signDisplay: "exceptZero", maximumFractionDigits: 0 });
