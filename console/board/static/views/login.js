// Logging in with a token, so that one may move the playback and decide.

import {html, useState} from '../vendor/htm-preact-standalone.module.js';
import {post} from '../lib/api.js';
import {t} from '../lib/i18n.js';
import {ErrorBox, Note} from '../lib/parts.js';
import {Link, leftLast, navigate} from '../lib/router.js';
import {refreshHall, useYou} from '../lib/store.js';

/** A form for the token; goes back to where somebody came from. */
export default function Login() {
  const you = useYou();
  const [token, setToken] = useState('');
  const [error, setError] = useState(null);
  const [busy, setBusy] = useState(false);
  const enter = async (event) => {
    event.preventDefault();
    if (busy || !token.trim()) return;
    setBusy(true);
    setError(null);
    try {
      await post('/api/login', {token: token.trim()});
      const answer = await refreshHall();
      const only = answer.showings.length === 1 ? `/r/${encodeURIComponent(answer.showings[0].id)}` : '/';
      navigate(leftLast() || only, {replace: true});
    } catch (wrong) {
      setError(wrong.status === 403 ? new Error(t('Nobody has this token.')) : wrong);
    } finally {
      setBusy(false);
    }
  };
  return html`<section class="view-login">
    <h1>${t('Log in')}</h1>
    ${you && you.role !== 'viewer' && html`<${Note}>${t('You are logged in as {name}.', {name: you.name})} <${Link} href="/">${t('To the start')}<//><//>`}
    <p>${t('Looking needs no token. Moving the playback and deciding on alerts do: whoever runs the board has given you one, or it was printed where the board was started.')}</p>
    <form class="panel form" onSubmit=${enter}>
      <label for="token">${t('Token')}</label>
      <input id="token" name="token" type="password" autocomplete="current-password" required maxlength="200" value=${token}
        aria-describedby=${error ? 'token-wrong' : null} aria-invalid=${error ? 'true' : null} onInput=${(event) => setToken(event.currentTarget.value)} />
      <p><button type="submit" class="btn btn-first" aria-disabled=${busy ? 'true' : null}>${t('Log in')}</button></p>
      <div id="token-wrong">${error && html`<${ErrorBox} error=${error} />`}</div>
    </form>
  </section>`;
}
