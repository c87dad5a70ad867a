// What the pages share. All text of the API's answers goes into a page as text, never as markup.

const api = "api/v1/";

export const byId = (id) => document.getElementById(id);

const number = new Intl.NumberFormat("en");
export const count = (value) => (value === null || value === undefined ? "–" : number.format(value));

export class Refused extends Error {}

export async function ask(path, method = "GET", body) {
  const options = { method, headers: { Accept: "application/json" } };
  if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  const response = await fetch(api + path, options);
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new Refused(answer.detail || `${response.status} ${response.statusText}`);
  }
  return answer;
}

export function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined && text !== null) made.textContent = text;
  if (className) made.className = className;
  return made;
}

export function button(text, label, action) {
  const made = element("button", text);
  made.type = "button";
  if (label) made.setAttribute("aria-label", label);
  made.addEventListener("click", () => act(made, action));
  return made;
}

export async function act(pressed, action) {
  pressed.disabled = true;
  try {
    await action();
  } catch (problem) {
    say(problem.message);
  } finally {
    pressed.disabled = false;
  }
}

export function onClick(id, action) {
  byId(id).addEventListener("click", () => act(byId(id), action));
}

export function say(text) {
  byId("said").textContent = text;
}
