// The figures of the nation or a region: the line on top, votes and seats by who nominated.

import {html} from '../vendor/htm-preact-standalone.module.js';
import {name, number, percent, t} from '../lib/i18n.js';
import {shortOf} from '../lib/map.js';
import {Badge, Bar, Figure, Meter} from '../lib/parts.js';
import {Link, to} from '../lib/router.js';

const GREY = '#8b95a0';

/** Parties with how many of something they have, most first. */
export function byParty(counts, outline) {
  const parties = new Map(outline.parties.map((one) => [one.id, one]));
  return Object.entries(counts ?? {})
    .map(([id, n]) => ({id, n, party: parties.get(id), colour: parties.get(id)?.colour ?? GREY, name: parties.has(id) ? shortOf(parties.get(id)) : id === 'unknown' ? t('Not on the ballot') : id}))
    .sort((a, b) => b.n - a.n);
}

/** The line of figures; `region` narrows its links. */
export function MainLine({doc, outline, showing, region = ''}) {
  const query = region ? `?region=${encodeURIComponent(region)}` : '';
  const {error = 0, warning = 0, notice = 0} = doc.alerts ?? {};
  return html`<div class="main-line panel">
    <dl class="figures">
      <${Figure} big label=${t('Turnout')} value=${percent(doc.voters, doc.roll)} note=${t('{n} of {all} on the lists', {n: number(doc.voters), all: number(doc.roll)})}><${Meter} some=${doc.voters} whole=${doc.roll} /><//>
      <${Figure} label=${t('Stations reporting')} value=${number(doc.reporting)} note=${t('of {all}', {all: number(doc.stations)})}><${Meter} some=${doc.reporting} whole=${doc.stations} /><//>
      <${Figure} label=${t('Stations counted')} value=${number(doc.counted)} note=${t('of {all}', {all: number(doc.stations)})}><${Meter} some=${doc.counted} whole=${doc.stations} /><//>
      <${Figure} label=${t('Contests decided')} value=${number(doc.decided)} note=${t('of {all}', {all: number(doc.contests)})}><${Meter} some=${doc.decided} whole=${doc.contests} /><//>
      <div class="figure figure-alerts"><dt>${t('Open alerts')}</dt>
        <dd><${Link} href=${to(showing, 'alerts') + query} class="badges"><${Badge} severity="error" n=${error} /><${Badge} severity="warning" n=${warning} /><${Badge} severity="notice" n=${notice} /><//></dd></div>
    </dl>
    <div class="main-seats">
      <h2 class="label">${t('Contests decided, by who nominated the winner')}</h2>
      ${doc.decided > 0 ? html`<${Bar} parts=${byParty(doc.seats, outline)} whole=${doc.contests} label=${t('Contests decided, by who nominated the winner')} />`
        : html`<p class="quiet main-none">${t('No contest is decided yet: the count begins when stations close.')}</p>`}
    </div>
  </div>`;
}

/** Votes and contests won by who nominated. */
export function Votes({doc, outline}) {
  const votes = byParty(doc.votes, outline);
  const most = Math.max(1, ...votes.map((one) => one.n));
  const rest = [[t('Against all'), doc.against_all], [t('Invalid'), doc.invalid]];
  return html`<section class="panel" aria-labelledby="votes-title">
    <div class="panel-head"><h2 id="votes-title">${t('Votes counted')}</h2>${doc.ballots > 0 && html`<p class="quiet">${t('{n} ballots', {n: number(doc.ballots)})}</p>`}</div>
    ${!(doc.ballots > 0) ? html`<p class="quiet">${t('Nothing is counted yet.')}</p>` : html`<table class="plain votes">
      <caption class="vh">${t('Votes and contests decided by who nominated')}</caption>
      <thead><tr><th scope="col">${t('Nominated by')}</th><th scope="col" class="votes-bar"><span class="vh">${t('Bar')}</span></th><th scope="col" class="num">${t('Votes')}</th><th scope="col" class="num">${t('Share')}</th><th scope="col" class="num">${t('Contests')}</th></tr></thead>
      <tbody>
        ${votes.map((one) => html`<tr key=${one.id}><th scope="row" title=${one.party ? name(one.party.name) : one.name}>${one.name}</th>
          <td class="votes-bar"><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width=${((100 * one.n) / most).toFixed(1)} height="8" fill=${one.colour} /></svg></td>
          <td class="num">${number(one.n)}</td><td class="num">${percent(one.n, doc.ballots, 1)}</td><td class="num">${number(doc.seats?.[one.id] ?? 0)}</td></tr>`)}
        ${rest.map(([title, n]) => html`<tr key=${title} class="votes-rest"><th scope="row">${title}</th><td class="votes-bar"></td><td class="num">${number(n)}</td><td class="num">${percent(n, doc.ballots, 1)}</td><td></td></tr>`)}
      </tbody>
    </table>`}
  </section>`;
}
