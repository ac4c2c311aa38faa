// Speak to a served class over HTTP: one call, a job that is followed and cancelled, a CodeProject.AI route.
// For browsers and Node 18 or newer; nothing else is needed.

export const FINAL_STATES = ["succeeded", "failed", "cancelled", "interrupted"];

/** The service answered an error: its HTTP status, its own code, and which field is wrong, if it told. */
export class ServiceError extends Error {
  constructor(status, code, message, findings = []) {
    const told = findings.map((found) => `${found.path}: ${found.message}`).join("; ");
    super(`${message || "no message"} (HTTP ${status}, code ${code})${told ? ` [${told}]` : ""}`);
    this.name = "ServiceError";
    Object.assign(this, { status, code, text: message, findings });
  }
}

/** The token in the environment variable `AIGES_NB_TOKEN`, for a server on this machine; a browser has none. */
export function ownToken(url) {
  const isHere = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/|$)/i.test(url);
  return (isHere && globalThis.process?.env?.AIGES_NB_TOKEN) || "";
}

/** One server: its address and its token; `language` is that of its messages ("en" or "zh"), its own where empty. */
export class Transport {
  constructor(url, token = "") {
    this.url = url.replace(/\/+$/, "");
    this.token = token;
    this.language = "";
  }

  /** The Response of one exchange; `options` as of `fetch`. */
  request(path, options = {}) {
    const headers = { Accept: "application/json", ...(options.headers || {}) };
    if (this.token) headers.Authorization = `Bearer ${this.token}`;
    if (this.language) headers["Accept-Language"] = this.language;
    return fetch(this.url + path, { ...options, headers });
  }

  /** The same with JSON on both sides; throws ServiceError for 4xx and 5xx. */
  async call(method, path, document, headers = {}, signal = undefined) {
    const options = { method, headers, signal };
    if (document !== undefined) {
      options.body = JSON.stringify(document);
      options.headers = { "Content-Type": "application/json", ...headers };
    }
    const answer = await this.request(path, options);
    return { status: answer.status, headers: answer.headers, document: await readDocument(answer) };
  }

  /** The server's events as {id, name, data}, from the one after `lastId`; ends when the server ends them. */
  async *events(path, lastId = "", signal = undefined) {
    const headers = { Accept: "text/event-stream" };
    if (lastId) headers["Last-Event-ID"] = lastId;
    const answer = await this.request(path, { headers, signal });
    if (answer.status !== 200) {
      await readDocument(answer);
      return;
    }
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    let id = lastId;
    let event = "";
    let data = [];
    try {
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        const lines = (rest + value).split(/\r\n|\n|\r/);
        rest = lines.pop();
        for (const line of lines) {
          const cut = line.indexOf(":");
          const name = cut < 0 ? line : line.slice(0, cut);
          const text = cut < 0 ? "" : line.slice(cut + 1).replace(/^ /, "");
          if (name === "id") id = text;
          else if (name === "event") event = text;
          else if (name === "data") data.push(text);
          else if (line === "" && data.length) {
            yield { id, name: event, data: JSON.parse(data.join("\n")) };
            event = "";
            data = [];
          }
        }
      }
    } finally {
      reader.cancel().catch(() => {});
    }
  }
}

/** A call that goes on at the server: look at it, follow it, cancel it. */
export class Job {
  constructor(transport, path, record = {}) {
    this.transport = transport;
    this.path = path;
    this.id = path.replace(/\/+$/, "").split("/").pop();
    this.record = record;
  }

  get state() {
    return this.record.state || "queued";
  }

  get isDone() {
    return FINAL_STATES.includes(this.state);
  }

  async refresh() {
    this.record = (await this.transport.call("GET", this.path)).document;
    return this.record;
  }

  /** Ask it to stop; `state` tells when it has stopped. */
  async cancel(force = false) {
    this.record = (await this.transport.call("POST", `${this.path}/cancel`, { force })).document;
    return this.record;
  }

  /**
   * Follow it to its end, calling `onNews(record)` after each event; a lost connection is taken up again.
   * `record.log` is what was printed since the last call, `progress` and `partial` are the newest.
   */
  async wait(onNews = () => {}, signal = undefined) {
    let lastId = "";
    for (let tries = 0; tries < 6; tries += 1) {
      try {
        for await (const { id, name, data } of this.transport.events(`${this.path}/events`, lastId, signal)) {
          lastId = id;
          tries = 0;
          this.take(name, data);
          onNews(this.record);
          if (this.isDone) return this.refresh();
        }
      } catch (failure) {
        if ((signal && signal.aborted) || failure instanceof ServiceError || tries === 5) throw failure;
      }
      await new Promise((resolve) => setTimeout(resolve, 100 * 2 ** tries));
      await this.refresh().catch(() => {});
      if (this.isDone) {
        onNews(this.record);
        return this.record;
      }
    }
    throw new Error(`job ${this.id}: the server does not tell how it goes on`);
  }

  take(name, data) {
    const record = { ...this.record, log: "" };
    if (name === "state" || name === "end") Object.assign(record, data);
    else if (name === "progress") record.progress = data;
    else if (name === "partial") record.partial = data.outputs || [];
    else if (name === "log") record.log = data.text || "";
    this.record = record;
  }

  /** Its outputs, each with its bytes as `data`, a Uint8Array. */
  async outputs() {
    const record = await this.refresh();
    return Promise.all(
      (record.outputs || []).map(async (output, number) => {
        const answer = await this.transport.request(`${this.path}/outputs/${number}`);
        if (answer.status !== 200) await readDocument(answer);
        return { ...output, data: new Uint8Array(await answer.arrayBuffer()) };
      }),
    );
  }
}

export async function readDocument(answer) {
  const text = await answer.text();
  let document;
  try {
    document = JSON.parse(text);
  } catch {
    throw new ServiceError(answer.status, null, text.slice(0, 200));
  }
  if (answer.status < 400) return document;
  const told = document && typeof document === "object" ? document : {};
  const header = told.header || told;
  throw new ServiceError(
    answer.status,
    header.code,
    header.message || header.error || header.detail || "",
    told.findings || [],
  );
}

/** The bytes of an input: a File or Blob, an ArrayBuffer, a typed array, or a string as UTF-8. */
export async function readData(value) {
  if (typeof value === "string") return new TextEncoder().encode(value);
  if (typeof Blob !== "undefined" && value instanceof Blob) return new Uint8Array(await value.arrayBuffer());
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
}

export function toBase64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(text);
}

export function fromBase64(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/**
 * The request of an AIGES service. `inputs` by key: {word, data, attributes}; `outputs` by key: what is announced,
 * because AIGES refuses outputs that were not. Parameters travel as text: its front end garbles JSON numbers.
 */
export async function aigesDocument(service, params, inputs, outputs) {
  const section = {};
  for (const [key, value] of Object.entries(params)) {
    if (value !== undefined && value !== null) section[key] = String(value);
  }
  Object.assign(section, outputs);
  const payload = {};
  for (const [key, { word, data, attributes = {} }] of Object.entries(inputs)) {
    payload[key] = { ...attributes, status: 3, [word]: toBase64(await readData(data)) };
  }
  return { header: { status: 3 }, parameter: { [service]: section }, payload };
}

/** The outputs of an AIGES answer by key: {word, data, attributes}; `data` is text or a Uint8Array. */
export function readAigesAnswer(status, document) {
  const header = document.header || {};
  if (header.code) throw new ServiceError(status, header.code, header.message, document.findings || []);
  const found = {};
  for (const [key, entry] of Object.entries(document.payload || {})) {
    for (const word of ["text", "audio", "image", "video", "other"]) {
      if (word in entry) {
        const { [word]: value, ...attributes } = entry;
        found[key] = { word, data: word === "text" ? value : fromBase64(value), attributes };
      }
    }
  }
  return found;
}

/** Begin an AIGES call that goes on at the server. */
export async function submitAiges(transport, route, document, idempotencyKey = crypto.randomUUID()) {
  const headers = { Prefer: "respond-async", "Idempotency-Key": idempotencyKey };
  const answer = await transport.call("POST", route, document, headers);
  const location = answer.headers.get("Location");
  if (answer.status !== 202 || !location) {
    throw new ServiceError(answer.status, null, "the server does not take jobs; call it directly");
  }
  return new Job(transport, new URL(location, "http://server").pathname, answer.document);
}

/** What a CodeProject.AI route answers; `success` false is an answer too. */
export async function callModule(transport, route, fields, files = {}, signal = undefined) {
  const form = new FormData();
  for (const [key, value] of Object.entries(fields)) {
    if (value !== undefined && value !== null) form.append(key, String(value));
  }
  for (const [key, value] of Object.entries(files)) {
    if (value === undefined || value === null) continue;
    const isFile = typeof Blob !== "undefined" && value instanceof Blob;
    form.append(key, isFile ? value : new Blob([await readData(value)]), (isFile && value.name) || key);
  }
  const path = `/v1/${route.split("/").map(encodeURIComponent).join("/")}`;
  return readDocument(await transport.request(path, { method: "POST", body: form, signal }));
}

/** Whether a long command goes on no more; one that was stopped by force reads `not started`. */
export function isOver(answer) {
  const status = answer.commandStatus;
  return status === undefined || status === null || ["completed", "failed", "cancelled", "not started", "unknown"].includes(String(status).toLowerCase());
}

/** Whether the answer that ended a long command says that it was stopped on request. */
export function wasCancelled(answer) {
  return ["cancelled", "not started"].includes(String(answer.commandStatus).toLowerCase()) || answer.stop_reason === "cancelled";
}
