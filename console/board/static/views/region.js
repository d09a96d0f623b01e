// A region: its figures, its day against that of the nation, its districts and its alerts.

import {html, useMemo} from '../vendor/htm-preact-standalone.module.js';
import {Curve} from '../lib/curve.js';
import {name, number, t, time} from '../lib/i18n.js';
import {Loading, Note} from '../lib/parts.js';
import {Link, to} from '../lib/router.js';
import {useDocs, useShowing} from '../lib/store.js';
import {Table, useCalm} from '../lib/table.js';
import {newestFirst} from './common.js';
import {MainLine, Votes, byParty} from './figures.js';
import {LatestAlerts} from './latest.js';
import {Share} from './tables.js';

const TOPICS = ['clock', 'nation', 'region', 'district', 'curve', 'alert'];

export default function RegionView({showing, id}) {
  const outline = useShowing(showing);
  const docs = useCalm(useDocs(showing, TOPICS), 500);
  const region = outline?.regions.find((one) => one.id === id);
  const alerts = useMemo(() => Object.values(docs?.alert ?? {}).filter((one) => one.region === id).sort(newestFirst), [docs?.alert, id]);
  if (!outline) return html`<${Loading} />`;
  if (!region) return html`<section><h1>${t('No such region')}</h1><p><${Link} href=${to(showing, 'regions')}>${t('All regions')}<//></p></section>`;
  const doc = docs?.region[id];
  if (!doc) return html`<section><h1>${name(region.name)}</h1><${Loading} /></section>`;
  const nation = docs.nation[''];
  const query = `?region=${encodeURIComponent(id)}`;
  const most = Math.max(8, Math.round(0.7 * outline.districts.filter((one) => one.region === id).length));
  const other = region.offset !== outline.offset;
  return html`<section class="view-region">
    <h1>${name(region.name)}</h1>
    <p class="place-line">${other
      ? t('Votes from {from} to {until} by its own time, {start} to {end} official time.', {from: time(region.opens, region.offset), until: time(region.closes, region.offset), start: time(region.opens, outline.offset), end: time(region.closes, outline.offset)})
      : t('Votes from {from} to {until}.', {from: time(region.opens, region.offset), until: time(region.closes, region.offset)})}
      ${' '}<${Link} href=${to(showing, 'contests') + query}>${t('Contests')}<//> · <${Link} href=${to(showing, 'stations') + query}>${t('Stations')}<//></p>
    <${MainLine} doc=${doc} outline=${outline} showing=${showing} region=${id} />
    <div class="region-cols">
      <div>
        <${Curve} outline=${outline} curve=${docs.curve[id]} roll=${doc.roll} until=${docs.clock[''].at} file=${id} title=${t('Turnout over the day')} height=${260}
          behind=${{curve: docs.curve[''], roll: nation.roll, title: t('all regions')}} points=${outline.checkpoints.filter((one) => one.level === 'region' && one.region === id)} />
        <${Districts} showing=${showing} outline=${outline} docs=${docs.district} region=${id} />
      </div>
      <div>
        <${Votes} doc=${doc} outline=${outline} />
        <${LatestAlerts} showing=${showing} outline=${outline} alerts=${alerts} all=${alerts.length} query=${query} within most=${most} />
      </div>
    </div>
  </section>`;
}

function Districts({outline, docs, region}) {
  const rows = outline.districts.filter((one) => one.region === region).map((one) => ({...one, doc: docs[one.id] ?? {}}));
  const columns = [
    {key: 'name', title: t('District'), value: (row) => name(row.name)},
    {key: 'turnout', title: t('Turnout'), numeric: true, value: (row) => (row.doc.roll ? row.doc.voters / row.doc.roll : null), show: (row) => html`<${Share} some=${row.doc.voters} whole=${row.doc.roll} />`},
    {key: 'counted', title: t('Stations counted'), numeric: true, value: (row) => (row.doc.stations ? row.doc.counted / row.doc.stations : null), show: (row) => html`${number(row.doc.counted ?? 0)}<span class="of"> / ${number(row.doc.stations)}</span>`},
    {key: 'decided', title: t('Contests decided'), numeric: true, value: (row) => (row.doc.contests ? row.doc.decided / row.doc.contests : null), show: (row) => html`${number(row.doc.decided ?? 0)}<span class="of"> / ${number(row.doc.contests)}</span>`},
    {key: 'ahead', title: t('Most decided for'), value: (row) => first(row.doc, outline)},
  ];
  return html`<section class="panel" aria-labelledby="districts-title">
    <h2 id="districts-title">${t('Districts')}</h2>
    ${rows.length ? html`<${Table} plain columns=${columns} rows=${rows} keyOf=${(row) => row.id} first="name" caption=${html`<span class="vh">${t('Districts of the region')}</span>`} />`
      : html`<${Note}>${t('This region has no districts here.')}<//>`}
  </section>`;
}

function first(doc, outline) {
  const [one] = byParty(doc.seats, outline).filter(({n}) => n > 0);
  return one ? `${one.name} ${number(one.n)}` : '';
}
