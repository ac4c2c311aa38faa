// The request as curl, Python and JavaScript; request and answer as they are.

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

let drawn = 0;

async function drawCode() {
  const mine = (drawn += 1);
  const text = await codeText(readForm());
  if (mine === drawn) byId("code").textContent = text;
}

async function codeText(given) {
  const base = transport.url;
  if (tab === "page-answer") return lastAnswer ? short(lastAnswer) : say("page-no-answer");
  if (isModule) return moduleCode(given, base);
  if (byId("mode").value === "session") return sessionCode(given, base);
  if (tab === "page-request") return `POST ${operation.route}\n${short(await makeDocument(given))}`;
  if (tab === "curl") return aigesCurl(given, base);
  const outputs = operation.outputs || [];
  const extension = ({ encoding, type }) => (/^\w+$/.test(encoding || "") ? encoding : type);
  const isText = ({ type }) => type === "text" || type === "json";
  if (tab === "Python") {
    const { python_outputs: called } = names[operation.route];
    const ends = outputs.map((item) => (isText(item) ? `print(answer.${called[item.key]})` : `Path(${python(`${item.key}.${extension(item)}`)}).write_bytes(answer.${called[item.key]})`));
    return pythonCode(base, given, (list) => `answer = client.run(${list})`, ends, outputs.some((item) => !isText(item)));
  }
  const { js_outputs: called } = names[operation.route];
  const ends = outputs.map((item) => (isText(item) ? `console.log(answer.${called[item.key]});` : `await writeFile(${JSON.stringify(`${item.key}.${extension(item)}`)}, answer.${called[item.key]});`));
  return scriptCode(base, given, (list) => `const answer = await client.run(${list});`, ends, outputs.some((item) => !isText(item)));
}

/** What is given to a method: [key, name of the file or null, value]. */
const givenValues = (given) => [
  ...Object.entries(given.inputs).map(([key, { data }]) => [key, fileName(data), data]),
  ...Object.entries(given.params).map(([key, value]) => [key, null, typed(key, value)]),
];

function pythonCode(base, given, call, ends, writes = false) {
  const { arguments: called } = names[operation.route];
  const values = givenValues(given);
  const list = values.map(([key, file, value]) => `${called[key]}=${file ? `Path(${python(file)})` : python(value)}`).join(", ");
  const path = writes || values.some(([, file]) => file) ? "from pathlib import Path\n" : "";
  return `# aiges-nb client ${base} --token "$TOKEN" --lang python -o client.py\nimport os\n${path}\nfrom client import ${clientName()}\n\nclient = ${clientName()}(${python(base)}, token=os.environ["TOKEN"])\n${[call(list), ...ends].join("\n")}`;
}

function scriptCode(base, given, call, ends, writes = false) {
  const values = givenValues(given);
  const list = values.map(([key, file, value]) => `${JSON.stringify(key)}: ${file ? `await readFile(${JSON.stringify(file)})` : JSON.stringify(value)}`).join(", ");
  const wanted = [values.some(([, file]) => file) && "readFile", writes && "writeFile"].filter(Boolean).join(", ");
  const files = wanted ? `import { ${wanted} } from "node:fs/promises";\n` : "";
  return `// aiges-nb client ${base} --token "$TOKEN" --lang js -o client.mjs\n${files}import { ${clientName()} } from "./client.mjs";\n\nconst client = new ${clientName()}(${JSON.stringify(base)}, process.env.TOKEN);\n${[call(`{ ${list} }`), ...ends].join("\n")}`;
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
  const { python: method, js } = names[operation.route];
  if (tab === "Python") return pythonCode(base, given, (list) => `answer = client.wait(client.${method}(${list}), on_progress=print)`, ["print(answer)"]);
  return scriptCode(base, given, (list) => `const answer = await client.wait(await client.${js}(${list}), console.log);`, ["console.log(answer);"]);
}

/** A session needs a WebSocket: curl is told so; Python and JavaScript cut the one input that comes in frames. */
async function sessionCode(given, base) {
  const frames = await sessionFrames(given);
  const url = base.replace(/^http/, "ws") + operation.route;
  if (tab === "page-request") return `WebSocket ${operation.route}\n${frames.length > 1 ? `${say("page-first-of", { count: frames.length })}\n` : ""}${short(frames[0])}`;
  if (tab === "curl") return `# ${say("page-no-curl")}`;
  const [key, input] = Object.entries(given.inputs).find(([, { word }]) => ["audio", "video", "other"].includes(word)) || Object.entries(given.inputs)[0] || ["", { word: "", data: "" }];
  const first = await makeDocument({ ...given, inputs: { ...given.inputs, ...(key ? { [key]: { ...input, data: "" } } : {}) } });
  const shown = { ...shortened(first), header: { ...first.header, status: 0 } };
  const file = fileName(input.data) || "data";
  if (tab === "Python") {
    const literal = JSON.stringify(shown, null, 4).replace(/: true\b/g, ": True").replace(/: false\b/g, ": False").replace(/: null\b/g, ": None");
    return `# pip install websockets
import base64, json, os
from pathlib import Path
from websockets.sync.client import connect

frame = ${literal}
data = Path(${python(file)}).read_bytes()
pieces = [data[at : at + ${FRAME_BYTES}] for at in range(0, len(data), ${FRAME_BYTES})]
with connect(${python(url)}, additional_headers={"Authorization": f"Bearer {os.environ['TOKEN']}"}) as link:
    for number, piece in enumerate(pieces):
        status = 2 if number == len(pieces) - 1 else min(number, 1)
        sent = {"status": status, ${python(input.word)}: base64.b64encode(piece).decode()}
        frame["header"]["status"] = status
        frame["payload"] = {**frame["payload"], ${python(key)}: {**frame["payload"][${python(key)}], **sent}}
        link.send(json.dumps(frame))
        frame = {"header": {}, "payload": {${python(key)}: frame["payload"][${python(key)}]}}
    for answer in link:
        print(json.loads(answer))`;
  }
  return `// data: the bytes of ${file}; in Node 22 and browsers, the token as the cookie that the page has
const link = new WebSocket(${JSON.stringify(url)});
let frame = ${JSON.stringify(shown, null, 2)};
link.onopen = () => {
  for (let at = 0; at < data.length; at += ${FRAME_BYTES}) {
    const status = at + ${FRAME_BYTES} >= data.length ? 2 : at ? 1 : 0;
    const piece = btoa(String.fromCharCode(...data.subarray(at, at + ${FRAME_BYTES})));
    const sent = { ...frame.payload[${JSON.stringify(key)}], status, ${JSON.stringify(input.word)}: piece };
    frame = { ...frame, header: { ...frame.header, status }, payload: { ...frame.payload, ${JSON.stringify(key)}: sent } };
    link.send(JSON.stringify(frame));
    frame = { header: {}, payload: { ${JSON.stringify(key)}: sent } };
  }
};
link.onmessage = ({ data: answer }) => console.log(JSON.parse(answer));`;
}

/** Nothing in it longer than a page shows. */
const shortened = (document_) => JSON.parse(short(document_));
