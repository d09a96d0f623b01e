// The wall: large, without controls, to be read from five metres.

import {html, useEffect, useState} from '../vendor/htm-preact-standalone.module.js';
import {date, name, number, percent, t, time} from '../lib/i18n.js';
import {MapLegend, MapPicture} from '../lib/map.js';
import {Badge, Bar, Loading, Lost, Meter} from '../lib/parts.js';
import {Link, to} from '../lib/router.js';
import {useDocs, useShowing} from '../lib/store.js';
import {useCalm} from '../lib/table.js';
import {byParty} from './figures.js';

const TOPICS = ['clock', 'nation', 'region', 'bulletin'];
const TURN_MS = 20_000;

export default function Wall({showing}) {
  const outline = useShowing(showing);
  const docs = useCalm(useDocs(showing, TOPICS), 500);
  const nation = docs?.nation[''];
  const modes = !nation?.counted ? ['turnout'] : nation.decided ? ['turnout', 'counted', 'leader'] : ['turnout', 'counted'];
  const mode = useTurns(modes);
  useAwake();
  if (!outline || !nation) return html`<${Loading} />`;
  const clock = docs.clock[''];
  const last = Object.values(docs.bulletin).filter((one) => one.issued).sort((a, b) => b.at - a.at)[0];
  const what = {turnout: t('Turnout by region'), counted: t('Stations counted by region'), leader: t('Leader by region')}[mode];
  const map = outline.regions.some((one) => one.path);
  return html`<section class=${`wall${map ? '' : ' wall-plain'}`}>
    <header class="wall-head">
      <p class="mark wall-mark">${t('SIMULATION')}</p>
      <h1>${name(outline.name)}</h1>
      <p class="wall-clock"><b>${time(clock.at, outline.offset)}</b><span>${date(clock.at, outline.offset, true)}</span></p>
    </header>
    ${map && html`<div class="wall-map">
      <h2>${what}</h2>
      <${MapPicture} outline=${outline} docs=${docs.region} mode=${mode} still label=${what} />
      <${MapLegend} outline=${outline} docs=${docs.region} mode=${mode} />
    </div>`}
    <div class="wall-figures">
      <dl>
        <div class="wall-turnout wide"><dt>${t('Turnout')}</dt><dd><b>${percent(nation.voters, nation.roll, 1)}</b><${Meter} some=${nation.voters} whole=${nation.roll} /><span>${t('{n} of {all} on the lists', {n: number(nation.voters), all: number(nation.roll)})}</span></dd></div>
        <div><dt>${t('Stations counted')}</dt><dd><b>${number(nation.counted)}</b> <span>${t('of {all}', {all: number(nation.stations)})}</span><${Meter} some=${nation.counted} whole=${nation.stations} /></dd></div>
        <div><dt>${t('Contests decided')}</dt><dd><b>${number(nation.decided)}</b> <span>${t('of {all}', {all: number(nation.contests)})}</span><${Meter} some=${nation.decided} whole=${nation.contests} /></dd></div>
        <div class="wide"><dt>${t('Latest bulletin')}</dt><dd>${last ? html`<b>${percent(last.voters, last.registered, 1)}</b> <span>${t('turnout by {time}', {time: time(last.at, outline.offset)})}</span>` : html`<span>${t('The first comes at {time}', {time: time(outline.bulletins[0]?.at, outline.offset)})}</span>`}</dd></div>
        <div class="wide"><dt>${t('Open alerts')}</dt><dd class="wall-alerts"><${Badge} severity="error" n=${nation.alerts.error} short /><${Badge} severity="warning" n=${nation.alerts.warning} short /><${Badge} severity="notice" n=${nation.alerts.notice} short /></dd></div>
      </dl>
    </div>
    <div class="wall-foot">
      ${nation.decided > 0 ? html`<${Bar} parts=${byParty(nation.seats, outline)} whole=${nation.contests} label=${t('Contests decided, by who nominated the winner')} />`
        : html`<p>${t('Everything shown here is a simulation. These are not results of an election.')}</p>`}
      <${Lost} showing=${showing} />
      <${Link} class="skip" href=${to(showing)}>${t('Leave the wall')}<//>
    </div>
  </section>`;
}

/** One after the other, some time each; `?map=` in the address keeps one. */
function useTurns(list) {
  const [at, setAt] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setAt((n) => n + 1), TURN_MS);
    return () => clearInterval(timer);
  }, []);
  const fixed = new URLSearchParams(location.search).get('map');
  return ['turnout', 'counted', 'leader'].includes(fixed) ? fixed : list[at % list.length];
}

/** Keep the screen on, where the browser lets us. */
function useAwake() {
  useEffect(() => {
    let lock = null;
    let here = true;
    const ask = async () => {
      if (document.hidden || !navigator.wakeLock) return;
      try {
        const got = await navigator.wakeLock.request('screen');
        if (here) lock = got;
        else got.release();
      } catch {
        // Not allowed here.
      }
    };
    ask();
    document.addEventListener('visibilitychange', ask);
    return () => {
      here = false;
      document.removeEventListener('visibilitychange', ask);
      lock?.release();
    };
  }, []);
}
