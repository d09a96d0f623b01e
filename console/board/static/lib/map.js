// The map: regions coloured by turnout, by how many stations are counted, or by who leads.

import {html, useRef, useState} from '../vendor/htm-preact-standalone.module.js';
import {lang, name, number, percent, t} from './i18n.js';
import {Segments} from './parts.js';
import {follow, to} from './router.js';
import {saveSvg} from './save.js';

/** Where labels are set off from the centres of narrow or crowded regions. */
const NUDGE = {
  'akmola': [-5, 4], 'almaty': [0, -8], 'atyrau': [0, -7], 'jambyl': [0, -7], 'kostanay': [-8, -7], 'kyzylorda': [0, 8],
  'mangystau': [-5, 4], 'north-kazakhstan': [-8, -9], 'turkistan': [-5, 25], 'west-kazakhstan': [13, 0],
};
const STEPS = 10;

/** Which of ten steps a share is on; null for none. */
export const stepOf = (share) => (share === null ? null : Math.min(STEPS - 1, Math.max(0, Math.floor(share * STEPS))));

/** Who has most in a region: contests won, before that votes. */
export function leaderOf(doc) {
  const most = (counts) => {
    const [first, second] = Object.entries(counts ?? {}).filter(([, n]) => n > 0).sort(([, a], [, b]) => b - a);
    return first && first[1] !== second?.[1] ? first : null;
  };
  const seats = Object.values(doc?.seats ?? {}).some((n) => n > 0);
  const found = most(seats ? doc.seats : doc?.votes);
  return found ? {id: found[0], n: found[1], seats} : null;
}

function look(mode, region, doc, parties) {
  if (mode === 'leader') {
    const leader = leaderOf(doc);
    const party = leader && parties.get(leader.id);
    if (!leader) return {text: '–', said: t('nobody leads yet'), kind: 'map-none', ink: 'on-none'};
    const share = percent(leader.n, doc.ballots, 1);
    const what = leader.seats ? t('{n} of {all} decided', {n: number(leader.n), all: number(doc.decided)}) : share;
    const text = leader.seats ? `${number(leader.n)} / ${number(doc.decided)}` : share;
    const who = party ? shortOf(party) : leader.id;
    const fill = party?.colour ?? '#8b95a0';
    return {text, said: `${party ? name(party.name) : leader.id}, ${what}`, fill, kind: 'map-party', ink: isDark(fill) ? 'on-dark' : 'on-light', who};
  }
  const [some, whole] = mode === 'counted' ? [doc?.counted, doc?.stations] : [doc?.voters, doc?.roll];
  const share = whole ? (some ?? 0) / whole : null;
  const text = percent(some ?? 0, whole, 1);
  const said = mode === 'counted'
    ? t('{n} of {all} stations counted', {n: number(some ?? 0), all: number(whole ?? region.stations)})
    : t('turnout {share}', {share: text});
  const step = stepOf(share);
  return step === null ? {text, said, kind: 'map-none', ink: 'on-none'} : {text, said, kind: `seq-${step}`, ink: `on-${step}`};
}

/** Whether white can be read on a colour (better than black). */
function isDark(colour) {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b < 0.18;
}

/** A short name of a party: its own where it is one, else as it is said in the language. */
export function shortOf(party) {
  return party.id === 'independent' || !party.short ? name(party.name) : party.short;
}

/** What the map can show, as [id, title]. */
export const modes = () => [['turnout', t('Turnout')], ['counted', t('Counted')], ['leader', t('Leader')]];

/** The smallest box around paths as the outline has them: M, then steps from point to point. */
function boundsOf(paths) {
  const [xs, ys] = [[], []];
  for (const ring of paths.join('').split('z').filter(Boolean)) {
    const [x, y, ...steps] = ring.match(/-?\d+/g).map(Number);
    let at = [x, y];
    for (let n = 0; n <= steps.length; n += 2) {
      xs.push(at[0]);
      ys.push(at[1]);
      at = [at[0] + steps[n], at[1] + steps[n + 1]];
    }
  }
  const ends = (list) => list.reduce(([low, high], one) => [Math.min(low, one), Math.max(high, one)], [Infinity, -Infinity]);
  return [...ends(xs), ...ends(ys)];
}

const fits = new WeakMap();

/** How regions are moved and enlarged so that few of them fill the picture: [scale, x, y]. */
function fitOf(outline, drawn) {
  if (!fits.has(outline)) {
    const [width, height] = outline.box;
    const [left, right, top, foot] = boundsOf(drawn.map((one) => one.path));
    const scale = Math.min((0.98 * width) / (right - left || 1), (0.96 * height) / (foot - top || 1));
    fits.set(outline, scale < 1.1 ? [1, 0, 0] : [scale, width / 2 - (scale * (left + right)) / 2, height / 2 - (scale * (top + foot)) / 2]);
  }
  return fits.get(outline);
}

/** The picture alone; `still` has nothing in it to go to. */
export function MapPicture({outline, docs, mode, showing, still = false, label, svgRef}) {
  const [width, height] = outline.box;
  const parties = new Map(outline.parties.map((one) => [one.id, one]));
  const drawn = outline.regions.filter((one) => one.path);
  if (!drawn.length) return null;
  const [scale, left, top] = fitOf(outline, drawn);
  const looks = new Map(drawn.map((region) => [region.id, look(mode, region, docs[region.id], parties)]));
  const order = [...drawn].sort((a, b) => name(a.short).localeCompare(name(b.short), lang()));
  const short = order.every((one) => linesOf(looks.get(one.id).who ?? name(one.short)).every((line) => line.length <= 10));
  return html`<svg class="map" viewBox=${`0 0 ${width} ${height}`} ref=${svgRef} role=${still ? 'img' : 'group'} aria-label=${still ? spoken(label, order, looks) : label}>
    <g class="map-areas" transform=${scale === 1 ? null : `translate(${left.toFixed(1)} ${top.toFixed(1)}) scale(${scale.toFixed(3)})`}>${order.map((region) => {
      const {kind, fill, said} = looks.get(region.id);
      const path = html`<path class=${`map-area ${kind}`} d=${region.path} fill=${fill} />`;
      const title = `${name(region.short)}: ${said}`;
      if (still) return html`<g key=${region.id}>${path}</g>`;
      return html`<a key=${region.id} href=${to(showing, 'regions', region.id)} onClick=${follow} aria-label=${title}>${path}<title>${title}</title></a>`;
    })}</g>
    <g class=${`map-labels${short ? ' map-short' : ''}`} aria-hidden="true">${order.map((region) => {
      const {text, who, ink, fill} = looks.get(region.id);
      const [dx, dy] = (scale === 1 && NUDGE[region.id]) || [0, 0];
      const [x, y] = region.centre;
      return html`<g key=${region.id} class=${ink} stroke=${fill} transform=${`translate(${Math.round(left + scale * x + dx)} ${Math.round(top + scale * y + dy)})`}>
        <${LabelName} text=${who ?? name(region.short)} /><text class="map-value" y="16">${text}</text>
      </g>`;
    })}</g>
  </svg>`;
}

/** A long name of two words in two lines, so that it stays within its region. */
function linesOf(text) {
  const at = text.length < 13 ? -1 : Math.max(text.indexOf(' '), text.includes(' ') ? -1 : text.indexOf('-'));
  return at < 0 ? [text] : [text.slice(0, at + 1).trim(), text.slice(at + 1)];
}

/** The name in a label: its last line where a single one would be, the other above. */
function LabelName({text}) {
  const [first, second] = linesOf(text);
  return html`<text class="map-name" y="-5">${second ? html`<tspan x="0" dy="-0.98em">${first}</tspan><tspan x="0" dy="0.98em">${second}</tspan>` : first}</text>`;
}

function spoken(label, regions, looks) {
  return `${label}. ${regions.map((region) => `${name(region.short)}: ${looks.get(region.id).said}`).join('; ')}`;
}

/** What the colours mean. */
export function MapLegend({outline, docs, mode}) {
  if (mode === 'leader') {
    const found = new Set(Object.values(docs).map((doc) => leaderOf(doc)?.id).filter(Boolean));
    const seen = outline.parties.filter((one) => found.has(one.id));
    const seats = Object.values(docs).some((doc) => leaderOf(doc)?.seats);
    if (!seen.length) return html`<p class="map-legend quiet">${t('Nobody leads before the first protocols come.')}</p>`;
    return html`<ul class="map-legend map-legend-parties">
      <li class="quiet">${seats ? t('Most contests decided:') : t('Most votes:')}</li>
      ${seen.map((one) => html`<li key=${one.id}><svg class="dot" viewBox="0 0 10 10" width="10" height="10" aria-hidden="true"><rect x="0.5" y="0.5" width="9" height="9" rx="2" fill=${one.colour} /></svg> ${shortOf(one)}</li>`)}
    </ul>`;
  }
  return html`<div class="map-legend">
    <span class="quiet">${mode === 'counted' ? t('Stations counted') : t('Voters of those on the lists')}</span>
    <svg viewBox="0 0 400 26" class="map-scale" role="img" aria-label=${t('Ten steps of colour from 0 to 100 percent')}>
      ${Array.from({length: STEPS}, (_, at) => html`<rect key=${at} class=${`seq-${at}`} x=${at * 40} width="40" height="10" />`)}
      <rect class="map-frame" x="0.5" y="0.5" width="399" height="9" />
      ${[0, 25, 50, 75, 100].map((n) => html`<text key=${n} x=${n * 4} y="24" class=${n === 0 ? 'at-start' : n === 100 ? 'at-end' : ''}>${percent(n, 100, 0)}</text>`)}
    </svg>
  </div>`;
}

/** The map with the choice of what it shows. */
export function RegionMap({outline, docs, showing}) {
  const [mode, setMode] = useState('turnout');
  const svg = useRef(null);
  if (!outline.regions.some((one) => one.path)) return null;
  const title = modes().find(([id]) => id === mode)[1];
  return html`<section class="panel map-panel" aria-labelledby="map-title">
    <div class="panel-head">
      <h2 id="map-title">${t('Map')}</h2>
      <${Segments} label=${t('What the map shows')} options=${modes()} value=${mode} onChoose=${setMode} />
    </div>
    <div class="map-box"><${MapPicture} outline=${outline} docs=${docs} mode=${mode} showing=${showing} svgRef=${svg}
      label=${t('Map of the regions: {what}', {what: title})} /></div>
    <div class="panel-foot"><${MapLegend} outline=${outline} docs=${docs} mode=${mode} />
      <button type="button" class="btn btn-quiet" onClick=${() => saveSvg(svg.current, `${outline.id}-${mode}`, `${t('SIMULATION')} · ${name(outline.name)} · ${title}`)}>${t('Save as SVG')}</button>
    </div>
  </section>`;
}
