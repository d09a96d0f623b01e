// The start: runs that are shown, two of them to compare, and what else could be shown.

import {html, useState} from '../vendor/htm-preact-standalone.module.js';
import {post} from '../lib/api.js';
import {lang, name, t} from '../lib/i18n.js';
import {ErrorBox, Loading, Note} from '../lib/parts.js';
import {Link, navigate, to} from '../lib/router.js';
import {kindName, runText} from '../lib/runs.js';
import {mayMove, refreshHall, useHall} from '../lib/store.js';

export default function Start() {
  const hall = useHall();
  const {showings, shelf, you} = hall ?? {};
  return html`<section class="view-start">
    <h1>${t('Election days, replayed')}</h1>
    <p class="lead">${t('Each run is a simulated election day: stations open, report and count, and what comes of it is tallied and checked as it arrives.')}</p>
    ${!hall ? html`<${Loading} />` : html`
      <h2>${t('Shown now')}</h2>
      ${showings.length ? html`<ul class="runs">${showings.map((one) => html`<${Run} key=${one.id} run=${one} shelf=${shelf} />`)}</ul>`
        : html`<p class="quiet">${t('Nothing is shown yet.')}</p>`}
      <div class="start-cols">
        ${showings.length > 1 && html`<${Compare} showings=${showings} />`}
        <${Open} shelf=${shelf} showings=${showings} may=${mayMove(you) && !you.region} known=${you} />
      </div>`}
  </section>`;
}

/** The title of a run: that of its scenario, or its id where it has none. */
const titleOf = (run, shelf) => name(shelf.scenarios.find((one) => one.id === run.scenario)?.title) || run.scenario || run.run;

function Run({run, shelf}) {
  return html`<li class="panel run">
    <h3><${Link} href=${to(run.id)}>${titleOf(run, shelf)}<//></h3>
    <p>${name(run.title)}</p>
    <p class="quiet">${run.scenario ? `${runText(run)} · ` : ''}${kindName(run.kind)}</p>
    <p class="run-ways"><${Link} class="btn" href=${to(run.id)} aria-label=${t('Overview of {run}', {run: run.run})}>${t('Overview')}<//>
      <${Link} class="btn" href=${to(run.id, 'alerts')} aria-label=${t('Alerts of {run}', {run: run.run})}>${t('Alerts')}<//>
      <${Link} class="btn" href=${to(run.id, 'wall')} aria-label=${t('Wall of {run}', {run: run.run})}>${t('Wall')}<//></p>
  </li>`;
}

function Select({id, label, options, value, onChange}) {
  return html`<label for=${id}>${label}</label>
    <select id=${id} value=${value} onChange=${(event) => onChange(event.currentTarget.value)}>
      ${options.map(([one, text]) => html`<option key=${one} value=${one} selected=${one === value}>${text}</option>`)}
    </select>`;
}

function Compare({showings}) {
  const [a, setA] = useState(showings[0].id);
  const [b, setB] = useState(showings[1].id);
  const options = showings.map((one) => [one.id, one.run]);
  return html`<form class="panel form" aria-labelledby="compare-two" onSubmit=${(event) => {
    event.preventDefault();
    navigate(`/compare/${encodeURIComponent(a)}/${encodeURIComponent(b)}`);
  }}>
    <h2 id="compare-two">${t('Compare two runs')}</h2>
    <${Select} id="run-a" label=${t('One run')} options=${options} value=${a} onChange=${setA} />
    <${Select} id="run-b" label=${t('Another run')} options=${options} value=${b} onChange=${setB} />
    <p><button type="submit" class="btn btn-first">${t('Compare')}</button></p>
  </form>`;
}

function Open({shelf, showings, may, known}) {
  const shown = new Set(showings.map((one) => one.run));
  const journals = shelf.journals.filter((one) => !shown.has(one.run));
  const [journal, setJournal] = useState(journals[0]?.id ?? '');
  const [election, setElection] = useState(shelf.elections[0]?.id ?? '');
  const [scenario, setScenario] = useState(shelf.scenarios[0]?.id ?? '');
  const [seed, setSeed] = useState('1');
  const [busy, setBusy] = useState('');
  const [error, setError] = useState(null);
  const open = (what, wish) => async (event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(what);
    setError(null);
    try {
      const {id} = await post('/api/showings', wish);
      await refreshHall();
      navigate(to(id));
    } catch (wrong) {
      setError(wrong);
    } finally {
      setBusy('');
    }
  };
  if (!may) {
    return html`<section class="panel form" aria-labelledby="open-more"><h2 id="open-more">${t('Show another run')}</h2>
      <${Note}>${known.role === 'viewer' ? html`<${Link} href="/login">${t('Log in')}<//> ${t('to open a journal or to simulate a day.')}` : t('Operators of one region cannot open runs.')}<//></section>`;
  }
  const inOrder = (list) => [...list].sort(([, a], [, b]) => a.localeCompare(b, lang()));
  return html`
    ${journals.length > 0 && html`<form class="panel form" aria-labelledby="open-journal" onSubmit=${open('journal', {journal})}>
      <h2 id="open-journal">${t('Open a journal')}</h2>
      <${Select} id="journal" label=${t('Run')} options=${journals.map((one) => [one.id, one.run])} value=${journal} onChange=${setJournal} />
      <p><button type="submit" class="btn btn-first" aria-disabled=${busy ? 'true' : null}>${busy === 'journal' ? t('Opening…') : t('Open it')}</button></p>
    </form>`}
    <form class="panel form" aria-labelledby="open-day" onSubmit=${open('day', {election, scenario, seed: Number(seed)})}>
      <h2 id="open-day">${t('Simulate a day')}</h2>
      <${Select} id="election" label=${t('Election')} options=${shelf.elections.map((one) => [one.id, name(one.name)])} value=${election} onChange=${setElection} />
      <${Select} id="scenario" label=${t('Scenario')} options=${inOrder(shelf.scenarios.map((one) => [one.id, name(one.title)]))} value=${scenario} onChange=${setScenario} />
      <label for="seed">${t('Seed')}</label>
      <input id="seed" type="number" min="0" max="9007199254740991" step="1" required value=${seed} onInput=${(event) => setSeed(event.currentTarget.value)} aria-describedby="seed-hint" />
      <p id="seed-hint" class="hint">${t('The same seed gives the same day again.')}</p>
      <p><button type="submit" class="btn btn-first" aria-disabled=${busy ? 'true' : null}>${busy === 'day' ? t('Simulating, this takes some seconds…') : t('Simulate')}</button></p>
    </form>
    <div role="status" class="start-error">${error && html`<${ErrorBox} error=${error} />`}</div>`;
}
