// Alerts as they come: a list to go through by hand or by keys, and all of the one that is chosen.

import {html, useEffect, useMemo, useRef, useState} from '../vendor/htm-preact-standalone.module.js';
import {Icon} from '../lib/glyphs.js';
import {lang, number, t, tn, when} from '../lib/i18n.js';
import {ErrorBox, Loading} from '../lib/parts.js';
import {Link, navigate} from '../lib/router.js';
import {useTitles} from '../lib/rules.js';
import {useDocs, useShowing} from '../lib/store.js';
import {Choice, PAGE, Pages, SearchBox, folded, holds, setQuery, useCalm, useQuery} from '../lib/table.js';
import {AlertDetail} from './alert_detail.js';
import {
  SEVERITIES, Severity, api, handlingName, newestFirst, placeName, regionName, severityName, to, useNames, useStations, worstFirst,
} from './common.js';
import {RegionChoice} from './tables.js';

const WEIGHT = {error: 10_000, warning: 100, notice: 1};
const KEYS_OFF = 'saylau-alert-keys-off';
const FILTERS = ['severity', 'code', 'region', 'condition', 'handling', 'order', 'q'];

/** The alerts of a showing, one of them perhaps chosen. */
export default function AlertsView({showing, alert: chosen = '', id = ''}) {
  const selected = chosen || id;
  const outline = useShowing(showing);
  const docs = useDocs(showing, ['alert']);
  const known = useCalm(docs?.alert);
  if (!outline || !known) return html`<${Loading} />`;
  return html`<${Alerts} showing=${showing} selected=${selected} outline=${outline} docs=${known} newest=${docs.alert ?? known} />`;
}

function Alerts({showing, selected, outline, docs, newest}) {
  const names = useNames(outline);
  const stations = useStations(showing);
  const query = useQuery();
  const asked = Object.fromEntries(FILTERS.map((name) => [name, query.get(name) ?? '']));
  const key = FILTERS.map((name) => asked[name]).join('\n');
  const language = lang();
  const all = useMemo(() => Object.values(docs), [docs]);
  const texts = useMemo(() => new Map(), [names, stations, language]);
  const textOf = (one) => {
    let text = texts.get(one.id);
    if (text === undefined) {
      text = folded(`${one.code} ${one.place} ${placeName(one, names, stations)} ${regionName(names, one.region)}`);
      texts.set(one.id, text);
    }
    return text;
  };
  const live = useMemo(() => inOrder(all.filter((one) => fits(one, asked, textOf)), asked.order), [all, key, texts]);
  const numbers = useMemo(() => severities(all, asked, textOf), [all, key, texts]);

  const [refreshed, refresh] = useState(0);
  const page = Math.max(0, (Number.parseInt(query.get('page') ?? '1', 10) || 1) - 1);
  const still = Boolean(selected) || page > 0;
  const kept = useRef({});
  const mark = `${key}\n${refreshed}`;
  if (!still || kept.current.mark !== mark || !kept.current.ids.some((one) => docs[one])) {
    kept.current = {mark, ids: live.map((one) => one.id)};
  }
  const ids = kept.current.ids;
  const shown = useMemo(() => ids.map((one) => docs[one]).filter(Boolean), [ids, docs]);
  const fresh = useMemo(() => {
    if (!still) return 0;
    const have = new Set(ids);
    return live.reduce((n, one) => n + !have.has(one.id), 0);
  }, [still, ids, live]);

  const list = useRef(null);
  const title = useRef(null);
  const before = useRef(selected);
  const placed = useRef('');
  const at = shown.findIndex((one) => one.id === selected);
  const last = Math.max(0, Math.ceil(shown.length / PAGE) - 1);
  const seenPage = Math.min(page, last);
  const rows = shown.slice(seenPage * PAGE, (seenPage + 1) * PAGE);

  useEffect(() => {
    if (at < 0 || placed.current === selected) return;
    placed.current = selected;
    if (Math.floor(at / PAGE) !== seenPage) setQuery({page: pageText(Math.floor(at / PAGE))});
  }, [selected, at < 0]);
  useEffect(() => {
    const was = before.current;
    before.current = selected;
    if (was === selected) return;
    if (!list.current || list.current.offsetParent === null) {
      title.current?.focus();
      title.current?.scrollIntoView({block: 'start'});
      return;
    }
    const row = list.current.querySelector(selected ? '[aria-current="true"]' : `[data-id="${CSS.escape(was)}"]`);
    const inside = document.activeElement === document.body || list.current.contains(document.activeElement);
    if (row && inside) {
      row.focus({preventScroll: true});
      row.scrollIntoView({block: 'nearest'});
    }
  }, [selected]);

  const [off, setOff] = useKeysOff();
  const go = (step) => {
    const next = at < 0 ? (step > 0 ? seenPage * PAGE : seenPage * PAGE + rows.length - 1) : at + step;
    const one = shown[next];
    if (one) navigate(to(showing, 'alerts', one.id) + location.search, {replace: Boolean(selected)});
  };
  const moves = useRef(go);
  moves.current = go;
  useEffect(() => {
    const pressed = (event) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || inText(event.target)) return;
      const within = list.current?.contains(event.target);
      const step = {j: off ? 0 : 1, k: off ? 0 : -1, ArrowDown: within ? 1 : 0, ArrowUp: within ? -1 : 0}[event.key];
      if (!step) return;
      event.preventDefault();
      moves.current(step);
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, [off]);

  const doc = selected ? newest[selected] ?? docs[selected] : null;
  const found = tn('{n} alert', '{n} alerts', shown.length, {n: number(shown.length)});
  return html`<section class=${`view-alerts${selected ? ' has-chosen' : ''}`} aria-labelledby="alerts-title">
    <h1 id="alerts-title">${t('Alerts')}</h1>
    <${Filters} showing=${showing} outline=${outline} all=${all} numbers=${numbers} asked=${asked} found=${found} />
    <div class="alerts-list">
      <div class="alerts-head">
        <p class="tbl-count">${found}</p>
        ${fresh > 0 && html`<button type="button" class="btn btn-fresh" onClick=${() => {
          setQuery({page: null});
          refresh((n) => n + 1);
        }}>${tn('Show {n} new', 'Show {n} new', fresh, {n: number(fresh)})}</button>`}
        <a class="btn tbl-csv" href=${api(showing, 'tables', 'alerts.csv')} download="">${t('Download as CSV')}</a>
      </div>
      ${shown.length === 0 ? html`<p class="tbl-empty">${all.length ? t('No alert fits.') : t('No alert was raised so far.')}</p>` : html`
        <ul class="alert-rows" ref=${list} aria-busy=${String(stations.waiting)} aria-label=${t('Alerts')}>
          ${rows.map((one) => html`<${Row} key=${one.id} showing=${showing} alert=${one} chosen=${one.id === selected}
            place=${placeName(one, names, stations)} region=${one.scope === 'station' || one.scope === 'contest' ? regionName(names, one.region) : ''} outline=${outline} />`)}
        </ul>`}
      <${Pages} page=${seenPage} rows=${shown.length} label=${t('Pages of the alerts')} onGo=${(n) => {
        setQuery({page: pageText(n)});
        list.current?.scrollIntoView({block: 'start'});
      }} />
      <details class="keys">
        <summary>${t('Keyboard')}</summary>
        <p><kbd>j</kbd> ${t('next alert')} · <kbd>k</kbd> ${t('previous alert')} · <kbd>↓</kbd> <kbd>↑</kbd> ${t('the same, in the list')} · <kbd>Enter</kbd> ${t('choose')}</p>
        <p><label class="check"><input type="checkbox" checked=${!off} onChange=${(event) => setOff(!event.currentTarget.checked)} /> ${t('The keys j and k move through the list')}</label></p>
      </details>
    </div>
    <div class="alerts-chosen">
      ${selected && html`<p class="back"><${Link} href=${to(showing, 'alerts') + location.search}><${Icon} name="back" /> ${t('All alerts')}<//></p>`}
      ${selected && at < 0 && doc && html`<p class="hint">${t('The filters leave this alert out of the list.')}</p>`}
      ${doc ? html`<${AlertDetail} showing=${showing} alert=${doc} all=${all} outline=${outline} names=${names} stations=${stations} titleRef=${title} />`
        : selected ? html`<p class="tbl-empty" tabindex="-1" ref=${title}>${t('There is no such alert at this moment of the day. It may be raised later, or never.')}</p>`
        : html`<p class="tbl-empty alerts-none">${t('Choose an alert to see its evidence, its rule and its case.')}</p>`}
      ${stations.error && html`<${ErrorBox} error=${stations.error} />`}
    </div>
  </section>`;
}

const pageText = (page) => (page ? String(page + 1) : null);

function Row({showing, alert, chosen, place, region, outline}) {
  const title = useTitles()(alert.code);
  return html`<li class=${alert.cleared === null ? '' : 'is-cleared'}>
    <${Link} href=${to(showing, 'alerts', alert.id) + location.search} class=${`alert-row row-${alert.severity}`} data-id=${alert.id} aria-current=${chosen ? 'true' : null}>
      <span class="row-what"><${Severity} of=${alert.severity} short=${true} /> <span class="code">${alert.code}</span> ${title}</span>
      <span class="row-when">${when(alert.opened, outline, true)}</span>
      <span class="row-where">${place}${region && html`<span class="of"> · ${region}</span>`}</span>
      <span class="row-how">${[
        alert.cleared === null ? '' : t('cleared'),
        alert.handling === 'new' ? '' : handlingName(alert.handling),
        alert.count > 1 ? `×${number(alert.count)}` : '',
      ].filter(Boolean).join(' · ')}</span>
    <//>
  </li>`;
}

function Filters({showing, outline, all, numbers, asked, found}) {
  const codes = useMemo(() => {
    const n = new Map();
    for (const one of all) n.set(one.code, (n.get(one.code) ?? 0) + 1);
    return [...n].sort(([a], [b]) => (a < b ? -1 : 1));
  }, [all]);
  const named = useTitles();
  const chosen = new Set(asked.severity.split(',').filter(Boolean));
  const toggle = (severity) => {
    const next = new Set(chosen);
    if (!next.delete(severity)) next.add(severity);
    setQuery({severity: SEVERITIES.filter((one) => next.has(one)).join(','), page: null});
  };
  const some = FILTERS.some((name) => name !== 'order' && asked[name]);
  const codeOptions = codes.map(([code, n]) => [code, `${code} ${named(code)} (${number(n)})`]);
  if (asked.code && !codes.some(([code]) => code === asked.code)) codeOptions.unshift([asked.code, asked.code]);
  return html`<div class="tbl-tools alerts-filters">
    <div class="sev-toggles" role="group" aria-label=${t('Severity')}>
      ${SEVERITIES.map((severity) => html`<button key=${severity} type="button" class="btn toggle" aria-pressed=${String(chosen.has(severity))} onClick=${() => toggle(severity)}>
        <span class="sev sev-${severity}"><${Icon} name=${severity} /><span>${severityName(severity)}</span></span> <span class="n">${number(numbers[severity])}</span>
      </button>`)}
    </div>
    <${SearchBox} label=${t('Search')} found=${found} />
    <${Choice} name="code" label=${t('Rule')} options=${[['', t('All rules')], ...codeOptions]} />
    <${RegionChoice} outline=${outline} />
    <${Choice} name="condition" label=${t('Condition')} options=${[['', t('Open')], ['cleared', t('Cleared')], ['all', t('Open and cleared')]]} />
    <${Choice} name="handling" label=${t('Handling')} options=${[
      ['', t('Not dismissed')], ['new', handlingName('new')], ['acknowledged', handlingName('acknowledged')],
      ['escalated', handlingName('escalated')], ['dismissed', handlingName('dismissed')], ['all', t('All')],
    ]} />
    <${Choice} name="order" label=${t('Order')} options=${[['', t('Newest first')], ['worst', t('Worst first')], ['case', t('Worst places')]]} />
    ${some && html`<button type="button" class="btn" onClick=${() => setQuery({...Object.fromEntries(FILTERS.map((name) => [name, null])), order: asked.order, page: null})}>${t('Clear the filters')}</button>`}
  </div>`;
}

function fits(one, asked, textOf, severity = true) {
  if (severity && asked.severity && !asked.severity.split(',').includes(one.severity)) return false;
  if (asked.code && one.code !== asked.code) return false;
  if (asked.region && one.region !== asked.region) return false;
  if (asked.condition !== 'all' && (one.cleared !== null) !== (asked.condition === 'cleared')) return false;
  if (asked.handling === '' ? one.handling === 'dismissed' : asked.handling !== 'all' && one.handling !== asked.handling) return false;
  return !asked.q || holds(textOf(one), asked.q);
}

function severities(all, asked, textOf) {
  const numbers = {error: 0, warning: 0, notice: 0};
  for (const one of all) if (fits(one, asked, textOf, false)) numbers[one.severity] += 1;
  return numbers;
}

function inOrder(alerts, order) {
  if (order === 'worst') return alerts.sort(worstFirst);
  if (order !== 'case') return alerts.sort(newestFirst);
  const weights = new Map();
  for (const one of alerts) {
    if (one.cleared === null) weights.set(one.place, (weights.get(one.place) ?? 0) + WEIGHT[one.severity]);
  }
  const weight = (one) => weights.get(one.place) ?? 0;
  return alerts.sort((a, b) => weight(b) - weight(a) || (a.place < b.place ? -1 : a.place > b.place ? 1 : worstFirst(a, b)));
}

function inText(target) {
  return target instanceof Element && Boolean(target.closest('input, textarea, select, [contenteditable]'));
}

function useKeysOff() {
  const [off, setOff] = useState(() => {
    try {
      return localStorage.getItem(KEYS_OFF) === '1';
    } catch {
      return false;
    }
  });
  const set = (value) => {
    setOff(value);
    try {
      localStorage.setItem(KEYS_OFF, value ? '1' : '0');
    } catch {
      // Remembered for this visit only.
    }
  };
  return [off, set];
}
