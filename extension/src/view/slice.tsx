/** Which lines of which cells go into the package, and why. */

import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { CellSlice, sliceCells } from '../model/slice';
import { CellPlace } from '../wire/finding';
import { SourceCell } from '../wire/outline';
import { PreviewDocument } from '../wire/task';

interface Props {
  readonly preview: PreviewDocument;
  readonly cells: readonly SourceCell[];
  readonly trans: TranslationBundle;
  readonly reveal: (place: CellPlace) => void;
}

export function SliceView(props: Props): JSX.Element | null {
  const { preview, cells, trans } = props;
  if (preview.statements === null) {
    return null;
  }
  const slices = sliceCells(preview, cells);
  const kept = preview.statements.length;
  return (
    <>
      <h4>{trans.__('Code')}</h4>
      <p className="aiges-Muted">
        {trans._n('%1 statement goes along', '%1 statements go along', kept)}
        {' · '}
        {trans._n('%1 stays behind', '%1 stay behind', preview.leftOut.length)}
      </p>
      {slices.map(slice => (
        <CellView key={slice.cell} slice={slice} {...props} />
      ))}
    </>
  );
}

function CellView(props: Props & { slice: CellSlice }): JSX.Element {
  const { slice, trans, reveal } = props;
  const isKept = slice.parts.some(part => part.isKept);
  return (
    <details className="aiges-Slice" open={isKept}>
      <summary>
        {trans.__('Cell %1', String(slice.cell))}
        {!isKept && <span className="aiges-Muted"> {trans.__('stays behind')}</span>}
      </summary>
      {slice.parts.map(part => (
        <button
          key={part.firstLine}
          className={`aiges-Slice-part ${part.isKept ? 'aiges-mod-kept' : 'aiges-mod-left'}`}
          title={part.isKept ? reasonText(part.reason, part.needs, trans) : trans.__('Not needed by the class')}
          onClick={() => reveal({ cell: slice.cell, line: part.firstLine })}
        >
          {part.isKept && <span className="aiges-Slice-reason">{reasonText(part.reason, [], trans)}</span>}
          <code>{part.source}</code>
        </button>
      ))}
    </details>
  );
}

function reasonText(reason: string, needs: readonly string[], trans: TranslationBundle): string {
  const [kind, ...names] = reason.split(' ');
  const name = names.join(' ');
  const words =
    kind === 'class'
      ? trans.__('the class')
      : kind === 'defines'
        ? trans.__('defines %1', name)
        : kind === 'changes'
          ? trans.__('changes %1', name)
          : kind === 'keep'
            ? trans.__('kept on request')
            : reason;
  return needs.length > 0 ? `${words} · ${trans.__('needs %1', needs.join(', '))}` : words;
}
