/** A gutter with a mark at each line that a finding is about; the mark tells what and what to do. */

import { Extension, RangeSet, RangeSetBuilder, StateEffect, StateField, Text } from '@codemirror/state';
import { GutterMarker, gutter } from '@codemirror/view';
import type { TranslationBundle } from '@jupyterlab/translation';

import { LineFinding } from '../model/marks';
import { Finding, Level } from '../wire/finding';
import { levelText } from './notice';

export const setMarks = StateEffect.define<readonly LineFinding[]>();

const RANK: Readonly<Record<Level, number>> = { error: 0, warning: 1, info: 2 };
const SIGN: Readonly<Record<Level, string>> = { error: '✖', warning: '▲', info: 'ℹ' };

class Mark extends GutterMarker {
  constructor(
    private readonly findings: readonly Finding[],
    private readonly trans: TranslationBundle
  ) {
    super();
  }

  override eq(other: Mark): boolean {
    return other.words() === this.words();
  }

  override toDOM(): HTMLElement {
    const worst = this.findings.reduce((level, { level: own }) => (RANK[own] < RANK[level] ? own : level), 'info' as Level);
    const element = document.createElement('span');
    element.className = `aiges-Mark aiges-mod-${worst}`;
    element.textContent = SIGN[worst];
    element.title = this.words();
    element.setAttribute('role', 'img');
    element.setAttribute('aria-label', this.words());
    return element;
  }

  private words(): string {
    return this.findings
      .map(({ level, message, hint }) => `${levelText(level, this.trans)}: ${message}${hint ? `\n${hint}` : ''}`)
      .join('\n\n');
  }
}

/** One for each editor; `setMarks` says what it shows. Marks move with their lines as the text is edited. */
export function marksExtension(trans: TranslationBundle): Extension {
  const field = StateField.define<RangeSet<GutterMarker>>({
    create: () => RangeSet.empty,
    update: (marks, transaction) => {
      const moved = marks.map(transaction.changes);
      const effect = transaction.effects.find(one => one.is(setMarks));
      return effect?.is(setMarks) ? marksOf(effect.value, transaction.newDoc, trans) : moved;
    }
  });
  return [field, gutter({ class: 'aiges-Marks', markers: view => view.state.field(field) })];
}

function marksOf(findings: readonly LineFinding[], text: Text, trans: TranslationBundle): RangeSet<GutterMarker> {
  const byLine = new Map<number, Finding[]>();
  for (const { line, finding } of findings) {
    const bounded = Math.min(Math.max(1, line), text.lines);
    byLine.set(bounded, [...(byLine.get(bounded) ?? []), finding]);
  }
  const builder = new RangeSetBuilder<GutterMarker>();
  for (const line of [...byLine.keys()].sort((a, b) => a - b)) {
    const at = text.line(line).from;
    builder.add(at, at, new Mark(byLine.get(line) ?? [], trans));
  }
  return builder.finish();
}
