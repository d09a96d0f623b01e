// A polling station: how far it is, all it said as it came, its case, and whether its result counts.

import {html, useEffect, useMemo, useState} from '../vendor/htm-preact-standalone.module.js';
import {get} from '../lib/api.js';
import {duration, number, percent, t, time, tn} from '../lib/i18n.js';
import {ErrorBox, Loading} from '../lib/parts.js';
import {Link} from '../lib/router.js';
import {useDocs, useShowing} from '../lib/store.js';
import {useCalm} from '../lib/table.js';
import {Evidence, Handling, RuleTitle, When, useWords} from './alert_detail.js';
import {
  Severity, api, contestName, districtName, handlingName, partyName, regionName, stationName, to, useNames, useOnce, useStations, worstFirst,
} from './common.js';
import {Decide} from './decide.js';
import {StationState} from './tables.js';

const LATE = 300_000;

/** Facts, timeline and case of a station. */
export default function StationView({showing, station, id = station}) {
  const outline = useShowing(showing);
  const docs = useDocs(showing, ['station', 'decision']);
  const known = useCalm(docs?.station);
  if (!outline || !known) return html`<${Loading} />`;
  return html`<${Station} key=${id} showing=${showing} id=${id} outline=${outline} doc=${known[id]} decided=${Object.keys(docs?.decision ?? {}).length} />`;
}

function Station({showing, id, outline, doc, decided}) {
  const names = useNames(outline);
  const stations = useStations(showing);
  const one = stations.byId.get(id);
  const [told, again] = useTold(showing, id, JSON.stringify(doc ?? null) + decided);
  if (stations.error) return html`<${ErrorBox} error=${stations.error} />`;
  if (!stations.ready) return html`<${Loading} />`;
  if (!one) return html`<section class="view-station"><h1>${t('Polling station')}</h1><p class="tbl-empty">${t('This election has no station {id}.', {id})}</p></section>`;
  const own = names.regions.get(one.region)?.offset;
  const facts = [
    [t('Turnout'), html`${doc?.voters ? percent(doc.voters, one.registered, 2) : '–'}`],
    [t('Voters'), number(doc?.voters ?? 0)],
    [t('On the list'), number(one.registered)],
    [t('Opened'), doc?.opened ? html`<${When} ms=${doc.opened} outline=${outline} />` : '–'],
    [t('Last figure as of'), doc?.as_of ? html`<${When} ms=${doc.as_of} outline=${outline} />` : '–'],
    [t('Closed'), doc?.closed ? html`<${When} ms=${doc.closed} outline=${outline} />` : '–'],
  ];
  return html`<section class="view-station" aria-labelledby="station-title">
    <h1 id="station-title">${stationName(one)}</h1>
    <p class="place-line"><${Link} href=${to(showing, 'regions', one.region)}>${regionName(names, one.region)}<//> · ${districtName(names, one.district)} · <span class="id">${one.id}</span></p>
    <p><${StationState} doc=${doc} /></p>
    ${own && own !== outline.offset && html`<p class="hint">${t('Times are official time ({official}); clocks there are at {own}.', {official: outline.offset, own})}</p>`}
    <dl class="facts facts-wide">${facts.map(([title, text]) => html`<div key=${title}><dt>${title}</dt><dd>${text}</dd></div>`)}</dl>
    <p>${tn('Contest', 'Contests', one.contests.length)}: ${one.contests.map((each, at) => html`${at ? ', ' : ''}<${Link} href=${to(showing, 'contests', each)}>${contestName(names, each)}<//>`)}</p>
    <div class="station-cols">
      <div>
        <h2>${t('What it said')}</h2>
        ${told.error ? html`<${ErrorBox} error=${told.error} />` : told.value
          ? html`<${Timeline} showing=${showing} lines=${told.value.timeline} outline=${outline} names=${names} roll=${one.registered} />`
          : html`<${Loading} />`}
      </div>
      <div>
        <h2>${t('Result')}</h2>
        <p>${doc?.held ? t('The result is held: it is counted, but no contest is called for certain on it.') : t('The result counts as it comes.')}</p>
        <${Decide} showing=${showing} on="station" id=${id} region=${one.region} names=${names} legend=${t('Hold or release the result')} onDone=${again}
          acts=${doc?.held
            ? [{do: 'release', title: t('Release the result'), done: t('Released.'), reasoned: true}]
            : [{do: 'hold', title: t('Hold the result'), done: t('Held.'), reasoned: true}]} />
        <${Decisions} list=${told.value?.decisions ?? []} outline=${outline} />
        <h2>${t('Case')}</h2>
        ${told.value && html`<${Case} showing=${showing} alerts=${told.value.alerts} outline=${outline} names=${names} stations=${stations} />`}
      </div>
    </div>
  </section>`;
}

/** What the server tells of a station, asked anew when something changed, at most each second. */
function useTold(showing, id, mark) {
  const [told, tell] = useState({});
  const [again, ask] = useState(0);
  const calm = useCalm(mark, 1000);
  useEffect(() => {
    let wanted = true;
    get(api(showing, 'stations', id)).then(
      (value) => wanted && tell({value}),
      (error) => wanted && tell((was) => (was.value ? was : {error})),
    );
    return () => {
      wanted = false;
    };
  }, [showing, id, calm, again]);
  return [told, () => ask((n) => n + 1)];
}

function Timeline({showing, lines, outline, names, roll}) {
  let before = 0;
  const told = lines.map((line) => {
    const grown = line.type === 'turnout-reported' || line.type === 'station-closed' ? line.voters - before : 0;
    if (line.type === 'turnout-reported' || line.type === 'station-closed') before = line.voters;
    return {line, grown};
  });
  if (!lines.length) return html`<p class="tbl-empty">${t('It has said nothing so far.')}</p>`;
  return html`<div>
    <${Course} lines=${lines} roll=${roll} outline=${outline} />
    <ol class="timeline">${told.map(({line, grown}, at) => html`<li key=${at} class=${`tl-${line.type}`}>
      <span class="tl-when"><${When} ms=${line.received} outline=${outline} />${line.seq !== undefined && html` <span class="tl-seq">${t('No. {n}', {n: line.seq})}</span>`}</span>
      <div class="tl-what">${words(line, grown, outline, names, roll)}
        ${line.type === 'count-reported' && html`<${Protocol} showing=${showing} line=${line} names=${names} />`}
        ${line.seq !== undefined && delay(line, outline) && html`<p class="hint">${delay(line, outline)}</p>`}
      </div>
    </li>`)}</ol>
  </div>`;
}

function delay(line, outline) {
  const late = line.received - line.at;
  if (late > LATE) return t('said at {at}, came {late} later', {at: time(line.at, outline.offset, true), late: duration(late)});
  if (late < -LATE) return t('dated {at}, {early} after it came', {at: time(line.at, outline.offset, true), early: duration(-late)});
  return '';
}

function words(line, grown, outline, names, roll) {
  switch (line.type) {
    case 'station-opened':
      return html`<p><b>${t('Opened')}</b> ${t('with {registered} voters on the list and {ballots} ballots in hand.', {
        registered: number(line.registered), ballots: number(line.ballots_received),
      })}</p>`;
    case 'turnout-reported':
      return html`<p><b>${tn('{n} voter', '{n} voters', line.voters, {n: number(line.voters)})}</b> ${t('as of {time}: {share} of the list, {grown} than before.', {
        time: time(line.as_of, outline.offset), share: percent(line.voters, roll, 1), grown: change(grown),
      })}</p>`;
    case 'station-closed':
      return html`<p><b>${t('Closed')}</b> ${t('with {voters} voters all day, {queued} of them in line at closing time.', {
        voters: number(line.voters), queued: number(line.queued),
      })}</p>`;
    case 'count-reported':
      return html`<p><b>${t('Protocol')}</b> ${t('of {contest}, version {version}.', {contest: contestName(names, line.contest), version: line.version})}</p>`;
    case 'refused':
      return html`<p><b>${t('Refused')}</b>: ${t('something came in its name that cannot be proved or read. Nothing of it counts.')}</p>`;
    default:
      return html`<p>${line.type.replaceAll('-', ' ')}</p>`;
  }
}

const change = (n) => (n < 0 ? t('{n} fewer', {n: number(-n)}) : t('{n} more', {n: number(n)}));

function Protocol({showing, line, names}) {
  const {value} = useOnce(api(showing, 'contests', line.contest));
  const candidates = new Map((value?.candidates ?? []).map((one) => [one.id, one]));
  const found = line.found_station + line.found_home;
  const rows = [
    [t('Voters on the list'), line.registered],
    [t('Ballots received'), line.ballots_received],
    [t('Issued'), line.issued, t('at home {n}', {n: number(line.issued_home)})],
    [t('Unused'), line.unused],
    [t('Spoiled'), line.spoiled],
    [t('Found'), found, t('at home {n}', {n: number(line.found_home)})],
    ...Object.entries(line.votes).map(([id, n]) => {
      const one = candidates.get(id);
      return [one ? `${one.name} (${partyName(names, one.party)})` : id, n, percent(n, found || 1, 1)];
    }),
    [t('Against all'), line.against_all, percent(line.against_all, found || 1, 1)],
    [t('Invalid'), line.invalid, percent(line.invalid, found || 1, 1)],
  ];
  return html`<table class="protocol"><caption class="vh">${t('Figures of the protocol')}</caption>
    <tbody>${rows.map(([title, n, more], at) => html`<tr key=${at}><th scope="row">${title}</th><td class="num">${number(n)}</td><td class="num of">${more ?? ''}</td></tr>`)}</tbody>
  </table>`;
}

/** Its turnout over the day as a line, up to the voters on its list. */
function Course({lines, roll, outline}) {
  const points = lines.filter((one) => one.type === 'turnout-reported').map((one) => [one.as_of, one.voters]).sort(([a], [b]) => a - b);
  if (points.length < 2) return null;
  const from = Math.min(outline.opens, points[0][0]);
  const until = Math.max(outline.closes, points.at(-1)[0]);
  const top = Math.max(roll, ...points.map(([, n]) => n));
  const x = (at) => (600 * (at - from)) / (until - from);
  const y = (n) => 100 - (96 * n) / top;
  const path = points.map(([at, n], i) => `${i ? 'L' : 'M'}${x(at).toFixed(1)} ${y(n).toFixed(1)}`).join('');
  const [, last] = points.at(-1);
  return html`<figure class="course">
    <svg viewBox="0 0 600 102" preserveAspectRatio="none" role="img" aria-label=${t('Voters over the day: {n} of {roll} on the list by {time}', {
      n: number(last), roll: number(roll), time: time(points.at(-1)[0], outline.offset),
    })}>
      <path class="course-roll" d=${`M0 ${y(roll).toFixed(1)}H600`} /><path class="course-base" d="M0 100.5H600" />
      <path class="course-line" d=${path} />
    </svg>
    <figcaption>${t('Voters it reported from {from} to {until}; the dashed line is its list, {roll}.', {
      from: time(from, outline.offset), until: time(until, outline.offset), roll: number(roll),
    })}</figcaption>
  </figure>`;
}

function Decisions({list, outline}) {
  if (!list.length) return null;
  return html`<div><h3>${t('Decisions')}</h3><ol class="decisions">${list.map((one) => html`<li key=${one.n}>
    <b>${actName(one.do)}</b> ${one.on === 'alert' ? html`<span class="code">${one.id.split(':')[0]}</span>` : ''} ${t('by {who}', {who: one.by})} · <${When} ms=${one.day_at} outline=${outline} />
    ${one.note && html`<br /><q>${one.note}</q>`}
  </li>`)}</ol></div>`;
}

function actName(act) {
  return {
    acknowledge: handlingName('acknowledged'), escalate: handlingName('escalated'), dismiss: handlingName('dismissed'),
    hold: t('Held'), release: t('Released'),
  }[act] ?? act;
}

function Case({showing, alerts, outline, names, stations}) {
  const sorted = useMemo(() => [...alerts].sort((a, b) => (a.cleared !== null) - (b.cleared !== null) || worstFirst(a, b)), [alerts]);
  const open = alerts.filter((one) => one.cleared === null).length;
  if (!alerts.length) return html`<p class="tbl-empty">${t('No alert was raised here.')}</p>`;
  return html`<div>
    <p class="hint">${t('{n} in all, {open} open.', {n: number(alerts.length), open: number(open)})}</p>
    <ul class="case">${sorted.map((one) => html`<${CaseAlert} key=${one.id} showing=${showing} alert=${one} outline=${outline} names=${names} stations=${stations} />`)}</ul>
  </div>`;
}

function CaseAlert({showing, alert, outline, names, stations}) {
  const words = useWords(showing, alert, outline, names, stations);
  return html`<li class=${alert.cleared === null ? '' : 'is-cleared'}>
    <h3><${Link} href=${to(showing, 'alerts', alert.id)}><${Severity} of=${alert.severity} short=${true} /><span class="code">${alert.code}</span> <${RuleTitle} code=${alert.code} /><//></h3>
    <p class="hint"><${When} ms=${alert.opened} outline=${outline} />${alert.cleared === null ? '' : html` · ${t('cleared')} <${When} ms=${alert.cleared} outline=${outline} />`} · <${Handling} alert=${alert} /></p>
    <${Evidence} alert=${alert} words=${words} />
  </li>`;
}
