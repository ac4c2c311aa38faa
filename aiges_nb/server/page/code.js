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

async function drawCode() {
  const given = readForm();
  byId("code").textContent = await codeText(given);
}

async function codeText(given) {
  const base = transport.url;
  if (tab === "page-answer") return lastAnswer ? short(lastAnswer) : say("page-no-answer");
  if (isModule) return moduleCode(given, base);
  if (byId("mode").value === "session") return sessionCode(given, base);
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
import base64, json
from pathlib import Path
from websockets.sync.client import connect

frame = ${literal}
data = Path(${python(file)}).read_bytes()
pieces = [data[at : at + ${FRAME_BYTES}] for at in range(0, len(data), ${FRAME_BYTES})]
with connect(${python(url)}, additional_headers={"Authorization": f"Bearer {TOKEN}"}) as link:
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
