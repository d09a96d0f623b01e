// What operators decide, with a note: on an alert, or on the result of a station.

import {html, useEffect, useRef, useState} from '../vendor/htm-preact-standalone.module.js';
import {post} from '../lib/api.js';
import {t} from '../lib/i18n.js';
import {Link} from '../lib/router.js';
import {useYou} from '../lib/store.js';
import {useId} from '../lib/table.js';
import {api, regionName} from './common.js';

const quoted = (text) => t('“{text}”', {text});

const mayAct = (you, region) =>
  you && you.role !== 'viewer' && (you.role === 'instructor' || !you.region || you.region === region);

/**
 * A form with a note and one button for each thing that can be decided.
 *
 * @param {object} props `on` and `id` of what; `region` it lies in; `acts` [{do, title, done, reasoned, now}];
 *   `names` of the outline; `onDone` after it was taken.
 */
export function Decide({showing, on, id, region, acts, names, legend, onDone}) {
  const you = useYou();
  const noteId = useId();
  const [note, setNote] = useState('');
  const [wrong, setWrong] = useState('');
  const [said, setSaid] = useState('');
  const [busy, setBusy] = useState(false);
  const field = useRef(null);
  const may = mayAct(you, region);
  useEffect(() => {
    setNote('');
    setWrong('');
    setSaid('');
  }, [on, id]);
  const decide = async (act) => {
    if (!may || busy) return;
    if (act.reasoned && !note.trim()) {
      setSaid('');
      setWrong(t('Write the reason first: {act} needs one.', {act: quoted(act.title)}));
      field.current?.focus();
      return;
    }
    setBusy(true);
    setWrong('');
    try {
      await post(api(showing, 'decisions'), {on, id, do: act.do, note: note.trim()});
      setNote('');
      setSaid(act.done);
      onDone?.();
    } catch (error) {
      setSaid('');
      setWrong(t('It was not taken: {why}', {why: error?.message ?? String(error)}));
    } finally {
      setBusy(false);
    }
  };
  return html`<form class="decide" aria-label=${legend} onSubmit=${(event) => event.preventDefault()}>
    <label for=${noteId}>${t('Note')}</label>
    <textarea id=${noteId} ref=${field} rows="2" maxlength="500" value=${note} disabled=${!may}
      aria-invalid=${wrong ? 'true' : null} aria-describedby=${`${noteId}-hint`}
      onInput=${(event) => setNote(event.currentTarget.value)}></textarea>
    <p id=${`${noteId}-hint`} class="hint">${hint(you, may, region, names, acts)}</p>
    <div class="decide-acts">
      ${acts.map((act) => html`<button key=${act.do} type="button" class="btn decide-${act.do}" disabled=${!may}
        aria-pressed=${act.now === undefined ? null : String(act.now)} onClick=${() => decide(act)}>${act.title}</button>`)}
    </div>
    <p class="decide-wrong" role="alert">${wrong}</p>
    <p class="decide-said" role="status">${said}</p>
  </form>`;
}

function hint(you, may, region, names, acts) {
  if (!you) return '';
  if (may) {
    const needed = acts.filter((act) => act.reasoned).map((act) => quoted(act.title)).join(', ');
    return needed ? t('It is kept in the audit log. Needed for {acts}.', {acts: needed}) : t('It is kept in the audit log.');
  }
  if (you.role === 'viewer') {
    return html`${t('Only operators decide.')} <${Link} href="/login">${t('Log in')}<//>`;
  }
  return t('You decide in {mine}; this is of {region}.', {
    mine: regionName(names, you.region), region: regionName(names, region),
  });
}
