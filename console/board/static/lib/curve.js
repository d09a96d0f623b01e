// The turnout over the day: a line, the bulletins, and what was published on the real day.

import {html, useEffect, useMemo, useRef, useState} from '../vendor/htm-preact-standalone.module.js';
import {name, number, percent, t, time} from './i18n.js';
import {Segments} from './parts.js';
import {saveSvg} from './save.js';

const HOUR = 3_600_000;
const LEFT = 46;
const RIGHT = 20;
const TOP = 22;
const FOOT = 28;

/** Voters by each full hour as [{at, voters, fresh}], from the opening on. */
export function hoursOf(curve, opens) {
  let before = 0;
  return (curve?.hours ?? []).filter(([at]) => at > opens).map(([at, voters]) => {
    const fresh = voters - before;
    before = voters;
    return {at, voters, fresh};
  });
}

/** How wide an element is, for charts that are drawn to measure. */
function useWidth(ref, first) {
  const [width, setWidth] = useState(first);
  useEffect(() => {
    const seen = new ResizeObserver(([entry]) => setWidth(Math.max(240, Math.round(entry.contentRect.width))));
    seen.observe(ref.current);
    return () => seen.disconnect();
  }, []);
  return width;
}

/**
 * The curve of the nation or a region.
 *
 * @param {object} props `curve` and `roll` of it; `behind` {curve, roll, title} drawn as a thin line for comparison;
 *   `points` [{at, turnout_pct, source}] published; `until` the moment that is shown.
 */
export function Curve({outline, curve, roll, behind, points = [], until, title, file, heading = 'h2', height = 280}) {
  const [mode, setMode] = useState('sum');
  const box = useRef(null);
  const svg = useRef(null);
  const width = useWidth(box, 640);
  const hours = useMemo(() => hoursOf(curve, outline.opens), [curve, outline]);
  const back = useMemo(() => (behind ? hoursOf(behind.curve, outline.opens) : []), [behind?.curve, outline]);
  const from = outline.opens;
  const to = Math.max(outline.closes, hours.at(-1)?.at ?? 0, back.at(-1)?.at ?? 0, ...points.map((one) => one.at));
  const seen = hours.filter((one) => one.at <= until);
  const x = (at) => LEFT + ((width - LEFT - RIGHT) * (at - from)) / (to - from);
  const sum = mode === 'sum';
  const top = sum ? 1 : topOf([...seen.map((one) => one.fresh / (roll || 1))]);
  const y = (share) => TOP + (height - TOP - FOOT) * (1 - share / top);
  const id = `curve-${file}`;
  const ticks = sum ? [0, 0.25, 0.5, 0.75, 1] : [0, top / 2, top];
  const full = Array.from({length: Math.floor((to - from) / HOUR) + 1}, (_, at) => from + at * HOUR);
  const every = width < 420 ? 3 : 2;
  return html`<section class="panel curve-panel" aria-labelledby=${id}>
    <div class="panel-head">
      ${heading === 'h2' ? html`<h2 id=${id}>${title}</h2>` : html`<h3 id=${id}>${title}</h3>`}
      <${Segments} label=${t('What the chart shows')} options=${[['sum', t('Total')], ['hour', t('By the hour')]]} value=${mode} onChoose=${setMode} />
    </div>
    <div class="curve-box" ref=${box}>
      <svg class="curve" ref=${svg} viewBox=${`0 0 ${width} ${height}`} role="img" aria-label=${spoken(title, seen, roll, outline)}>
        ${ticks.map((share) => html`<g key=${share} class="curve-tick"><path d=${`M${LEFT} ${y(share).toFixed(1)}H${width - RIGHT}`} /><text x=${LEFT - 6} y=${(y(share) + 4).toFixed(1)} class="at-end">${percent(share, 1, sum || top >= 0.04 ? 0 : 1)}</text></g>`)}
        ${outline.bulletins.map((one) => html`<path key=${one.key} class="curve-bulletin" d=${`M${x(one.at).toFixed(1)} ${TOP - 6}V${height - FOOT}`} />`)}
        ${full.map((at, n) => n % every === 0 && html`<text key=${at} class="curve-hour" x=${x(at).toFixed(1)} y=${height - 8}>${time(at, outline.offset)}</text>`)}
        ${sum && back.length > 0 && html`<path class="curve-back" d=${line(back.filter((one) => one.at <= until), behind.roll, x, y, from)} />`}
        ${sum ? html`<path class="curve-line" d=${line(seen, roll, x, y, from)} />`
          : seen.map((one) => html`<rect key=${one.at} class="curve-column" x=${(x(one.at - HOUR) + 2).toFixed(1)} width=${Math.max(2, x(one.at) - x(one.at - HOUR) - 4).toFixed(1)} y=${y(one.fresh / (roll || 1)).toFixed(1)} height=${Math.max(0, y(0) - y(one.fresh / (roll || 1))).toFixed(1)} />`)}
        ${sum && seen.map((one) => html`<circle key=${one.at} class="curve-dot" cx=${x(one.at).toFixed(1)} cy=${y(one.voters / (roll || 1)).toFixed(1)} r="2.5"><title>${time(one.at, outline.offset)}: ${percent(one.voters, roll)}</title></circle>`)}
        ${sum && points.map((one, at) => html`<g key=${at} class="curve-point" transform=${`translate(${x(one.at).toFixed(1)} ${y(one.turnout_pct / 100).toFixed(1)})`}><path d="M0 -6 6 0 0 6 -6 0Z" /><title>${t('Published at {time} of the real day: {share}', {time: time(one.at, outline.offset), share: percent(one.turnout_pct, 100)})}</title></g>`)}
        ${until > from && until < to && html`<path class="curve-now" d=${`M${x(until).toFixed(1)} ${TOP - 6}V${height - FOOT}`} />`}
      </svg>
    </div>
    <div class="panel-foot">
      <ul class="curve-legend">
        <li><svg viewBox="0 0 24 10" width="24" height="10" aria-hidden="true"><path class="curve-line" d="M1 5H23" /></svg> ${t('simulated')}</li>
        ${behind && sum && html`<li><svg viewBox="0 0 24 10" width="24" height="10" aria-hidden="true"><path class="curve-back" d="M1 5H23" /></svg> ${behind.title}</li>`}
        ${points.length > 0 && sum && html`<li><svg viewBox="-7 -7 14 14" width="13" height="13" aria-hidden="true"><g class="curve-point"><path d="M0 -6 6 0 0 6 -6 0Z" /></g></svg> ${t('published on the real day')}</li>`}
        <li><svg viewBox="0 0 10 16" width="10" height="16" aria-hidden="true"><path class="curve-bulletin" d="M5 0V16" /></svg> ${t('bulletin')}</li>
      </ul>
      <button type="button" class="btn btn-quiet" onClick=${() => saveSvg(svg.current, `${outline.id}-${file}-turnout`, `${t('SIMULATION')} · ${name(outline.name)} · ${title}`)}>${t('Save as SVG')}</button>
    </div>
    <details class="curve-table">
      <summary>${t('As a table')}</summary>
      <${Hours} hours=${seen} roll=${roll} points=${points} outline=${outline} title=${title} />
    </details>
  </section>`;
}

function topOf(shares) {
  const most = Math.max(0.02, ...shares);
  return [0.02, 0.04, 0.06, 0.1, 0.2, 0.3, 0.4, 0.6, 1].find((one) => most <= one) ?? 1;
}

function line(hours, roll, x, y, from) {
  if (!hours.length) return '';
  const steps = hours.map((one) => `L${x(one.at).toFixed(1)} ${y(one.voters / (roll || 1)).toFixed(1)}`);
  return `M${x(from).toFixed(1)} ${y(0).toFixed(1)}${steps.join('')}`;
}

function spoken(title, seen, roll, outline) {
  const last = seen.at(-1);
  return last
    ? `${title}: ${t('{share} by {time}; the figures are in the table below', {share: percent(last.voters, roll), time: time(last.at, outline.offset)})}`
    : `${title}: ${t('nothing was reported so far')}`;
}

function Hours({hours, roll, points, outline, title}) {
  const published = new Map(points.map((one) => [one.at, one]));
  const all = [...new Set([...hours.map((one) => one.at), ...published.keys()])].sort((a, b) => a - b);
  const by = new Map(hours.map((one) => [one.at, one]));
  if (!all.length) return html`<p class="quiet">${t('Nothing was reported so far.')}</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${title}><table class="plain">
    <caption class="vh">${title}</caption>
    <thead><tr><th scope="col">${t('By')}</th><th scope="col" class="num">${t('Voters')}</th><th scope="col" class="num">${t('In the hour')}</th><th scope="col" class="num">${t('Turnout')}</th>${points.length > 0 && html`<th scope="col" class="num">${t('Published')}</th>`}</tr></thead>
    <tbody>${all.map((at) => {
      const one = by.get(at);
      const real = published.get(at);
      return html`<tr key=${at}><th scope="row">${time(at, outline.offset)}</th><td class="num">${number(one?.voters)}</td><td class="num">${number(one?.fresh)}</td><td class="num">${one ? percent(one.voters, roll) : '–'}</td>
        ${points.length > 0 && html`<td class="num">${real ? percent(real.turnout_pct, 100) : ''}</td>`}</tr>`;
    })}</tbody>
  </table></div>`;
}
