// A session: the inputs in frames over a WebSocket, as the platform's load tester sends them; answers as they come.

const FRAME_BYTES = 1280;
const FRAME_MS = 40;
const WAV_HEADER = 44;
const has = (hook) => (contract.hooks || []).includes(hook);
const takesSessions = has("wrapperCreate") && has("wrapperWrite");
const answersOnce = has("wrapperOnceExec") || !takesSessions;

/** The documents that are sent one after the other. */
async function sessionFrames(given) {
  const whole = await makeDocument(given);
  const pieces = Object.entries(given.inputs).map(([key, { word }]) => {
    const entry = whole.payload[key];
    const bytes = fromBase64(entry[word]);
    if (!["audio", "video", "other"].includes(word)) return { key, word, entry, parts: [bytes] };
    const isWav = word === "audio" && new TextDecoder("latin1").decode(bytes.subarray(0, 4)) === "RIFF";
    const first = FRAME_BYTES + (isWav ? WAV_HEADER : 0);
    const parts = [bytes.subarray(0, first)];
    for (let start = first; start < bytes.length; start += FRAME_BYTES) parts.push(bytes.subarray(start, start + FRAME_BYTES));
    return { key, word, entry, parts };
  });
  const count = Math.max(1, ...pieces.map(({ parts }) => parts.length));
  return Array.from({ length: count }, (_, number) => {
    const status = count === 1 ? 3 : number === 0 ? 0 : number === count - 1 ? 2 : 1;
    const payload = {};
    for (const { key, word, entry, parts } of pieces) {
      if (number < parts.length) payload[key] = { ...entry, status, [word]: toBase64(parts[number]) };
    }
    return number === 0 ? { ...whole, header: { ...whole.header, status }, payload } : { header: { status }, payload };
  });
}

async function runSession(given) {
  const frames = await sessionFrames(given);
  const link = new WebSocket(transport.url.replace(/^http/, "ws") + operation.route);
  const answers = [];
  let refused = null;
  current.cancel = () => {
    current.abort.abort();
    link.close();
  };
  drawButtons();
  const ended = new Promise((resolve, reject) => {
    link.onmessage = ({ data }) => {
      const answer = JSON.parse(data);
      lastAnswer = answer;
      if (answer.header.code !== 0) refused = answer;
      else {
        answers.push(answer);
        showOutputs(joinAnswers(answers));
      }
    };
    link.onerror = () => reject(new TypeError("WebSocket"));
    link.onclose = resolve;
  });
  await Promise.race([new Promise((resolve) => (link.onopen = resolve)), ended]);
  for (const [number, frame] of frames.entries()) {
    if (link.readyState !== WebSocket.OPEN) break;
    link.send(JSON.stringify(frame));
    showProgress({ fraction: (number + 1) / frames.length, step: number + 1, steps: frames.length, message: say("page-frames") });
    await new Promise((resolve) => setTimeout(resolve, FRAME_MS));
  }
  await ended;
  if (current.abort.signal.aborted) throw new Stopped();
  if (refused) throw new ServiceError(422, refused.header.code, refused.header.message, refused.findings || []);
  showFindings(answers.flatMap((answer) => answer.findings || []));
  showOutputs(joinAnswers(answers));
  showState("succeeded");
}

/** The outputs of all answers so far: text and sound one after the other, JSON as one list, of pictures the last. */
function joinAnswers(answers) {
  const found = new Map();
  for (const { payload } of answers) {
    for (const [key, entry] of Object.entries(payload || {})) {
      const word = ["text", "audio", "image", "video", "other"].find((name) => name in entry);
      if (!word) continue;
      const type = typeOf(key, word);
      if (!found.has(key)) found.set(key, { key, type, parts: [] });
      found.get(key).parts.push(typeof entry[word] === "string" ? fromBase64(entry[word]) : new TextEncoder().encode(JSON.stringify(entry[word])));
    }
  }
  return [...found.values()].map(({ key, type, parts }) => ({ key, type, data: joinParts(type, parts) }));
}

function joinParts(type, parts) {
  if (type === "image" || parts.length === 1) return parts[parts.length - 1];
  if (type === "json") {
    const values = parts.map((part) => JSON.parse(new TextDecoder().decode(part)));
    return JSON.stringify(values.every(Array.isArray) ? values.flat() : values);
  }
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  parts.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
  return whole;
}
