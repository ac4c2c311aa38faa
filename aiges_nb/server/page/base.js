// What every part of the page uses. Before it stands the client that every generated client carries.

const contract = JSON.parse(document.getElementById("contract").textContent);
const names = JSON.parse(document.getElementById("names").textContent);
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
// What was chosen here, else Chinese where the browser speaks it, else as the server speaks.
const spoken = navigator.language.startsWith("zh") ? "zh" : document.documentElement.lang;
let language = kept("language") || (texts[spoken] ? spoken : "en");
transport.language = language;
let operation = contract.operations[0];
let fields = [];
let tab = "curl";
let lastAnswer = null;
let lastFindings = [];
let current = null;
let formUrls = [];
let resultUrls = [];
/** Milliseconds since 1970, by a clock that nobody sets. */
const now = () => performance.timeOrigin + performance.now();

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
