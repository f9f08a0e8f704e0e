"use strict";
// Recalculates as the case is edited. Without it the Update button does the same.
const form = document.getElementById("questions");
const answer = document.getElementById("answer");
const said = document.getElementById("said");
const problems = document.getElementById("live-problems");
let waiting = 0;
let asked = 0;

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
async function update() {
  const mine = ++asked;
  const data = new FormData(form);
  data.delete("file");
  const reply = await fetch(form.dataset.update, { method: "POST", body: data, headers: { "X-Part": "answer" } });
  if (mine !== asked) return;
  const text = await reply.text();
  if (reply.ok) {
    problems.replaceChildren();
    show(text);
  } else if (reply.status === 422) {
    problems.innerHTML = text;
  }
}
form.addEventListener("input", (event) => {
  if (event.target.name === "notes" || event.target.id === "present" || event.target.type === "file") return;
  clearTimeout(waiting);
  waiting = setTimeout(update, 400);
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey && event.key === "Enter") {
    event.preventDefault();
    update();
  } else if (event.altKey && event.key === "p") {
    event.preventDefault();
    document.getElementById("present").click();
  }
});
