// Saving a chart as a file of its own: SVG with its colours written into it.

const KEPT = [
  'fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-opacity', 'stroke-linejoin', 'opacity',
  'font-size', 'font-weight', 'font-stretch', 'font-family', 'text-anchor', 'paint-order', 'visibility',
];
const SVG = 'http://www.w3.org/2000/svg';
const HEAD = 34;

/** The text of an SVG file that looks as a chart on the page does, with its title above it. */
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
  const page = svg.closest('.panel') ?? document.body;
  copy.setAttribute('xmlns', SVG);
  copy.setAttribute('viewBox', `0 ${-HEAD} ${width} ${height + HEAD}`);
  copy.setAttribute('width', width);
  copy.setAttribute('height', height + HEAD);
  const add = (name, values, text = '') => {
    const one = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(values)) if (value !== '') one.setAttribute(key, value);
    one.textContent = text;
    return one;
  };
  copy.prepend(
    add('title', {}, title),
    add('rect', {y: -HEAD, width: '100%', height: '100%', fill: getComputedStyle(page).backgroundColor}),
    add('text', {
      'x': 8, 'y': -12, 'font-size': 14, 'font-weight': 600, 'text-anchor': 'start', 'fill': getComputedStyle(page).color, 'stroke': 'none',
      'font-family': getComputedStyle(page).fontFamily, 'textLength': title.length * 7.2 > width - 16 ? width - 16 : '', 'lengthAdjust': 'spacingAndGlyphs',
    }, title),
  );
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
