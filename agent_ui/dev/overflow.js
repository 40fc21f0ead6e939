// Gives a page that scrolls, and elements whose text is cut without an ellipsis. Run in the page by screens.py.
() => {
  const found = [];
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth || root.scrollHeight > innerHeight) {
    found.push(`page scrolls ${root.scrollWidth}x${root.scrollHeight}`);
  }
  for (const element of document.querySelectorAll("button, a, .pill, .tag, th, h1, h2, label, b, dd, .row")) {
    const style = getComputedStyle(element);
    const excused = style.textOverflow === "ellipsis" || style.display === "inline" || element.closest(".hidden-label");
    if (excused || element.clientWidth === 0 || element.scrollWidth <= element.clientWidth + 1) continue;
    const words = element.textContent.trim().slice(0, 40);
    found.push(`${element.tagName} ${element.className} "${words}" ${element.scrollWidth}>${element.clientWidth}`);
  }
  return found;
};
