"use strict";
// Leaving takes this page out of the way back and clears the answers, as far as a page can. Three presses of Shift leave too.
const leave = document.getElementById("leave");
if (leave) {
  const go = () => {
    const clear = document.querySelector("#clear form");
    fetch(clear.action, { method: "POST", keepalive: true, redirect: "manual" }).catch(() => {});
    location.replace(leave.href);
  };
  leave.addEventListener("click", (event) => {
    event.preventDefault();
    go();
  });
  let presses = [];
  document.addEventListener("keydown", (event) => {
    if (event.repeat) return;
    const recent = presses.filter((time) => event.timeStamp - time < 2000);
    presses = event.key === "Shift" ? [...recent, event.timeStamp] : [];
    if (presses.length === 3) go();
  });
}
