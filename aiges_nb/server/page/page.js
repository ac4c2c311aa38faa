// The page itself. Above stands the client that every generated client carries.

const contract = JSON.parse(document.getElementById("contract").textContent);
const texts = JSON.parse(document.getElementById("texts").textContent);
const byId = (id) => document.getElementById(id);
const kept = (name, value) => {
  try {
    if (value === undefined) return localStorage.getItem(`aiges-nb-${name}`);
    localStorage.setItem(`aiges-nb-${name}`, value);
  } catch {
    /* a browser that keeps nothing */
  }
  return null;
};
const transport = new Transport(new URL(".", location.href).href.replace(/\/$/, ""));
const isModule = contract.platform === "codeproject";
let language = kept("language") || (texts[document.documentElement.lang] ? document.documentElement.lang : "en");
let operation = contract.operations[0];
let fields = [];
let tab = "curl";
let lastAnswer = null;
let lastRequest = null;
let current = null;
let urls = [];

function say(code, values = {}) {
  const words = texts[language][code] ?? texts.en[code] ?? code;
  return words.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** An element; strings become text, never markup. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") element.className = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined && value !== null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const sizeText = (bytes) => {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 ** 2) return `${(bytes / 1024).toFixed(1)} KiB`;
  return `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
};
const secondsText = (seconds) => {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 90) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
};

// -- fields --------------------------------------------------------------------------------------

function paramField(param) {
  const kind = param.kind;
  const id = `param-${param.key}`;
  const hasDefault = param.default !== undefined;
  const start = hasDefault ? String(param.default) : "";
  let control;
  let slider = null;
  if (param.enum && param.enum.length) {
    const options = param.enum.map((value) => make("option", { value: String(value) }, String(value)));
    if (!hasDefault) options.unshift(make("option", { value: "" }, "—"));
    control = make("select", { id }, ...options);
  } else if (kind === "boolean") {
    control = make("input", { id, type: "checkbox" });
    control.checked = param.default === true;
  } else if (kind === "number" || kind === "integer") {
    const bounds = { min: param.minimum, max: param.maximum, step: kind === "integer" ? 1 : "any" };
    control = make("input", { id, type: "number", inputmode: kind === "integer" ? "numeric" : "decimal", ...bounds });
    if (param.minimum !== undefined && param.maximum !== undefined) {
      const span = param.maximum - param.minimum;
      const step = kind === "integer" ? 1 : span > 10 ? 0.1 : span / 100;
      slider = make("input", { type: "range", min: param.minimum, max: param.maximum, step, "aria-label": param.key });
      slider.value = start;
      slider.addEventListener("input", () => {
        control.value = slider.value;
        control.dispatchEvent(new Event("input", { bubbles: true }));
      });
      control.addEventListener("input", () => {
        slider.value = control.value;
      });
    }
  } else {
    control = make("input", { id, type: "text", maxlength: param.max_length });
  }
  if (kind !== "boolean") control.value = start;
  const needed = param.required && !hasDefault;
  const name = param.title || param.key;
  const caption = kind === "boolean"
    ? make("label", { class: "tick", for: id }, control, make("span", {}, name))
    : make("label", { for: id }, make("span", { class: needed ? "needed" : "" }, name), make("span", { class: "kind" }, kindText(param)));
  const findings = make("div", { class: "findings" });
  const shown = kind === "boolean" ? [] : [slider ? make("div", { class: "pair" }, slider, control) : control];
  const help = param.description ? make("p", { class: "help" }, param.description) : null;
  const box = make("div", { class: "field" }, caption, ...shown, help, findings);
  return {
    box,
    findings,
    path: `parameter.${param.key}`,
    key: param.key,
    param,
    restore: (value) => {
      if (kind === "boolean") control.checked = value === true;
      else if (value !== undefined) control.value = value;
      if (slider) slider.value = control.value;
    },
    value: () => (kind === "boolean" ? control.checked : control.value === "" && (kind !== "string" || !hasDefault) ? undefined : control.value),
  };
}

function kindText(param) {
  const parts = [say(`page-kind-${param.kind}`)];
  const { minimum: low, maximum: high } = param;
  if (low !== undefined || high !== undefined) parts.push(`${low ?? ""} … ${high ?? ""}`);
  return parts.join(" ");
}

function inputField(item) {
  const isText = item.type === "text" || item.type === "json";
  return isText ? textField(item) : fileField(item);
}

function textField(item) {
  const id = `input-${item.key}`;
  const area = make("textarea", { id, rows: 3, class: item.type === "json" ? "json" : "", spellcheck: "false" });
  const sample = sampleBytes(item);
  if (sample) area.value = new TextDecoder().decode(sample);
  const findings = make("div", { class: "findings" });
  const pick = make("input", { type: "file", hidden: true });
  pick.addEventListener("change", async () => {
    if (pick.files[0]) area.value = await pick.files[0].text();
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });
  const load = make("button", { type: "button", class: "link", onclick: () => pick.click() }, say("page-from-file"));
  const box = make("div", { class: "field" }, caption(item, id), area, make("div", { class: "small" }, load, pick), findings);
  return { box, findings, path: `payload.${item.key}`, key: item.key, input: item, restore: (value) => (area.value = value ?? ""), value: () => (area.value === "" ? undefined : area.value) };
}

function fileField(item) {
  const id = `input-${item.key}`;
  const accept = { image: "image/*", audio: "audio/*", video: "video/*" }[item.type];
  const pick = make("input", { id, type: "file", accept });
  const name = make("span", { class: "name" });
  const drop = make("div", { class: "drop" }, make("span", {}, say("page-drop")), " ", name, pick);
  const preview = make("div", { class: "preview" });
  const findings = make("div", { class: "findings" });
  const sample = sampleBytes(item);
  let chosen = null;
  const choose = (file) => {
    chosen = file;
    name.textContent = file ? `${file.name || say("page-sample")} · ${sizeText(file.size)}` : "";
    drop.firstChild.textContent = file ? "" : say("page-drop");
    preview.replaceChildren(...(file ? [mediaElement(item.type, file)] : []));
    drawCode();
  };
  pick.addEventListener("change", () => pick.files[0] && choose(pick.files[0]));
  drop.addEventListener("dragover", (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    if (event.dataTransfer.files[0]) choose(event.dataTransfer.files[0]);
  });
  const useSample = sample
    ? make("button", { type: "button", class: "link", onclick: () => choose(new File([sample], sampleName(item))) }, say("page-use-sample"))
    : null;
  const clear = make("button", { type: "button", class: "link", onclick: () => { pick.value = ""; choose(null); } }, say("page-clear"));
  const box = make("div", { class: "field" }, caption(item, id), drop, preview, make("div", { class: "small" }, useSample, clear), findings);
  if (sample) choose(new File([sample], sampleName(item)));
  return { box, findings, path: `payload.${item.key}`, key: item.key, input: item, restore: (value) => choose(value ?? null), value: () => chosen ?? undefined };
}

function caption(item, id) {
  const encoding = item.encoding ? ` · ${item.encoding}` : "";
  return make(
    "label",
    { for: id },
    make("span", { class: item.required ? "needed" : "" }, item.title || item.key),
    make("span", { class: "kind" }, `${say(`page-type-${item.type}`)}${encoding}`),
  );
}

const sampleBytes = (item) => (item.sample && item.sample.base64 ? fromBase64(item.sample.base64) : null);
const sampleName = (item) => (item.sample.path ? item.sample.path.split(/[\\/]/).pop() : say("page-sample"));

function mediaElement(type, blob) {
  const url = URL.createObjectURL(blob);
  urls.push(url);
  if (type === "image") return make("img", { src: url, alt: "" });
  if (type === "audio") return make("audio", { src: url, controls: true });
  if (type === "video") return make("video", { src: url, controls: true });
  return make("span", {});
}

function drawForm() {
  urls.forEach((url) => URL.revokeObjectURL(url));
  urls = [];
  fields = [...(operation.inputs || []).map(inputField), ...(operation.params || []).map(paramField)];
  byId("fields").replaceChildren(...(fields.length ? fields.map((field) => field.box) : [make("p", { class: "muted" }, say("page-no-fields"))]));
  byId("loose").replaceChildren();
}

// -- the request -----------------------------------------------------------------------------------

const dataWord = (type) => (type === "json" ? "text" : type);

function readForm() {
  const params = {};
  const inputs = {};
  for (const field of fields) {
    const value = field.value();
    if (value === undefined) continue;
    if (field.param) params[field.key] = value;
    else inputs[field.key] = { word: dataWord(field.input.type), data: value, attributes: field.input.encoding ? { encoding: field.input.encoding } : {} };
  }
  const outputs = {};
  for (const accept of operation.outputs || []) {
    outputs[accept.key] = { ...(accept.encoding ? { encoding: accept.encoding } : {}), data_type: dataWord(accept.type) };
  }
  return { params, inputs, outputs };
}

const makeDocument = ({ params, inputs, outputs }) => aigesDocument(contract.service_id, params, inputs, outputs);

// -- running ---------------------------------------------------------------------------------------

class Stopped extends Error {}

async function run() {
  if (current) return;
  const began = performance.now();
  current = { began, cancel: null, asked: 0, abort: new AbortController() };
  clearFindings();
  lastAnswer = null;
  byId("outputs").replaceChildren();
  byId("notice").replaceChildren();
  byId("run-id").textContent = "";
  showState("running");
  showProgress({});
  drawButtons();
  const clock = setInterval(() => (byId("elapsed").textContent = secondsText((performance.now() - began) / 1000)), 100);
  try {
    const given = readForm();
    lastRequest = given;
    if (isModule) await runModule(given);
    else if (byId("mode").value === "job") await runJob(given);
    else await runOnce(given);
  } catch (failure) {
    if (failure instanceof Stopped || current.abort.signal.aborted) showState("cancelled");
    else showFailure(failure);
  } finally {
    clearInterval(clock);
    byId("elapsed").textContent = secondsText((performance.now() - began) / 1000);
    byId("progress").hidden = true;
    current = null;
    drawButtons();
    drawCode();
  }
}

async function runOnce(given) {
  const signal = current.abort.signal;
  current.cancel = () => current.abort.abort();
  drawButtons();
  const answer = await transport.call("POST", operation.route, await makeDocument(given), {}, signal);
  lastAnswer = answer.document;
  const found = readAigesAnswer(answer.status, answer.document);
  showOutputs(Object.entries(found).map(([key, output]) => ({ key, type: typeOf(key, output.word), data: output.data })));
  showFindings(answer.document.findings || []);
  showState("succeeded");
}

async function runJob(given) {
  const job = await submitAiges(transport, operation.route, await makeDocument(given));
  byId("run-id").textContent = job.id;
  current.cancel = (force) => job.cancel(force);
  drawButtons();
  let printed = "";
  let partial = "";
  const record = await job.wait((news) => {
    if (FINAL_STATES.includes(news.state)) return;
    showProgress(news.progress || {});
    showState(news.state, news.stage && texts.en[`page-stage-${news.stage}`] ? say(`page-stage-${news.stage}`) : "");
    const told = JSON.stringify((news.partial || []).map(({ sha256 }) => sha256));
    if (news.partial && news.partial.length && told !== partial) {
      partial = told;
      fetchOutputs(news.partial).then((outputs) => current && told === partial && showOutputs(outputs)).catch(() => {});
    }
    if (news.log) showLog((printed = (printed + news.log).slice(-20000)));
  });
  lastAnswer = record;
  showFindings(record.findings || []);
  if (record.state !== "succeeded") {
    showState(record.state);
    if (record.error && record.state === "failed") showProblem(record.error);
    return;
  }
  showOutputs(await fetchOutputs(record.outputs));
  showState(record.state);
}

/** Outputs with their bytes; short texts came along already. */
function fetchOutputs(outputs) {
  return Promise.all(
    outputs.map(async (output) => {
      if (typeof output.text === "string") return { ...output, data: output.text };
      const answer = await transport.request(output.href);
      if (answer.status !== 200) await readDocument(answer);
      return { ...output, data: new Uint8Array(await answer.arrayBuffer()) };
    }),
  );
}

function showLog(text) {
  let box = byId("log");
  if (!box) {
    box = make("details", { id: "log", open: true }, make("summary", {}, say("page-log")), make("pre", {}));
    byId("notice").append(box);
  }
  box.lastChild.textContent = text;
  box.lastChild.scrollTop = box.lastChild.scrollHeight;
}

async function runModule(given) {
  const files = Object.fromEntries(Object.entries(given.inputs).map(([key, { data }]) => [key, data]));
  let answer = await callModule(transport, operation.route, given.params, files, current.abort.signal);
  const command = answer.commandId;
  const ended = [undefined, null, "completed", "failed", "cancelled"];
  if (command && !ended.includes(answer.commandStatus)) {
    byId("run-id").textContent = command;
    const about = { commandId: command, moduleId: contract.service_id };
    current.cancel = () => callModule(transport, `${contract.service_id}/cancel_command`, about);
    drawButtons();
    while (!ended.includes(answer.commandStatus)) {
      const { progress, current_step: step, steps, message } = answer;
      showProgress({ fraction: typeof progress === "number" ? progress / 100 : null, step, steps, message });
      await new Promise((resolve) => setTimeout(resolve, 400));
      answer = await callModule(transport, `${contract.service_id}/get_command_status`, about);
    }
  }
  lastAnswer = answer;
  showModuleAnswer(answer);
}

function showModuleAnswer(answer) {
  const status = answer.commandStatus;
  if (status === "cancelled") showState("cancelled");
  else showState(answer.success === false || status === "failed" ? "failed" : "succeeded");
  if (answer.success === false && answer.error) showProblem({ text: answer.error, code: answer.code });
  showFindings(answer.findings || []);
  const outputs = [];
  for (const [key, value] of Object.entries(answer)) {
    const kind = typeof value === "string" ? pictureKind(value) : null;
    if (kind) outputs.push({ key, type: "image", data: fromBase64(value.replace(/^data:[^,]*,/, "")), kind });
  }
  const shown = Object.fromEntries(Object.entries(answer).filter(([, value]) => !(typeof value === "string" && pictureKind(value))));
  outputs.push({ key: "response", type: "json", data: JSON.stringify(shown) });
  showOutputs(outputs);
}

const pictureKind = (text) => {
  if (text.startsWith("data:image/")) return "image/*";
  if (text.length < 64) return null;
  return { iVBORw0KGgo: "image/png", "/9j/": "image/jpeg", R0lGOD: "image/gif", UklGR: "image/webp" }[["iVBORw0KGgo", "/9j/", "R0lGOD", "UklGR"].find((head) => text.startsWith(head))] || null;
};

async function cancel() {
  if (!current || !current.cancel) return;
  const force = current.asked > 0;
  current.asked += 1;
  showState("running", say(force ? "page-forced" : "page-asked"));
  drawButtons();
  try {
    await current.cancel(force);
  } catch (failure) {
    if (current) showProblem({ text: String(failure.message || failure) });
  }
}

// -- showing ---------------------------------------------------------------------------------------

const LOOKS = { queued: "busy", running: "busy", succeeded: "ok", failed: "error", cancelled: "warn", interrupted: "warn" };

function showState(state, more = "") {
  byId("state").className = `state ${LOOKS[state] || ""}`;
  byId("state").dataset.state = state;
  byId("state").textContent = say(`page-state-${state}`) + (more ? ` · ${more}` : "");
}

function showProgress(progress) {
  const { fraction, step, steps, message } = progress;
  const isKnown = typeof fraction === "number";
  byId("progress").hidden = false;
  byId("progress").classList.toggle("unknown", !isKnown);
  byId("bar").style.width = isKnown ? `${(Math.min(1, Math.max(0, fraction)) * 100).toFixed(1)}%` : "";
  const parts = [];
  if (isKnown) parts.push(`${progress.is_estimated ? "≈ " : ""}${Math.floor(fraction * 100)} %`);
  if (step !== undefined && step !== null && steps) parts.push(`${step}/${steps}`);
  if (typeof progress.eta_s === "number") parts.push(say("page-eta", { time: secondsText(Math.max(1, Math.round(progress.eta_s))) }));
  if (message) parts.push(message);
  byId("progress-text").textContent = parts.join(" · ");
}

function showProblem(error) {
  const code = error.code === undefined || error.code === null || error.code === "" ? "" : ` (${error.code})`;
  const trace = error.traceback ? make("details", { open: true }, make("summary", {}, say("page-traceback")), make("pre", {}, error.traceback)) : null;
  const problem = make("div", { class: "problem", role: "alert" }, make("b", {}, `${error.text || error.message || ""}${code}`), trace);
  byId("notice").prepend(problem);
}

function showFailure(failure) {
  showState("failed");
  if (failure instanceof ServiceError) {
    lastAnswer = { header: { code: failure.code, message: failure.text }, findings: failure.findings };
    const isShown = showFindings(failure.findings);
    if (!isShown) showProblem({ text: failure.text || failure.message, code: failure.code });
    else byId("notice").prepend(make("div", { class: "problem", role: "alert" }, make("b", {}, say("page-look-at-fields"))));
  } else {
    const words = failure instanceof TypeError ? say("page-no-server") : String(failure.message || failure);
    showProblem({ text: words });
  }
}

function clearFindings() {
  fields.forEach((field) => {
    field.box.classList.remove("bad");
    field.findings.replaceChildren();
  });
  byId("loose").replaceChildren();
}

/** Each finding at its field, the others below the form; whether there is any. */
function showFindings(findings) {
  for (const finding of findings) {
    const field = fields.find(({ path }) => finding.path === path || (finding.path || "").startsWith(`${path}.`));
    const hint = finding.hint ? make("span", { class: "hint" }, ` ${finding.hint}`) : null;
    const element = make("div", { class: `finding ${finding.level || "error"}` }, finding.message || finding.code, hint);
    if (field) {
      if ((finding.level || "error") === "error") field.box.classList.add("bad");
      field.findings.append(element);
    } else byId("loose").append(element);
  }
  return findings.length > 0;
}

const typeOf = (key, word) => ((operation.outputs || []).find((accept) => accept.key === key) || { type: word }).type;

function showOutputs(outputs) {
  byId("outputs").replaceChildren(...(outputs.length ? outputs.map(outputElement) : [make("p", { class: "muted" }, say("page-no-outputs"))]));
}

function outputElement({ key, type, data, kind }) {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  const blob = new Blob([bytes], { type: kind || { image: "image/png", audio: "audio/wav", video: "video/mp4" }[type] || "application/octet-stream" });
  const link = make("a", { href: URL.createObjectURL(blob), download: `${key}${{ text: ".txt", json: ".json" }[type] || ""}` }, say("page-download"));
  urls.push(link.href);
  const head = make("div", { class: "head" }, make("span", { class: "key" }, key), make("span", { class: "meta" }, `${say(`page-type-${type}`)} · ${sizeText(bytes.length)}`), link);
  return make("div", { class: "output", "data-key": key }, head, contentElement(type, data, bytes, blob));
}

function contentElement(type, data, bytes, blob) {
  if (["image", "audio", "video"].includes(type)) return mediaElement(type, blob);
  if (type !== "text" && type !== "json") return null;
  const text = typeof data === "string" ? data : new TextDecoder().decode(bytes);
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return make("div", { class: "said" }, text);
  }
  if (typeof value !== "object" || value === null) return make("div", { class: "said" }, text);
  const shown = tables(value);
  const whole = make("pre", {}, JSON.stringify(value, null, 2));
  return shown.length ? make("div", {}, ...shown, make("details", {}, make("summary", {}, "JSON"), whole)) : whole;
}

/** Lists of like objects as tables. */
function tables(value) {
  const lists = Array.isArray(value) ? [["", value]] : Object.entries(value).filter(([, item]) => Array.isArray(item));
  return lists
    .filter(([, rows]) => rows.length && rows.length <= 200 && rows.every((row) => row && typeof row === "object" && !Array.isArray(row)))
    .map(([name, rows]) => {
      const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].slice(0, 12);
      const cell = (item) => make("td", { class: typeof item === "number" ? "number" : "" }, item === undefined ? "" : typeof item === "object" ? JSON.stringify(item) : String(item));
      const body = rows.map((row) => make("tr", {}, ...columns.map((column) => cell(row[column]))));
      const head = make("tr", {}, ...columns.map((column) => make("th", { scope: "col" }, column)));
      return make("div", { class: "scroll" }, name ? make("p", { class: "muted" }, name) : null, make("table", {}, make("thead", {}, head), make("tbody", {}, ...body)));
    });
}

// -- request and answer as code -----------------------------------------------------------------------

const TABS = ["curl", "Python", "JavaScript", "page-request", "page-answer"];

function drawTabs() {
  byId("tabs").replaceChildren(
    ...TABS.map((name) =>
      make("button", {
        type: "button",
        role: "tab",
        "aria-selected": String(name === tab),
        onclick: () => {
          tab = name;
          drawTabs();
          drawCode();
        },
      }, name.startsWith("page-") ? say(name) : name),
    ),
  );
}

const shell = (text) => `'${text.replace(/'/g, `'\\''`)}'`;
const short = (value) => JSON.stringify(value, (_, item) => (typeof item === "string" && item.length > 160 ? `${item.slice(0, 60)}… (${item.length})` : item), 2);
const python = (value) => (typeof value === "boolean" ? (value ? "True" : "False") : JSON.stringify(value));
const fileName = (value) => (value instanceof Blob ? value.name || "data" : null);

async function drawCode() {
  const given = readForm();
  byId("code").textContent = await codeText(given);
}

async function codeText(given) {
  const base = transport.url;
  if (tab === "page-answer") return lastAnswer ? short(lastAnswer) : say("page-no-answer");
  if (isModule) return moduleCode(given, base);
  const document_ = await makeDocument(given);
  if (tab === "page-request") return `POST ${operation.route}\n${short(document_)}`;
  if (tab === "curl") return aigesCurl(given, base);
  const pairs = [...Object.entries(given.inputs).map(([key, { data }]) => [key, fileName(data), data]), ...Object.entries(given.params).map(([key, value]) => [key, null, typed(key, value)])];
  if (tab === "Python") {
    const list = pairs.map(([key, file, value]) => `${key}=${file ? `Path(${python(file)})` : python(value)}`).join(", ");
    return `# aiges-nb client ${base} --lang python -o client.py\nfrom pathlib import Path\nfrom client import ${clientName()}\n\nclient = ${clientName()}(${python(base)}, token=TOKEN)\nanswer = client.run(${list})`;
  }
  const list = pairs.map(([key, file, value]) => `${JSON.stringify(key)}: ${file ? "file" : JSON.stringify(value)}`).join(", ");
  return `// aiges-nb client ${base} --lang js -o client.mjs\nimport { ${clientName()} } from "./client.mjs";\n\nconst client = new ${clientName()}(${JSON.stringify(base)}, TOKEN);\nconst answer = await client.run({ ${list} });`;
}

/** Files go in as base64 by the shell; what is typed stands in the document. */
async function aigesCurl(given, base) {
  const files = [];
  const inputs = {};
  for (const [key, input] of Object.entries(given.inputs)) {
    if (!(input.data instanceof Blob)) inputs[key] = input;
    else {
      files.push(input.data.name || "data");
      inputs[key] = { ...input, data: "" };
    }
  }
  const document_ = await makeDocument({ ...given, inputs });
  const send = `curl -sS ${shell(base + operation.route)} \\\n  -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' --data-binary`;
  if (!files.length) return `${send} \\\n  ${shell(JSON.stringify(document_))}`;
  const slots = new Map();
  for (const [key, { word, data }] of Object.entries(given.inputs)) {
    if (data instanceof Blob) {
      const slot = `slot-${crypto.randomUUID()}`;
      document_.payload[key][word] = slot;
      slots.set(slot, `"$(base64 < ${shell(data.name || "data")} | tr -d '\\n')"`);
    }
  }
  let format = JSON.stringify(document_).replace(/\\/g, "\\\\").replace(/%/g, "%%");
  const order = [...slots.keys()].sort((a, b) => format.indexOf(a) - format.indexOf(b));
  for (const slot of order) format = format.replace(slot, "%s");
  return `printf ${shell(format)} \\\n  ${order.map((slot) => slots.get(slot)).join(" ")} \\\n| ${send} @-`;
}

const typed = (key, value) => {
  const param = (operation.params || []).find((item) => item.key === key);
  return param && (param.kind === "number" || param.kind === "integer") && value !== "" ? Number(value) : value;
};
const clientName = () => document.documentElement.dataset.client;

function moduleCode(given, base) {
  const path = `/v1/${operation.route}`;
  if (tab === "page-request") {
    return `POST ${path}  multipart/form-data\n${Object.entries(given.params).map(([key, value]) => `${key}=${value}`).concat(Object.entries(given.inputs).map(([key, { data }]) => `${key}=@${fileName(data) || data}`)).join("\n")}`;
  }
  if (tab === "curl") {
    const parts = [`curl -sS ${shell(base + path)} -H "Authorization: Bearer $TOKEN"`];
    for (const [key, value] of Object.entries(given.params)) parts.push(`--form-string ${shell(`${key}=${value}`)}`);
    for (const [key, { data }] of Object.entries(given.inputs)) parts.push(fileName(data) ? `-F ${shell(`${key}=@${fileName(data)}`)}` : `--form-string ${shell(`${key}=${data}`)}`);
    return parts.join(" \\\n  ");
  }
  const method = operation.route.split("/").pop().replace(/\W/g, "_");
  const inputs = Object.entries(given.inputs).map(([key, { data }]) => [key, fileName(data), data]);
  const params = Object.entries(given.params).map(([key, value]) => [key, null, typed(key, value)]);
  if (tab === "Python") {
    const list = [...inputs, ...params].map(([key, file, value]) => `${key}=${file ? `Path(${python(file)})` : python(value)}`).join(", ");
    return `# aiges-nb client ${base} --lang python -o client.py\nfrom pathlib import Path\nfrom client import ${clientName()}\n\nclient = ${clientName()}(${python(base)}, token=TOKEN)\nanswer = client.wait(client.${method}(${list}), on_progress=print)`;
  }
  const list = [...inputs, ...params].map(([key, file, value]) => `${JSON.stringify(key)}: ${file ? "file" : JSON.stringify(value)}`).join(", ");
  return `// aiges-nb client ${base} --lang js -o client.mjs\nimport { ${clientName()} } from "./client.mjs";\n\nconst client = new ${clientName()}(${JSON.stringify(base)}, TOKEN);\nconst answer = await client.wait(await client.${method}({ ${list} }), console.log);`;
}

// -- the whole page ----------------------------------------------------------------------------------

function drawButtons() {
  byId("run").disabled = Boolean(current);
  byId("run").textContent = say(current ? "page-running" : "page-run");
  byId("cancel").hidden = !(current && current.cancel);
  byId("cancel").textContent = say(current && current.asked ? "page-force" : "page-cancel");
}

function drawOperations() {
  const box = byId("operations");
  box.hidden = contract.operations.length < 2;
  box.replaceChildren(
    ...contract.operations.map((item) =>
      make("button", {
        type: "button",
        "aria-selected": String(item === operation),
        onclick: () => {
          if (current) return;
          operation = item;
          draw();
        },
      }, item.name || item.route),
    ),
  );
}

/** `isNew`: another operation, whose fields start anew; otherwise what was typed stays. */
function draw(isNew = true) {
  const typedIn = Object.fromEntries(fields.map((field) => [field.path, field.value()]));
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  document.querySelectorAll("[data-text]").forEach((element) => (element.textContent = say(element.dataset.text)));
  byId("language").textContent = language === "zh" ? "English" : "中文";
  byId("theme").textContent = say(`page-theme-${document.documentElement.dataset.theme || "auto"}`);
  byId("copy").textContent = say("page-copy");
  byId("version").textContent = contract.version;
  byId("platform").textContent = isModule ? "CodeProject.AI" : "AIGES";
  byId("description").textContent = (isModule && contract.operations.length > 1 && operation.description) || contract.description || "";
  byId("mode-box").hidden = isModule;
  drawOperations();
  drawForm();
  if (!isNew) fields.forEach((field) => field.restore(typedIn[field.path]));
  drawButtons();
  drawTabs();
  drawCode();
}

let looking = 0;

async function lookReady() {
  clearTimeout(looking);
  let words = "page-not-ready";
  try {
    words = (await fetch(`${transport.url}/readyz`)).ok ? "page-ready" : "page-not-ready";
  } catch {
    words = "page-no-answerer";
  }
  byId("ready").textContent = say(words);
  byId("ready").className = `ready ${words === "page-ready" ? "ok" : "error"}`;
  looking = setTimeout(lookReady, document.hidden ? 30000 : words === "page-ready" ? 10000 : 2000);
}

byId("form").addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
byId("form").addEventListener("input", () => drawCode());
byId("form").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    run();
  }
});
byId("cancel").addEventListener("click", cancel);
byId("copy").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(byId("code").textContent);
    byId("copy").textContent = say("page-copied");
  } catch {
    getSelection().selectAllChildren(byId("code"));
  }
  setTimeout(() => (byId("copy").textContent = say("page-copy")), 1500);
});
byId("language").addEventListener("click", () => {
  if (current) return;
  language = language === "zh" ? "en" : "zh";
  kept("language", language);
  draw(false);
  lookReady();
});
byId("theme").addEventListener("click", () => {
  const next = { auto: "light", light: "dark", dark: "auto" }[document.documentElement.dataset.theme || "auto"];
  setTheme(next);
  kept("theme", next);
});

function setTheme(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  byId("theme").textContent = say(`page-theme-${theme}`);
}

setTheme(kept("theme") || "auto");
draw();
lookReady();
