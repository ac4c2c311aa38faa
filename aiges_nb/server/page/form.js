// The form: a field for every parameter and input, and the request that they make.

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
    preview.replaceChildren(...(file ? [mediaElement(item.type, file, formUrls)] : []));
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

function mediaElement(type, blob, urls) {
  const url = URL.createObjectURL(blob);
  urls.push(url);
  if (type === "image") return make("img", { src: url, alt: "" });
  if (type === "audio") return make("audio", { src: url, controls: true });
  if (type === "video") return make("video", { src: url, controls: true });
  return make("span", {});
}

function drawForm() {
  formUrls.splice(0).forEach((url) => URL.revokeObjectURL(url));
  fields = [...(operation.inputs || []).map(inputField), ...(operation.params || []).map(paramField)];
  byId("fields").replaceChildren(...(fields.length ? fields.map((field) => field.box) : [make("p", { class: "muted" }, say("page-no-fields"))]));
  byId("loose").replaceChildren();
}

/** What stands in the fields, by their paths. */
const fieldValues = () => Object.fromEntries(fields.map((field) => [field.path, field.value()]));
const restoreFields = (values) => fields.forEach((field) => field.path in values && field.restore(values[field.path]));

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
