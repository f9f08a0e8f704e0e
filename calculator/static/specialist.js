"use strict";
// Recalculates as the case is edited. Without it the Update button does the same.
const form = document.querySelector("form.questions");
const answer = document.getElementById("answer");
const said = document.getElementById("said");
let waiting = 0;
let asked = 0;

async function update() {
  const mine = ++asked;
  const data = new FormData(form);
  data.delete("file");
  const reply = await fetch(form.dataset.update, { method: "POST", body: data, headers: { "X-Part": "answer" } });
  if (mine !== asked) return;
  const text = await reply.text();
  const problems = document.getElementById("live-problems");
  if (reply.ok) {
    problems.replaceChildren();
    answer.innerHTML = text;
    said.textContent = document.getElementById("found").textContent;
  } else if (reply.status === 422) {
    problems.innerHTML = text;
  }
}
form?.addEventListener("input", (event) => {
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
