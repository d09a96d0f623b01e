// The latest alerts, and what people reported.

import {html} from '../vendor/htm-preact-standalone.module.js';
import {number, t, when} from '../lib/i18n.js';
import {Link} from '../lib/router.js';
import {useTitles} from '../lib/rules.js';
import {Severity, placeName, regionName, stationName, to, useNames, useStations} from './common.js';
import {incidentName, roleName} from './evidence.js';

/** A list of alerts, each with its rule and place. */
export function LatestAlerts({showing, outline, alerts, all, query = '', most = 7, within = false}) {
  const title = useTitles();
  const names = useNames(outline);
  const stations = useStations(showing);
  return html`<section class="panel" aria-labelledby="latest-title">
    <div class="panel-head"><h2 id="latest-title">${t('Latest alerts')}</h2>
      <${Link} class="panel-more" href=${to(showing, 'alerts') + query}>${t('All {n}', {n: number(all)})}<//></div>
    ${!alerts.length ? html`<p class="quiet">${t('No alert was raised so far.')}</p>` : html`<ul class="latest" aria-busy=${String(stations.waiting)}>
      ${alerts.slice(0, most).map((one) => html`<li key=${one.id} class=${one.cleared === null ? '' : 'is-cleared'}>
        <span class="latest-when">${when(one.opened, outline)}</span>
        <${Link} href=${to(showing, 'alerts', one.id)} class="latest-what"><${Severity} of=${one.severity} short=${true} /> <span class="code">${one.code}</span> <span class="latest-rule">${title(one.code)}</span><//>
        <span class="latest-where">${placeName(one, names, stations)}${!within && (one.scope === 'station' || one.scope === 'contest') ? ` · ${regionName(names, one.region)}` : ''}${one.cleared === null ? '' : ` · ${t('cleared')}`}</span>
      </li>`)}
    </ul>`}
  </section>`;
}

/** What people reported: that they said so, not that it is so. */
export function Messages({showing, outline, messages, most = 6}) {
  const stations = useStations(showing);
  const names = useNames(outline);
  const kinds = {INCIDENT: (what) => incidentName(what.replaceAll(' ', '-')), WITHDRAWN: (what) => t('candidate withdrawn: {who}', {who: what})};
  const place = (id) => (stations.waiting ? '…' : stations.byId.has(id) ? stationName(stations.byId.get(id), id)
    : names.contests.has(id) ? placeName({scope: 'contest', place: id}, names, stations) : names.regions.has(id) ? regionName(names, id) : id);
  return html`<section class="panel" aria-labelledby="messages-title">
    <h2 id="messages-title">${t('What people report')}</h2>
    ${!messages.length ? html`<p class="quiet">${t('Nobody has reported anything so far.')}</p>` : html`<ul class="latest" aria-busy=${String(stations.waiting)}>
      ${messages.slice(0, most).map((one) => html`<li key=${`${one.at} ${one.place} ${one.what}`}>
        <span class="latest-when">${when(one.at, outline)}</span>
        <span class="latest-what">${(kinds[one.kind] ?? String)(one.what)}</span>
        <span class="latest-where">${stations.byId.has(one.place) ? html`<${Link} href=${to(showing, 'stations', one.place)}>${place(one.place)}<//>` : place(one.place)} · ${roleName(one.role)}</span>
      </li>`)}
    </ul>`}
    <p class="hint">${t('Said by somebody, checked by nobody yet.')}</p>
  </section>`;
}
