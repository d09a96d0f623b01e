// What a run is called: one that was simulated by its scenario and seed, one on Kafka by its id.

import {t} from './i18n.js';

/** Whether a run comes from Kafka as it happens: nobody moves it. */
export const isKafka = (run) => run.kind === 'kafka';

/** A run in one line. */
export const runText = (run) => (run.scenario
  ? t('Scenario {scenario}, seed {seed}', {scenario: run.scenario, seed: String(run.seed)})
  : t('Run {run}', {run: run.run}));

/** Where a run comes from. */
export const kindName = (kind) => ({journal: t('from a journal'), live: t('live'), kafka: t('live from Kafka')})[kind] ?? kind;
