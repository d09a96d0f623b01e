// Tables of regions, districts, contests and stations with their figures as they are now.

import {html, useMemo} from '../vendor/htm-preact-standalone.module.js';
import {lang, name, number, percent, t, time} from '../lib/i18n.js';
import {Icon} from '../lib/glyphs.js';
import {shortOf} from '../lib/map.js';
import {ErrorBox, Loading} from '../lib/parts.js';
import {Link} from '../lib/router.js';
import {useDocs, useShowing} from '../lib/store.js';
import {Choice, Table, folded, useCalm, useQuery} from '../lib/table.js';
import {
  Counts, api, contestName, countsOf, districtName, part, partyName, regionName, stationName, to,
  useNames, useStations,
} from './common.js';

const TOPIC = {regions: 'region', districts: 'district', contests: 'contest', stations: 'station'};

/** The table of one kind of place. */
export default function Tables({showing, what}) {
  const kind = TOPIC[what] ? what : 'regions';
  const outline = useShowing(showing);
  const docs = useDocs(showing, [TOPIC[kind]]);
  const known = useCalm(docs?.[TOPIC[kind]]);
  if (!outline || !known) return html`<${Loading} />`;
  const View = {regions: Regions, districts: Districts, contests: Contests, stations: Stations}[kind];
  return html`<section class="view-tables" aria-labelledby="tables-title">
    <h1 id="tables-title">${titles()[kind]}</h1>
    <${View} key=${kind} showing=${showing} outline=${outline} docs=${known} />
  </section>`;
}

const titles = () => ({
  regions: t('Regions'),
  districts: t('Districts'),
  contests: t('Contests'),
  stations: t('Polling stations'),
});

const csv = (showing, what) => `${api(showing, 'tables', `${what}.csv`)}`;

/** A choice of region, in the address as `region`. */
export function RegionChoice({outline}) {
  const options = outline.regions
    .map((region) => [region.id, name(region.short ?? region.name)])
    .sort(([, a], [, b]) => a.localeCompare(b, lang()));
  return html`<${Choice} name="region" label=${t('Region')} options=${[['', t('All regions')], ...options]} />`;
}

/** A share with a bar of it. */
export function Share({some, whole, decimals = 1}) {
  if (!whole) return html`<span class="none">–</span>`;
  const full = Math.min(1, (some ?? 0) / whole);
  return html`<span class="share"><span class="share-text">${percent(some ?? 0, whole, decimals)}</span><svg class="share-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="share-all" width="100" height="6" /><rect class="share-some" width=${(100 * full).toFixed(1)} height="6" /></svg></span>`;
}

/** Some of all, such as 12 / 40. */
const Of = ({some, all}) => html`<span>${number(some ?? 0)}<span class="of"> / ${number(all ?? 0)}</span></span>`;

/** The key with most votes; '' where nobody has any. */
export function first(votes) {
  let best = '';
  for (const [key, n] of Object.entries(votes ?? {})) if (n > 0 && (!best || n > votes[best])) best = key;
  return best;
}

function areaColumns(names) {
  return [
    {key: 'turnout', title: t('Turnout'), numeric: true, value: (row) => part(row.doc.voters, row.doc.roll),
      show: (row) => html`<${Share} some=${row.doc.voters} whole=${row.doc.roll} decimals=${2} />`},
    {key: 'voters', title: t('Voters'), numeric: true, value: (row) => row.doc.voters ?? 0},
    {key: 'roll', title: t('On the list'), numeric: true, value: (row) => row.doc.roll ?? 0},
    {key: 'opened', title: t('Stations opened'), numeric: true, value: (row) => row.doc.opened ?? 0,
      show: (row) => html`<${Of} some=${row.doc.opened} all=${row.stations} />`},
    {key: 'counted', title: t('Stations counted'), numeric: true, value: (row) => part(row.doc.counted, row.stations),
      show: (row) => html`<${Of} some=${row.doc.counted} all=${row.stations} />`},
    {key: 'ballots', title: t('Ballots found'), numeric: true, value: (row) => row.doc.ballots ?? 0},
    {key: 'first', title: t('Most votes'), value: (row) => row.first,
      show: (row) => (row.first ? html`<${Party} names=${names} id=${row.leads} doc=${row.doc} />` : html`<span class="none">–</span>`)},
    {key: 'decided', title: t('Contests decided'), numeric: true, value: (row) => row.doc.decided ?? 0,
      show: (row) => html`<${Of} some=${row.doc.decided} all=${row.doc.contests} />`},
  ];
}

function Party({names, id, doc}) {
  const colour = names.parties.get(id)?.colour;
  return html`<span class="party">
    <svg class="party-dot" viewBox="0 0 10 10" width="10" height="10" aria-hidden="true"><rect width="10" height="10" rx="2" fill=${colour ?? 'gray'} /></svg>
    <span title=${partyName(names, id)}>${names.parties.has(id) ? shortOf(names.parties.get(id)) : partyName(names, id)}</span> <span class="of">${percent(doc.votes[id], doc.ballots || 1, 1)}</span>
  </span>`;
}

function Regions({showing, outline, docs}) {
  const names = useNames(outline);
  const language = lang();
  const rows = useMemo(() => outline.regions.map((region) => {
    const doc = docs[region.id] ?? {};
    const leads = first(doc.votes);
    return {
      id: region.id, doc, leads, stations: doc.stations ?? region.stations, name: name(region.name),
      text: folded(`${Object.values(region.name).join(' ')} ${region.id}`), alerts: countsOf(doc.alerts),
      first: leads && partyName(names, leads),
    };
  }), [outline, docs, names, language]);
  const columns = useMemo(() => [
    {key: 'name', title: t('Region'), value: (row) => row.name,
      show: (row) => html`<${Link} href=${to(showing, 'regions', row.id)}>${row.name}<//>`},
    ...areaColumns(names),
    {key: 'alerts', title: t('Open alerts'), numeric: true, value: (row) => weight(row.alerts), show: (row) => html`<${Counts} of=${row.alerts} />`},
  ], [showing, names, language]);
  return html`<${Table} caption=${t('Regions with their figures as they are now')} columns=${columns} rows=${rows}
    keyOf=${(row) => row.id} searched=${(row) => row.text} csv=${csv(showing, 'regions')} />`;
}

function Districts({showing, outline, docs}) {
  const names = useNames(outline);
  const region = useQuery().get('region') ?? '';
  const language = lang();
  const rows = useMemo(() => outline.districts.filter((one) => !region || one.region === region).map((one) => {
    const doc = docs[one.id] ?? {};
    const leads = first(doc.votes);
    const where = regionName(names, one.region);
    return {
      id: one.id, doc, leads, stations: doc.stations ?? 0, name: name(one.name), region: where,
      text: folded(`${Object.values(one.name).join(' ')} ${one.id} ${where}`), first: leads && partyName(names, leads),
    };
  }), [outline, docs, names, region, language]);
  const columns = useMemo(() => [
    {key: 'name', title: t('District'), value: (row) => row.name},
    {key: 'region', title: t('Region'), value: (row) => row.region},
    ...areaColumns(names),
  ], [names, language]);
  return html`<${Table} caption=${t('Districts with their figures as they are now')} columns=${columns} rows=${rows}
    keyOf=${(row) => row.id} searched=${(row) => row.text} csv=${csv(showing, 'districts')}
    filters=${html`<${RegionChoice} outline=${outline} />`} />`;
}

/** What is known of a contest's end: a key and a text. */
export function decisionOf(doc) {
  switch (doc?.decision) {
    case 'won': return doc.certain ? ['won', t('Decided')] : ['doubt', t('Counted, in doubt')];
    case 'tie': return ['tie', t('Tie')];
    case 'against-all-first': return ['against', t('Against all came first')];
    default: return doc?.certain ? ['certain', t('Called: certain')] : ['open', t('Open')];
  }
}

const ENDS = {won: 5, certain: 4, tie: 3, against: 2, doubt: 1, open: 0};

/** A state with a sign before it. */
export function State({kind, text}) {
  const sign = {won: 'done', certain: 'done', counted: 'done', doubt: 'warning', tie: 'warning', against: 'warning', late: 'warning', held: 'held'}[kind];
  return html`<span class="state state-${kind}">${sign && html`<${Icon} name=${sign} />`}<span>${text}</span></span>`;
}

function Contests({showing, outline, docs}) {
  const names = useNames(outline);
  const query = useQuery();
  const region = query.get('region') ?? '';
  const end = query.get('end') ?? '';
  const language = lang();
  const rows = useMemo(() => names.contestList
    .filter((one) => !region || one.region === region)
    .map((one) => {
      const doc = docs[one.id] ?? {};
      const [kind, said] = decisionOf(doc);
      return {
        ...one, doc, kind, said, name: name(one.names), region: regionName(names, one.region),
        district: districtName(names, one.district), top: doc.leader ? doc.votes?.[doc.leader] ?? 0 : 0,
        text: folded(`${Object.values(one.names).join(' ')} ${one.id} ${districtName(names, one.district)} ${regionName(names, one.region)}`),
      };
    })
    .filter((row) => !end || (end === 'held' ? row.doc.held : row.kind === end)),
  [names, docs, region, end, language]);
  const columns = useMemo(() => [
    {key: 'name', title: t('Contest'), value: (row) => row.name,
      show: (row) => html`<${Link} href=${to(showing, 'contests', row.id)}>${row.name}<//>`},
    {key: 'district', title: t('District'), value: (row) => row.district},
    {key: 'region', title: t('Region'), value: (row) => row.region},
    {key: 'roll', title: t('On the list'), numeric: true, value: (row) => row.roll},
    {key: 'counted', title: t('Stations counted'), numeric: true, value: (row) => part(row.doc.counted, row.stations),
      show: (row) => html`<${Of} some=${row.doc.counted} all=${row.stations} />`},
    {key: 'ballots', title: t('Ballots found'), numeric: true, value: (row) => row.doc.ballots ?? 0},
    {key: 'share', title: t('First has'), numeric: true, value: (row) => part(row.top, row.doc.ballots),
      show: (row) => (row.top ? html`<${Share} some=${row.top} whole=${row.doc.ballots} />` : html`<span class="none">–</span>`)},
    {key: 'margin', title: t('Margin, votes'), numeric: true, value: (row) => (row.doc.ballots ? row.doc.margin ?? null : null)},
    {key: 'end', title: t('Decision'), value: (row) => row.said, sort: (row) => ENDS[row.kind],
      show: (row) => html`<${State} kind=${row.kind} text=${row.said} />${row.doc.held ? html` <${State} kind="held" text=${t('{n} held', {n: number(row.doc.held)})} />` : ''}`},
  ], [showing, language]);
  const filters = html`<${RegionChoice} outline=${outline} />
    <${Choice} name="end" label=${t('Decision')} options=${[
      ['', t('All')], ['open', t('Open')], ['certain', t('Called: certain')], ['won', t('Decided')], ['doubt', t('Counted, in doubt')], ['tie', t('Tie')],
      ['against', t('Against all came first')], ['held', t('With held stations')],
    ]} />`;
  return html`<${Table} caption=${t('Contests with their figures as they are now')} columns=${columns} rows=${rows}
    keyOf=${(row) => row.id} searched=${(row) => row.text} csv=${csv(showing, 'contests')} filters=${filters} />`;
}

/** How far a station is: a key and a text. */
export function stationState(doc) {
  if (doc?.counted) return ['counted', t('Counted')];
  if (doc?.closed) return ['closed', t('Closed, counting')];
  if (doc?.opened) return ['opened', t('Open')];
  return ['silent', t('Not opened')];
}

const STAGES = {silent: 0, opened: 1, closed: 2, counted: 3};
const weight = ([errors, warnings, notices]) => 1_000_000 * errors + 1000 * warnings + notices;

/** State of a station, held and late among it. */
export function StationState({doc}) {
  const [kind, text] = stationState(doc);
  return html`<span class="states"><${State} kind=${kind} text=${text} />
    ${doc?.held && html`<${State} kind="held" text=${t('Held')} />`}
    ${doc?.late && html`<${State} kind="late" text=${t('Report overdue')} />`}</span>`;
}

/** The columns of stations, for tables of some or of all. */
export function stationColumns(showing, names, offsetOf) {
  return [
    {key: 'name', title: t('Station'), value: (row) => row.name,
      show: (row) => html`<${Link} href=${to(showing, 'stations', row.id)}>${row.name}<//>`},
    {key: 'region', title: t('Region'), value: (row) => row.regionName},
    {key: 'state', title: t('State'), value: (row) => STAGES[stationState(row.doc)[0]], show: (row) => html`<${StationState} doc=${row.doc} />`},
    {key: 'turnout', title: t('Turnout'), numeric: true, value: (row) => part(row.doc.voters, row.registered),
      show: (row) => html`<${Share} some=${row.doc.voters} whole=${row.registered} decimals=${2} />`},
    {key: 'voters', title: t('Voters'), numeric: true, value: (row) => row.doc.voters ?? 0},
    {key: 'roll', title: t('On the list'), numeric: true, value: (row) => row.registered},
    {key: 'as_of', title: t('As of'), numeric: true, value: (row) => row.doc.as_of ?? null,
      show: (row) => (row.doc.as_of ? time(row.doc.as_of, offsetOf(row)) : html`<span class="none">–</span>`)},
    {key: 'alerts', title: t('Open alerts'), numeric: true, value: (row) => weight(row.doc.alerts ?? [0, 0, 0]), show: (row) => html`<${Counts} of=${row.doc.alerts} />`},
  ];
}

/** Stations as rows of a table. */
export function stationRows(list, docs, names) {
  return list.map((one) => ({
    ...one, doc: docs[one.id] ?? {}, name: stationName(one), regionName: regionName(names, one.region),
  }));
}

function Stations({showing, outline, docs}) {
  const names = useNames(outline);
  const {list, error, ready} = useStations(showing);
  const query = useQuery();
  const region = query.get('region') ?? '';
  const state = query.get('state') ?? '';
  const language = lang();
  const texts = useMemo(() => new Map(list.map((one) => [one.id, folded(
    [one.id, one.number, Object.values(one.names).join(' '), regionName(names, one.region), districtName(names, one.district),
      one.contests.map((each) => contestName(names, each)).join(' ')].join(' '),
  )])), [list, names, language]);
  const rows = useMemo(() => stationRows(list.filter((one) => !region || one.region === region), docs, names)
    .filter((row) => fits(row.doc, state)), [list, docs, names, region, state, language]);
  const columns = useMemo(() => stationColumns(showing, names, () => outline.offset), [showing, names, outline, language]);
  if (error) return html`<${ErrorBox} error=${error} />`;
  if (!ready) return html`<${Loading} />`;
  const filters = html`<${RegionChoice} outline=${outline} />
    <${Choice} name="state" label=${t('State')} options=${[
      ['', t('All')], ['silent', t('Not opened')], ['opened', t('Open')], ['closed', t('Closed, counting')], ['counted', t('Counted')],
      ['late', t('Report overdue')], ['held', t('Held')], ['errors', t('With errors')],
    ]} />`;
  return html`<${Table} caption=${t('Polling stations with their figures as they are now; times are official time')}
    columns=${columns} rows=${rows} keyOf=${(row) => row.id} searched=${(row) => texts.get(row.id)}
    csv=${csv(showing, 'stations')} filters=${filters} />`;
}

function fits(doc, state) {
  switch (state) {
    case '': return true;
    case 'late': return Boolean(doc.late);
    case 'held': return Boolean(doc.held);
    case 'errors': return Boolean(doc.alerts?.[0]);
    default: return stationState(doc)[0] === state;
  }
}
