"use strict";
// Leaving takes this page out of the way back, as far as a page can.
document.getElementById("leave")?.addEventListener("click", (event) => {
  event.preventDefault();
  location.replace(event.currentTarget.href);
});
