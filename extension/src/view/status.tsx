/** How many runs are going; a press shows them. */

import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { RunsModel } from '../model/runs';
import { useChanges } from './signal';

export function JobCount(props: { runs: RunsModel; trans: TranslationBundle; open: () => void }): JSX.Element {
  const { runs, trans } = props;
  useChanges(runs.changed);
  const count = runs.active.length;
  return (
    <button className="aiges-Status" title={trans.__('Show the runs')} onClick={props.open}>
      {trans._n('AIGES: %1 job', 'AIGES: %1 jobs', count)}
    </button>
  );
}
