// Evidence of an alert in words: a sentence for each code, and every figure with its name.

import {ahead, date, duration, number, t, time, tn} from '../lib/i18n.js';

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;
const NAMED = 8;

/** Milliseconds since 1970 UTC of an RFC 3339 moment; null of any other value. */
export function moment(value) {
  if (typeof value !== 'string' || !MOMENT.test(value)) return null;
  const ms = Date.parse(value);
  return Number.isNaN(ms) ? null : ms;
}

/** What people report, by the category in an event. */
export function incidentName(category) {
  const names = {
    'gifts-to-voters': t('gifts to voters'),
    'campaign-material': t('campaign material at the station'),
    'no-disabled-access': t('no access for voters with disabilities'),
    'pre-marked-ballots': t('pre-marked ballots'),
    'observer-not-independent': t('observer not independent'),
    'observer-intimidated': t('observers intimidated'),
    'observer-data-passed-on': t('observers’ data passed on'),
    'extra-ballot-issued': t('more than one ballot issued'),
    'observer-refused': t('observers refused'),
    'filming-barred': t('filming barred'),
    'entry-refused-covid': t('entry refused for want of a COVID document'),
    'candidate-withdrawn': t('candidate withdrawn'),
    'repeat-voting': t('somebody voted more than once'),
  };
  return names[category] ?? String(category ?? '').replaceAll('-', ' ');
}

/** Who reported, by the role in an event. */
export function roleName(role) {
  const names = {
    observer: t('an observer'),
    journalist: t('a journalist'),
    voter: t('a voter'),
    candidate: t('a candidate'),
    press: t('the press'),
    commission: t('the commission'),
  };
  return names[role] ?? role;
}

function reasonName(reason) {
  const moved = /^partition (\d+), expected (\d+)$/.exec(reason);
  if (moved) return t('it came on partition {a}, and belongs on {b}', {a: moved[1], b: moved[2]});
  if (reason === 'the code does not fit source, key and bytes') {
    return t('the code does not fit source, key and bytes');
  }
  return reason;
}

/** The names of figures that evidence may hold, by key. */
function labels() {
  return {
    ahead_seconds: t('Ahead by'),
    as_of: t('As of'),
    at: t('Dated'),
    at_most_an_hour: t('At most in an hour'),
    ballots: t('Ballots'),
    behind_seconds: t('Behind by'),
    candidate: t('Candidate'),
    category: t('What was reported'),
    chi_square: t('Chi-square'),
    closed: t('Closed'),
    closes: t('Closing hour'),
    correlation: t('Correlation'),
    corrected_by: t('Corrected by'),
    counted_percent: t('Stations counted, %'),
    counts: t('Counts looked at'),
    definition: t('Voters on the election’s list'),
    deviations: t('Deviations from the median'),
    due: t('Due'),
    earliest: t('Earliest possible'),
    expected: t('Expected by chance'),
    far_down: t('Far below'),
    far_up: t('Far above'),
    figures: t('Figures looked at'),
    first: t('Winner before'),
    found: t('Ballots found'),
    found_home: t('Ballots found, at home'),
    frequent: t('Most frequent digits'),
    from: t('From'),
    hours_running: t('Hours running'),
    issued: t('Ballots issued'),
    issued_home: t('Ballots issued, at home'),
    keys: t('Keys'),
    last: t('Last'),
    leader: t('Percentages of the leader’s share'),
    level: t('Threshold of the p-value'),
    mean_digit: t('Mean of the second digits'),
    median: t('Median of the peers'),
    missing: t('Missing'),
    multiples_of_ten: t('Multiples of ten'),
    new: t('New voters'),
    new_each: t('New voters each hour'),
    now: t('Winner now'),
    opened: t('Opened'),
    opens: t('Opening hour'),
    p: t('p-value'),
    peers: t('Peers'),
    percent: t('Percent'),
    places: t('Such as'),
    power: t('Power (90 %)'),
    rare: t('Rarest digits'),
    reason: t('Reason'),
    received: t('Ballots received'),
    regions: t('Regions'),
    registered: t('Voters on the list'),
    reporter: t('Reporter'),
    role: t('Reported by'),
    seq: t('Numbers'),
    stations: t('Stations'),
    sum: t('Sum'),
    then: t('Voters then'),
    times: t('How often each digit came'),
    to: t('To'),
    turnout: t('Percentages of turnout'),
    unknown: t('Not on the ballot'),
    version: t('Version of the protocol'),
    versions: t('Versions'),
    voters: t('Voters'),
    voters_at_closing: t('Voters at closing'),
    whole: t('Whole percentages'),
    with_the_line: t('At most, with those in line'),
  };
}

/**
 * Says values of evidence: moments, figures, lists, ids.
 *
 * @param {object} names `offset` of moments, `region(id)`, `station(id)`, `candidate(id)`, `day` (YYYY-MM-DD).
 */
export function speaker(names = {}) {
  const {offset = '+00:00', region = (id) => id, candidate = (id) => id, station = (id) => id, day = ''} = names;
  const when = (ms) => {
    const seconds = ms % 60_000 !== 0;
    const said = time(ms, offset, seconds);
    return day && localDay(ms, offset) !== day ? `${date(ms, offset)} ${said}` : said;
  };
  const said = (key, value) => {
    if (Array.isArray(value)) {
      if (!value.length) return t('none');
      const some = value.slice(0, NAMED).map((one) => said(key, one)).join(', ');
      const more = value.length - NAMED;
      return more > 0 ? tn('{some} and {n} more', '{some} and {n} more', more, {some, n: number(more)}) : some;
    }
    if (key === 'category') return incidentName(value);
    if (key === 'role') return roleName(value);
    if (key === 'reason') return reasonName(value);
    if (key === 'regions') return region(value);
    if (key === 'places' || key === 'corrected_by') return station(value);
    if (value === '') return t('nobody');
    if (['candidate', 'first', 'now', 'unknown'].includes(key)) return candidate(value);
    if (key.endsWith('_seconds')) return duration(1000 * value);
    if (typeof value === 'number') return number(value);
    if (key === 'missing') return candidate(value);
    const ms = moment(value);
    return ms === null ? String(value) : when(ms);
  };
  return {when, said};
}

/** Every figure of evidence as [name, text], in the order it came in. */
export function figures(evidence, names) {
  const {said} = speaker(names);
  const known = labels();
  return Object.entries(evidence ?? {}).map(([key, value]) => [
    known[key] ?? key.replaceAll('_', ' '),
    said(key, value),
  ]);
}

/** What is the matter, in a sentence; '' where only the figures can be shown. */
export function sentence(code, evidence, names) {
  const {said} = speaker(names);
  const e = evidence ?? {};
  const v = {};
  for (const [key, value] of Object.entries(e)) v[key] = said(key, value);
  const say = SENTENCES[code] ?? (code?.startsWith('I') ? incident : null);
  return say ? say(e, v) : '';
}

const gap = (a, b) => number(Math.abs(a - b));

function incident(e, v) {
  return t('Reported by {role}: {what}.', {role: v.role, what: v.category});
}

const SENTENCES = {
  S101: (e, v) => t('Somebody sends under keys that belong to no source: {keys}.', v),
  S102: (e, v) => t('What came was refused: {reason}.', v),
  S103: (e, v) => t('Statements that have not come: number {missing}. The highest number is {last}.', v),
  S104: (e, v) =>
    e.versions?.length
      ? t('Two different protocols came under one version: {versions}.', v)
      : t('Two different statements came under number {seq}.', v),
  S105: (e, v) => t('What came could not be read: {reason}.', v),
  S106: (e, v) =>
    'ahead_seconds' in e
      ? t('Its clock is ahead by {ahead_seconds}.', v)
      : t('Its clock is behind by {behind_seconds}.', v),
  S107: (e, v) => t('What came was refused: {reason}.', v),
  T201: (e, v) =>
    'ballots' in e
      ? t('The protocol tells of {ballots} ballots; {registered} voters are on the list.', v)
      : t('{voters} voters were reported as of {as_of}; {registered} are on the list.', v),
  T202: (e, v) => t('{voters} voters were reported as of {from}, but only {then} as of {to}.', v),
  T203: (e, v) =>
    t('{new} voters came from {from} to {to}; its desks can serve {at_most_an_hour} in an hour.', v),
  T204: (e, v) => {
    if ('with_the_line' in e) {
      return t('{voters} voters were reported as of {as_of}; with those in line at closing there can be {with_the_line}.', v);
    }
    if ('opened' in e) return t('It opened at {opened}; its opening hour is {opens}.', v);
    if ('closed' in e) return t('It closed at {closed}; its closing hour is {closes}.', v);
    return t('{voters} voters were reported as of {as_of}, though it opens only at {opens}.', v);
  },
  T205: (e, v) =>
    'last' in e
      ? t('The report due at {due} has not come; the last one speaks of {last}.', v)
      : t('The report due at {due} has not come; there was none before.', v),
  T206: (e, v) =>
    'hours_running' in e
      ? t('{hours_running} hours running there were {new_each} new voters each.', v)
      : t('{multiples_of_ten} of {figures} figures are multiples of ten.', v),
  T207: (e, v) =>
    t('Turnout is {percent} %; the median of its {peers} peers is {median} %, {deviations} deviations away.', v),
  P301: (e, v) =>
    t('Votes, against all and invalid come to {sum}; {found} ballots were found. They differ by {gap}.', {...v, gap: gap(e.sum, e.found)}),
  P302: (e, v) =>
    t('{found} ballots were found; {issued} were issued: {gap} too many.', {...v, gap: gap(e.found, e.issued)}),
  P303: (e, v) =>
    'received' in e
      ? t('{received} ballots were received; issued, unused and spoiled come to {sum}. They differ by {gap}.', {...v, gap: gap(e.received, e.sum)})
      : t('At home {found_home} ballots were found and {issued_home} issued, of {issued} issued in all.', v),
  P304: (e, v) =>
    t('The protocol has {registered} voters on the list; the election’s list has {definition}.', v),
  P305: (e, v) =>
    t('{issued} ballots were issued; {voters_at_closing} voters were reported at closing. They differ by {gap}.', {...v, gap: gap(e.issued, e.voters_at_closing)}),
  P306: (e, v) => t('Not on the ballot: {unknown}. Missing: {missing}.', v),
  P307: (e, v) => t('The protocol is empty, though {issued} ballots were issued.', v),
  P308: (e, v) =>
    t('{percent} % are invalid; the median of its {peers} peers is {median} %, {deviations} deviations away.', v),
  P309: (e, v) =>
    t('{found} ballots were found; {issued} were issued: {gap} are gone.', {...v, gap: gap(e.found, e.issued)}),
  P310: (e, v) => t('The protocol is dated {at}; nobody can have counted before {earliest}.', v),
  P311: (e, v) => t('The protocol was due at {due} and has not come.', v),
  P312: (e, v) => t('{first} had won; after the correction of {corrected_by} it is {now}.', v),
  F401: (e, v) =>
    t('At {far_up} of {stations} stations turnout and the leader’s share are jointly far out; chance brings {expected}.', v),
  F402: (e, v) =>
    t('{whole} figures of {stations} stations are whole percentages; chance brings {expected}.', v),
  F403: (e, v) => t('The last digits are uneven: {frequent} are frequent, {rare} are rare.', v),
  F404: (e, v) => t('The mean of the second digits is {mean_digit}; {expected} is expected.', v),
  F405: (e, v) => t('Turnout and the leader’s share correlate: {correlation}.', v),
};

/** The day of a moment at an offset such as +06:00, as YYYY-MM-DD. */
export function localDay(ms, offset) {
  return new Date(ms + ahead(offset)).toISOString().slice(0, 10);
}
