/** What a class declares, as the toolkit normalises it. */

import { Finding, readFindings } from './finding';
import { isObject, itemsOf, numberOf, textOf } from './shape';

export interface Field {
  readonly key: string;
  /** The type of an input or output, the kind of a parameter. */
  readonly kind: string;
  readonly title: string;
  readonly description: string;
  readonly isRequired: boolean;
  /** The default as JSON text; empty for none. */
  readonly byDefault: string;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly choices: readonly string[];
}

export interface Operation {
  readonly name: string;
  readonly route: string;
  readonly inputs: readonly Field[];
  readonly params: readonly Field[];
  readonly outputs: readonly Field[];
}

export interface Contract {
  readonly className: string;
  readonly serviceId: string;
  readonly version: string;
  readonly platform: string;
  readonly description: string;
  readonly operations: readonly Operation[];
}

/** A class of the running kernel: what it declares, or why that cannot be read. */
export interface LiveContract {
  readonly contract: Contract | null;
  readonly findings: readonly Finding[];
}

export function readContract(value: unknown): Contract | null {
  if (!isObject(value) || typeof value.class_name !== 'string') {
    return null;
  }
  return {
    className: value.class_name,
    serviceId: textOf(value.service_id),
    version: textOf(value.version),
    platform: textOf(value.platform),
    description: textOf(value.description),
    operations: itemsOf(value.operations, readOperation)
  };
}

/** The live classes by name; null where the answer is none of ours. */
export function readLiveContracts(value: unknown): ReadonlyMap<string, LiveContract> | null {
  if (!isObject(value)) {
    return null;
  }
  const found = new Map<string, LiveContract>();
  for (const [name, told] of Object.entries(value)) {
    if (isObject(told)) {
      found.set(name, { contract: readContract(told.contract), findings: readFindings(told.findings) });
    }
  }
  return found;
}

function readOperation(value: unknown): Operation | null {
  if (!isObject(value)) {
    return null;
  }
  return {
    name: textOf(value.name),
    route: textOf(value.route),
    inputs: itemsOf(value.inputs, readField),
    params: itemsOf(value.params, readField),
    outputs: itemsOf(value.outputs, readField)
  };
}

function readField(value: unknown): Field | null {
  if (!isObject(value) || typeof value.key !== 'string') {
    return null;
  }
  return {
    key: value.key,
    kind: textOf(value.kind) || textOf(value.type),
    title: textOf(value.title),
    description: textOf(value.description),
    isRequired: value.required === true,
    byDefault: value.default === undefined ? '' : JSON.stringify(value.default),
    minimum: numberOf(value.minimum),
    maximum: numberOf(value.maximum),
    choices: Array.isArray(value.enum) ? value.enum.map(choice => String(choice)) : []
  };
}
