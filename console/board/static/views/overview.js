// The overview: the nation in one line, the map, the day so far, bulletins, votes and alerts.

import {html} from '../vendor/htm-preact-standalone.module.js';
import {Curve} from '../lib/curve.js';
import {duration, name, number, percent, t, time} from '../lib/i18n.js';
import {RegionMap} from '../lib/map.js';
import {Loading} from '../lib/parts.js';
import {useDocs, useShowing} from '../lib/store.js';
import {useCalm} from '../lib/table.js';
import {MainLine, Votes} from './figures.js';
import {LatestAlerts, Messages} from './latest.js';

const TOPICS = ['clock', 'nation', 'region', 'bulletin', 'curve', 'news'];

export default function Overview({showing}) {
  const outline = useShowing(showing);
  const docs = useCalm(useDocs(showing, TOPICS), 250);
  if (!outline || !docs?.nation['']) return html`<section class="view-overview"><h1>${outline ? name(outline.name) : t('Overview')}</h1><${Loading} /></section>`;
  const nation = docs.nation[''];
  const clock = docs.clock[''];
  const news = docs.news[''] ?? {latest: [], messages: [], all: 0};
  return html`<section class="view-overview">
    <h1>${name(outline.name)}</h1>
    <${MainLine} doc=${nation} outline=${outline} showing=${showing} />
    <div class="over-cols">
      <div class="over-left">
        <${RegionMap} outline=${outline} docs=${docs.region} showing=${showing} />
        <div class="over-news">
          <${LatestAlerts} showing=${showing} outline=${outline} alerts=${news.latest} all=${news.all} most=${8} />
          <${Messages} showing=${showing} outline=${outline} messages=${news.messages} />
        </div>
      </div>
      <div class="over-right">
        <${Curve} outline=${outline} curve=${docs.curve['']} roll=${nation.roll} until=${clock.at} file="nation"
          points=${outline.checkpoints.filter((one) => one.level === 'nation')} title=${t('Turnout over the day')} height=${230} />
        <${Bulletins} outline=${outline} docs=${docs.bulletin} at=${clock.at} />
        <${Votes} doc=${nation} outline=${outline} />
      </div>
    </div>
  </section>`;
}

/** Bulletins: what they said, or when they are due. */
function Bulletins({outline, docs, at}) {
  const real = new Map(outline.checkpoints.filter((one) => one.level === 'nation').map((one) => [one.at, one]));
  return html`<section class="panel" aria-labelledby="bulletins-title">
    <h2 id="bulletins-title">${t('Bulletins')}</h2>
    <table class="plain bulletins">
      <caption class="vh">${t('Turnout by bulletin, official time')}</caption>
      <thead><tr><th scope="col">${t('As of')}</th><th scope="col" class="num">${t('Turnout')}</th><th scope="col" class="num">${t('Voters')}</th>${real.size > 0 && html`<th scope="col" class="num">${t('Published')}</th>`}<th scope="col">${t('State')}</th></tr></thead>
      <tbody>${outline.bulletins.map(({key, at: due}) => {
        const one = docs[key];
        const out = one?.issued;
        return html`<tr key=${key} class=${out ? '' : 'is-due'}><th scope="row">${time(due, outline.offset)}</th>
          <td class="num">${out ? percent(one.voters, one.registered) : '–'}</td><td class="num">${out ? number(one.voters) : '–'}</td>
          ${real.size > 0 && html`<td class="num">${real.has(due) ? percent(real.get(due).turnout_pct, 100) : ''}</td>`}
          <td>${out ? (one.kind === 'preliminary' ? t('out, preliminary') : t('out')) : due > at ? t('in {time}', {time: duration(due - at)}) : t('due')}</td></tr>`;
      })}</tbody>
    </table>
  </section>`;
}
