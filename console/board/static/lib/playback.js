// The playback bar: which moment of the day is shown, and how fast it goes on.

import {html, useEffect, useRef, useState} from '../vendor/htm-preact-standalone.module.js';
import {post} from './api.js';
import {date, number, t, time} from './i18n.js';
import {Link} from './router.js';
import {isKafka} from './runs.js';
import {mayMove, useDocs, useShowing, useYou} from './store.js';

const SPEEDS = [1, 10, 60, 300, 600, 1800, 3600, 7200];
const MINUTE = 60_000;
const SHAPES = {
  play: 'M4 2.5 13 8 4 13.5Z',
  pause: 'M3.5 2.5h3v11h-3ZM9.5 2.5h3v11h-3Z',
  step: 'M2.5 2.5 9.5 8 2.5 13.5ZM10.5 2.5h2.5v11h-2.5Z',
  start: 'M3 2.5h2.5v11H3ZM13.5 2.5v11L6.5 8Z',
};

const Shape = ({of}) => html`<svg class="shape" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false"><path d=${SHAPES[of]} fill="currentColor" /></svg>`;

/** The bar; who may not move what is shown sees where it is. What comes from Kafka cannot be moved. */
export function Playback({showing}) {
  const outline = useShowing(showing);
  const docs = useDocs(showing, ['clock']);
  const you = useYou();
  const clock = docs?.clock[''];
  if (!outline || !clock) return null;
  if (isKafka(outline)) return html`<${Live} silent=${Boolean(clock.trouble)} />`;
  return html`<${Controls} showing=${showing} outline=${outline} clock=${clock} may=${mayMove(you)} you=${you} />`;
}

/** In place of the bar where there is nothing to move. */
function Live({silent}) {
  const bar = useRef(null);
  useRoom(bar);
  return html`<section class="playback" ref=${bar} aria-label=${t('Playback')}><p class=${silent ? '' : 'playback-live'}>${silent ? '–' : t('Live from Kafka')}</p></section>`;
}

function Controls({showing, outline, clock, may, you}) {
  const [wrong, setWrong] = useState('');
  const [busy, setBusy] = useState(false);
  const [held, setHeld] = useState(null);
  const bar = useRef(null);
  const timer = useRef(0);
  const turn = useRef(0);
  useRoom(bar);
  const act = async (wish) => {
    const mine = (turn.current += 1);
    setBusy(true);
    try {
      await post(`/api/showings/${encodeURIComponent(showing)}/playback`, wish);
      setWrong('');
    } catch (error) {
      setWrong(error.status ? error.message : t('The server cannot be reached.'));
    } finally {
      if (mine === turn.current) {
        setBusy(false);
        setHeld(null);
      }
    }
  };
  const seek = (at) => {
    setHeld(at);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => act({do: 'seek', at}), 250);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  const at = held ?? clock.at;
  const moving = clock.playing || clock.live;
  const atEnd = clock.complete && !moving && (clock.over || clock.at >= clock.end);
  const speeds = SPEEDS.includes(clock.speed) ? SPEEDS : [...SPEEDS, clock.speed].sort((a, b) => a - b);
  const said = `${date(at, outline.offset, true)}, ${time(at, outline.offset)}`;
  return html`<section class="playback" ref=${bar} aria-label=${t('Playback')} aria-busy=${String(busy)}>
    <div class="playback-keys">
      <button type="button" class="btn btn-key" disabled=${!may} onClick=${() => act(atEnd ? {do: 'seek', at: clock.begin} : {do: moving ? 'pause' : 'play'})}>
        <${Shape} of=${atEnd ? 'start' : moving ? 'pause' : 'play'} /><span>${atEnd ? t('From the start') : moving ? t('Pause') : t('Play')}</span>
      </button>
      <button type="button" class="btn btn-step" disabled=${!may || atEnd} onClick=${() => act({do: 'step'})}><${Shape} of="step" /><span>${t('Next alert')}</span></button>
      ${!clock.complete && html`<button type="button" class="btn" disabled=${!may} aria-pressed=${String(clock.live)} onClick=${() => act({do: 'live'})}>${t('Live')}</button>`}
      <label class="playback-speed"><span>${t('Speed')}</span>
        <select disabled=${!may} value=${String(clock.speed)} onChange=${(event) => act({do: 'speed', speed: Number(event.currentTarget.value)})}>
          ${speeds.map((one) => html`<option key=${one} value=${String(one)} selected=${one === clock.speed}>${number(one)} ×</option>`)}
        </select>
      </label>
    </div>
    <div class="playback-day">
      <${Marks} outline=${outline} clock=${clock} />
      <input type="range" class="playback-slider" aria-label=${t('Moment of the day')} aria-valuetext=${said} disabled=${!may}
        min=${clock.begin} max=${clock.end} step=${MINUTE} value=${at} onInput=${(event) => seek(whole(Number(event.currentTarget.value), clock))} />
    </div>
    <p class="playback-at"><b>${time(at, outline.offset, held === null && clock.speed < 600)}</b> <span>${date(at, outline.offset, true)}</span></p>
    ${you && !may && html`<p class="playback-hint">${you.region ? t('Only operators of the whole nation move the playback.')
      : html`<${Link} href="/login">${t('Log in')}<//> ${t('to move the playback')}`}</p>`}
    <p class=${wrong ? 'playback-wrong' : 'vh'} role="alert">${wrong}</p>
  </section>`;
}

/** A moment of the slider; its last step is the very end. */
const whole = (at, clock) => (at > clock.end - MINUTE ? clock.end : at);

/** Opening, bulletins, closing and the end of the count, above the slider. */
function Marks({outline, clock}) {
  const share = (at) => (1000 * (at - clock.begin)) / (clock.end - clock.begin || 1);
  const inside = (at) => at >= clock.begin && at <= clock.end;
  const known = Math.min(1000, share(clock.edge));
  return html`<svg class="playback-marks" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">
    <rect class="marks-all" y="3" width="1000" height="4" />
    <rect class="marks-open" y="3" x=${share(outline.opens).toFixed(1)} width=${(share(outline.closes) - share(outline.opens)).toFixed(1)} height="4" />
    ${known < 999 && html`<rect class="marks-unknown" y="3" x=${known.toFixed(1)} width=${(1000 - known).toFixed(1)} height="4" />`}
    ${[outline.opens, ...outline.bulletins.map((one) => one.at), outline.closes].filter(inside).map((at) => html`<path key=${at} d=${`M${share(at).toFixed(1)} 0V10`} />`)}
  </svg>`;
}

/** Tell the page how much room the bar takes at its foot. */
function useRoom(bar) {
  useEffect(() => {
    const root = document.documentElement;
    const seen = new ResizeObserver(() => {
      const sticks = getComputedStyle(bar.current).position !== 'static';
      root.style.setProperty('--v-bottom', `${sticks ? bar.current.offsetHeight + 8 : 8}px`);
    });
    seen.observe(bar.current);
    return () => {
      seen.disconnect();
      root.style.removeProperty('--v-bottom');
    };
  }, []);
}
