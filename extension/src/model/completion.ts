/** What may be written at the cursor: magics, their classes and keys, fields with their arguments. */

import { Contract } from '../wire/contract';

export interface Offer {
  readonly label: string;
  readonly insertText: string;
  readonly kind: 'magic' | 'class' | 'key' | 'field';
}

export interface Offers {
  /** Where what is offered begins, counted from the line's first character. */
  readonly start: number;
  readonly items: readonly Offer[];
}

export interface KnownClass {
  readonly name: string;
  readonly contract: Contract | null;
}

export const LINE_MAGICS = [
  'aiges_cancel',
  'aiges_check',
  'aiges_compare',
  'aiges_create',
  'aiges_export',
  'aiges_history',
  'aiges_jobs',
  'aiges_map',
  'aiges_pin',
  'aiges_run',
  'aiges_schema',
  'aiges_serve',
  'aiges_status',
  'aiges_verify'
] as const;

const WITH_CLASS: ReadonlySet<string> = new Set(['run', 'schema', 'check', 'serve', 'export', 'map'].map(verb => `aiges_${verb}`));

/** Field constructors with the arguments that authors give most. */
const FIELDS: Readonly<Record<string, string>> = {
  AudioBodyField: 'AudioBodyField(key="", path="")',
  BooleanParamField: 'BooleanParamField(key="", value=False)',
  ImageBodyField: 'ImageBodyField(key="", path="")',
  IntegerParamField: 'IntegerParamField(key="", minimum=0, maximum=10, value=1)',
  JsonBodyField: 'JsonBodyField(key="")',
  NumberParamField: 'NumberParamField(key="", minimum=0, maximum=1, value=0.5)',
  StringBodyField: 'StringBodyField(key="", value=b"")',
  StringParamField: 'StringParamField(key="", enums=[""], value="")'
};

const NOTHING: Offers = { start: 0, items: [] };

/** What fits behind `before`, the line up to the cursor. */
export function offersFor(before: string, classes: readonly KnownClass[]): Offers {
  const magic = /^\s*(%{1,2})(\w*)$/.exec(before);
  if (magic) {
    return magicOffers(before, magic[1] ?? '%', magic[2] ?? '');
  }
  const call = /^\s*%(aiges_\w+)\s+(.*)$/.exec(before);
  if (call) {
    return argumentOffers(before, call[1] ?? '', call[2] ?? '', classes);
  }
  const field = /^\s+\w+\s*(?::\s*[\w.]+\s*)?=\s*([A-Z]\w*)?$/.exec(before);
  return field ? fieldOffers(before, field[1] ?? '') : NOTHING;
}

function magicOffers(before: string, signs: string, begun: string): Offers {
  const names = signs === '%%' ? ['aiges_wrapper'] : LINE_MAGICS;
  const items = names
    .filter(name => name.startsWith(begun) && (begun !== '' || signs === '%%'))
    .map(name => ({ label: signs + name, insertText: signs + name, kind: 'magic' as const }));
  return { start: before.length - begun.length - signs.length, items };
}

function argumentOffers(before: string, magic: string, rest: string, classes: readonly KnownClass[]): Offers {
  const words = rest.split(/\s+/);
  const begun = words.pop() ?? '';
  const start = before.length - begun.length;
  const named = classes.find(one => words.includes(one.name));
  const items: Offer[] = [];
  if (!named && WITH_CLASS.has(magic)) {
    items.push(...classes.map(one => ({ label: one.name, insertText: one.name, kind: 'class' as const })));
  }
  if (magic === 'aiges_run') {
    const given = new Set(words.map(word => word.split('=')[0]));
    const contract = (named ?? (classes.length === 1 ? classes[0] : undefined))?.contract;
    const keys = contract?.operations.flatMap(operation => [...operation.inputs, ...operation.params].map(one => one.key)) ?? [];
    const free = [...new Set(keys)].filter(key => !given.has(key));
    items.push(...free.map(key => ({ label: `${key}=`, insertText: `${key}=`, kind: 'key' as const })));
  }
  return { start, items: items.filter(item => item.label.startsWith(begun)) };
}

function fieldOffers(before: string, begun: string): Offers {
  const items = Object.entries(FIELDS)
    .filter(([name]) => name.startsWith(begun))
    .map(([label, insertText]) => ({ label: `${label}(…)`, insertText, kind: 'field' as const }));
  return { start: before.length - begun.length, items };
}
