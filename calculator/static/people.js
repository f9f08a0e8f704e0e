"use strict";
// Checks one plan after another, so that a long list shows how far it has come. Without it, the form sends all files at once.
const form = document.getElementById("people");
const rows = document.getElementById("rows");
const bar = document.getElementById("bar");
const failed = document.getElementById("failed");

async function row(file) {
  const data = new FormData();
  data.append("files", file);
  const reply = await fetch(form.action, { method: "POST", body: data, headers: { "X-Part": "row" } });
  if (!reply.ok) throw new Error(reply.status);
  return reply.text();
}
function count(done, all) {
  bar.max = all;
  bar.value = done;
  document.getElementById("count").textContent = `${done} / ${all}`;
}
form.addEventListener("submit", async (event) => {
  const files = [...document.getElementById("files").files];
  if (event.submitter?.name === "csv" || !files.length) return;
  event.preventDefault();
  rows.replaceChildren();
  failed.hidden = true;
  document.getElementById("list").hidden = false;
  document.getElementById("progress").hidden = false;
  try {
    for (const [done, file] of files.entries()) {
      count(done, files.length);
      rows.insertAdjacentHTML("beforeend", await row(file));
    }
    count(files.length, files.length);
    rows.append(...[...rows.children].sort((one, other) => one.dataset.order.localeCompare(other.dataset.order)));
  } catch {
    failed.hidden = false;
  }
  const title = document.getElementById("list-title");
  document.getElementById("said").textContent = `${title.textContent}: ${bar.value} / ${bar.max}`;
  title.focus();
});
