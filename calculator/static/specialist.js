"use strict";
// Recalculates as the case is edited. Without it the Update button does the same.
const form = document.getElementById("questions");
const answer = document.getElementById("answer");
const said = document.getElementById("said");
const problems = document.getElementById("live-problems");
const first = document.getElementById("first");
const away = document.getElementById("away");
const KEPT = "case"; // sealed by the site, which opens it for half an hour
let waiting = 0;
let asked = 0;
let unsaved = false;

// What was typed, in case the page is loaded again. Only the site can open it.
function keep(sealed) {
  if (sealed) sessionStorage.setItem(KEPT, sealed);
  else sessionStorage.removeItem(KEPT);
}
function comeBack(sealed) {
  const back = document.createElement("form");
  back.method = "post";
  back.action = form.dataset.update;
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = "sealed";
  field.value = sealed;
  back.append(field);
  document.body.append(back);
  back.submit();
}
const wasLoadedAgain = performance.getEntriesByType("navigation")[0]?.type === "reload";
const sealed = answer.querySelector("[data-sealed]").dataset.sealed;
if (sealed) keep(sealed);
else if (wasLoadedAgain && sessionStorage.getItem(KEPT)) comeBack(sessionStorage.getItem(KEPT));
else keep("");

// The answer anew, with what was open in it still open and the focus where it was.
function show(text) {
  const open = [...answer.querySelectorAll("details")].map((each) => [each.id, each.open]);
  const at = document.activeElement?.id;
  answer.innerHTML = text;
  for (const [id, was] of open) {
    const found = id && document.getElementById(id);
    if (found) found.open = was;
  }
  if (at && !document.activeElement?.id) document.getElementById(at)?.focus();
  form.querySelectorAll("[data-field] .query").forEach((each) => each.remove());
  const asked = [];
  for (const each of [...answer.querySelector("template").content.children]) {
    if (each.dataset.sum) form.querySelector(`summary [data-sum="${each.dataset.sum}"]`).textContent = each.textContent;
    else asked.push(ask(each));
  }
  said.textContent = [document.getElementById("found").textContent, ...asked].join(" ");
}
// A question about a figure stands at its field, with whatever the field is put away in open.
function ask(question) {
  const field = form.querySelector(`[data-field="${question.dataset.query}"]`);
  field.querySelector("label").after(question);
  for (let at = field.parentElement; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
  return question.querySelector("p").textContent;
}
// The tables in panels are worked out only while they are open.
function part(name, data) {
  const open = [...answer.querySelectorAll("[data-panel][open]")].map((each) => each.dataset.panel);
  return fetch(form.dataset.update, { method: "POST", body: data, headers: { "X-Part": name, "X-Open": open.join() } });
}
answer.addEventListener(
  "toggle",
  (event) => {
    const panel = event.target;
    if (panel.dataset.panel && panel.open && !("filled" in panel.dataset)) update();
  },
  true,
);
// The figure of the choice that is looked at is there before the tables are.
async function showFirst(mine, data) {
  try {
    const reply = await part("first", data);
    const text = await reply.text();
    if (mine === asked && reply.ok && answer.classList.contains("old")) first.innerHTML = text;
  } catch {
    // The answer itself tells that the server is away.
  }
}
async function update() {
  const mine = ++asked;
  const data = new FormData(form);
  data.delete("file");
  answer.classList.add("old");
  first.replaceChildren();
  showFirst(mine, data);
  let reply, text;
  try {
    reply = await part("answer", data);
    text = await reply.text();
  } catch {
    reply = null;
  }
  if (mine !== asked) return;
  first.replaceChildren();
  away.hidden = Boolean(reply && (reply.ok || reply.status === 422));
  if (!away.hidden) {
    said.textContent = away.textContent;
    waiting = setTimeout(update, 5000);
    return;
  }
  if (reply.ok) {
    answer.classList.remove("old");
    problems.replaceChildren();
    show(text);
  } else {
    problems.innerHTML = text;
    problems.scrollIntoView({ block: "nearest" });
  }
  keep((reply.ok ? answer : problems).querySelector("[data-sealed]").dataset.sealed);
}
form.addEventListener("input", (event) => {
  unsaved = true;
  if (event.target.name === "notes" || event.target.id === "present" || event.target.type === "file") return;
  clearTimeout(waiting);
  waiting = setTimeout(update, 400);
});
// Leaving by a button of the form takes the case along. Anything else asks first.
document.addEventListener("submit", () => (unsaved = false));
document.getElementById("leave").addEventListener("click", () => (unsaved = false), true);
window.addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    event.preventDefault();
    update();
  } else if (event.altKey && event.code === "KeyP") {
    event.preventDefault();
    document.getElementById("present").click();
  } else if (event.key === "Escape") {
    // What is open around the focus closes, and the focus goes to its title.
    const open = document.activeElement.closest("details[open]");
    if (!open) return;
    event.preventDefault();
    open.open = false;
    open.querySelector("summary").focus();
  }
});
