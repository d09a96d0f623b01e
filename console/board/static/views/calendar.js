// The calendar of the election: what comes when, and how long until then.

import {html} from '../vendor/htm-preact-standalone.module.js';
import {date, duration, lang, name, percent, t, time} from '../lib/i18n.js';
import {Loading} from '../lib/parts.js';
import {useDocs, useShowing} from '../lib/store.js';

const MINUTE = 60_000;

export default function Calendar({showing}) {
  const outline = useShowing(showing);
  const docs = useDocs(showing, ['clock', 'bulletin']);
  const clock = docs?.clock[''];
  if (!outline || !clock) return html`<${Loading} />`;
  const at = Math.floor(clock.at / MINUTE) * MINUTE;
  const entries = entriesOf(outline, docs.bulletin);
  const next = entries.find((one) => one.at > at);
  return html`<section class="view-calendar">
    <h1>${t('Calendar of the election')}</h1>
    <p class="lead">${name(outline.name)}. ${t('Times are official time, UTC{offset}.', {offset: outline.offset})}</p>
    ${next ? html`<p class="next panel"><span class="label">${t('Next')}</span> <b>${next.what}</b> <span>${t('in {time}', {time: duration(next.at - at)})}</span></p>`
      : html`<p class="next panel"><b>${t('All of it has passed.')}</b></p>`}
    <ol class="calendar">
      ${entries.map((one) => html`<li key=${one.key} class=${one.at <= at ? 'is-past' : one === next ? 'is-next' : ''}>
        <p class="cal-when"><b>${time(one.at, outline.offset)}</b> <span>${date(one.at, outline.offset, true)}</span></p>
        <div class="cal-what"><p>${one.what}</p>${one.more && html`<p class="quiet">${one.more}</p>`}</div>
        <p class="cal-left">${one.at > at ? t('in {time}', {time: duration(one.at - at)}) : one.done ?? t('passed')}</p>
      </li>`)}
    </ol>
  </section>`;
}

function entriesOf(outline, bulletins) {
  const entries = [];
  for (const [kind, say] of [['opens', t('Stations open')], ['closes', t('Stations close')]]) {
    const moments = new Map();
    for (const region of outline.regions) moments.set(region[kind], [...(moments.get(region[kind]) ?? []), region]);
    for (const [at, regions] of moments) {
      const all = regions.length === outline.regions.length;
      const names = regions.map((one) => name(one.short)).sort((a, b) => a.localeCompare(b, lang())).join(', ');
      const local = regions[0].offset !== outline.offset ? ` ${t('({time} by their own time)', {time: time(at, regions[0].offset)})}` : '';
      entries.push({key: `${kind} ${at}`, at, what: say, more: (all ? t('In all regions') : names) + local});
    }
  }
  for (const {key, at} of outline.bulletins) {
    const doc = bulletins[key];
    const preliminary = doc?.kind === 'preliminary';
    entries.push({
      key: `bulletin ${key}`,
      at,
      what: preliminary ? t('Preliminary turnout') : t('Turnout bulletin'),
      more: doc?.issued ? t('Turnout {share}', {share: percent(doc.voters, doc.registered)}) : t('As of this moment; out some minutes later'),
      done: doc?.issued ? t('out') : t('due'),
    });
  }
  entries.push(
    {key: 'count', at: outline.count_until, what: t('The count at the stations has to be over'), more: t('Protocols that come later are overdue')},
    {key: 'results', at: outline.results_until, what: t('Results have to be established'), more: t('By the territorial commissions')},
    {key: 'registered', at: outline.registered_until, what: t('Those elected have to be registered')},
  );
  return entries.map((one, n) => [one, n]).sort(([a, n], [b, m]) => a.at - b.at || n - m).map(([one]) => one);
}
