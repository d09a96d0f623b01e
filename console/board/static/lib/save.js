// Saving a chart as a file of its own: SVG with its colours written into it.

const KEPT = [
  'fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-opacity', 'stroke-linejoin', 'opacity',
  'font-size', 'font-weight', 'font-family', 'text-anchor', 'paint-order', 'visibility',
];
const SVG = 'http://www.w3.org/2000/svg';

/** The text of an SVG file that looks as a chart on the page does. */
export function svgText(svg, title) {
  const copy = svg.cloneNode(true);
  const from = [svg, ...svg.querySelectorAll('*')];
  const into = [copy, ...copy.querySelectorAll('*')];
  from.forEach((one, at) => {
    const look = getComputedStyle(one);
    if (look.display === 'none') into[at].setAttribute('display', 'none');
    for (const key of KEPT) into[at].setAttribute(key, look.getPropertyValue(key));
    into[at].removeAttribute('class');
  });
  const {width, height} = svg.viewBox.baseVal;
  copy.setAttribute('xmlns', SVG);
  copy.setAttribute('width', width);
  copy.setAttribute('height', height);
  const paper = document.createElementNS(SVG, 'rect');
  paper.setAttribute('width', '100%');
  paper.setAttribute('height', '100%');
  paper.setAttribute('fill', getComputedStyle(svg.closest('.panel') ?? document.body).backgroundColor);
  const name = document.createElementNS(SVG, 'title');
  name.textContent = title;
  copy.prepend(name, paper);
  for (const link of copy.querySelectorAll('a')) {
    link.removeAttribute('href');
    link.removeAttribute('tabindex');
  }
  return new XMLSerializer().serializeToString(copy);
}

/** Save a chart of the page as an SVG file. */
export function saveSvg(svg, file, title) {
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n${svgText(svg, title)}`;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], {type: 'image/svg+xml'}));
  link.download = `${file}.svg`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
