import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

const SOURCE = join(__dirname, '../src');
const CATALOGUE = join(__dirname, '../../aiges_nb/labserver/locale/zh_CN/LC_MESSAGES/aiges_nb.json');
const LITERAL = String.raw`'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"`;
const CALL = new RegExp(String.raw`\b(?:trans|words)\._(?:_|n)\(\s*(?:${LITERAL})`, 'g');
const ANY_CALL = /\b(?:trans|words)\._(?:_|n)\(/g;

function sources(): string[] {
  return readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .filter(name => /\.tsx?$/.test(name))
    .map(name => readFileSync(join(SOURCE, name), 'utf8'));
}

const said = new Set(
  sources().flatMap(text => [...text.matchAll(CALL)].map(match => (match[1] ?? match[2] ?? '').replace(/\\'/g, "'")))
);
const catalogue = JSON.parse(readFileSync(CATALOGUE, 'utf8')) as Record<string, string[]>;
const known = Object.keys(catalogue).filter(key => key !== '');

test('the catalogue is one that Lab takes', () => {
  const head = (catalogue as unknown as Record<string, Record<string, string>>)[''];
  // With a dash, and two forms although Chinese needs one: Lab's own look-up takes no plural of a single form.
  expect(head).toMatchObject({ domain: 'aiges_nb', language: 'zh-CN', plural_forms: 'nplurals=2; plural=0;' });
  const plurals = sources().flatMap(text => [...text.matchAll(/_n\('([^']+)'/g)].map(match => match[1] ?? ''));
  expect(plurals.filter(word => catalogue[word]?.length !== 2)).toEqual([]);
});

describe('every word of the panel', () => {
  test('is a literal, so that it can be found', () => {
    const calls = sources().reduce((sum, text) => sum + [...text.matchAll(ANY_CALL)].length, 0);
    const literals = sources().reduce((sum, text) => sum + [...text.matchAll(CALL)].length, 0);
    expect(literals).toBe(calls);
    expect(said.size).toBeGreaterThan(100);
  });

  test('is said in Chinese', () => {
    expect([...said].filter(word => !known.includes(word))).toEqual([]);
  });

  test('that is said in Chinese is still used', () => {
    expect(known.filter(word => !said.has(word))).toEqual([]);
  });

  test.each(known)('has the same places in both languages: %s', word => {
    const places = (text: string): string[] => [...text.matchAll(/%\d/g)].map(match => match[0]).sort();
    const translated = catalogue[word]?.[0] ?? '';
    expect(translated.trim()).not.toBe('');
    expect(places(translated)).toEqual(places(word));
  });
});
