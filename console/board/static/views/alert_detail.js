// One alert: what is the matter, its figures, the rule, the case, and what is decided.

import {html, useMemo} from '../vendor/htm-preact-standalone.module.js';
import {date, duration, number, t, time, tn} from '../lib/i18n.js';
import {Link} from '../lib/router.js';
import {useTitles} from '../lib/rules.js';
import {
  Severity, api, contestName, contestOf, handlingName, placeName, regionName, stationName, to, useOnce, worstFirst,
} from './common.js';
import {Decide} from './decide.js';
import {figures, localDay, sentence} from './evidence.js';

const MOST = 30;

/** What is needed to say evidence in words: names of regions, stations and candidates. */
export function useWords(showing, alert, outline, names, stations) {
  const contest = alert ? contestOf(alert, names) : '';
  const wanted = contest && ['candidate', 'first', 'now', 'unknown', 'missing'].some((key) => key in (alert.evidence ?? {}));
  const {value} = useOnce(wanted ? api(showing, 'contests', contest) : null);
  return useMemo(() => {
    const candidates = new Map((value?.candidates ?? []).map((one) => [one.id, one.name]));
    return {
      offset: outline.offset,
      day: outline.date,
      region: (id) => regionName(names, id),
      station: (id) => stationName(stations.byId.get(id), id),
      candidate: (id) => candidates.get(id) || String(id),
    };
  }, [value, outline, names, stations]);
}

/** A moment, with its day where that is not the day of the election. */
export function When({ms, outline}) {
  const other = localDay(ms, outline.offset) !== outline.date;
  return html`<time datetime=${new Date(ms).toISOString()}>${other ? `${date(ms, outline.offset)} ` : ''}${time(ms, outline.offset, true)}</time>`;
}

/** The acts on an alert, as it is handled now. */
export const alertActs = (alert) => [
  {do: 'acknowledge', title: t('Acknowledge'), done: t('Acknowledged.'), now: alert.handling === 'acknowledged'},
  {do: 'escalate', title: t('Escalate'), done: t('Escalated.'), now: alert.handling === 'escalated'},
  {do: 'dismiss', title: t('Dismiss'), done: t('Dismissed.'), reasoned: true, now: alert.handling === 'dismissed'},
];

/** How an alert is handled, by whom, and why. */
export function Handling({alert}) {
  if (alert.handling === 'new') return html`<span>${handlingName('new')}</span>`;
  return html`<span>${handlingName(alert.handling)}${alert.by ? ` · ${alert.by}` : ''}${alert.note ? html`: <q>${alert.note}</q>` : ''}</span>`;
}

/** Sentence and figures of an alert. */
export function Evidence({alert, words}) {
  const said = sentence(alert.code, alert.evidence, words);
  const list = figures(alert.evidence, words);
  return html`<div class="evidence">
    ${said && html`<p class="evidence-said">${said}</p>`}
    ${list.length > 0 && html`<dl class="facts">${list.map(([title, text], at) =>
      html`<div key=${at} class=${text.length > 40 ? 'is-long' : ''}><dt>${title}</dt><dd>${text}</dd></div>`)}</dl>`}
  </div>`;
}

/** The rule of a code, in its own words. */
export function Rule({code}) {
  const {value, error} = useOnce(`/api/rules/${encodeURIComponent(code)}`);
  if (error) return html`<p class="hint">${t('The text of the rule is not to be had: {why}', {why: error.message ?? String(error)})}</p>`;
  if (!value) return html`<p class="hint">${t('Loading…')}</p>`;
  const parts = [
    [t('What staff do'), value.action],
    [t('What it checks'), value.checks],
    [t('Why it matters'), value.why],
    [t('On what ground'), value.ground],
    [t('It clears'), value.clears],
  ];
  return html`<dl class="rule">${parts.filter(([, text]) => text).map(([title, text]) =>
    html`<div key=${title}><dt>${title}</dt><dd>${t(text, value.values)}</dd></div>`)}</dl>`;
}

export function RuleTitle({code}) {
  return html`${useTitles()(code)}`;
}

/**
 * All of an alert.
 *
 * @param {object} props `alert`, `all` alerts as a list, `outline`, `names`, `stations`.
 */
export function AlertDetail({showing, alert, all, outline, names, stations, titleRef}) {
  const words = useWords(showing, alert, outline, names, stations);
  const title = useTitles()(alert.code);
  const contest = contestOf(alert, names);
  const others = useMemo(
    () => all.filter((one) => one.place === alert.place && one.scope === alert.scope && one.id !== alert.id)
      .sort((a, b) => (a.cleared !== null) - (b.cleared !== null) || worstFirst(a, b)),
    [all, alert.place, alert.scope, alert.id],
  );
  const open = others.filter((one) => one.cleared === null).length;
  const place = placeName(alert, names, stations);
  const here = alert.scope === 'station' && stations.byId.has(alert.place)
    ? html`<${Link} href=${to(showing, 'stations', alert.place)}>${place}<//>`
    : alert.scope === 'contest' ? html`<${Link} href=${to(showing, 'contests', alert.place)}>${place}<//>`
    : alert.scope === 'region' ? html`<${Link} href=${to(showing, 'regions', alert.place)}>${place}<//>` : place;
  return html`<article class="alert-detail" aria-labelledby="alert-title">
    <h2 id="alert-title" tabindex="-1" ref=${titleRef}><${Severity} of=${alert.severity} /> <span class="code">${alert.code}</span> ${title}</h2>
    <p class="alert-place">${here}${alert.scope === 'station' && alert.region ? html` · <${Link} href=${to(showing, 'regions', alert.region)}>${regionName(names, alert.region)}<//>` : ''}${contest && alert.scope !== 'contest' ? html` · ${t('Contest')}: <${Link} href=${to(showing, 'contests', contest)}>${contestName(names, contest)}<//>` : ''}</p>
    <h3>${t('Evidence')}</h3>
    <${Evidence} alert=${alert} words=${words} />
    <dl class="facts facts-state">
      <div><dt>${t('Raised')}</dt><dd><${When} ms=${alert.opened} outline=${outline} /></dd></div>
      <div><dt>${t('Condition')}</dt><dd>${alert.cleared === null ? t('Open') : html`${t('Cleared')} <${When} ms=${alert.cleared} outline=${outline} /> (${t('after {time}', {time: duration(alert.cleared - alert.opened)})})`}</dd></div>
      <div><dt>${t('Evidence came')}</dt><dd>${tn('once', '{n} times', alert.count, {n: number(alert.count)})}</dd></div>
      <div><dt>${t('Handling')}</dt><dd><${Handling} alert=${alert} /></dd></div>
    </dl>
    <h3>${t('Decide')}</h3>
    <${Decide} showing=${showing} on="alert" id=${alert.id} region=${alert.region} names=${names}
      acts=${alertActs(alert)} legend=${t('Decide on this alert')} />
    <h3>${t('The rule')}</h3>
    <${Rule} code=${alert.code} />
    <h3>${alert.scope === 'station' ? t('Other alerts of this station') : t('Other alerts of this place')}</h3>
    ${others.length === 0 ? html`<p class="hint">${t('None.')}</p>` : html`
      <p class="hint">${t('{n} in all, {open} open.', {n: number(others.length), open: number(open)})}</p>
      <ul class="case-list">${others.slice(0, MOST).map((one) => html`<li key=${one.id}>
        <${Link} href=${to(showing, 'alerts', one.id) + location.search}>
          <${Severity} of=${one.severity} short=${true} /><span class="code">${one.code}</span> <${RuleTitle} code=${one.code} />
        <//> <span class="hint">${time(one.opened, outline.offset)}${one.cleared === null ? '' : ` · ${t('cleared')}`}${one.handling === 'new' ? '' : ` · ${handlingName(one.handling)}`}</span>
      </li>`)}</ul>
      ${others.length > MOST && html`<p class="hint">${tn('{n} more is not listed.', '{n} more are not listed.', others.length - MOST, {n: number(others.length - MOST)})}</p>`}`}
  </article>`;
}
