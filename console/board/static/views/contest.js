// A contest: its candidates with their votes, what is decided, its stations and its alerts.

import {html, useMemo} from '../vendor/htm-preact-standalone.module.js';
import {lang, name, number, percent, t, tn} from '../lib/i18n.js';
import {Icon} from '../lib/glyphs.js';
import {ErrorBox, Loading} from '../lib/parts.js';
import {Link} from '../lib/router.js';
import {useDocs, useShowing} from '../lib/store.js';
import {Table, useCalm} from '../lib/table.js';
import {Evidence, RuleTitle, When, useWords} from './alert_detail.js';
import {
  Severity, api, contestOf, districtName, partyName, placeName, regionName, to, useNames, useOnce, useStations, worstFirst,
} from './common.js';
import {decisionOf, stationColumns, stationRows} from './tables.js';

/** All of a contest. */
export default function ContestView({showing, contest, id = contest}) {
  const outline = useShowing(showing);
  const docs = useDocs(showing, ['contest', 'station', 'alert']);
  const known = useCalm(docs);
  const {value, error} = useOnce(api(showing, 'contests', id));
  if (error) return html`<${ErrorBox} error=${error} />`;
  if (!outline || !known?.contest || !value) return html`<${Loading} />`;
  return html`<${Contest} key=${id} showing=${showing} contest=${value} outline=${outline} docs=${known} />`;
}

function Contest({showing, contest, outline, docs}) {
  const names = useNames(outline);
  const stations = useStations(showing);
  const doc = docs.contest[contest.id] ?? {};
  const here = useMemo(() => new Set(contest.stations), [contest]);
  const alerts = useMemo(() => Object.values(docs.alert ?? {}).filter((one) =>
    (one.scope === 'contest' && one.place === contest.id) || (one.scope === 'station' && here.has(one.place) && belongs(one, contest, names))),
  [docs.alert, contest, names]);
  const withdrawn = useMemo(() => new Set(alerts.filter((one) => one.code === 'I512').map((one) => String(one.evidence?.candidate))), [alerts]);
  const rows = useMemo(() => stationRows(contest.stations.map((one) => stations.byId.get(one)).filter(Boolean), docs.station ?? {}, names), [contest, stations, docs.station, names, lang()]);
  const columns = useMemo(() => stationColumns(showing, names, () => outline.offset).filter((one) => one.key !== 'region'), [showing, names, outline, lang()]);
  const open = alerts.filter((one) => one.cleared === null).sort(worstFirst);
  return html`<section class="view-contest" aria-labelledby="contest-title">
    <h1 id="contest-title">${name(contest.name)}</h1>
    <p class="place-line"><${Link} href=${to(showing, 'regions', contest.region)}>${regionName(names, contest.region)}<//> · ${districtName(names, contest.district)}</p>
    <${Ending} doc=${doc} contest=${contest} />
    <h2>${t('Candidates')}</h2>
    <${Candidates} doc=${doc} contest=${contest} names=${names} withdrawn=${withdrawn} />
    <h2>${t('Stations')}</h2>
    ${stations.waiting ? html`<${Loading} />` : html`<${Table} plain=${true} caption=${t('{counted} of {n} counted', {counted: number(doc.counted ?? 0), n: number(contest.stations.length)})}
      columns=${columns} rows=${rows} keyOf=${(row) => row.id} />`}
    <h2>${t('Open alerts')}</h2>
    ${open.length === 0 ? html`<p class="tbl-empty">${t('None.')}</p>` : html`<ul class="case">${open.map((one) =>
      html`<${ContestAlert} key=${one.id} showing=${showing} alert=${one} outline=${outline} names=${names} stations=${stations} />`)}</ul>`}
  </section>`;
}

/** Whether an alert of a station is of this contest: of none in particular, or of this one. */
function belongs(alert, contest, names) {
  const of = contestOf(alert, names);
  return !of || of === contest.id;
}

function Ending({doc, contest}) {
  const [kind, text] = decisionOf(doc);
  const sign = {won: 'done', certain: 'done', doubt: 'warning', tie: 'warning', against: 'warning'}[kind];
  const winner = contest.candidates.find((one) => one.id === (doc.winner ?? (kind === 'certain' ? doc.leader : null)));
  const why = {
    won: t('All stations are counted.'),
    certain: t('What is not counted yet cannot change it, and no result it stands on is in doubt.'),
    doubt: t('All stations are counted, but an error is open at one of them, or its result is held.'),
    tie: t('All stations are counted, and two or more have equally many votes.'),
    against: t('All stations are counted, and more voted against all than for anybody.'),
    open: doc.counted ? t('Not decided: results are missing or in doubt.') : t('Not decided: nothing is counted yet.'),
  }[kind];
  return html`<div class=${`ending ending-${kind}`}>
    <p class="ending-what">${sign && html`<${Icon} name=${sign} />`} <b>${text}</b>${winner ? `: ${winner.name}` : ''}</p>
    <p class="hint">${why}${doc.ballots ? ` ${tn('{n} vote between the first two.', '{n} votes between the first two.', doc.margin ?? 0, {n: number(doc.margin ?? 0)})}` : ''}
      ${doc.held ? ` ${tn('The result of {n} station is held.', 'The results of {n} stations are held.', doc.held, {n: number(doc.held)})}` : ''}</p>
  </div>`;
}

function Candidates({doc, contest, names, withdrawn}) {
  const ballots = doc.ballots ?? 0;
  const votes = doc.votes ?? {};
  const lines = contest.candidates
    .map((one, at) => ({...one, at, gone: withdrawn.has(one.id), votes: votes[one.id] ?? 0, colour: names.parties.get(one.party)?.colour}))
    .sort((a, b) => a.gone - b.gone || b.votes - a.votes || a.at - b.at);
  lines.push({id: 'against-all', name: t('Against all'), votes: doc.against_all ?? 0});
  lines.push({id: 'invalid', name: t('Invalid'), votes: doc.invalid ?? 0});
  const off = [...withdrawn].filter((id) => !contest.candidates.some((one) => one.id === id));
  const most = Math.max(1, ...lines.map((one) => one.votes));
  return html`<div><table class="candidates" role="table">
    <caption class="vh">${t('Candidates with their votes, in order of votes')}</caption>
    <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">${t('Candidate')}</th><th scope="col" role="columnheader" class="num">${t('Votes')}</th><th scope="col" role="columnheader" class="num">${t('Share')}</th><td role="cell" class="cand-bar"></td></tr></thead>
    <tbody role="rowgroup">${lines.map((one) => html`<tr key=${one.id} role="row" class=${one.gone ? 'is-gone' : ''}>
      <th scope="row" role="rowheader"><span class="cand-name">${one.name}</span>
        ${one.party && html`<span class="hint cand-party">${partyName(names, one.nominated_by && names.parties.has(one.nominated_by) ? one.nominated_by : one.party)}</span>`}
        ${one.gone && html`<span class="state">${t('Withdrawn')}</span>`}
        ${(doc.winner ?? (doc.certain ? doc.leader : null)) === one.id && html`<span class=${`state state-${doc.certain ? 'won' : 'doubt'}`}><${Icon} name=${doc.certain ? 'done' : 'warning'} />${!doc.certain ? t('Has most votes') : doc.winner ? t('Elected') : t('Called')}</span>`}</th>
      <td role="cell" class="num">${number(one.votes)}</td>
      <td role="cell" class="num">${ballots ? percent(one.votes, ballots, 2) : '–'}</td>
      <td role="cell" class="cand-bar"><svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect width=${((100 * one.votes) / most).toFixed(2)} height="10" fill=${one.colour ?? 'gray'} /></svg></td>
    </tr>`)}</tbody>
  </table>${off.length > 0 && html`<p class="hint">${t('Taken off the ballot before: {who}.', {who: off.join(', ')})}</p>`}</div>`;
}

function ContestAlert({showing, alert, outline, names, stations}) {
  const words = useWords(showing, alert, outline, names, stations);
  return html`<li>
    <h3><${Link} href=${to(showing, 'alerts', alert.id)}><${Severity} of=${alert.severity} short=${true} /><span class="code">${alert.code}</span> <${RuleTitle} code=${alert.code} /><//></h3>
    <p class="hint">${placeName(alert, names, stations)} · <${When} ms=${alert.opened} outline=${outline} /></p>
    <${Evidence} alert=${alert} words=${words} />
  </li>`;
}
