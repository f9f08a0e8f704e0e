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
  for (const each of answer.querySelector("template").content.children) {
    form.querySelector(`summary [data-sum="${each.dataset.sum}"]`).textContent = each.textContent;
  }
  said.textContent = document.getElementById("found").textContent;
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
