// What the views of places and alerts share: names, severities, rules, who may act.

import {html, useEffect, useMemo, useState} from '../vendor/htm-preact-standalone.module.js';
import {get} from '../lib/api.js';
import {Icon} from '../lib/glyphs.js';
import {name, number, t} from '../lib/i18n.js';

export const SEVERITIES = ['error', 'warning', 'notice'];
export const RANK = {error: 0, warning: 1, notice: 2};

/** Answers of the server that do not change, each asked for once. */
const answers = new Map();

function once(path) {
  if (!answers.has(path)) {
    const answer = get(path);
    answers.set(path, answer);
    answer.catch(() => answers.delete(path));
  }
  return answers.get(path);
}

/** An answer that does not change: {value, error}; null asks for nothing. */
export function useOnce(path) {
  const [answer, setAnswer] = useState({path: null});
  useEffect(() => {
    if (!path) return undefined;
    let wanted = true;
    once(path).then(
      (value) => wanted && setAnswer({path, value}),
      (error) => wanted && setAnswer({path, error}),
    );
    return () => {
      wanted = false;
    };
  }, [path]);
  return answer.path === path ? answer : {};
}

export {to} from '../lib/router.js';

/** The address of something of a showing at the server. */
export function api(showing, ...parts) {
  return `/api/showings/${[showing, ...parts].map(encodeURIComponent).join('/')}`;
}

/** All stations of a showing as {list, byId, error, ready, waiting}; names are looked up in them. */
export function useStations(showing) {
  const {value, error} = useOnce(api(showing, 'stations'));
  return useMemo(() => {
    const list = (value ?? []).map(([id, no, region, district, contests, names, registered]) => ({
      id, number: no, region, district, contests, names, registered,
    }));
    return {list, byId: new Map(list.map((one) => [one.id, one])), error, ready: Boolean(value), waiting: !value && !error};
  }, [value, error]);
}

/** Names of regions, districts, contests and parties by id, of an outline. */
export function useNames(outline) {
  return useMemo(() => index(outline), [outline]);
}

function index(outline) {
  const by = (list) => new Map((list ?? []).map((one) => [one.id, one]));
  const contests = (outline?.contests ?? []).map(([id, region, district, names, stations, roll]) => ({
    id, region, district, names, stations, roll,
  }));
  return {
    regions: by(outline?.regions),
    districts: by(outline?.districts),
    parties: by(outline?.parties),
    contests: by(contests),
    contestList: contests,
  };
}

/** The name of a region in short; the nation is ''. */
export function regionName(names, id) {
  if (!id) return t('All regions');
  const region = names.regions.get(id);
  return region ? name(region.short ?? region.name) : id;
}

export function districtName(names, id) {
  const district = names.districts.get(id);
  return district ? name(district.name) : id;
}

export function contestName(names, id) {
  const contest = names.contests.get(id);
  return contest ? name(contest.names) : id;
}

export function partyName(names, id) {
  const party = names.parties.get(id);
  if (party) return name(party.name);
  return {'against-all': t('Against all'), unknown: t('Not on the ballot')}[id] ?? id;
}

/** The name of a station: its number and where it is. */
export function stationName(station, id) {
  if (!station) return id ?? '';
  const where = name(station.names);
  return station.number ? `${t('No. {n}', {n: station.number})} ${where}`.trim() : where || station.id;
}

/** Where an alert is, in words. */
export function placeName(alert, names, stations) {
  if (alert.scope === 'station') return stations?.waiting ? '…' : stationName(stations?.byId.get(alert.place), alert.place);
  if (alert.scope === 'contest') return contestName(names, alert.place);
  if (alert.scope === 'region') return regionName(names, alert.place);
  return t('The nation');
}

/** The contest that an alert speaks of beside its place; '' for none. */
export function contestOf(alert, names) {
  if (alert.scope === 'contest') return alert.place;
  const part = alert.id.slice(alert.code.length + alert.place.length + 2);
  return names.contests.has(part) ? part : '';
}

export function severityName(severity) {
  return {error: t('Error'), warning: t('Warning'), notice: t('Notice')}[severity] ?? severity;
}

export function handlingName(handling) {
  return {
    new: t('New'),
    acknowledged: t('Acknowledged'),
    escalated: t('Escalated'),
    dismissed: t('Dismissed'),
  }[handling] ?? handling;
}

/** A severity: sign and word. */
export function Severity({of, short = false}) {
  return html`<span class="sev sev-${of}"><${Icon} name=${of} /><span class=${short ? 'vh' : ''}>${severityName(of)}</span></span>`;
}

/** How many alerts are open, by severity: [errors, warnings, notices]. */
export function Counts({of}) {
  if (!of || !of.some(Boolean)) return html`<span class="none">0</span>`;
  return html`<span class="counts">${SEVERITIES.map((severity, at) =>
    of[at] ? html`<span key=${severity} class="sev sev-${severity}"><${Icon} name=${severity} /><span class="vh">${severityName(severity)}: </span>${number(of[at])}</span>` : null)}</span>`;
}

/** Open alerts of an area as a list, from what the server says by severity. */
export const countsOf = (alerts) => SEVERITIES.map((severity) => alerts?.[severity] ?? 0);

/** A part of a whole from 0 to 1; null where there is no whole. */
export const part = (some, whole) => (whole ? (some ?? 0) / whole : null);

/** What of a list of alerts comes first: the worst, then the newest. */
export const worstFirst = (a, b) => RANK[a.severity] - RANK[b.severity] || b.opened - a.opened || (a.id < b.id ? -1 : 1);

export const newestFirst = (a, b) => b.opened - a.opened || RANK[a.severity] - RANK[b.severity] || (a.id < b.id ? -1 : 1);
