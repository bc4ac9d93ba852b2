// The editor's token, which is kept as long as the tab, and what is asked of the API with it. Own work, Apache-2.0.
const KEPT = "copydesk-editor";
const NOBODY = "This worker knows no editors: COPYDESK_DESK_TOKENS names the file of their tokens.";

export const isEditor = () => sessionStorage.getItem(KEPT) !== null;

export function leave() {
  sessionStorage.removeItem(KEPT);
}

// Signs in if the token is that of an editor, and answers with what is held.
export async function enter(token) {
  const answer = await send("/v1/held", token);
  if (answer.status === 200) sessionStorage.setItem(KEPT, token);
  else if (answer.status === 401) answer.problem = "This is not the token of an editor.";
  else if (answer.status === 403 || answer.status === 404) answer.problem = NOBODY;
  return answer;
}

// The answer: its status, `json`, and `problem`, one sentence, which is empty where all is well.
export function ask(path, body) {
  return send(path, sessionStorage.getItem(KEPT) || "", body);
}

// Fetches what is for the disk. The answer is one sentence, which is empty where all is well.
export async function download(path, name) {
  const asked = request(sessionStorage.getItem(KEPT) || "");
  if (!asked) return "A token is needed.";
  try {
    const answer = await fetch(path, asked);
    if (!answer.ok) return (await answer.json()).detail || `The worker answered with ${answer.status}.`;
    const url = URL.createObjectURL(await answer.blob());
    const link = document.createElement("a");
    Object.assign(link, { href: url, download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60000); // the browser may still be writing
    return "";
  } catch {
    return "The worker does not answer.";
  }
}

function request(token) {
  // A header has no other characters.
  if (!/^[\x21-\x7e]+$/.test(token)) return null;
  return { headers: { Authorization: `Bearer ${token}` }, cache: "no-store", credentials: "omit", redirect: "error" };
}

async function send(path, token, body) {
  const asked = request(token);
  if (!asked) return { status: 401, json: null, problem: "A token is needed." };
  if (body !== undefined) {
    asked.method = "POST";
    asked.headers["Content-Type"] = "application/json";
    asked.body = JSON.stringify(body);
  }
  try {
    const answer = await fetch(path, asked);
    const json = await answer.json();
    const problem = answer.ok ? "" : json.detail || `The worker answered with ${answer.status}.`;
    // A token of a reader is none of an editor: here that is the same as one that nobody knows.
    const status = json.type === "urn:copydesk:problem:role" ? 401 : answer.status;
    return { status, json, problem };
  } catch {
    return { status: 0, json: null, problem: "The worker does not answer." };
  }
}
