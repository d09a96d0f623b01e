// Two runs side by side: what is different between them, figure by figure.

import {html, useMemo} from '../vendor/htm-preact-standalone.module.js';
import {date, duration, lang, name, number, t, time} from '../lib/i18n.js';
import {Loading} from '../lib/parts.js';
import {Link} from '../lib/router.js';
import {kindName, runText} from '../lib/runs.js';
import {useDocs, useShowing} from '../lib/store.js';
import {setQuery, useCalm, useQuery} from '../lib/table.js';
import {RANK, Severity, partyName, to, useNames} from './common.js';
import {useTitles} from '../lib/rules.js';

const TOPICS = ['clock', 'nation', 'region', 'alert'];

/** Two runs side by side. */
export default function CompareView({a, b}) {
  const one = useSide(a);
  const other = useSide(b);
  if (!one || !other) return html`<${Loading} />`;
  return html`<${Compare} one=${one} other=${other} />`;
}

function useSide(id) {
  const outline = useShowing(id);
  const docs = useCalm(useDocs(id, TOPICS), 1000);
  return useMemo(() => (outline && docs?.nation?.[''] ? {id, outline, docs, nation: docs.nation[''], clock: docs.clock?.[''] ?? {}} : null), [id, outline, docs]);
}

function Compare({one, other}) {
  const names = useNames(one.outline);
  const otherNames = useNames(other.outline);
  const only = useQuery().get('only') === '1';
  const language = lang();
  const rows = useMemo(() => ({
    nation: nationRows(one.nation, other.nation),
    votes: keyed(one.nation.votes, other.nation.votes, (key) => named(key, names, otherNames)),
    seats: keyed(one.nation.seats, other.nation.seats, (key) => named(key, names, otherNames)),
    regions: regionRows(one, other),
    alerts: alertRows(one.docs.alert, other.docs.alert),
  }), [one, other, names, otherNames, language]);
  const titles = useTitles();
  const gap = (one.clock.at ?? 0) - (other.clock.at ?? 0);
  const heads = [label(one, 'A'), label(other, 'B')];
  return html`<section class="view-compare" aria-labelledby="compare-title">
    <h1 id="compare-title">${t('Two runs side by side')}</h1>
    <div class="compare-sides">
      <${Side} letter="A" side=${one} /><${Side} letter="B" side=${other} />
    </div>
    <p class=${`compare-gap${gap ? ' is-apart' : ''}`}>${gap === 0
      ? t('Both stand at the same moment of their day.')
      : t('They stand {time} apart: differences may come from that alone.', {time: duration(Math.abs(gap))})}</p>
    <p><label class="check"><input type="checkbox" checked=${only} onChange=${(event) => setQuery({only: event.currentTarget.checked ? '1' : null})} /> ${t('Only what differs')}</label></p>
    <h2>${t('Nation')}</h2>
    <${Pairs} caption=${t('Figures of the nation')} rows=${rows.nation} only=${only} heads=${heads} first=${t('Figure')} />
    <h2>${t('Regions')}</h2>
    <${RegionPairs} rows=${rows.regions} only=${only} heads=${heads} />
    <h2>${t('Votes')}</h2>
    <${Pairs} caption=${t('Votes by nomination')} rows=${rows.votes} only=${only} heads=${heads} first=${t('Nomination')} />
    <h2>${t('Seats')}</h2>
    <${Pairs} caption=${t('Contests won by party')} rows=${rows.seats} only=${only} heads=${heads} first=${t('Party')} />
    <h2>${t('Open alerts')}</h2>
    <${Pairs} caption=${t('Open alerts by rule')} only=${only} heads=${heads} first=${t('Rule')}
      rows=${rows.alerts.map((row) => ({...row, title: html`<${Severity} of=${row.severity} short=${true} /> <span class="code">${row.key}</span> ${titles(row.key)}`,
        links: [to(one.id, 'alerts'), to(other.id, 'alerts')].map((path) => `${path}?code=${row.key}`)}))} />
  </section>`;
}

const label = (side, letter) => ({letter, text: `${side.outline.scenario || side.outline.run}`});

const named = (key, names, otherNames) => partyName(names.parties.has(key) ? names : otherNames, key);

function Side({letter, side}) {
  const {outline, clock} = side;
  return html`<div class="compare-side">
    <h2><span class="letter">${letter}</span> <${Link} href=${to(side.id)}>${outline.run}<//></h2>
    <p>${name(outline.name)}</p>
    <p class="hint">${outline.scenario ? runText(outline) : kindName(outline.kind)}</p>
    <p class="hint">${clock.at ? `${date(clock.at, outline.offset)} ${time(clock.at, outline.offset, true)}` : ''}</p>
  </div>`;
}

function nationRows(a, b) {
  const share = (some, all) => (all ? (100 * some) / all : null);
  const row = (key, title, of, kind = 'n') => ({key, title, a: of(a), b: of(b), kind});
  return [
    row('turnout', t('Turnout, %'), (one) => share(one.voters, one.roll), '%'),
    row('voters', t('Voters'), (one) => one.voters),
    row('roll', t('On the list'), (one) => one.roll),
    row('opened', t('Stations opened'), (one) => one.opened),
    row('closed', t('Stations closed'), (one) => one.closed),
    row('counted', t('Stations counted'), (one) => one.counted),
    row('ballots', t('Ballots found'), (one) => one.ballots),
    row('against', t('Against all'), (one) => one.against_all),
    row('invalid', t('Invalid'), (one) => one.invalid),
    row('contests', t('Contests'), (one) => one.contests),
    row('decided', t('Contests decided'), (one) => one.decided),
    row('called', t('Contests called for certain'), (one) => one.called),
    row('error', t('Open errors'), (one) => one.alerts?.error ?? 0),
    row('warning', t('Open warnings'), (one) => one.alerts?.warning ?? 0),
    row('notice', t('Open notices'), (one) => one.alerts?.notice ?? 0),
  ];
}

function keyed(a = {}, b = {}, title) {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])]
    .map((key) => ({key, title: title(key), a: a[key] ?? 0, b: b[key] ?? 0, kind: 'n'}))
    .sort((x, y) => y.a + y.b - x.a - x.b);
}

function regionRows(one, other) {
  const regions = new Map([...other.outline.regions, ...one.outline.regions].map((region) => [region.id, region]));
  const figure = (side, id) => {
    const doc = side.docs.region?.[id];
    if (!doc) return {};
    return {turnout: doc.roll ? (100 * doc.voters) / doc.roll : null, counted: doc.counted, seats: sum(doc.seats), alerts: sum(doc.alerts)};
  };
  return [...regions.values()].map((region) => ({
    id: region.id, name: name(region.short ?? region.name), a: figure(one, region.id), b: figure(other, region.id),
  })).sort((x, y) => x.name.localeCompare(y.name, lang()));
}

const sum = (numbers) => Object.values(numbers ?? {}).reduce((all, n) => all + n, 0);

function alertRows(a = {}, b = {}) {
  const rows = new Map();
  for (const [side, alerts] of [['a', a], ['b', b]]) {
    for (const one of Object.values(alerts)) {
      if (one.cleared !== null) continue;
      if (!rows.has(one.code)) rows.set(one.code, {key: one.code, title: one.code, severity: one.severity, a: 0, b: 0, kind: 'n'});
      rows.get(one.code)[side] += 1;
    }
  }
  return [...rows.values()].sort((x, y) => RANK[x.severity] - RANK[y.severity] || (x.key < y.key ? -1 : 1));
}

const shown = (value, kind) => {
  if (value === null || value === undefined) return '–';
  return kind === '%' ? number(value, 2) : number(value);
};

const rounded = (value, kind) => (kind === '%' ? Math.round(100 * (value ?? 0)) / 100 : value ?? 0);

/** How much more B has than A, with its sign; nothing where they are alike. */
function Difference({a, b, kind = 'n'}) {
  const by = rounded(rounded(b, kind) - rounded(a, kind), kind);
  if (!by) return html`<span class="same">=</span>`;
  return html`<span class="differs">${by > 0 ? '+' : '−'}${shown(Math.abs(by), kind)}</span>`;
}

const alike = (a, b, kind) => rounded(a, kind) === rounded(b, kind);

function Heads({heads}) {
  return html`${heads.map((head) => html`<th key=${head.letter} scope="col" class="num">${head.letter}<span class="head-run"> ${head.text}</span></th>`)}
    <th scope="col" class="num">${t('B − A')}</th>`;
}

function Pairs({caption, rows, only, heads, first}) {
  const some = only ? rows.filter((row) => !alike(row.a, row.b, row.kind)) : rows;
  if (!some.length) return html`<p class="tbl-empty">${rows.length ? t('No difference.') : t('Nothing so far.')}</p>`;
  const cell = (value, row, at) => (row.links && value ? html`<${Link} href=${row.links[at]}>${shown(value, row.kind)}<//>` : shown(value, row.kind));
  return html`<table class="pairs">
    <caption class="vh">${caption}</caption>
    <thead><tr><th scope="col">${first}</th><${Heads} heads=${heads} /></tr></thead>
    <tbody>${some.map((row) => html`<tr key=${row.key}>
      <th scope="row">${row.title}</th><td class="num">${cell(row.a, row, 0)}</td><td class="num">${cell(row.b, row, 1)}</td>
      <td class="num"><${Difference} a=${row.a} b=${row.b} kind=${row.kind} /></td>
    </tr>`)}</tbody>
  </table>`;
}

function RegionPairs({rows, only, heads}) {
  const figures = [['turnout', t('Turnout, %'), '%'], ['counted', t('Stations counted'), 'n'], ['seats', t('Contests won'), 'n'], ['alerts', t('Open alerts'), 'n']];
  const some = only ? rows.filter((row) => figures.some(([key, , kind]) => !alike(row.a[key], row.b[key], kind))) : rows;
  if (!some.length) return html`<p class="tbl-empty">${t('No difference.')}</p>`;
  return html`<div>
    <p class="hint pairs-order" aria-hidden="true">${t('In each line: A, B, B − A.')}</p>
    <table class="pairs pairs-regions">
    <caption class="vh">${t('Figures of the regions')}</caption>
    <thead>
      <tr><th scope="col" rowspan="2">${t('Region')}</th>${figures.map(([key, title]) => html`<th key=${key} scope="colgroup" colspan="3">${title}</th>`)}</tr>
      <tr>${figures.map(([key]) => html`${heads.map((head) => html`<th key=${key + head.letter} scope="col" class="num">${head.letter}</th>`)}<th key=${key} scope="col" class="num">${t('B − A')}</th>`)}</tr>
    </thead>
    <tbody>${some.map((row) => html`<tr key=${row.id}><th scope="row">${row.name}</th>
      ${figures.map(([key, title, kind]) => html`
        <td class="num" data-title=${title}>${shown(row.a[key], kind)}</td><td class="num">${shown(row.b[key], kind)}</td>
        <td class="num"><${Difference} a=${row.a[key]} b=${row.b[key]} kind=${kind} /></td>`)}
    </tr>`)}</tbody>
  </table></div>`;
}
